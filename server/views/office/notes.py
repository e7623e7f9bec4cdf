"""The review of notes: which wait, one note with its history and comments, and the supervisor's word on it."""

from __future__ import annotations

from typing import Any, Final, cast

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import FIELD_STAFF, SUPERVISORS, allow
from server.casework import Refused
from server.ids import new_id
from server.office import notes, removal
from server.office.history import told
from server.office.notes import Comment, NoteFile, Outdated
from server.office.problems import in_words
from server.office.words import named_ids
from server.store import OfficeStore, reading, utcnow, writing
from server.store.marks import SHOWN, Mark
from server.store.rows import SessionRow
from server.store.supports import SupportFilter
from server.views.office.frame import (
    PAGE_SIZE,
    comment_given,
    day_given,
    existing,
    go,
    identifier,
    page,
    page_number,
    reader,
    signed_in,
    today,
    words,
)
from sync.codes import CODE_LISTS

blueprint = Blueprint("office_notes", __name__, url_prefix="/office/notes")

_STATES: Final = {"waiting": (), "all": (), "removed": (), **{state: (state,) for state in CODE_LISTS["review"]}}
_DECISIONS: Final = frozenset({"read", "approved", "returned"})


@blueprint.get("/")
@allow(*SUPERVISORS)
def index() -> AnyResponse:
    """The list, those that wait unless something else is asked for."""
    who = signed_in()
    given = _filter_given()
    wanted = _filter(who, given)
    with reading(who.office.id) as store:
        listing = store.supports(wanted, page=page_number(), per_page=PAGE_SIZE)
        staff = [(user.id, user.name) for user in store.users() if user.role in FIELD_STAFF]
        return page(
            "notes.html",
            store=store,
            listing=listing,
            given=given,
            staff=staff,
            words=words(store),
            today=today(store),
            marks=notes.mark_names(),
        )


@blueprint.get("/<uuid:note>")
@allow(*FIELD_STAFF)
def show(note: Any) -> AnyResponse:
    """One note, whole."""
    who = signed_in()
    with reading(who.office.id) as store:
        file = existing(notes.note_file(store, reader(who), str(note)))
        return _page(store, file)


@blueprint.post("/<uuid:note>")
@allow(*SUPERVISORS)
def decide(note: Any) -> AnyResponse:
    """Mark as read, approve, return, or take that back; the next note that waits is opened then."""
    who, note_id, decision = signed_in(), str(note), request.form.get("do", "")
    comment = comment_given()
    with writing(who.office.id) as store:
        file = _file(store, note_id)
        if decision == "unread":
            notes.mark_unread(store, who, file.note, utcnow())
            flash(gettext("Marked as unread again."), "done")
            return go("office_notes.show", note=note_id)
        if decision not in _DECISIONS or (decision == "returned" and not comment.text):
            return _page(store, file, 422, comment, {"text": gettext("Please write what should be changed.")})
        try:
            notes.review(store, who, file.note, decision, comment, utcnow())
        except Outdated:
            return _page(store, file, 409, comment, {}, outdated=True)
        except Refused as refused:
            return _page(store, file, 422, comment, in_words(refused.result))
    onward = file.queue.after or file.queue.before
    flash(_said(decision), "done")
    flash(url_for("office_notes.show", note=note_id), "last")
    return go("office_notes.index") if onward is None else go("office_notes.show", note=onward)


@blueprint.post("/<uuid:note>/flag")
@allow(*SUPERVISORS)
def flag(note: Any) -> AnyResponse:
    """Put a note among those to be talked about at a meeting, or take it from there. It is not judged, so it stays."""
    who, note_id, flagged = signed_in(), str(note), request.form.get("flag") == "on"
    with writing(who.office.id) as store:
        file = _file(store, note_id)
        notes.flag(store, who, file.note, utcnow(), flagged=flagged)
    said = gettext("Marked for the meeting.") if flagged else gettext("No longer marked for the meeting.")
    flash(said, "done")
    return go("office_notes.show", note=note_id)


@blueprint.post("/<uuid:note>/comments")
@allow(*FIELD_STAFF)
def comment(note: Any) -> AnyResponse:
    """Comment, and leave the review as it is."""
    who, note_id, given = signed_in(), str(note), comment_given()
    with writing(who.office.id) as store:
        file = _file(store, note_id)
        if not given.text:
            return _page(store, file, 422, given, {"text": gettext("Please write a comment.")})
        try:
            notes.comment_on(store, who, file.note, given, utcnow())
        except Refused as refused:
            return _page(store, file, 422, given, in_words(refused.result))
    flash(gettext("The comment has been added."), "done")
    return go("office_notes.show", note=note_id, _anchor="comments")


@blueprint.post("/<uuid:note>/removal")
@allow(*SUPERVISORS)
def remove(note: Any) -> AnyResponse:
    """Remove a note whose worker asks for it, or keep it with a word; or bring a removed one back."""
    who, note_id, decision, word = signed_in(), str(note), request.form.get("do", ""), comment_given()
    with writing(who.office.id) as store:
        if decision == "restore":
            file = existing(notes.note_file(store, reader(who), note_id))
            removal.restore(store, who, file.note, utcnow())
            flash(gettext("The note has been brought back."), "done")
            return go("office_notes.show", note=note_id)
        file, granted = _file(store, note_id), decision == "remove"
        if not granted and (decision != "keep" or not word.text):
            return _page(store, file, 422, answer=word, errors={"removal": gettext("Please write why the note stays.")})
        try:
            removal.answer(store, who, file.note, word, utcnow(), granted=granted)
        except Outdated:
            return _page(store, file, 409, answer=word, outdated=True)
        except Refused as refused:
            return _page(store, file, 422, answer=word, errors=in_words(refused.result))
    flash(gettext("The note has been removed.") if granted else gettext("The note stays."), "done")
    return go("office_notes.index") if granted else go("office_notes.show", note=note_id)


def _file(store: OfficeStore, note: str) -> NoteFile:
    """A note that has not been removed."""
    file: NoteFile = existing(notes.note_file(store, reader(signed_in()), note))
    return existing(None) if file.note.deleted else file


def _page(
    store: OfficeStore,
    file: NoteFile,
    status: int = 200,
    comment: Comment | None = None,
    errors: dict[Any, str] | None = None,
    *,
    answer: Comment | None = None,
    outdated: bool = False,
) -> AnyResponse:
    """``comment`` and ``answer`` are what the forms for a comment and about a removal had when they were sent."""
    fields: list[Any] = [
        file.note.fields,
        *(entry.before for entry in file.history),
        *(entry.after for entry in file.history),
    ]
    said = words(store, named_ids("support", fields))
    return page(
        "note.html",
        status,
        store=store,
        here=url_for("office_notes.show", note=file.note.id),
        file=file,
        words=said,
        today=today(store),
        marks=notes.mark_names(),
        history=told("support", file.history, said),
        told=told,
        comment=comment or Comment(new_id(), "", file.note.head),
        answer=answer or Comment(new_id(), "", file.note.head),
        removal=next((entry for entry in reversed(file.history) if entry.after.get("deleted")), None),
        errors=errors or {},
        outdated=outdated,
        may_review=signed_in().role in SUPERVISORS,
    )


def _said(decision: str) -> str:
    said: dict[str, str] = {
        "read": gettext("Marked as read."),
        "approved": gettext("Approved."),
        "returned": gettext("Returned with your comment."),
    }
    return said[decision]


def _filter_given() -> dict[str, str]:
    """The filter as the address says it, without what makes no sense."""
    asked = request.args
    state = asked.get("state", "waiting")
    given = {
        "state": state if state in _STATES else "waiting",
        "worker": identifier(asked.get("worker")) or "",
        "method": asked.get("method", "") if asked.get("method") in CODE_LISTS["method"] else "",
        "mark": asked.get("mark", "") if asked.get("mark") in SHOWN else "",
    }
    days = {name: day_given(name) for name in ("since", "until")}
    return given | {name: day.isoformat() if day else "" for name, day in days.items()}


def _filter(who: SessionRow, given: dict[str, str]) -> SupportFilter:
    return SupportFilter(
        worker=given["worker"] or None,
        since=day_given("since"),
        until=day_given("until"),
        methods=(given["method"],) if given["method"] else (),
        reviews=_STATES[given["state"]],
        mark=cast(Mark, given["mark"]) if given["mark"] else None,
        reader=reader(who),
        waiting=given["state"] == "waiting",
        removed=given["state"] == "removed",
    )
