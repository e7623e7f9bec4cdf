/** CONTRIBUTING.md, How to add a screen of the phone: its entry and its component, and nothing else. */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { SCREENS, type ScreenDeclaration } from "../../static/app/ui/kit/screens.ts";

type Modules = Record<string, string>;

const TOOL = new URL("../../tools/screens.mjs", import.meta.url);
const FOLDER = fileURLToPath(new URL("../../static/app/ui/screens", import.meta.url));
const { modulesOf }: { modulesOf: (screens: Record<string, ScreenDeclaration>, folder: string) => Modules } =
  await import(TOOL.href);

/** A folder with a component for each name. */
function folderOf(context: TestContext, ...components: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "banso-screens-"));
  context.after(() => rmSync(folder, { recursive: true }));
  for (const name of components) {
    writeFileSync(join(folder, `${name.toLowerCase()}.tsx`), `export function ${name}() {\n  return null;\n}\n`);
  }
  return folder;
}

test("a screen is an entry and a component of its name, and comes when it is said to come", (context) => {
  const folder = folderOf(context, "BudgetScreen", "EditBudgetScreen");
  const modules = modulesOf(
    {
      budget: { path: "budget/:id", tab: "cases", atStart: true },
      editBudget: { path: "budget/:id/edit", tab: "cases", draft: "case" },
    },
    folder,
  );
  assert.match(modules["atstart.gen.ts"] ?? "", /import \{ BudgetScreen \} from ".\/budgetscreen.tsx"/);
  assert.match(modules["atstart.gen.ts"] ?? "", /budget: BudgetScreen,/);
  assert.match(modules["further.gen.ts"] ?? "", /editBudget: EditBudgetScreen,/);
  assert.doesNotMatch(modules["further.gen.ts"] ?? "", / budget:/);
});

test("a screen without its component is no screen, nor is a component without its entry", (context) => {
  const folder = folderOf(context, "BudgetScreen");
  const budget = { path: "budget", tab: "cases" } as const;
  assert.throws(() => modulesOf({ budget, loan: { path: "loan", tab: "cases" } }, folder), /exports LoanScreen/);
  assert.throws(() => modulesOf({}, folder), /declares no BudgetScreen/);
});

test("the screens of the app are those of the last build, each in one of the two files", () => {
  const modules = modulesOf(SCREENS, FOLDER);
  const whole = Object.values(modules).join("");
  for (const name of Object.keys(SCREENS)) assert.equal(whole.split(`\n  ${name}: `).length, 2, name);
  for (const [file, text] of Object.entries(modules)) assert.equal(readFileSync(join(FOLDER, file), "utf8"), text);
});
