"""Everything about a person in one file, for the manager: for whoever asks what is kept about them."""

from __future__ import annotations

import tempfile
from typing import Final

from flask import Blueprint, Response, render_template, request, send_file
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.installation import installation
from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.office import disclosure
from server.office.trail import DISCLOSURE_REASONS
from server.store import Office, reading, utcnow, writing
from server.views.office.frame import as_seen, existing, page, today, words

blueprint = Blueprint("office_disclosure", __name__, url_prefix="/office/disclosure")

_FIRST: Final = ("case", "person", "household")


@blueprint.get("/<id:case>")
@allow(Permission.DISCLOSE)
@looks_at("case", "case")
def prepare(case: str) -> AnyResponse:
    """What the file will hold, and why it is made."""
    with reading(signed_in().office.id) as store:
        return _form(store, case)


@blueprint.post("/<id:case>")
@allow(Permission.DISCLOSE)
@looks_at("case", "case")
def take_out(case: str) -> AnyResponse:
    """The file. It is noted before it goes out."""
    who, now = signed_in(), utcnow()
    reason = request.form.get("reason", "")
    with writing(who.office.id) as store:
        if reason not in DISCLOSURE_REASONS:
            return _form(store, case, 422, gettext("Please choose why."))
        terms = words(store)
        disclosed = existing(disclosure.gather(store, case, terms, installation().blobs))
        terms = words(store, disclosed.ids)
        disclosure.note(store, disclosed, reason)
        day = today(store)
        page_text = render_template(
            "office/disclosure_file.html",
            disclosed=disclosed,
            first=_FIRST,
            words=terms,
            made=terms.moment(now),
            who=who,
        )
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed, and gone, when the answer has gone out
    disclosure.write(disclosed, page_text, file, terms, now)
    file.seek(0)
    answer: Response = send_file(
        file, "application/zip", as_attachment=True, download_name=f"disclosure-{day.isoformat()}.zip", max_age=0
    )
    return answer


def _form(store: Office, case: str, status: int = 200, problem: str = "") -> AnyResponse:
    row = existing(as_seen(store).cases.one(case))
    return page(
        "disclosure.html",
        status,
        store=store,
        case=case,
        row=row,
        problem=problem,
        reasons=_reasons(),
        words=words(store),
    )


def _reasons() -> list[tuple[str, str]]:
    return [("", gettext("Please choose")), *((code, str(words)) for code, words in DISCLOSURE_REASONS.items())]
