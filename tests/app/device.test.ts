import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceName, forgetsAfterAWeek } from "../../static/app/outbox/device.ts";
import { FakeOffice } from "./fake_office.ts";
import { Browser, started } from "./phones.ts";

const WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const BLINK = "AppleWebKit/537.36 (KHTML, like Gecko)";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)";
const ANDROID = "Mozilla/5.0 (Linux; Android 10; K)";
const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";

const NAMES: readonly [name: string, userAgent: string, more?: { maxTouchPoints?: number; standalone?: boolean }][] = [
  ["iPhone · Safari", `${IPHONE} ${WEBKIT} Version/17.5 Mobile/15E148 Safari/604.1`],
  ["iPhone · Banso", `${IPHONE} ${WEBKIT} Version/17.5 Mobile/15E148 Safari/604.1`, { standalone: true }],
  ["iPhone · Chrome", `${IPHONE} ${WEBKIT} CriOS/126.0 Mobile/15E148 Safari/604.1`],
  ["iPhone · Firefox", `${IPHONE} ${WEBKIT} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`],
  ["iPhone · LINE", `${IPHONE} ${WEBKIT} Mobile/15E148 Safari Line/14.8.0`],
  ["iPhone", `${IPHONE} ${WEBKIT} Mobile/15E148`],
  ["iPad · Safari", `${MAC} ${WEBKIT} Version/17.5 Safari/605.1.15`, { maxTouchPoints: 5 }],
  ["iPad · Safari", `Mozilla/5.0 (iPad; CPU OS 16_4 like Mac OS X) ${WEBKIT} Version/16.4 Mobile/1 Safari/604.1`],
  ["Android · Chrome", `${ANDROID} ${BLINK} Chrome/131.0.0.0 Mobile Safari/537.36`],
  ["Android · Firefox", "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"],
  ["Android · Samsung", `${ANDROID} ${BLINK} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`],
  ["Android · LINE", `${ANDROID} ${BLINK} Version/4.0 Chrome/131.0 Mobile Safari/537.36 Line/14.8.0`],
  ["Windows · Edge", `${WINDOWS} ${BLINK} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0`],
  ["Windows · Chrome", `${WINDOWS} ${BLINK} Chrome/131.0.0.0 Safari/537.36`],
  ["Windows · Opera", `${WINDOWS} ${BLINK} Chrome/131.0.0.0 Safari/537.36 OPR/115.0.0.0`],
  ["Mac · Firefox", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:128.0) Gecko/20100101 Firefox/128.0"],
  ["Mac · Safari", `${MAC} ${WEBKIT} Version/17.5 Safari/605.1.15`],
  ["Chromebook · Chrome", `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${BLINK} Chrome/131.0.0.0 Safari/537.36`],
  ["Linux · Firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"],
  ["Web", "Something/1.0"],
];

for (const [name, userAgent, more] of NAMES) {
  test(`a device is called ${name}: ${userAgent.slice(13, 50)}`, () => {
    assert.equal(deviceName({ userAgent, maxTouchPoints: 0, ...more }), name);
  });
}

/** What the office was last told. */
const told = (office: FakeOffice) => office.requests.at(-1)?.device_name;

test("the office is told what a device is called with each exchange, also one that signed in long ago", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office, { deviceName: "phone" });
  assert.equal(told(office), "phone");
  notebook.close();
  const updated = await browser.open(office, { deviceName: "iPhone · Safari" });
  context.after(() => updated.close());
  await updated.retry();
  assert.equal(told(office), "iPhone · Safari");
});

test("a name that its user gives goes before the browser's, and outlives a new start and a sign-out", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office, { deviceName: "iPhone · Safari" });
  await notebook.nameDevice("  訪問用\u200b 2号\u0007 ");
  await notebook.retry();
  assert.deepEqual([notebook.deviceName(), told(office)], ["訪問用 2号", "訪問用 2号"]);
  await notebook.signOut();
  notebook.close();
  const again = await browser.signedIn(office, { deviceName: "iPhone · Safari" });
  context.after(() => again.close());
  assert.deepEqual([again.deviceName(), told(office)], ["訪問用 2号", "訪問用 2号"]);
});

test("a name that the office would refuse is refused here: nothing that was written may wait for it", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office, { deviceName: "iPhone · Safari" });
  await assert.rejects(notebook.nameDevice("名".repeat(101)), { code: "name_too_long" });
  // Two characters in the one spelling that the office keeps.
  await assert.rejects(notebook.nameDevice("\u0958".repeat(60)), { code: "name_too_long" });
  await notebook.nameDevice("名".repeat(100));
  await notebook.retry();
  assert.equal(told(office), "名".repeat(100));
});

test("an empty name gives the browser's back", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office, { deviceName: "iPhone · Safari" });
  await notebook.nameDevice("訪問用");
  await notebook.nameDevice(" ");
  await notebook.retry();
  assert.deepEqual([notebook.deviceName(), told(office)], ["iPhone · Safari", "iPhone · Safari"]);
});

test("a browser that says nothing else is not called a phone", async (context) => {
  const office = new FakeOffice();
  const notebook = await new Browser().signedIn(office);
  context.after(() => notebook.close());
  assert.notEqual(told(office), "phone");
});

test("Safari forgets after a week, and every browser of an iPhone; what is on the home screen or in the Dock does not", () => {
  const forgetful = NAMES.filter(([, userAgent, more]) =>
    forgetsAfterAWeek({ userAgent, maxTouchPoints: 0, ...more }, more?.standalone === true),
  ).map(([name]) => name);
  assert.deepEqual(
    [...new Set(forgetful)],
    [
      "iPhone · Safari",
      "iPhone · Chrome",
      "iPhone · Firefox",
      "iPhone · LINE",
      "iPhone",
      "iPad · Safari",
      "Mac · Safari",
    ],
  );
  for (const [, userAgent] of NAMES) assert.equal(forgetsAfterAWeek({ userAgent, maxTouchPoints: 0 }, true), false);
});

const MB = 1_000_000;
type Storage = NonNullable<Parameters<Browser["open"]>[1]>["storage"];

for (const [what, storage, report] of [
  ["no storage manager", undefined, { persisted: false, canAsk: false }],
  ["an empty one", {}, { persisted: false, canAsk: false }],
  [
    "no estimate (Safari 16)",
    { persisted: async () => true, persist: async () => true },
    { persisted: true, canAsk: true },
  ],
  ["an estimate of nothing", { estimate: async () => ({ usage: 0, quota: 0 }) }, { persisted: false, canAsk: false }],
  [
    "refusals",
    { estimate: () => Promise.reject(new Error("no")), persisted: () => Promise.reject(new Error("no")) },
    { persisted: false, canAsk: false },
  ],
  [
    "everything",
    {
      estimate: async () => ({ usage: 3 * MB, quota: 900 * MB }),
      persisted: async () => false,
      persist: async () => false,
    },
    { persisted: false, canAsk: true, usedBytes: 3 * MB, quotaBytes: 900 * MB },
  ],
] as [string, Storage, object][]) {
  test(`a browser with ${what} is reported as it is, and asking it fails in no way`, async (context) => {
    const notebook = await new Browser().open(new FakeOffice(), { storage });
    context.after(() => notebook.close());
    assert.deepEqual(await notebook.storage(), report);
    assert.equal(await notebook.persist(), storage?.persist !== undefined && what !== "everything");
  });
}

test("a warning of which somebody has taken note stays noted, until they sign out", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  await notebook.acknowledge(["week", "offline"]);
  const again = await browser.open(office);
  context.after(() => again.close());
  assert.deepEqual(again.acknowledged(), ["week", "offline"]);
  await again.signOut();
  assert.deepEqual(again.acknowledged(), []);
});
