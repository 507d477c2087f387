// Another site that people sign in by: a real provider of OpenID Connect (tests/oidc), fetched by npm in locked versions.
import {execFileSync, spawn} from "node:child_process";
import {generateKeyPairSync} from "node:crypto";
import {copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {freePort, patience, program} from "./stage.mjs";

const source = new URL("../oidc/", import.meta.url).pathname, place = join(dirname(program), "oidc");
const secret = "not a secret, for tests only";

/** Where oidc_test.py fetches it to as well. */
function fetchProvider() {
  const wanted = readFileSync(join(source, "package-lock.json"), "utf8"), mark = join(place, "fetched");
  if (!existsSync(mark) || readFileSync(mark, "utf8") !== wanted) {
    mkdirSync(place, {recursive: true});
    for (const name of ["package.json", "package-lock.json"]) copyFileSync(join(source, name), join(place, name));
    execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--silent"], {cwd: place, stdio: "inherit", timeout: 300_000});
    writeFileSync(mark, wanted);
  }
  copyFileSync(join(source, "provider.mjs"), join(place, "provider.mjs"));
}

/** `environment` makes a server know it, as "Example ID"; it begins when the server's address is known. `people` are claims by login. */
export async function provider(people) {
  fetchProvider();
  const port = await freePort(), folder = mkdtempSync(join(tmpdir(), "stratum-provider-"));
  const key = generateKeyPairSync("rsa", {modulusLength: 2048}).privateKey.export({format: "jwk"});
  let child;
  return {
    environment: {STRATUM_OIDC_PROVIDERS: "example", STRATUM_OIDC_ISSUER_EXAMPLE: `http://127.0.0.1:${port}`, STRATUM_OIDC_CLIENT_ID_EXAMPLE: "stratum", STRATUM_OIDC_CLIENT_SECRET_EXAMPLE: secret, STRATUM_OIDC_NAME_EXAMPLE: "Example ID"},
    async begin(server) {
      const settings = join(folder, "settings.json");
      writeFileSync(settings, JSON.stringify({port, callback: `${server}/api/v1/session/oidc/example/callback`, secret, proof: "client_secret_post", algorithm: "RS256", people, keys: [{...key, kid: "first", use: "sig", alg: "RS256"}]}));
      child = spawn(process.execPath, ["provider.mjs", settings], {cwd: place, stdio: ["ignore", "pipe", "inherit"]});
      await new Promise((resolve, reject) => {
        child.stdout.once("data", resolve);
        child.once("exit", (code) => reject(new Error(`the provider ended with ${code}`)));
        setTimeout(() => reject(new Error("the provider does not begin")), patience).unref();
      });
    },
    end() {
      child?.removeAllListeners("exit");
      child?.kill();
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

/** Goes through the other site's pages as somebody, until one is back. */
export async function passThrough(page, login, home) {
  // A button takes its time to lead there.
  await page.waitForURL((url) => url.pathname.startsWith("/interaction/"));
  for (;;) {
    await page.waitForURL((url) => url.pathname.startsWith("/interaction/") || url.href.startsWith(home));
    if (page.url().startsWith(home)) return;
    if (await page.locator("input[name=login]").count() > 0) await page.locator("input[name=login]").fill(login);
    const here = page.url();
    await page.getByRole("button", {name: "Go on"}).click();
    await page.waitForURL((url) => url.href !== here);
  }
}
