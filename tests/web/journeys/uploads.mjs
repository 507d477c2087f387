// Music dropped into the browser: how far it is, what is no music, and going on after a cut.
import assert from "node:assert/strict";
import {readdirSync, readFileSync} from "node:fs";
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
