import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Json } from "../../static/app/sync/json.ts";
import type { KindName } from "../../static/app/sync/kinds.gen.ts";
import { canonical } from "../../static/app/sync/values.ts";

interface Case {
  readonly fact: string;
  readonly kind: KindName;
  readonly field: string;
  readonly given: Json;
  readonly canonical: Json;
  /** The code with which the office refuses it: then the phone leaves it as it is. */
  readonly refused?: string;
}

const CASES: readonly Case[] = JSON.parse(readFileSync(new URL("../cases/values.json", import.meta.url), "utf-8"));

for (const { fact, kind, field, given, refused, ...spelled } of CASES) {
  test(fact, () => {
    const expected = { [field]: refused === undefined ? spelled.canonical : given };
    assert.deepEqual(canonical(kind, { [field]: given }), expected);
    assert.deepEqual(canonical(kind, expected), expected);
  });
}
