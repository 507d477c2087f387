// From an empty library to a sorted, searched, edited one; files dropped into the browser and a folder of the computer.
import assert from "node:assert/strict";
import {readdirSync} from "node:fs";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {allHeard, browse, demo, inspect, keep, lookAround, open, serve} from "../stage.mjs";

let server, browser;
before(async () => {
  server = await serve();
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await server?.end();
});

const rows = (page) => page.locator(".track-row[data-row]");
const titles = (page) => page.locator(".track-row [data-column=title] .strong").allInnerTexts();

test("an empty library says what to do", async () => {
  await lookAround(browser, server.address, "/", "empty", (page) => page.getByRole("heading", {name: "Your library is empty"}).waitFor());
});

test("uploaded files are heard and appear", async () => {
  const stage = await open(browser, server.address);
  await stage.page.goto("/");
  await stage.page.getByRole("heading", {name: "Your library is empty"}).waitFor();
  const files = readdirSync(demo()).filter((name) => /^(01|08)/.test(name)).map((name) => join(demo(), name));
  await stage.page.getByTestId("upload-files").first().setInputFiles(files);
  await allHeard(server.address, 2);
  await stage.page.goto("/");
  await rows(stage.page).nth(1).waitFor();
  assert.deepEqual((await titles(stage.page)).sort(), ["Copper Skyline", "Sundial"]);
  await stage.end();
});

test("a folder of this computer is found by walking, and heard", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/");
  await page.getByRole("button", {name: "Add music"}).first().click();
  // The first listing comes late, when somebody is about to type.
  let answer;
  const late = new Promise((resolve) => { answer = resolve; });
  await page.route("**/folders/browse", (route) => late.then(() => route.continue()));
  await page.getByRole("menuitem", {name: "Add a folder of this computer"}).click();
  await page.getByLabel("Folder", {exact: true}).focus();
  answer();
  await page.getByText(/audio files? in here/).waitFor();
  await page.keyboard.type(demo());
  await page.getByRole("button", {name: "Go", exact: true}).click();
  await page.getByText(/10 audio files in here/).waitFor();
  await keep(page, "folder-desk-dark");
  await inspect(page, "the folder dialog");
  await page.getByRole("button", {name: "Add this folder"}).click();
  await page.getByText(/Listening to/).waitFor();
  await allHeard(server.address, 10);
  await stage.end();
});

test("the table sorts, searches, and is walked by the keyboard", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/");
  await rows(page).nth(9).waitFor();
  await page.getByRole("columnheader", {name: "BPM"}).getByRole("button").click();
  await page.waitForURL(/sort=bpm/);
  await rows(page).nth(9).waitFor();
  const tempi = (await page.locator("[data-row] [data-column=bpm]").allInnerTexts()).map(parseFloat).filter((value) => !Number.isNaN(value));
  assert.deepEqual(tempi, [...tempi].sort((a, b) => a - b));
  assert.ok(tempi.length >= 8);

  await page.getByRole("grid").focus();
  await page.keyboard.press("End");
  assert.equal(await page.getByRole("grid").getAttribute("aria-activedescendant"), "track-row-9");
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+ArrowDown");
  await page.getByText("2 tracks selected").waitFor();
  await page.keyboard.press("Control+a");
  await page.getByText("10 tracks selected").waitFor();
  await keep(page, "selected-desk-dark");
  await page.keyboard.press("Escape");
  await page.keyboard.type("und");
  assert.match(await page.locator(".track-row.cursor").innerText(), /Undertow/);
  await page.keyboard.press("?");
  await page.getByRole("dialog", {name: "Keyboard"}).waitFor();
  await inspect(page, "the keyboard help");
  await page.keyboard.press("Escape");

  await page.keyboard.press("/");
  await page.keyboard.type("copper");
  await page.waitForURL(/q=copper/);
  await page.getByText("1 track", {exact: true}).waitFor();
  assert.deepEqual(await titles(page), ["Copper Skyline"]);
  await page.getByRole("searchbox").fill("bpm:>400");
  await page.getByRole("heading", {name: "No track fits"}).waitFor();
  await keep(page, "none-desk-dark");
  await stage.end();
});

test("what is typed into a cell is kept", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/?q=copper");
  await rows(page).first().locator("[data-column=artist]").dblclick();
  await page.getByRole("textbox", {name: "Artist"}).fill("Nobody Else");
  await page.keyboard.press("Enter");
  await page.getByText("Nobody Else").waitFor();
  await page.reload();
  await page.getByText("Nobody Else").waitFor();
  await stage.end();
});

test("columns are chosen and stay so", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/");
  await page.getByRole("button", {name: "Columns"}).click();
  await page.getByRole("menuitemcheckbox", {name: "LUFS"}).click();
  await page.keyboard.press("Escape");
  await page.getByRole("columnheader", {name: "LUFS"}).waitFor();
  await page.reload();
  await page.getByRole("columnheader", {name: "LUFS"}).waitFor();
  await stage.end();
});

test("what goes into the bin comes back", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/?q=sundial");
  await rows(page).first().click();
  await page.keyboard.press("Delete");
  await page.getByRole("dialog").getByRole("button", {name: "Put into the bin"}).click();
  await page.getByRole("heading", {name: "No track fits"}).waitFor();
  await page.goto("/bin");
  await rows(page).first().click({button: "right"});
  await page.getByRole("menuitem", {name: "Restore"}).click();
  await page.getByRole("heading", {name: "The bin is empty"}).waitFor();
  await inspect(page, "the bin");
  await stage.end();
  // On a phone it has no place of its own at the foot.
  const phone = await open(browser, server.address, {size: "phone"});
  await phone.page.goto("/");
  await phone.page.getByRole("navigation", {name: "Main"}).getByRole("button", {name: "More"}).click();
  await inspect(phone.page, "more on a phone");
  await keep(phone.page, "more-phone-dark");
  await phone.page.getByRole("menuitem", {name: "Bin"}).click();
  await phone.page.getByRole("heading", {name: "Bin", level: 1}).waitFor();
  await phone.end();
});

test("the library looks well and keeps nobody out, at every size", async () => {
  await lookAround(browser, server.address, "/", "library", (page) => rows(page).nth(9).waitFor());
});
