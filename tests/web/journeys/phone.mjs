// All that can be done with tracks, on a phone: by their menus, by choosing several, on a track's page.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {ask} from "../accounts.mjs";
import {browse, inspect, keep, open, sendPieces, serve} from "../stage.mjs";

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
const rows = (page) => page.locator(".track-row[data-row]");
const menuOf = (page, title) => page.getByRole("button", {name: `Actions for ${title}`});
const item = (page, name) => page.getByRole("menuitem", {name, exact: true});
async function table(page, path = "/?sort=title") {
  await page.goto(path);
  await row(page, 0).locator(".strong").waitFor();
}

test("a track's menu, large enough for a thumb, leads to all that can be done with it, and plays nothing by itself", async () => {
  const stage = await open(browser, server.address, {size: "phone"});
  const {page} = stage;
  await table(page);
  const {width, height} = await menuOf(page, "Sundial").boundingBox();
  assert.ok(width >= 44 && height >= 44, `${width} by ${height}`);
  await menuOf(page, "Sundial").tap();
  for (const name of ["Play", "Open", "Add to playlist", "Add to collection", "Analyse", "Put into the bin"]) await item(page, name).waitFor();
  await inspect(page, "a track's menu on a phone");
  await keep(page, "row-menu-phone-dark");
  await item(page, "Put into the bin").tap();
  await page.getByRole("dialog").getByRole("button", {name: "Put into the bin"}).tap();
  await row(page, 2).waitFor({state: "detached"});
  assert.equal(await page.locator(".dock").count(), 0);
  await page.goto("/bin");
  await menuOf(page, "Sundial").tap();
  await item(page, "Restore").tap();
  await page.getByRole("heading", {name: "The bin is empty"}).waitFor();
  await stage.end();
});

test("several tracks are chosen by tapping, and nothing plays", async () => {
  const stage = await open(browser, server.address, {size: "phone"});
  const {page} = stage;
  await table(page);
  await page.getByRole("button", {name: "Select tracks"}).tap();
  const bar = page.getByRole("region", {name: "Selected tracks"});
  await bar.getByText("0 tracks selected").waitFor();
  await row(page, 0).tap();
  await row(page, 2).tap();
  await bar.getByText("2 tracks selected").waitFor();
  await row(page, 2).tap();
  await bar.getByText("1 track selected").waitFor();
  await bar.getByRole("button", {name: "Select all"}).tap();
  await bar.getByText("3 tracks selected").waitFor();
  await inspect(page, "choosing on a phone");
  await keep(page, "choosing-phone-dark");
  await bar.getByRole("button", {name: "More actions"}).tap();
  await item(page, "Add to playlist").tap();
  await page.getByRole("dialog").getByLabel("Name").fill("By thumb");
  await page.getByRole("dialog").getByRole("button", {name: "Add"}).tap();
  await page.locator(".toast").getByText("3 tracks added to “By thumb”").waitFor();
  assert.equal(await page.locator(".dock").count(), 0);
  await bar.getByRole("button", {name: "Done"}).tap();
  await bar.waitFor({state: "detached"});
  await row(page, 0).tap();
  await page.locator(".dock").waitFor();
  await stage.end();
});

test("a track's page puts it into the bin, says so, and takes it back", async () => {
  const stage = await open(browser, server.address, {size: "phone"});
  const {page} = stage;
  await table(page);
  await row(page, 0).getByRole("link").tap();
  await page.getByRole("heading", {level: 1, name: "Copper Skyline"}).waitFor();
  const more = page.locator(".track-head").getByRole("button", {name: "More actions"});
  await more.tap();
  await item(page, "Add to playlist").waitFor();
  assert.equal(await item(page, "Open").count(), 0);
  await inspect(page, "a track page's menu on a phone");
  await keep(page, "track-menu-phone-dark");
  await item(page, "Put into the bin").tap();
  await page.getByRole("dialog").getByRole("button", {name: "Put into the bin"}).tap();
  await page.locator(".track-head").getByText("In the bin").waitFor();
  await more.tap();
  await item(page, "Restore").tap();
  await page.locator(".track-head").getByText("In the bin").waitFor({state: "detached"});
  assert.equal((await ask(page, "GET", "/tracks?count=true")).body.total, 3);
  await stage.end();
});

test("a track is given a title, a year and stars on its page", async () => {
  const stage = await open(browser, server.address, {size: "phone"});
  const {page} = stage;
  await table(page);
  await row(page, 1).getByRole("link").tap();
  await page.locator(".track-head").getByRole("button", {name: "More actions"}).tap();
  await item(page, "Edit").tap();
  const dialog = page.getByRole("dialog", {name: "Edit the track"});
  await dialog.getByLabel("Year").fill("soon");
  await dialog.getByText("A year has up to four digits.").waitFor();
  assert.equal(await dialog.getByRole("button", {name: "Save"}).isDisabled(), true);
  await inspect(page, "editing a track on a phone");
  await keep(page, "edit-phone-dark");
  await dialog.getByLabel("Year").fill("1987");
  await dialog.getByLabel("Title").fill("Ten Lanterns");
  await dialog.getByRole("button", {name: "4 stars"}).tap();
  await dialog.getByRole("button", {name: "Save"}).tap();
  await page.getByRole("heading", {level: 1, name: "Ten Lanterns"}).waitFor();
  await page.locator(".track-head").getByText("1987").waitFor();
  assert.equal(await page.locator(".track-head .stars .on").count(), 4);
  await stage.end();
});

test("with a mouse a row shows its menu, and one chosen track of the bin is restored by a button", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await table(page);
  await row(page, 1).hover();
  await menuOf(page, "Sundial").click();
  await page.keyboard.press("Escape");
  // The keyboard goes on in the table.
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.getByRole("grid").getAttribute("aria-activedescendant"), "track-row-2");
  await menuOf(page, "Ten Lanterns").click();
  await item(page, "Put into the bin").click();
  await page.getByRole("dialog").getByRole("button", {name: "Put into the bin"}).click();
  await row(page, 2).waitFor({state: "detached"});
  await table(page, "/bin");
  await rows(page).first().click();
  await page.getByRole("region", {name: "Selected tracks"}).getByRole("button", {name: "Restore"}).click();
  await page.getByRole("heading", {name: "The bin is empty"}).waitFor();
  await stage.end();
});
