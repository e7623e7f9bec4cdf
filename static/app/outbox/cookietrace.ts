/** The trace of a page: in the cache storage, and in a cookie beside it, for on a full disk either may fail. */

import { cacheTrace, readTrace, type Trace, type TraceKeeper, traceText } from "./trace.ts";

const COOKIE = "banso-trace";
const COOKIE_LASTS_S = 400 * 24 * 60 * 60;

export function browserTrace(): TraceKeeper {
  let last = "";
  return {
    read: async () => newest([await cacheTrace.read(), fromCookie()]),
    keep: (trace) => {
      const text = traceText(trace);
      if (text === last) return;
      last = text;
      cacheTrace.keep(trace);
      const lasts = `Max-Age=${text === "" ? 0 : COOKIE_LASTS_S}; Path=/; SameSite=Strict`;
      const secure = location.protocol === "https:" ? "; Secure" : "";
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser, and this needs no answer
      document.cookie = `${COOKIE}=${encodeURIComponent(text)}; ${lasts}${secure}`;
    },
  };
}

function newest(traces: readonly (Trace | undefined)[]): Trace | undefined {
  return traces.reduce((best, trace) => (trace && trace.saved >= (best?.saved ?? 0) ? trace : best), undefined);
}

function fromCookie(): Trace | undefined {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${COOKIE}=`));
  return readTrace(found?.slice(COOKIE.length + 1) ?? "", decodeURIComponent);
}
