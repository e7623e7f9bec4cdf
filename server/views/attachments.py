"""The contents of attachments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from flask import Response, request, send_file

from server.access import FIELD_STAFF, allow, also_for_delivery, signed_in
from server.api import Blueprint
from server.attachments import content_of, receive
from server.bodies import accept_raw_up_to
from server.description import refuses
from server.errors import BodyTooLarge, ContentDiffers, ContentOfAnotherType, UnsupportedMediaType
from sync.codes import CODE_LISTS
from sync.records.attachment import LARGEST_BYTES

SHOWN_IN_PLACE: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
"""Everything else is offered for saving: what a file does when it is opened is not our page's business."""

# Whatever a file claims to be, it gets no script, no form and no part in our origin.
NOTHING_RUNS: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

_CHUNK: Final = 64 << 10
_BINARY: Final[dict[str, Any]] = {
    media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in CODE_LISTS["media_type"]
}

blueprint = Blueprint("attachments", __name__, url_prefix="/api", description="The contents of attachments")


@blueprint.put("/attachments/<uuid:attachment>/content")
@blueprint.doc(requestBody={"required": True, "content": _BINARY})
@blueprint.response(204)
@refuses(ContentDiffers, BodyTooLarge, UnsupportedMediaType, ContentOfAnotherType)
@also_for_delivery
@allow(*FIELD_STAFF)
def put_content(attachment: UUID) -> Response:
    """Keep the content of an attachment whose record is here. Sending it again is well. ``Banso-Seq`` says which seq a
    backup must reach to hold it.
    """
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType("the content is taken as it is")
    accept_raw_up_to(LARGEST_BYTES)
    seq = receive(signed_in(), str(attachment), request.mimetype, _chunks())
    return Response(status=204, headers={"Banso-Seq": str(seq)})


@blueprint.get("/attachments/<uuid:attachment>/content")
@blueprint.doc(responses={"200": {"description": "The content as it was sent", "content": _BINARY}})
@allow(*FIELD_STAFF)
def get_content(attachment: UUID) -> Response:
    """The content of an attachment."""
    found = content_of(signed_in(), str(attachment))
    response = send_file(
        found.path,
        mimetype=found.media_type,
        download_name=found.name,
        as_attachment=found.media_type not in SHOWN_IN_PLACE,
        conditional=False,
        etag=False,
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    return response


def _chunks() -> Iterator[bytes]:
    while part := request.stream.read(_CHUNK):
        yield part
