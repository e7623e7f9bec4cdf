/** What outlives a browser that clears the database: each of three places is enough. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { browserTrace } from "../../static/app/outbox/browsertrace.ts";
import type { Trace } from "../../static/app/outbox/trace.ts";

const TRACE: Trace = { device: "phone", user: "mori", saved: 4, unsent: [2, 4] };

/** The places of a browser; each can be cleared by itself. */
class Browser {
  readonly local = new Map<string, string>();
  readonly cached = new Map<string, string>();
  cookies = "";
  readonly attributes = new Map<string, string[]>();

  readonly localStorage = {
    getItem: (name: string) => this.local.get(name) ?? null,
    setItem: (name: string, text: string) => this.local.set(name, text),
  };

  readonly caches = {
    match: async (place: string) => (this.cached.has(place) ? new Response(this.cached.get(place)) : undefined),
    open: async () => ({
      put: async (place: string, response: Response) => this.cached.set(place, await response.text()),
    }),
  };

  readonly document = Object.defineProperty({} as { cookie: string }, "cookie", {
    get: () => this.cookies,
    set: (cookie: string) => {
      const [named = "", ...attributes] = cookie.split("; ");
      const [name = ""] = named.split("=");
      const others = this.cookies.split("; ").filter((each) => each !== "" && !each.startsWith(`${name}=`));
      this.attributes.set(name, attributes);
      this.cookies = [...new Set(["other=1", ...others]), ...(attributes.includes("Max-Age=0") ? [] : [named])].join(
        "; ",
      );
    },
  });
}

let browser: Browser;

beforeEach(() => {
  browser = new Browser();
  const { localStorage, caches, document } = browser;
  Object.assign(globalThis, { caches, document, location: { protocol: "https:" } });
  Object.defineProperty(globalThis, "localStorage", { value: localStorage, configurable: true });
});

async function kept(...traces: (Trace | undefined)[]): Promise<void> {
  const keeper = browserTrace();
  for (const trace of traces) keeper.keep(trace);
  await new Promise((resolve) => setImmediate(resolve));
}

test("each place is enough", async () => {
  await kept(TRACE);
  const clear = {
    local: () => browser.local.clear(),
    cached: () => browser.cached.clear(),
    cookies: () => {
      browser.cookies = "";
    },
  };
  const all = { local: new Map(browser.local), cached: new Map(browser.cached), cookies: browser.cookies };
  for (const left of ["local", "cached", "cookies"] as const) {
    for (const place of ["local", "cached", "cookies"] as const) if (place !== left) clear[place]();
    assert.deepEqual(await browserTrace().read(), TRACE, left);
    for (const [name, text] of all.local) browser.local.set(name, text);
    for (const [name, text] of all.cached) browser.cached.set(name, text);
    browser.cookies = all.cookies;
  }
});

test("the newest counts; of the same number saved, the one of which more has arrived", async () => {
  await kept(TRACE);
  browser.cached.set("/trace", JSON.stringify({ ...TRACE, unsent: [4] }));
  assert.deepEqual((await browserTrace().read())?.unsent, [4]);
  browser.local.set("banso-trace", JSON.stringify({ ...TRACE, saved: 5, unsent: [2, 4, 5] }));
  assert.deepEqual((await browserTrace().read())?.unsent, [2, 4, 5]);
});

test("whoever signs out leaves none, and what cannot be read is none", async () => {
  await kept(TRACE, undefined);
  assert.equal(await browserTrace().read(), undefined);
  browser.local.set("banso-trace", "{");
  browser.cookies = "banso-trace=%";
  browser.caches.match = () => Promise.reject(new Error("no room"));
  assert.equal(await browserTrace().read(), undefined);
});

test("over HTTPS no other host can set the cookie, and one of before is read, and replaced", async () => {
  browser.cookies = `other=1; banso-trace=${encodeURIComponent(JSON.stringify(TRACE))}`;
  assert.deepEqual(await browserTrace().read(), TRACE);
  await kept({ ...TRACE, saved: 5 });
  assert.deepEqual(
    browser.cookies.split("; ").map((each) => each.split("=")[0]),
    ["other", "__Host-banso-trace"],
  );
  const attributes = browser.attributes.get("__Host-banso-trace") ?? [];
  assert.ok(attributes.includes("Secure") && attributes.includes("Path=/"));
  assert.ok(!attributes.some((each) => each.startsWith("Domain")));
});

test("without HTTPS the cookie has no prefix, which browsers would not take", async () => {
  Object.assign(globalThis, { location: { protocol: "http:" } });
  await kept(TRACE);
  assert.deepEqual(browser.cookies.split("; ")[1]?.split("=")[0], "banso-trace");
  assert.deepEqual(await browserTrace().read(), TRACE);
});

test("a place that refuses keeps nothing from the others", async () => {
  browser.localStorage.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  browser.caches.open = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
  await kept(TRACE);
  assert.deepEqual(await browserTrace().read(), TRACE);
});
