/** What is written on a signature pad. Pure. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Stroke = readonly Point[];

/** In pixels of the screen: what is shorter was no signature but a touch by mistake. */
const SHORTEST_SIGNATURE = 40;

export function isSignature(strokes: readonly Stroke[]): boolean {
  return strokes.reduce((length, stroke) => length + lengthOf(stroke), 0) >= SHORTEST_SIGNATURE;
}

function lengthOf(stroke: Stroke): number {
  let length = 0;
  for (const [place, { x, y }] of stroke.entries()) {
    const before = stroke[place - 1];
    if (before) length += Math.hypot(x - before.x, y - before.y);
  }
  return length;
}
