/** What clients have agreed to share, on the screen of their case. */

import { isOpen } from "../../sync/consents.ts";
import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import {
  CONSENT_SHAPES,
  type ConsentRecord,
  consentsOf,
  giverOf,
  receiverOf,
  stateOfConsent,
} from "../model/consents.ts";
import { day } from "../model/records.ts";
import { State, UnsentMark } from "./state.tsx";

export function Consents({ caseId }: { caseId: string }) {
  const consents = consentsOf(caseId);
  const over = consents.filter((consent) => !isOpen(stateOfConsent(consent)));
  const open = consents.filter((consent) => !over.includes(consent));
  return (
    <section class="section" aria-labelledby="consents">
      <h2 id="consents">{t("consents")}</h2>
      {open.length === 0 && <p class="soft">{t("consents.none")}</p>}
      {open.length > 0 && <ConsentList consents={open} />}
      {over.length > 0 && (
        <details class="disclosure">
          <summary>{t("consents.over", { count: over.length })}</summary>
          <ConsentList consents={over} />
        </details>
      )}
      <a class="button button--quiet" href={hrefOf("newConsent", caseId)}>
        {t("consent.new")}
      </a>
    </section>
  );
}

function ConsentList({ consents }: { consents: readonly ConsentRecord[] }) {
  return (
    <ul class="list">
      {consents.map((consent) => (
        <li key={consent.id}>
          <a class="list__link" href={hrefOf("consent", consent.id)}>
            <span class="list__main">{t("consent.to", { receiver: receiverOf(consent.view.fields) })}</span>
            <span class="list__sub">
              {giverOf(consent.view.fields)} {t("consent.until", { ends: day(consent.fields.ends_on ?? "") })}
            </span>
            <span class="list__aside">
              <ConsentStateMark consent={consent} />
              <UnsentMark view={consent.view} />
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

export function ConsentStateMark({ consent }: { consent: ConsentRecord }) {
  const state = stateOfConsent(consent);
  return <State shape={CONSENT_SHAPES[state]}>{t(`consent.state.${state}`)}</State>;
}
