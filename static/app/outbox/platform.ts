/** What a tab and the service worker both find in the browser. */

/** Bytes that nobody can foresee. */
export function browserRandom(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

/**
 * Runs `work` while no other tab, nor the service worker, runs any under the same lock. A browser without locks runs it at once: two
 * exchanges at a time are wasteful, not wrong.
 */
export function browserLock<Result>(work: () => Promise<Result>): Promise<Result> {
  if (!navigator.locks) return work();
  return navigator.locks.request("banso-exchange", work);
}

/** Tells other tabs, and is told by them, that something was written. */
export interface Channel {
  post(): void;
  listen(heard: () => void): void;
  close(): void;
}

export function browserChannel(): Channel {
  const channel = new BroadcastChannel("banso");
  return {
    post: () => channel.postMessage("written"),
    listen: (heard) => {
      channel.onmessage = heard;
    },
    close: () => channel.close(),
  };
}
