/** Why something that was just tried did not work; nothing where it did. */

import { problemWords } from "../kit/problem.ts";

export function Problem({ code }: { code: string | null }) {
  return code === null ? null : (
    <p class="field__error" role="alert">
      {problemWords(code)}
    </p>
  );
}
