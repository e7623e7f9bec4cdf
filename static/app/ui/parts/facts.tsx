/** A list of names and values. */

import type { Fact } from "../model/facts.ts";

export function Facts({ facts }: { facts: readonly Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <dl class="facts">
      {facts.map(({ field, label, words }) => (
        <div key={field} class="facts__pair">
          <dt>{label}</dt>
          <dd class="narrative">{words}</dd>
        </div>
      ))}
    </dl>
  );
}
