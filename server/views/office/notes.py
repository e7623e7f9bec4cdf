"""The review of notes: which wait, one note with its history and comments, and the supervisor's word on it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final, cast

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.ids import new_id
from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.language.problems import Errors, in_words
from server.language.words import named_ids
from server.office import notes, removal
from server.office.history import history_in_words
from server.office.notes import NoteFile
from server.services.casework import ChangeRejected, Comment, StaleView
from server.store import Office, reading, utcnow, writing
from server.store.marks import SHOWN, Mark
from server.store.notes import SupportFilter
from server.views.office.filters import CalendarDay, Person, conditions, day_of, one_of, read_filter
from server.views.office.frame import (
    PAGE_SIZE,
    as_seen,
    comment_given,
    existing,
    go,
    page,
    page_number,
    staff_options,
    today,
    words,
)
from server.views.office.judging import take_comment, take_judgement
from server.views.office.lists import opened_from
from server.views.office.pages import Group, OfficePage
from sync.codes import CODE_LISTS
from sync.fields import Json

blueprint = Blueprint("office_notes", __name__, url_prefix="/office/notes")


PAGE = OfficePage(
    blueprint,
    Group.TODAY,
    10,
    lazy_gettext("Review of notes"),
    waiting=lambda office, seen, now: sum(seen.notes.review_counts(SupportFilter(waiting=True)).values()),
    lists="notes",
)

_STATES: Final = {"waiting": (), "all": (), "removed": (), **{state: (state,) for state in CODE_LISTS["review"]}}
_DONE: Final = {
    "read": lazy_gettext("Marked as read."),
    "approved": lazy_gettext("Approved."),
    "returned": lazy_gettext("Returned with your comment."),
}
"""What each decision answers."""

_CONDITIONS: Final = conditions(
    state=one_of(_STATES, "waiting"),
    worker=Person(),
    method=one_of(CODE_LISTS["method"]),
    mark=one_of(SHOWN),
    since=CalendarDay(),
    until=CalendarDay(),
)


@blueprint.get("/")
@allow(Permission.REVIEW)
def index() -> AnyResponse:
    """The list, those that wait unless something else is asked for."""
    who = signed_in()
    filters = read_filter(_CONDITIONS, request.args)
    wanted = _filter(filters)
    with reading(who.office.id) as store:
        listing = as_seen(store).notes.page(wanted, page=page_number(), per_page=PAGE_SIZE)
        return page(
            "notes.html",
            store=store,
            listing=listing,
            filters=filters,
            staff=staff_options(store),
            words=words(store),
            today=today(store),
            marks=notes.MARK_NAMES,
        )


@blueprint.get("/<id:note>")
@allow(Permission.READ_SENSITIVE)
@looks_at("support", "note")
def show(note: str) -> AnyResponse:
    """One note, whole."""
    who = signed_in()
    with reading(who.office.id) as store:
        file = existing(notes.note_file(as_seen(store), note, _listed()))
        return _page(store, file)


@blueprint.post("/<id:note>")
@allow(Permission.REVIEW)
@looks_at("support", "note")
def decide(note: str) -> AnyResponse:
    """Mark as read, approve, return, or take that back; the next note that waits is opened then."""
    who, decision = signed_in(), request.form.get("do", "")
    comment = comment_given()
    with writing(who.office.id) as store:
        file = _file(store, note)
        if decision == "unread":
            notes.mark_unread(store, who, file.note, utcnow())
            flash(gettext("Marked as unread again."), "done")
            return go("office_notes.show", note=note)
        shown = partial(_page, store, file, comment=comment)
        refused = take_judgement(store, file.note, decision, _DONE.keys(), comment, shown)
        if refused is not None:
            return refused
    # Of those that wait, this one waits no more; of another list it may be the last, and the list is read.
    onward = file.queue.after or (file.queue.before if _listed().waiting else None)
    flash(str(_DONE[decision]), "done")
    flash(url_for("office_notes.show", note=note), "last")
    return redirect(_list_of(file), 303) if onward is None else go("office_notes.show", note=onward)


@blueprint.post("/<id:note>/flag")
@allow(Permission.REVIEW)
@looks_at("support", "note")
def flag(note: str) -> AnyResponse:
    """Put a note among those to be talked about at a meeting, or take it from there. It is not judged, so it stays."""
    who, flagged = signed_in(), request.form.get("flag") == "on"
    with writing(who.office.id) as store:
        file = _file(store, note)
        notes.flag(store, who, file.note, utcnow(), flagged=flagged)
    message = gettext("Marked for the meeting.") if flagged else gettext("No longer marked for the meeting.")
    flash(message, "done")
    return go("office_notes.show", note=note)


@blueprint.post("/<id:note>/comments")
@allow(Permission.WRITE_NOTES)
@looks_at("support", "note")
def comment(note: str) -> AnyResponse:
    """Comment, and leave the review as it is."""
    who, written = signed_in(), comment_given()
    with writing(who.office.id) as store:
        file = _file(store, note)
        refused = take_comment(store, file.note, written, partial(_page, store, file, comment=written))
        if refused is not None:
            return refused
    flash(gettext("The comment has been added."), "done")
    return go("office_notes.show", note=note, _anchor="comments")


@blueprint.post("/<id:note>/removal")
@allow(Permission.REVIEW)
@looks_at("support", "note")
def remove(note: str) -> AnyResponse:
    """Remove a note whose worker asks for it, or keep it with a word; or bring a removed one back."""
    who, decision, word = signed_in(), request.form.get("do", ""), comment_given()
    with writing(who.office.id) as store:
        if decision == "restore":
            file = existing(notes.note_file(as_seen(store), note, _listed()))
            removal.restore(store, who, file.note, utcnow())
            flash(gettext("The note has been brought back."), "done")
            return go("office_notes.show", note=note)
        file, granted = _file(store, note), decision == "remove"
        if not granted and (decision != "keep" or not word.text):
            return _page(store, file, 422, answer=word, errors={"removal": gettext("Please write why the note stays.")})
        try:
            removal.answer(store, who, file.note, word, utcnow(), granted=granted)
        except StaleView:
            return _page(store, file, 409, answer=word, outdated=True)
        except ChangeRejected as refused:
            return _page(store, file, 422, answer=word, errors=in_words(refused.result))
    flash(gettext("The note has been removed.") if granted else gettext("The note stays."), "done")
    return redirect(_list_of(file), 303) if granted else go("office_notes.show", note=note)


def _file(store: Office, note: str) -> NoteFile:
    """A note that has not been removed."""
    file = existing(notes.note_file(as_seen(store), note, _listed()))
    return existing(None) if file.note.deleted else file


def _listed() -> SupportFilter:
    """The list of notes that is gone through: the one from which the note was opened, or else those that wait."""
    opened = opened_from("notes")
    return _filter(read_filter(_CONDITIONS, opened.asked if opened.name == "notes" else {}))


def _list_of(file: NoteFile) -> str:
    """The way back: to the page of the list on which the note stands, or the one that it was opened from."""
    opened, place = opened_from("notes"), file.queue.place
    if opened.name != "notes" or place is None:
        return opened.address()
    number = (place - 1) // PAGE_SIZE + 1
    return opened.address(page=number if number > 1 else None, _anchor=f"note-{file.note.id}")


def _page(
    store: Office,
    file: NoteFile,
    status: int = 200,
    errors: Errors | None = None,
    *,
    comment: Comment | None = None,
    answer: Comment | None = None,
    outdated: bool = False,
) -> AnyResponse:
    """``comment`` and ``answer`` are what the forms for a comment and about a removal had when they were sent."""
    fields: list[Mapping[str, Json]] = [
        file.note.fields,
        *(entry.before for entry in file.history),
        *(entry.after for entry in file.history),
    ]
    terms = words(store, named_ids("support", fields))
    return page(
        "note.html",
        status,
        store=store,
        here=url_for("office_notes.show", note=file.note.id),
        file=file,
        words=terms,
        today=today(store),
        marks=notes.MARK_NAMES,
        history=history_in_words("support", file.history, terms),
        history_in_words=history_in_words,
        comment=comment or Comment(new_id(), "", file.note.head),
        answer=answer or Comment(new_id(), "", file.note.head),
        removal=next((entry for entry in reversed(file.history) if entry.after.get("deleted")), None),
        errors=errors or {},
        outdated=outdated,
        list_address=_list_of(file),
        listed_waiting=_listed().waiting,
    )


def _filter(filters: dict[str, str]) -> SupportFilter:
    return SupportFilter(
        worker=filters["worker"] or None,
        since=day_of(filters["since"]),
        until=day_of(filters["until"]),
        methods=(filters["method"],) if filters["method"] else (),
        reviews=_STATES[filters["state"]],
        mark=cast(Mark, filters["mark"]) if filters["mark"] else None,
        waiting=filters["state"] == "waiting",
        removed=filters["state"] == "removed",
    )
