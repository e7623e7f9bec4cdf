"""What somebody is writing into a form: kept while they write, offered again to them alone, gone once it was sent."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, g, jsonify, request

from server.ground.errors import InvalidRequest
from server.http.access import Permission, allow, signed_in
from server.store import Unavailable, reading, utcnow, writing
from server.store.directory import SessionRow
from server.store.drafts import FormDraftRow
from sync.plain import is_plain

blueprint = Blueprint("office_drafts", __name__, url_prefix="/office/drafts")

SENT_WITH: Final = "draft"
"""The field in which a form says under which name its draft is kept."""

_LONGEST_NAME: Final = 300
_MOST_FORMS: Final = 60
_MOST_FIELDS: Final = 60
_LONGEST_FIELD: Final = 60_000
"""Thrice what any field takes: what is too long is kept too, until its author has shortened it."""


@blueprint.get("/")
@allow(Permission.SIGN_IN)
def index() -> Response:
    """The drafts of some forms, named by ``form``."""
    who = signed_in()
    with reading(who.office.id) as store:
        drafts = store.drafts.of(who.user_id, request.args.getlist("form")[:_MOST_FORMS])
    return jsonify({"drafts": [{"form": row.form, "fields": row.fields} for row in drafts]})


@blueprint.put("/")
@allow(Permission.SIGN_IN)
def keep() -> Response:
    """Keep what stands in a form, named by where it is sent to; nothing in it forgets the draft."""
    who, raw = signed_in(), request.get_json(silent=True)
    form, fields = _read(raw)
    with writing(who.office.id) as store:
        if fields:
            store.drafts.keep(who.user_id, FormDraftRow(form, fields, utcnow()))
        else:
            store.drafts.drop(who.user_id, form)
    return Response(status=HTTPStatus.NO_CONTENT)


@blueprint.after_app_request
def forget_what_was_sent(response: Response) -> Response:
    """Drop the draft of a form that was taken, which is one whose answer sends the browser on. Where the database
    cannot do that, the form stays taken, and the draft is offered once more.
    """
    who: SessionRow | None = g.get("signed_in")
    if who is not None and request.method == "POST" and response.status_code == HTTPStatus.SEE_OTHER:
        form = request.form.get(SENT_WITH)
        if form:
            with suppress(Unavailable), writing(who.office.id) as store:
                store.drafts.drop(who.user_id, form)
    return response


def _read(raw: object) -> tuple[str, dict[str, str]]:
    form, fields = (raw.get("form"), raw.get("fields")) if isinstance(raw, dict) else (None, None)
    if not isinstance(form, str) or not form.startswith("/office/") or len(form) > _LONGEST_NAME or not is_plain(form):
        raise InvalidRequest("form")
    if not isinstance(fields, dict) or len(fields) > _MOST_FIELDS or not all(map(_is_a_field, fields.items())):
        raise InvalidRequest("fields")
    return form, fields


def _is_a_field(item: tuple[object, object]) -> bool:
    name, value = item
    if not isinstance(name, str) or not isinstance(value, str):
        return False
    return len(name) <= _LONGEST_NAME and len(value) <= _LONGEST_FIELD
