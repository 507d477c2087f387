import {defineConfig} from "vitest/config";

export default defineConfig({
  test: {include: ["packages/**/*.test.ts", "features/**/*.test.ts", "app/**/*.test.ts"], environment: "node"},
});
