"""Pages of a pull: the records a user may see and has not read yet.

The effective place of a record is ``max(seq, granted_seq)``. Grants older than the reader's position need only what was
written since, found in the index (office, scope, seq) however large the table is; newer grants need everything in their
scope. Places are sorted and counted on the index alone, and the records themselves are fetched last.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from sync.store import Anchor, Page, Position, WireRecord

# CROSS JOIN keeps SQLite from turning the join round, which would read the office's whole table. PostgreSQL plans
# freely.
_PLACES = """
SELECT r.scope AS scope, r.seq AS seq, r.seq AS effective
  FROM visibility v CROSS JOIN record r
 WHERE v.office_id = :office AND v.user_id = :user AND v.revoked_seq IS NULL AND v.granted_seq < :effective
   AND r.office_id = v.office_id AND r.scope = v.scope AND r.seq > :bound
UNION ALL
SELECT r.scope, r.seq, CASE WHEN r.seq > v.granted_seq THEN r.seq ELSE v.granted_seq END
  FROM visibility v CROSS JOIN record r
 WHERE v.office_id = :office AND v.user_id = :user AND v.revoked_seq IS NULL AND v.granted_seq >= :effective
   AND r.office_id = v.office_id AND r.scope = v.scope AND (v.granted_seq > :effective OR r.seq > :seq)
"""

_PAGE = text(f"""
SELECT p.effective, r.kind, r.id, r.scope, r.seq, r.head, r.fields
  FROM (SELECT * FROM ({_PLACES}) AS places ORDER BY effective, seq LIMIT :limit) AS p CROSS JOIN record r
 WHERE r.office_id = :office AND r.scope = p.scope AND r.seq = p.seq
""")  # noqa: S608 - made of constants

_COUNT = text(f"SELECT count(*) FROM ({_PLACES}) AS places")  # noqa: S608 - made of constants

_GONE = text("""
SELECT scope FROM visibility
 WHERE office_id = :office AND user_id = :user AND revoked_seq > :effective ORDER BY scope
""")

_ERASED = text("""
SELECT e.id FROM erased_record e JOIN visibility v ON v.office_id = e.office_id AND v.scope = e.scope
 WHERE e.office_id = :office AND v.user_id = :user AND e.seq > :effective ORDER BY e.id
""")


def page(
    connection: Connection, office: str, user: str, position: Position, limit: int, *, last_seq: int, anchor: Anchor
) -> Page:
    """The next page of a reader at ``position``; ``last_seq`` and ``anchor`` were read before, in the same
    transaction."""
    parameters: dict[str, Any] = {
        "office": office,
        "user": user,
        "effective": position.effective,
        "seq": position.seq,
        # At (e, s) with s < e, what was written at e itself is still to be read.
        "bound": position.effective - (position.seq < position.effective),
    }
    rows = connection.execute(_PAGE, parameters | {"limit": limit + 1}).all()
    ordered = sorted((tuple(row) for row in rows), key=lambda row: (row[0], row[4]))
    gone = list(connection.scalars(_GONE, parameters))
    erased = list(connection.scalars(_ERASED, parameters))
    if len(ordered) <= limit:
        records = [WireRecord(*row[1:]) for row in ordered]
        reached = Position(last_seq, last_seq)
        return Page(records, gone, reached, more=False, remaining=0, anchor=anchor, erased=erased)
    ordered = ordered[:limit]
    total = connection.execute(_COUNT, parameters).scalar_one()
    reached = Position(ordered[-1][0], ordered[-1][4])
    records = [WireRecord(*row[1:]) for row in ordered]
    return Page(records, gone, reached, more=True, remaining=total - limit, anchor=anchor, erased=erased)
