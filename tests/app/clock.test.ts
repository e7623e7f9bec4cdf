/** A phone whose clock is wrong: what the office measured is kept, and times are written by the office's clock. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { attach, clock, now } from "../../static/app/ui/model/notebook.ts";
import { FakeOffice } from "./fake_office.ts";
import { started } from "./phones.ts";

const THREE_HOURS_S = 3 * 60 * 60;

test("how far the clock is ahead is kept, and stays known without a network", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  assert.equal(notebook.status().clockAheadS, 0);
  office.clock = { aheadS: THREE_HOURS_S, isWrong: true };
  await notebook.retry();
  assert.equal(notebook.status().clockAheadS, THREE_HOURS_S);
  const again = await browser.open(office);
  context.after(() => again.close());
  assert.equal(again.status().clockAheadS, THREE_HOURS_S);
  office.clock = { aheadS: 1, isWrong: false };
  await again.retry();
  assert.equal(again.status().clockAheadS, 0);
});

test("a clock that was put right is not corrected once more", async (context) => {
  const office = new FakeOffice();
  let time = Date.parse("2026-11-30T04:00:00Z");
  const { notebook } = await started(context, office, { now: () => time });
  office.clock = { aheadS: THREE_HOURS_S, isWrong: true };
  await notebook.retry();
  assert.equal(notebook.status().clockAheadS, THREE_HOURS_S);
  time -= THREE_HOURS_S * 1000;
  assert.equal(notebook.status().clockAheadS, 0);
});

test("screens go by the office's clock as soon as it is known", async (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  Object.assign(globalThis, { document: { addEventListener: () => undefined } });
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  attach(notebook);
  office.clock = { aheadS: THREE_HOURS_S, isWrong: true };
  await notebook.retry();
  const behind = Date.now() - THREE_HOURS_S * 1000;
  assert.ok(Math.abs(clock() - behind) < 5000, "what is written down now");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(Math.abs(now.value - behind) < 5000, "what is shown");
});
