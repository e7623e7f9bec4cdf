/** The signature of somebody who has had the phone in their hands: the picture, or what leads to it. */

import type { ComponentChildren } from "preact";
import { t } from "../kit/language.ts";
import { announce } from "../model/announce.ts";
import { idsIn } from "../model/attachments.ts";
import { AttachmentRow } from "../parts/attachment.tsx";
import { addPrepared, type Trouble, takeOut } from "./attaching.ts";
import type { Form } from "./form.ts";
import { errorOf } from "./frame.tsx";

/** The signature of this agreement: one of an earlier agreement does not stand for it. */
export function signatureIn(form: Form): string | undefined {
  return idsIn(form.get("attachments")).find((id) => id !== form.original.signature);
}

/** Keeps a signature with its form, under a name, and says so. Resolves to what went wrong, if anything did. */
export async function keepSignature(form: Form, name: string, content: Blob): Promise<Trouble | null> {
  const trouble = await addPrepared(form, { name, mediaType: "image/png", content });
  if (trouble === null) announce(t("handover.signed"));
  return trouble;
}

interface SignatureFieldProps {
  form: Form;
  label: string;
  /** What stands there until it is signed. */
  unsigned: ComponentChildren;
  /** The phone in somebody's hands, while it is there. */
  children: ComponentChildren;
}

export function SignatureField({ form, label, unsigned, children }: SignatureFieldProps) {
  const signature = signatureIn(form);
  return (
    <section class="field" aria-labelledby="signature">
      <h2 id="signature" class="field__label">
        {label}
      </h2>
      {errorOf({ form, field: "signature" }) !== null && <p class="field__error">{t("agreement.missing")}</p>}
      {signature === undefined ? (
        unsigned
      ) : (
        <ul class="attachments">
          <AttachmentRow id={signature}>
            <button type="button" class="button button--quiet" onClick={() => void takeOut(form, signature)}>
              {t("agreement.again")}
            </button>
          </AttachmentRow>
        </ul>
      )}
      {children}
    </section>
  );
}
