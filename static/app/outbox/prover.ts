/** What proves that a request is of this phone (docs/protocol.md, Proof): a signature by its key, over what the office gave last. */

import { sha256 } from "../store/digest.ts";
import { type PhoneKey, signerOf } from "../store/phonekey.ts";
import type { PhoneState, Snapshot } from "./phonestate.ts";

const BEGINS = "banso-proof-1";

export class Prover {
  /** The office's, which each of its answers renews; nothing before any was asked for. */
  nonce = "";
  #device = "";
  #key = "";
  #sign: ((text: string) => Promise<string>) | undefined;

  /** Requests are proven with this key from now on; without one, they are not. */
  take(device: string, key: PhoneKey | undefined): void {
    if (this.#key === (key?.public ?? "")) return;
    this.#device = device;
    this.#key = key?.public ?? "";
    this.#sign = key && signerOf(key);
  }

  /** Whatever key the phone has by then. */
  follow(phoneState: PhoneState): void {
    const take = ({ facts }: Snapshot) => this.take(facts.device, facts.phoneKey);
    take(phoneState.current);
    phoneState.watch(take);
  }

  get hasKey(): boolean {
    return this.#sign !== undefined;
  }

  /** A request with its proof. */
  async proven(url: string, init: RequestInit): Promise<RequestInit> {
    const [sign, nonce] = [this.#sign, this.nonce];
    if (!sign) return init;
    const body = new Uint8Array(await new Response(init.body ?? "").arrayBuffer());
    const digest = await sha256(body);
    const signed = await sign([BEGINS, init.method, url, digest, nonce, this.#device].join("\n"));
    return { ...init, headers: { ...init.headers, "Banso-Proof": `${nonce} ${digest} ${signed}` } };
  }
}
