"""The team board, and who is away."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import InvalidRequest, NotForThisRole
from server.http.access import Permission, allow, signed_in
from server.language.problems import Errors, in_words
from server.office import team
from server.services.casework import ChangeRejected
from server.store import Office, reading, utcnow, writing
from server.views.office.frame import as_seen, existing, go, page, words
from server.views.office.pages import Group, OfficePage

blueprint = Blueprint("office_team", __name__, url_prefix="/office/team")

PAGE = OfficePage(blueprint, Group.TODAY, 50, lazy_gettext("The team"))

_ABSENCE = ("worker", "since", "until")


@blueprint.get("/")
@allow(Permission.LEAD_TEAM)
def index() -> AnyResponse:
    """The board."""
    who = signed_in()
    with reading(who.office.id) as store:
        return _page(store)


@blueprint.post("/absences")
@allow(Permission.WRITE_ABSENCES)
def add_absence() -> AnyResponse:
    """Write down that somebody will be away: oneself, or whoever a supervisor names."""
    who, typed = signed_in(), {name: request.form.get(name, "") for name in _ABSENCE}
    with writing(who.office.id) as store:
        try:
            team.add_absence(store, who, typed, utcnow())
        except ChangeRejected as refused:
            return _refused(store, refused, typed)
    flash(gettext("The absence has been written down."), "done")
    return _onward()


@blueprint.post("/absences/<id:absence>")
@allow(Permission.WRITE_ABSENCES)
def end_absence(absence: str) -> AnyResponse:
    """Write down that somebody is here after all."""
    who = signed_in()
    with writing(who.office.id) as store:
        away = existing(as_seen(store).record(absence, "absence"))
        try:
            team.end_absence(store, who, away, request.form.get("seen", ""), utcnow())
        except ChangeRejected as refused:
            return _refused(store, refused)
    flash(gettext("The absence has been ended."), "done")
    return _onward()


def _onward() -> AnyResponse:
    sees_board = signed_in().may(Permission.LEAD_TEAM)
    return go(".index", _anchor="absences") if sees_board else go("office_cases.index")


def _refused(store: Office, refused: ChangeRejected, typed: dict[str, str] | None = None) -> AnyResponse:
    if refused.result.code in {"not_yours", "not_allowed"}:
        raise NotForThisRole
    if not signed_in().may(Permission.LEAD_TEAM):
        raise InvalidRequest
    return _page(store, 422, typed, in_words(refused.result))


def _page(
    store: Office, status: int = 200, typed: dict[str, str] | None = None, errors: Errors | None = None
) -> AnyResponse:
    now, seen = utcnow(), as_seen(store)
    people = team.those_who_may_be_away(store.accounts.users())
    return page(
        "team.html",
        status,
        store=store,
        board=team.team_board(store, seen, now),
        orphans=team.orphans(seen),
        absences=store.team.absences_from(store.day(now)),
        people=[(user.id, user.name) for user in people],
        typed=typed or dict.fromkeys(_ABSENCE, ""),
        errors=errors or {},
        now=now,
        words=words(store),
    )
