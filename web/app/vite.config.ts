import react from "@vitejs/plugin-react";
import {defineConfig} from "vite";

/** Where the server listens while somebody works on the app; `npm run dev` then serves the app before it. */
const server = process.env["STRATUM_SERVER"] ?? "http://127.0.0.1:7878";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: process.env["STRATUM_WEB_OUT"] ?? "../../build/web",
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: true,
    assetsInlineLimit: 0,
    modulePreload: {polyfill: false},
    manifest: true,
  },
  server: {proxy: {"/api": {target: server, ws: true}}},
});
