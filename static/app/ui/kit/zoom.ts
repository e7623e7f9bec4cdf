/** Looking closely at a picture: how large it is drawn, and what stays in place while that changes. Pure; all in pixels. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** As large as fits, and eight times that. */
export const LEAST_ZOOM = 1;
export const MOST_ZOOM = 8;
/** What a button or a key does. */
export const ZOOM_STEP = 1.5;
/** What a double tap brings: the print of a letter across a narrow phone. */
export const CLOSE_ZOOM = 2.5;

export function zoomed(zoom: number, factor: number): number {
  return Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom * factor));
}

/** How large a picture is drawn after `turns` quarter turns: at a zoom of one, all of it is in the room. */
export function drawn(picture: Size, turns: number, room: Size, zoom: number): { page: Size; picture: Size } {
  const isOnItsSide = turns % 2 !== 0;
  const [width, height] = isOnItsSide ? [picture.height, picture.width] : [picture.width, picture.height];
  const scale = Math.min(room.width / width, room.height / height) * zoom;
  return {
    page: { width: width * scale, height: height * scale },
    picture: { width: picture.width * scale, height: picture.height * scale },
  };
}

/** Where to scroll after a page grew by `factor`, so that what was under `at` (from the edge of what is seen) stays there. */
export function scrolled(scroll: Point, at: Point, factor: number): Point {
  return { x: (scroll.x + at.x) * factor - at.x, y: (scroll.y + at.y) * factor - at.y };
}

export function distance([one, other]: readonly [Point, Point]): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

export function middle([one, other]: readonly [Point, Point]): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}
