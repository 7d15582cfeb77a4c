"use strict";
// Resolved through NODE_PATH: `make lint` keeps the pinned packages in its cache.
const js = require("@eslint/js");
const globals = require("globals");

module.exports = [
    {ignores: ["**/static/lib/**", "node_modules/**", ".dev/**"]},
    js.configs.recommended,
    {
        files: ["*/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, luxon: "readonly", odoo: "readonly"},
        },
        rules: {
            "array-callback-return": "error",
            complexity: ["warn", 16],
            curly: "error",
            "default-case-last": "error",
            eqeqeq: ["error", "always", {null: "ignore"}],
            "no-console": ["error", {allow: ["warn", "error"]}],
            "no-eval": "error",
            "no-implied-eval": "error",
            "no-shadow": "error",
            "no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
            "prefer-template": "error",
        },
    },
    {
        files: ["**/*.cjs"],
        languageOptions: {sourceType: "commonjs", globals: globals.node},
    },
    {
        files: ["**/*.mjs", "dev/**/*.js", "tests/**/*.js"],
        languageOptions: {sourceType: "module", globals: globals.node},
    },
];
