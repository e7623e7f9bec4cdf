/** Where a client lives and under which number they are reached, each as what a phone does with it. */

import { t } from "../kit/language.ts";
import { mapHref } from "../kit/map.ts";
import { homeOf, personOf } from "../model/notebook.ts";

/** The address of a case's client or household. Where it says no more than `place`, nothing. */
export function Home({ caseId, place }: { caseId: string | undefined; place?: string | undefined }) {
  const home = homeOf(caseId);
  return home && home !== place ? <Address address={home} /> : null;
}

export function Address({ address }: { address: string }) {
  const map = mapHref(address);
  if (map === undefined) return <p class="narrative">{address}</p>;
  return (
    <p>
      <a class="reach" href={map}>
        {address}
        <span class="soft small"> {t("reach.map")}</span>
      </a>
    </p>
  );
}

export function Telephone({ caseId }: { caseId: string | undefined }) {
  const phone = personOf(caseId)?.fields.phone;
  return phone ? <Call phone={phone} /> : null;
}

export function Call({ phone }: { phone: string }) {
  return (
    <p>
      <a class="reach" href={`tel:${phone.replace(/[^\d+]/g, "")}`}>
        {t("case.call", { phone })}
      </a>
    </p>
  );
}
