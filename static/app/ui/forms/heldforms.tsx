/** On every screen: what was typed and is kept nowhere yet, with the ways to save it. */

import { useSignal } from "@preact/signals";
import { t } from "../kit/language.ts";
import { hrefOfDraft, routeOf } from "../kit/routes.ts";
import { clientOf } from "../model/records.ts";
import { Facts } from "../parts/facts.tsx";
import type { Form } from "./form.ts";
import { factsOf, heldForms } from "./held.ts";

export function HeldForms() {
  return (
    <>
      {heldForms.value.map((form) => (
        <section key={form.key} class="notice notice--alert stack" aria-label={t("held")}>
          <p class="notice__title">{t("held")}</p>
          <p>{t("held.do")}</p>
          <p class="strong">{t("client", { name: clientOf(routeOf(form.key).id) })}</p>
          <Facts facts={factsOf(form)} />
          <a class="button" href={hrefOfDraft(form.key)}>
            {t("held.open")}
          </a>
          <CopyWords form={form} />
        </section>
      ))}
    </>
  );
}

/** Ways to keep a text elsewhere: the clipboard, or whatever the phone can share with. */
export function CopyWords({ form }: { form: Form }) {
  const words = () =>
    factsOf(form)
      .map(({ label, words }) => `${label}: ${words}`)
      .join("\n");
  const outcome = useSignal<"held.copied" | "held.not_copied" | null>(null);
  const copy = () =>
    navigator.clipboard.writeText(words()).then(
      () => {
        outcome.value = "held.copied";
      },
      () => {
        outcome.value = "held.not_copied";
      },
    );
  // Whoever ends the sharing without choosing has decided nothing.
  const share = () => void navigator.share({ text: words() }).catch(() => undefined);
  return (
    <div class="row">
      <button type="button" class="button button--quiet" onClick={() => void copy()}>
        {t("held.copy")}
      </button>
      {"share" in navigator && (
        <button type="button" class="button button--quiet" onClick={share}>
          {t("held.share")}
        </button>
      )}
      <span role="status">{outcome.value && t(outcome.value)}</span>
    </div>
  );
}
