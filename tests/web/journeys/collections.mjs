// Collections: filled by hand or by a query, renamed, asked otherwise, deleted.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {ask} from "../accounts.mjs";
import {browse, inspect, keep, lookAround, open, sendPieces, serve} from "../stage.mjs";

let server, browser;
before(async () => {
  server = await serve();
  browser = await browse();
  await sendPieces(browser, server.address, ["01", "02", "08"]);
});
after(async () => {
  await browser?.close();
  await server?.end();
});

const row = (page, n) => page.locator(`.track-row[data-row='${n}']`);
const titles = (page) => page.locator(".track-row [data-column=title] .strong").allInnerTexts();
const count = (page, n) => page.getByText(`${n} track${n === 1 ? "" : "s"}`, {exact: true}).waitFor();
const more = async (page, what) => {
  await page.locator(".page-head").getByRole("button", {name: "More actions"}).click();
  await page.getByRole("menuitem", {name: what}).click();
};

test("a collection is made from the table, and tracks are taken out and come back", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/?sort=title");
  await row(page, 2).locator(".strong").waitFor();
  const all = await titles(page);
  await page.getByRole("grid").focus();
  await page.keyboard.press("Control+a");
  await page.getByRole("region", {name: "Selected tracks"}).getByRole("button", {name: "Add to collection"}).click();
  const dialog = page.getByRole("dialog", {name: "Add to collection"});
  await dialog.getByLabel("Name").fill("By hand");
  await inspect(page, "adding to a collection");
  await keep(page, "to-collection-desk-dark");
  await page.keyboard.press("Enter");
  await page.locator(".toast").getByText("3 tracks added to “By hand”").waitFor();
  await page.locator(".toast").getByRole("button", {name: "Open"}).click();
  await page.getByRole("heading", {level: 1, name: "By hand"}).waitFor();
  await count(page, 3);

  await row(page, 0).click({button: "right"});
  await page.getByRole("menuitem", {name: "Take out of this collection"}).click();
  await count(page, 2);
  await page.locator(".toast").getByRole("button", {name: "Undo"}).click();
  await count(page, 3);
  // All of them stay in the library, whatever becomes of the collection.
  assert.equal((await ask(page, "GET", "/tracks?count=true")).body.total, all.length);
  await inspect(page, "a collection");
  await stage.end();
});

test("a track is added to a collection that is there, while another window looks at it", async () => {
  const one = await open(browser, server.address), other = await open(browser, server.address);
  const {status, body} = await ask((await one.page.goto("/"), one.page), "POST", "/collections", {name: "Watched"});
  assert.equal(status, 201);
  await other.page.goto(`/collections/${body.id}`);
  await other.page.getByRole("heading", {name: "Nothing in here yet"}).waitFor();
  await row(one.page, 1).click({button: "right"});
  await one.page.getByRole("menuitem", {name: "Add to collection"}).click();
  await one.page.getByRole("radio", {name: /Watched/}).check();
  await one.page.getByRole("dialog").getByRole("button", {name: "Add"}).click();
  await count(other.page, 1);
  await row(other.page, 0).locator(".strong").waitFor();
  await one.end();
  await other.end();
});

test("a collection is renamed and described, its query changed, and it is deleted", async () => {
  const stage = await open(browser, server.address, {expected: ["status of 404"]});
  const {page} = stage;
  await page.goto("/playlists");
  await page.getByRole("button", {name: "New collection"}).click();
  await page.getByLabel("Name").fill("Slow");
  await page.getByLabel("Query").fill("bpm:1..2");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", {name: "No track fits the query"}).waitFor();
  await more(page, "Edit");
  await page.getByLabel("Name").fill("Any tempo");
  await page.getByLabel("Description").fill("Whatever has a beat");
  await page.getByLabel("Query").fill("bpm:20..300");
  await inspect(page, "editing a collection");
  await keep(page, "collection-edit-desk-dark");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", {level: 1, name: "Any tempo"}).waitFor();
  await page.getByText("Whatever has a beat · bpm:20..300").waitFor();
  await row(page, 0).locator(".strong").waitFor();
  // What a query holds can not be taken out by hand.
  await row(page, 0).click({button: "right"});
  await page.getByRole("menuitem", {name: "Add to collection"}).waitFor();
  assert.equal(await page.getByRole("menuitem", {name: "Take out"}).count(), 0);
  await page.keyboard.press("Escape");
  const address = new URL(page.url()).pathname;
  await more(page, "Delete collection");
  await page.getByRole("dialog").getByRole("button", {name: "Delete collection"}).click();
  await page.getByText("“Any tempo” was deleted").waitFor();
  await page.getByRole("heading", {level: 1, name: "Playlists"}).waitFor();
  assert.equal((await ask(page, "GET", address)).status, 404);
  await stage.end();
});

test("a collection looks well and keeps nobody out, at every size", async () => {
  const {items} = await (await fetch(`${server.address}/api/v1/collections`)).json();
  const {id} = items.find((each) => each.name === "By hand");
  await lookAround(browser, server.address, `/collections/${id}`, "collection", (page) => row(page, 2).waitFor());
});
