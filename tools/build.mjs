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

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(ROOT);

const DIST = "static/dist";
const DIST_URL = "/static/dist/";
/** What is written as TypeScript from the server's declarations, and by what. */
const GENERATED = [
  ["sync.describe", "typescript", "static/app/sync/kinds.gen.ts"],
  ["server.calendar.describe", "static/app/sync/holidays.gen.ts"],
];
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
  target: "es2022",
  // Japanese stays as it is written: escaped, it would be twice as long.
  charset: "utf8",
  minify: !DEV,
  sourcemap: DEV ? "linked" : false,
  logLevel: "warning",
  define: { "process.env.NODE_ENV": DEV ? '"development"' : '"production"' },
};

function describe() {
  for (const command of GENERATED) {
    const { status } = spawnSync(PYTHON, ["-m", ...command], { stdio: "inherit" });
    if (status !== 0) throw new Error(`${PYTHON} -m ${command[0]} failed`);
  }
}

/**
 * The screens' words, packed: the keys once, and each language's sentences in their order. Written out twice, the keys would be a
 * third of the catalogues.
 */
const PACKED_WORDS = {
  name: "packed-words",
  setup(build) {
    build.onLoad({ filter: /static\/app\/i18n\/(ja|en)\.ts$/ }, async ({ path }) => {
      const language = basename(path, ".ts");
      const words = await catalogue(language);
      if (language === "en") {
        const sentences = Object.keys(await catalogue("ja")).map((key) => words[key]);
        return { contents: `import { unpacked } from "./ja.ts";\nexport const en = unpacked(${packed(sentences)});` };
      }
      const keys = `const keys = ${packed(Object.keys(words))}.split("\\n");`;
      const unpacked = `const lines = text.split("\\n"); return Object.fromEntries(keys.map((key, at) => [key, lines[at]]));`;
      const contents = `${keys}\nexport function unpacked(text) { ${unpacked} }`;
      return { contents: `${contents}\nexport const ja = unpacked(${packed(Object.values(words))});` };
    });
  },
};

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
function packed(texts) {
  if (texts.some((text) => text.includes("\n"))) throw new Error("a sentence of a catalogue is a line");
  return JSON.stringify(texts.join("\n"));
}

function buildScripts() {
  return build({
    ...SHARED,
    plugins: DEV ? [] : [PACKED_WORDS],
    entryPoints: { app: "static/app/main.tsx", office: "static/app/office.ts" },
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

/** Everything that an output loads, itself included, dynamic imports too. */
function closure({ metafile }, file) {
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, external } of metafile.outputs[path].imports) if (!external) visit(next);
  };
  visit(join(DIST, file));
  return [...seen];
}

/** What the phone keeps for a start without a network: [{url, hash}]. The office pages are not among it. */
function precacheList(scripts, styles, assets) {
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
  return [...built, ...icons, ...application];
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
  const files = new Set(
    [...closure(scripts, assets["app.js"]), ...closure(styles, assets["app.css"])].map((p) => basename(p)),
  );
  const outputs = [...scripts.outputFiles, ...styles.outputFiles].filter(({ path }) => files.has(basename(path)));
  const bytes = outputs.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
  console.log(`Built ${DIST}: the phone app is ${(bytes / 1000).toFixed(1)} kB gzipped`);
}

async function buildAll() {
  describe();
  const [scripts, styles] = await Promise.all([buildScripts(), buildStyles()]);
  const assets = assetMap(scripts, styles);
  const precache = precacheList(scripts, styles, assets);
  const worker = await buildWorker(precache, versionOf(precache));

  rmSync(join(DIST, "manifest.json"), { force: true });
  save([...scripts.outputFiles, ...styles.outputFiles, ...worker.outputFiles]);
  writeFileSync(join(DIST, "manifest.json"), `${JSON.stringify(assets, null, 2)}\n`);
  report(scripts, styles, assets);
}

buildAll().catch((failure) => {
  console.error(failure.message);
  process.exit(1);
});
