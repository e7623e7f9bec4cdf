"""What counts as a contact with a client or their family, and what only tried to be one.

Telephone and mail, visits, accompaniments and interviews are what the statistics count (``延べ対応件数``);
meetings about a client are not. Of these, one is a **contact** where the client or the family was reached: the result
says so, or whom the worker met. Having met only the family is a contact, for the family is often met months before the
client, also where the client was not at home; having spoken with an agency alone is none. Somebody who was not at home,
did not want to be met, or found a letter at the door has not been reached: that is an **attempt**, which is shown and
does not end the silence. So is a visit or a call of which nobody says how it ended. An interview and an accompaniment
cannot take place without the client.

The codes are declared in ``sync.followup``. The phone has the same rule (``static/app/sync/followup.ts``);
``tests/cases/contacts.json`` holds them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from sync.fields import Json
from sync.followup import CONTACTS

CONTACT_METHODS: Final = CONTACTS.methods
SAME_EVENT: Final = (("visit", "accompaniment"), ("interview",), ("coordination_meeting",), ("other_agency_meeting",))
"""Methods under which two workers may have recorded the same event. Two telephone calls are two calls, and what is said
within the office is nobody's contact.
"""


def contact_of(support: Mapping[str, Json]) -> Literal["contact", "attempt"] | None:
    """What the fields of a support record are: a contact, an attempt at one, or neither."""
    method, outcome, met = support.get("method"), support.get("outcome"), set(support.get("met") or ())
    if method not in CONTACT_METHODS:
        return None
    if outcome in CONTACTS.in_vain:
        return "contact" if outcome in CONTACTS.of_the_client and "family" in met else "attempt"
    if met:
        return "contact" if not met.isdisjoint(CONTACTS.people) else None
    return "contact" if outcome in CONTACTS.reached or method in CONTACTS.in_person else "attempt"
