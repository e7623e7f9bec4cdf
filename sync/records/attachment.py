"""An attachment: the photo of a letter, a form, a household's paper, or a file, that belongs to a note."""

from __future__ import annotations

from typing import Final

from sync.fields import ANY_KIND, NAME_LENGTH, Code, Count, Digest, Id, Moment, Plain, once, register, server
from sync.kinds import Kind, KindSchema

LARGEST_BYTES: Final = 10 << 20


class AttachmentSchema(KindSchema):
    """What a file is, and which record it is ``about``. Its content goes another way (``docs/protocol.md``,
    Attachments), so that a large photo never holds up a note.

    ``size`` (bytes) and ``sha256`` are those of the content as the phone keeps it; the server takes no other.
    ``received_at`` is set when the server has the content for good.

    The attachments of a note are the live ones ``about`` it, and no list is made from anything else. The note's own
    ``attachments`` names the same ids, because adding or taking away an attachment is a change of the note: it merges
    element by element, stands in the note's history and makes a reviewed note wait for review again.
    """

    case = once(Id("case", required=True))
    about = once(Id(ANY_KIND, required=True))
    name = register(Plain(NAME_LENGTH, required=True), sensitive=True)
    media_type = once(Code("media_type", required=True))
    size = once(Count(1, LARGEST_BYTES, required=True))
    sha256 = once(Digest(required=True))
    received_at = server(Moment())


ATTACHMENT = Kind("attachment", AttachmentSchema, scope="case", part_of="about")
