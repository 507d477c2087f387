// Others come in: an invitation by real mail, a viewer who can look and not touch, a role of one's own, somebody who is shut out.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {after, before, test} from "node:test";
import {ask, linkIn, mailServer, makeOwner, password, refused} from "../accounts.mjs";
import {browse, inspect, keep, lookAround, open, serve} from "../stage.mjs";

let mail, server, browser, owner, viewer;
before(async () => {
  mail = mailServer();
  server = await serve({named: true, environment: mail.environment});
  browser = await browse();
  owner = await makeOwner(browser, server.address);
});
after(async () => {
  await browser?.close();
  await server?.end();
  mail?.end();
});

test("a second person is invited by mail and joins as a viewer", async () => {
  const stage = await open(browser, server.address, {...refused, state: owner});
  const {page} = stage;
  await page.goto("/settings/members");
  await page.getByRole("button", {name: "Invite"}).click();
  const dialog = page.getByRole("dialog", {name: "Invite"});
  await dialog.getByLabel("E-mail").fill("ola@example.org");
  await dialog.getByLabel("Role").selectOption({label: "viewer"});
  await inspect(page, "an invitation");
  await dialog.getByRole("button", {name: "Invite"}).click();
  await page.getByText("An e-mail went to ola@example.org").waitFor();
  const shown = await page.locator(".secret").innerText();
  // A page over plain HTTP has no clipboard.
  await page.getByRole("dialog").getByRole("button", {name: "Copy"}).click();
  await page.getByText("The text is selected").waitFor();
  assert.equal(await page.evaluate(() => getSelection().toString()), shown);
  await page.mouse.click(5, 5);
  assert.equal(await page.locator(".secret").innerText(), shown, "a click beside does not lose what is shown once");
  await inspect(page, "a secret");
  await keep(page, "invited-desk-dark");
  await page.getByRole("button", {name: "I have kept it"}).click();
  await page.getByRole("heading", {name: "Invited"}).waitFor();

  const link = linkIn(await mail.to("ola@example.org"));
  // Only who got it by mail has the address; the link to hand over is another.
  assert.notEqual(link, shown);
  assert.equal(new URL(link).pathname, new URL(shown).pathname);
  const there = new URL(link).origin;
  const other = await open(browser, there, refused);
  await other.page.goto(link);
  await other.page.getByLabel("Name").fill("Ola Nordmann");
  await other.page.getByLabel("E-mail").fill("ola@example.org");
  await other.page.getByLabel("Password").fill(password);
  await inspect(other.page, "signing up");
  await keep(other.page, "invitation-desk-dark");
  await other.page.getByRole("button", {name: "Join"}).click();
  await other.page.getByRole("navigation", {name: "Main"}).getByText("Ola Nordmann").waitFor();
  viewer = {state: await other.context.storageState(), there};
  await other.end();

  await page.reload();
  const row = page.getByRole("row").filter({hasText: "Ola Nordmann"});
  assert.equal(await row.getByRole("combobox").locator("option:checked").innerText(), "viewer");
  await inspect(page, "the members");
  await stage.end();
});

test("a viewer sees the library, and the app offers nothing that would be refused", async () => {
  const stage = await open(browser, viewer.there, {...refused, state: viewer.state});
  const {page} = stage;
  await page.goto("/");
  await page.getByRole("heading", {name: "Your library is empty"}).waitFor();
  assert.equal(await page.getByRole("button", {name: "Add music"}).count(), 0);
  await page.goto("/playlists");
  await page.getByRole("heading", {name: "Playlists", level: 1}).waitFor();
  assert.equal(await page.getByRole("button", {name: "New playlist"}).count(), 0);
  await inspect(page, "playlists of a viewer");
  await page.goto("/settings");
  const tabs = page.getByRole("navigation", {name: "Settings"});
  await tabs.getByText("Profile").waitFor();
  for (const hidden of ["API keys", "Webhooks", "Audit log"]) assert.equal(await tabs.getByText(hidden).count(), 0, hidden);
  // Not only hidden: the server says no as well.
  assert.equal((await ask(page, "POST", "/playlists", {name: "Mine"})).status, 403);
  await stage.end();
});

test("a role is made, given and explained", async () => {
  const stage = await open(browser, server.address, {...refused, state: owner});
  const {page} = stage;
  await page.goto("/settings/roles");
  await page.getByRole("button", {name: "New role"}).click();
  const dialog = page.getByRole("dialog", {name: "New role"});
  await dialog.getByLabel("Name", {exact: true}).fill("listener");
  await dialog.getByRole("checkbox", {name: /^tracks\.read/}).check();
  await inspect(page, "a new role");
  await dialog.getByRole("button", {name: "Save"}).click();
  await page.getByRole("listitem").filter({hasText: "listener"}).first().waitFor();
  await page.goto("/settings/members");
  const chooser = page.getByLabel("Role of Ola Nordmann");
  await chooser.selectOption({label: "listener"});
  await page.goto("/settings/roles");
  await page.getByText("1 permission, 1 member.").waitFor();
  await page.getByLabel("Who", {exact: true}).selectOption({label: "Ola Nordmann"});
  await page.getByLabel("Permission", {exact: true}).selectOption("tracks.write");
  await page.getByRole("button", {name: "Ask"}).click();
  await page.getByRole("status").getByText("No", {exact: true}).waitFor();
  await inspect(page, "the roles");
  await stage.end();
});

test("who may not follow what happens is not told of a broken line, nor that nothing is going on", async () => {
  // No socket is tried that would be refused: the browser would complain of it.
  const stage = await open(browser, viewer.there, {state: viewer.state});
  const {page} = stage;
  await page.goto("/");
  await page.getByRole("heading", {name: "Your library is empty"}).waitFor();
  await page.waitForTimeout(1500);
  assert.equal(await page.getByText("Reconnecting").count(), 0);
  await page.getByRole("link", {name: "Activity"}).click();
  await page.getByText("Your role does not let you see what the server is doing.").waitFor();
  assert.equal(await page.getByText("Nothing is going on").count(), 0);
  await inspect(page, "activity that is hidden");
  await stage.end();
});

test("what could not be read or done says so, and is no emptiness", async () => {
  const stage = await open(browser, server.address, {expected: ["status of 500", "ERR_INTERNET_DISCONNECTED", "/api/v1/"], state: owner, worker: false});
  const {page, context} = stage;
  assert.equal((await page.goto("/settings/members")).status(), 200);
  const {body: {items: roles}} = await ask(page, "GET", "/roles");
  await ask(page, "POST", "/invitations", {email: "kim@example.org", role_id: roles[0].id});
  await page.reload();
  const withdraw = page.getByRole("row").filter({hasText: "kim@example.org"}).getByRole("button", {name: "Withdraw"});
  await withdraw.waitFor();
  await context.setOffline(true);
  await withdraw.click();
  await page.locator(".toast.bad").getByText("The server can not be reached.").waitFor();
  await context.setOffline(false);
  await withdraw.click();
  await withdraw.waitFor({state: "detached"});

  const broken = /\/api\/v1\/(jobs|collections|profile\/(sessions|passkeys))(\?|$)/;
  await page.route(broken, (route) => route.fulfill({status: 500, contentType: "application/problem+json", body: JSON.stringify({type: "about:blank", title: "Internal error", status: 500, code: "internal", detail: "the disk is gone"})}));
  for (const [path, places] of [["/activity", 1], ["/playlists", 1], ["/settings/profile", 2]]) {
    await page.goto(path);
    await page.getByText("the disk is gone").nth(places - 1).waitFor();
    assert.equal(await page.getByText("Nothing is going on").count(), 0);
    await inspect(page, `${path} that failed`);
    await keep(page, `failed${path.replaceAll("/", "-")}-desk-dark`);
  }
  await page.unroute(broken);
  await page.getByRole("button", {name: "Try again"}).first().click();
  await page.getByRole("button", {name: "Try again"}).first().click();
  await page.getByText("This one").waitFor();
  assert.equal(await page.getByText("the disk is gone").count(), 0);
  await stage.end();
});

test("who is taken out has lost the library at once, and is told what to do", async () => {
  // Who has no workspace is told 404 about all that lies in one.
  const expected = [...refused.expected, "404", "WebSocket"];
  const other = await open(browser, viewer.there, {expected, state: viewer.state});
  await other.page.goto("/");
  await other.page.getByRole("heading", {name: "Library", level: 1}).waitFor();

  const stage = await open(browser, server.address, {...refused, state: owner});
  const {page} = stage;
  await page.goto("/settings/members");
  await page.getByRole("row").filter({hasText: "Ola Nordmann"}).getByRole("button", {name: "Remove"}).click();
  await page.getByRole("dialog").getByRole("button", {name: "Remove"}).click();
  await page.getByRole("row").filter({hasText: "Ola Nordmann"}).waitFor({state: "detached"});
  await stage.end();

  // The page that was open finds out with what it asks for next.
  await other.page.getByRole("link", {name: "Playlists"}).click();
  const nowhere = other.page.getByRole("heading", {name: "You are in no workspace"});
  await nowhere.waitFor();
  assert.equal((await ask(other.page, "GET", "/tracks")).status, 404);
  await lookAround(browser, viewer.there, "/", "no-workspace", (each) => each.getByRole("heading", {name: "You are in no workspace"}).waitFor(), {expected, state: viewer.state});
  await other.page.getByRole("button", {name: "Look again"}).click();
  await nowhere.waitFor();

  // What is kept about them they can take along, and have erased.
  await other.page.getByRole("button", {name: "Export my data"}).click();
  const [download] = await Promise.all([other.page.waitForEvent("download"), other.page.getByRole("link", {name: "Download your data"}).click()]);
  const archive = readFileSync(await download.path());
  assert.equal(archive.subarray(0, 2).toString(), "PK");
  assert.ok(archive.includes("personal-data.json"));
  await other.page.getByRole("button", {name: "Erase my account"}).click();
  const dialog = other.page.getByRole("dialog", {name: "Erase my account"}), erase = dialog.getByRole("button", {name: "Erase my account"});
  await inspect(other.page, "erasing oneself");
  assert.equal(await erase.isDisabled(), true);
  await dialog.getByLabel(/^Type/).fill("ola@example.org");
  await dialog.getByLabel("Password").fill("it is another one");
  await erase.click();
  await other.page.getByRole("alert").filter({hasText: /password/i}).first().waitFor();
  await dialog.getByLabel("Password").fill(password);
  await erase.click();
  await other.page.getByRole("heading", {name: "Sign in"}).waitFor();
  assert.equal((await ask(other.page, "POST", "/session", {email: "ola@example.org", password})).status, 401);
  await other.end();
});
