"""What a browser calls itself, in two words: enough to tell one's own places apart."""

from __future__ import annotations

from typing import Final

_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("EdgA/", "Edge"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""In the order in which they are looked for: each calls itself by the names of those after it."""


def browser_name(user_agent: str) -> str | None:
    """System and browser, "Windows · Edge"; ``None`` where neither is known."""
    named = (_first(_SYSTEMS, user_agent), _first(_BROWSERS, user_agent))
    return " · ".join(name for name in named if name) or None


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for sign, name in known if sign in user_agent), None)
