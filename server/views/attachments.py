"""The contents of attachments."""

from __future__ import annotations

from typing import Final

from flask import Response, request, send_file

from server.ground.errors import BodyTooLarge, ContentDiffers, ContentOfAnotherType, UnsupportedMediaType
from server.http.access import Permission, allow, also_for_delivery, signed_in
from server.http.api import Blueprint
from server.http.bodies import accept_raw_up_to, raw_parts
from server.http.description import refuses
from server.http.looks import looks_at
from server.services.attachments import content_of, receive
from sync.codes import CODE_LISTS
from sync.records.attachment import LARGEST_BYTES

SHOWN_IN_PLACE: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
"""Everything else is offered for saving: what a file does when it is opened is not our page's business."""

# Whatever a file claims to be, it gets no script, no form and no part in our origin, and stands in nobody's frame.
NOTHING_RUNS: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

_BINARY: Final[dict[str, object]] = {
    media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in CODE_LISTS["media_type"]
}

blueprint = Blueprint("attachments", __name__, url_prefix="/api", description="The contents of attachments")


@blueprint.put("/attachments/<id:attachment>/content")
@blueprint.doc(requestBody={"required": True, "content": _BINARY})
@blueprint.response(204)
@refuses(ContentDiffers, BodyTooLarge, UnsupportedMediaType, ContentOfAnotherType)
@also_for_delivery
@allow(Permission.USE_PHONE)
def put_content(attachment: str) -> Response:
    """Keep the content of an attachment whose record is here. Sending it again changes nothing. ``Banso-Seq`` says
    which seq a backup must reach to hold it.
    """
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType("the content is taken as it is")
    accept_raw_up_to(LARGEST_BYTES)
    seq = receive(signed_in(), attachment, raw_parts(), media_type=request.mimetype)
    return Response(status=204, headers={"Banso-Seq": str(seq)})


@blueprint.get("/attachments/<id:attachment>/content")
@blueprint.doc(responses={"200": {"description": "The content as it was sent", "content": _BINARY}})
@allow(Permission.USE_PHONE)
@looks_at("attachment", "attachment")
def get_content(attachment: str) -> Response:
    """The content of an attachment."""
    content = content_of(signed_in(), attachment)
    response = send_file(
        content.path,
        mimetype=content.media_type,
        download_name=content.name,
        as_attachment=content.media_type not in SHOWN_IN_PLACE,
        conditional=False,
        etag=False,
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    return response
