// The browser's layers: sync ← store ← outbox ← ui, and within ui kit ← model ← parts ← forms ← screens.
// Each may import what stands before it, and nothing after it. A file lies in one of the known folders.
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

const SCREEN_LAYERS = ["kit", "model", "parts", "forms", "screens"];
const APP = "^static/app/ui/app\\.tsx$";

const upwardInUi = SCREEN_LAYERS.map((name, place) => ({
  name: `${name}-imports-nothing-above-it`,
  severity: "error",
  from: { path: layer(`ui/${name}`) },
  to: { path: [...SCREEN_LAYERS.slice(place + 1).map((above) => layer(`ui/${above}`)), APP, layer("main")] },
}));

const KNOWN = [
  ...["sync", "store", "outbox", "i18n", "desk", "sw"].map((name) => `^static/app/${name}/`),
  ...SCREEN_LAYERS.map((name) => `^static/app/ui/${name}/`),
  APP,
  layer("main"),
  layer("office"),
];
const homeless = { path: "^static/app/", pathNot: KNOWN };
const unknownFolder = [
  { name: "lies-in-a-known-folder", from: homeless, to: {} },
  { name: "imports-from-known-folders", from: {}, to: homeless },
  { name: "lies-alone-in-a-known-folder", from: { orphan: true, ...homeless }, to: {} },
].map((rule) => ({ comment: "A new folder needs a floor: give it one in this file.", severity: "error", ...rule }));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...upward,
    ...upwardInUi,
    ...unknownFolder,
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
      name: "words-know-no-phone",
      comment: "The office pages read texts and their typing as the phone does.",
      severity: "error",
      from: { path: layer("i18n") },
      to: { pathNot: [layer("i18n"), layer("sync")] },
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
