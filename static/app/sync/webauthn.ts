/**
 * WebAuthn's JSON, as the office tells what to do with a passkey and is told what it answered, and the bytes that browsers take and give.
 * Browsers have learnt to do this themselves (`parseRequestOptionsFromJSON`, `toJSON`), later than those that the app is made for.
 */

import { fromBase64Url, toBase64Url } from "./base64.ts";

interface DescribedJson {
  readonly id: string;
  readonly type: "public-key";
  readonly transports?: AuthenticatorTransport[];
}

export interface RequestJson {
  readonly challenge: string;
  readonly rpId: string;
  readonly timeout: number;
  readonly userVerification: UserVerificationRequirement;
  readonly allowCredentials: readonly DescribedJson[];
}

export interface CreationJson {
  readonly challenge: string;
  readonly rp: PublicKeyCredentialRpEntity;
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly pubKeyCredParams: PublicKeyCredentialParameters[];
  readonly timeout: number;
  readonly attestation: AttestationConveyancePreference;
  readonly authenticatorSelection: AuthenticatorSelectionCriteria;
  readonly excludeCredentials: readonly DescribedJson[];
}

/** What a browser is asked with for a passkey to be shown. */
export function requestOptions(json: RequestJson): PublicKeyCredentialRequestOptions {
  return { ...json, challenge: fromBase64Url(json.challenge), allowCredentials: json.allowCredentials.map(described) };
}

/** What a browser is asked with for a passkey to be made. */
export function creationOptions(json: CreationJson): PublicKeyCredentialCreationOptions {
  const user = { ...json.user, id: fromBase64Url(json.user.id) };
  return {
    ...json,
    user,
    challenge: fromBase64Url(json.challenge),
    excludeCredentials: json.excludeCredentials.map(described),
  };
}

/** What the office is told of a passkey that was shown. */
export function shownJson({ id, rawId, type, response }: PublicKeyCredential): Record<string, unknown> {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse;
  return {
    id,
    rawId: toBase64Url(new Uint8Array(rawId)),
    type,
    response: {
      clientDataJSON: toBase64Url(new Uint8Array(clientDataJSON)),
      authenticatorData: toBase64Url(new Uint8Array(authenticatorData)),
      signature: toBase64Url(new Uint8Array(signature)),
      ...(userHandle && { userHandle: toBase64Url(new Uint8Array(userHandle)) }),
    },
  };
}

/** What the office is told of a passkey that was made. */
export function madeJson({ id, rawId, type, response }: PublicKeyCredential): Record<string, unknown> {
  const made = response as AuthenticatorAttestationResponse;
  return {
    id,
    rawId: toBase64Url(new Uint8Array(rawId)),
    type,
    response: {
      clientDataJSON: toBase64Url(new Uint8Array(made.clientDataJSON)),
      attestationObject: toBase64Url(new Uint8Array(made.attestationObject)),
      transports: made.getTransports?.() ?? [],
    },
  };
}

function described({ id, type, transports }: DescribedJson): PublicKeyCredentialDescriptor {
  return { type, id: fromBase64Url(id), ...(transports && { transports }) };
}
