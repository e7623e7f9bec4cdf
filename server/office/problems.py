"""Why a change was not taken, in words, field by field."""

from __future__ import annotations

from flask_babel import gettext

from sync.changes import Result

Errors = dict[str | None, str]
"""What is wrong, by field; ``None`` is the whole."""


def in_words(result: Result) -> Errors:
    """What the exchange found wrong with a change."""
    if not result.errors:
        return {None: sentence(str(result.code))}
    return {error.field: sentence(error.code) for error in result.errors}


def sentence(code: str) -> str:
    """What a code of the engine means to whoever filled in the form."""
    sentences: dict[str, str] = {
        "required": gettext("Please fill this in."),
        "too_long": gettext("This is too long. Please shorten it."),
        "too_short": gettext("This is too short."),
        "out_of_range": gettext("This number is out of range."),
        "wrong_type": gettext("Please write a number."),
        "unknown_code": gettext("Please choose again."),
        "not_a_moment": gettext("Please check date and time."),
        "not_a_time": gettext("Please check the time."),
        "not_a_day": gettext("Please check the date."),
        "not_plain_text": gettext("This holds characters that cannot be used."),
        "unknown_reference": gettext("What this names was not found."),
        "no_time_given": gettext("Please give the time at which it started."),
        "ends_before_it_starts": gettext("The end is before the start."),
        "accompaniment_without_why": gettext("For an accompaniment, please give both purpose and reason."),
        "absence_ends_before_it_starts": gettext("The end is before the start."),
        "period_ends_before_it_starts": gettext("The end is before the start."),
        "series_ends_before_it_starts": gettext("The end is before the start."),
        "closed_before_it_opened": gettext("The closure is before the intake."),
        "closed_without_a_reason": gettext("For a closed case, please choose the reason."),
        "not_yours": gettext("This is not yours to change."),
        "not_allowed": gettext("Your role may not do this."),
        "kept_for_the_record": gettext("This has been judged or talked about at a meeting, and is kept."),
        "record_deleted": gettext("This record has been deleted."),
    }
    return sentences.get(code) or gettext("Please check this (%(code)s).", code=code)
