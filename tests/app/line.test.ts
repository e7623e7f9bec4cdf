/** Why nothing is heard of the office: three truths, each within three seconds. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { NotebookOptions } from "../../static/app/outbox/create.ts";
import type { Notebook } from "../../static/app/outbox/notebook.ts";
import { FakeOffice } from "./fake_office.ts";
import { Browser, note, started } from "./phones.ts";

const EXCHANGE = "/api/exchange";
const SMALL_QUESTION = "/healthz";
const SAID_WITHIN_MS = 3_000;

type Reply = () => Response | Promise<Response>;

const refused: Reply = () => Promise.reject(new TypeError("failed to fetch"));
const page =
  (status: number): Reply =>
  () =>
    new Response("<html>Free Wi-Fi</html>", { status, headers: { "Content-Type": "text/html" } });
const elsewhere: Reply = () =>
  ({ type: "opaqueredirect", ok: false, status: 0, headers: new Headers(), text: async () => "" }) as Response;
const never: Reply = () => new Promise(() => {});
const well: Reply = () => new Response(JSON.stringify({ status: "ok" }));
const ill: Reply = () => new Response(JSON.stringify({ status: "disk_full" }), { status: 503 });

/** A phone that has received everything, and whose network then is as `ways` say by path. */
async function phone(context: TestContext, options: NotebookOptions = {}) {
  const office = new FakeOffice();
  const ways = new Map<string, Reply>();
  const asked: string[] = [];
  const inits: RequestInit[] = [];
  const fetch: typeof office.fetch = async (url, init) => {
    asked.push(url);
    inits.push(init);
    const reply = ways.get(url);
    const aborted = new Promise<never>((_, reject) => {
      init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
    aborted.catch(() => undefined);
    return reply ? Promise.race([reply(), aborted]) : office.fetch(url, init);
  };
  const { notebook } = await started(context, office, { ...options, fetch });
  asked.length = 0;
  return { notebook, ways, asked, inits };
}

/** What a notebook that exchanges by itself listens to. */
function inABrowser(context: TestContext): EventTarget {
  const events = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  Object.assign(globalThis, { addEventListener: events.addEventListener.bind(events), document });
  context.after(() => {
    for (const name of ["addEventListener", "document"]) Reflect.deleteProperty(globalThis, name);
  });
  return events;
}

async function saidWithin(ms: number, notebook: Notebook, state: string): Promise<void> {
  const began = performance.now();
  while (notebook.status().state !== state && performance.now() - began < ms)
    await new Promise((resume) => setTimeout(resume, 20));
  assert.equal(notebook.status().state, state);
}

const ENDS: readonly [what: string, reply: Reply, online: boolean, state: string][] = [
  ["no network", refused, false, "offline"],
  ["a refused connection", refused, true, "unreachable"],
  ["a proxy before a server that is down", page(502), true, "unreachable"],
  ["a proxy before a server that is being mended", page(503), true, "unreachable"],
  ["a proxy that has waited for long", page(504), true, "unreachable"],
  ["a proxy that has failed itself", page(500), true, "unreachable"],
  ["the page of a public network", page(200), true, "intercepted"],
  ["a public network that asks to sign in", page(511), true, "intercepted"],
  ["a wall on the way", page(403), true, "intercepted"],
  ["a way elsewhere", elsewhere, true, "intercepted"],
];

for (const [what, reply, online, state] of ENDS) {
  test(`${what}: ${state}, in the exchange and at the sign-in`, async (context) => {
    let isOnline = true;
    const { notebook, ways, inits } = await phone(context, { isOnline: () => isOnline });
    ways.set(EXCHANGE, reply);
    ways.set("/api/csrf", reply);
    isOnline = online;
    await notebook.retry();
    assert.deepEqual([notebook.status().state, notebook.status().problem], [state, undefined]);
    assert.equal(inits.at(-1)?.redirect, "manual");
    await assert.rejects(notebook.signIn("mori", "right"), { code: state });
    assert.equal(notebook.status().reach, state);
    ways.clear();
    isOnline = true;
    await notebook.retry();
    assert.deepEqual([notebook.status().state, notebook.status().reach], ["idle", "open"]);
  });
}

for (const [what, reply, state] of [
  ["refuses", refused, "unreachable"],
  ["is somebody else's", page(200), "intercepted"],
  ["is not answered either", never, "unanswered"],
  ["is answered", well, "busy"],
  ["is kept from strangers", page(403), "busy"],
  ["is answered by a server that cannot work", ill, "busy"],
] as const) {
  test(`while an exchange waits: a small question that ${what} says ${state} within three seconds`, async (context) => {
    inABrowser(context);
    const { notebook, ways, asked } = await phone(context, { automatic: true });
    await notebook.retry();
    asked.length = 0;
    let answer = (_: Response) => {};
    ways.set(
      EXCHANGE,
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    ways.set(SMALL_QUESTION, reply);
    const over = notebook.retry();
    assert.equal(notebook.status().state, "busy");
    if (state === "busy") await new Promise((resume) => setTimeout(resume, SAID_WITHIN_MS));
    await saidWithin(SAID_WITHIN_MS, notebook, state);
    assert.equal(asked.filter((url) => url === SMALL_QUESTION).length, 1);
    answer(new Response("{}", { status: 500 }));
    await over;
  });
}

test("that the network goes is said at once, and nobody is asked", async (context) => {
  const events = inABrowser(context);
  let isOnline = true;
  const { notebook, asked } = await phone(context, { automatic: true, isOnline: () => isOnline });
  isOnline = false;
  events.dispatchEvent(new Event("offline"));
  assert.deepEqual([notebook.status().state, asked], ["offline", []]);
  isOnline = true;
  events.dispatchEvent(new Event("online"));
  await saidWithin(SAID_WITHIN_MS, notebook, "idle");
});

test("who comes to sign in is told before they have typed", async (context) => {
  inABrowser(context);
  const notebook = await new Browser().open({ fetch: async () => page(200)() }, { automatic: true });
  context.after(() => notebook.close());
  await new Promise((resume) => setTimeout(resume, 50));
  assert.deepEqual([notebook.status().state, notebook.status().reach], ["signed_out", "intercepted"]);
});

test("what waits goes out as soon as the office is heard in any other way", async (context) => {
  inABrowser(context);
  const { notebook, ways } = await phone(context, { automatic: true });
  ways.set(EXCHANGE, refused);
  await notebook.write({ kind: "support", fields: note("会えた。") });
  // The pause before the next try has grown far beyond this test.
  for (let failures = 0; failures < 6; failures += 1) await notebook.retry();
  assert.equal(notebook.status().state, "unreachable");
  ways.clear();
  await notebook.calendar.since().catch(() => undefined);
  await saidWithin(SAID_WITHIN_MS, notebook, "idle");
  assert.deepEqual(notebook.queue(), []);
});
