"""Readers of an office's old registers: a file in, records and findings out. No database, no web framework.

``docs/registers.md`` says what each spelling becomes and what is reported.
"""

from __future__ import annotations

from typing import Final

from server.registers.accompaniment import ACCOMPANIMENT
from server.registers.plans import PLANS
from server.registers.wanted import Register

REGISTERS: Final[dict[str, Register]] = {register.name: register for register in (PLANS, ACCOMPANIMENT)}
"""Every register that can be imported, by name."""
