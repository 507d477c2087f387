// stratum-client as a stranger has it: packed, installed into an empty project, compiled strictly, run with Node on a real server.
import assert from "node:assert/strict";
import {execFileSync, spawnSync} from "node:child_process";
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {serve} from "./stage.mjs";

const root = new URL("../../", import.meta.url).pathname;
const tsc = join(root, "web/node_modules/typescript/bin/tsc");
let folder, server;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "stratum-client-"));
  mkdirSync(join(folder, "package"));
  execFileSync(process.execPath, [join(root, "sdk/typescript/build.mjs"), join(folder, "package")], {stdio: "inherit"});
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {cwd: join(folder, "package"), stdio: "ignore"});
  mkdirSync(join(folder, "node_modules/stratum-client"), {recursive: true});
  execFileSync("tar", ["-xzf", join(folder, "stratum-client-0.1.0.tgz"), "--strip-components=1", "-C", join(folder, "node_modules/stratum-client")]);
  writeFileSync(join(folder, "package.json"), JSON.stringify({name: "stranger", type: "module"}));
  server = await serve();
});
after(async () => {
  await server?.end();
  if (folder) rmSync(folder, {recursive: true, force: true});
});

function compile(source, resolution = "nodenext") {
  writeFileSync(join(folder, "main.ts"), source);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({
    compilerOptions: {
      target: "ES2022", lib: ["ES2023", "DOM"], module: resolution === "nodenext" ? "nodenext" : "ESNext", moduleResolution: resolution, types: [],
      strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, outDir: "out",
    },
    files: ["main.ts"],
  }));
  return spawnSync(process.execPath, [tsc, "-p", folder], {encoding: "utf8"});
}

test("the package holds what it promises and no source of the app", () => {
  const place = join(folder, "node_modules/stratum-client");
  const {exports: shown, dependencies} = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
  assert.equal(dependencies, undefined);
  for (const name of Object.values(shown["."])) assert.ok(readFileSync(join(place, name), "utf8").length > 0);
  assert.match(readFileSync(join(place, "LICENSE"), "utf8"), /Apache License/);
});

const program = (address) => `
import {ApiProblem, Client, type Schema} from "stratum-client";
const music = new Client({base: "${address}/api/v1"});
const made: Schema<"Playlist"> = await music.post("/playlists", {body: {name: "From afar"}});
const renamed = await music.patch("/playlists/{id}", {path: {id: made.id}, body: {name: "Renamed"}, ifMatch: made.version});
const page = await music.get("/tracks", {query: {q: "genre:house", sort: "-bpm", limit: 5}});
const titles: (string | undefined)[] = page.items.map((track) => track.title);
let code = "";
try {
  await music.get("/tracks/{id}", {path: {id: "018f3c2e-7b1a-7c3d-9e4f-0123456789ab"}});
} catch (problem) {
  if (!(problem instanceof ApiProblem)) throw problem;
  code = problem.code;
}
let refused = "";
try {
  await new Client({base: "${address}/api/v1", key: "stk_wrong"}).get("/tracks");
} catch (problem) {
  if (problem instanceof ApiProblem) refused = problem.code;
}
console.log(JSON.stringify({name: renamed.name, titles, code, refused}));
`;

test("it compiles strictly for Node and for bundlers, and talks with a server", () => {
  for (const resolution of ["bundler", "nodenext"]) {
    const done = compile(program(server.address), resolution);
    assert.equal(done.status, 0, done.stdout);
  }
  const said = execFileSync(process.execPath, [join(folder, "out/main.js")], {encoding: "utf8", timeout: 60_000});
  assert.deepEqual(JSON.parse(said), {name: "Renamed", titles: [], code: "not_found", refused: "unauthenticated"});
});

test("what the contract does not know does not compile", () => {
  const wrong = [`music.get("/track")`, `music.get("/tracks", {query: {sort: "bmp"}})`, `music.post("/playlists", {body: {nmae: "x"}})`,
    `(await music.get("/tracks")).items[0]!.bmp`, `music.post("/healthz")`];
  const done = compile(`import {Client} from "stratum-client";\nconst music = new Client();\n${wrong.map((each) => `void (${each});`).join("\n")}\n`);
  const lines = new Set([...done.stdout.matchAll(/main\.ts\((\d+),/g)].map(([, line]) => Number(line)));
  assert.deepEqual([...lines].sort(), wrong.map((_, index) => index + 3), done.stdout);
});
