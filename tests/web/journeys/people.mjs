// The owner of a server: nobody signs in at first, then the owner is made.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {password, refused} from "../accounts.mjs";
import {browse, inspect, keep, lookAround, open, serve} from "../stage.mjs";

let server, browser;
before(async () => {
  server = await serve();
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await server?.end();
});

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
  await page.getByRole("radio", {name: "Light"}).waitFor();
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
  // Too short is said before anything is sent, and too common by the server.
  await page.getByLabel("Password").fill("tooshort123");
  await page.getByRole("button", {name: "Create the owner"}).click();
  assert.equal(await page.getByLabel("Password").evaluate((field) => field.validity.tooShort), true);
  await page.getByLabel("Password").fill("123456789012");
  await page.getByRole("button", {name: "Create the owner"}).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", {name: "Create the owner"}).click();
  await page.getByRole("navigation", {name: "Main"}).getByText("Mara Lindqvist").waitFor();
  await keep(page, "owner-desk-dark");
  await stage.end();
});
