/** The words that are not loaded at the start. `tools/build.mjs` makes a file of its own of them, which the service worker keeps. */

import type { Catalogue } from "./ja.ts";

/** The English words. Fails where they are not on this phone and cannot be had; it can be tried again. */
export async function english(): Promise<Catalogue> {
  return (await import("./en.ts")).en;
}
