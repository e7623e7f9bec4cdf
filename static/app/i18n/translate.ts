/** Filling in a catalogue's sentences. Pure. */

/** A part of a catalogue in another language: the same keys. */
export type In<Part> = { readonly [key in keyof Part]: string };

export type Values = Readonly<Record<string, string | number>>;

/** Japanese has one form for any number, and so its sentences name none. */
const RULES = new Intl.PluralRules("en");

/** `sentence` with each `{name}` replaced by that value, and each `{name|note|notes}` by the form that goes with that number. */
export function fill(sentence: string, values: Values = {}): string {
  return sentence.replace(
    /\{(\w+)(?:\|([^|}]+)\|([^|}]+))?\}/g,
    (whole, name: string, one?: string, other?: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return (RULES.select(Number(value)) === "one" ? one : other) ?? String(value);
    },
  );
}
