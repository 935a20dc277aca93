/** The tray comes with the first file: pages that send none do not load it. */

import { lazy, Suspense } from "react";

import type { Uploading } from "./uploading";

const Tray = lazy(async () => ({ default: (await import("./Tray")).Tray }));

export function UploadTray({ uploads, remove }: Pick<Uploading, "uploads" | "remove">) {
  if (uploads.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <Tray uploads={uploads} remove={remove} />
    </Suspense>
  );
}
