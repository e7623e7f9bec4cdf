/** What somebody reads and signs with the phone in their hands. Signed or not, it leads nowhere else. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { t } from "../kit/language.ts";
import type { Trouble } from "./attaching.ts";
import { HandedOver } from "./handedover.tsx";
import { SignaturePad } from "./signature.tsx";

const LOOK = "full-screen__page stack stack--loose";

interface ForSignatureProps {
  /** The heading above the field for the signature. */
  heading: string;
  /** Keeps the signature at once: the phone may be switched off before it is back. Resolves to what went wrong, if anything did. */
  onSigned: (picture: Blob) => Promise<Trouble | null>;
  /** Its worker has the phone again. */
  onClose: () => void;
  /** What is signed; its heading has the id `handover` and `readFromHere`. */
  children: ComponentChildren;
}

export function ForSignature({ heading, onSigned, onClose, children }: ForSignatureProps) {
  const isSigned = useSignal(false);
  const trouble = useSignal<Trouble | null>(null);
  // Thanks are said once the phone has it.
  const signed = async (picture: Blob) => {
    trouble.value = await onSigned(picture);
    isSigned.value = trouble.value === null;
  };
  if (isSigned.value) {
    return (
      <HandedOver key="signed" label="handover" word={t("handover.take")} onTakenBack={onClose} look={LOOK}>
        <h1 id="handover" tabIndex={-1} ref={readFromHere}>
          {t("handover.thanks")}
        </h1>
        <p>{t("handover.return")}</p>
      </HandedOver>
    );
  }
  return (
    <HandedOver key="unsigned" label="handover" word={t("handover.close")} onTakenBack={onClose} look={LOOK}>
      {children}
      <section class="section" aria-labelledby="handover-sign">
        <h2 id="handover-sign">{heading}</h2>
        <p>{t("handover.sign")}</p>
        <SignaturePad onSigned={signed} />
        {trouble.value !== null && (
          <p class="field__error" role="alert">
            {t(`attachments.${trouble.value}`)}
          </p>
        )}
      </section>
    </HandedOver>
  );
}

/** The heading takes the focus when it appears: a dialog would give it to the first button, far below. */
export function readFromHere(heading: HTMLElement | null): void {
  requestAnimationFrame(() => heading?.focus());
}
