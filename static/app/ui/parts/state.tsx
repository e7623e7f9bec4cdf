/** States, as a word and a shape. */

import type { ExchangeState, View } from "../../outbox/notebook.ts";
import { t } from "../kit/language.ts";
import type { Shape } from "../kit/shape.ts";
import { type Delivery, deliveryOf, SHAPES } from "../model/delivery.ts";
import { notebook } from "../model/notebook.ts";

/** How each state of the exchange looks, wherever it is told. */
export const EXCHANGE_SHAPES: Readonly<Record<ExchangeState, Shape>> = {
  idle: "done",
  busy: "sending",
  offline: "waiting",
  unreachable: "due",
  intercepted: "due",
  unanswered: "waiting",
  waiting: "waiting",
  signed_out: "rejected",
  revoked: "rejected",
  not_here: "rejected",
  update_needed: "rejected",
  not_kept: "rejected",
  trouble: "due",
};

export function State({ shape, children }: { shape: Shape; children: string }) {
  return <span class={`state state--${shape}`}>{children}</span>;
}

/** The short word: 未送信, 届いています. */
export function DeliveryState({ delivery }: { delivery: Delivery }) {
  return <span class={`state state--${SHAPES[delivery]}`}>{t(`delivery.${delivery}`)}</span>;
}

/** The same for a record, and nothing for one that is with the office: that is how it should be. */
export function UnsentMark({ view }: { view: View }) {
  const delivery = deliveryOf(view, notebook().queue());
  return delivery === "delivered" ? null : <DeliveryState delivery={delivery} />;
}
