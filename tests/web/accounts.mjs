// People and mail for journeys: an owner made over HTTP, a real mail server.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {open, patience} from "./stage.mjs";

export const password = "correct horse battery";

/** Requests that fail on purpose are told by the browser; these are no faults of the page. */
export const refused = {expected: ["status of 401", "status of 403", "status of 409", "status of 422"]};

/** Asks the server as the page does; the answer's status and what it holds. */
export const ask = (page, method, path, body) => page.evaluate(async ([method, path, body]) => {
  const {csrf_token} = await (await fetch("/api/v1/session")).json();
  const answer = await fetch(`/api/v1${path}`, {method, headers: {"Content-Type": "application/json", ...(csrf_token ? {"Stratum-Csrf": csrf_token} : {})}, ...(body ? {body: JSON.stringify(body)} : {})});
  return {status: answer.status, body: await answer.json().catch(() => undefined)};
}, [method, path, body]);

/** Makes the owner of a server that has none; the answer lets a browser in as that person. */
export async function makeOwner(browser, address) {
  const {page, context, end} = await open(browser, address, refused);
  await page.goto("/sign-up");
  const {status, body} = await ask(page, "POST", "/setup", {email: "mara@example.org", name: "Mara Lindqvist", password});
  assert.ok(status < 300, JSON.stringify(body));
  const state = await context.storageState();
  await end();
  return state;
}

/** A mail server that keeps what it takes; `to` waits for the newest mail to somebody. */
export function mailServer() {
  const folder = mkdtempSync(join(tmpdir(), "stratum-mail-"));
  const run = (what) => execFileSync("python3", [new URL("../servers/servers.py", import.meta.url).pathname, what, "smtp", "--state", folder], {encoding: "utf8", timeout: patience}).trim();
  run("start");
  const url = run("url");
  const mails = () => {
    const place = readdirSync(folder, {recursive: true}).find((name) => name.endsWith("mails"));
    return place === undefined || !existsSync(join(folder, place)) ? [] : readdirSync(join(folder, place)).filter((name) => name.endsWith(".json"))
      .sort((a, b) => parseInt(b) - parseInt(a)).map((name) => JSON.parse(readFileSync(join(folder, place, name), "utf8")));
  };
  return {
    environment: {STRATUM_MAIL_SERVER: url, STRATUM_MAIL_TLS: "none", STRATUM_MAIL_FROM: "Stratum <stratum@example.org>"},
    async to(somebody) {
      for (const until = Date.now() + patience; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 200))) {
        const mail = mails().find((each) => each.to.includes(somebody));
        if (mail) return mail.data;
      }
      return assert.fail(`no mail came to ${somebody}`);
    },
    end() {
      run("stop");
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

/** The first link of a mail, whose lines may be folded. */
export function linkIn(mail) {
  const text = mail.replace(/=\r?\n/g, "").replace(/=3D/g, "=");
  return text.match(/https?:\/\/[^\s"<>]+/)?.[0] ?? assert.fail(`there is no link in ${mail}`);
}
