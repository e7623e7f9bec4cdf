"""The form by which a consent is taken at the office: what it asks, what is wrong in it, and what is read aloud.

What is read aloud is worded on the phone, too (``static/app/ui/model/consents.ts``); ``tests/cases/spoken_terms.json``
holds the two together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from flask_babel import gettext

from server.followup.cases import months_after
from server.language.problems import Errors, sentence
from server.language.words import Words
from server.office.inputs import Input, inputs_for, value_from
from server.services import casework
from server.store import Office, Seen
from server.store.accounts import UserRow
from server.store.cases import CaseRow
from server.store.directory import SessionRow
from sync.changes import Result
from sync.consents import USUAL_MONTHS
from sync.fields import Json
from sync.records import KINDS
from sync.roles import Permission

TERMS: Final = (
    "receiver",
    "agency",
    "shares",
    "purpose",
    "begins_on",
    "ends_on",
    "member",
    "given_by",
    "representative",
)
"""What is agreed to, and by whom: what has to be known before it is read aloud."""

ANSWER: Final = ("form", "note", "given_on")
"""How somebody agreed, once it was read aloud."""

WAYS: Final = ("signed_on_paper", "orally")
"""The forms of a consent at the office. On a screen people sign at a phone alone."""


def partners_of(users: Sequence[UserRow]) -> list[tuple[str, str]]:
    """Those with whom something can be shared on a phone, for a select."""
    return [(user.id, user.name) for user in users if user.active and user.may(Permission.READ_SHARED)]


def members_described(seen: Seen, case: CaseRow) -> str:
    """Who lives in the client's household, as somebody has described it."""
    person = seen.record(case.person_id, "person")
    household = None if person is None else seen.record(person.fields.get("household", ""), "household")
    return "" if household is None else str(household.fields.get("members", ""))


def begun(today: dt.date) -> dict[str, Json]:
    """What an empty form holds: given today by the client, for as long as is usual."""
    ends = months_after(today, USUAL_MONTHS) - dt.timedelta(days=1)
    day = today.isoformat()
    return {"given_by": "self", "given_on": day, "begins_on": day, "ends_on": ends.isoformat()}


def inputs(values: Mapping[str, Json], words: Words, partners: Sequence[tuple[str, str]]) -> dict[str, Input]:
    """The inputs of the form by name, but for what is shared."""
    offered = [("", gettext("(an agency that is not listed)")), *partners]
    shown = {each.name: each for each in inputs_for("consent", (*TERMS, *ANSWER), values, words, partners)}
    shown["receiver"] = replace(shown["receiver"], options=offered)
    for name, codes in (("form", WAYS), ("given_by", None)):
        options = [option for option in shown[name].options if option[0] and (codes is None or option[0] in codes)]
        shown[name] = replace(shown[name], options=options)
    return shown


def values_of(form: Mapping[str, str], shares: Collection[str], words: Words) -> dict[str, Json]:
    """The fields that a form gives, with ``shares``, the codes that were ticked. An agency counts only where no partner
    is chosen, a representative only where one speaks.
    """
    values = {name: value_from("consent", name, form, words) for name in (*TERMS, *ANSWER) if name != "shares"}
    values["shares"] = sorted(set(shares))
    if values["receiver"] is not None:
        values["agency"] = None
    if values["given_by"] != "representative":
        values["representative"] = None
    return {name: value for name, value in values.items() if value not in (None, [])}


def problems(values: Mapping[str, Json], names: Collection[str], partners: Sequence[tuple[str, str]]) -> Errors:
    """What is wrong with the fields ``names``, in words by field: what the engine would refuse, a receiver who is no
    partner, and a way of consenting that the office does not have.
    """
    kind = KINDS["consent"]
    read, wrong = kind.read(values)
    rules = [rule for rule in kind.rules if set(rule.about) <= set(names)]
    codes = {name: rule.code for rule in rules for name in rule.broken_at(read)}
    codes |= dict.fromkeys(kind.required - values.keys(), "required") | wrong
    if values.get("receiver", "") not in {"", *(id_ for id_, _ in partners)}:
        codes["receiver"] = "unknown_reference"
    if values.get("form", WAYS[0]) not in WAYS:
        codes["form"] = "unknown_code"
    return {name: sentence(code) for name, code in codes.items() if name in names}


def spoken_terms(values: Mapping[str, Json], words: Words, *, office: str, client: str) -> list[str]:
    """What the person agrees to, sentence by sentence, to be read aloud. ``values`` have no problem in their terms."""
    receiver = words.name(values["receiver"]) if "receiver" in values else values["agency"]
    in_words = {
        name: words.value("consent", name, values[name]) for name in ("shares", "purpose", "begins_on", "ends_on")
    }
    return [
        gettext(
            "%(office)s will tell %(receiver)s the following about %(name)s.",
            office=office,
            receiver=receiver,
            name=values.get("member", client),
        ),
        gettext("Besides your name and your worker's name, this is: %(shares)s.", shares=in_words["shares"]),
        gettext("The purpose is: %(purpose)s", purpose=in_words["purpose"]),
        gettext("It is told from %(begins)s to %(ends)s.", begins=in_words["begins_on"], ends=in_words["ends_on"]),
        gettext(
            "You can end this at any time. You will not lose any support by it. When you end it, it also disappears"
            " from their phones."
        ),
    ]


def is_what_was_read(spoken: Sequence[str], read: str) -> bool:
    """Whether what is to be read aloud is what a form brought back of it. Browsers spell the ends of lines in their own
    way.
    """
    return " ".join(spoken).split() == read.split()


def take(
    store: Office, who: SessionRow, consent: str, case: CaseRow, values: Mapping[str, Json], now: dt.datetime
) -> Result | None:
    """Write a consent in a case, once however often its form is sent. Raises ``casework.ChangeRejected``."""
    fields = {**values, "case": case.id, "person": case.person_id}
    return casework.create_record(store, who, "consent", consent, fields, now)
