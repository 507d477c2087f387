// Draws the pictures of the app in docs/img anew, by hand: node tests/web/pictures.mjs
import {join} from "node:path";
import {allHeard, browse, demo, open, serve} from "./stage.mjs";

const place = new URL("../../docs/img/", import.meta.url).pathname;
const server = await serve();
const browser = await browse();
async function ask(method, path, body, headers = {}) {
  const answer = await fetch(`${server.address}/api/v1${path}`, {method, headers: {"Content-Type": "application/json", ...headers}, body: JSON.stringify(body)});
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return answer.json();
}
try {
  await ask("POST", "/folders", {path: demo()});
  const tracks = await allHeard(server.address, 10);
  const named = (title) => tracks.find((track) => track.title === title);
  for (const [title, rating] of [["Low Tide Radio", 5], ["Undertow", 4], ["Blue Cellar", 4], ["Copper Skyline", 3]])
    await ask("PATCH", `/tracks/${named(title).id}`, {rating}, {"Content-Type": "application/merge-patch+json"});
  for (const name of ["Late set", "Sunday"]) await ask("POST", "/playlists", {name, track_ids: [named("Undertow").id, named("Sundial").id]});

  const {page, end} = await open(browser, server.address, {size: "desk"});
  await page.setViewportSize({width: 1280, height: 640});
  await page.goto("/");
  await page.locator(".head button").first().click();
  await page.getByRole("row").filter({hasText: "Low Tide Radio"}).click();
  await page.keyboard.press("Enter");
  await page.waitForTimeout(5000);
  await page.screenshot({path: join(place, "app-library.png")});

  await page.getByRole("button", {name: "Close the player"}).click();
  await page.setViewportSize({width: 1280, height: 800});
  await page.goto(`/tracks/${named("Undertow").id}`);
  await page.locator(".wave-panel .waveform").waitFor();
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(1500);
  await page.screenshot({path: join(place, "app-track.png")});
  await end();
} finally {
  await browser.close();
  await server.end();
}
