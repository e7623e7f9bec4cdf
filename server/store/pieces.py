"""Which records may hold some words, by the index of pieces of words that each database has in its own way.

SQLite: three letters (FTS5, trigram), and for words of two letters and one, which it does not look for by itself, the
pieces that begin with them. PostgreSQL: two letters (GIN over an array), each behind the office's id, so that an office
does not go through what others wrote; it needs no extension, which a restored backup would lack. Both know a piece to
be somewhere in a record, without its place: whoever asks looks whether the word is there
(docs/decisions/0032-search.md).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import TextClause, text

from server.store.tenant import Tenant

_LAST_LETTER: Final = "\U0010ffff"

_THREE: Final = 3

_SQLITE_PIECES: Final = text(
    "SELECT entry.id FROM search_gram CROSS JOIN search_entry AS entry ON entry.entry = search_gram.rowid"
    " WHERE search_gram MATCH :pieces AND entry.office_id = :office LIMIT :most"
)
_SQLITE_BEGINNINGS: Final = text(
    "SELECT DISTINCT entry.id FROM search_piece AS piece CROSS JOIN search_entry AS entry ON entry.entry = piece.doc"
    " WHERE piece.term >= :first AND piece.term <= :last AND entry.office_id = :office LIMIT :most"
)
# The expression is that of the index. What is found stands apart, so that the limit does not make PostgreSQL think that
# it comes upon enough of it by going through the table.
_POSTGRESQL_PAIRS: Final = text(
    "WITH found AS MATERIALIZED (SELECT id FROM search_text WHERE string_to_array("
    r"regexp_replace(replace(open || chr(10) || sensitive, '-', ''), '(..?)', chr(1) || office_id || '\1', 'g')"
    r" || regexp_replace(substr(replace(open || chr(10) || sensitive, '-', ''), 2), '(..?)',"
    r" chr(1) || office_id || '\1', 'g'), chr(1)) @> CAST(:pieces AS text[]))"
    " SELECT id FROM found LIMIT :most"
)


def may_hold(tenant: Tenant, words: Collection[str], most: int) -> list[str] | None:
    """The ids of an office's records that may hold all of some folded words: among them every one that does. ``None``
    where they are more than ``most``, or where the index cannot tell.
    """
    joined = {word.replace("-", "") for word in words}
    if tenant.connection.dialect.name != "sqlite":
        pairs = {pair for word in joined for pair in _pieces(word, 2)}
        pieces = [tenant.office + pair for pair in sorted(pairs)]
        return _at_most(tenant, _POSTGRESQL_PAIRS, most, pieces=pieces) if pieces else None
    threes = {piece for word in joined for piece in _pieces(word, _THREE)}
    if threes:
        quoted = ('"{}"'.format(piece.replace('"', '""')) for piece in sorted(threes))
        ids = _at_most(tenant, _SQLITE_PIECES, most, pieces=" AND ".join(quoted))
        if ids is not None:
            return ids
    short = sorted((word for word in joined if len(word) < _THREE), key=len, reverse=True)
    beginnings = (_at_most(tenant, _SQLITE_BEGINNINGS, most, first=word, last=word + _LAST_LETTER) for word in short)
    return next((ids for ids in beginnings if ids is not None), None)


def _pieces(word: str, length: int) -> set[str]:
    return {word[start : start + length] for start in range(len(word) - length + 1)}


def _at_most(tenant: Tenant, query: TextClause, most: int, **asked: object) -> list[str] | None:
    parameters = tenant.parameters(most=most + 1, **asked)
    if tenant.connection.dialect.name != "sqlite":
        parameters.pop("office")
    ids = list(tenant.connection.scalars(query, parameters))
    return ids if len(ids) <= most else None
