// The table of a large library, by pointer and by keyboard, while others change it too.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {readdirSync} from "node:fs";
import {dirname, join} from "node:path";
import {after, before, test} from "node:test";
import {ask} from "../accounts.mjs";
import {browse, demo, inspect, keep, open, patience, program, serve} from "../stage.mjs";

const tool = process.env.STRATUM_SAMPLE_LIBRARY ?? join(dirname(program), "src/library/stratum_sample_library");
// More than the server takes in one request.
const many = 10_050;

let server, browser;
before(async () => {
  server = await serve({fill: (folder) => execFileSync(tool, [join(folder, "library.db"), String(many)], {stdio: "ignore", timeout: patience})});
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await server?.end();
});

const row = (page, n) => page.locator(`.track-row[data-row='${n}']`);
const cell = (page, n, column) => row(page, n).locator(`[data-column=${column}]`);
const grid = (page) => page.getByRole("grid");
const scrollTo = (page, n) => page.evaluate((top) => { document.querySelector(".track-scroll").scrollTop = top; }, n * 34);
const activeIsThere = (page) => page.evaluate(() => {
  const id = document.querySelector("[role=grid]").getAttribute("aria-activedescendant");
  return id === null || document.getElementById(id) !== null;
});
async function table(page, path = "/?sort=title") {
  await page.goto(path);
  await row(page, 5).locator(".strong").waitFor();
}
const shownTrack = async (page, n, query = "sort=title") => {
  const answer = await ask(page, "GET", `/tracks?${query}&limit=1&offset=${n}`);
  return answer.body.items[0];
};

test("a choice over rows that are still on their way loses none of them", async () => {
  const stage = await open(browser, server.address, {worker: false});
  const {page} = stage;
  await table(page);
  let go;
  const held = new Promise((resolve) => { go = resolve; });
  await page.route(/\/api\/v1\/tracks\?.*(cursor|offset)/, (route) => held.then(() => route.continue()));
  await scrollTo(page, 85);
  await row(page, 90).click();
  await row(page, 105).click({modifiers: ["Shift"]});
  await page.getByText("16 tracks selected").waitFor();
  await page.keyboard.press("Delete");
  await page.waitForTimeout(300);
  go();
  await page.getByRole("dialog").getByText("Put 16 tracks into the bin?").waitFor();
  await page.keyboard.press("Escape");
  await stage.end();
});

test("all tracks of a large library are read before a question about them, and it shows how far that is", async () => {
  const stage = await open(browser, server.address, {worker: false});
  const {page} = stage;
  await table(page);
  await page.route(/\/api\/v1\/tracks\?.*(cursor|offset)/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 40));
    await route.continue();
  });
  await grid(page).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.getByText(/Reading the selection: [\d,]+ of 10,050/).waitFor();
  await keep(page, "reading-desk-dark");
  await page.keyboard.press("Delete");
  await page.getByRole("dialog").getByText(`Put ${many.toLocaleString("en")} tracks into the bin?`).waitFor();
  assert.equal(await page.getByRole("dialog").count(), 1);
  await page.keyboard.press("Escape");
  await stage.end();
});

test("more tracks than the server takes at once come into a playlist and are analysed, in parts", async () => {
  const stage = await open(browser, server.address, {worker: false});
  const {page} = stage;
  await table(page);
  await grid(page).focus();
  await page.keyboard.press("Control+a");
  const bar = page.getByRole("region", {name: "Selected tracks"});
  await bar.getByRole("button", {name: "Add to playlist"}).click();
  await page.getByRole("dialog").getByLabel("Name").fill("All of them");
  await page.keyboard.press("Enter");
  await page.locator(".toast").getByText("10,050 tracks added to “All of them”").waitFor();
  const {body} = await ask(page, "GET", "/playlists?q=All");
  assert.equal(body.items[0].tracks, many);
  const parts = [];
  await page.route("**/api/v1/analyses", (route) => {
    parts.push(route.request().postDataJSON().track_ids.length);
    // These tracks have no sound to be heard anew; what is asked is the point.
    return route.fulfill({status: 202, json: {job: {id: `part ${parts.length}`, kind: "analyse", title: "", state: "done", progress: 1, attempts: 1, created_at: "2026-01-01T00:00:00Z"}}});
  });
  await bar.getByRole("button", {name: "Analyse"}).click();
  await page.locator(".toast").getByText("Listening to 10,050 tracks").waitFor();
  assert.deepEqual(parts, [10_000, 50]);
  await stage.end();
});

test("playing goes on behind what is loaded, also after the table was left", async () => {
  const stage = await open(browser, server.address, {worker: false, expected: ["/waveform", "/audio"]});
  const {page} = stage;
  // These tracks have no sound of their own: each is a minute of silence, eight bits a sample.
  const silence = Buffer.alloc(44 + 60 * 3000, 128);
  silence.write("RIFF    WAVEfmt ", "latin1");
  silence.write("data", 36, "latin1");
  for (const [at, value] of [[4, silence.length - 8], [16, 16], [24, 3000], [28, 3000], [40, silence.length - 44]]) silence.writeUInt32LE(value, at);
  for (const [at, value] of [[20, 1], [22, 1], [32, 1], [34, 8]]) silence.writeUInt16LE(value, at);
  await page.route("**/audio*", (route) => route.fulfill({status: 200, contentType: "audio/wav", body: silence}));
  await table(page);
  await scrollTo(page, 85);
  await row(page, 90).dblclick({position: {x: 60, y: 17}});
  const dock = page.getByRole("region", {name: "Player"}), playing = dock.locator(".dock-what a");
  await playing.waitFor();
  await page.getByRole("navigation", {name: "Main"}).getByRole("link", {name: "Playlists"}).click();
  await page.getByRole("heading", {level: 1, name: "Playlists"}).waitFor();
  const next = dock.getByRole("button", {name: "Next track"});
  await next.evaluate(async (button, patience) => {
    const playing = () => document.querySelector(".dock-what a").href;
    for (let n = 0, until = Date.now() + patience; n < 150; ++n) {
      const before = playing();
      button.click();
      while (playing() === before && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }, patience);
  const track = await shownTrack(page, 240);
  assert.equal(new URL(await playing.getAttribute("href"), server.address).pathname, `/tracks/${track.id}`);
  assert.equal(await next.isDisabled(), false);
  await page.unrouteAll({behavior: "ignoreErrors"});
  await stage.end();
});

test("the row that has the keyboard is scrolled away and nothing points to what is not there", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await table(page);
  await grid(page).focus();
  await page.keyboard.press("ArrowDown");
  await scrollTo(page, 2000);
  await row(page, 2005).locator(".strong").waitFor();
  assert.equal(await activeIsThere(page), true);
  await inspect(page, "a table that is scrolled away");
  await page.keyboard.press("ArrowDown");
  await row(page, 1).locator(".strong").waitFor();
  assert.equal(await activeIsThere(page), true);
  await stage.end();
});

test("a title far behind what is loaded is found by typing", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await table(page);
  const last = await shownTrack(page, many - 40);
  await grid(page).focus();
  await page.keyboard.type(last.title.slice(0, 12), {delay: 30});
  await page.waitForFunction((begins) => document.querySelector(".track-row.cursor [data-column=title] .strong")?.textContent?.toLowerCase().startsWith(begins), last.title.slice(0, 12).toLowerCase());
  await stage.end();
});

test("who comes back from a track finds the table as it was", async () => {
  const stage = await open(browser, server.address, {expected: ["/report", "/waveform"]});
  const {page} = stage;
  await table(page);
  await scrollTo(page, 1200);
  await row(page, 1206).locator(".strong").waitFor();
  await row(page, 1206).click({position: {x: 60, y: 17}});
  const title = await cell(page, 1206, "title").locator(".strong").innerText();
  await row(page, 1206).getByRole("link", {name: `Open ${title}`}).click();
  await page.getByRole("heading", {level: 1, name: title}).waitFor();
  await page.goBack();
  await row(page, 1206).locator(".strong").waitFor();
  assert.equal(await page.evaluate(() => Math.round(document.querySelector(".track-scroll").scrollTop / 34)), 1200);
  await page.locator(".track-row.selected[data-row='1206']").waitFor();
  // By the menu one begins at the top.
  await page.getByRole("navigation", {name: "Main"}).getByRole("link", {name: "Playlists"}).click();
  await page.getByRole("navigation", {name: "Main"}).getByRole("link", {name: "Library"}).click();
  await row(page, 5).locator(".strong").waitFor();
  assert.equal(await page.locator(".track-row.selected").count(), 0);
  await stage.end();
});

test("a track that is added while one looks is shown at its wish, with its tempo once it is heard", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  const pieces = readdirSync(demo()).filter((name) => /^(01|08)/.test(name)).map((name) => join(demo(), name));
  await page.goto("/");
  await row(page, 5).locator(".strong").waitFor();
  await page.getByTestId("upload-files").first().setInputFiles([pieces[0]]);
  await page.getByRole("button", {name: "1 new track – show"}).click();
  await cell(page, 0, "title").getByText("Copper Skyline").waitFor();
  await cell(page, 0, "bpm").getByText("124.0").waitFor();
  // What the search leaves out is nothing new here.
  await page.getByRole("searchbox").fill("copper");
  await page.getByText(/^\d+ tracks?$/).waitFor();
  await page.waitForURL(/q=copper/);
  await page.getByTestId("upload-files").first().setInputFiles([pieces[1]]);
  for (const until = Date.now() + patience; ; await page.waitForTimeout(300)) {
    const {body} = await ask(page, "GET", "/tracks?q=sundial&state=done&count=true&limit=1");
    if (body.total > 0) break;
    assert.ok(Date.now() < until, "the second piece was never heard");
  }
  await page.waitForTimeout(1500);
  assert.equal(await page.locator(".fresh").count(), 0);
  await stage.end();
});
