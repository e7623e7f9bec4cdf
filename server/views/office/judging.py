"""What the forms beneath a note and a plan have in common: a comment, and the supervisor's word."""

from __future__ import annotations

from collections.abc import Container
from typing import Protocol

from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import signed_in
from server.language.problems import Errors, in_words
from server.services.casework import ChangeRejected, Comment, StaleView, comment_on, judge
from server.store import Office, utcnow
from sync.store import Record


class Shown(Protocol):
    """The page with the form as it was sent, and what is wrong with it."""

    def __call__(self, status: int, errors: Errors, *, outdated: bool = False) -> AnyResponse: ...


def take_comment(store: Office, record: Record, comment: Comment, shown: Shown) -> AnyResponse | None:
    """Write a comment. Returns the page that says why, where it is not taken."""
    if not comment.text:
        return shown(422, {"text": gettext("Please write a comment.")})
    try:
        comment_on(store, signed_in(), record, comment, utcnow())
    except ChangeRejected as refused:
        return shown(422, in_words(refused.result))
    return None


def take_judgement(
    store: Office, record: Record, decision: str, allowed: Container[str], comment: Comment, shown: Shown
) -> AnyResponse | None:
    """Write one of the decisions that are ``allowed``; a return needs a comment. Returns the page that says why, where
    it is not taken.
    """
    if decision not in allowed or (decision == "returned" and not comment.text):
        return shown(422, {"text": gettext("Please write what should be changed.")})
    try:
        judge(store, signed_in(), record, decision, comment, utcnow())
    except StaleView:
        return shown(409, {}, outdated=True)
    except ChangeRejected as refused:
        return shown(422, in_words(refused.result))
    return None
