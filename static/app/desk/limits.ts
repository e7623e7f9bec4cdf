/**
 * Texts with a limit (`data-limit`): how much room is left is told once little is, and what is pasted with a text and cannot be seen is
 * taken out, with a word. Nothing is cut off: what is too long is refused, with the text kept.
 */

import { seenIn } from "../i18n/composing.ts";
import { LINE_LENGTH } from "../sync/kinds.gen.ts";
import { roomLeft } from "../sync/plain.ts";

export function tellLimits(): void {
  document.addEventListener("input", (event) => {
    const { target } = event;
    const isText = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (isText && target.dataset.limit && !(event as InputEvent).isComposing)
      tell(target, Number(target.dataset.limit));
  });
}

function tell(control: HTMLInputElement | HTMLTextAreaElement, limit: number): void {
  const room = document.getElementById(`${control.id}-room`);
  if (!room) return;
  let isCleaned = false;
  const text = seenIn(control, limit <= LINE_LENGTH, () => {
    isCleaned = true;
  });
  const { cleaned, left: few, leftOne, over, overOne } = room.dataset;
  const left = roomLeft(text, limit);
  const isOver = left !== undefined && left < 0;
  const isOne = Math.abs(left ?? 0) === 1;
  const [many, one] = isOver ? [over, overOne] : [few, leftOne];
  const sentence = isOne ? one : many;
  const roomWords = left !== undefined && sentence?.replace("{count}", String(Math.abs(left)));
  room.className = isOver ? "field__error" : "field__hint";
  room.textContent = [isCleaned && cleaned, roomWords].filter(Boolean).join(" ");
  room.hidden = room.textContent === "";
}
