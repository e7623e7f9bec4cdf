/** The button that empties a phone on which nothing is worth keeping. */

import { useSignal } from "@preact/signals";
import { t } from "../kit/language.ts";
import { notebook } from "../model/notebook.ts";

interface SignOutButtonProps {
  word: string;
  /** The classes that make it large or quiet. */
  look: string;
  /** Asked before anything goes. */
  confirm?: () => Promise<boolean>;
}

export function SignOutButton({ word, look, confirm }: SignOutButtonProps) {
  const failed = useSignal(false);
  const signOut = async () => {
    if (confirm && !(await confirm())) return;
    await notebook()
      .signOut()
      .catch(() => {
        failed.value = true;
      });
  };
  return (
    <>
      <button type="button" class={`button ${look}`} onClick={() => void signOut()}>
        {word}
      </button>
      {failed.value && (
        <p class="field__error" role="alert">
          {t("signout.failed")}
        </p>
      )}
    </>
  );
}
