/** Copying to the clipboard, said aloud. */
import { announce } from "../ui/LiveRegion";
import { showToast } from "../ui/Toast";

export async function copyText(text: string, done: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  showToast({ words: done });
  announce(done);
}
