/** How large the letters are, on top of what the browser itself is set to. */

import { pinned } from "./pinned";

export type TextSize = "usual" | "large" | "largest";

export const {
  apply: applyTextSize,
  pin: pinTextSize,
  use: useTextSize,
} = pinned<TextSize>("text-size", "data-text", "usual", ["large", "largest"]);
