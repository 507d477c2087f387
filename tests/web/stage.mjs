// What a journey needs: a real server on an empty library, Chromium, axe, screenshots.
//
// STRATUM is the program, STRATUM_SCREENS a folder for screenshots (none: they are not kept), CHROMIUM the browser.
// STRATUM_PATIENCE is how many milliseconds to wait for anything.
// STRATUM_LACKS names routes, separated by commas, that the server at hand is known to be without.
import assert from "node:assert/strict";
import {execFileSync, spawn} from "node:child_process";
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync} from "node:fs";
import {createRequire} from "node:module";
import {createServer} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";

const fromWeb = createRequire(new URL("../../web/package.json", import.meta.url));
const {chromium} = fromWeb("playwright-core");
const axe = readFileSync(fromWeb.resolve("axe-core/axe.min.js"), "utf8");

export const program = process.env.STRATUM ?? new URL("../../build/stratum", import.meta.url).pathname;
const screens = process.env.STRATUM_SCREENS;
const lacks = (process.env.STRATUM_LACKS ?? "").split(",").filter(Boolean);

/** Milliseconds until a wait is given up; a busy machine may be many times slower than this one. */
export const patience = Number(process.env.STRATUM_PATIENCE ?? 120_000);

/** A name that only journeys' browsers know; to a server it is another one than this computer's. */
const name = "stratum.test";

/** Phone, tablet and desk. */
export const sizes = {desk: {width: 1440, height: 900}, tablet: {width: 820, height: 1180}, phone: {width: 390, height: 844}};

/** Pieces that the program composes on the spot; made once for all journeys of a process. */
let pieces;
export function demo() {
  if (!pieces) {
    pieces = mkdtempSync(join(tmpdir(), "stratum-demo-"));
    execFileSync(program, ["demo", pieces], {stdio: "ignore", timeout: 300_000});
    process.on("exit", () => rmSync(pieces, {recursive: true, force: true}));
  }
  return pieces;
}

/**
 * Starts `stratum serve` on an empty library and any free port. `end` stops it as an operator would; `cut` ends it without a word,
 * and `again` starts it where it was. `named` gives it an address of its own, as servers for many people have: there everybody
 * signs in, also on this computer. `fill` is given the library's folder before the server is.
 */
export async function serve({named = false, environment = {}, fill} = {}) {
  const folder = mkdtempSync(join(tmpdir(), "stratum-web-"));
  if (fill) {
    mkdirSync(join(folder, "library"));
    fill(join(folder, "library"));
  }
  let said = "", child, address;
  async function start(at) {
    child = spawn(program, ["serve", "--library", join(folder, "library"), "--port", String(at)],
      {stdio: ["ignore", "pipe", "pipe"], env: {...process.env, HOME: folder, XDG_CONFIG_HOME: folder, ...environment}});
    child.stderr.on("data", (data) => { said += data; });
    address = await new Promise((resolve, reject) => {
      child.stdout.on("data", (data) => resolve(String(data).trim().split("\n")[0]));
      child.on("exit", (code) => reject(new Error(`stratum serve ended with ${code}: ${said}`)));
      child.on("error", reject);
    });
  }
  async function stop(signal) {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    return gone;
  }
  const port = named ? await freePort() : 0;
  const base = named ? `http://${name}:${port}` : undefined;
  if (base) environment = {...environment, STRATUM_SERVER_BASE_URL: base};
  await start(port);
  return {
    address: base ?? address, folder, said: () => said,
    cut: () => stop("SIGKILL"),
    again: () => start(new URL(address).port),
    async end() {
      const code = await stop("SIGTERM");
      rmSync(folder, {recursive: true, force: true});
      assert.ok(code === 0 || code === 143, `the server ended with ${code}: ${said}`);
    },
  };
}

/** `secure` is an address that is treated as one with https is: there are workers and the clipboard. */
export async function browse({secure} = {}) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", timeout: patience,
    // In containers /dev/shm is often too small for a page, which then ends without a word.
    args: [...(secure ? [`--unsafely-treat-insecure-origin-as-secure=${secure}`] : []), "--no-sandbox", `--host-resolver-rules=MAP ${name} 127.0.0.1`, "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
  });
}

/**
 * A page whose errors fail the journey. Answers of the server that are meant to be problems are named in `expected`. Without a
 * `worker` all requests are the page's own, so that a journey can hold them up.
 */
export async function open(browser, address, {size = "desk", theme = "dark", expected = [], state, worker = true} = {}) {
  const context = await browser.newContext({viewport: sizes[size], colorScheme: theme, hasTouch: size === "phone", reducedMotion: "reduce", baseURL: address, ...(state ? {storageState: state} : {})});
  if (!worker) await context.addInitScript(() => { delete Navigator.prototype.serviceWorker; });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && ![...expected, ...lacks].some((each) => message.text().includes(each) || message.location().url.includes(each))) wrong.push(`${message.text()} (${message.location().url})`);
  });
  return {
    page, context,
    async end() {
      await context.close();
      assert.deepEqual(wrong, [], "the page complained");
    },
  };
}

const everything = {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]};
/** All that another theme can change. */
const colours = {type: "rule", values: ["color-contrast", "link-in-text-block"]};

/** A port that nobody listens at. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject).listen(0, "127.0.0.1", () => {
      const {port} = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Waits until nothing changes its colour or place any more. */
async function still(page) {
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    // What is taken away while it moves has no end to wait for, and is not looked at either.
    await Promise.allSettled(document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime < 5000).map((each) => each.finished));
  });
}

/** Looks for what keeps people out: all rules of WCAG 2.2 A and AA, and axe's good habits. */
export async function inspect(page, name, rules = everything) {
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe);
  await still(page);
  const found = await page.evaluate(async (runOnly) => {
    const result = await globalThis.axe.run(document, {runOnly, resultTypes: ["violations"]});
    return result.violations.map((each) => `${each.id} (${each.impact}): ${each.nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`).join(" / ")}`);
  }, rules);
  assert.deepEqual(found, [], `axe on ${name}`);
}

/** Keeps the page as a picture, for people to look at. */
export async function keep(page, name) {
  if (!screens) return;
  if (!existsSync(screens)) mkdirSync(screens, {recursive: true});
  await page.waitForTimeout(300);
  await page.screenshot({path: join(screens, `${name}.png`)});
}

/** Looks at pages in all sizes and both themes: axe each time, a picture of each. A page is a path, a name, and what to wait for. */
export async function lookAtAll(browser, address, pages, options = {}) {
  for (const size of Object.keys(sizes)) {
    const stage = await open(browser, address, {size, theme: "dark", ...options});
    for (const [path, name, ready] of pages) {
      await stage.page.emulateMedia({colorScheme: "dark"});
      await stage.page.goto(path);
      await ready(stage.page);
      for (const [theme, rules] of [["dark", everything], ["light", colours]]) {
        await stage.page.emulateMedia({colorScheme: theme});
        await stage.page.locator(`html[data-theme=${theme}]`).waitFor();
        await inspect(stage.page, `${name}, ${size}, ${theme}`, rules);
        await keep(stage.page, `${name}-${size}-${theme}`);
      }
    }
    await stage.end();
  }
}

export const lookAround = (browser, address, path, name, ready, options) => lookAtAll(browser, address, [[path, name, ready]], options);

/** Some of the pieces, named by how their files begin, are sent by the app and heard. */
export async function sendPieces(browser, address, beginnings) {
  const files = readdirSync(demo()).filter((name) => beginnings.some((each) => name.startsWith(each))).map((name) => join(demo(), name));
  const stage = await open(browser, address);
  await stage.page.goto("/");
  await stage.page.getByTestId("upload-files").first().setInputFiles(files);
  await allHeard(address, files.length);
  await stage.end();
}

/** Waits until all tracks are heard, by what the server says. */
export async function allHeard(address, count) {
  const until = Date.now() + 240_000;
  for (;;) {
    const answer = await fetch(`${address}/api/v1/tracks?limit=200`);
    assert.equal(answer.status, 200, await answer.clone().text());
    const {items} = await answer.json();
    if (items.length >= count && items.every((track) => track.analysis === "done")) return items;
    assert.ok(Date.now() < until, `after four minutes ${items.filter((track) => track.analysis === "done").length} of ${count} tracks were heard`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
