/** Signing in, by whatever somebody shows who they are. */

import type { Credentials, Session } from "../sync/protocol.ts";
import type { RequestJson } from "../sync/webauthn.ts";
import { type AroundSignIn, replied, signIn } from "./account.ts";
import { NotebookError } from "./failure.ts";
import type { OtherWays } from "./notebook.ts";
import type { Office } from "./office.ts";
import type { PhoneState } from "./phonestate.ts";
import type { Platform } from "./platform.ts";

export type MayComeIn = AroundSignIn["mayComeIn"];

const CHALLENGE = "/api/session/passkey/challenge";

/** See `Notebook.signIn`, `otherWays` and `signInBy`. */
export class Entrance {
  readonly #state: PhoneState;
  readonly #office: Office;
  readonly #platform: Platform;
  readonly #entered: () => void;

  /** `entered` is called once somebody is signed in. */
  constructor(state: PhoneState, office: Office, platform: Platform, entered: () => void) {
    this.#state = state;
    this.#office = office;
    this.#platform = platform;
    this.#entered = entered;
  }

  signIn(login: string, password: string, code: string): Promise<Session> {
    return this.#begin({ by: "password", login: login.trim(), password, code }, () => true);
  }

  async otherWays(): Promise<OtherWays> {
    const answer = await this.#office.ways();
    const { passkey, provider } = answer.is === "reply" ? answer.body : { passkey: false, provider: null };
    return { passkey: passkey && typeof PublicKeyCredential === "function", provider };
  }

  async signInBy(way: "passkey" | "identity", mayComeIn: MayComeIn, code: string): Promise<Session> {
    if (way === "identity") return this.#begin({ by: way, code }, mayComeIn);
    const { options } = replied(await this.#office.ask(CHALLENGE, {}, isChallenge));
    const credential = await (await import("./passkey.ts")).shownPasskey(options);
    if (!credential) throw new NotebookError("not_now");
    return this.#begin({ by: way, credential }, mayComeIn);
  }

  async #begin(credentials: Credentials, mayComeIn: MayComeIn): Promise<Session> {
    const { deviceName } = this.#platform;
    const around = { deviceName, mayComeIn, seal: () => this.#platform.seal() };
    const session = await signIn(this.#state, this.#office, credentials, around);
    this.#entered();
    return session;
  }
}

function isChallenge(body: unknown): body is { options: RequestJson } {
  return typeof body === "object" && body !== null && "options" in body;
}
