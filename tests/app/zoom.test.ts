import assert from "node:assert/strict";
import { test } from "node:test";
import { named, stemOf } from "../../static/app/ui/kit/photo.ts";
import { distance, drawn, MOST_ZOOM, middle, scrolled, zoomed } from "../../static/app/ui/kit/zoom.ts";

const LETTER = { width: 2000, height: 1000 };
const ROOM = { width: 400, height: 600 };

test("at a zoom of one all of a picture is in the room, turned or not", () => {
  assert.deepEqual(drawn(LETTER, 0, ROOM, 1).page, { width: 400, height: 200 });
  assert.deepEqual(drawn(LETTER, 1, ROOM, 1).page, { width: 300, height: 600 });
  assert.deepEqual(drawn(LETTER, 1, ROOM, 1).picture, { width: 600, height: 300 });
  assert.deepEqual(drawn(LETTER, 2, ROOM, 2).page, { width: 800, height: 400 });
});

test("zooming stays between the whole and eight times that", () => {
  assert.equal(zoomed(1, 0.5), 1);
  assert.equal(zoomed(2, 1.5), 3);
  assert.equal(zoomed(6, 2), MOST_ZOOM);
});

test("what is under the fingers stays there", () => {
  const at = { x: 100, y: 50 };
  const before = { x: 30, y: 10 };
  const after = scrolled(before, at, 2);
  assert.deepEqual({ x: (after.x + at.x) / 2, y: (after.y + at.y) / 2 }, { x: before.x + at.x, y: before.y + at.y });
});

test("two fingers have a distance and a middle", () => {
  const fingers = [
    { x: 0, y: 0 },
    { x: 6, y: 8 },
  ] as const;
  assert.deepEqual([distance(fingers), middle(fingers)], [10, { x: 3, y: 4 }]);
});

const NAMES: readonly [typed: string, type: "image/jpeg" | "application/pdf", name: string][] = [
  ["督促状", "image/jpeg", "督促状.jpg"],
  ["督促状.jpg", "image/jpeg", "督促状.jpg"],
  ["令和5.11.2 通知", "image/jpeg", "令和5.11.2 通知.jpg"],
  ["scan.JPEG", "application/pdf", "scan.pdf"],
  ["", "image/jpeg", "photo.jpg"],
  ["あ".repeat(200), "application/pdf", `${"あ".repeat(96)}.pdf`],
];

for (const [typed, type, name] of NAMES) {
  test(`a file that is called 「${typed.slice(0, 12)}」 has the ending of its type`, () => {
    assert.equal(named(typed, type), name);
    assert.equal(named(stemOf(name), type), name);
  });
}
