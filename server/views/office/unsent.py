"""The file of unsent work that a phone saved: looked at, and taken in."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, request
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in, takes_up_to
from server.http.looks import looked_into
from server.office import unsent
from server.services.looks import shown_in, withheld_records
from server.store import reading, utcnow
from server.unsent.file import LARGEST_FILE, UnreadableFile, read_unsent
from server.unsent.taking import Brought, bring, try_out
from server.views.office.frame import as_seen, page, words
from server.views.office.pages import Group, OfficePage

blueprint = Blueprint("office_unsent", __name__, url_prefix="/office/unsent")

PAGE = OfficePage(blueprint, Group.SETTINGS, 120, lazy_gettext("Files from phones"))

_ENVELOPE: Final = 64 << 10
"""What a form has around its file."""


@blueprint.get("/")
@allow(Permission.SETTLE_LOSSES)
def index() -> AnyResponse:
    """The form that takes a file."""
    return page("unsent.html", largest=LARGEST_FILE)


@blueprint.post("/")
@takes_up_to(LARGEST_FILE + _ENVELOPE)
@allow(Permission.SETTLE_LOSSES)
def take() -> AnyResponse:
    """Look at a file, or take it in, and show what becomes of each part of it."""
    upload = request.files.get("file")
    data = upload.stream.read(LARGEST_FILE + 1) if upload is not None else b""
    if not data:
        return _refused("file_missing")
    who, only_tries = signed_in(), request.form.get("do") != "take"
    try:
        file = read_unsent(data)
        brought = (try_out if only_tries else bring)(who.office, file, by=who.user_id, now=utcnow())
    except UnreadableFile as unreadable:
        return _refused(unreadable.code)
    return _outcome(brought, only_tries=only_tries)


def _outcome(brought: Brought, *, only_tries: bool) -> AnyResponse:
    with reading(signed_in().office.id) as store:
        held = [*unsent.shown_of(brought), *unsent.held_of(brought)]
        withheld = withheld_records(store, as_seen(store), held)
        brought = unsent.as_open_to(brought, withheld)
        terms = words(store, unsent.ids_in(brought))
        looked_into(shown_in(store, unsent.shown_of(brought)))
        return page(
            "unsent.html",
            store=store,
            largest=LARGEST_FILE,
            brought=brought,
            only_tried=only_tries,
            lines=unsent.lines(as_seen(store), brought, terms),
            attachments=unsent.attachment_lines(brought),
            drafts=unsent.drafts(brought, terms),
            withheld=len(withheld),
            said_of=unsent.STATUS_WORDS,
            shapes=unsent.SHAPES,
            words=terms,
        )


def _refused(code: str) -> AnyResponse:
    return page("unsent.html", 422, largest=LARGEST_FILE, problem=unsent.problem_of_file(code), code=code)
