import assert from "node:assert/strict";
import { test } from "node:test";
import { COLLEAGUE, FakeOffice, type Interceptor, problem, readRequest } from "./fake_office.ts";
import { CASE, NOW, note, started, states } from "./phones.ts";

const says =
  (status: number, code: string, headers?: Record<string, string>): Interceptor =>
  () =>
    problem(status, code, headers);

/** An answer that does not come in time. Browsers call that by several names, and by another one once the headers are there. */
const tooLate =
  (name: string): Interceptor =>
  (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new DOMException("too late", name)));
    });
const tooSlow: Interceptor = (_, { signal }) => {
  const body = new ReadableStream({
    start: (stream) => {
      stream.enqueue(new TextEncoder().encode("{"));
      signal?.addEventListener("abort", () => stream.error(new DOMException("too late", "AbortError")));
    },
  });
  return new Response(body, { headers: { "Content-Type": "application/json" } });
};

for (const [code, status, state] of [
  ["signed_out", 401, "signed_out"],
  ["device_revoked", 403, "revoked"],
  ["protocol_unknown", 426, "update_needed"],
  ["not_for_this_role", 403, "not_here"],
  ["internal", 500, "trouble"],
] as const) {
  test(`${code} keeps everything and is shown as ${state}`, async (context) => {
    const office = new FakeOffice();
    const { notebook } = await started(context, office);
    await notebook.write({ kind: "support", fields: note("一。") });
    office.interceptors.push(says(status, code));
    await notebook.retry();
    assert.deepEqual([notebook.status().state, states(notebook)], [state, ["queued"]]);
    assert.equal(notebook.status().problem?.code, state === "trouble" ? code : undefined);
    await notebook.retry();
    assert.deepEqual([notebook.status().state, states(notebook)], ["idle", []]);
  });
}

test("a token that has run out is renewed, once", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  office.token = "token-2";
  await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.retry();
  assert.deepEqual(states(notebook), []);
  office.interceptors.push(says(403, "csrf_failed"), () => undefined, says(403, "csrf_failed"));
  await notebook.retry();
  assert.deepEqual(notebook.status().problem, { code: "csrf_failed" });
});

test("nothing is sent under the session of a colleague who signed in in the same browser", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("一。") });
  office.user = COLLEAGUE;
  for (const refusal of ["csrf_failed", "cursor_not_yours"]) {
    office.interceptors.push(says(refusal === "csrf_failed" ? 403 : 409, refusal));
    await notebook.retry();
    assert.deepEqual([notebook.status().state, states(notebook)], ["signed_out", ["queued"]]);
  }
  assert.equal(office.stored.size, 0);
});

test("a request that is too large is halved, and a change that is too large alone is set aside", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  const tooLarge: Interceptor = (_url, init) => {
    const { changes } = readRequest(init);
    return changes.some(({ fields }) => fields.place === "x") ? problem(413, "body_too_large") : undefined;
  };
  for (const place of ["a", "b", "x", "c", "d"]) {
    await notebook.write({
      kind: "appointment",
      fields: { case: CASE, method: "visit", starts_at: "2026-11-22T01:00:00Z", place },
    });
  }
  for (let call = 0; call < 12; call += 1) office.interceptors.push(tooLarge);
  await notebook.retry();
  assert.deepEqual([states(notebook), notebook.queue()[0]?.code], [["rejected"], "body_too_large"]);
  assert.equal(office.stored.size, 4);
});

test("a request that the office cannot read does not hold up the changes that it can", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  const refuses: Interceptor = (_url, init) =>
    readRequest(init).changes.some(({ fields }) => fields.place === "x") ? problem(422, "invalid_request") : undefined;
  await notebook.write({ kind: "support", fields: { ...note("一。"), place: "x" } });
  await notebook.write({ kind: "support", fields: note("二。") });
  for (let call = 0; call < 6; call += 1) office.interceptors.push(refuses);
  await notebook.retry();
  assert.deepEqual([states(notebook), notebook.queue()[0]?.code], [["rejected"], "invalid_request"]);
});

test("a request that is refused whatever is in it rejects nothing", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("一。") });
  office.interceptors.push(says(422, "invalid_request"), says(422, "invalid_request"));
  await notebook.retry();
  assert.deepEqual([states(notebook), notebook.status().problem], [["queued"], { code: "invalid_request" }]);
});

for (const [browser, late] of [
  ["Chromium", tooLate("TimeoutError")],
  ["WebKit", tooLate("AbortError")],
  ["any, in the middle of an answer", tooSlow],
] as const) {
  test(`after a time-out less is sent at once (${browser})`, async (context) => {
    const office = new FakeOffice();
    const { notebook } = await started(context, office, { timeoutMs: 200 });
    for (const text of ["一。", "二。", "三。", "四。"]) await notebook.write({ kind: "support", fields: note(text) });
    office.interceptors.push(late);
    await notebook.retry();
    assert.equal(notebook.status().state, "unreachable");
    office.requests.length = 0;
    await notebook.retry();
    assert.equal(office.requests[0]?.changes.length, 2);
    assert.equal(office.requests[0]?.limit, 500);
    assert.deepEqual(states(notebook), []);
  });
}

test("too many attempts: the office's own pause is kept", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  office.interceptors.push(says(429, "too_many_attempts", { "Retry-After": "600" }));
  await notebook.retry();
  assert.equal(notebook.status().problem?.code, "too_many_attempts");
  assert.equal(notebook.status().nextTryAt, new Date(NOW + 600_000).toISOString().replace(".000", ""));
});

test("an answer that is not the office's loses nothing", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("一。") });
  for (const body of ["<html>ようこそ</html>", "{}", "[]", '{"results":[]}']) {
    office.interceptors.push(() => new Response(body, { status: 200 }));
    await notebook.retry();
    assert.deepEqual([notebook.status().state, states(notebook)], ["intercepted", ["queued"]]);
  }
});

test("a server that cannot unpack gets the request unpacked", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  const packed: Interceptor = (_url, init) => {
    const isPacked = new Headers(init.headers).get("Content-Encoding") === "gzip";
    assert.equal(isPacked, true);
    return problem(400, "malformed_gzip");
  };
  await notebook.write({ kind: "support", fields: note("長い話。".repeat(500)) });
  office.interceptors.push(packed);
  await notebook.retry();
  assert.deepEqual(states(notebook), []);
});
