import { expect, test } from "vitest";

import type { Role } from "../live/wire";
import { screensFor, type Screens } from "./roles";

const NOTHING: Screens = { inbox: false, chart: false, patients: false, proxies: false, practice: false };

const SHOWN: readonly (readonly [readonly Role[], Partial<Screens>])[] = [
  [["provider"], { inbox: true, chart: true, patients: true, proxies: true }],
  [["front_desk"], { inbox: true, patients: true, proxies: true }],
  [["biller"], { inbox: true }],
  [["admin"], { patients: true, practice: true }],
  [["admin", "nurse"], { inbox: true, chart: true, patients: true, proxies: true, practice: true }],
  [["auditor"], {}],
];

test.each(SHOWN)("%j has the screens %j", (roles, screens) => {
  expect(screensFor(roles)).toEqual({ ...NOTHING, ...screens });
});
