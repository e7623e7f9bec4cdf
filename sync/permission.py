"""Who may write what for whom, told once: phones, office pages and commands are all answered from here.

A kind declares it (``sync.kinds``: permissions, ``owner``, ``kept``), and ``sync.roles`` says who has them. Whether
somebody has the case is another question (``sync.visibility``).
"""

from __future__ import annotations

from collections.abc import Mapping

from sync.fields import Json
from sync.kinds import Kind, Owner
from sync.roles import may
from sync.store import Record


def refusal(kind: Kind, user: str, role: str, record: Record | None, fields: Mapping[str, Json]) -> str | None:
    """The code with which a write is refused to a user; ``None`` where it is theirs to make. ``record`` is ``None`` for
    one that is new, ``fields`` are those that are written.

    A deletion that becomes a request (``asked_instead``) is not refused.
    """
    needed = [kind.creators if record is None else kind.editors]
    if "deleted" in fields:
        needed.append(kind.deleters)
    if not all(may(role, permission) for permission in needed):
        return "not_allowed"
    if kind.owner is not None and not _is_theirs(kind.owner, user, role, record, fields):
        return "not_yours"
    if record is None or not _is_kept(kind, role, record) or "deleted" not in fields:
        return None
    deletes, restores = bool(fields["deleted"]), record.deleted and not fields["deleted"]
    refuses = kind.kept is not None and kind.kept.asks is None
    return "kept_for_the_record" if restores or (deletes and refuses) else None


def asked_instead(kind: Kind, role: str, record: Record) -> str | None:
    """The flag that is set in place of a deletion by this role; ``None`` where the record is deleted."""
    return kind.kept.asks if kind.kept is not None and _is_kept(kind, role, record) else None


def _is_kept(kind: Kind, role: str, record: Record) -> bool:
    return kind.kept is not None and not may(role, kind.kept.but_by) and kind.kept.when(record.fields)


def _is_theirs(owner: Owner, user: str, role: str, record: Record | None, fields: Mapping[str, Json]) -> bool:
    if record is None:
        return may(role, owner.made_by) or fields.get(owner.field) in (None, user)
    whose = record.fields.get(owner.field, record.created_by)
    return may(role, owner.changed_by) or (whose == user and fields.get(owner.field, whose) == user)
