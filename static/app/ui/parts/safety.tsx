/** What a visitor must know before the door opens. */

import { t } from "../kit/language.ts";
import { State } from "./state.tsx";

export function Safety({ notes }: { notes: string }) {
  if (notes === "") return null;
  return (
    <section class="card card--caution" aria-labelledby="safety">
      <h2 id="safety">
        <State shape="due">{t("safety")}</State>
      </h2>
      <p class="narrative">{notes}</p>
    </section>
  );
}
