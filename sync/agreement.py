"""What a client agrees to when they agree to a plan: one text of it, and its digest.

The signature holds the digest of exactly what the client was shown: what they want, over which time, and who does what.
Whoever has the plan can say whether it is still that. ``static/app/sync/agreement.ts`` writes the same text;
``tests/cases/agreed_plans.json`` holds the two together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from sync.fields import Json
from sync.kinds import Values

PLAN: Final = ("number", "goal", "period_start", "period_end")
"""The fields of the plan that are agreed to. The date of the next monitoring is none of them, since each visit moves
it.
"""

SUPPORT: Final = ("programme", "what", "worker", "agency", "frequency")
"""The fields of each of its supports."""


def agreed_text(plan: Values, supports: Mapping[str, Values]) -> str:
    """What is agreed to, as JSON without spaces: the fields of the plan in their order (``null`` for none), and a list
    of those of its supports in the order of their ids.
    """
    agreed: list[Json] = [plan.get(name) for name in PLAN]
    agreed.append([[supports[part].get(name) for name in SUPPORT] for part in sorted(supports)])
    return json.dumps(agreed, ensure_ascii=False, separators=(",", ":"))


def agreed_digest(plan: Values, supports: Mapping[str, Values]) -> str:
    """The SHA-256 digest of that text in UTF-8, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(agreed_text(plan, supports).encode()).hexdigest()


def has_changed(plan: Values, supports: Mapping[str, Values]) -> bool:
    """Whether a plan is no longer what its client agreed to; ``False`` where no digest of that was kept."""
    agreed_to = plan.get("agreed_to")
    return agreed_to is not None and agreed_to != agreed_digest(plan, supports)
