// Put in by tools/build.mjs.

/** Changes whenever anything that the worker keeps changes. */
declare const __VERSION__: string;

/** What the phone keeps for a start without a network. The page itself is not among it. */
declare const __PRECACHE__: readonly { readonly url: string; readonly hash: string }[];
