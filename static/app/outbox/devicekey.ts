/**
 * A passkey of this device that opens the lock of the app (WebAuthn's PRF): its chip makes 32 bytes of an input, once it has made sure of
 * its user, and without a network. The office knows nothing of it, and it signs nobody in. It is loaded when somebody uses it.
 */

import type { PasskeyPlace, PasskeySecret } from "../store/keyring.ts";
import { fromBase64, toBase64 } from "../sync/base64.ts";

const BYTES = 32;
const SHOWN_AS = "Banso 伴走";
const SHOWN_FOR = "この端末の鍵";
/** ES256 and RS256: what every device makes. */
const ALGORITHMS = [-7, -257];

/** Whether this device may have such a passkey. Whether it gives secrets, it tells only when it makes one. */
export function mayHaveOne(): Promise<boolean> {
  if (typeof PublicKeyCredential !== "function") return Promise.resolve(false);
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

/** A new passkey of this device, and its secret; nothing where its user makes none, or it gives no secrets. */
export async function newSecret(): Promise<PasskeySecret | undefined> {
  const made = await navigator.credentials
    .create({
      publicKey: {
        challenge: random(),
        rp: { name: SHOWN_AS },
        user: { id: random(), name: SHOWN_FOR, displayName: SHOWN_FOR },
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: {
          authenticatorAttachment: "platform",
          // It is named by its id: so it is not offered at the sign-in, which it does not open.
          residentKey: "discouraged",
          userVerification: "required",
        },
        extensions: { prf: {} },
      },
    })
    .catch(() => null);
  if (!(made instanceof PublicKeyCredential)) return undefined;
  const place = { credential: toBase64(new Uint8Array(made.rawId)), input: toBase64(random()) };
  const secret = await secretOf(place);
  return secret && { ...place, secret };
}

/** The secret that a passkey gives for its input; nothing where it is not shown. */
export async function secretOf({ credential, input }: PasskeyPlace): Promise<Uint8Array | undefined> {
  const shown = await navigator.credentials
    .get({
      publicKey: {
        challenge: random(),
        allowCredentials: [{ type: "public-key", id: fromBase64(credential) }],
        userVerification: "required",
        extensions: { prf: { eval: { first: fromBase64(input) } } },
      },
    })
    .catch(() => null);
  if (!(shown instanceof PublicKeyCredential)) return undefined;
  const first = shown.getClientExtensionResults().prf?.results?.first;
  const secret = first && new Uint8Array(first instanceof ArrayBuffer ? first : first.buffer);
  return secret?.length === BYTES ? secret : undefined;
}

function random(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(BYTES));
}
