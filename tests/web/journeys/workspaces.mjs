// Two workspaces and two people: what is in one stays there, whoever goes where, with a network and without.
import assert from "node:assert/strict";
import {readdirSync, statSync} from "node:fs";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {ask, makeOwner, password, refused} from "../accounts.mjs";
import {browse, demo, inspect, keep, open, serve} from "../stage.mjs";

let server, browser, state, home, band;
before(async () => {
  server = await serve({named: true});
  browser = await browse({secure: server.address});
  state = await makeOwner(browser, server.address);
  const stage = await open(browser, server.address, {...refused, state});
  await stage.page.goto("/");
  home = (await ask(stage.page, "GET", "/session")).body.workspace;
  band = (await ask(stage.page, "POST", "/workspaces", {name: "Band"})).body;
  assert.ok((await ask(stage.page, "POST", "/playlists", {name: "Kitchen"})).status < 300);
  await stage.end();
});
after(async () => {
  await browser?.close();
  await server?.end();
});

const pieces = () => readdirSync(demo()).filter((name) => /^0[1-3]/.test(name)).sort().map((name) => join(demo(), name));
const side = (page) => page.getByRole("navigation", {name: "Main"});

async function go(page, name) {
  await page.locator(".who").getByRole("button").click();
  await page.getByRole("menuitem", {name: `Go to ${name}`}).click();
  await page.locator(".who").getByText(name, {exact: true}).waitFor();
}

/** What a workspace holds, by what the server says. */
async function tracksOf(page, workspace) {
  const {items} = await page.evaluate(async (id) => (await fetch("/api/v1/tracks?limit=200", {headers: {"Stratum-Workspace": id}})).json(), workspace.id);
  return items.map((track) => track.file_name).sort();
}

/** The link that lets somebody in as a member. */
async function invite(page, workspace, email) {
  const {link} = await page.evaluate(async ([id, email]) => {
    const headers = {"Content-Type": "application/json", "Stratum-Workspace": id};
    const {items} = await (await fetch("/api/v1/roles", {headers})).json(), {csrf_token} = await (await fetch("/api/v1/session")).json();
    const body = JSON.stringify({email, role_id: items.find((role) => role.name === "member").id});
    return (await fetch("/api/v1/invitations", {method: "POST", headers: {...headers, "Stratum-Csrf": csrf_token}, body})).json();
  }, [workspace.id, email]);
  return link;
}

test("files that wait land in the workspace they were given to, though one has gone elsewhere", async () => {
  const stage = await open(browser, server.address, {...refused, state, worker: false});
  const {page} = stage;
  await page.goto("/");
  await go(page, "Band");
  await page.getByRole("heading", {name: "Your library is empty"}).waitFor();
  let held = [];
  await page.route("**/api/v1/uploads", (route) => (held ? held.push(route) : route.continue()));
  await page.locator("input[type=file]").first().setInputFiles(pieces());
  while (held.length < 2) await page.waitForTimeout(50);
  await go(page, home.name);
  for (const route of held.splice(0)) await route.continue();
  held = undefined;
  const names = pieces().map((path) => path.split("/").at(-1));
  for (const until = Date.now() + 60_000; (await tracksOf(page, home)).length + (await tracksOf(page, band)).length < 3 && Date.now() < until;) await page.waitForTimeout(300);
  assert.deepEqual(await tracksOf(page, home), []);
  assert.deepEqual(await tracksOf(page, band), names);
  await stage.end();
});

test("another workspace has its own lists, and one is still in it after the page was loaded anew", async () => {
  const stage = await open(browser, server.address, {...refused, state});
  const {page} = stage;
  await page.goto("/");
  await side(page).getByRole("link", {name: "Kitchen"}).waitFor();
  await page.getByRole("heading", {name: "Your library is empty"}).waitFor();
  await go(page, "Band");
  await page.locator(".track-row[data-row='0']").waitFor();
  await side(page).getByRole("link", {name: "Kitchen"}).waitFor({state: "detached"});
  await page.reload();
  await page.locator(".who").getByText("Band", {exact: true}).waitFor();
  await page.locator(".track-row[data-row='0']").waitFor();
  assert.equal(await side(page).getByRole("link", {name: "Kitchen"}).count(), 0);
  await inspect(page, "another workspace");
  await keep(page, "workspace-other-desk-dark");
  await stage.end();
});

test("sound and downloads come from the workspace one is in", async () => {
  const stage = await open(browser, server.address, {...refused, expected: [...refused.expected, "status of 404"], state});
  const {page} = stage;
  const answered = (part) => page.waitForResponse((response) => response.url().includes(part) && response.url().includes(`workspace=${band.id}`));
  await page.goto("/");
  await go(page, "Band");
  await page.locator(".track-row[data-row='0']").waitFor();
  const {items} = await page.evaluate(async (id) => (await fetch("/api/v1/tracks?limit=1", {headers: {"Stratum-Workspace": id}})).json(), band.id);
  const [sound] = await Promise.all([answered("/audio?"), page.locator(".track-row[data-row='0']").dblclick()]);
  assert.ok([200, 206].includes(sound.status()), `the sound is answered ${sound.status()}`);
  await page.locator(".dock").waitFor();
  // Of the other workspace the sound is not to be had, and its own log is another one.
  const {elsewhere, log, others} = await page.evaluate(async ([track, here, there]) => {
    const size = async (id) => (await (await fetch(`/api/v1/audit/export?workspace=${id}`)).arrayBuffer()).byteLength;
    return {elsewhere: (await fetch(`/api/v1/tracks/${track}/audio?workspace=${there}`)).status, log: await size(here), others: await size(there)};
  }, [items[0].id, band.id, home.id]);
  assert.equal(elsewhere, 404);
  await page.goto("/settings/audit");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", {name: "Export"}).click()]);
  assert.equal(statSync(await download.path()).size, log);
  assert.notEqual(log, others);
  await stage.end();
});

test("who comes after somebody sees nothing of what they saw, without a network as well", async () => {
  const stage = await open(browser, server.address, {...refused, expected: [...refused.expected, "ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "WebSocket"], state});
  const {page, context} = stage;
  await page.goto("/");
  await page.evaluate(() => navigator.serviceWorker.ready);
  const link = await invite(page, band, "ola@example.org");
  // What was seen is there without a network.
  const lists = async () => {
    await page.goto("/playlists");
    await page.getByRole("main").getByRole("link", {name: "Kitchen"}).waitFor();
  };
  await page.reload();
  await lists();
  await context.setOffline(true);
  await lists();
  await context.setOffline(false);

  // The session ends on the server, not by signing out.
  await context.clearCookies();
  await page.goto(link);
  await page.getByLabel("Name").fill("Ola Nordmann");
  await page.getByLabel("E-mail").fill("ola@example.org");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", {name: "Join"}).click();
  await page.locator(".who").getByText("Band", {exact: true}).waitFor();
  await page.reload();
  await page.locator(".track-row[data-row='0']").waitFor();
  await context.setOffline(true);
  await page.goto("/playlists");
  await page.getByRole("heading", {name: "No playlists yet"}).waitFor();
  assert.equal(await page.getByText("Kitchen").count(), 0);
  const kept = await page.evaluate(async () => {
    const texts = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) if (request.url.includes("/api/")) texts.push(await (await cache.match(request)).text());
    }
    return texts.join("\n");
  });
  assert.ok(!kept.includes("Kitchen"), "what the former person saw is gone from the disk");
  await context.setOffline(false);
  await stage.end();
});

test("who has an account and is invited signs in, joins, and is in the other workspace", async () => {
  const owner = await open(browser, server.address, {...refused, state});
  await owner.page.goto("/");
  const link = await invite(owner.page, home, "ola@example.org");
  await owner.end();
  for (const size of ["phone", "desk"]) {
    const stage = await open(browser, server.address, {...refused, size});
    const {page} = stage;
    await page.goto(link);
    await page.getByText("You have an account here?").waitFor();
    await inspect(page, `an invitation, ${size}`);
    await page.getByRole("link", {name: "Sign in"}).click();
    await page.getByText("Sign in to join").waitFor();
    await inspect(page, `signing in to join, ${size}`);
    await keep(page, `invitation-account-${size}-dark`);
    if (size === "desk") {
      await page.getByLabel("E-mail").fill("ola@example.org");
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", {name: "Sign in", exact: true}).click();
      await page.getByRole("button", {name: "Join"}).click();
      await page.getByText(`You are in ${home.name} now`).waitFor();
      await page.locator(".who").getByText(home.name, {exact: true}).waitFor();
      await side(page).getByRole("link", {name: "Kitchen"}).waitFor();
      // A plain member goes out again by herself.
      await page.goto("/settings/workspaces");
      await page.getByRole("button", {name: "Leave"}).click();
      await page.getByRole("dialog").getByRole("button", {name: "Leave"}).click();
      await page.locator(".who").getByText("Band", {exact: true}).waitFor();
      assert.deepEqual((await ask(page, "GET", "/workspaces")).body.items.map((each) => each.name), ["Band"]);
    }
    await stage.end();
  }
});

test("a workspace is made, gets another name, and is left", async () => {
  const stage = await open(browser, server.address, {...refused, state});
  const {page} = stage;
  await page.goto("/settings/workspaces");
  await page.getByRole("button", {name: "New workspace"}).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Studio");
  await inspect(page, "a new workspace");
  await page.keyboard.press("Enter");
  await page.getByText("You are in Studio now").waitFor();
  await page.locator(".who").getByText("Studio", {exact: true}).waitFor();
  await page.goto("/settings/workspaces");
  await page.getByRole("button", {name: "Rename"}).click();
  await dialog.getByLabel("Name").fill("Studio B");
  await dialog.getByRole("button", {name: "Save"}).click();
  await page.locator(".who").getByText("Studio B", {exact: true}).waitFor();
  await page.locator(".role-list").getByText("Studio B").waitFor();
  await keep(page, "workspaces-desk-dark");
  // The last owner stays: it would be nobody's.
  await page.getByRole("button", {name: "Leave"}).click();
  await dialog.getByRole("button", {name: "Leave"}).click();
  await page.locator(".toast.bad").waitFor();
  await dialog.getByRole("button", {name: "Cancel"}).click();
  await page.getByRole("button", {name: "Go to Band"}).click();
  await page.locator(".who").getByText("Band", {exact: true}).waitFor();
  const members = (await page.evaluate(async (id) => (await fetch("/api/v1/members", {headers: {"Stratum-Workspace": id}})).json(), band.id)).items;
  const roles = (await page.evaluate(async (id) => (await fetch("/api/v1/roles", {headers: {"Stratum-Workspace": id}})).json(), band.id)).items;
  const done = await page.evaluate(async ([workspace, member, role_id]) => {
    const {csrf_token} = await (await fetch("/api/v1/session")).json();
    const answer = await fetch(`/api/v1/members/${member}`, {method: "PATCH", headers: {"Content-Type": "application/json", "Stratum-Csrf": csrf_token, "Stratum-Workspace": workspace}, body: JSON.stringify({role_id})});
    return answer.status;
  }, [band.id, members.find((each) => each.name === "Ola Nordmann").id, roles.find((each) => each.name === "owner").id]);
  assert.equal(done, 200);
  await page.goto("/settings/workspaces");
  await page.getByRole("button", {name: "Leave"}).click();
  await inspect(page, "leaving a workspace");
  await dialog.getByRole("button", {name: "Leave"}).click();
  await page.locator(".who").getByText(home.name, {exact: true}).waitFor();
  assert.deepEqual((await ask(page, "GET", "/workspaces")).body.items.map((each) => each.name).sort(), [home.name, "Studio B"].sort());
  await stage.end();
});
