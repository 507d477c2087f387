// From an empty library to a sorted, searched, edited one; files dropped into the browser and a folder of the computer.
import assert from "node:assert/strict";
import {copyFileSync, mkdtempSync, readdirSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {ask} from "../accounts.mjs";
import {allHeard, browse, demo, inspect, keep, lookAround, lookAtAll, open, patience, serve} from "../stage.mjs";

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
const row = (page, n) => page.locator(`.track-row[data-row='${n}']`);
const cell = (page, n, column) => row(page, n).locator(`[data-column=${column}]`);
const grid = (page) => page.getByRole("grid");
async function table(page) {
  await page.goto("/?sort=title");
  await row(page, 9).locator(".strong").waitFor();
}
const shownTrack = async (page, n) => (await ask(page, "GET", "/tracks?sort=title")).body.items[n];
/** Another program changes a track. */
const change = async (page, track, patch) => {
  const {status, body} = await ask(page, "PATCH", `/tracks/${track.id}`, patch);
  assert.equal(status, 200, JSON.stringify(body));
};
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

test("the folder that is typed is the one that is added, also without looking into it first", async () => {
  const stage = await open(browser, server.address, {expected: ["status of 404"]});
  const {page} = stage;
  const folder = mkdtempSync(join(tmpdir(), "stratum-typed-"));
  await page.goto("/");
  await page.getByRole("button", {name: "Add music"}).first().click();
  await page.getByRole("menuitem", {name: "Add a folder of this computer"}).click();
  await page.getByText(/audio files? in here/).waitFor();
  const sent = [];
  page.on("request", (request) => { if (request.method() === "POST" && request.url().endsWith("/folders")) sent.push(request.postDataJSON().path); });
  await page.getByLabel("Folder", {exact: true}).fill(`${folder}/nowhere`);
  await page.getByRole("button", {name: "Add this folder"}).click();
  await page.locator(".toast.bad").waitFor();
  assert.deepEqual(sent, [], "what is not there is not added");
  await page.getByLabel("Folder", {exact: true}).fill(folder);
  await page.getByRole("button", {name: "Add this folder"}).click();
  await page.getByText(`Listening to ${folder}`).waitFor();
  assert.deepEqual(sent, [folder]);
  rmSync(folder, {recursive: true});
  await stage.end();
});

test("the folders that were added are listed, looked through again, and forgotten", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/");
  await page.getByRole("button", {name: "Add music"}).first().click();
  await page.getByRole("menuitem", {name: "Folders of this computer"}).click();
  await page.getByRole("heading", {level: 1, name: "Folders of this computer"}).waitFor();
  const here = page.getByRole("listitem").filter({hasText: demo()});
  await here.getByText(/10 tracks · looked through/).waitFor();
  // The one that was added and is gone from the disk says so, and can not be looked through.
  const gone = page.getByRole("listitem").filter({hasText: "stratum-typed-"});
  await gone.getByText("not found").waitFor();
  assert.equal(await gone.getByRole("button", {name: "Look for new music"}).isDisabled(), true);
  await gone.getByRole("button", {name: "Forget"}).click();
  await page.getByRole("dialog").getByRole("button", {name: "Forget"}).click();
  await gone.waitFor({state: "detached"});

  copyFileSync(join(demo(), readdirSync(demo()).find((name) => /^01/.test(name))), join(demo(), "found later.wav"));
  await here.getByRole("button", {name: "Look for new music"}).click();
  await page.getByText(`Looking for what is new in ${demo()}`).waitFor();
  // It is the same sound, and so another file of the same track.
  const {id} = (await ask(page, "GET", "/tracks?q=copper")).body.items[0];
  const files = async () => (await ask(page, "GET", `/tracks/${id}`)).body.files.map((file) => file.name);
  for (const until = Date.now() + patience; !(await files()).includes("found later.wav"); await page.waitForTimeout(200)) assert.ok(Date.now() < until, "the new file was never found");
  await inspect(page, "folders");

  // Who adds one again is told that it was there.
  await page.getByRole("button", {name: "Add music"}).click();
  await page.getByRole("menuitem", {name: "Add a folder of this computer"}).click();
  await page.getByText(/audio files? in here/).waitFor();
  await page.getByLabel("Folder", {exact: true}).fill(demo());
  await page.getByRole("button", {name: "Add this folder"}).click();
  await page.getByText(`${demo()} was added before. Looking for what is new in it`).waitFor();
  await here.waitFor();
  assert.equal((await ask(page, "GET", "/folders")).body.items.length, 1);
  await stage.end();
  await lookAround(browser, server.address, "/folders", "folders", (page) => page.getByRole("button", {name: "Forget"}).waitFor());
});

test("the table sorts, searches, and is walked by the keyboard", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/");
  await rows(page).nth(9).waitFor();
  await page.getByRole("columnheader", {name: "BPM"}).getByRole("button").click();
  await page.waitForURL(/sort=bpm/);
  // The former order stays until the new one is there.
  const sorted = (numbers) => numbers.every((value, n) => n === 0 || numbers[n - 1] <= value);
  let tempi = [];
  for (const until = Date.now() + patience; Date.now() < until; await page.waitForTimeout(100)) {
    tempi = (await page.locator("[data-row] [data-column=bpm]").allInnerTexts()).map(parseFloat).filter((value) => !Number.isNaN(value));
    if (sorted(tempi)) break;
  }
  assert.ok(sorted(tempi), `${tempi}`);
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

test("what is changed in one window shows in the other, in the row and in the player", async () => {
  const one = await open(browser, server.address), other = await open(browser, server.address);
  await table(one.page);
  await table(other.page);
  await row(one.page, 2).dblclick({position: {x: 60, y: 17}});
  await one.page.locator(".dock").waitFor();
  await cell(other.page, 2, "artist").dblclick();
  await other.page.getByRole("textbox", {name: "Artist"}).fill("Seen Elsewhere");
  await other.page.keyboard.press("Enter");
  await cell(one.page, 2, "artist").getByText("Seen Elsewhere").waitFor();
  await one.page.locator(".dock").getByText("Seen Elsewhere").waitFor();
  await one.end();
  await other.end();
});

test("an empty cell is typed into like any other", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await table(page);
  await change(page, await shownTrack(page, 3), {genre: ""});
  await page.reload();
  await row(page, 5).locator(".strong").waitFor();
  assert.equal(await cell(page, 3, "genre").innerText(), "");
  const at = await page.getByRole("columnheader", {name: "Genre"}).boundingBox(), line = await row(page, 3).boundingBox();
  await page.mouse.dblclick(at.x + 30, line.y + 6);
  await page.getByRole("textbox", {name: "Genre"}).fill("Dub");
  await page.keyboard.press("Enter");
  await cell(page, 3, "genre").getByText("Dub").waitFor();
  assert.equal(await page.locator(".dock").count(), 0, "nothing plays for it");
  await stage.end();
});

test("cells are walked, typed into one after the other, and stars given, all by the keyboard", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await table(page);
  await grid(page).focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  assert.equal(await grid(page).getAttribute("aria-activedescendant"), "track-cell-1-artist");
  await inspect(page, "a cell that has the keyboard");
  await keep(page, "cell-desk-dark");
  await page.keyboard.press("F2");
  await page.getByRole("textbox", {name: "Artist"}).fill("By Keys");
  await page.keyboard.press("Tab");
  await page.getByRole("textbox", {name: "Genre"}).fill("Keyhouse");
  await page.keyboard.press("Shift+Tab");
  await page.getByRole("textbox", {name: "Artist"}).waitFor();
  await page.keyboard.press("Escape");
  await cell(page, 1, "artist").getByText("By Keys").waitFor();
  await cell(page, 1, "genre").getByText("Keyhouse").waitFor();
  await page.keyboard.press("4");
  await cell(page, 1, "rating").getByText("★★★★", {exact: true}).waitFor();
  await page.keyboard.press("0");
  await cell(page, 1, "rating").getByText("★").waitFor({state: "detached"});
  for (let n = 0; n < 3; ++n) await page.keyboard.press("ArrowLeft");
  assert.equal(await grid(page).getAttribute("aria-activedescendant"), "track-row-1");
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", {name: "Keyboard"});
  for (const words of ["Go from cell to cell", "While editing: the next cell", "Give stars"]) await help.getByText(words).waitFor();
  await page.keyboard.press("Escape");
  await stage.end();
});

test("typed text outlives others' changes and a lost network", async () => {
  const stage = await open(browser, server.address, {expected: ["status of 412", "ERR_INTERNET_DISCONNECTED", "/api/v1/"]});
  const {page, context} = stage;
  await table(page);
  const track = await shownTrack(page, 6);
  // The other one's change comes between the reading and the writing: the events are kept from this page.
  const edit = async (text) => {
    await cell(page, 6, "artist").dblclick();
    await page.getByRole("textbox", {name: "Artist"}).fill(text);
  };
  await edit("My careful text");
  await change(page, track, {genre: "Someone else's genre"});
  await page.keyboard.press("Enter");
  await cell(page, 6, "artist").getByText("My careful text").waitFor();
  await cell(page, 6, "genre").getByText("Someone else's genre").waitFor();
  assert.deepEqual(await page.locator(".toast").allInnerTexts(), [], "another field is no reason to refuse");

  await edit("Mine");
  await change(page, track, {artist: "Theirs"});
  await page.keyboard.press("Enter");
  await page.getByText("Somebody else changed this to “Theirs”").waitFor();
  assert.equal(await page.getByRole("textbox", {name: "Artist"}).inputValue(), "Mine");
  await keep(page, "conflict-desk-dark");
  await page.keyboard.press("Enter");
  await cell(page, 6, "artist").getByText("Mine", {exact: true}).waitFor();

  await edit("Offline text");
  await context.setOffline(true);
  await page.keyboard.press("Enter");
  await page.getByText("The server can not be reached.").waitFor();
  assert.equal(await page.getByRole("textbox", {name: "Artist"}).inputValue(), "Offline text");
  await context.setOffline(false);
  await page.getByRole("textbox", {name: "Artist"}).press("Enter");
  await cell(page, 6, "artist").getByText("Offline text").waitFor();
  await stage.end();
});

test("a title is edited with the mouse, and what others typed meanwhile is not laid over", async () => {
  const stage = await open(browser, server.address, {expected: ["status of 412"]});
  const {page} = stage;
  await table(page);
  const track = await shownTrack(page, 5);
  await row(page, 5).click({button: "right"});
  await page.getByRole("menuitem", {name: "Edit"}).click();
  const dialog = page.getByRole("dialog", {name: "Edit the track"});
  await dialog.getByLabel("Title").fill("By the mouse");
  await dialog.getByLabel("Album artist").fill("Various");
  await inspect(page, "editing a track");
  await keep(page, "edit-desk-dark");
  await change(page, track, {title: "By somebody else"});
  await page.keyboard.press("Enter");
  await page.getByText("Somebody else changed a field that you changed, to “By somebody else”").waitFor();
  assert.equal(await dialog.getByLabel("Title").inputValue(), "By the mouse");
  await dialog.getByRole("button", {name: "Save"}).click();
  await cell(page, 5, "title").getByText("By the mouse").waitFor();
  assert.equal((await ask(page, "GET", `/tracks/${track.id}`)).body.album_artist, "Various");
  await change(page, track, {title: null});
  await stage.end();
});

test("several tracks are edited at once: what is ticked, and nothing else", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await table(page);
  const tracks = [await shownTrack(page, 1), await shownTrack(page, 2)];
  await change(page, tracks[0], {label: "One"});
  await change(page, tracks[1], {label: "Two", comment: "stays"});
  await page.reload();
  await row(page, 2).waitFor();
  await row(page, 1).click();
  await row(page, 2).click({modifiers: ["Shift"]});
  await page.getByRole("region", {name: "Selected tracks"}).getByRole("button", {name: "Edit"}).click();
  const dialog = page.getByRole("dialog", {name: "Edit 2 tracks"});
  assert.equal(await dialog.getByRole("textbox", {name: "Label"}).getAttribute("placeholder"), "Several");
  assert.ok(await dialog.getByRole("button", {name: "Save"}).isDisabled());
  await dialog.getByRole("textbox", {name: "Year"}).fill("soon");
  await dialog.getByText("A year has up to four digits").waitFor();
  assert.ok(await dialog.getByRole("button", {name: "Save"}).isDisabled());
  await dialog.getByRole("textbox", {name: "Year"}).fill("1987");
  await dialog.getByRole("textbox", {name: "Album artist"}).fill("Various");
  await dialog.getByRole("checkbox", {name: "Change Label"}).check();
  await dialog.getByRole("button", {name: "4 stars"}).click();
  await inspect(page, "editing several tracks");
  await keep(page, "edit-many-desk-dark");
  await dialog.getByRole("button", {name: "Save"}).click();
  await page.getByText("2 tracks changed").waitFor();
  const after = [];
  for (const {id} of tracks) after.push((await ask(page, "GET", `/tracks/${id}`)).body);
  assert.deepEqual(after.map(({title, year, album_artist, label, rating}) => ({title, year, album_artist, label, rating})),
    tracks.map(({title}) => ({title, year: 1987, album_artist: "Various", label: undefined, rating: 4})));
  assert.equal(after[1].comment, "stays");
  for (const {id} of tracks) await ask(page, "PATCH", `/tracks/${id}`, {year: null, album_artist: null, comment: null, rating: 0});
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

test("a phone sorts too, marks a tempo that is none, and opens a track", async () => {
  const stage = await open(browser, server.address, {size: "phone"});
  const {page} = stage;
  await page.goto("/");
  await row(page, 9).waitFor();
  await page.getByRole("button", {name: "Sort", exact: true}).tap();
  await page.getByRole("menuitem", {name: "Title"}).tap();
  await page.waitForURL(/sort=title/);
  await row(page, 0).getByText("Blue Cellar").waitFor();
  await page.getByRole("button", {name: "Filters"}).tap();
  await page.getByLabel("Lowest BPM").fill("fast");
  await page.getByText("A tempo is a number up to 1000.").waitFor();
  assert.equal(await page.getByLabel("Lowest BPM").getAttribute("aria-invalid"), "true");
  await inspect(page, "filters on a phone");
  await keep(page, "filters-phone-dark");
  await page.getByLabel("Lowest BPM").fill("");
  await row(page, 0).getByRole("link", {name: "Open Blue Cellar"}).tap();
  await page.getByRole("heading", {level: 1, name: "Blue Cellar"}).waitFor();
  assert.equal(await page.locator(".dock").count(), 0, "opening does not play");
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

test("what is not there is told, looks well and keeps nobody out", async () => {
  const nothing = "00000000-0000-7000-8000-000000000000";
  await lookAtAll(browser, server.address, [
    ["/there/is/nothing", "nowhere", (page) => page.getByRole("heading", {name: "There is no such page"}).waitFor()],
    [`/tracks/${nothing}`, "no-track", (page) => page.getByRole("alert").getByRole("heading").waitFor()],
    [`/playlists/${nothing}`, "no-playlist", (page) => page.getByRole("alert").getByRole("heading").waitFor()],
  ], {expected: ["404"]});
});
