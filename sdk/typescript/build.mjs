// Makes the package out of the web app's own client: dist/ with ES modules and their types. node build.mjs [FOLDER]
import {execFileSync} from "node:child_process";
import {copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const source = join(root, "web/packages/api/src");
const target = resolve(process.argv[2] ?? here);
const dist = join(target, "dist");

rmSync(dist, {recursive: true, force: true});
mkdirSync(join(dist, "generated"), {recursive: true});
const options = {
  target: "ES2022", lib: "ES2023,DOM,DOM.Iterable", module: "ESNext", moduleResolution: "bundler", strict: true, verbatimModuleSyntax: true,
  skipLibCheck: true, declaration: true, stripInternal: true, rootDir: source, outDir: dist, types: "node",
  typeRoots: join(root, "web/node_modules/@types"),
};
execFileSync(process.execPath, [join(root, "web/node_modules/typescript/bin/tsc"), join(source, "index.ts"),
  ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])], {stdio: "inherit"});
copyFileSync(join(source, "generated/schema.d.ts"), join(dist, "generated/schema.d.ts"));

// Node and strict resolvers want the ending that bundlers do without.
for (const name of readdirSync(dist).filter((each) => /\.(js|d\.ts)$/.test(each))) {
  const file = join(dist, name);
  writeFileSync(file, readFileSync(file, "utf8").replace(/(from\s+|import\s*\(\s*)"(\.\/[^"]+?)"/g, (_, before, path) => `${before}"${path}.js"`));
}
for (const name of ["LICENSE", "NOTICE"]) copyFileSync(join(root, name), join(target, name));
if (target !== here) for (const name of ["package.json", "README.md"]) copyFileSync(join(here, name), join(target, name));
