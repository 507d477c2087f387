// Measures the app in Chromium, by hand: node tests/web/measure.mjs [ROUNDS]. Needs a program (STRATUM), the tool that makes big
// libraries (STRATUM_SAMPLE_LIBRARY) and ffmpeg. Every figure is the best of the rounds' own medians, as whatever else runs on
// the machine only ever adds to them; the load is printed.
import {execFileSync} from "node:child_process";
import {existsSync, mkdtempSync, readdirSync, rmSync} from "node:fs";
import {cpus, loadavg, tmpdir} from "node:os";
import {join} from "node:path";
import {browse, demo, open, patience, serve} from "./stage.mjs";
import {frames, interactive, median, quantile, slowDown} from "./tracing.mjs";

const rounds = Number(process.argv[2] ?? 3);
const tool = process.env.STRATUM_SAMPLE_LIBRARY ?? new URL("../../build/src/library/stratum_sample_library", import.meta.url).pathname;
if (!existsSync(tool)) throw new Error(`${tool} is not there: build stratum_sample_library, or name it in STRATUM_SAMPLE_LIBRARY`);

const rows = (page) => page.locator(".track-row[data-row] .strong").nth(5).waitFor();

/** The library's page, cold and then warm: the second visit of the same browser. */
async function load(browser, address) {
  const {page, context, end} = await open(browser, address, {size: "phone"});
  const line = await slowDown(browser, page);
  const cold = await interactive(page, address, rows);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.close();
  const again = await context.newPage();
  again.setDefaultTimeout(patience);
  const second = await slowDown(browser, again);
  const warm = await interactive(again, address, rows);
  await second.end();
  await line.end();
  await end();
  return {cold, warm};
}

/** The wheel turns as fast as the page takes it. */
async function scroll(browser, address) {
  const {page, end} = await open(browser, address);
  await page.goto("/");
  await rows(page);
  await page.locator(".track-scroll").hover();
  const costs = await frames(browser, page, async () => {
    for (let n = 0; n < 240; ++n) await page.mouse.wheel(0, n < 160 ? 170 : -260);
  });
  await end();
  return costs;
}

async function zoom(browser, address, track) {
  const {page, end} = await open(browser, address);
  await page.goto(`/tracks/${track.id}`);
  const wave = page.locator(".wave-panel .waveform");
  await wave.waitFor();
  await page.waitForLoadState("networkidle");
  const {x, y, width, height} = await wave.boundingBox();
  await page.mouse.move(x + width * 0.4, y + height / 2);
  const costs = await frames(browser, page, async () => {
    for (let n = 0; n < 240; ++n) await page.mouse.wheel(0, n % 120 < 60 ? -60 : 60);
  });
  await end();
  return costs;
}

/** Gives the server a track of ten minutes and waits until it was heard. */
async function hear(address, folder) {
  const piece = join(demo(), readdirSync(demo()).find((name) => /^09/.test(name)));
  execFileSync("ffmpeg", ["-v", "error", "-stream_loop", "-1", "-i", piece, "-t", "600", "-map_metadata", "-1", "-metadata", "title=Ten Minutes", join(folder, "long.flac")], {timeout: patience});
  const {csrf_token} = await (await fetch(`${address}/api/v1/session`)).json();
  const answer = await fetch(`${address}/api/v1/folders`, {method: "POST", headers: {"Content-Type": "application/json", "Stratum-Csrf": csrf_token}, body: JSON.stringify({path: folder})});
  if (!answer.ok) throw new Error(await answer.text());
  for (const until = Date.now() + 300_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 1000))) {
    const {items} = await (await fetch(`${address}/api/v1/tracks?q=${encodeURIComponent('title:"Ten Minutes"')}`)).json();
    if (items[0]?.analysis === "done") return items[0];
  }
  throw new Error("the track of ten minutes was not heard within five");
}

const music = mkdtempSync(join(tmpdir(), "stratum-measure-"));
const server = await serve({fill: (folder) => execFileSync(tool, [join(folder, "library.db"), "100000"], {stdio: "ignore", timeout: 600_000})});
const browser = await browse();
const rest = [];
try {
  const track = await hear(server.address, music);
  for (let round = 0; round < rounds; ++round) {
    const one = {before: loadavg()[0], load: await load(browser, server.address)};
    one.scroll = await scroll(browser, server.address);
    one.zoom = await zoom(browser, server.address, track);
    one.after = loadavg()[0];
    rest.push(one);
    console.error(`round ${round + 1} of ${rounds} done, load ${one.after.toFixed(1)}`);
  }
} finally {
  await browser.close();
  await server.end();
  rmSync(music, {recursive: true, force: true});
}

const best = (of) => Math.min(...rest.map(of));
const all = (of, digits) => rest.map((one) => of(one).toFixed(digits)).join(", ");
const line = (what, unit, digits, bar, of) => console.log(`| ${what} | ${best(of).toFixed(digits)} ${unit} | ${bar} | ${best(of) <= parseFloat(bar) ? "yes" : "**no**"} | ${all(of, digits)} |`);
const seconds = (visit, moment) => (one) => one.load[visit][moment] / 1000;
console.log(`Load of the machine (${cpus().length} cores) before and after each round: ${rest.map((one) => `${one.before.toFixed(1)} to ${one.after.toFixed(1)}`).join(", ")}.\n`);
console.log("| figure | best | bar | kept | rounds |\n|---|---|---|---|---|");
for (const [visit, bar] of [["cold", "3.5 s"], ["warm", "1.5 s"]]) {
  line(`interactive, ${visit}`, "s", 2, bar, seconds(visit, "interactive"));
  line(`tracks on the page, ${visit}`, "s", 2, bar, seconds(visit, "ready"));
}
for (const [part, name] of [["scroll", "scrolling 100,000 tracks"], ["zoom", "zooming ten minutes"]])
  for (const kind of ["clock", "cpu"]) {
    const values = (one) => one[part].map((each) => each[kind]);
    line(`${name}, ${kind}, median frame`, "ms", 2, "8 ms", (one) => median(values(one)));
    line(`${name}, ${kind}, p99`, "ms", 2, "30 ms", (one) => quantile(values(one), 0.99));
  }
