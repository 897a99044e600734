import js from "@eslint/js"
import ts from "typescript-eslint"

// Folders depend in one direction only: boot -> features -> stores -> api -> domain.
// `ui` holds dumb parts: it may know the domain's words, nothing else of ours.
const forbidden = {
  domain: ["api", "stores", "features", "ui", "boot"],
  api: ["stores", "features", "ui", "boot"],
  stores: ["features", "ui", "boot"],
  ui: ["api", "stores", "features", "boot"],
  features: ["boot"],
}

const oneDirection = Object.entries(forbidden).map(([folder, others]) => ({
  files: [`src/${folder}/**/*.{ts,tsx}`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: others.map((other) => ({
          regex: `^(\\.\\./)+${other}(/|$)`,
          message: `${folder} must not import ${other}: boot -> features -> stores -> api -> domain`,
        })),
      },
    ],
  },
}))

export default ts.config(
  { ignores: ["target/", "node_modules/"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Pure rules: everything they need is an argument, so that they can be tested as tables.
    files: ["src/domain/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: { "no-restricted-globals": ["error", "window", "document", "fetch", "localStorage", "sessionStorage", "crypto", "navigator"] },
  },
  {
    // The only fetch and the only storage are in api; boot hands them over, the mount replaces them.
    files: ["src/{stores,ui}/**/*.{ts,tsx}", "src/features/{servers,landing}/**/*.{ts,tsx}"],
    ignores: ["**/*.test.{ts,tsx}"],
    rules: { "no-restricted-globals": ["error", "fetch", "localStorage", "sessionStorage", "XMLHttpRequest", "WebSocket"] },
  },
  {
    files: ["scripts/**/*.mjs"],
    languageOptions: {
      globals: {
        AbortSignal: "readonly",
        Buffer: "readonly",
        URL: "readonly",
        URLSearchParams: "readonly",
        clearTimeout: "readonly",
        console: "readonly",
        fetch: "readonly",
        process: "readonly",
        setTimeout: "readonly",
      },
    },
  },
  ...oneDirection,
)
