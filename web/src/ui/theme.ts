/** Light or dark: follows the system unless pinned on this device. */

import { pinned } from "./pinned";

export type Theme = "system" | "light" | "dark";

export const { apply: applyTheme, pin: pinTheme, use: useTheme } = pinned<Theme>("theme", "data-theme", "system", ["light", "dark"]);
