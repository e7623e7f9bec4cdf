/** The choice of language; each language is named in itself. */

import { useSignal } from "@preact/signals";
import { chooseLanguage, language, t } from "../kit/language.ts";
import type { Language } from "../kit/time.ts";

const NAMES: Record<Language, string> = { ja: "日本語", en: "English" };

export function LanguageChoice() {
  const failed = useSignal(false);
  const choose = (chosen: Language) =>
    chooseLanguage(chosen).then(
      () => {
        failed.value = false;
      },
      () => {
        failed.value = true;
      },
    );
  return (
    <fieldset class="field">
      <legend class="field__label">{t("language")}</legend>
      <div class="choices choices--two">
        {(["ja", "en"] as const).map((each) => (
          <label key={each} class="choice" lang={each}>
            <input type="radio" name="language" checked={language.value === each} onChange={() => void choose(each)} />
            <span>{NAMES[each]}</span>
          </label>
        ))}
      </div>
      {failed.value && (
        <p class="field__error" role="alert">
          {t("language.offline")}
        </p>
      )}
    </fieldset>
  );
}
