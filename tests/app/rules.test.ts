import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Json } from "../../static/app/sync/json.ts";
import { KINDS, type KindName } from "../../static/app/sync/kinds.gen.ts";
import { brokenAt } from "../../static/app/sync/rules.ts";

type Values = { readonly [field: string]: Json };

interface Case {
  readonly kind: KindName;
  readonly values: Values;
  /** Each field at which a rule is broken, with the rule's code. */
  readonly breaches: readonly (readonly [string, string])[];
}

const CASES: readonly Case[] = JSON.parse(
  readFileSync(new URL("../cases/record_rules.json", import.meta.url), "utf-8"),
);

const breachesOf = (kind: KindName, values: Values) =>
  (KINDS[kind].rules ?? []).flatMap((rule) => brokenAt(rule, values).map((field) => [field, rule.code]));

test("record rules hold and break as the table says", () => {
  for (const { kind, values, breaches } of CASES) assert.deepEqual(breachesOf(kind, values), breaches);
});

test("what a form holds empty has no value", () => {
  for (const { kind, values, breaches } of CASES) {
    for (const empty of ["", null, []]) {
      const blank = Object.fromEntries(Object.keys(KINDS[kind].fields).map((field) => [field, empty]));
      assert.deepEqual(breachesOf(kind, { ...blank, ...values }), breaches);
    }
  }
});
