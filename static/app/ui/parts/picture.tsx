/** A picture that can be looked at closely: with two fingers, by double taps, buttons and keys; and turned. */

import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../kit/language.ts";
import {
  CLOSE_ZOOM,
  distance,
  drawn,
  LEAST_ZOOM,
  middle,
  type Point,
  type Size,
  scrolled,
  ZOOM_STEP,
  zoomed,
} from "../kit/zoom.ts";

const DOUBLE_TAP_MS = 300;
const STILL_PX = 10;
const FULL_TURN = 4;
const DEGREES_A_TURN = 90;
const NOTHING: Size = { width: 0, height: 0 };

interface PictureProps {
  url: string;
  name: string;
  withTools: boolean;
}

export function Picture({ url, name, withTools }: PictureProps) {
  const room = useRef<HTMLElement>(null);
  const look = useLook(room);
  const { zoom, turns, natural, space } = look;
  const { page, picture } = natural.value.width > 0 ? drawn(natural.value, turns.value, space.value, zoom.value) : NONE;
  const turn = turns.value % FULL_TURN;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys, too */}
      <section ref={room} class="viewer__room" tabIndex={0} aria-label={t("attachments.look")} {...look.hands}>
        <div class="viewer__page" style={{ width: `${page.width}px`, height: `${page.height}px` }}>
          <img
            src={url}
            alt={name}
            draggable={false}
            style={{
              width: `${picture.width}px`,
              height: `${picture.height}px`,
              transform: `translate(-50%, -50%) rotate(${turn * DEGREES_A_TURN}deg)`,
            }}
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => {
              natural.value = { width, height };
            }}
          />
        </div>
      </section>
      {withTools && (
        <div class="viewer__zoom">
          <button
            type="button"
            class="button"
            aria-label={t("attachments.smaller")}
            onClick={() => look.by(1 / ZOOM_STEP)}
          >
            −
          </button>
          <output class="number" aria-live="polite">
            {Math.round(zoom.value * 100)}%
          </output>
          <button type="button" class="button" aria-label={t("attachments.larger")} onClick={() => look.by(ZOOM_STEP)}>
            ＋
          </button>
          <button type="button" class="button" onClick={look.turn}>
            {t("attachments.turn")}
          </button>
        </div>
      )}
    </>
  );
}

const NONE = { page: NOTHING, picture: NOTHING };

/** How a picture is looked at, and the hands and keys that change it. */
function useLook(room: RefObject<HTMLElement | null>) {
  const zoom = useSignal(LEAST_ZOOM);
  const turns = useSignal(0);
  const natural = useSignal<Size>(NOTHING);
  const space = useSignal<Size>(NOTHING);
  const wanted = useRef<Point | null>(null);
  useEffect(() => {
    const { current } = room;
    if (!current) return;
    const watcher = new ResizeObserver(() => {
      space.value = { width: current.clientWidth, height: current.clientHeight };
    });
    watcher.observe(current);
    return () => watcher.disconnect();
  }, [room, space]);
  useLayoutEffect(() => {
    if (wanted.current) room.current?.scrollTo(wanted.current.x, wanted.current.y);
    wanted.current = null;
  });
  const by = (factor: number, at: Point = { x: space.peek().width / 2, y: space.peek().height / 2 }) => {
    const { current } = room;
    const next = zoomed(zoom.value, factor);
    if (!current || next === zoom.value) return;
    wanted.current = scrolled({ x: current.scrollLeft, y: current.scrollTop }, at, next / zoom.value);
    zoom.value = next;
  };
  const turn = () => {
    turns.value += 1;
  };
  return {
    zoom,
    turns,
    natural,
    space,
    by,
    turn,
    hands: { ...useHands(room, zoom, by), onKeyDown: keys(by, zoom, turn) },
  };
}

type By = (factor: number, at?: Point) => void;

function keys(by: By, zoom: Signal<number>, turn: () => void) {
  const doings: Record<string, () => void> = {
    "+": () => by(ZOOM_STEP),
    ";": () => by(ZOOM_STEP),
    "-": () => by(1 / ZOOM_STEP),
    "0": () => by(LEAST_ZOOM / zoom.peek()),
    r: turn,
  };
  return (event: KeyboardEvent) => {
    const doing = event.ctrlKey || event.metaKey || event.altKey ? undefined : doings[event.key];
    if (!doing) return;
    event.preventDefault();
    doing();
  };
}

/** One finger moves the page, two make it larger or smaller, two taps bring it close and back. */
function useHands(room: RefObject<HTMLElement | null>, zoom: Signal<number>, by: By) {
  const fingers = useRef(new Map<number, Point>());
  const tapped = useRef({ at: 0, moved: 0 });
  const pointIn = ({ clientX, clientY }: PointerEvent): Point => {
    const { left = 0, top = 0 } = room.current?.getBoundingClientRect() ?? {};
    return { x: clientX - left, y: clientY - top };
  };
  const lifted = (event: PointerEvent) => void fingers.current.delete(event.pointerId);
  return {
    onPointerDown: (event: PointerEvent) => {
      room.current?.setPointerCapture(event.pointerId);
      fingers.current.set(event.pointerId, pointIn(event));
      tapped.current.moved = 0;
    },
    onPointerMove: (event: PointerEvent) => {
      const before = fingers.current.get(event.pointerId);
      if (!before) return;
      const now = pointIn(event);
      const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
      fingers.current.set(event.pointerId, now);
      tapped.current.moved += distance([before, now]);
      if (other) by(distance([now, other]) / distance([before, other]), middle([now, other]));
      else room.current?.scrollBy(before.x - now.x, before.y - now.y);
    },
    onPointerUp: (event: PointerEvent) => {
      lifted(event);
      const { at, moved } = tapped.current;
      if (moved > STILL_PX || fingers.current.size > 0) return;
      const isSecond = event.timeStamp - at < DOUBLE_TAP_MS;
      tapped.current.at = isSecond ? 0 : event.timeStamp;
      if (isSecond) by(zoom.value > LEAST_ZOOM ? LEAST_ZOOM / zoom.value : CLOSE_ZOOM, pointIn(event));
    },
    onPointerCancel: lifted,
  };
}
