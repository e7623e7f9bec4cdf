/** Beginning anew on a phone that was erased for the office: its browser has forgotten everything, so the history says why. */

const REVOKED = "revoked";

export function beginRevoked(): void {
  history.replaceState(REVOKED, "");
  location.reload();
}

/** Whether this page was loaded anew for that. Tells so once. */
export function wasRevoked(): boolean {
  if (history.state !== REVOKED) return false;
  history.replaceState(null, "");
  return true;
}
