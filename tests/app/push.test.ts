import assert from "node:assert/strict";
import { test } from "node:test";
import { push as en } from "../../static/app/i18n/en/push.ts";
import { push as ja } from "../../static/app/i18n/ja/push.ts";
import type { PushBrowser } from "../../static/app/outbox/pushing.ts";
import { CODE_LISTS } from "../../static/app/sync/kinds.gen.ts";
import type { PushAddress } from "../../static/app/sync/protocol.ts";
import { FakeOffice } from "./fake_office.ts";
import { started } from "./phones.ts";

/** A browser with a push service, and a person who says yes or no. */
class FakePush implements PushBrowser {
  readonly possible = "yes";
  answer: NotificationPermission = "granted";
  granted: NotificationPermission = "default";
  asked = 0;
  address: { address: PushAddress; key: string } | null = null;
  permission = () => this.granted;
  onArrival = () => () => {};
  current = () => Promise.resolve(this.address);

  ask(): Promise<NotificationPermission> {
    this.asked += 1;
    this.granted = this.answer;
    return Promise.resolve(this.granted);
  }

  subscribe(key: string): Promise<PushAddress> {
    const address = { endpoint: `https://push.example.com/${key}`, keys: { p256dh: "p", auth: "a" } };
    this.address = { address, key };
    return Promise.resolve(address);
  }

  unsubscribe(): Promise<void> {
    this.address = null;
    return Promise.resolve();
  }
}

/** An office that has tried to send a test, and says what became of it. */
function trying(office: FakeOffice, state: string) {
  return async (url: string, init: RequestInit): Promise<Response> => {
    if (!url.startsWith("/api/push/test")) return office.fetch(url, init);
    return new Response(JSON.stringify(init.method === "POST" ? { notice: "n" } : { state }), { status: 200 });
  };
}

/** An office that keeps one address, and can change its key or be out of reach. */
function desk(office: FakeOffice) {
  const seen: string[] = [];
  const here = { key: "K1", reachable: true, seen, address: undefined as PushAddress | undefined };
  const json = (status: number, body?: object) => new Response(body ? JSON.stringify(body) : null, { status });
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    if (!url.startsWith("/api/push")) return office.fetch(url, init);
    if (!here.reachable) throw new TypeError("no network");
    seen.push(`${init.method} ${url}`);
    if (init.method === "GET") return json(200, { public_key: here.key, kinds: ["comment"], muted: [] });
    here.address = init.method === "PUT" ? JSON.parse(String(init.body)) : undefined;
    return json(204);
  };
  return Object.assign(here, { fetch });
}

test("every kind of reminder has words of its own in both languages", () => {
  for (const code of CODE_LISTS.reminder) {
    assert.ok(ja[code as keyof typeof ja], code);
    assert.ok(en[code as keyof typeof en], code);
  }
});

for (const [state, result] of [
  ["refused", "refused"],
  ["failed", "failed"],
  ["gone", "failed"],
] as const) {
  test(`a test that the office calls ${state} is told as ${result}`, async (context) => {
    const office = new FakeOffice();
    const { notebook } = await started(context, office, { fetch: trying(office, state), push: new FakePush() });
    assert.equal(await notebook.push.test(), result);
  });
}

test("nobody is asked before they tap, and nothing happens where they say no", async (context) => {
  const office = new FakeOffice();
  const browser = new FakePush();
  const there = desk(office);
  const { notebook } = await started(context, office, { fetch: there.fetch, push: browser });
  await notebook.push.check();
  assert.deepEqual([browser.asked, there.seen, notebook.push.state()], [0, [], "off"]);
  browser.answer = "denied";
  assert.equal(await notebook.push.turnOn(), "denied");
  assert.deepEqual([there.seen, there.address], [[], undefined]);
});

test("once on it stays on: a lost address and a new key of the office are made good", async (context) => {
  const office = new FakeOffice();
  const browser = new FakePush();
  const there = desk(office);
  const { notebook } = await started(context, office, { fetch: there.fetch, push: browser });
  assert.equal(await notebook.push.turnOn(), "on");
  browser.address = null;
  there.key = "K2";
  await notebook.push.check();
  assert.equal(there.address?.endpoint, "https://push.example.com/K2");
  there.key = "K3";
  await notebook.push.check();
  assert.equal(there.address?.endpoint, "https://push.example.com/K3");
});

test("switching off needs the office, and holds", async (context) => {
  const office = new FakeOffice();
  const browser = new FakePush();
  const there = desk(office);
  const { notebook } = await started(context, office, { fetch: there.fetch, push: browser });
  await notebook.push.turnOn();
  there.reachable = false;
  await assert.rejects(notebook.push.turnOff(), { code: "unreachable" });
  assert.equal(notebook.push.state(), "on");
  there.reachable = true;
  await notebook.push.turnOff();
  await notebook.push.check();
  assert.deepEqual([notebook.push.state(), there.address, browser.address], ["off", undefined, null]);
});

test("permission taken away in the phone's settings ends it at the office too", async (context) => {
  const office = new FakeOffice();
  const browser = new FakePush();
  const there = desk(office);
  const { notebook } = await started(context, office, { fetch: there.fetch, push: browser });
  await notebook.push.turnOn();
  browser.granted = "denied";
  await notebook.push.check();
  assert.deepEqual([notebook.push.state(), there.address], ["denied", undefined]);
});

test("signing out leaves no address in the browser", async (context) => {
  const office = new FakeOffice();
  const browser = new FakePush();
  const { notebook } = await started(context, office, { fetch: desk(office).fetch, push: browser });
  await notebook.push.turnOn();
  await notebook.signOut();
  await notebook.push.check();
  assert.deepEqual([notebook.push.state(), browser.address], ["off", null]);
});
