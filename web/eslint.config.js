import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// A view shows the store and makes calls; whatever reaches out or waits belongs to src/live.
const REACHING_OUT = ["fetch", "WebSocket", "XMLHttpRequest", "EventSource", "setTimeout", "setInterval"].map((name) => ({
  name,
  message: "Views hold no fetch, socket or timer: use the hooks of src/app.",
}));

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "src/live/wire.gen.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Export by name." },
        { selector: "TSEnumDeclaration", message: "Use a union of literals." },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  { files: ["src/**/*.{ts,tsx}"], plugins: { "react-hooks": hooks }, rules: hooks.configs.recommended.rules },
  {
    files: ["src/{patient,staff,ui}/**/*.{ts,tsx}"],
    ignores: ["**/*.test.{ts,tsx}"],
    rules: { "no-restricted-globals": ["error", ...REACHING_OUT] },
  },
  {
    files: ["src/live/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-globals": ["error", "window", "document", "localStorage", "sessionStorage"],
      "no-restricted-imports": ["error", { paths: ["react", "react-dom", "zustand"] }],
    },
  },
  {
    files: ["*.config.{js,ts}", "tools/*.js"],
    languageOptions: { globals: { URL: "readonly", console: "readonly", process: "readonly" } },
    rules: { "no-restricted-syntax": "off" },
  },
);
