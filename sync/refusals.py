"""Why a change is not stored, or not yet: every code of an answer to a change, with what it means, but for
those of record rules, which stand in their kinds.

``docs/records.md`` and the API's description are made from here; a test holds the engine to it, code by code. What
people are told of rejections and of errors at fields stands in ``sync/words/``, for phone and office alike. A change
that waits or is kept for a person to read is not its author's to mend, and the phone says so whatever the code.
"""

from __future__ import annotations

from typing import Final

REJECTIONS: Final[dict[str, str]] = {
    "malformed_change": "The change cannot be read; `errors` names the keys.",
    "unknown_kind": "There is no such kind of record.",
    "wrong_kind": "The record is of another kind.",
    "invalid_fields": "`errors` says which fields, and why.",
    "rule_broken": "A record rule does not hold over what its author saw; `errors` names the rule at each field.",
    "record_deleted": "Its author saw the record deleted. Restore it first, or with the same change.",
    "record_erased": "The record, or one that it names, was erased for good. Forget all of it.",
    "not_allowed": "The author's role may not do this with records of this kind.",
    "not_yours": "The record is not among the author's cases.",
    "kept_for_the_record": (
        "It has been judged, or talked about at a meeting, and is kept: "
        "this role neither deletes it nor brings it back."
    ),
    "id_reused": "Another change is stored under this id.",
    "made_in_future": "`made_at` is later than the phone's own clock.",
    "internal": "A mistake of the server, whose log holds the `incident`. The same change may be taken later.",
}
"""The ``code`` of a result that is ``rejected``."""

WAITS: Final[dict[str, str]] = {
    "base_unknown": "What the change is based on has not come yet.",
    "reference_unknown": "It is offered again, and names a record that the office has lost.",
    "not_yours": "It is offered again, and the office has lost that the case was its author's.",
}
"""The ``code`` of a result that is ``waiting``."""

LAID: Final[dict[str, str]] = {
    "base_lost": "It has waited long enough, and is kept for a person to read: there is no record to disagree over.",
}
"""The ``code`` of a result that is ``conflict`` without conflicts."""

FIELD_ERRORS: Final[dict[str, str]] = {
    "required": "It must be given, and cannot be cleared.",
    "unknown_field": "There is no such field.",
    "server_field": "Only the server writes it.",
    "fixed_at_creation": "It has another value since the record was made.",
    "unknown_reference": "It names no record of the right kind that the author sees.",
    "wrong_type": "It is of another JSON type.",
    "too_long": "It has more characters, or elements, than it may.",
    "out_of_range": "The number is too small or too large.",
    "unknown_code": "It is none of the list's codes.",
    "not_a_moment": "It is no moment with an offset.",
    "not_a_day": "It is no day, or no due date.",
    "not_a_time": "It is no time of day.",
    "not_an_id": "It is no UUID.",
    "not_a_digest": "It is no SHA-256 digest.",
    "not_plain_text": "It holds characters that nobody types.",
    "wrong_record": "The base belongs to another record.",
}
"""The ``code`` of an error at a field, where it is not that of the whole change or of a record rule of the kind."""
