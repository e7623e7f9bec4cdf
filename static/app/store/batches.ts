/** Writing what one commit writes and removes. The service worker writes none, and so has nothing of this. */

import type { Envelope } from "../sync/protocol.ts";
import { type ContentRow, type OutboxRow, type Row, TABLES, type Table, type Writing } from "./database.ts";
import { StaleVersion } from "./failure.ts";
import { type Batch, type Content, type Enveloped, envelopedId, type Facts, pushWish, type SealedKey } from "./kept.ts";
import { pack, type Seal, sealUnder } from "./seal.ts";
import { FACTS, type PhoneStore, readVersion, saving, VERSION, WISH, writeVersion } from "./store.ts";
import { ERASED, erase, placeOf } from "./vault.ts";

/**
 * Writes a batch whole or not at all, and resolves to the new version when the disk has it. Fails with `StaleVersion` where `version` is
 * no longer that of the disk, and with `SaveFailure` where the disk refuses.
 */
export function commit({ database, vault }: PhoneStore, version: number, batch: Batch): Promise<number> {
  return saving(async () => {
    // What is wiped takes the key with it: what comes in its place is of a phone that is nobody's.
    const rows = await sealedRows(batch, batch.wipe ? vault.blank : vault.seal);
    await database.write([...TABLES], async (transaction) => {
      const current = readVersion(await transaction.objectStore("technical").get(VERSION));
      if (current !== version || !(await vault.isCurrent(transaction))) throw new StaleVersion();
      if (batch.wipe) await erase(transaction);
      if (batch.facts?.session) await transaction.objectStore("technical").delete(ERASED);
      const written = [writeVersion(version + 1), ...(batch.facts ? [wishRow(batch.facts)] : [])];
      await Promise.all([
        ...written.map((row) => transaction.objectStore("technical").put(row)),
        writeBatch(transaction, batch, rows),
      ]);
    });
    if (batch.wipe) vault.forget();
    return version + 1;
  });
}

interface SealedRows {
  readonly facts: readonly Row<string>[];
  readonly items: readonly Row<number>[];
  readonly attachments: readonly Row<string>[];
  readonly copies: readonly Row<string>[];
  readonly contents: readonly ContentRow[];
  readonly segments: readonly Row<string>[];
  readonly accepted: readonly Row<[number, number]>[];
}

/** The rows of what a batch writes, sealed. */
async function sealedRows(batch: Batch, seal: Seal): Promise<SealedRows> {
  const row = async <Id extends IDBValidKey>(table: Table, id: Id, value: object): Promise<Row<Id>> => ({
    id,
    bytes: await pack(seal, value, placeOf(table, id)),
  });
  const content = async ({ id, bytes, key }: Content): Promise<ContentRow> => {
    const place = placeOf("contents", id);
    if (key === undefined) return { id, bytes: await seal.seal(bytes, place) };
    return { id, bytes: await (await sealUnder(key)).seal(bytes, place), own: true };
  };
  return {
    facts: batch.facts ? [await row("facts", FACTS, batch.facts)] : [],
    items: await Promise.all((batch.items ?? []).map((item) => row("queue", item.place, item))),
    attachments: await Promise.all((batch.attachments ?? []).map((each) => row("papers", each.id, each))),
    copies: await Promise.all((batch.copies ?? []).map((copy) => row("copies", copy.id, copy))),
    contents: await Promise.all((batch.contents ?? []).map(content)),
    segments: await Promise.all((batch.segments ?? []).map(({ key, records }) => row("segments", key, records))),
    accepted: await Promise.all(
      (batch.accepted ?? []).map((item) => row<[number, number]>("accepted", [item.seq ?? 0, item.place], item)),
    ),
  };
}

/** Within a transaction: writes a batch, of which `rows` are the sealed rows. */
async function writeBatch(transaction: Writing, batch: Batch, rows: SealedRows): Promise<void> {
  const [facts, queue, drafts, attachments, copies, contents, segments, accepted, outbox] = [
    transaction.objectStore("facts"),
    transaction.objectStore("queue"),
    transaction.objectStore("drafts"),
    transaction.objectStore("papers"),
    transaction.objectStore("copies"),
    transaction.objectStore("contents"),
    transaction.objectStore("segments"),
    transaction.objectStore("accepted"),
    transaction.objectStore("outbox"),
  ];
  await Promise.all([
    ...rows.facts.map((row) => facts.put(row)),
    ...rows.items.map((row) => queue.put(row)),
    ...rows.attachments.map((row) => attachments.put(row)),
    ...rows.copies.map((row) => copies.put(row)),
    ...rows.contents.map((row) => contents.put(row)),
    ...rows.segments.map((row) => segments.put(row)),
    ...(batch.acceptedLeft ? [accepted.delete(upTo(batch.acceptedLeft))] : []),
    ...rows.accepted.map((row) => accepted.put(row)),
    ...(batch.acceptedDropped ?? []).map(({ seq, place }) => accepted.delete([seq ?? 0, place])),
    ...(batch.placesLeft ?? []).map((place) => queue.delete(place)),
    ...(batch.draftsDropped ?? []).map((key) => drafts.delete(key)),
    ...(batch.attachmentsLeft ?? []).map((id) => attachments.delete(id)),
    ...(batch.copiesLeft ?? []).map((id) => copies.delete(id)),
    ...(batch.contentsLeft ?? []).map((id) => contents.delete(id)),
    ...(batch.segmentsDropped ?? []).map((key) => segments.delete(key)),
    ...(batch.enveloped ?? []).map((each) => outbox.put(outboxRow(each))),
    ...(batch.envelopesLeft ?? []).map((id) => outbox.delete(id)),
  ]);
}

function outboxRow(each: Enveloped<Envelope | SealedKey>): OutboxRow {
  const { envelope, place, user } = each;
  return { id: envelopedId(each), place, user, bytes: new TextEncoder().encode(JSON.stringify(envelope)) };
}

function wishRow(facts: Facts): Row<string> {
  return { id: WISH, bytes: new TextEncoder().encode(JSON.stringify(pushWish(facts) ?? null)) };
}

/** The keys of accepted changes up to a counter. */
function upTo(seq: number): IDBKeyRange {
  return IDBKeyRange.upperBound([seq, Number.POSITIVE_INFINITY]);
}
