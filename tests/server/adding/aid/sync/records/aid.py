"""Aid in kind (現物支給): food or things that a client was given, or lent."""

from __future__ import annotations

from sync.fields import LINE_LENGTH, Day, Id, Plain, once, register
from sync.kinds import Kind, KindSchema
from sync.rules import Ordered, RecordRule


class AidSchema(KindSchema):
    """What a client was given on a day; ``returned_on`` says when they brought back what was lent to them."""

    case = once(Id("case", required=True))
    what = register(Plain(LINE_LENGTH, required=True), sensitive=True)
    handed_on = register(Day(required=True))
    returned_on = register(Day())


AID = Kind(
    "aid",
    AidSchema,
    scope="case",
    rules=(RecordRule("aid_returned_too_early", ("handed_on", "returned_on"), Ordered("handed_on", "returned_on")),),
)
