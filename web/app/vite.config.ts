import {createHash} from "node:crypto";
import {readdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import react from "@vitejs/plugin-react";
import {brotliCompressSync, constants, gzipSync} from "node:zlib";
import {defineConfig, type Plugin} from "vite";

/** Where the server listens while somebody works on the app; `npm run dev` then serves the app before it. */
const server = process.env["STRATUM_SERVER"] ?? "http://127.0.0.1:7878";

/** Tells the service worker which files the app is made of. Of the fonts only those that English needs are fetched ahead. */
function listAssets(): Plugin {
  return {
    name: "list-assets",
    generateBundle(_, bundle) {
      const files = Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name) && name !== "sw.js" || /latin-wght/.test(name)).map((name) => `/${name}`).sort();
      const all = ["/", "/manifest.webmanifest", "/icons/icon.svg", ...files];
      const build = createHash("sha256").update(all.join()).digest("hex").slice(0, 12);
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("there is no service worker");
      worker.code = worker.code.replace(/(["'`])__ASSETS__\1/, () => JSON.stringify(JSON.stringify(all))).replace("__BUILD__", build);
    },
  };
}

/** The licences of all that ships, in one file beside it. */
function licences(): Plugin {
  const modules = join(import.meta.dirname, "../node_modules");
  return {
    name: "licences",
    generateBundle() {
      const text = ["react", "react-dom", "scheduler", "@fontsource-variable/inter"].map((name) => {
        const {version} = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")) as {version: string};
        const file = readdirSync(join(modules, name)).find((each) => /^licen[cs]e/i.test(each));
        if (!file) throw new Error(`${name} has no licence file`);
        return `${name} ${version}\n\n${readFileSync(join(modules, name, file), "utf8").trim()}\n`;
      });
      this.emitFile({type: "asset", fileName: "licences.txt", source: text.join(`\n${"-".repeat(80)}\n\n`)});
    },
  };
}

/** Each text also as .gz and .br, so that the server compresses nothing while it answers. */
function packed(): Plugin {
  return {
    name: "packed",
    writeBundle({dir}, bundle) {
      if (dir === undefined) throw new Error("the app is written into a folder");
      for (const name of Object.keys(bundle).filter((each) => /\.(js|css|html|txt|svg)$/.test(each))) {
        const text = readFileSync(join(dir, name));
        if (text.length < 600) continue;
        writeFileSync(join(dir, `${name}.gz`), gzipSync(text, {level: 9}));
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(text, {params: {[constants.BROTLI_PARAM_QUALITY]: 11}}));
      }
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), listAssets(), licences(), packed()],
  build: {
    outDir: process.env["STRATUM_WEB_OUT"] ?? "../../build/web",
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: true,
    assetsInlineLimit: 0,
    modulePreload: {polyfill: false},
    rollupOptions: {
      input: {main: join(import.meta.dirname, "index.html"), sw: join(import.meta.dirname, "src/worker/sw.ts")},
      output: {entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js")},
    },
  },
  server: {proxy: {"/api": {target: server, ws: true}}},
});
