/** Having a passkey shown, for a sign-in on this phone. It is loaded when somebody does. */

import { type RequestJson, requestOptions, shownJson } from "../sync/webauthn.ts";

/** What the office is told; nothing where none was shown. */
export async function shownPasskey(options: RequestJson): Promise<Record<string, unknown> | undefined> {
  const credential = await navigator.credentials
    .get({ publicKey: requestOptions(options) })
    // Whoever cancels, waits too long or has none here: browsers tell them so themselves.
    .catch(() => null);
  return credential instanceof PublicKeyCredential ? shownJson(credential) : undefined;
}
