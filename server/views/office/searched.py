"""What somebody searches for in a list of the office. It is mostly a name, so that it stands at the office, with the
session: neither in the address, which a browser remembers, nor in the cookie, which is not encrypted.
"""

from __future__ import annotations

from typing import Final

from flask import request

from server.ground.trail import Act, Noted
from server.http.access import signed_in
from server.store import reading, writing
from server.store.sessions import SearchedList

LONGEST: Final = 100
"""The most characters that are searched for."""

_AGAIN: Final = "search"
"""The argument of an address by which a list is asked for with the words that were searched for last."""


def words_of(searched: SearchedList) -> str:
    """What is searched for on a page. Unless its address asks for it again, it is forgotten."""
    who = signed_in()
    with reading(who.office.id) as store:
        words = store.sessions.words(who.token_hash, searched)
    if words is None or _AGAIN in request.args:
        return words or ""
    with writing(who.office.id) as store:
        store.sessions.keep_words(who.token_hash, searched, None)
    return ""


def take_words(searched: SearchedList) -> dict[str, object]:
    """Keep the words of the form that was sent, and note that they were searched for. Returns what the address of the
    list has to say.
    """
    who, words = signed_in(), request.form.get("words", "").strip()[:LONGEST]
    with writing(who.office.id) as store:
        store.sessions.keep_words(who.token_hash, searched, words or None)
        if words:
            store.trail.note(Noted(Act.SEARCHED, details={"list": searched}))
    return {_AGAIN: 1} if words else {}
