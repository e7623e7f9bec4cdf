"""What every office page shares: its frame, who reads it, and how requests are read."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from typing import Final, TypeVar
from urllib.parse import urlencode

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from marshmallow import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from server.backups.watch import BackupHealth, backup_health
from server.ground.errors import NotFound
from server.ground.ids import new_id
from server.ground.installation import installation
from server.http.access import Permission, may_open, signed_in
from server.http.addresses import address_of
from server.http.auth import current
from server.http.locale import LANGUAGES, language
from server.language.words import Words
from server.office.outings import alarms
from server.office.refusals import RefusedPush, refused_by_service
from server.reminders.settings import policy_of
from server.reminders.watch import reminders_last_ran, stands_still
from server.services.casework import Comment
from server.store import Office, Seen, reading, utcnow
from server.store.accounts import UserRow
from server.store.directory import SessionRow
from server.store.reader import reader_of
from server.views.office.pages import Group, pages
from sync.changes import Result
from sync.fields import canonical_id
from sync.followup import Thresholds
from sync.permission import refusal
from sync.plain import canonical_text, is_plain
from sync.records import KINDS
from sync.roles import may
from sync.store import Record

PAGE_SIZE: Final = 50
MOST_PAGES: Final = 100_000

_Found = TypeVar("_Found")


def as_seen(store: Office) -> Seen:
    """The office as whoever is signed in sees it: what pages read is read there."""
    who = signed_in()
    return store.as_seen_by(reader_of(who.user_id, who.role))


def may_write(kind: str, record: Record | None = None) -> bool:
    """Whether the exchange would let whoever is signed in change a record, or make one where none is given."""
    who = signed_in()
    return refusal(KINDS[kind], who.user_id, who.role, record, {}) is None


def words(store: Office, ids: set[str] | None = None) -> Words:
    """The words of this request's language, with the names of the office's people and of the given records."""
    names = {user.id: user.name for user in store.accounts.users()} | (as_seen(store).names(ids) if ids else {})
    return Words(language(), store.zone, names)


def staff_options(store: Office) -> list[tuple[str, str]]:
    """Those by whom lists are narrowed, for a select: also who is out of use, since their work is still there."""
    return account_options(user for user in store.accounts.users() if may(user.role, Permission.WRITE_NOTES))


def account_options(users: Iterable[UserRow]) -> list[tuple[str, str]]:
    """Accounts for a select, by id and name; those out of use are marked."""
    marked = gettext("%(name)s (out of use)")
    return [(user.id, user.name if user.active else marked % {"name": user.name}) for user in users]


def leavers(store: Office) -> frozenset[str]:
    """Those whose account is out of use."""
    return frozenset(user.id for user in store.accounts.users() if not user.active)


def thresholds(store: Office) -> Thresholds:
    """The office's thresholds: after how long something is reminded of and stands on a list."""
    return policy_of(store.reminders.settings()).thresholds


def today(store: Office) -> dt.date:
    """The present day where the office is."""
    return store.day(utcnow())


def page(
    template: str,
    status: int = 200,
    *,
    store: Office | None = None,
    here: str | None = None,
    **values: object,
) -> Response:
    """A page in the frame. ``store`` is the transaction that is open, ``here`` the page's address where that is not the
    one that was asked for.
    """
    rendered = render_template(f"office/{template}", **_frame(store, here), **values)
    return make_response(rendered, status)


def go(endpoint: str, **values: object) -> AnyResponse:
    """Send the browser on after a form was taken."""
    return redirect(address_of(endpoint, **values), 303)


def go_on(result: Result | None, done: str, endpoint: str, **values: object) -> AnyResponse:
    """Send the browser on after a change: to the disagreement that it raised, or else to ``endpoint`` with ``done``
    said there. ``None`` says that nothing was altered.
    """
    if result is not None and result.conflicts:
        if signed_in().may(Permission.RESOLVE_CONFLICTS):
            flash(gettext("Somebody else has given another value meanwhile. Both are kept: please choose."), "caution")
            return go("office_conflicts.show", conflict=result.conflicts[0])
        flash(gettext("Somebody else has given another value meanwhile. Both are kept until one is chosen."), "caution")
        return go(endpoint, **values)
    flash(gettext("Nothing was changed.") if result is None else done, "done")
    if result is not None and result.status == "merged":
        flash(gettext("What somebody else changed meanwhile is kept as well."), "done")
    return go(endpoint, **values)


def form_given() -> dict[str, str]:
    """The form that was sent: of a name with several values, one a line."""
    return {name: "\n".join(values) for name, values in request.form.lists()}


def page_number() -> int:
    """Which page of a list is asked for."""
    return min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)


def identifier(text: str | None) -> str | None:
    """An id in its canonical spelling; ``None`` for anything else."""
    try:
        return canonical_id(text)
    except ValidationError:
        return None


def comment_given() -> Comment:
    """A comment as a form gives it. A made-up id is replaced, since it could be that of another record."""
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    return Comment(identifier(request.form.get("comment")) or new_id(), text, request.form.get("seen", ""))


def line_given(field: str, most: int) -> str:
    """One line of a form, in its one spelling; empty where it holds characters that nobody types."""
    line = canonical_text(request.form.get(field, ""), line=True)[:most]
    return line if is_plain(line) and "\n" not in line else ""


def existing(sought: _Found | None) -> _Found:
    """The value that was looked up. Raises ``NotFound`` where there is none, or none for this reader."""
    if sought is None:
        raise NotFound
    return sought


def _frame(store: Office | None, here: str | None) -> dict[str, object]:
    who = current()
    languages = [(code, _address(here, code)) for code in LANGUAGES]
    if who is None:
        return {"who": None, "languages": languages}
    if store is None:
        with reading(who.office.id) as opened:
            return _frame(opened, here)
    seen, now = as_seen(store), utcnow()
    terms = Words(language(), zoneinfo.ZoneInfo(who.office.time_zone))
    return {
        "who": who,
        "navigation": _navigation(who, store, seen, now),
        "role": terms.role(who.role),
        "reminders_stopped": who.may(Permission.LEAD_TEAM) and stands_still(reminders_last_ran(who.office.id), now),
        "backups": _backups(who, now),
        "refused": _refused(who, store),
        "alarms": alarms(seen, now) if who.may(Permission.ANSWER_ALARMS) else [],
        "clock": terms.clock,
        "moment_said": terms.moment,
        "printed_at": now,
        "idle_seconds": int(installation().settings.session_limits.shared_idle.total_seconds()),
        "languages": languages,
    }


def _backups(who: SessionRow, now: dt.datetime) -> BackupHealth | None:
    """What is wrong with the backups, for those who can have it mended."""
    if not who.may(Permission.SEE_FAULTS):
        return None
    health = backup_health(now, who.office.id)
    return None if health.state == "ok" else health


def _refused(who: SessionRow, store: Office) -> list[RefusedPush]:
    """What push services refuse, for those who can have it mended."""
    return refused_by_service(store.push.refusals()) if who.may(Permission.SEE_FAULTS) else []


def _address(here: str | None, code: str) -> str:
    """This page in a language. Whatever else the address says is kept."""
    asked = {} if here else {name: value for name, value in request.args.items() if name != "lang"}
    address = here or request.path
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked | {'lang': code})}"


def _navigation(who: SessionRow, store: Office, seen: Seen, now: dt.datetime) -> list[dict[str, object]]:
    """The pages that whoever is signed in may open, by menu: first those that stand by themselves, without a title."""
    menus = []
    for group in (None, *Group):
        shown = [
            {
                "name": str(each.title),
                "address": url_for(each.endpoint),
                "current": request.blueprint == each.blueprint.name,
                "waiting": each.waiting(store, seen, now),
            }
            for each in pages()
            if each.group is group and may_open(who, each.endpoint)
        ]
        if shown:
            menus.append({"title": group and str(group.value), "pages": shown})
    return menus
