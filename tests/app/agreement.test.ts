/** What a client agrees to is spelt as the office spells it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { sha256 } from "../../static/app/store/digest.ts";
import { agreedText } from "../../static/app/sync/agreement.ts";
import type { PlanFields, PlanSupportFields } from "../../static/app/sync/kinds.gen.ts";

interface Case {
  fact: string;
  plan: PlanFields;
  supports: Record<string, PlanSupportFields>;
  text: string;
  digest: string;
}

/** The office answers the same cases, from the same table. */
const CASES: Case[] = JSON.parse(readFileSync(new URL("../cases/agreed_plans.json", import.meta.url), "utf-8"));

for (const { fact, plan, supports, text, digest } of CASES) {
  test(`agreed to: ${fact}`, async () => {
    const parts = Object.entries(supports).map(([id, fields]) => ({ id, fields }));
    assert.equal(agreedText(plan, parts), text);
    assert.equal(await sha256(new TextEncoder().encode(text)), digest);
  });
}
