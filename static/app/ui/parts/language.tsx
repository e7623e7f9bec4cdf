/** The choice of language; each language is named in itself. */

import { chooseLanguage, language, t } from "../language.ts";
import type { Language } from "../time.ts";

const NAMES: Record<Language, string> = { ja: "日本語", en: "English" };

export function LanguageChoice() {
  return (
    <fieldset class="field">
      <legend class="field__label">{t("language")}</legend>
      <div class="choices choices--two">
        {(["ja", "en"] as const).map((each) => (
          <label key={each} class="choice" lang={each}>
            <input
              type="radio"
              name="language"
              checked={language.value === each}
              onChange={() => chooseLanguage(each)}
            />
            <span>{NAMES[each]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
