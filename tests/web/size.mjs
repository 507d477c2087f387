// What a browser fetches before the first page shows: at most 150 kB as it goes over the line.
import assert from "node:assert/strict";
import {existsSync, readFileSync, statSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";

const web = new URL("../../build/web/", import.meta.url).pathname;

/** Packed where there is a packed form, as the server sends it to browsers that take gzip. */
const sent = (name) => statSync(existsSync(join(web, `${name}.gz`)) ? join(web, `${name}.gz`) : join(web, name)).size;

test("the first page is small: page, scripts that it imports, and styles", () => {
  const page = readFileSync(join(web, "index.html"), "utf8");
  const files = new Set(["index.html"]);
  const add = (name) => {
    if (files.has(name)) return;
    files.add(name);
    // Static imports only: what a route brings later is not needed for the first page.
    if (name.endsWith(".js"))
      for (const [, other] of readFileSync(join(web, name), "utf8").matchAll(/(?:^|[;}])import(?:[^"'`();]*from)?["'`]\.\/([^"'`]+)["'`]/g)) add(`assets/${other}`);
  };
  for (const [, name] of page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)) add(name);
  assert.ok(files.size >= 4, `only ${[...files].join(", ")}`);
  const bytes = [...files].reduce((sum, name) => sum + sent(name), 0);
  console.log(`${bytes} bytes in ${files.size} files`);
  assert.ok(bytes <= 150_000, `${bytes} bytes: ${[...files].map((name) => `${name} ${sent(name)}`).join(", ")}`);
});

test("nothing is fetched from elsewhere", () => {
  const page = readFileSync(join(web, "index.html"), "utf8");
  assert.doesNotMatch(page, /(?:src|href)="(?:https?:)?\/\//);
  for (const name of readFileSync(join(web, "sw.js"), "utf8").match(/assets\/[\w.-]+\.css/g) ?? []) assert.doesNotMatch(readFileSync(join(web, name), "utf8"), /url\((?:["']?)(?:https?:)?\/\//);
});
