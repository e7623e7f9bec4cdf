// Finds the components of the phone's screens, and writes them as TypeScript:
// static/app/ui/screens/atstart.gen.ts (what comes with the start) and further.gen.ts (everything else).
//
//   node tools/screens.mjs
//
// A screen `editNote` of static/app/ui/kit/screens.ts is shown by what a file of static/app/ui/screens exports as
// `EditNoteScreen`. Fails where a declared screen has no such component, or a component no declaration.

import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SCREENS } from "../static/app/ui/kit/screens.ts";

const FOLDER = join(dirname(dirname(fileURLToPath(import.meta.url))), "static/app/ui/screens");
const EXPORTED = /^export (?:function|const) (\w+Screen)\b/gm;

/** The file of each component: {"EditNoteScreen": "noteform.tsx", …}. */
function componentsIn(folder) {
  const files = globSync("*.tsx", { cwd: folder }).sort();
  return new Map(
    files.flatMap((file) => {
      const source = readFileSync(join(folder, file), "utf8");
      return [...source.matchAll(EXPORTED)].map(([, component]) => [component, basename(file)]);
    }),
  );
}

function componentOf(name) {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}Screen`;
}

/** The module that exports, as `constant`, the components of some screens by the screens' names. */
function moduleOf(constant, names, files) {
  const byFile = Map.groupBy(names.map(componentOf), (component) => files.get(component));
  const imports = [...byFile].map(([file, exported]) => `import { ${exported.sort().join(", ")} } from "./${file}";`);
  const entries = names.map((name) => `  ${name}: ${componentOf(name)},`);
  return [
    "// Made by tools/screens.mjs. Not committed.",
    "",
    ...imports.sort(),
    "",
    `export const ${constant} = {`,
    ...entries,
    "};",
    "",
  ].join("\n");
}

/** Both modules by the names of their files: what is declared in `screens`, shown by the components of a folder. */
export function modulesOf(screens, folder) {
  const files = componentsIn(folder);
  const names = Object.keys(screens);
  const missing = names.map(componentOf).filter((component) => !files.has(component));
  if (missing.length > 0) throw new Error(`No file of ${folder} exports ${missing.join(", ")}`);
  const declared = new Set(names.map(componentOf));
  const undeclared = [...files.keys()].filter((component) => !declared.has(component));
  if (undeclared.length > 0) throw new Error(`static/app/ui/kit/screens.ts declares no ${undeclared.join(", ")}`);

  const [atStart, further] = [true, false].map((start) => names.filter((name) => "atStart" in screens[name] === start));
  return {
    "atstart.gen.ts": moduleOf("AT_START", atStart, files),
    "further.gen.ts": moduleOf("FURTHER", further, files),
  };
}

export function writeScreens() {
  for (const [file, text] of Object.entries(modulesOf(SCREENS, FOLDER))) writeFileSync(join(FOLDER, file), text);
}

if (import.meta.main) writeScreens();
