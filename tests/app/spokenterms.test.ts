import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Notebook } from "../../static/app/outbox/notebook.ts";
import { chooseLanguage } from "../../static/app/ui/kit/language.ts";
import { spokenTerms } from "../../static/app/ui/model/consents.ts";
import { attach } from "../../static/app/ui/model/notebook.ts";

interface Case {
  readonly fact: string;
  readonly office: string;
  readonly client: string;
  readonly terms: Readonly<Record<string, string | string[]>>;
  readonly spoken: { readonly ja: readonly string[]; readonly en: readonly string[] };
}

const CLIENT = "01990000-0000-7000-8000-0000000000c1";
const CASES: readonly Case[] = JSON.parse(
  readFileSync(new URL("../cases/spoken_terms.json", import.meta.url), "utf-8"),
);

Object.assign(globalThis, {
  document: { documentElement: {}, addEventListener: () => undefined },
  localStorage: { setItem: () => undefined },
});

for (const { fact, office, client, terms, spoken } of CASES) {
  test(`what is read aloud is as the table says: ${fact}`, async (context) => {
    context.mock.timers.enable({ apis: ["setInterval"] });
    attach({
      status: () => ({ state: "idle", clockAheadS: 0 }),
      session: () => ({ office: { name: office } }),
      subscribe: () => undefined,
      get: () => ({ id: CLIENT, kind: "person", fields: { name: client } }),
    } as unknown as Notebook);
    const fields = { person: CLIENT, ...terms };
    assert.deepEqual(spokenTerms(fields), spoken.ja);
    await chooseLanguage("en");
    assert.deepEqual(spokenTerms(fields), spoken.en);
    await chooseLanguage("ja");
    assert.equal(spokenTerms({ ...fields, purpose: "" }), null);
  });
}
