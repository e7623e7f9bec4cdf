/** States, as a word and a shape. */

import type { View } from "../../outbox/notebook.ts";
import { type Delivery, deliveryOf, SHAPES } from "../delivery.ts";
import { t } from "../language.ts";
import { notebook } from "../notebook.ts";

export type Shape =
  | "draft"
  | "queued"
  | "sending"
  | "done"
  | "waiting"
  | "conflict"
  | "rejected"
  | "returned"
  | "due"
  | "alarm"
  | "plain";

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
