/** Why something that was just tried did not work; nothing where it did. */

import { tCode } from "../language.ts";

export function Problem({ code }: { code: string | null }) {
  return code === null ? null : (
    <p class="field__error" role="alert">
      {tCode("problem", code, "problem.other")}
    </p>
  );
}
