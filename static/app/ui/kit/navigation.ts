/** Where the worker is, and how they get back. */

import { computed, signal } from "@preact/signals";
import { hrefOf, routeOf } from "./routes.ts";
import type { RouteName } from "./screens.ts";

const address = signal("");
/** How far down each screen was, for coming back to it. */
const places = new Map<string, number>();
let steps = 0;
let goesForward = false;
/** The address that is not left. */
let held: string | null = null;

export const route = computed(() => routeOf(address.value));

/** `true`, or the answer to a question that has to be asked before the screen is left. */
type MayLeave = () => true | Promise<boolean>;
let mayLeave: MayLeave = () => true;
/** Makes ready what a screen needs; resolves when it can be shown. */
type MakeReady = (name: RouteName) => Promise<void> | undefined;
let makeReady: MakeReady = () => undefined;

/** Follows the address from here on. `asked` is asked before a link leads away; until `prepared` resolves, the screen before stays. */
export function followAddress(asked: MayLeave, prepared: MakeReady): void {
  mayLeave = asked;
  makeReady = prepared;
  history.scrollRestoration = "manual";
  address.value = location.hash;
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#/"]') : null;
    if (!link) return;
    const answer = mayLeave();
    if (answer === true) goesForward = true;
    else {
      event.preventDefault();
      void answer.then((leaves) => leaves && goTo(link.hash));
    }
  });
  addEventListener("hashchange", () => {
    if (held !== null && location.hash !== held) {
      steps -= 1;
      location.hash = held;
      return;
    }
    const isForward = goesForward;
    goesForward = false;
    steps += isForward || held !== null ? 1 : -1;
    void show(isForward);
  });
}

/** Stays on this screen, whatever Back or an address says, until what it gives back is called. */
export function holdHere(): () => void {
  held = location.hash;
  return () => {
    held = null;
  };
}

async function show(isForward: boolean): Promise<void> {
  const hash = location.hash;
  await makeReady(routeOf(hash).name);
  // Somebody who goes on meanwhile is not shown what they left.
  if (location.hash !== hash) return;
  places.set(address.value, scrollY);
  address.value = hash;
  const top = isForward ? 0 : (places.get(hash) ?? 0);
  requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, top)));
}

export function go(name: RouteName, id = ""): void {
  goesForward = true;
  location.hash = hrefOf(name, id);
}

/** Goes to an address of the app that came from outside: a notification was tapped. */
export function goTo(address: string): void {
  goesForward = true;
  location.hash = address;
}

/** Goes on to a screen that takes this one's place, so that Back does not come here again. */
export function goInstead(name: RouteName, id = ""): void {
  history.replaceState(null, "", hrefOf(name, id));
  void show(true);
}

/** Goes back to where the worker came from, or to `name` where the app was opened on this screen. */
export function goBack(name: RouteName, id = ""): void {
  if (steps > 0) history.back();
  else goInstead(name, id);
}

/** `goBack` for somebody who taps the way back: asks where something would have to be left behind. */
export async function goBackIfMeant(name: RouteName, id = ""): Promise<void> {
  if (await mayLeave()) goBack(name, id);
}
