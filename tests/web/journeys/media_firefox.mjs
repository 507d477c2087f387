// Sound in Firefox, which plays other formats than Chromium does: it plays, goes where one clicks, and what it can not play is transcoded.
import assert from "node:assert/strict";
import {execFileSync, spawn} from "node:child_process";
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {allHeard, demo, patience, serve} from "../stage.mjs";

const firefox = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const puppeteer = createRequire(new URL("../../../web/package.json", import.meta.url))("puppeteer-core");

let folder, sound, server, browser, tracks;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "stratum-media-"));
  const piece = join(demo(), readdirSync(demo()).find((name) => /^01/.test(name)));
  // Each a little shorter than the one before, so that they are different recordings.
  [["wav", []], ["flac", []], ["mp3", []], ["m4a", ["-c:a", "alac"]]].forEach(([form, codec], n) =>
    execFileSync("ffmpeg", ["-v", "error", "-i", piece, "-t", String(30 - n), "-map_metadata", "-1", "-map", "0:a", ...codec, join(folder, `piece.${form}`)], {timeout: patience}));
  server = await serve();
  // Firefox plays nothing where there is no sound card: here is one that nobody hears.
  mkdirSync(join(folder, "run"), {mode: 0o700});
  const socket = join(folder, "run/native");
  sound = spawn("pulseaudio", ["-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm=yes", "-L", "module-null-sink", "-L", `module-native-protocol-unix auth-anonymous=1 socket=${socket}`],
    {stdio: "ignore", env: {...process.env, HOME: folder, XDG_RUNTIME_DIR: join(folder, "run"), PULSE_RUNTIME_PATH: join(folder, "run")}});
  for (const until = Date.now() + patience; !existsSync(socket); await new Promise((resolve) => setTimeout(resolve, 100))) assert.ok(Date.now() < until && sound.exitCode === null, "pulseaudio did not start");
  browser = await puppeteer.launch({browser: "firefox", executablePath: firefox, headless: true, timeout: patience, protocolTimeout: patience,
    env: {...process.env, HOME: folder, PULSE_SERVER: `unix:${socket}`}, extraPrefsFirefox: {"media.cubeb.backend": "pulse", "media.autoplay.default": 0, "media.autoplay.blocking_policy": 0}});
  const page = await browser.newPage();
  await page.goto(server.address);
  const {status, said} = await page.evaluate(async (path) => {
    const {csrf_token} = await (await fetch("/api/v1/session")).json();
    const answer = await fetch("/api/v1/folders", {method: "POST", headers: {"Content-Type": "application/json", "Stratum-Csrf": csrf_token}, body: JSON.stringify({path})});
    return {status: answer.status, said: await answer.text()};
  }, folder);
  assert.ok(status < 300, said);
  await page.close();
  tracks = await allHeard(server.address, 4);
});
after(async () => {
  await browser?.close();
  await server?.end();
  if (sound?.exitCode === null) await new Promise((resolve) => { sound.once("exit", resolve); sound.kill(); });
  if (folder) rmSync(folder, {recursive: true, force: true});
});

const clock = () => {
  const [minutes, seconds] = document.querySelector(".dock-clock span").textContent.split(":").map(Number);
  return minutes * 60 + seconds;
};

for (const form of ["wav", "flac", "mp3", "m4a"])
  test(`${form} plays, and goes where one clicks`, async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(patience);
    await page.setViewport({width: 1280, height: 800});
    await page.goto(`${server.address}/tracks/${tracks.find((each) => each.file_name === `piece.${form}`).id}`);
    await page.waitForSelector(".wave-panel .waveform");
    await page.click(".wave-tools button[aria-label=Play]");
    await page.waitForSelector(".dock .play-button[aria-label=Pause]:not([data-loading])");
    await page.waitForFunction(`(${clock})() >= 1`);
    const wave = await (await page.$(".wave-panel .waveform")).boundingBox();
    await page.mouse.click(wave.x + wave.width * 0.6, wave.y + wave.height / 2);
    await page.waitForFunction(`(${clock})() >= 15`);
    const begun = await page.evaluate(`(${clock})()`);
    assert.ok(begun < 22, `it went to ${begun} s`);
    await page.waitForFunction(`(${clock})() >= ${begun + 2}`);
    assert.equal(await page.$(".toast.bad"), null);
    const transcoded = await page.evaluate(() => performance.getEntriesByType("resource").some((each) => /\/audio\?.*format=/.test(each.name)));
    assert.equal(transcoded, form === "m4a", "only what the browser can not play is transcoded");
    await page.click(".dock .play-button");
    await page.waitForSelector(".dock .play-button[aria-label=Play]");
    await page.close();
  });
