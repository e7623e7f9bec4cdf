/** The phone's own map, where there is one: the app itself asks nobody where an address is. */

import { isApplePhone } from "../../outbox/device.ts";

/** What opens an address on the map; nothing on a computer, which has no map of its own. */
export function mapHref(address: string): string | undefined {
  const query = encodeURIComponent(address);
  if (isApplePhone(navigator)) return `maps:?q=${query}`;
  return /Android/.test(navigator.userAgent) ? `geo:0,0?q=${query}` : undefined;
}
