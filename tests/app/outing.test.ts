import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { ExchangeState, QueueItem, QueueState } from "../../static/app/outbox/notebook.ts";
import type { OutingFields } from "../../static/app/sync/kinds.gen.ts";
import {
  after,
  callsForHelp,
  dueOf,
  expectedEnd,
  extended,
  isAnswered,
  isForgotten,
  minutesLeft,
  stageOf,
} from "../../static/app/sync/outing.ts";
import { arrivedAt, follow } from "../../static/app/ui/model/arrivals.ts";
import {
  type OutingDeliveryState,
  type OutingEvent,
  outingDeliveryOf,
} from "../../static/app/ui/model/outingdelivery.ts";

const NOW = Date.parse("2026-11-21T01:30:00Z");
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString().replace(".000", "");
const STARTED: OutingFields = { started_at: at(-30), expected_end: at(30) };
const ALARM: OutingFields = { ...STARTED, alarm_at: at(-5) };

const dayOf = (moment: number) => new Date(moment).toISOString().slice(0, "2026-11-21".length);

const waiting = (state: QueueState, ...fields: string[]): QueueItem => ({
  change: {
    id: fields.join(),
    kind: "outing",
    record: "o",
    base: null,
    fields: Object.fromEntries(fields.map((field) => [field, ""])),
    made_at: "",
  },
  state,
  attempts: 0,
});

test("a visit runs, runs over, calls for help, is safe again, and ends", () => {
  assert.equal(stageOf(STARTED, NOW), "under_way");
  assert.equal(stageOf(STARTED, NOW + 31 * 60_000), "overrun");
  assert.equal(stageOf(ALARM, NOW), "alarm");
  assert.equal(stageOf({ ...ALARM, safe_at: at(-1) }, NOW), "under_way");
  assert.equal(stageOf({ ...STARTED, ended_at: at(0) }, NOW), "ended");
});

test("the end of a visit does not call off an alarm", () => {
  assert.equal(stageOf({ ...ALARM, ended_at: at(0) }, NOW), "alarm");
});

test("a second alarm counts after the first was answered and called off", () => {
  const second = { ...STARTED, alarm_at: at(-2), safe_at: at(-10), answered_at: at(-15) };
  assert.deepEqual([callsForHelp(second), isAnswered(second)], [true, false]);
  assert.equal(isAnswered({ ...second, answered_at: at(-1) }), true);
});

test("a phone whose clock is behind still writes its moments after those it has seen", () => {
  assert.equal(after(NOW, at(10), undefined), "2026-11-21T01:40:01Z");
  assert.equal(after(NOW, at(-10)), "2026-11-21T01:30:00Z");
});

test("a visit ends with its appointment, or else after an hour, and more or less as the worker says", () => {
  assert.equal(expectedEnd({ starts_at: at(0), ends_at: at(45) }, NOW), "2026-11-21T02:15:00Z");
  assert.equal(expectedEnd({ starts_at: at(-90), ends_at: at(-45) }, NOW), "2026-11-21T02:30:00Z");
  assert.equal(expectedEnd({ starts_at: at(0) }, NOW), "2026-11-21T02:30:00Z");
  assert.equal(expectedEnd({}, NOW, 15), "2026-11-21T02:45:00Z");
  assert.equal(expectedEnd({}, NOW, -90), "2026-11-21T01:30:00Z");
  assert.equal(extended(STARTED, NOW, 15), "2026-11-21T02:15:00Z");
  assert.equal(extended({ expected_end: at(-20) }, NOW, 15), "2026-11-21T01:45:00Z");
  assert.deepEqual([minutesLeft(STARTED, NOW), minutesLeft(STARTED, NOW + 1), minutesLeft(ALARM, NOW)], [30, 29, 30]);
});

test("a visit that was brought forward is missed after as long as it was planned to take, not at the planned end", () => {
  assert.equal(expectedEnd({ starts_at: at(600), ends_at: at(645) }, NOW), "2026-11-21T02:15:00Z");
  assert.equal(expectedEnd({ starts_at: at(600) }, NOW), "2026-11-21T02:30:00Z");
  assert.equal(expectedEnd({ starts_at: at(30), ends_at: at(90) }, NOW), "2026-11-21T03:00:00Z");
});

const ENDED: OutingFields = { ...STARTED, ended_at: at(0) };
const SAFE: OutingFields = { ...ALARM, safe_at: at(-1) };
const CREATED = ["started_at", "expected_end"];
const none: QueueItem[] = [];

const TABLE: [string, OutingFields, QueueItem[], ExchangeState, OutingEvent, OutingDeliveryState][] = [
  ["a start that is with the office", STARTED, none, "idle", "start", "known"],
  ["a start without a signal", STARTED, [waiting("queued", ...CREATED)], "offline", "start", "no_signal"],
  ["a start in a request", STARTED, [waiting("sending", ...CREATED)], "idle", "start", "sending"],
  [
    "a request that follows on a failed one",
    STARTED,
    [waiting("sending", ...CREATED)],
    "offline",
    "start",
    "no_signal",
  ],
  ["an office in trouble", STARTED, [waiting("queued", ...CREATED)], "trouble", "start", "trouble"],
  ["a worker who must sign in", STARTED, [waiting("queued", ...CREATED)], "signed_out", "start", "stopped"],
  ["a phone taken out of use", STARTED, [waiting("queued", ...CREATED)], "revoked", "start", "stopped"],
  ["a start that the office refused", STARTED, [waiting("rejected", ...CREATED)], "idle", "start", "refused"],
  ["a longer visit not sent yet", STARTED, [waiting("queued", "expected_end")], "idle", "extension", "waiting"],
  ["an alarm without a signal", ALARM, [waiting("queued", "alarm_at")], "offline", "alarm", "no_signal"],
  ["an alarm in a request", ALARM, [waiting("sending", "alarm_at")], "idle", "alarm", "sending"],
  ["an alarm behind a refused start", ALARM, [waiting("held", "alarm_at")], "idle", "alarm", "refused"],
  ["an alarm with the office", ALARM, none, "idle", "alarm", "known"],
  ["an alarm with the office, an extension not", ALARM, [waiting("queued", "expected_end")], "idle", "alarm", "known"],
  ["an alarm in somebody's hands", { ...ALARM, answered_at: at(-1) }, none, "idle", "alarm", "answered"],
  ["a new alarm after an answered one", { ...ALARM, answered_at: at(-9) }, none, "idle", "alarm", "known"],
  ["safe again, not sent yet", SAFE, [waiting("queued", "safe_at")], "offline", "safe", "no_signal"],
  ["safe again, and known to be", SAFE, none, "idle", "start", "known"],
  ["an end without a signal", ENDED, [waiting("queued", "ended_at")], "offline", "end", "no_signal"],
  ["an end that is with the office", ENDED, none, "idle", "end", "known"],
  [
    "a visit begun and ended without a signal",
    ENDED,
    [waiting("queued", ...CREATED), waiting("queued", "ended_at")],
    "offline",
    "whole",
    "no_signal",
  ],
  ["an end taken back, not sent yet", STARTED, [waiting("queued", "ended_at")], "offline", "again", "no_signal"],
  [
    "an alarm and its end, neither sent",
    SAFE,
    [waiting("queued", "alarm_at"), waiting("queued", "safe_at")],
    "offline",
    "alarm_over",
    "no_signal",
  ],
  [
    "an alarm called off on a visit that the office has not heard of",
    SAFE,
    [waiting("queued", ...CREATED), waiting("queued", "alarm_at"), waiting("queued", "safe_at")],
    "offline",
    "start",
    "no_signal",
  ],
  ["a longer visit that has ended since", ENDED, [waiting("queued", "expected_end")], "idle", "end", "known"],
];

for (const [name, fields, queue, exchange, event, state] of TABLE) {
  test(`what the office knows of ${name}`, () => {
    assert.deepEqual(outingDeliveryOf({ id: "o", fields }, queue, exchange), { event, state });
    assert.equal(
      outingDeliveryOf({ id: "another", fields }, queue, exchange).state.match(/^(known|answered)$/)?.length,
      2,
    );
  });
}

test("an alarm is said to have arrived at the time when this phone saw it arrive, and at no other", () => {
  follow("seen before", { event: "alarm", state: "known" }, NOW);
  assert.equal(arrivedAt("seen before"), undefined);
  follow("o", { event: "alarm", state: "no_signal" }, NOW);
  assert.equal(arrivedAt("o"), undefined);
  follow("o", { event: "alarm", state: "known" }, NOW + 60_000);
  follow("o", { event: "alarm", state: "answered" }, NOW + 120_000);
  assert.equal(arrivedAt("o"), "2026-11-21T01:31:00Z");
  follow("o", { event: "safe", state: "known" }, NOW + 180_000);
  assert.equal(arrivedAt("o"), undefined);
});

test("a visit that began on a wrong clock is over when the office says", () => {
  const ahead = { started_at: "2026-11-30T13:00:00Z", expected_end: "2026-11-30T14:00:00Z" };
  assert.equal(dueOf(ahead), Date.parse("2026-11-30T14:00:00Z"), "nobody has said otherwise");
  assert.equal(dueOf({ ...ahead, received_at: "2026-11-30T10:00:00Z" }), Date.parse("2026-11-30T11:00:00Z"));
  assert.equal(dueOf({ ...ahead, received_at: "2026-11-30T15:00:00Z" }), Date.parse("2026-11-30T14:00:00Z"));
});

interface Case {
  readonly fact: string;
  readonly fields: OutingFields;
  /** As the office tells it. */
  readonly stage: "under_way" | "overrun" | "in_hand" | "alarm" | "answered" | "ended";
}

const CASES: readonly Case[] = JSON.parse(readFileSync(new URL("../cases/outings.json", import.meta.url), "utf-8"));

/** The phone asks its worker back whether or not somebody at the office has a visit in hand. */
const ON_THE_PHONE = { answered: "alarm", in_hand: "overrun" } as const;

test("a visit stands on the phone where it stands at the office", () => {
  const now = Date.parse("2026-11-21T02:00:00Z");
  for (const { fact, fields, stage } of CASES) {
    assert.equal(stageOf(fields, now), (ON_THE_PHONE as { readonly [stage: string]: string })[stage] ?? stage, fact);
    assert.equal(callsForHelp(fields), stage === "alarm" || stage === "answered", fact);
    if (callsForHelp(fields)) assert.equal(isAnswered(fields), stage === "answered", fact);
  }
});

test("a visit that runs over midnight is under way; one of another day that was to end hours ago was forgotten", () => {
  const night: OutingFields = { started_at: "2026-11-20T23:30:00Z", expected_end: "2026-11-21T00:15:00Z" };
  const forgottenAt = (time: string, fields = night) => isForgotten(fields, Date.parse(time), dayOf);
  assert.equal(forgottenAt("2026-11-21T00:10:00Z"), false);
  assert.equal(forgottenAt("2026-11-21T03:14:00Z"), false);
  assert.equal(forgottenAt("2026-11-21T03:15:00Z"), true);
  assert.equal(forgottenAt("2026-11-20T23:59:00Z", { ...night, expected_end: "2026-11-20T20:00:00Z" }), false);
  assert.equal(forgottenAt("2026-11-21T03:15:00Z", {}), false);
});
