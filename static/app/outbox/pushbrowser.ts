/** What the browser has for push messages. The same in a page and in the service worker, but that a worker asks nobody. */

import { isArrived } from "./messages.ts";
import type { Address, PushBrowser } from "./pushing.ts";

type Found = ServiceWorkerRegistration | undefined;

/** For a page. `registration` is how the service worker's registration is come by. */
export function browserPush(registration: () => Promise<Found> = pageRegistration): PushBrowser {
  const current = async () => (await registration().catch(() => undefined))?.pushManager?.getSubscription() ?? null;
  return {
    possible: possible(),
    permission: () => (typeof Notification === "undefined" ? "denied" : Notification.permission),
    ask: () => Notification.requestPermission(),
    current: async () => {
      const found = await current();
      return found && { address: addressOf(found), key: keyOf(found) };
    },
    subscribe: async (key) => {
      const options = { userVisibleOnly: true, applicationServerKey: key };
      const found = await (await registration())?.pushManager.subscribe(options);
      if (!found) throw new Error("no service worker");
      return addressOf(found);
    },
    unsubscribe: async () => {
      await (await current())?.unsubscribe().catch(() => false);
    },
    onArrival: (heard) => {
      const stop = new AbortController();
      const told = ({ data }: MessageEvent) => {
        if (isArrived(data)) heard(data.arrived);
      };
      navigator.serviceWorker.addEventListener("message", told, { signal: stop.signal });
      return () => stop.abort();
    },
  };
}

function pageRegistration(): Promise<Found> {
  return navigator.serviceWorker?.ready ?? Promise.resolve(undefined);
}

/** Safari on iPhone and iPad has push messages only for an app that was put on the home screen. */
function possible(): PushBrowser["possible"] {
  const scope = globalThis as { PushManager?: unknown; Notification?: unknown };
  if (scope.PushManager && scope.Notification) return "yes";
  const { userAgent = "", maxTouchPoints = 0 } = globalThis.navigator ?? {};
  const isApple = /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes("Macintosh") && maxTouchPoints > 1);
  const isInstalled = (globalThis.navigator as { standalone?: boolean } | undefined)?.standalone === true;
  return isApple && !isInstalled ? "install_first" : "no";
}

function addressOf(subscription: PushSubscription): Address {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint: endpoint ?? "", keys: { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" } };
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
