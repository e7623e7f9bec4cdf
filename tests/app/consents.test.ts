import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Caseload } from "../../static/app/sync/caseload.ts";
import { consentState } from "../../static/app/sync/consents.ts";
import type { ConsentFields } from "../../static/app/sync/kinds.gen.ts";

interface Case {
  readonly fact: string;
  readonly today: string;
  readonly consents: readonly (ConsentFields & { readonly id: string })[];
  readonly states: { readonly [id: string]: string };
}

const CASES: readonly Case[] = JSON.parse(readFileSync(new URL("../cases/consents.json", import.meta.url), "utf-8"));

for (const { fact, today, consents, states } of CASES) {
  test(`a consent stands where the table says: ${fact}`, () => {
    const given = consents.map(({ id, ...fields }) => ({ id, fields: { person: "p", ...fields } }));
    assert.deepEqual(
      Object.fromEntries(given.map((consent) => [consent.id, consentState(consent, given, today)])),
      states,
    );
  });
}

test("what comes under another consent stays when the one before is forgotten", () => {
  const caseload = new Caseload();
  const note = { kind: "support", id: "n", head: "h" } as const;
  caseload.apply([{ ...note, scope: "before", seq: 4, fields: { narrative: "話した。" } }], 0);
  caseload.apply([{ ...note, scope: "now", seq: 9, fields: { method: "visit" } }], 0);
  caseload.forget("before");
  assert.deepEqual(caseload.get("n")?.fields, { method: "visit" });
  assert.deepEqual([caseload.inScope("before", "support").length, caseload.inScope("now", "support").length], [0, 1]);
  caseload.forget("now");
  assert.equal(caseload.get("n"), undefined);
});
