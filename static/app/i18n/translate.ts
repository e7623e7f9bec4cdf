/** Filling in a catalogue's sentences. Pure. */

export type Values = Readonly<Record<string, string | number>>;

/** `sentence` with each `{name}` replaced by that value. */
export function fill(sentence: string, values: Values = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
