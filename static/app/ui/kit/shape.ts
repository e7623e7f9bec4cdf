/** The shapes that a state may have beside its word (components.css: `state--…`). */

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
  | "locked"
  | "plain";
