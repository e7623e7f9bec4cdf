/**
 * The trace of a page: in the cache storage, which the service worker has as well, and in two places that Chromium and Firefox keep
 * apart from the database. On a full disk each of them may be cleared by itself.
 */

import { cacheTrace, readTrace, type Trace, type TraceKeeper, traceText } from "./trace.ts";

const NAME = "banso-trace";
const COOKIE_LASTS_S = 400 * 24 * 60 * 60;

export function browserTrace(): TraceKeeper {
  let last = "";
  return {
    read: async () =>
      newest(await Promise.all([cacheTrace.read(), readTrace(fromCookie), readTrace(fromLocalStorage)])),
    keep: (trace) => {
      const text = traceText(trace);
      if (text === last) return;
      last = text;
      cacheTrace.keep(trace);
      const lasts = `Max-Age=${text === "" ? 0 : COOKIE_LASTS_S}; Path=/; SameSite=Strict`;
      setCookie(cookieName(), encodeURIComponent(text), lasts);
      // What was kept under the name of before tells what is over by now.
      if (cookieName() !== NAME) setCookie(NAME, "", "Max-Age=0; Path=/; SameSite=Strict");
      try {
        // biome-ignore lint/style/noRestrictedGlobals: a trace holds nothing that anybody said
        localStorage.setItem(NAME, text);
      } catch {
        // Full, or forbidden by the browser's settings.
      }
    },
  };
}

/** Of traces that are equally new, the one that tells the least: what was unsent has arrived since. */
function newest(traces: readonly (Trace | undefined)[]): Trace | undefined {
  const order = (a: Trace, b: Trace) => b.saved - a.saved || a.unsent.length - b.unsent.length;
  return traces.filter((trace) => trace !== undefined).sort(order)[0];
}

function fromCookie(): string {
  const cookies = document.cookie.split("; ");
  const named = (name: string) => cookies.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  return decodeURIComponent(named(cookieName()) ?? named(NAME) ?? "");
}

/** Over HTTPS under a prefix, so that a browser takes the cookie from this host alone. */
function cookieName(): string {
  return location.protocol === "https:" ? `__Host-${NAME}` : NAME;
}

function setCookie(name: string, value: string, attributes: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser, and this needs no answer
  document.cookie = `${name}=${value}; ${attributes}${secure}`;
}

function fromLocalStorage(): string | null {
  // biome-ignore lint/style/noRestrictedGlobals: a trace holds nothing that anybody said
  return localStorage.getItem(NAME);
}
