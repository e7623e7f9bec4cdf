"""Aid in kind that a client was given."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.store import reading
from server.views.office.frame import as_seen, existing, page, words

blueprint = Blueprint("office_aids", __name__, url_prefix="/office/aids")


@blueprint.get("/<id:aid>")
@allow(Permission.READ_SENSITIVE)
@looks_at("aid", "aid")
def show(aid: str) -> AnyResponse:
    """One aid, whole."""
    with reading(signed_in().office.id) as store:
        record = existing(as_seen(store).record(aid, "aid"))
        return page("aid.html", store=store, record=record, words=words(store))
