/** What the office calls this device, and a way to call it something else. */

import { useSignal } from "@preact/signals";
import { errorWords, t } from "../kit/language.ts";
import { codeOf } from "../kit/problem.ts";
import { announce } from "../model/announce.ts";
import { notebook } from "../model/notebook.ts";
import { SendForm } from "./sendform.tsx";

export function DeviceName() {
  const typed = useSignal<string | null>(null);
  const problem = useSignal<"" | "too_long" | "storage_failed">("");
  const name = notebook().deviceName();
  const save = async () => {
    try {
      await notebook().nameDevice(typed.value ?? "");
    } catch (thrown) {
      problem.value = codeOf(thrown) === "name_too_long" ? "too_long" : "storage_failed";
      return;
    }
    problem.value = "";
    typed.value = null;
    announce(t("device.saved"));
  };
  if (typed.value === null) {
    return (
      <p class="row row--spread">
        <span class="soft small">{t("who.device", { device: name })}</span>
        <button type="button" class="button button--quiet button--small" onClick={() => (typed.value = name)}>
          {t("device.change")}
        </button>
      </p>
    );
  }
  return (
    <SendForm send={save} tight>
      <label class="field__label" for="device-name">
        {t("device")}
      </label>
      <p class="field__hint" id="device-name-hint">
        {t("device.hint")}
      </p>
      <input
        class="input"
        id="device-name"
        autocomplete="off"
        aria-describedby="device-name-hint"
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
      />
      {problem.value && (
        <p class="field__error" role="alert">
          {problem.value === "too_long" ? errorWords("too_long") : t("failure.storage_failed")}
        </p>
      )}
      <button type="submit" class="button">
        {t("form.save")}
      </button>
    </SendForm>
  );
}
