// Another site to sign in by: linked in the profile, used at the door, and refused where it is somebody else's.
import {after, before, test} from "node:test";
import {makeOwner, refused} from "../accounts.mjs";
import {passThrough, provider} from "../provider.mjs";
import {browse, inspect, keep, lookAround, open, serve} from "../stage.mjs";

let other, server, browser, state;
before(async () => {
  other = await provider({mara: {email: "m.lindqvist@example.net", email_verified: true, name: "Mara"}});
  server = await serve({named: true, environment: other.environment});
  await other.begin(server.address);
  browser = await browse();
  state = await makeOwner(browser, server.address);
});
after(async () => {
  await browser?.close();
  await server?.end();
  other?.end();
});

const options = {expected: [...refused.expected, "favicon"]};

test("who has no account linked to the other site is not let in by it, and told so", async () => {
  const stage = await open(browser, server.address, options);
  const {page} = stage;
  await page.goto("/");
  await page.getByRole("link", {name: "Go on with Example ID"}).click();
  await passThrough(page, "mara", server.address);
  await page.getByRole("alert").getByText("There is no account with your address").waitFor();
  await stage.end();
});

test("a profile is linked with another site, and from then on that lets in", async () => {
  const stage = await open(browser, server.address, {...options, state});
  const {page} = stage;
  await page.goto("/settings/profile");
  await page.getByRole("heading", {name: "Other sites"}).waitFor();
  await inspect(page, "other sites");
  await page.getByRole("button", {name: "Link Example ID"}).click();
  await passThrough(page, "mara", server.address);
  await page.getByText("From now on you can sign in with Example ID").waitFor();
  await page.waitForURL(/\/settings\/profile$/);
  await keep(page, "provider-linked-desk-dark");
  await stage.end();

  const fresh = await open(browser, server.address, options);
  await fresh.page.goto("/settings/profile");
  await fresh.page.getByRole("link", {name: "Go on with Example ID"}).click();
  await passThrough(fresh.page, "mara", server.address);
  await fresh.page.getByRole("heading", {name: "Who you are"}).waitFor();
  await fresh.page.getByRole("navigation", {name: "Main"}).getByText("Mara Lindqvist").waitFor();
  state = await fresh.context.storageState();
  await fresh.end();
});

test("what was linked is listed, and unlinked lets nobody in any more", async () => {
  const stage = await open(browser, server.address, {...options, state});
  const {page} = stage;
  await page.goto("/settings/profile");
  const linked = page.getByRole("row", {name: "m.lindqvist@example.net"});
  await linked.getByText("Example ID").waitFor();
  await inspect(page, "a linked site");
  await keep(page, "provider-listed-desk-dark");
  await linked.getByRole("button", {name: "Unlink"}).click();
  await page.getByRole("dialog").getByRole("button", {name: "Unlink"}).click();
  await linked.waitFor({state: "detached"});
  await stage.end();

  const fresh = await open(browser, server.address, options);
  await fresh.page.goto("/");
  await fresh.page.getByRole("link", {name: "Go on with Example ID"}).click();
  await passThrough(fresh.page, "mara", server.address);
  await fresh.page.getByRole("alert").getByText("There is no account with your address").waitFor();
  await fresh.end();
});

test("the profile with other sites looks well at every size", async () => {
  await lookAround(browser, server.address, "/settings/profile", "provider", (page) => page.getByRole("heading", {name: "Other sites"}).waitFor(), {...options, state});
});
