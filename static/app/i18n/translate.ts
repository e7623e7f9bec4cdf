/** Filling in a catalogue's sentences. Pure. */

/** A part of a catalogue in another language: the same keys. */
export type In<Part> = { readonly [key in keyof Part]: string };

export type Values = Readonly<Record<string, string | number>>;

/** `sentence` with each `{name}` replaced by that value. */
export function fill(sentence: string, values: Values = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
