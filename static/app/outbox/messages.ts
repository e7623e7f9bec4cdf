/** What tabs and the service worker say to each other. */

/** From a tab: take up the new version now. */
export const ACTIVATE_MESSAGE = "activate";

/** To a tab: exchange now. Also the name under which the browser is asked to say when the network is back. */
export const EXCHANGE_MESSAGE = "banso-exchange";
