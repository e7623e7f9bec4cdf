/** The phone app's lower half in a page without screens, for bench/caseload.py. */

import { createNotebook, openStore } from "../static/app/outbox/create.ts";
import type { Notebook } from "../static/app/outbox/notebook.ts";
import { searchCases } from "../static/app/sync/search.ts";

const WRITES = 200;

interface Bench {
  /** Milliseconds since navigation when the first screen could be drawn, and when everything was in memory. */
  start(): Promise<{ usable: number; whole: number; today: number }>;
  /** The same phone under a key, as the app always is: the page has no screen that would ask for a PIN. */
  seal(): Promise<void>;
  firstSync(): Promise<{ received: number; searchable: number; records: number }>;
  writes(): Promise<{ median: number; p95: number; worst: number; all: number[] }>;
  /** The same records with a row for each, as the alternative: milliseconds to write them, and to read them back. */
  rows(): Promise<{ write: number; read: number }>;
  searches(queries: string[]): Promise<Record<string, { ms: number; cases: number }>>;
}

declare global {
  interface Window {
    bench: Bench;
  }
}

let notebook: Notebook;

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function loaded(): Promise<void> {
  while (!notebook.status().loaded) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** What the screen `today` shows: this day's appointments, with their clients and what to mind at the door. */
function today(): number {
  return notebook
    .list("appointment")
    .filter(({ fields }) => String(fields.starts_at).startsWith("2026-11-21"))
    .map(({ scope }) => notebook.get(String(notebook.get(scope)?.fields.person)))
    .map((person) => notebook.get(String(person?.fields.household))?.fields.safety_notes).length;
}

window.bench = {
  async start() {
    notebook = await createNotebook({ automatic: false });
    const shown = today();
    const usable = performance.now();
    await loaded();
    return { usable: round(usable), whole: round(performance.now()), today: shown };
  },

  async seal() {
    const store = openStore();
    await store.vault.choose("482915", Date.now());
    notebook = await createNotebook({ automatic: false, store });
  },

  async firstSync() {
    const begun = performance.now();
    await notebook.signIn("bench", "bench");
    await notebook.retry();
    const received = performance.now();
    searchCases(notebook, "ハローワーク");
    const searchable = performance.now();
    const records = notebook.list("support").length + notebook.list("person").length;
    return { received: round(received - begun), searchable: round(searchable - begun), records };
  },

  async writes() {
    const [view] = notebook.list("support");
    const times: number[] = [];
    for (let n = 0; n < WRITES; n += 1) {
      const begun = performance.now();
      await notebook.write({ kind: "support", record: view?.id ?? "", fields: { narrative: `${"話を聞いた。".repeat(50)}${n}` } });
      times.push(performance.now() - begun);
    }
    times.sort((one, other) => one - other);
    const at = (share: number) => round(times[Math.floor(share * (times.length - 1))] ?? 0);
    return { median: at(0.5), p95: at(0.95), worst: at(1), all: times };
  },

  async rows() {
    const records = (["support", "person", "household", "case", "appointment", "plan"] as const).flatMap((kind) =>
      notebook.list(kind).map(({ id, fields }) => ({ kind, id, fields })),
    );
    const opening = indexedDB.open("rows", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("rows", { keyPath: "id" });
    const database = await done(opening);
    const begun = performance.now();
    for (let start = 0; start < records.length; start += 1000) {
      const transaction = database.transaction("rows", "readwrite", { durability: "strict" });
      const store = transaction.objectStore("rows");
      for (const record of records.slice(start, start + 1000)) {
        store.put({ id: record.id, bytes: new TextEncoder().encode(JSON.stringify(record)) });
      }
      await new Promise((resolve) => {
        transaction.oncomplete = resolve;
      });
    }
    const written = performance.now();
    const rows: { bytes: Uint8Array }[] = await done(database.transaction("rows").objectStore("rows").getAll());
    const found = new Map(rows.map(({ bytes }, n) => [n, JSON.parse(new TextDecoder().decode(bytes))]));
    const read = performance.now();
    if (found.size !== records.length) throw new Error("rows are missing");
    return { write: round(written - begun), read: round(read - written) };
  },

  searches(queries) {
    const found: Record<string, { ms: number; cases: number }> = {};
    for (const query of queries) {
      const begun = performance.now();
      const cases = searchCases(notebook, query).length;
      found[query] = { ms: round(performance.now() - begun), cases };
    }
    return Promise.resolve(found);
  },
};
