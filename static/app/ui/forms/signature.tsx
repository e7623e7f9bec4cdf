/** A pad to sign on, with a finger, a pen or a mouse. Who cannot write on it signs on paper. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../kit/language.ts";
import { isSignature, type Point, type Stroke } from "../kit/strokes.ts";

const INK = "#1a1a1a";
const PAPER = "#ffffff";
/** In pixels of the screen. */
const PEN = 3;

/** `onSigned` resolves when the picture is kept or refused; it is given one at a time. */
export function SignaturePad({ onSigned }: { onSigned: (picture: Blob) => Promise<void> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const strokes = useSignal<readonly Stroke[]>([]);
  useEffect(() => {
    const pad = canvas.current;
    if (!pad) return;
    pad.width = Math.round(pad.clientWidth * devicePixelRatio);
    pad.height = Math.round(pad.clientHeight * devicePixelRatio);
    draw(pad, []);
  }, []);
  const put = (changed: readonly Stroke[]) => {
    strokes.value = changed;
    if (canvas.current) draw(canvas.current, changed);
  };
  const isBusy = useSignal(false);
  const take = async (picture: Blob | null) => {
    if (picture) await onSigned(picture);
    isBusy.value = false;
  };
  const canConfirm = isSignature(strokes.value) && !isBusy.value;
  const confirm = () => {
    if (!canConfirm || !canvas.current) return;
    isBusy.value = true;
    canvas.current.toBlob((picture) => void take(picture), "image/png");
  };
  return (
    <div class="stack stack--tight">
      <canvas
        ref={canvas}
        class="signature"
        role="img"
        aria-label={t("agreement.pad")}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          put([...strokes.value, [pointOf(event)]]);
        }}
        onPointerMove={(event) => {
          const last = strokes.value.at(-1);
          if (!last || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
          put([...strokes.value.slice(0, -1), [...last, pointOf(event)]]);
        }}
      />
      <div class="form-actions">
        <button type="button" class="button button--quiet" onClick={() => put([])}>
          {t("agreement.clear")}
        </button>
        <button type="button" class="button" aria-disabled={canConfirm ? undefined : "true"} onClick={confirm}>
          {t("agreement.confirm")}
        </button>
      </div>
    </div>
  );
}

/** Where a pointer is on the pad, in pixels of the screen as the pad was laid out first: a turned phone only scales it. */
function pointOf({ currentTarget: pad, clientX, clientY }: PointerEvent & { currentTarget: HTMLCanvasElement }): Point {
  const { left, top, width, height } = pad.getBoundingClientRect();
  const scale = devicePixelRatio;
  return { x: ((clientX - left) * pad.width) / width / scale, y: ((clientY - top) * pad.height) / height / scale };
}

function draw(pad: HTMLCanvasElement, strokes: readonly Stroke[]): void {
  const context = pad.getContext("2d");
  if (!context) return;
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.fillStyle = PAPER;
  context.fillRect(0, 0, pad.width, pad.height);
  context.strokeStyle = INK;
  context.lineWidth = PEN;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const stroke of strokes) {
    context.beginPath();
    for (const { x, y } of stroke) context.lineTo(x, y);
    context.stroke();
  }
}
