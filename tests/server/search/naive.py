"""What a search is held to: every record is read, its texts are folded, and the words are looked for in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from server.models.record import Record as RecordRow
from server.store import Office
from server.store.reader import Reader
from server.store.records import select_records, to_record
from server.store.seen import Seen
from sync.folding import fold, holds
from sync.redaction import redacted
from sync.search import NAMING, SEARCHED, WEIGHTS, Query, values
from sync.store import Record


def found_naively(store: Office, reader: Reader, query: Query) -> set[str]:
    """The ids of what a reader finds."""
    records = _visible(store, store.as_seen_by(reader), reader)
    texts = {id_: _texts(record) for id_, record in records.items()}
    single = len(query.words) == 1
    said = {word: set() if single else _said(store, records, texts, word) for word in query.words}
    return {
        id_
        for id_, record in records.items()
        if _any(texts[id_], query.whole)
        or (
            all(_any(texts[id_], word) or record.scope in said[word] for word in query.words)
            and any(_any(texts[id_], word) for word in query.words)
        )
    }


def _visible(store: Office, seen: Seen, reader: Reader) -> dict[str, Record]:
    every = [to_record(row) for row in store.connection.execute(select_records(store.tenant))]
    ids = [record.id for record in every if record.kind in SEARCHED and not record.deleted]
    shown = seen.records(ids)
    return {
        id_: redacted(record, sensitive=reader.sensitive)
        for id_, record in shown.items()
        if reader.sensitive or record.kind in WEIGHTS
    }


def _said(store: Office, records: Mapping[str, Record], texts: Mapping[str, Sequence[str]], word: str) -> set[str]:
    """The cases, with their persons, on which or on whom a word stands."""
    query = select_records(store.tenant).where(RecordRow.kind == "case")
    pairs = [(case.id, case.fields["person"]) for case in map(to_record, store.connection.execute(query))]
    naming = {
        id_ for id_, record in records.items() if WEIGHTS.get(record.kind, 0) >= NAMING and _any(texts[id_], word)
    }
    return {each for pair in pairs if pair[0] in records and naming & set(pair) for each in pair}


def _texts(record: Record) -> list[str]:
    return [fold(value) for _, value in values(record.kind, record.fields)]


def _any(texts: Sequence[str], word: str) -> bool:
    return any(holds(text, word) for text in texts)
