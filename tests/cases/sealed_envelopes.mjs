/**
 * Writes the part of sealed_envelopes.json that @hpke/core makes: what a phone's half of the sealed outbox sends, for the office's half
 * to open. Run it with node after @hpke/core has changed; the rest of the file (the vector of RFC 9180) stays as it is.
 */

import { readFile, writeFile } from "node:fs/promises";
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";

const file = new URL("sealed_envelopes.json", import.meta.url);
const cases = JSON.parse(await readFile(file, "utf8"));
const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const utf8 = (text) => new TextEncoder().encode(text);
const base64url = (bytes) => Buffer.from(bytes).toString("base64url");

const pair = await suite.kem.generateKeyPair();
const office = "0199aaaa-0000-7000-8000-000000000001";
const user = "0199aaaa-0000-7000-8000-000000000002";
const change = {
  id: "0199aaaa-0000-7000-8000-000000000003",
  kind: "support",
  record: "0199aaaa-0000-7000-8000-000000000004",
  base: null,
  fields: { case: "0199aaaa-0000-7000-8000-000000000005", method: "visit", narrative: "台所に請求書の束があった。" },
  made_at: "2026-11-21T01:30:00Z",
};
const boundTo = `${office}\n${user}\n${change.id}`;
const sealed = async (info, aad) => {
  const { enc, ct } = await suite.seal(
    { recipientPublicKey: pair.publicKey, info: utf8(info) },
    utf8(JSON.stringify(change)),
    aad && utf8(aad),
  );
  return { enc: base64url(enc), sealed: base64url(ct) };
};
cases.hpke_core = {
  private_pkcs8: Buffer.from(await crypto.subtle.exportKey("pkcs8", pair.privateKey)).toString("base64"),
  public: base64url(await suite.kem.serializePublicKey(pair.publicKey)),
  office,
  user,
  change,
  versions: {
    1: await sealed("banso-outbox-1", boundTo),
    2: await sealed(`banso-outbox-2\n${boundTo}`),
  },
};
await writeFile(file, `${JSON.stringify(cases, null, 2)}\n`);
