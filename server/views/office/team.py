"""The team board, and who is away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import SUPERVISORS, allow
from server.casework import Refused
from server.errors import InvalidRequest, NotForThisRole
from server.office import team
from server.office.problems import Errors, in_words
from server.store import OfficeStore, reading, utcnow, writing
from server.views.office.frame import existing, go, page, reader, signed_in, words
from sync.records import KINDS

blueprint = Blueprint("office_team", __name__, url_prefix="/office/team")

_ABSENCE = ("worker", "since", "until")


@blueprint.get("/")
@allow(*SUPERVISORS)
def index() -> AnyResponse:
    """The board."""
    who = signed_in()
    with reading(who.office.id) as store:
        return _page(store)


@blueprint.post("/absences")
@allow(*KINDS["absence"].creators)
def add_absence() -> AnyResponse:
    """Write down that somebody will be away: oneself, or whoever a supervisor names."""
    who, given = signed_in(), {name: request.form.get(name, "") for name in _ABSENCE}
    with writing(who.office.id) as store:
        try:
            team.add_absence(store, who, given, utcnow())
        except Refused as refused:
            return _refused(store, refused, given)
    flash(gettext("The absence has been written down."), "done")
    return _onward()


@blueprint.post("/absences/<uuid:absence>")
@allow(*KINDS["absence"].editors)
def end_absence(absence: Any) -> AnyResponse:
    """Write down that somebody is here after all."""
    who = signed_in()
    with writing(who.office.id) as store:
        found = existing(store.seen(reader(who), str(absence), "absence"))
        try:
            team.end_absence(store, who, found, request.form.get("seen", ""), utcnow())
        except Refused as refused:
            return _refused(store, refused)
    flash(gettext("The absence has been ended."), "done")
    return _onward()


def _onward() -> AnyResponse:
    sees_board = signed_in().role in SUPERVISORS
    return go(".index", _anchor="absences") if sees_board else go("office_cases.index")


def _refused(store: OfficeStore, refused: Refused, given: dict[str, str] | None = None) -> AnyResponse:
    if refused.result.code in {"not_yours", "not_allowed"}:
        raise NotForThisRole
    if signed_in().role not in SUPERVISORS:
        raise InvalidRequest
    return _page(store, 422, given, in_words(refused.result))


def _page(
    store: OfficeStore, status: int = 200, given: dict[str, str] | None = None, errors: Errors | None = None
) -> AnyResponse:
    now = utcnow()
    people = team.those_who_may_be_away(store.users())
    return page(
        "team.html",
        status,
        store=store,
        board=team.team_board(store, reader(signed_in()), now),
        absences=store.absences_from(now.astimezone(store.zone).date()),
        people=[(user.id, user.name) for user in people],
        given=given or dict.fromkeys(_ABSENCE, ""),
        errors=errors or {},
        now=now,
        words=words(store),
    )
