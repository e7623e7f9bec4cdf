/** What the browser has for push messages. The same in a page and in the service worker, but that a worker asks nobody. */

import { toBase64Url } from "../sync/base64.ts";
import type { PushAddress } from "../sync/protocol.ts";
import { isApplePhone, type Seen } from "./device.ts";
import { isArrived } from "./messages.ts";
import type { PushBrowser } from "./pushing.ts";

type Found = ServiceWorkerRegistration | undefined;

/** For a page. `registration` is how the service worker's registration is come by. */
export function browserPush(registration: () => Promise<Found> = pageRegistration): PushBrowser {
  const current = async () => (await registration().catch(() => undefined))?.pushManager?.getSubscription() ?? null;
  return {
    possible: possible(),
    permission: () => (typeof Notification === "undefined" ? "denied" : Notification.permission),
    ask: () => Notification.requestPermission(),
    current: async () => {
      const subscription = await current();
      return subscription && { address: addressOf(subscription), key: keyOf(subscription) };
    },
    subscribe: async (key) => {
      const options = { userVisibleOnly: true, applicationServerKey: key };
      const subscription = await (await registration())?.pushManager.subscribe(options);
      if (!subscription) throw new Error("no service worker");
      return addressOf(subscription);
    },
    unsubscribe: async () => {
      await (await current())?.unsubscribe().catch(() => false);
    },
    onArrival: (heard) => {
      const stop = new AbortController();
      const onMessage = ({ data }: MessageEvent) => {
        if (isArrived(data)) heard(data.arrived);
      };
      navigator.serviceWorker.addEventListener("message", onMessage, { signal: stop.signal });
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
  const seen: Seen = globalThis.navigator ?? { userAgent: "", maxTouchPoints: 0 };
  return isApplePhone(seen) && !seen.standalone ? "install_first" : "no";
}

function addressOf(subscription: PushSubscription): PushAddress {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint: endpoint ?? "", keys: { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" } };
}

function keyOf({ options }: PushSubscription): string {
  return toBase64Url(new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0)));
}
