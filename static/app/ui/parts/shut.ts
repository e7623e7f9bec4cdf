/** What goes on while nothing here can be read: what is sealed for the office is delivered, and the office is heard. */

import { useEffect, useRef } from "preact/hooks";
import { deliverInBackground } from "../../outbox/background.ts";

const DELIVER_EVERY_MS = 60_000;
const load = () => import("../../outbox/delivering.ts");

/** Delivers now, when the network comes back, and each minute. `after` is told what came of it; nothing where it could not be done. */
export function useDelivering(after: (outcome: "delivered" | "erased" | undefined) => void): void {
  const heard = useRef(after);
  heard.current = after;
  useEffect(() => {
    const deliver = async () => heard.current(await deliverInBackground(load).catch(() => undefined));
    const begin = () => void deliver();
    begin();
    const again = setInterval(begin, DELIVER_EVERY_MS);
    addEventListener("online", begin);
    return () => {
      clearInterval(again);
      removeEventListener("online", begin);
    };
  }, []);
}
