/** The orders in which a worker's cases can stand. Pure. */

export const CASE_ORDERS = ["kana", "contact", "next"] as const;
export type CaseOrder = (typeof CASE_ORDERS)[number];

export interface Sortable {
  /** Whether the case is closed. */
  closed: boolean;
  /** The client's reading, or else the name. */
  kana: string;
  /** The moment of the last contact; none where nobody was ever reached. */
  contact?: string | undefined;
  /** The moment of the next appointment. */
  next?: string | undefined;
}

/**
 * Open cases before closed ones; by reading, by the last contact (the latest first), or by the next appointment (the nearest first).
 * What an order says nothing of follows by reading.
 */
export function inOrder<Case extends Sortable>(cases: readonly Case[], order: CaseOrder): Case[] {
  const byReading = (a: Case, b: Case) => a.kana.localeCompare(b.kana, "ja");
  const byMoment = (a = "", b = "") => {
    if (a === "" || b === "") return Number(a === "") - Number(b === "");
    return order === "contact" ? b.localeCompare(a) : a.localeCompare(b);
  };
  return [...cases].sort((a, b) => {
    const closed = Number(a.closed) - Number(b.closed);
    return closed || (order === "kana" ? 0 : byMoment(a[order], b[order])) || byReading(a, b);
  });
}
