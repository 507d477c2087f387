// Listening to a track, looking at it, and saying what is right; then the queue of doubts and a playlist.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {ask} from "../accounts.mjs";
import {doubtful} from "../doubtful.mjs";
import {allHeard, browse, demo, inspect, keep, lookAround, open, serve} from "../stage.mjs";

const doubts = 3;
let server, browser, tracks, vague;
before(async () => {
  server = await serve();
  browser = await browse();
  vague = mkdtempSync(join(tmpdir(), "stratum-vague-"));
  for (let n = 1; n <= doubts; ++n) writeFileSync(join(vague, `vague ${n}.wav`), doubtful(16, n));
  const stage = await open(browser, server.address);
  await stage.page.goto("/");
  await stage.page.getByRole("button", {name: "Add music"}).first().click();
  await stage.page.getByRole("menuitem", {name: "Add a folder of this computer"}).click();
  await stage.page.getByLabel("Folder", {exact: true}).fill(demo());
  await stage.page.getByRole("button", {name: "Go", exact: true}).click();
  await stage.page.getByRole("button", {name: "Add this folder"}).click();
  await ask(stage.page, "POST", "/folders", {path: vague});
  tracks = await allHeard(server.address, 10 + doubts);
  await stage.end();
});
after(async () => {
  await browser?.close();
  await server?.end();
  if (vague) rmSync(vague, {recursive: true});
});

const track = (title) => tracks.find((each) => each.title === title);
const span = async (page) => {
  const wave = page.locator(".wave-panel .waveform");
  return Number(await wave.getAttribute("data-to")) - Number(await wave.getAttribute("data-from"));
};

test("a track's page shows its sound, and zooms", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto(`/tracks/${track("Copper Skyline").id}`);
  const wave = page.locator(".wave-panel .waveform");
  await wave.waitFor();
  await page.waitForFunction(() => document.querySelector(".wave-panel .waveform")?.getAttribute("data-to") !== "0.000");
  const whole = await span(page);
  assert.ok(Math.abs(whole - track("Copper Skyline").duration) < 0.1, `${whole} s are shown`);
  await wave.hover();
  for (let n = 0; n < 6; ++n) await page.mouse.wheel(0, -120);
  await page.waitForFunction((before) => Number(document.querySelector(".wave-panel .waveform").dataset.to) - Number(document.querySelector(".wave-panel .waveform").dataset.from) < before / 4, whole);
  await keep(page, "zoomed-desk-dark");
  await page.getByRole("button", {name: "Show the whole track"}).click();
  assert.ok(Math.abs((await span(page)) - whole) < 0.01);
  await stage.end();
});

test("it plays, and goes where one clicks", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto(`/tracks/${track("Copper Skyline").id}`);
  const wave = page.locator(".wave-panel .waveform");
  await wave.waitFor();
  const box = await wave.boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.locator(".dock").waitFor();
  const seconds = async () => {
    const [minutes, rest] = (await page.locator(".dock-clock span").first().innerText()).split(":").map(Number);
    return minutes * 60 + rest;
  };
  await page.waitForFunction(() => document.querySelector(".dock .play-button")?.getAttribute("aria-label") === "Pause");
  const begun = await seconds();
  assert.ok(begun >= 24, `it began at ${begun} s`);
  await page.waitForFunction((from) => {
    const [minutes, rest] = document.querySelector(".dock-clock span").textContent.split(":").map(Number);
    return minutes * 60 + rest >= from + 2;
  }, begun);
  await keep(page, "playing-desk-dark");
  await page.keyboard.press("k");
  await page.waitForFunction(() => document.querySelector(".dock .play-button")?.getAttribute("aria-label") === "Play");
  await stage.end();
});

test("one key corrects, the machine's answer stays, and one key takes it back", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto(`/tracks/${track("Copper Skyline").id}`);
  const tempo = page.getByRole("region", {name: "Tempo"});
  await tempo.getByText("124", {exact: true}).waitFor();
  await page.keyboard.press("h");
  await tempo.getByText("62", {exact: true}).waitFor();
  await tempo.getByText("The machine heard 124 BPM").waitFor();
  await tempo.getByText("You").waitFor();
  await keep(page, "corrected-desk-dark");
  await inspect(page, "a corrected track");
  await page.keyboard.press("u");
  await tempo.getByText("124", {exact: true}).waitFor();
  await tempo.getByText("Machine").waitFor();
  const key = page.getByRole("region", {name: "Key"});
  const heard = (await key.locator(".now .key-badge").innerText()).replace(/\s+/g, " ");
  await key.getByRole("combobox").selectOption(heard.startsWith("9A") ? "10A" : "9A");
  await key.getByText(`The machine heard ${heard}`).waitFor();
  await stage.end();
});

test("what is taken back is the newest step, whoever took it and wherever", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto(`/tracks/${track("Sundial").id}`);
  const tempo = page.getByRole("region", {name: "Tempo"}), history = page.locator(".history li");
  const bpm = async () => Number(await tempo.locator(".now strong").innerText());
  const isAt = (wanted) => page.waitForFunction((wanted) => Math.abs(Number(document.querySelector(".fix-value .now strong")?.textContent) - wanted) < 0.02, wanted);
  const takenBack = async (n) => {
    await page.locator(".history .undone").nth(n - 1).waitFor();
    assert.equal(await page.locator(".history .undone").count(), n);
  };
  await tempo.locator(".now strong").waitFor();
  const heard = await bpm();
  await page.keyboard.press("h");
  await isAt(heard / 2);
  await history.filter({hasText: /./}).first().waitFor();
  const halved = await history.first().locator(".step").innerText();
  await page.keyboard.press("g");
  const wave = page.locator(".wave-panel .waveform"), box = await wave.boundingBox();
  await page.mouse.move(box.x + 200, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 206, box.y + 60, {steps: 4});
  await page.mouse.up();
  await page.waitForFunction(() => document.querySelectorAll(".history li").length === 2);
  const nudged = await history.first().locator(".step").innerText();
  assert.equal(halved, "Tempo halved");
  assert.match(nudged, /^All beats [\d.,]+ ms later$/);
  await page.keyboard.press("u");
  await takenBack(1);
  assert.equal(await page.locator(".history .undone .step").innerText(), nudged);
  assert.equal(Math.abs(await bpm() - heard / 2) < 0.02, true, "the older step stays");

  // The step before it is taken back by hand; one key then goes on before that.
  await page.keyboard.press("d");
  await isAt(heard);
  await history.filter({has: page.getByRole("button", {name: "Undo"})}).filter({hasText: "Tempo doubled"}).getByRole("button", {name: "Undo"}).click();
  await isAt(heard / 2);
  await page.keyboard.press("u");
  await isAt(heard);
  await tempo.getByText("Machine").waitFor();
  await page.keyboard.press("u");
  await page.getByText("There is nothing to undo.").waitFor();
  assert.equal(await page.locator(".toast.bad").count(), 0);
  await stage.end();
});

test("brackets are typed as keyboards type them, and the list of corrections is read on", async () => {
  const stage = await open(browser, server.address, {worker: false});
  const {page} = stage;
  await page.route(/\/tracks\/[^/]+\/corrections\?/, (route) => route.continue({url: route.request().url().replace("limit=20", "limit=1")}));
  const another = tracks.find((each) => each.bpm !== undefined && each.title !== undefined && !["Copper Skyline", "Sundial"].includes(each.title));
  await page.goto(`/tracks/${another.id}`);
  await page.getByRole("region", {name: "Tempo"}).waitFor();
  const newest = (words) => page.locator(".history li:first-child .step").filter({hasText: words}).waitFor();
  await page.keyboard.press("Alt+]");
  await newest("Beats counted 1 later");
  await page.keyboard.press("Control+Alt+[");
  await newest("Beats counted 1 earlier");
  await page.keyboard.press("Alt+d");
  assert.equal(await page.locator(".history li").count(), 1);
  await page.getByRole("button", {name: "Show more"}).click();
  await page.locator(".history li").nth(1).waitFor();
  assert.deepEqual(await page.locator(".history .step").allInnerTexts(), ["Beats counted 1 earlier", "Beats counted 1 later"]);
  await page.getByRole("button", {name: "Show more"}).waitFor({state: "detached"});
  await inspect(page, "corrections in words");
  await keep(page, "history-desk-dark");
  await stage.end();
});

test("every export is a file with the track's name, and the app plays on; what fails says so", async () => {
  const stage = await open(browser, server.address, {worker: false, expected: ["ERR_INTERNET_DISCONNECTED", "/api/v1/"]});
  const {page, context} = stage;
  const address = `/tracks/${track("Copper Skyline").id}`;
  await page.goto(address);
  await page.getByRole("button", {name: "Play", exact: true}).click();
  const playing = () => page.waitForFunction(() => document.querySelector(".dock .play-button")?.getAttribute("aria-label") === "Pause");
  await playing();
  const choose = async (entry) => {
    await page.getByRole("button", {name: "Export"}).click();
    await page.getByRole("menuitem", {name: entry}).click();
  };
  const name = [track("Copper Skyline").artist, "Copper Skyline"].filter(Boolean).join(" - ");
  const kept = async (click, ending) => {
    const [download] = await Promise.all([page.waitForEvent("download"), click()]);
    assert.equal(download.suggestedFilename(), `${name}.${ending}`);
    return readFileSync(await download.path());
  };
  assert.equal(JSON.parse(await kept(() => choose("JSON"), "json")).report.rhythm.tempo.bpm, 124);
  assert.ok((await kept(() => choose("CBOR"), "cbor")).length > 100);
  assert.match(String(await kept(() => choose("CSV"), "csv")), /124/);
  assert.ok(JSON.parse(await kept(() => choose("JAMS"), "jams")).annotations.length > 0);
  assert.equal(String((await kept(() => choose("MIDI"), "mid")).subarray(0, 4)), "MThd");
  assert.match(String(await kept(() => choose("Audacity labels"), "txt")), /^[\d.]+\t[\d.]+\t/);
  await page.getByText("Picture", {exact: true}).click();
  assert.match(String(await kept(() => page.getByRole("button", {name: "SVG"}).click(), "svg")), /<svg/);
  assert.equal(String((await kept(() => page.getByRole("button", {name: "PNG"}).click(), "png")).subarray(1, 4)), "PNG");
  assert.equal(new URL(page.url()).pathname, address);
  await playing();
  await inspect(page, "a track's picture");
  await context.setOffline(true);
  await choose("JSON");
  await page.locator(".toast.bad").getByText("The server can not be reached.").waitFor();
  assert.equal(new URL(page.url()).pathname, address);
  await context.setOffline(false);
  await stage.end();
});

test("the queue of doubts is read to its end, skipped and worked off by one key", async () => {
  const stage = await open(browser, server.address, {worker: false});
  const {page} = stage;
  // The real server in pages of one track: a queue of three is then a long one.
  await page.route("**/api/v1/review?*", (route) => route.continue({url: route.request().url().replace("limit=50", "limit=1")}));
  await page.goto("/review");
  const queue = page.locator(".review-list li"), heading = page.locator(".review-item h2");
  await queue.nth(doubts - 1).waitFor();
  assert.equal(await queue.count(), doubts);
  await page.getByText(`${doubts} tracks in doubt`).waitFor();
  await page.locator(".review-item .waveform").waitFor();
  assert.equal(await page.getByText(/\.\d0 BPM/).count(), 0, "doubts are told in the app's own words");
  await inspect(page, "the review");
  await keep(page, "review-desk-dark");

  for (let n = 0; n < doubts; ++n) await page.keyboard.press("n");
  await page.getByRole("heading", {name: "You have been through all of them"}).waitFor();
  await page.getByText(`${doubts} tracks were skipped and are still in doubt.`).waitFor();
  await inspect(page, "a review that was skipped through");
  await keep(page, "review-skipped-desk-dark");
  await page.getByRole("button", {name: "Go through the skipped ones"}).click();
  await heading.waitFor();

  const title = await heading.innerText();
  await page.keyboard.press("k");
  await page.locator(".dock").getByText(title).waitFor();
  await page.keyboard.press("c");
  await page.waitForFunction((was) => document.querySelector(".review-item h2")?.textContent !== was, title);
  assert.equal(await queue.count(), doubts - 1);
  await page.locator(".toast").getByRole("button", {name: "Undo"}).click();
  await page.getByText("Taken back").waitFor();
  assert.equal(await heading.innerText(), title);
  assert.equal(await queue.count(), doubts);

  await page.keyboard.press("c");
  await page.waitForFunction((was) => document.querySelector(".review-item h2")?.textContent !== was, title);
  const second = await heading.innerText();
  await page.locator(".review-item").getByRole("button", {name: /^Take .* A$/}).waitFor();
  await page.keyboard.press("a");
  await page.waitForFunction((was) => document.querySelector(".review-item h2")?.textContent !== was, second);
  await page.reload();
  await queue.first().waitFor();
  const left = await page.locator(".review-list .strong").allInnerTexts();
  assert.deepEqual(left.filter((each) => each === title || each === second), [], "who was answered is in doubt no more");
  await page.getByText(`${doubts - 2} track in doubt`).waitFor();
  await stage.end();
});

test("a track's page plays its track by K and by the space bar", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  for (const key of ["k", " "]) {
    await page.goto(`/tracks/${track("Sundial").id}`);
    await page.locator(".wave-panel .waveform").waitFor();
    assert.equal(await page.locator(".dock").count(), 0);
    await page.keyboard.press(key);
    await page.locator(".dock").getByText("Sundial").waitFor();
  }
  await stage.end();
});

test("a playlist is made from the table and put into order", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/?sort=title");
  await page.locator(".track-row[data-row='0']").click();
  await page.locator(".track-row[data-row='2']").click({modifiers: ["Shift"]});
  await page.getByRole("button", {name: "Add to playlist"}).click();
  await page.getByLabel("Name").fill("Friday");
  await page.getByRole("button", {name: "Add", exact: true}).click();
  await page.locator(".toast").getByRole("button", {name: "Open"}).click();
  await page.getByRole("heading", {name: "Friday"}).waitFor();
  const order = () => page.locator(".entry .strong").allTextContents();
  await page.locator(".entry").nth(2).waitFor();
  const before = await order();
  await page.locator(".entry").first().focus();
  await page.keyboard.press("Alt+ArrowDown");
  await page.waitForFunction((first) => document.querySelector(".entry .strong")?.textContent !== first, before[0]);
  await page.reload();
  await page.locator(".entry").nth(2).waitFor();
  assert.deepEqual(await order(), [before[1], before[0], before[2]]);
  await inspect(page, "a playlist");
  await keep(page, "playlist-desk-dark");
  await stage.end();
});

test("what is taken out of a playlist can be put back, and is there again when it could not be taken out", async () => {
  const stage = await open(browser, server.address, {worker: false, expected: ["ERR_INTERNET_DISCONNECTED", "/api/v1/"]});
  const {page, context} = stage;
  await page.goto("/playlists");
  const {body: {id}} = await ask(page, "POST", "/playlists", {name: "Saturday"});
  await ask(page, "POST", `/playlists/${id}/entries`, {track_ids: tracks.slice(0, 4).map((each) => each.id)});
  await page.goto(`/playlists/${id}`);
  const rows = page.locator(".entry"), order = () => page.locator(".entry .strong").allTextContents();
  await rows.nth(3).waitFor();
  const whole = await order();
  const taken = (n) => page.waitForFunction((n) => document.querySelectorAll(".entry").length === n, n);
  await rows.nth(1).focus();
  await page.keyboard.press("Delete");
  await taken(3);
  await page.waitForFunction((title) => document.activeElement?.querySelector(".strong")?.textContent === title, whole[2]);
  await page.keyboard.press("Delete");
  await taken(2);
  const undo = (title) => page.locator(".toast").filter({hasText: `“${title}” was taken out`}).getByRole("button", {name: "Undo"});
  await undo(whole[1]).click();
  await taken(3);
  await undo(whole[2]).click();
  await taken(4);
  assert.deepEqual(await order(), whole);
  await page.reload();
  await rows.nth(3).waitFor();
  assert.deepEqual(await order(), whole);

  await context.setOffline(true);
  await rows.nth(1).focus();
  await page.keyboard.press("Delete");
  await page.locator(".toast.bad").getByText("The server can not be reached.").waitFor();
  assert.deepEqual(await order(), whole);
  await page.getByRole("button", {name: "Dismiss"}).click();
  await rows.nth(1).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await page.locator(".toast.bad").getByText("The server can not be reached.").waitFor();
  assert.deepEqual(await order(), whole);
  await context.setOffline(false);
  await stage.end();
});

test("without a network the player says so, and plays on when there is one", async () => {
  const stage = await open(browser, server.address, {worker: false, expected: ["ERR_INTERNET_DISCONNECTED", "/api/v1/"]});
  const {page, context} = stage;
  await page.goto(`/tracks/${track("Copper Skyline").id}`);
  await page.locator(".wave-panel .waveform").waitFor();
  await context.setOffline(true);
  await page.getByRole("button", {name: "Play", exact: true}).first().click();
  await page.locator(".dock").getByText("The server can not be reached.").waitFor();
  await inspect(page, "a player without a network");
  await keep(page, "player-offline-desk-dark");
  await context.setOffline(false);
  await page.locator(".dock .play-button").click();
  await page.waitForFunction(() => document.querySelector(".dock .play-button")?.getAttribute("aria-label") === "Pause");
  await page.waitForFunction(() => document.querySelector(".dock-clock span").textContent >= "0:01");
  await page.locator(".dock").getByText("The server can not be reached.").waitFor({state: "detached"});
  await stage.end();
});

test("track, review and playlists look well and keep nobody out", async () => {
  await lookAround(browser, server.address, `/tracks/${track("Copper Skyline").id}`, "track", (page) => page.getByRole("region", {name: "Tempo"}).waitFor());
  await lookAround(browser, server.address, "/review", "review", (page) => page.locator(".review-item .waveform").waitFor());
  await lookAround(browser, server.address, "/playlists", "playlists", (page) => page.locator(".list-card").first().waitFor());
});

test("what was seen is there without a network", async () => {
  const stage = await open(browser, server.address, {expected: ["net::ERR_INTERNET_DISCONNECTED", "ERR_INTERNET_DISCONNECTED", "/api/v1/"]});
  const {page, context} = stage;
  await page.goto("/");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.locator(".track-row[data-row='9']").waitFor();
  await page.goto(`/tracks/${track("Copper Skyline").id}`);
  await page.getByRole("region", {name: "Tempo"}).waitFor();
  await context.setOffline(true);
  await page.reload();
  await page.getByRole("heading", {name: "Copper Skyline"}).waitFor();
  await page.goto("/");
  await page.getByText("Copper Skyline").first().waitFor();
  await keep(page, "offline-desk-dark");
  await context.setOffline(false);
  await stage.end();
});
