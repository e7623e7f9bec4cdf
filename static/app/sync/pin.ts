/** What may be a PIN. */

/** The fewest signs. */
export const SHORTEST_PIN = 6;

const ROWS: readonly string[] = ["01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/** A PIN as it is counted: full width digits are the same digits. */
export function canonicalPin(pin: string): string {
  return pin.normalize("NFKC").trim();
}

/** Why a PIN is none: `too_short`, or `too_easy` where it is one sign, a pair of them in turn, or a row of the keys. */
export function pinProblem(typed: string): "too_short" | "too_easy" | undefined {
  const pin = canonicalPin(typed).toLowerCase();
  const signs = [...pin];
  if (signs.length < SHORTEST_PIN) return "too_short";
  const repeats = [1, 2, 3].some((period) => signs.every((sign, at) => sign === signs[at % period]));
  const backward = [...signs].reverse().join("");
  const isRow = ROWS.some((row) => row.includes(pin) || row.includes(backward));
  return repeats || isRow ? "too_easy" : undefined;
}
