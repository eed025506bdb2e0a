import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules", "eslint.config.js"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  reactHooks.configs.flat["recommended-latest"],
  {
    rules: {
      // Places in arrays that a loop has just counted.
      "@typescript-eslint/no-non-null-assertion": "off",
      // It takes every function that answers later for one that answers at once.
      "react-hooks/set-state-in-effect": "off",
    },
  },
);
