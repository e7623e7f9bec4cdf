// The browser's layers: sync ← store ← outbox ← ui. Each may import what stands before it, and nothing after it.
//
// TypeScript stays below 7 in package.json for this file's sake: dependency-cruiser reads the sources through
// TypeScript's JavaScript interface, which version 7 no longer has.

const layer = (name) => `^static/app/${name}(/|\\.tsx?$)`;
const LAYERS = ["sync", "store", "outbox", "ui"];

const upward = LAYERS.slice(0, -1).map((name, place) => ({
  name: `${name}-imports-nothing-above-it`,
  severity: "error",
  from: { path: layer(name) },
  to: { path: [...LAYERS.slice(place + 1).map(layer), layer("main"), layer("office"), layer("sw")] },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...upward,
    {
      name: "sync-imports-only-itself",
      comment: "The protocol and the overlay are plain functions; everything else arrives as an argument.",
      severity: "error",
      from: { path: layer("sync") },
      to: { pathNot: layer("sync") },
    },
    {
      name: "only-the-store-uses-idb",
      severity: "error",
      from: { path: "^static/app", pathNot: layer("store") },
      to: { path: "node_modules/idb/" },
    },
    {
      name: "nothing-imports-an-entry-point",
      severity: "error",
      from: {},
      to: { path: [layer("main"), layer("office"), "^static/app/sw/worker\\.ts$"] },
    },
    {
      name: "the-worker-has-no-screens",
      severity: "error",
      from: { path: layer("sw") },
      to: { path: layer("ui") },
    },
    {
      name: "office-pages-stay-apart",
      comment: "The office pages are the server's; their script shares nothing with the phone's database.",
      severity: "error",
      from: { path: [layer("office"), layer("desk")] },
      to: { path: ["store", "outbox", "ui"].map(layer) },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-missing-files", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-tools-in-the-app",
      severity: "error",
      from: { path: "^static/app" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "core"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
