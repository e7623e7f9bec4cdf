"""The file of unsent work that a phone saved: looked at, and taken in."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from server.access import SUPERVISORS, allow, signed_in, takes_up_to
from server.office import unsent
from server.store import reading, utcnow
from server.unsent.file import LARGEST_FILE, Unreadable, read_unsent
from server.unsent.taking import Brought, bring, try_out
from server.views.office.frame import page, words

blueprint = Blueprint("office_unsent", __name__, url_prefix="/office/unsent")

_ENVELOPE: Final = 64 << 10
"""What a form has around its file."""


@blueprint.get("/")
@allow(*SUPERVISORS)
def index() -> AnyResponse:
    """The form that takes a file."""
    return page("unsent.html", largest=LARGEST_FILE)


@blueprint.post("/")
@takes_up_to(LARGEST_FILE + _ENVELOPE)
@allow(*SUPERVISORS)
def take() -> AnyResponse:
    """Look at a file, or take it in, and show what becomes of each part of it."""
    given = request.files.get("file")
    data = given.stream.read(LARGEST_FILE + 1) if given is not None else b""
    if not data:
        return _refused("file_missing")
    who, only_tries = signed_in(), request.form.get("do") != "take"
    try:
        file = read_unsent(data)
        brought = (try_out if only_tries else bring)(who.office, file, by=who.user_id, now=utcnow())
    except Unreadable as unreadable:
        return _refused(unreadable.code)
    return _told(brought, only_tries=only_tries)


def _told(brought: Brought, *, only_tries: bool) -> AnyResponse:
    with reading(signed_in().office.id) as store:
        said = words(store, unsent.ids_in(brought))
        return page(
            "unsent.html",
            store=store,
            largest=LARGEST_FILE,
            brought=brought,
            only_tried=only_tries,
            lines=unsent.lines(store, brought, said),
            papers=unsent.paper_lines(brought),
            drafts=unsent.drafts(brought, said),
            said_of=unsent.status_words(),
            shapes=unsent.SHAPES,
            words=said,
        )


def _refused(code: str) -> AnyResponse:
    return page("unsent.html", 422, largest=LARGEST_FILE, problem=unsent.problem_of_file(code), code=code)
