/** Notebooks for tests: on a disk in memory, with a clock that stands still, exchanging only when asked. */

import "fake-indexeddb/auto";
import type { TestContext } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import type { Channel } from "../../static/app/outbox/browser.ts";
import { createNotebook, type NotebookOptions } from "../../static/app/outbox/create.ts";
import type { Notebook, NotebookError, QueueState, SaveFailure } from "../../static/app/outbox/notebook.ts";
import type { Trace, TraceKeeper } from "../../static/app/outbox/trace.ts";
import { Chance } from "./chance.ts";
import type { FakeOffice } from "./fake_office.ts";

export const NOW = Date.parse("2026-11-21T01:30:00Z");

export const CASE = "00000000-0000-7000-8000-00000000ca5e";
export const PERSON = "00000000-0000-7000-8000-0000000be500";

/** Tabs of one browser. Each is told of what the others wrote. */
export class Browser {
  disk = new IDBFactory();
  readonly trace: TraceKeeper & { kept?: Trace } = {
    read: async () => this.trace.kept,
    keep: (trace) => {
      if (trace) this.trace.kept = trace;
      else delete this.trace.kept;
    },
  };
  readonly #heard = new Set<() => void>();
  #seed = 0;

  channel(): Channel {
    let mine: (() => void) | undefined;
    return {
      post: () => {
        for (const heard of this.#heard) if (heard !== mine) heard();
      },
      listen: (heard) => {
        mine = heard;
        this.#heard.add(heard);
      },
      close: () => void (mine && this.#heard.delete(mine)),
    };
  }

  async open(office: Pick<FakeOffice, "fetch">, options: NotebookOptions = {}): Promise<Notebook> {
    this.#seed += 1;
    return createNotebook({
      fetch: office.fetch,
      indexedDB: this.disk,
      now: () => NOW,
      random: new Chance(this.#seed).bytes,
      channel: this.channel(),
      exclusively: (work) => work(),
      storage: undefined,
      trace: this.trace,
      automatic: false,
      ...options,
    });
  }

  /** A notebook of a worker who is signed in and has received everything. */
  async signedIn(office: FakeOffice, options: NotebookOptions = {}): Promise<Notebook> {
    const notebook = await this.open(office, options);
    await notebook.signIn("mori", "right");
    await notebook.retry();
    return notebook;
  }
}

/** An office with one case and its person, and a phone that has received them. */
export async function started(context: TestContext, office: FakeOffice, options: NotebookOptions = {}) {
  office.put("person", PERSON, { name: "佐藤 花子", kana: "さとう はなこ" });
  office.put("case", CASE, { person: PERSON, state: "open", number: "R5-12" });
  const browser = new Browser();
  const notebook = await browser.signedIn(office, options);
  context.after(() => notebook.close());
  return { browser, notebook };
}

/** What a support record needs at least. */
export function note(narrative: string) {
  return { case: CASE, method: "visit", started_at: "2026-11-21T01:00:00Z", narrative };
}

export function states(notebook: Notebook): QueueState[] {
  return notebook.queue().map(({ state }) => state);
}

/** Lets everything that is under way in memory come to its end. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 30));
}

/** Whether a failure has a code, for `assert.rejects`. */
export function coded(code: string) {
  return (failure: NotebookError | SaveFailure) => failure.code === code;
}
