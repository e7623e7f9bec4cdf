"""The trail in words: who did or looked at what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask_babel import LazyString, gettext, lazy_gettext, ngettext

from server.ground.trail import Act
from server.language.words import Words
from server.office.phones import HOW
from server.office.reports import reports
from server.store import Office, Seen
from server.store.trail import TrailRow

ACT_NAMES: Final[Mapping[Act, LazyString]] = {
    Act.READ: lazy_gettext("Read"),
    Act.PRINT_VIEW: lazy_gettext("Opened for printing"),
    Act.DELIVERED: lazy_gettext("Given to a phone"),
    Act.SEARCHED: lazy_gettext("Searched"),
    Act.REPORT_READ: lazy_gettext("Read a list"),
    Act.EXPORTED: lazy_gettext("Took a list out"),
    Act.CHANGES: lazy_gettext("Wrote records"),
    Act.FILE_TAKEN: lazy_gettext("Opened a file of unsent work"),
    Act.IMPORTED: lazy_gettext("Brought a list in"),
    Act.IMPORT_UNDONE: lazy_gettext("Took back a list that was brought in"),
    Act.SIGNED_IN: lazy_gettext("Signed in"),
    Act.SIGN_IN_FAILED: lazy_gettext("Failed to sign in"),
    Act.SIGNED_OUT: lazy_gettext("Signed out"),
    Act.SESSIONS_ENDED: lazy_gettext("Ended sessions"),
    Act.ACCOUNT_MADE: lazy_gettext("Made an account"),
    Act.ACCOUNT_CHANGED: lazy_gettext("Changed an account"),
    Act.ACCOUNT_STOPPED: lazy_gettext("Took an account out of use"),
    Act.ACCOUNT_RESUMED: lazy_gettext("Took an account back into use"),
    Act.ACCOUNT_STATE: lazy_gettext("Bound an account to this trail"),
    Act.PASSWORD_SET: lazy_gettext("Set a password"),
    Act.PASSWORD_REMOVED: lazy_gettext("Took a password away"),
    Act.LINK_MADE: lazy_gettext("Made a link for a password"),
    Act.LINK_USED: lazy_gettext("Used a link for a password"),
    Act.REQUEST_MADE: lazy_gettext("Asked for an approval"),
    Act.REQUEST_APPROVED: lazy_gettext("Approved a request"),
    Act.REQUEST_REFUSED: lazy_gettext("Refused a request"),
    Act.REQUEST_WITHDRAWN: lazy_gettext("Took a request back"),
    Act.FACTOR_SET: lazy_gettext("Set up an authenticator app"),
    Act.FACTOR_REMOVED: lazy_gettext("Took an authenticator app away"),
    Act.CODE_FAILED: lazy_gettext("Gave a wrong code"),
    Act.RECOVERY_CODE_USED: lazy_gettext("Used a recovery code"),
    Act.RECOVERY_CODES_RENEWED: lazy_gettext("Renewed the recovery codes"),
    Act.PASSKEY_ADDED: lazy_gettext("Added a passkey"),
    Act.PASSKEY_REMOVED: lazy_gettext("Removed a passkey"),
    Act.PASSKEY_FAILED: lazy_gettext("Showed a passkey that was not taken"),
    Act.CONFIRMED: lazy_gettext("Showed once more who they are"),
    Act.IDENTITY_BOUND: lazy_gettext("Bound an account to the city's sign-in"),
    Act.IDENTITY_UNBOUND: lazy_gettext("Took the city's sign-in away from an account"),
    Act.IDENTITY_REFUSED: lazy_gettext("Was not let in by the city's sign-in"),
    Act.DEVICE_ASKED: lazy_gettext("Asked to register a phone"),
    Act.DEVICE_REGISTERED: lazy_gettext("Registered a phone"),
    Act.DEVICE_REFUSED: lazy_gettext("Refused a phone"),
    Act.DEVICE_REVOKED: lazy_gettext("Took a phone out of use"),
    Act.SETTINGS_CHANGED: lazy_gettext("Changed the reminders"),
    Act.CASE_RESTRICTED: lazy_gettext("Restricted a case"),
    Act.RESTRICTION_LIFTED: lazy_gettext("Lifted a restriction"),
    Act.RESTRICTED_OPENED: lazy_gettext("Opened a restricted case"),
    Act.RESTRICTED_SOUGHT: lazy_gettext("Looked for a restricted case in vain"),
    Act.FEED_OPENED: lazy_gettext("Made a calendar address"),
    Act.FEED_CLOSED: lazy_gettext("Closed a calendar address"),
    Act.TRAIL_READ: lazy_gettext("Read this trail"),
    Act.ERASURE_ASKED: lazy_gettext("Asked to erase cases"),
    Act.ERASURE_APPROVED: lazy_gettext("Approved that cases be erased"),
    Act.ERASURE_REFUSED: lazy_gettext("Refused to erase cases"),
    Act.ERASURE_WITHDRAWN: lazy_gettext("Took back the request to erase cases"),
    Act.ERASURE_LISTED: lazy_gettext("Listed what is to be erased"),
    Act.ERASED: lazy_gettext("Erased records"),
    Act.ERASURE_FINISHED: lazy_gettext("Erased cases for good"),
    Act.ERASURE_HELD: lazy_gettext("Held a case back from being erased"),
    Act.ERASURE_RELEASED: lazy_gettext("Held a case back no longer"),
    Act.DISCLOSED: lazy_gettext("Took out everything about one person"),
    Act.RESTORED: lazy_gettext("Restored a backup"),
    Act.BEGAN: lazy_gettext("Began this trail"),
}
"""What each act is called, in the order in which the filter offers them."""

LOOKS: Final = (Act.READ, Act.PRINT_VIEW, Act.DELIVERED, Act.DISCLOSED)
"""The acts by which somebody comes to know what stands in a case."""

_LISTS: Final[Mapping[str, LazyString]] = {
    "cases": lazy_gettext("Cases"),
    "search": lazy_gettext("Search"),
    "trail": lazy_gettext("Looks and acts"),
    "looks": lazy_gettext("Who looked at this record"),
}
_PLACES: Final[Mapping[str, LazyString]] = {
    "office": lazy_gettext("at the office"),
    "phone": lazy_gettext("on a phone"),
    "delivery": lazy_gettext("on a phone, to hand over what it keeps"),
}


_WAYS: Final[Mapping[str, LazyString]] = {
    "passkey": lazy_gettext("with a passkey"),
    "provider": lazy_gettext("by the city's sign-in"),
}
_WHY: Final[Mapping[str, LazyString]] = {
    "counter": lazy_gettext("it has been used elsewhere: there may be a copy of it"),
    "not_verified": lazy_gettext("it is not the right one, or not for this place"),
    "other_account": lazy_gettext("it belongs to another account"),
    "used": lazy_gettext("the same answer was given before"),
    "out_of_use": lazy_gettext("the account is out of use"),
    "office": lazy_gettext("not for this office"),
    "taken": lazy_gettext("another account has it already"),
}
_LINKS: Final[Mapping[str, LazyString]] = {
    "invitation": lazy_gettext("invitation"),
    "reset": lazy_gettext("another password"),
}
_WANTED: Final[Mapping[str, LazyString]] = {
    "access": lazy_gettext("access to cases"),
    "factor": lazy_gettext("to take the authenticator app away"),
}
DISCLOSURE_REASONS: Final[Mapping[str, LazyString]] = {
    "asked_by_person": lazy_gettext("The person has asked for it"),
    "asked_by_representative": lazy_gettext("Somebody has asked who stands for the person"),
    "asked_by_law": lazy_gettext("A court or an authority has asked for it"),
}
"""Why everything about a person is taken out: the trail keeps the code, and nothing that would be about the person."""


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One entry in words. ``case`` is the id of the case that it is about, where there is a page of it."""

    row: TrailRow
    at: str
    who: str
    what: str
    about: str
    case: str | None
    device: str
    details: str
    reason: str


def lines(store: Office, seen: Seen, rows: Sequence[TrailRow], words: Words) -> list[TrailLine]:
    """Entries in words, with the names of staff that ``words`` has. What is withheld from the reader has neither a name
    nor the reason that somebody gave.
    """
    scopes = {row.scope for row in rows if row.scope}
    withheld = seen.restrictions.withheld(scopes)
    cases = {id_: row.person_name for id_, row in seen.cases.by_id(scopes).items()} if scopes else {}
    people = seen.names(scopes - cases.keys()) if scopes else {}
    phones = {device.id: device.name for device in store.accounts.devices()}
    return [
        TrailLine(
            row,
            words.moment(row.at),
            _who(row, words),
            act_name(row.what),
            _about(row, {**people, **cases}, phones, words),
            row.scope if row.scope in cases else None,
            words.device(phones.get(row.device, "")) if row.device else "",
            _details(row.details, words),
            str(DISCLOSURE_REASONS.get(row.reason or "", row.reason or "")),
        )
        for row in (replace(each, reason=None) if each.scope in withheld else each for each in rows)
    ]


def act_name(what: str) -> str:
    """What an act is called; its code where an older version had it."""
    return str(ACT_NAMES[Act(what)]) if what in set(Act) else what


def looked_at(row: TrailRow, words: Words) -> str:
    """What somebody was shown of a client, for the client: which kind of record, and how."""
    kind = words.kind(row.about_kind) if row.about_kind else gettext("The case, with its notes and plans")
    if row.what == Act.PRINT_VIEW:
        return gettext("%(kind)s (for printing)", kind=kind)
    if row.what == Act.DISCLOSED:
        return gettext("%(kind)s (everything, in one file)", kind=kind)
    return gettext("%(kind)s (to carry on a phone)", kind=kind) if row.what == Act.DELIVERED else kind


def _who(row: TrailRow, words: Words) -> str:
    if row.actor is not None:
        return words.name(row.actor)
    # What came over the net and from nobody who was signed in: a sign-in, its second step, a link.
    nobody_signed_in = row.what == Act.SIGN_IN_FAILED or row.address is not None
    return gettext("Not known") if nobody_signed_in else gettext("The system")


def _about(row: TrailRow, names: Mapping[str, str | None], phones: Mapping[str, str], words: Words) -> str:
    if row.about_kind == "staff":
        return words.name(row.about)
    if row.about_kind == "device":
        return words.device(phones.get(row.about or "", ""))
    kind = words.kind(row.about_kind) if row.about_kind else ""
    name = (names.get(row.scope) or gettext("(name not known)")) if row.scope else ""
    return " ".join(part for part in (name, kind) if part)


def _details(details: Mapping[str, Any], words: Words) -> str:
    sentences = (_DETAIL_WORDS[name](value, words) for name, value in details.items() if name in _DETAIL_WORDS)
    return gettext(", ").join(part for part in sentences if part)


def _list_name(name: str, _: Words) -> str:
    report = reports().get(name)
    return str(report.title) if report else str(_LISTS.get(name, name))


_DETAIL_WORDS: Final[Mapping[str, Any]] = {
    "count": lambda count, _: ngettext("%(num)d change", "%(num)d changes", count),
    "scopes": lambda scopes, _: ngettext("%(num)d case or person", "%(num)d cases and persons", len(scopes)),
    "records": lambda count, _: ngettext("%(num)d record", "%(num)d records", count),
    "erased": lambda ids, _: ngettext("%(num)d record", "%(num)d records", len(ids)),
    "sessions": lambda count, _: ngettext("%(num)d session", "%(num)d sessions", count),
    "codes_left": lambda count, _: ngettext(
        "%(num)d recovery code is left.", "%(num)d recovery codes are left.", count
    ),
    "link": lambda link, _: str(_LINKS.get(link, link)),
    "wanted": lambda wanted, _: str(_WANTED.get(wanted, wanted)),
    "how": lambda how, _: str(HOW.get(how, how)),
    "list": _list_name,
    "since": lambda month, words: words.due(month) + "–",
    "until": lambda month, words: words.due(month),
    "named": lambda named, words: gettext(", ").join(words.name(each) for each in named),
    "minutes": lambda count, _: ngettext("for %(num)d minute", "for %(num)d minutes", count),
    "place": lambda place, _: str(_PLACES.get(place, place)),
    "way": lambda way, _: str(_WAYS.get(way, way)),
    "why": lambda why, _: str(_WHY.get(why, why)),
    "role": lambda role, words: words.role(role),
    "fields": lambda fields, words: gettext(", ").join(words.field("staff", field) for field in fields),
    "done": lambda done, _: gettext("taken in") if done == "taken" else gettext("only tried out"),
}
"""The words of each detail that says something to a person."""
