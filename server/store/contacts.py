"""Which support records are a contact, for the queries that ask when a client was last reached."""

from __future__ import annotations

from typing import Final

from server.models.support import Support

IS_CONTACT: Final = Support.contact == "contact"
"""Whether the client or their family was reached (``server.followup.contacts``)."""

IS_ATTEMPT: Final = Support.contact == "attempt"
"""Whether somebody only tried to reach them."""
