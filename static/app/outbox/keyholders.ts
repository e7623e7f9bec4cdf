/**
 * Who else holds the key of this phone: its other tabs, and for a moment the service worker.
 *
 * A page that is loaded anew would ask for the PIN each time. So a page that goes leaves the key with the service worker, in memory, for
 * a minute; a new tab asks those that are open. The disk never has it, and whoever locks takes it from all of them.
 */

import type { DataKey } from "../store/keyring.ts";

/** From a page that goes, to the worker: keep the key for a moment. `null`: forget it. */
export interface Hold {
  readonly hold: DataKey | null;
}

/** To the worker: give me the key, if you have it. It answers through the port that comes along. */
export const ASK_FOR_KEY = "banso-key";

/** How long the worker keeps a key for a page that has gone. */
export const HELD_MS = 60_000;

type LockMessage = { readonly is: "ask" | "locked" } | { readonly is: "key"; readonly data: DataKey };

/** What the worker answers comes at once, or it has none. */
const PATIENCE_MS = 400;

export function isHold(message: unknown): message is Hold {
  return typeof message === "object" && message !== null && "hold" in message;
}

export class KeyHolders {
  readonly #channel = new BroadcastChannel("banso-lock");
  readonly #asking = new Set<(data: DataKey) => void>();
  #worker: ServiceWorkerRegistration | undefined;

  /** `data` gives the key that this page holds; `locked` is called when another page has locked, or sealed anew. */
  constructor(data: () => DataKey | undefined, locked: () => void) {
    this.#channel.onmessage = ({ data: message }: MessageEvent<LockMessage>) => {
      const held = data();
      if (message.is === "key") for (const heard of this.#asking) heard(message.data);
      else if (message.is === "locked") locked();
      else if (held) this.#say({ is: "key", data: held });
    };
    addEventListener("pagehide", () => this.#leave(data() ?? null));
    const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker;
    // Found beforehand: a page that goes can wait for nothing.
    void workers?.ready.then((registration) => {
      this.#worker = registration;
    });
  }

  /** The key of whoever answers first. */
  ask(): Promise<DataKey | undefined> {
    return new Promise((resolve) => {
      const answered = (data?: DataKey) => {
        this.#asking.delete(answered);
        resolve(data);
      };
      this.#asking.add(answered);
      this.#say({ is: "ask" });
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }: MessageEvent<DataKey | null>) => data && answered(data);
      const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker;
      void workers?.getRegistration().then((registration) => registration?.active?.postMessage(ASK_FOR_KEY, [port2]));
      setTimeout(answered, PATIENCE_MS);
    });
  }

  /** Takes the key from everybody else. */
  locked(): void {
    this.#say({ is: "locked" });
    this.#leave(null);
  }

  #leave(data: DataKey | null): void {
    const message: Hold = { hold: data };
    handOver(() => this.#worker?.active?.postMessage(message));
  }

  #say(message: LockMessage): void {
    handOver(() => this.#channel.postMessage(message));
  }
}

/** Safari hands no key from one process to another: there each page asks for the PIN. */
function handOver(post: () => void): void {
  try {
    post();
  } catch (failure) {
    if (!(failure instanceof DOMException && failure.name === "DataCloneError")) throw failure;
  }
}
