"""Notes that two workers may have written of the same event."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.language.problems import in_words
from server.language.words import named_ids
from server.office import doubles, removal
from server.office.doubles import Double
from server.services.casework import ChangeRejected, StaleView
from server.store import Office, reading, utcnow, writing
from server.views.office.frame import as_seen, existing, go, page, words
from sync.store import Record

blueprint = Blueprint("office_doubles", __name__, url_prefix="/office/notes/<id:one>/double/<id:other>")


@blueprint.get("")
@allow(Permission.REVIEW)
@looks_at("support", "one", "other")
def show(one: str, other: str) -> AnyResponse:
    """Both notes side by side."""
    who = signed_in()
    with reading(who.office.id) as store:
        return _page(store, existing(doubles.double(as_seen(store), one, other)))


@blueprint.post("")
@allow(Permission.REVIEW)
@looks_at("support", "one", "other")
def decide(one: str, other: str) -> AnyResponse:
    """Keep both, or remove one, which is asked again."""
    who, chosen = signed_in(), request.form.get("do", "")
    with writing(who.office.id) as store:
        pair = existing(doubles.double(as_seen(store), one, other))
        note = pair.note(chosen)
        if chosen == "both":
            doubles.keep_both(store, who, pair, utcnow())
            flash(gettext("Kept as two notes. They are not offered again."), "done")
            return go("office_notes.show", note=one)
        if note is None:
            return _page(store, pair, 422, problem=gettext("Please choose."))
        if "seen" not in request.form:
            return _ask(store, pair, note)
        try:
            doubles.remove(store, who, note, request.form["seen"], utcnow())
        except StaleView:
            problem = gettext("This note has been changed since you opened it. Please read both again.")
            return _page(store, pair, 409, problem=problem)
        except ChangeRejected as refused:
            return _page(store, pair, 422, problem=next(iter(in_words(refused.result).values())))
    flash(gettext("One of the two notes has been removed."), "done")
    flash(url_for(".show", one=one, other=other), "last")
    return go("office_notes.show", note=pair.other(note.id).id)


@blueprint.post("/restore")
@allow(Permission.REVIEW)
def restore(one: str, other: str) -> AnyResponse:
    """Bring the removed note back."""
    who = signed_in()
    with writing(who.office.id) as store:
        pair = existing(doubles.double(as_seen(store), one, other))
        for note in pair.notes:
            if note.deleted:
                removal.restore(store, who, note, utcnow())
    flash(gettext("The note has been brought back."), "done")
    return go(".show", one=one, other=other)


def _page(store: Office, pair: Double, status: int = 200, problem: str = "") -> AnyResponse:
    terms = words(store, named_ids("support", [note.fields for note in pair.notes]))
    return page("double.html", status, store=store, here=_address(pair), pair=pair, words=terms, problem=problem)


def _ask(store: Office, pair: Double, note: Record) -> AnyResponse:
    here = _address(pair)
    return page("double_remove.html", store=store, here=here, pair=pair, note=note, words=words(store), action=here)


def _address(pair: Double) -> str:
    return url_for(".show", one=pair.notes[0].id, other=pair.notes[1].id)
