// The owner of a server: nobody signs in at first, then the owner is made, goes out and comes in again.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {browse, inspect, keep, lookAround, open, serve} from "../stage.mjs";

const password = "correct horse battery";
let server, browser;
before(async () => {
  server = await serve();
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await server?.end();
});

/** Requests that fail on purpose are told by the browser; these are no faults of the page. */
const refused = {expected: ["status of 401", "status of 422", "status of 409"]};

test("on this computer nobody needs to sign in", async () => {
  const stage = await open(browser, server.address);
  await stage.page.goto("/settings/profile");
  await stage.page.getByRole("heading", {name: "Nobody has an account here yet"}).waitFor();
  await inspect(stage.page, "a profile of nobody");
  await stage.end();
});

test("appearance is chosen and stays so", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/settings/appearance");
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  assert.equal(await theme(), "dark");
  await page.getByRole("radio", {name: "Light"}).check();
  assert.equal(await theme(), "light");
  await page.reload();
  await page.getByRole("radio", {name: "Light"}).waitFor();
  assert.equal(await theme(), "light");
  await stage.end();
});

test("the first one here becomes the owner", async () => {
  await lookAround(browser, server.address, "/sign-up", "setup", (page) => page.getByRole("heading", {name: "Welcome to Stratum"}).waitFor());
  const stage = await open(browser, server.address, refused);
  const {page} = stage;
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("Mara Lindqvist");
  await page.getByLabel("E-mail").fill("mara@example.org");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", {name: "Create the owner"}).click();
  await page.getByRole("navigation", {name: "Main"}).getByText("Mara Lindqvist").waitFor();
  await keep(page, "owner-desk-dark");
  await stage.end();
});
