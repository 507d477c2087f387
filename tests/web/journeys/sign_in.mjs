// Coming in and going out where everybody signs in; a profile and a password are changed in between.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {ask, makeOwner, password, refused} from "../accounts.mjs";
import {browse, inspect, keep, lookAround, open, serve} from "../stage.mjs";

let server, browser, state;
before(async () => {
  server = await serve({named: true});
  browser = await browse();
  await makeOwner(browser, server.address);
});
after(async () => {
  await browser?.close();
  await server?.end();
});

test("who is not in is asked to sign in", async () => {
  await lookAround(browser, server.address, "/", "sign-in", (page) => page.getByRole("heading", {name: "Sign in"}).waitFor(), refused);
});

test("who comes back from another site without success is told why, once", async () => {
  const stage = await open(browser, server.address, refused);
  const {page} = stage;
  await page.goto("/sign-in?refused=no_account");
  const told = page.getByRole("alert");
  await told.waitFor();
  assert.match(await told.innerText(), /no account with your address/);
  assert.equal(new URL(page.url()).pathname, "/");
  await inspect(page, "a refusal");
  await page.reload();
  await page.getByRole("heading", {name: "Sign in"}).waitFor();
  assert.equal(await told.count(), 0);
  await stage.end();
});

test("where no e-mail is sent, nobody is told to wait for one", async () => {
  await lookAround(browser, server.address, "/reset", "reset-unsent", (page) => page.getByText("This server sends no e-mail").waitFor(), refused);
  const stage = await open(browser, server.address, refused);
  await stage.page.goto("/");
  await stage.page.getByRole("link", {name: "Forgot the password?"}).click();
  await stage.page.getByText("This server sends no e-mail").waitFor();
  assert.equal(await stage.page.getByRole("textbox").count(), 0);
  await stage.page.getByRole("link", {name: "Back"}).click();
  await stage.page.getByRole("heading", {name: "Sign in"}).waitFor();
  await stage.end();
});

test("a link that lost its end says so and leads on", async () => {
  const stage = await open(browser, server.address, refused);
  const {page} = stage;
  for (const path of ["/verify", "/invitation"]) {
    await page.goto(path);
    await page.getByText("This link is not whole").waitFor();
    assert.equal(await page.getByRole("button").count(), 0, path);
    await inspect(page, path);
    await keep(page, `link-broken${path.replace("/", "-")}`);
    await page.getByRole("link", {name: "Back"}).click();
    await page.getByRole("heading", {name: "Sign in"}).waitFor();
  }
  await stage.end();
});

test("a wrong password is told, and the right one lets in and stays", async () => {
  const stage = await open(browser, server.address, refused);
  const {page, context} = stage;
  await page.goto("/settings/profile");
  const signIn = async (secret) => {
    await page.getByLabel("E-mail").fill("mara@example.org");
    await page.getByLabel("Password").fill(secret);
    await page.getByRole("button", {name: "Sign in", exact: true}).click();
  };
  await signIn("incorrect horse battery");
  const told = page.getByRole("alert");
  await told.waitFor();
  assert.match(await told.innerText(), /\S+ \S+/);
  await keep(page, "wrong-password-desk-dark");
  await inspect(page, "a wrong password");
  await signIn(password);
  await page.getByRole("heading", {name: "Who you are"}).waitFor();
  await page.reload();
  await page.getByRole("heading", {name: "Who you are"}).waitFor();
  state = await context.storageState();
  await stage.end();
});

test("a name is changed, and a password", async () => {
  const stage = await open(browser, server.address, {...refused, state});
  const {page, context} = stage;
  await page.goto("/settings/profile");
  await page.getByLabel("Name", {exact: true}).fill("Mara L.");
  await page.getByRole("button", {name: "Save"}).click();
  await page.getByRole("navigation", {name: "Main"}).getByText("Mara L.").waitFor();
  await page.getByLabel("Current password").fill("not the current one");
  await page.getByLabel("New password").fill("another horse battery");
  await page.getByRole("button", {name: "Change password"}).click();
  await page.locator(".toast.bad").waitFor();
  await page.getByLabel("Current password").fill(password);
  await page.getByRole("button", {name: "Change password"}).click();
  await page.getByText("Password changed").waitFor();
  await inspect(page, "a profile");
  state = await context.storageState();
  await stage.end();
});

test("who signs out is out, everywhere on this browser", async () => {
  const stage = await open(browser, server.address, {...refused, state});
  const {page} = stage;
  await page.goto("/");
  await page.getByRole("navigation", {name: "Main"}).getByText("Mara L.").click();
  await page.getByRole("menuitem", {name: "Sign out"}).click();
  await page.getByRole("heading", {name: "Sign in"}).waitFor();
  await page.goto("/playlists");
  await page.getByRole("heading", {name: "Sign in"}).waitFor();
  assert.equal((await ask(page, "GET", "/tracks")).status, 401);
  await stage.end();
});
