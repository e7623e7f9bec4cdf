"""A consent (情報提供同意書): what somebody lets the office share of what concerns them, with whom, and until when."""

from __future__ import annotations

from sync.fields import NAME_LENGTH, Code, Day, Elements, Id, Json, Moment, Plain, once, register, server, text
from sync.kinds import Kept, Kind, KindSchema, WriteContext
from sync.rules import NeededWhen, Ordered, RecordRule


class ConsentSchema(KindSchema):
    """One person's consent, given for themselves or by who represents them in law: to share, for a ``purpose``, what
    ``shares`` names with a ``receiver``, a partner who has an account here, or with an ``agency`` by name, from one day
    to another, both included. What each of ``shares`` opens to a partner stands in ``sync.sharing``.

    ``person`` is whose consent it is. Where that is somebody of the client's household of whom the office keeps no
    record, ``member`` names them, and ``person`` is the client.

    What was agreed to stays as it was agreed to: for anything else a new consent is taken, which takes the place of
    this one. Only its end moves, and it is withdrawn. ``withdrawn_on`` is the day on which the person said so.
    ``withdrawn_at`` is when the office first heard of it, and nobody takes that back. ``signature`` is the id of the
    attachment with what was signed on the screen.

    What is shared at a support conference (支援会議) rests on Article 9 of the Act and on no consent: it is no record
    of this kind, and opens nothing to a partner.
    """

    case = once(Id("case", required=True))
    person = once(Id("person", required=True))
    member = once(Plain(NAME_LENGTH), sensitive=True)
    receiver = once(Id("staff"))
    agency = once(Plain(NAME_LENGTH), sensitive=True)
    shares = once(Elements(Code("shared"), required=True))
    purpose = once(Plain(required=True), sensitive=True)
    given_on = once(Day(required=True))
    begins_on = once(Day(required=True))
    ends_on = register(Day(required=True))
    form = once(Code("consent_form", required=True))
    given_by = once(Code("consent_giver", required=True))
    representative = once(Plain(NAME_LENGTH), sensitive=True)
    signature = once(Id())
    note = text()
    withdrawn_on = register(Day())
    withdrawn_by = register(Code("consent_withdrawal"))
    taken_by = server(Id("staff"))
    withdrawal_noted_by = server(Id("staff"))
    withdrawn_at = server(Moment())


def _stamp(writing: WriteContext) -> dict[str, Json]:
    """Who took the consent, and who took note of its withdrawal, and when: once, and for good."""
    stamped: dict[str, Json] = {"taken_by": writing.author} if writing.before is None else {}
    if "withdrawn_on" in writing.after and "withdrawn_at" not in writing.after:
        stamped |= {"withdrawal_noted_by": writing.author, "withdrawn_at": writing.at}
    return stamped


CONSENT = Kind(
    "consent",
    ConsentSchema,
    scope="case",
    kept=Kept(lambda _: True),
    rules=(
        RecordRule("shared_with_nobody", ("receiver", "agency"), NeededWhen(("agency",), without=("receiver",))),
        RecordRule("begins_before_it_is_given", ("given_on", "begins_on"), Ordered("given_on", "begins_on")),
        RecordRule("consent_ends_before_it_begins", ("begins_on", "ends_on"), Ordered("begins_on", "ends_on")),
        RecordRule(
            "representative_unnamed",
            ("given_by", "representative"),
            NeededWhen(("representative",), where={"given_by": "representative"}),
        ),
        RecordRule("oral_without_how", ("form", "note"), NeededWhen(("note",), where={"form": "orally"})),
    ),
    stamp=_stamp,
)
