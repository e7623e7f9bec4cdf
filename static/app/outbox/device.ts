/** What can be told of a device and its browser from what it says of itself: its name, and how long it keeps things. Pure. */

export interface Seen {
  readonly userAgent: string;
  readonly maxTouchPoints: number;
  /** Opened from an iPhone's home screen, which keeps its own notes apart from those in Safari. */
  readonly standalone?: boolean;
}

type Sign = readonly [RegExp, string];

const MACHINES: readonly Sign[] = [
  [/iPhone|iPod/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/CrOS/, "Chromebook"],
  [/Mac/, "Mac"],
  [/Linux/, "Linux"],
];

/** A browser names those that it wants to be taken for as well: the one that names the fewest comes first. */
const BROWSERS: readonly Sign[] = [
  [/\bLine\//, "LINE"],
  [/Edg/, "Edge"],
  [/Samsung/, "Samsung"],
  [/OPR\/|OPT\//, "Opera"],
  [/Firefox|FxiOS/, "Firefox"],
  [/Chrom|CriOS/, "Chrome"],
  [/Safari/, "Safari"],
];

const named = (signs: readonly Sign[], { userAgent }: Seen) => signs.find(([sign]) => sign.test(userAgent))?.[1];

function machineOf(seen: Seen): string | undefined {
  const machine = named(MACHINES, seen);
  // An iPad calls itself a Mac, and no Mac can be touched.
  return machine === "Mac" && seen.maxTouchPoints > 1 ? "iPad" : machine;
}

/** What the office calls a device before anybody gives it a name: `iPhone · Safari`. */
export function deviceName(seen: Seen): string {
  const browser = seen.standalone ? "Banso" : named(BROWSERS, seen);
  return [machineOf(seen), browser].filter(Boolean).join(" · ") || "Web";
}

/** An iPhone or iPad, where every browser is Safari underneath. */
export function isApplePhone(seen: Seen): boolean {
  return ["iPhone", "iPad"].includes(machineOf(seen) ?? "");
}

/**
 * Whether the browser takes away all that a page keeps, once it was not opened for seven days. Safari does, and so does every browser
 * of an iPhone, but not what was put on the home screen or into the Dock (`installed`).
 */
export function forgetsAfterAWeek(seen: Seen, installed: boolean): boolean {
  if (installed) return false;
  return isApplePhone(seen) || (machineOf(seen) === "Mac" && named(BROWSERS, seen) === "Safari");
}
