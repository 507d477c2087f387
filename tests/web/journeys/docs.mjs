// The page about the API that the server shows, as somebody reads it who wants to program against it.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {browse, keep, lookAround, open, serve} from "../stage.mjs";

let server, browser;
before(async () => {
  server = await serve();
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await server?.end();
});

test("it is whole, looks well and keeps nobody out, at every size", async () => {
  const contract = await (await fetch(`${server.address}/api/openapi.json`)).json();
  const names = Object.values(contract.paths).flatMap((item) => Object.values(item).map((operation) => operation.operationId)).filter(Boolean);
  assert.ok(names.length > 100);
  const stage = await open(browser, server.address);
  await stage.page.goto("/api/docs");
  const shown = await stage.page.$$eval(".operation", (all) => all.map((each) => each.id));
  assert.deepEqual(shown.sort(), names.sort());
  await stage.end();
  // All operations at once take axe a minute; all are made by one generator, so one is looked at.
  await lookAround(browser, server.address, "/api/docs", "docs", async (page) => {
    await page.fill("#search", "listtracks");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing is wider than the page");
    await page.waitForSelector("#listTracks:not([hidden])");
    await page.evaluate(() => document.querySelectorAll(".operation[hidden], .schema[hidden], li[hidden]").forEach((each) => each.remove()));
  });
});

test("operations are found by words, and links lead to what they name", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/api/docs");
  await page.keyboard.press("/");
  await page.keyboard.type("webhook secret");
  assert.deepEqual(await page.$$eval(".operation:not([hidden])", (all) => all.map((each) => each.id)), ["createWebhook", "rotateWebhookSecret"]);
  await keep(page, "docs-search");
  await page.fill("#search", "no such thing");
  assert.match(await page.textContent("#nothing"), /no such thing/);
  await page.keyboard.press("Escape");
  await page.click("#listTracks .answer a.type");
  // The page hears of its new address a moment after the click.
  await page.waitForURL(/#./);
  await page.waitForSelector(`${new URL(page.url()).hash}[open]`);
  await stage.end();
});

test("light and dark are the app's own choice", async () => {
  const stage = await open(browser, server.address, {theme: "dark"});
  const {page} = stage;
  await page.goto("/api/docs");
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  assert.equal(await theme(), "dark");
  await page.click("#theme");
  assert.equal(await theme(), "light");
  await page.goto("/");
  await page.waitForSelector("[data-theme=light]");
  await page.goto("/api/docs");
  assert.equal(await theme(), "light");
  await stage.end();
});

test("on a phone the contents open and close", async () => {
  const stage = await open(browser, server.address, {size: "phone"});
  const {page} = stage;
  await page.goto("/api/docs");
  assert.equal(await page.isVisible("#navigation"), false);
  await page.click("#contents");
  assert.equal(await page.isVisible("#navigation"), true);
  await keep(page, "docs-contents-phone");
  await page.click("#navigation a[href='#createUpload']");
  assert.equal(await page.isVisible("#navigation"), false);
  await stage.end();
});
