/** What tabs and the service worker say to each other. */

/** From a tab: take up the new version now. */
export const ACTIVATE_MESSAGE = "activate";

/** To a tab: exchange now. Also the name under which the browser is asked to say when the network is back. */
export const EXCHANGE_MESSAGE = "banso-exchange";

/** To a tab: a notification was shown, and is about this notice. */
export interface Arrived {
  readonly arrived: string;
}

/** To a tab: a notification was tapped; go to this screen (`#/notice/0199…`). */
export interface Open {
  readonly open: string;
}

export function isArrived(message: unknown): message is Arrived {
  return typeof message === "object" && message !== null && "arrived" in message;
}

export function isOpen(message: unknown): message is Open {
  return typeof message === "object" && message !== null && "open" in message;
}
