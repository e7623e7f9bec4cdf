/**
 * The words that come with the further screens. `tools/build.mjs` takes them out of the start's (`ja.ts`); unbuilt, all are there, and there
 * is nothing to come.
 */
export const later: Readonly<Record<string, string>> = {};
