/** Where the worker is, and how they get back. */

import { computed, signal } from "@preact/signals";
import { hrefOf, type RouteName, routeOf } from "./routes.ts";

const address = signal("");
/** How far down each screen was, for coming back to it. */
const places = new Map<string, number>();
let steps = 0;
let goesForward = false;

export const route = computed(() => routeOf(address.value));

/** Follows the address from here on. */
export function followAddress(): void {
  history.scrollRestoration = "manual";
  address.value = location.hash;
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest('a[href^="#/"]')) goesForward = true;
  });
  addEventListener("hashchange", () => {
    places.set(address.value, scrollY);
    steps += goesForward ? 1 : -1;
    address.value = location.hash;
    const top = goesForward ? 0 : (places.get(location.hash) ?? 0);
    goesForward = false;
    requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, top)));
  });
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
  address.value = location.hash;
  scrollTo(0, 0);
}

/** Goes back to where the worker came from, or to `name` where the app was opened on this screen. */
export function goBack(name: RouteName, id = ""): void {
  if (steps > 0) history.back();
  else goInstead(name, id);
}
