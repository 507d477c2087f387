// What may import what, and which raw calls must go through a scope that ends them. Floors, lowest first:
// api <- model <- waveform <- ui <- features <- app; a feature never imports another one.
import hooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

const floors = {
  "packages/api": [],
  "packages/model": ["api"],
  "packages/waveform": ["api", "model"],
  "packages/ui": ["api", "model", "waveform"],
  "features/*": ["api", "model", "waveform", "ui"],
};
const everything = ["api", "model", "waveform", "ui", "library", "player", "upload", "track", "lists", "settings",
  "account", "jobs", "app"];
const raw = "belongs to a Scope (@stratum/model), which disposes it";

export default ts.config(
  {ignores: ["**/node_modules/**", "**/generated/**", "dev/**"]},
  ...ts.configs.strict,
  {
    files: ["**/*.{ts,tsx}"],
    plugins: {"react-hooks": hooks},
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-vars": ["error", {varsIgnorePattern: "^_"}],
      eqeqeq: "error",
      "no-console": "error",
      "no-restricted-globals": ["error", "event", "name", "length",
        ...["setTimeout", "setInterval", "requestAnimationFrame", "addEventListener"].map((name) => ({name, message: `${name} ${raw}`}))],
      "no-restricted-syntax": ["error",
        {selector: "CallExpression[callee.property.name=/^(addEventListener|setTimeout|setInterval|requestAnimationFrame)$/]", message: `This ${raw}`},
        {selector: "NewExpression[callee.name=/^(ResizeObserver|IntersectionObserver|MutationObserver|PerformanceObserver|Worker)$/]", message: `This ${raw}`}],
    },
  },
  ...Object.entries(floors).map(([folder, below]) => ({
    files: [`${folder}/**/*.{ts,tsx}`],
    rules: {
      "no-restricted-imports": ["error", {
        patterns: [
          {group: everything.filter((name) => !below.includes(name)).flatMap((name) => [`@stratum/${name}`, `@stratum/${name}/*`]),
            message: "Imports point down only: api <- model <- waveform <- ui <- features <- app."},
          {group: ["../../*", "@stratum/*/*"], message: "Another package is imported by its name, through its index."},
        ],
      }],
    },
  })),
  {
    // The one place where raw listeners, timers and observers are made; and the worker, which has no page to outlive.
    files: ["packages/model/src/scope.ts", "app/src/worker/**"],
    rules: {"no-restricted-syntax": "off", "no-restricted-globals": "off"},
  },
);
