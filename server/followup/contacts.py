"""Which support records are a contact with the client or their family, and which only tried to be one.

Telephone and mail, visits, accompaniments and interviews are contacts, as the statistics count them
(``延べ対応件数``); meetings about a client are not. Somebody who was not at home, did not want to be met, or found a
letter at the door has not been reached: that is an attempt, which is shown and does not end the silence. Having
met only the family is a contact, for the family is often met months before the client. A record that says nothing
of its outcome is taken at its word.
"""

from __future__ import annotations

from typing import Final

CONTACT_METHODS: Final = ("phone_mail", "visit", "accompaniment", "interview")
ATTEMPT_OUTCOMES: Final = ("absent", "refused", "letter_left")
