"""Which support records are a contact, for the queries that ask when a client was last reached."""

from __future__ import annotations

from typing import Final

from sqlalchemy import and_, func

from server.followup.contacts import ATTEMPT_OUTCOMES, CONTACT_METHODS
from server.models import Support

_IN_VAIN: Final = func.coalesce(Support.outcome, "").in_(ATTEMPT_OUTCOMES)

IS_CONTACT: Final = and_(Support.method.in_(CONTACT_METHODS), ~_IN_VAIN)
"""Whether the client or their family was reached (``server.followup.contacts``)."""

IS_ATTEMPT: Final = and_(Support.method.in_(CONTACT_METHODS), _IN_VAIN)
"""Whether somebody only tried to reach them."""
