// Builds what browsers load: static/app and static/css → static/dist.
//
//   node tools/build.mjs          minified, as served
//   node tools/build.mjs --dev    readable, with source maps
//
// Every file but the service worker carries its hash in its name, so it can be cached for ever.
// manifest.json tells the server's templates which file is which: {"app.js": "app-3F2A….js", …}.
// It is written last: where it exists, the build is whole.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { writeScreens } from "./screens.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(ROOT);

const DIST = "static/dist";
const DIST_URL = "/static/dist/";
/** What tools/describe.py writes as TypeScript from the declarations in Python. */
const GENERATED = ["kinds", "holidays"];
const PYTHON = ".venv/bin/python";
const DEV = process.argv.includes("--dev");

const SHARED = {
  bundle: true,
  write: false,
  metafile: true,
  outdir: DIST,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  // The oldest browsers that the app is made for (docs/operations.md).
  target: ["ios16.4", "safari16.4", "firefox128", "chrome131"],
  // Japanese stays as it is written: escaped, it would be twice as long.
  charset: "utf8",
  minify: !DEV,
  sourcemap: DEV ? "linked" : false,
  logLevel: "warning",
  define: { "process.env.NODE_ENV": DEV ? '"development"' : '"production"' },
};

function describe() {
  for (const name of GENERATED) {
    const { status } = spawnSync(PYTHON, ["-m", "tools.describe", name], { stdio: "inherit" });
    if (status !== 0) throw new Error(`${PYTHON} -m tools.describe ${name} failed`);
  }
  writeScreens();
}

/**
 * The screens' words. What no module of the start may say comes with the further screens (`i18n/later.ts`); `isAtStart` tells of a key
 * which it is. The English sentences are a file of their own, fetched where English is chosen: what an `import()` could not have is not
 * asked for again.
 */
async function packedWords(isAtStart) {
  const [ja, en] = await Promise.all(["ja", "en"].map(catalogue));
  const [start, later] = [true, false].map((wanted) => Object.keys(ja).filter((key) => isAtStart(key) === wanted));
  const english = Buffer.from(lines(Object.keys(ja).map((key) => `${key}\t${en[key]}`)));
  const path = `${DIST}/en-${hash(english)}.txt`;
  const contents = {
    ja: `export const ja = ${packed(start, ja)};`,
    later: `export const later = ${packed(later, ja)};`,
    load: `export async function english() {
      const reply = await fetch("/${path}");
      if (!reply.ok) throw new Error("no words");
      return Object.fromEntries((await reply.text()).split("\\n").map((line) => line.split("\\t")));
    }`,
  };
  const plugin = {
    name: "packed-words",
    setup(build) {
      const filter = /static\/app\/i18n\/(ja|later|load)\.ts$/;
      build.onLoad({ filter }, ({ path: source }) => ({ contents: contents[basename(source, ".ts")] }));
    },
  };
  return { plugin, file: { path, contents: english } };
}

/** Sentences by their keys as an expression, which packs better than an object. */
function packed(keys, sentences) {
  const [names, texts] = [keys, keys.map((key) => sentences[key])].map((all) => JSON.stringify(lines(all)));
  return `((keys, texts) => Object.fromEntries(keys.map((key, at) => [key, texts[at]])))(${names}.split("\\n"), ${texts}.split("\\n"))`;
}

/**
 * Whether a module of the start may say the sentence of a key: it names the key, or the beginning of one that it completes
 * (`due.${each}`, tCode("problem", …)).
 */
function saidAtStart({ metafile }, app) {
  const own = closure({ metafile }, app, { atStart: true })
    .flatMap((path) => Object.keys(metafile.outputs[path].inputs))
    .filter((path) => path.startsWith("static/app/") && !path.startsWith("static/app/i18n/"))
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
  const found = (pattern) => [...own.matchAll(pattern)].map(([, text]) => text);
  const named = new Set(found(/["'`]([\w.]+)["'`]/g));
  const begun = [...found(/`([\w.]+\.)\$\{/g), ...found(/tCode\("([\w.]+)"/g).map((prefix) => `${prefix}.`)];
  return (key) => named.has(key) || begun.some((beginning) => key.startsWith(beginning));
}

async function catalogue(language) {
  const { outputFiles } = await build({
    bundle: true,
    write: false,
    format: "esm",
    charset: "utf8",
    entryPoints: [`static/app/i18n/${language}.ts`],
  });
  const url = `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`;
  return (await import(url))[language];
}

/** Texts as one, a line each. */
function lines(texts) {
  if (texts.some((text) => text.includes("\n"))) throw new Error("a sentence of a catalogue is a line");
  return texts.join("\n");
}

function buildScripts(words) {
  return build({
    ...SHARED,
    plugins: [words],
    entryPoints: {
      app: "static/app/main.tsx",
      office: "static/app/office.ts",
      watching: "static/app/desk/watching.ts",
    },
    format: "esm",
    splitting: true,
    jsx: "automatic",
    jsxImportSource: "preact",
  });
}

function buildStyles() {
  return build({
    ...SHARED,
    entryPoints: { app: "static/css/app.css", office: "static/css/office.css" },
    // Named by their address on the server, not bundled.
    external: ["/static/*"],
    loader: { ".svg": "file", ".png": "file", ".woff2": "file" },
  });
}

/** The worker has a fixed address, so it carries no hash; it changes when anything that it keeps changes. */
function buildWorker(precache, version) {
  return build({
    ...SHARED,
    entryPoints: { sw: "static/app/sw/worker.ts" },
    entryNames: "[name]",
    format: "iife",
    define: { ...SHARED.define, __PRECACHE__: JSON.stringify(precache), __VERSION__: JSON.stringify(version) },
  });
}

function hash(...contents) {
  const sum = createHash("sha256");
  for (const content of contents) sum.update(content);
  return sum.digest("hex").slice(0, 16);
}

/** Logical name → built file, for every entry point: {"app.js": "app-3F2A….js"}. */
function assetMap(...results) {
  const names = {};
  for (const { metafile } of results) {
    for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
      if (!entryPoint) continue;
      const file = basename(path);
      names[file.replace(/-[0-9A-Z]{8}\./, ".")] = file;
    }
  }
  return names;
}

/** Everything that an output loads, itself included; `atStart` without what it loads when that is used. */
function closure({ metafile }, file, { atStart = false } = {}) {
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, external, kind } of metafile.outputs[path].imports)
      if (!external && !(atStart && kind === "dynamic-import")) visit(next);
  };
  visit(join(DIST, file));
  return [...seen];
}

/** The scripts that another one loads at its start. */
function startedBy(scripts, file) {
  return closure(scripts, file, { atStart: true })
    .map((path) => basename(path))
    .filter((name) => name !== file);
}

/** What the phone keeps for a start without a network: [{url, hash}]. The office pages are not among it. */
function precacheList(scripts, styles, assets, words) {
  const contents = new Map([...scripts.outputFiles, ...styles.outputFiles].map((f) => [basename(f.path), f.contents]));
  const built = [...closure(scripts, assets["app.js"]), ...closure(styles, assets["app.css"])]
    .map((path) => basename(path))
    .map((name) => ({ url: DIST_URL + name, hash: hash(contents.get(name)) }));
  const icons = globSync("static/icons/**/*.{svg,png,ico}")
    .sort()
    .map((path) => ({ url: `/${path.replaceAll("\\", "/")}`, hash: hash(readFileSync(path)) }));
  const application = existsSync("manifest.json")
    ? [{ url: "/manifest.json", hash: hash(readFileSync("manifest.json")) }]
    : [];
  return [...built, { url: `/${words.path}`, hash: hash(words.contents) }, ...icons, ...application];
}

/** Changes when any kept file, or the shell that names them, changes. */
function versionOf(precache) {
  const shell = globSync("templates/app{*,/**/*}")
    .filter((path) => statSync(path).isFile())
    .sort()
    .map((path) => readFileSync(path));
  return hash(JSON.stringify(precache), ...shell);
}

function save(outputs) {
  mkdirSync(DIST, { recursive: true });
  for (const { path, contents } of outputs) writeFileSync(path, contents);
  const current = new Set(outputs.map(({ path }) => basename(path)));
  for (const name of readdirSync(DIST)) if (!current.has(name)) rmSync(join(DIST, name), { recursive: true });
}

function report(scripts, styles, assets) {
  const atStart = closure(scripts, assets["app.js"], { atStart: true });
  const files = new Set([...atStart, ...closure(styles, assets["app.css"])].map((path) => basename(path)));
  const outputs = [...scripts.outputFiles, ...styles.outputFiles].filter(({ path }) => files.has(basename(path)));
  const bytes = outputs.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
  console.log(`Built ${DIST}: the phone app starts with ${(bytes / 1000).toFixed(1)} kB gzipped`);
}

async function buildAll() {
  describe();
  const whole = await buildScripts((await packedWords(() => true)).plugin);
  const words = await packedWords(saidAtStart(whole, assetMap(whole)["app.js"]));
  const [scripts, styles] = await Promise.all([buildScripts(words.plugin), buildStyles()]);
  const assets = assetMap(scripts, styles);
  const precache = precacheList(scripts, styles, assets, words.file);
  const worker = await buildWorker(precache, versionOf(precache));

  rmSync(join(DIST, "manifest.json"), { force: true });
  save([...scripts.outputFiles, ...styles.outputFiles, ...worker.outputFiles, words.file]);
  const manifest = { files: assets, parts: { "app.js": startedBy(scripts, assets["app.js"]) } };
  writeFileSync(join(DIST, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  report(scripts, styles, assets);
}

buildAll().catch((failure) => {
  console.error(failure.message);
  process.exit(1);
});
