/** What this tab knows of its way to the office: from every answer, from the browser, and from a small question where an answer is late. */

/**
 * Why nothing was heard of the office.
 *
 * - `offline`: the browser says that the phone has no network
 * - `unreachable`: it has one, and the office's server is not at its end, or is down
 * - `intercepted`: something else answers, such as the sign-in page of a public network
 */
export type Unheard = "offline" | "unreachable" | "intercepted";

/** `open` as far as anybody knows; `unanswered`: a request waits, and not even a small question is answered. */
export type Reach = "open" | "unanswered" | Unheard;

/** Within three seconds after something was asked, it is said how it stands: a request may take far longer on a thin line. */
const DOUBT_AFTER_MS = 800;
export const LOOK_TIMEOUT_MS = 2_000;
const LOOK_EVERY_MS = 5_000;

const UNHEARD: ReadonlySet<string> = new Set<Unheard>(["offline", "unreachable", "intercepted"]);

export function isUnheard(state: string): state is Unheard {
  return UNHEARD.has(state);
}

export interface Outlook {
  isOnline(): boolean;
  /** Whether somebody looks on who is to be told soon how it stands. */
  readonly isWatched: boolean;
}

export class Line {
  readonly #outlook: Outlook;
  readonly #ask: () => Promise<Reach>;
  readonly #watchers: (() => void)[] = [];
  #reach: Reach = "open";
  /** Counts what was found, so that a look does not speak against what came after it was begun. */
  #found = 0;
  #looking: Promise<void> | undefined;

  /** `ask` puts the small question, and gives up after `LOOK_TIMEOUT_MS`. */
  constructor(outlook: Outlook, ask: () => Promise<Reach>) {
    this.#outlook = outlook;
    this.#ask = ask;
  }

  get reach(): Reach {
    return this.#reach;
  }

  get isOnline(): boolean {
    return this.#outlook.isOnline();
  }

  /** `changed` is called whenever `reach` is another. */
  watch(changed: () => void): void {
    this.#watchers.push(changed);
  }

  /** A request goes out. What comes back is to be called with what came of it. */
  asked(): (reach: Reach) => void {
    if (!this.isOnline) this.#take("offline");
    else if (this.#reach === "offline") this.#take("open");
    const stop = this.#outlook.isWatched ? this.#keepLooking() : () => {};
    return (reach) => {
      stop();
      this.#take(reach);
    };
  }

  #keepLooking(): () => void {
    const look = () => {
      void this.look();
      timer = setTimeout(look, LOOK_EVERY_MS);
    };
    let timer = setTimeout(look, DOUBT_AFTER_MS);
    return () => clearTimeout(timer);
  }

  /** Finds out how it stands. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const before = this.#found;
    const reach = await this.#ask();
    if (this.#found === before) this.#take(reach);
  }

  /** The browser says that there is no network. */
  lost(): void {
    this.#take("offline");
  }

  #take(reach: Reach): void {
    this.#found += 1;
    if (this.#reach === reach) return;
    this.#reach = reach;
    for (const changed of this.#watchers) changed();
  }
}
