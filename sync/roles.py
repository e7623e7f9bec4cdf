"""Who may do what: one table of permissions by role.

Nothing else compares a role by its name (``tests/sync/test_roles.py``). What is not in a role's row, that role may not
do; a role without a row may do nothing. Routes declare a permission, record kinds say which one their writers need,
templates and the phone ask the same table (``static/app/sync/kinds.gen.ts``).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """Something that a role may do."""

    SIGN_IN = "sign_in"
    """Use an account at all: read one's own notices, keep what one is typing, sign out."""
    USE_PHONE = "use_phone"
    """Carry one's cases, or what is shared with one, on a phone."""
    READ_OWN_CASES = "read_own_cases"
    """Open the cases, persons and households that are in one's charge."""
    READ_SHARED = "read_shared"
    """Read what clients have agreed to share with one, as long as they do, and nothing else of any case."""
    READ_OFFICE = "read_office"
    """Open every case of the office; and what one writes there is the office's word."""
    READ_SENSITIVE = "read_sensitive"
    """Read what people said and what happened to them: the fields that are declared sensitive, and attachments."""
    WRITE_INTAKES = "write_intakes"
    """Write persons, households and cases."""
    WRITE_NOTES = "write_notes"
    """Write what happens in a case: notes, plans, appointments, tasks, visits under watch."""
    WRITE_ABSENCES = "write_absences"
    """Write that one is away."""
    REMOVE_RECORDS = "remove_records"
    """Remove what others rely on: persons, households, cases, plans."""
    BE_IN_CHARGE = "be_in_charge"
    """Be put in charge of a case."""
    TAKE_CHARGE = "take_charge"
    """Be in charge of a case by opening it."""
    RESOLVE_CONFLICTS = "resolve_conflicts"
    """Choose where two people disagree about a field."""
    WATCH_OUTINGS = "watch_outings"
    """See who is out on a visit, and where."""
    ANSWER_ALARMS = "answer_alarms"
    """Be told of calls for help and of colleagues who do not come back, and answer them."""
    TOLD_FIRST = "told_first"
    """Be told in place of those of the same permissions who are told only where nobody else is there."""
    REVIEW = "review"
    """Judge notes, tell doubles, hold case reviews. What a reviewer changes does not wait for review again."""
    APPROVE = "approve"
    """Approve and return plans. What an approver changes does not wait for approval again."""
    ASSIGN = "assign"
    """Put workers in charge of cases, and confirm what workers said of themselves."""
    KEEP_MEETINGS = "keep_meetings"
    """Make meetings and their agenda."""
    LEAD_TEAM = "lead_team"
    """See the team board, and write for colleagues: their absences, the end of their visits."""
    SETTLE_LOSSES = "settle_losses"
    """Deal with what a restored backup lost, and take in files of unsent work."""
    RESTRICT_CASES = "restrict_cases"
    """Restrict a case to named staff, and lift that: of the cases that are open to oneself."""
    READ_REPORTS = "read_reports"
    """Read lists and figures over the whole office, and take them out."""
    IMPORT_RECORDS = "import_records"
    """Bring in lists of persons, cases and support records, and take an import back."""
    EXPORT_OFFICE = "export_office"
    """Take out every record of the office that one sees, as files."""
    KEEP_SETTINGS = "keep_settings"
    """Choose what the office is reminded of."""
    ERASE_CASES = "erase_cases"
    """Ask that closed cases be erased whose time is over, decide on what another asked, and hold cases back."""
    DISCLOSE = "disclose"
    """Take out everything about a person in one file, to be given to them."""
    SEE_FAULTS = "see_faults"
    """Be told that backups are missing or push messages are refused."""
    READ_ACCOUNTS = "read_accounts"
    """See who has an account and on which phones."""
    READ_TRAIL = "read_trail"
    """Read who did and looked at what, and tell clients who looked at their record."""
    KEEP_ACCOUNTS = "keep_accounts"
    """Make and change accounts, and take phones out of use."""
    APPROVE_ACCOUNTS = "approve_accounts"
    """Be the second person where an account comes to cases or loses its second factor, and hand over its link."""


_P = Permission
_FIELD: Final = frozenset(
    {
        _P.SIGN_IN,
        _P.USE_PHONE,
        _P.READ_OWN_CASES,
        _P.READ_SENSITIVE,
        _P.WRITE_INTAKES,
        _P.WRITE_NOTES,
        _P.WRITE_ABSENCES,
        _P.BE_IN_CHARGE,
        _P.RESOLVE_CONFLICTS,
        _P.WATCH_OUTINGS,
    }
)
_LEADING: Final = _FIELD | {
    _P.READ_OFFICE,
    _P.REMOVE_RECORDS,
    _P.ANSWER_ALARMS,
    _P.REVIEW,
    _P.APPROVE,
    _P.ASSIGN,
    _P.KEEP_MEETINGS,
    _P.LEAD_TEAM,
    _P.SETTLE_LOSSES,
    _P.READ_REPORTS,
    _P.IMPORT_RECORDS,
    _P.KEEP_SETTINGS,
    _P.ERASE_CASES,
    _P.SEE_FAULTS,
}

PERMISSIONS: Final[Mapping[str, frozenset[Permission]]] = {
    "worker": _FIELD | {_P.TAKE_CHARGE},
    "supervisor": _LEADING | {_P.TAKE_CHARGE, _P.TOLD_FIRST},
    "manager": _LEADING
    | {
        _P.RESTRICT_CASES,
        _P.READ_ACCOUNTS,
        _P.APPROVE_ACCOUNTS,
        _P.READ_TRAIL,
        _P.DISCLOSE,
        _P.EXPORT_OFFICE,
    },
    "clerk": frozenset({_P.SIGN_IN, _P.READ_OWN_CASES, _P.READ_OFFICE, _P.WRITE_INTAKES, _P.WRITE_ABSENCES}),
    "partner": frozenset({_P.SIGN_IN, _P.USE_PHONE, _P.READ_SHARED}),
    "administrator": frozenset({_P.SIGN_IN, _P.SEE_FAULTS, _P.READ_ACCOUNTS, _P.KEEP_ACCOUNTS}),
}
"""What each role may do. The order of the rows is that in which forms offer the roles."""

ROLES: Final = tuple(PERMISSIONS)

_READS_CASES: Final = frozenset({_P.READ_OWN_CASES, _P.READ_SHARED, _P.READ_OFFICE, _P.READ_SENSITIVE, _P.READ_REPORTS})
_GUARDED: Final = _READS_CASES | {_P.APPROVE_ACCOUNTS}
_OPENS_THE_OFFICE: Final = frozenset({_P.READ_OFFICE, _P.READ_SENSITIVE})

OFFICE_ROLE: Final = "manager"
"""The role under which the office itself writes: jobs, reminders, imports."""

REGISTRAR: Final = "clerk"
"""The role of whoever brought a register, as colleagues see it; nobody signs in as them."""

NEWCOMER: Final = "worker"
"""The role that is offered for a new account."""

LEAVER: Final = "worker"
"""The role under which work is taken whose author's account is gone."""


def may(role: str, permission: Permission | None) -> bool:
    """Whether a role has a permission. Nobody has ``None``."""
    return permission is not None and permission in PERMISSIONS.get(role, frozenset())


def roles_that_may(permission: Permission | None) -> frozenset[str]:
    """The roles that have a permission."""
    return frozenset(role for role in PERMISSIONS if may(role, permission))


def reads_cases(role: str) -> bool:
    """Whether a role reads anything of what stands in cases."""
    return bool(PERMISSIONS.get(role, frozenset()) & _READS_CASES)


def needs_approval(before: str | None, after: str) -> bool:
    """Whether a second person has to approve that an account gets a role: where the account would read more of cases
    with it, or could approve such a thing itself. ``before`` is the role that it has now, ``None`` where it is new or
    out of use.
    """
    gained = PERMISSIONS.get(after, frozenset()) - PERMISSIONS.get(before or "", frozenset())
    return bool(gained & _GUARDED)


def needs_second_factor(role: str) -> bool:
    """Whether a role needs a second factor besides the password: it reads what people said in the whole office, or it
    keeps the accounts.
    """
    held = PERMISSIONS.get(role, frozenset())
    return held >= _OPENS_THE_OFFICE or Permission.KEEP_ACCOUNTS in held
