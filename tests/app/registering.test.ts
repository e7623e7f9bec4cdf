/** Registering a phone: its key, waiting, and proving what it asks. */

import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";
import { test } from "node:test";
import { FakeOffice, problem } from "./fake_office.ts";
import { Browser, note, started } from "./phones.ts";

const CURVE_PREFIX = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");

/** Whether a request carries a proof by a key, with this nonce. */
function isProven(key: string, url: string, init: RequestInit, nonce: string, device: string): boolean {
  const [said, digest, signature = ""] = (new Headers(init.headers).get("Banso-Proof") ?? "").split(" ");
  const body = Buffer.from(typeof init.body === "string" ? init.body : new Uint8Array(init.body as ArrayBuffer));
  const text = ["banso-proof-1", init.method, url, digest, nonce, device].join("\n");
  const der = Buffer.concat([CURVE_PREFIX, Buffer.from(key, "base64url")]);
  const known = createPublicKey({ key: der, format: "der", type: "spki" });
  const isSigned = verify(
    "sha256",
    Buffer.from(text),
    { key: known, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  return said === nonce && digest === createHash("sha256").update(body).digest("hex") && isSigned;
}

test("a phone registers once, before anything else, and with a key of its own", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  await notebook.retry();
  assert.equal(office.keys.length, 1);
  assert.equal(Buffer.from(office.keys[0] ?? "", "base64url").length, 65);
});

test("a phone that waits is given nothing, looks again, and goes on once it is approved", async (context) => {
  const office = new FakeOffice();
  office.standing = "waiting";
  office.put("case", "00000000-0000-7000-8000-0000000000c1", { state: "open" });
  const notebook = await new Browser().open(office);
  context.after(() => notebook.close());
  await notebook.signIn("mori", "right");
  await notebook.retry();
  assert.equal(notebook.status().state, "waiting");
  assert.equal(notebook.status().waits, true);
  assert.equal(office.requests.length, 0);
  assert.equal(notebook.devices.key(), office.keys[0]);
  office.standing = "registered";
  await notebook.retry();
  assert.equal(notebook.status().state, "idle");
  assert.equal(notebook.status().waits, false);
  assert.equal(new Set(office.keys).size, 1);
  assert.equal(notebook.list("case").length, 1);
});

test("a phone that has to be approved anew shows what it has, and loses no note", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  office.standing = "waiting";
  office.interceptors.push(() => problem(403, "proof_needed"));
  await notebook.write({ kind: "support", fields: note("玄関先で話した。") });
  await notebook.retry();
  assert.equal(notebook.status().state, "waiting");
  assert.equal(notebook.status().waits, false);
  assert.equal(notebook.queue().length, 1);
  office.standing = "registered";
  await notebook.retry();
  assert.equal(notebook.queue().length, 0);
});

test("each request is proven by the phone's key, with what the office gave last", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  const [key = ""] = office.keys;
  const seen: { url: string; init: RequestInit }[] = [];
  const refuse = (url: string, init: RequestInit) => {
    seen.push({ url, init });
    return problem(403, "proof_needed", { "Banso-Nonce": "nonce-2" });
  };
  office.interceptors.push(refuse, (url, init) => {
    seen.push({ url, init });
    return undefined;
  });
  await notebook.write({ kind: "support", fields: note("何度も書き直した長い記録。".repeat(200)) });
  await notebook.retry();
  assert.equal(notebook.status().state, "idle");
  const [, second] = seen;
  assert.ok(second);
  assert.ok(isProven(key, second.url, second.init, "nonce-2", office.device));
});
