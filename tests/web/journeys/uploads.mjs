// Music dropped into the browser: how far it is, what is no music, and going on after a cut.
import assert from "node:assert/strict";
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {basename, join} from "node:path";
import {after, before, test} from "node:test";
import {ask} from "../accounts.mjs";
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

/** Drops files as a hand does: they hang over the window first. */
async function drop(page, files) {
  const data = await page.evaluateHandle((given) => {
    // A wave file of noise, made where it is needed: a large one is slow to hand over.
    const noise = ({bytes, seed}) => {
      const view = new DataView(new ArrayBuffer(44 + bytes)), text = (at, letters) => [...letters].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)));
      text(0, "RIFF");
      text(8, "WAVEfmt ");
      text(36, "data");
      for (const [at, value] of [[4, 36 + bytes], [16, 16], [24, 44100], [28, 44100 * 4], [40, bytes]]) view.setUint32(at, value, true);
      for (const [at, value] of [[20, 1], [22, 2], [32, 4], [34, 16]]) view.setUint16(at, value, true);
      for (let at = 44, state = seed; at < view.byteLength; at += 2) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        view.setInt16(at, (state >>> 16) >> 3, true);
      }
      return view.buffer;
    };
    const transfer = new DataTransfer();
    for (const {name, type, base64, wave} of given)
      transfer.items.add(new File([wave ? noise(wave) : Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, {type, lastModified: 1}));
    return transfer;
  }, files.map(({name, type = "", bytes, wave}) => ({name, type, wave, base64: bytes?.toString("base64")})));
  await page.getByRole("heading", {level: 1}).waitFor();
  await page.dispatchEvent("body", "dragenter", {dataTransfer: data});
  await page.getByText("Drop your music").waitFor();
  await keep(page, "dropping-desk-dark");
  await page.dispatchEvent("body", "drop", {dataTransfer: data});
  await page.getByText("Drop your music").waitFor({state: "hidden"});
}

const pieces = () => readdirSync(demo()).filter((name) => /^(01|08)/.test(name)).map((name) => ({name, bytes: readFileSync(join(demo(), name))}));
const row = (page, name) => page.locator(".activity-row").filter({hasText: name}).first();

test("two files are dropped; a third that is no music is named and left out", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/");
  await page.getByRole("heading", {name: "Your library is empty"}).waitFor();
  await drop(page, [...pieces(), {name: "notes.txt", type: "text/plain", bytes: Buffer.from("no music")}]);
  await page.getByText("1 file is no music and left out").waitFor();
  await page.getByRole("link", {name: "Activity"}).click();
  for (const {name} of pieces()) await row(page, name).getByText("Uploaded").waitFor();
  await inspect(page, "uploads that are over");
  await allHeard(server.address, 2);
  await stage.end();
});

test("what calls itself music and is none fails with words, and takes nothing else along", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/");
  await page.locator(".track-row[data-row='1']").waitFor();
  await drop(page, [{name: "broken.flac", type: "audio/flac", bytes: Buffer.from("this is no flac ".repeat(4000))}]);
  await page.getByRole("link", {name: "Activity"}).click();
  const told = row(page, "broken.flac").locator(".wrong-text");
  await told.waitFor();
  assert.match(await told.innerText(), /not audio/);
  await inspect(page, "an upload that failed");
  await keep(page, "upload-failed-desk-dark");
  await stage.end();
});

test("a folder with files that are no music says so in its own row, also when the page is loaded anew, until it is taken off", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  const folder = mkdtempSync(join(tmpdir(), "stratum-mixed-"));
  for (const name of ["liner notes.wav", "cover.mp3"]) writeFileSync(join(folder, name), `no music in ${name} `.repeat(500));
  await page.goto("/activity");
  const {status} = await ask(page, "POST", "/folders", {path: folder});
  assert.ok(status < 300);
  const scan = page.locator(".card > .activity-group > .activity-row").filter({hasText: basename(folder)});
  const told = async () => {
    await scan.getByText("2 files could not be read").waitFor();
    for (const name of ["liner notes.wav", "cover.mp3"]) assert.match(await scan.locator(".activity-row").filter({hasText: name}).locator(".wrong-text").innerText(), /not audio/);
  };
  await told();
  await page.reload();
  await told();
  await inspect(page, "a folder with failures");
  await keep(page, "folder-failed-desk-dark");
  await page.getByRole("button", {name: "Clear finished"}).click();
  await page.reload();
  await page.getByRole("heading", {name: "Nothing is going on"}).waitFor();
  rmSync(folder, {recursive: true});
  await stage.end();
});

test("six thousand jobs are one row, and the page stays quick", async () => {
  const stage = await open(browser, server.address, {worker: false});
  const {page} = stage;
  let socket;
  await page.routeWebSocket(/events/, (it) => {
    socket = it;
    it.send(JSON.stringify({type: "hello", workspace_id: "", version: ""}));
  });
  await page.goto("/activity");
  await page.getByRole("heading", {level: 1}).waitFor();
  await page.evaluate(() => {
    globalThis.longest = 0;
    new PerformanceObserver((list) => { for (const each of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, each.duration); }).observe({type: "longtask"});
  });
  const created_at = "2026-01-01T00:00:01.000Z", tell = (job) => socket.send(JSON.stringify({type: "event", id: job.id, name: "job.updated", at: created_at, data: {job: {progress: 0, attempts: 1, created_at, ...job}}}));
  tell({id: "scan", kind: "scan", title: "Everything", state: "done", started_at: "2026-01-01T00:00:00.000Z", finished_at: "2026-01-01T00:00:02.000Z"});
  for (let n = 0; n < 6000; ++n) tell({id: `job ${n}`, kind: "analyse", title: `${n}.flac`, state: n < 60 ? "dead" : n < 2000 ? "done" : "queued"});
  await page.getByText("4,000 tracks to be heard").waitFor();
  await page.getByText("60 files could not be read").waitFor();
  const rows = await page.locator(".activity-row").count(), longest = await page.evaluate(() => globalThis.longest);
  assert.ok(rows < 40, `${rows} rows`);
  assert.ok(longest < 500, `something took ${Math.round(longest)} ms`);
  await keep(page, "activity-many-desk-dark");
  await stage.end();
});

test("an upload shows how far it is, waits while there is no network, and goes on where it was", async () => {
  const stage = await open(browser, server.address, {expected: ["ERR_INTERNET_DISCONNECTED", "/api/v1/"]});
  const {page, context} = stage;
  await page.goto("/activity");
  let sent = 0;
  page.on("request", (request) => { if (request.method() === "PATCH") ++sent; });
  const cutAfterFirst = page.waitForResponse((response) => response.request().method() === "PATCH").then(() => context.setOffline(true));
  await drop(page, [{name: "long.wav", type: "audio/wav", wave: {bytes: 24 << 20, seed: 7}}]);
  await cutAfterFirst;
  const bar = row(page, "long.wav").getByRole("progressbar");
  await bar.waitFor();
  const before = Number(await bar.getAttribute("aria-valuenow"));
  assert.ok(before < 100, `${before}`);
  await row(page, "long.wav").getByText("No connection").waitFor();
  await inspect(page, "an upload under way");
  await keep(page, "uploading-desk-dark");
  await context.setOffline(false);
  await row(page, "long.wav").getByText("Uploaded").waitFor();
  assert.ok(sent < 12, `${sent} pieces of six were sent: it began anew`);
  await stage.end();
});

test("a file that was sent shows how far it is heard; the hearing can be cancelled and begun again", async () => {
  const stage = await open(browser, server.address);
  const {page} = stage;
  await page.goto("/activity");
  // So long that it is not heard before somebody can say no.
  await drop(page, [{name: "heard.wav", type: "audio/wav", wave: {bytes: 96 << 20, seed: 23}}]);
  const it = row(page, "heard.wav");
  await it.getByRole("progressbar", {name: "Listening to heard.wav"}).waitFor();
  await it.getByRole("button", {name: "Cancel"}).click();
  await it.getByText("Cancelled", {exact: true}).waitFor();
  await it.getByRole("button", {name: "Try again"}).click();
  await it.getByText("Uploaded; listening").waitFor();
  await keep(page, "upload-hearing-desk-dark");
  await it.getByText("Uploaded and heard").waitFor();
  assert.equal(await page.locator(".activity-row").filter({hasText: "heard.wav"}).count(), 1, "one file, one row");
  await inspect(page, "an upload that was heard");
  await stage.end();
});

test("a server that is killed is waited for, and takes the rest when it is back", async () => {
  const stage = await open(browser, server.address, {expected: ["ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "ERR_INVALID_HTTP_RESPONSE", "/api/v1/"]});
  const {page} = stage;
  await page.goto("/activity");
  const begun = page.waitForResponse((response) => response.request().method() === "PATCH");
  await drop(page, [{name: "longer.wav", type: "audio/wav", wave: {bytes: 24 << 20, seed: 11}}]);
  await begun;
  await server.cut();
  await row(page, "longer.wav").getByText("No connection").waitFor();
  await server.again();
  await row(page, "longer.wav").getByText("Uploaded").waitFor();
  await allHeard(server.address, 4);
  await stage.end();
});

test("activity looks well and keeps nobody out, at every size", async () => {
  await lookAround(browser, server.address, "/activity", "activity", (page) => page.locator(".activity-row, .state h2").first().waitFor());
});
