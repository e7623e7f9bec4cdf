/**
 * Random histories of a worker's phone: notes are written, edited, amended and discarded, replies are lost, requests fail, the app is
 * killed between any two steps, colleagues write the same records, the office is put back to any earlier point. At every start, what
 * was promised to be saved is there, on the phone or at the office; in the end the office has every change once, and the phone shows
 * what the office has.
 *
 * HISTORIES says how many, SEED which is the first.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Notebook } from "../../static/app/outbox/notebook.ts";
import type { Seal } from "../../static/app/store/seal.ts";
import type { Json } from "../../static/app/sync/protocol.ts";
import { Chance } from "./chance.ts";
import { FakeOffice, problem } from "./fake_office.ts";
import { Browser, CASE, note, PERSON } from "./phones.ts";

const HISTORIES = Number(process.env.HISTORIES ?? 150);
const SEED = Number(process.env.SEED ?? 1);
const STEPS = 40;
const BAD = "拒";

/** Text fields of a note that only this worker writes, one marker each. A colleague writes `noticed`. */
const OWN_FIELDS = ["narrative", "place", "purpose"] as const;

/** The life of an app until it is killed: after that, nothing that it began goes on. */
class Life {
  /** How many more steps it has; endless where it is not to be killed. */
  left: number;
  readonly over: Promise<"killed">;
  #end: (how: "killed") => void = () => {};
  #lock: Promise<unknown> = Promise.resolve();

  constructor(left: number) {
    this.left = left;
    this.over = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** To be awaited at each step: does not come back once the life is over. */
  async step(): Promise<void> {
    this.left -= 1;
    if (this.left > 0) return;
    this.#end("killed");
    await new Promise(() => {});
  }

  /** One tab at a time, as the browser's locks do it; they end with the life. */
  readonly exclusively = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = this.#lock.then(work);
    this.#lock = turn.catch(() => undefined);
    return turn;
  };
}

class History {
  readonly chance: Chance;
  readonly office = new FakeOffice();
  readonly browser = new Browser();
  life = new Life(Number.POSITIVE_INFINITY);
  healthy = false;
  /** By record and field: what was promised last. */
  readonly promised = new Map<string, Map<string, Json>>();
  readonly #notes: string[] = [];
  readonly #backups: (() => void)[] = [];
  #marker = 0;

  constructor(seed: number) {
    this.chance = new Chance(seed);
    this.office.pageSize = this.chance.pick([1, 3, 1000]);
    this.office.judge = ({ fields }) => this.#judge(String(fields.place ?? ""));
    this.office.put("person", PERSON, { name: "佐藤 花子" });
    this.office.put("case", CASE, { person: PERSON, state: "open" });
  }

  open(): Promise<Notebook> {
    const { life } = this;
    const stepwise = async (bytes: Uint8Array) => {
      await life.step();
      return bytes;
    };
    const seal: Seal = { seal: stepwise, open: stepwise };
    const fetch = async (url: string, init: RequestInit) => {
      await life.step();
      const response = this.#answer(url, init);
      await life.step();
      return response;
    };
    return this.browser.open({ fetch }, { blank: seal, exclusively: life.exclusively });
  }

  async step(tabs: readonly Notebook[]): Promise<void> {
    const notebook = this.chance.pick(tabs);
    const what = this.chance.next();
    if (what < 0.2) await this.#writeNew(notebook);
    else if (what < 0.45) await this.#edit(notebook);
    else if (what < 0.52) this.#colleague();
    else if (what < 0.55) this.#backUpOrRestore();
    else if (what < 0.65) await this.#mend(notebook);
    else if (what < 0.7) await Promise.all([notebook.retry(), this.#writeNew(notebook), this.#edit(notebook)]);
    else if (what < 0.9) await notebook.retry();
    else await Promise.all(tabs.map((tab) => tab.retry()));
  }

  /** What was promised is shown, and what is not with the office is in the queue. */
  async check(notebook: Notebook, when: string): Promise<void> {
    const { life } = this;
    while (!notebook.status().loaded) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (life.left <= 0) await new Promise(() => {});
    }
    for (const [id, fields] of this.promised) {
      const shown = notebook.get(id)?.fields ?? {};
      for (const [field, value] of fields) assert.equal(shown[field], value, `${when}: ${field} of ${id}`);
    }
  }

  async end(notebook: Notebook): Promise<void> {
    this.healthy = true;
    for (let round = 0; round < 60 && notebook.queue().length > 0; round += 1) {
      await notebook.retry();
      for (const { state, change } of notebook.queue()) {
        if (state === "rejected") await this.#amend(notebook, change.id, change.record);
      }
    }
    await notebook.retry();
    assert.deepEqual(notebook.queue(), [], "something never went out");
    for (const [id, times] of this.office.stored) assert.equal(times, 1, `${id} was stored ${times} times`);
    await this.check(notebook, "in the end");
    for (const record of this.office.records.values()) {
      assert.deepEqual(notebook.get(record.id)?.fields, record.fields, `the phone shows ${record.id} otherwise`);
    }
    assert.equal(notebook.list("support").length, [...this.office.records.values()].filter(isNote).length);
  }

  #judge(place: string) {
    if (place.startsWith(BAD)) return { code: "rule_broken", errors: [{ field: "place", code: "no" }] };
    if (this.healthy || !this.chance.happens(0.1)) return undefined;
    return this.chance.pick([{ code: "internal" }, { code: "made_in_future" }]);
  }

  #answer(url: string, init: RequestInit): Response {
    const luck = this.healthy ? 1 : this.chance.next();
    if (luck < 0.1) throw new TypeError("failed to fetch");
    if (luck < 0.15) return problem(500, "internal");
    if (luck < 0.18) return problem(413, "body_too_large_for_now");
    if (luck < 0.2) return new Response("<html>", { status: 200 });
    if (luck < 0.22) return problem(409, "history_changed");
    const response = this.office.answer(url, init);
    if (luck < 0.35) throw new TypeError("the reply was lost");
    return response;
  }

  async #writeNew(notebook: Notebook): Promise<void> {
    const text = this.#mark();
    const place = this.#place();
    const { id } = await notebook.write({ kind: "support", fields: { ...note(text), place } });
    this.#notes.push(id);
    this.#promise(id, { narrative: text, place });
  }

  async #edit(notebook: Notebook): Promise<void> {
    if (this.#notes.length === 0) return;
    const record = this.chance.pick(this.#notes);
    // In a tab that has not been told of it yet, nobody could have opened it.
    if (!this.promised.has(record) || !notebook.get(record)) return;
    const field = this.chance.pick(OWN_FIELDS);
    const value = field === "place" ? this.#place() : this.#mark();
    await notebook.write({ kind: "support", record, fields: { [field]: value } });
    this.#promise(record, { [field]: value });
  }

  #colleague(): void {
    const known = this.#notes.filter((id) => this.office.records.has(id));
    if (known.length > 0) this.office.put("support", this.chance.pick(known), { noticed: this.#mark() });
    else this.office.put("case", CASE, { summary: this.#mark() });
  }

  /** A backup is made, or one of those made is put back: any earlier point, whatever the phone is about to do. */
  #backUpOrRestore(): void {
    if (this.chance.happens(0.6)) this.#backups.push(this.office.backup());
    else if (this.#backups.length > 0) this.chance.pick(this.#backups)();
  }

  /** Amends or discards something that was rejected. */
  async #mend(notebook: Notebook): Promise<void> {
    const rejected = notebook.queue().find(({ state }) => state === "rejected");
    if (!rejected) return;
    const { id, record, base } = rejected.change;
    if (base !== null || this.chance.happens(0.5)) return this.#amend(notebook, id, record);
    await notebook.discard(id);
    this.promised.delete(record);
  }

  async #amend(notebook: Notebook, id: string, record: string): Promise<void> {
    const place = this.#mark();
    await notebook.amend(id, { place });
    // A later change on the same field is still on top.
    const shown = notebook.get(record)?.fields.place;
    if (shown !== undefined) this.#promise(record, { place: shown });
  }

  #promise(id: string, fields: Record<string, Json>): void {
    const known = this.promised.get(id) ?? new Map<string, Json>();
    for (const [field, value] of Object.entries(fields)) known.set(field, value);
    this.promised.set(id, known);
  }

  #place(): string {
    return this.chance.happens(0.15) ? `${BAD}${this.#mark()}` : this.#mark();
  }

  #mark(): string {
    this.#marker += 1;
    return `印${this.#marker}。`;
  }
}

function isNote({ kind }: { kind: string }): boolean {
  return kind === "support";
}

/** One life of the app after another, each with its own end, and then one in good health. */
async function live(seed: number): Promise<void> {
  const history = new History(seed);
  history.healthy = true;
  const first = await history.open();
  await first.signIn("mori", "right");
  first.close();
  history.healthy = false;
  for (let steps = 0; steps < STEPS; ) {
    history.life = new Life(history.chance.below(200) + 1);
    const lived = (async () => {
      const tabs = [await history.open(), ...(history.chance.happens(0.3) ? [await history.open()] : [])];
      for (const tab of tabs) await history.check(tab, `at the start of step ${steps}`);
      for (; steps < STEPS; steps += 1) await history.step(tabs);
    })();
    await Promise.race([lived, history.life.over]);
    steps += 1;
  }
  history.life = new Life(Number.POSITIVE_INFINITY);
  const last = await history.open();
  await history.check(last, "at the last start");
  await history.end(last);
  last.close();
}

test(`in ${HISTORIES} histories with faults nothing is lost and nothing is doubled`, async () => {
  for (let seed = SEED; seed < SEED + HISTORIES; seed += 1) {
    await live(seed).catch((cause) => {
      throw new Error(`history ${seed}`, { cause });
    });
  }
});
