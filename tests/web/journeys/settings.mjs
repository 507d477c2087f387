// What an owner sets: keys for programs, webhooks to another server, what may leave; and the log that tells of all of it.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {createServer} from "node:http";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {ask, makeOwner, password, refused} from "../accounts.mjs";
import {browse, inspect, keep, lookAtAll, open, serve} from "../stage.mjs";

let server, browser, state, receiver, heard;
before(async () => {
  heard = [];
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (data) => { body += data; });
    request.on("end", () => {
      heard.push({headers: request.headers, body});
      response.writeHead(204).end();
    });
  });
  await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  server = await serve({environment: {STRATUM_OUTGOING_INTERNAL: "127.0.0.0/8"}});
  browser = await browse();
  state = await makeOwner(browser, server.address);
});
after(async () => {
  await browser?.close();
  await server?.end();
  receiver?.close();
});

const secretOf = async (page) => {
  const secret = await page.locator(".secret").innerText();
  await page.getByRole("button", {name: "I have kept it"}).click();
  await page.locator(".secret").waitFor({state: "detached"});
  assert.equal((await page.content()).includes(secret), false, "a secret is shown once");
  return secret;
};

test("a key is shown once, works, and is revoked", async () => {
  const stage = await open(browser, server.address, {...refused, state});
  const {page} = stage;
  await page.goto("/settings/keys");
  await page.getByRole("button", {name: "New key"}).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Nightly export");
  await inspect(page, "a new key");
  await page.getByRole("dialog").getByRole("button", {name: "Create"}).click();
  await page.locator(".secret").waitFor();
  await keep(page, "key-desk-dark");
  const secret = await secretOf(page);
  const ask = () => fetch(`${server.address}/api/v1/tracks`, {headers: {Authorization: `Bearer ${secret}`}});
  assert.equal((await ask()).status, 200);
  await page.reload();
  await page.getByRole("row").filter({hasText: "Nightly export"}).getByRole("button", {name: "Revoke"}).click();
  await page.getByRole("dialog").getByRole("button", {name: "Revoke"}).click();
  await page.getByRole("row").filter({hasText: "Nightly export"}).waitFor({state: "detached"});
  assert.equal((await ask()).status, 401);
  await stage.end();
});

test("before something dangerous the app asks whether it is still the same person", async () => {
  const stage = await open(browser, server.address, {...refused, state});
  const {page} = stage;
  await page.goto("/settings/keys");
  await page.getByRole("button", {name: "New key"}).waitFor();
  // A quarter of an hour goes by.
  const aged = "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1], timeout=30) as database: database.execute('UPDATE sessions SET fresh_at = fresh_at - 3600000')";
  execFileSync("python3", ["-c", aged, join(server.folder, "library", "library.db")]);
  await page.getByRole("button", {name: "New key"}).click();
  await page.getByRole("dialog").getByLabel("Name").fill("After lunch");
  await page.getByRole("button", {name: "Create"}).click();
  const asking = page.getByRole("dialog", {name: "Is it still you?"});
  await asking.getByLabel("Password").fill("some other words");
  await inspect(page, "the password once more");
  await keep(page, "confirm-desk-dark");
  await asking.getByRole("button", {name: "Go on"}).click();
  await asking.getByText("it is not your password").waitFor();
  await asking.getByLabel("Password").fill(password);
  await asking.getByRole("button", {name: "Go on"}).click();
  await page.locator(".secret").waitFor();
  await secretOf(page);
  const row = page.getByRole("row").filter({hasText: "After lunch"});
  await row.getByRole("button", {name: "Revoke"}).click();
  await page.getByRole("dialog").getByRole("button", {name: "Revoke"}).click();
  await row.waitFor({state: "detached"});
  // The session goes on with another token.
  state = await stage.context.storageState();
  await stage.end();
});

test("what may leave is opened by an owner", async () => {
  const stage = await open(browser, server.address, {...refused, state});
  const {page} = stage;
  await page.goto("/settings/privacy");
  await page.getByText("Nothing has left this server.").waitFor();
  await page.getByRole("radio", {name: /^Open/}).click();
  await page.getByText("Saved").first().waitFor();
  await page.getByLabel("Another host").fill("127.0.0.1");
  await page.getByRole("button", {name: "Allow"}).click();
  await page.getByText("127.0.0.1", {exact: true}).waitFor();
  await page.reload();
  await page.getByText("127.0.0.1", {exact: true}).waitFor();
  assert.equal(await page.getByRole("radio", {name: /^Open/}).isChecked(), true);
  await inspect(page, "privacy");
  await stage.end();
});

test("a webhook delivers signed messages, and its secret is turned", async () => {
  const stage = await open(browser, server.address, {...refused, state});
  const {page} = stage;
  await page.goto("/settings/webhooks");
  await page.getByRole("button", {name: "New webhook"}).click();
  await page.getByRole("dialog").getByLabel("Address").fill(`http://127.0.0.1:${receiver.address().port}/stratum`);
  await page.getByRole("dialog").getByRole("button", {name: "Save"}).click();
  const first = await secretOf(page);
  assert.match(first, /^whsec_/);
  await page.getByRole("button", {name: "More actions"}).click();
  await page.getByRole("menuitem", {name: "New secret"}).click();
  await page.getByRole("dialog").getByText("For a day messages are signed with both secrets").waitFor();
  await page.getByRole("dialog").getByRole("button", {name: "New secret"}).click();
  const second = await secretOf(page);
  assert.notEqual(second, first);
  await page.getByRole("button", {name: "More actions"}).click();
  await page.getByRole("menuitem", {name: "Send a test"}).click();
  await page.getByRole("heading", {name: "Deliveries"}).waitFor();
  const delivered = page.getByRole("row").getByText("Delivered");
  while (await delivered.count() === 0) {
    await page.getByRole("button", {name: "Refresh"}).click();
    await page.waitForTimeout(500);
  }
  assert.equal(heard.length, 1);
  assert.match(heard[0].headers["webhook-signature"], /^v1,\S+ v1,\S+$/, "for a day both secrets sign");
  await inspect(page, "webhooks");
  await keep(page, "webhooks-desk-dark");
  await stage.end();
});

test("a webhook is removed by whoever means it, and its deliveries are shown no more", async () => {
  const stage = await open(browser, server.address, {...refused, state});
  const {page} = stage;
  await page.goto("/settings/webhooks");
  const address = `http://127.0.0.1:${receiver.address().port}/gone`;
  assert.equal((await ask(page, "POST", "/webhooks", {url: address, events: ["track.*"]})).status, 201);
  await page.reload();
  const hook = page.getByRole("listitem").filter({hasText: address});
  await hook.getByRole("button", {name: "Deliveries"}).click();
  await page.getByText("Nothing was sent yet.").waitFor();
  const remove = async () => {
    await hook.getByRole("button", {name: "More actions"}).click();
    await page.getByRole("menuitem", {name: "Remove"}).click();
  };
  await remove();
  await inspect(page, "a webhook is removed");
  await page.getByRole("dialog").getByRole("button", {name: "Cancel"}).click();
  assert.equal(await hook.count(), 1);
  await remove();
  await page.getByRole("dialog").getByRole("button", {name: "Remove the webhook"}).click();
  await hook.waitFor({state: "detached"});
  await page.getByRole("heading", {name: "Deliveries"}).waitFor({state: "detached"});
  await stage.end();
});

test("on a computer where nobody has an account, keys begin with the owner", async () => {
  const alone = await serve();
  const stage = await open(browser, alone.address);
  const {page} = stage;
  await page.goto("/settings/keys");
  await page.getByText("A key acts in somebody’s name.").waitFor();
  assert.equal(await page.getByRole("button", {name: "New key"}).count(), 0);
  await inspect(page, "keys without an owner");
  await page.getByRole("main").getByRole("link", {name: "Create the owner"}).click();
  await page.getByRole("heading", {name: "Welcome to Stratum"}).waitFor();
  await stage.end();
  await alone.end();
});

test("the log tells all of it, and is whole", async () => {
  const stage = await open(browser, server.address, {...refused, state});
  const {page} = stage;
  await page.goto("/settings/audit");
  await page.getByRole("row").nth(5).waitFor();
  const actions = await page.locator("tbody tr td:nth-child(3)").allInnerTexts();
  for (const wanted of [/key.*(made|created|added)/, /key.*(revoked|removed|deleted)/, /webhook/, /privacy/]) assert.ok(actions.some((each) => wanted.test(each)), `${wanted}: ${actions.join(", ")}`);
  await page.getByRole("button", {name: "Verify"}).click();
  await page.getByText(/^Intact: /).waitFor();
  await stage.end();
});

test("what is long is read on: deliveries, what left, the log", async () => {
  const stage = await open(browser, server.address, {...refused, state, worker: false});
  const {page} = stage;
  // The real server in short pages: a list of a few is then a long one.
  await page.route(/\/(deliveries|ledger|audit)\?/, (route) => route.continue({url: route.request().url().replace(/limit=\d+/, "limit=1")}));
  await page.goto("/settings/webhooks");
  const hook = (await ask(page, "GET", "/webhooks")).body.items[0];
  const before = heard.length;
  for (let n = 0; n < 2; ++n) assert.ok((await ask(page, "POST", `/webhooks/${hook.id}/test`)).status < 300);
  while (heard.length < before + 2) await page.waitForTimeout(100);
  const grows = async (rows, n) => {
    for (let shown = 1; shown < n; ++shown) {
      await rows.nth(shown - 1).waitFor();
      assert.equal(await rows.count(), shown);
      await page.getByRole("button", {name: "Show more"}).click();
    }
    await rows.nth(n - 1).waitFor();
    const words = await rows.allInnerTexts();
    assert.equal(words.length, n);
    return words;
  };
  await page.getByRole("button", {name: "Deliveries"}).click();
  await grows(page.locator("tbody tr"), 3);
  await page.getByRole("button", {name: "Refresh"}).click();
  await page.waitForLoadState("networkidle");
  assert.equal(await page.locator("tbody tr").count(), 3, "read anew it is as long as it was");
  await inspect(page, "deliveries");
  await page.goto("/settings/privacy");
  await grows(page.locator("tbody tr"), 3);
  await page.goto("/settings/audit");
  assert.equal(new Set(await grows(page.locator("tbody tr"), 4)).size > 1, true);
  await stage.end();
});

test("a workspace is deleted by its name, and one goes on in another; the server's own library stays", async () => {
  const stage = await open(browser, server.address, {...refused, state});
  const {page} = stage;
  await page.goto("/settings/workspaces");
  const menu = async (entry) => {
    await page.locator(".who").getByRole("button").click();
    await page.getByRole("menuitem", {name: entry}).click();
  };
  const remove = async (name) => {
    await page.getByRole("button", {name: "Delete this workspace"}).click();
    const dialog = page.getByRole("dialog"), sure = dialog.getByRole("button", {name: "Delete this workspace"});
    await dialog.getByLabel(`Type ${name} to confirm`).fill(`${name}!`);
    assert.equal(await sure.isDisabled(), true);
    await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
    await inspect(page, "a workspace is deleted");
    await sure.click();
  };
  await page.getByRole("heading", {name: /^The workspace /}).waitFor();
  const own = (await ask(page, "GET", "/session")).body.workspace.name;
  await remove(own);
  await page.getByText("library of the server's own computer").first().waitFor();
  assert.equal((await ask(page, "POST", "/workspaces", {name: "Band"})).status, 201);
  await page.reload();
  await menu("Go to Band");
  await page.waitForURL(/\/$/);
  await menu("Settings");
  await page.getByRole("navigation", {name: "Settings"}).getByRole("link", {name: "Workspaces"}).click();
  await page.getByRole("heading", {name: "The workspace Band"}).waitFor();
  await remove("Band");
  await page.getByText("Band was deleted").first().waitFor();
  assert.deepEqual((await ask(page, "GET", "/workspaces")).body.items.map((each) => each.name), [own]);
  await stage.end();
});

test("every page of the settings looks well and keeps nobody out", async () => {
  const ready = (words) => (page) => page.locator(".settings-body").getByText(words).first().waitFor();
  const pages = [["profile", "Who you are"], ["appearance", "Theme"], ["workspaces", "Your workspaces"], ["members", "Members"], ["roles", "Who may what"], ["keys", "No API keys yet"], ["webhooks", "Deliveries"], ["audit", "Verify"], ["privacy", "What left this server"]];
  await lookAtAll(browser, server.address, pages.map(([path, words]) => [`/settings/${path}`, path, ready(words)]), {...refused, state});
});

test("no page of the settings is wider than a phone", async () => {
  const stage = await open(browser, server.address, {...refused, state, size: "phone"});
  const {page} = stage;
  for (const [path, words] of [["roles", "Who may what"], ["members", "Members"], ["audit", "Verify"], ["keys", "No API keys yet"]]) {
    await page.goto(`/settings/${path}`);
    await page.locator(".settings-body").getByText(words).first().waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, path);
  }
  await stage.end();
});
