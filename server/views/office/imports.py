"""Lists that are brought in: looked at row by row, written as a whole, and taken back as a whole."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Collection, Mapping
from typing import Final

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in, takes_up_to
from server.http.locale import language
from server.imports.running import By, NotTaken, NotWhole, Outcome, Wish, bring_in, look
from server.imports.sorts import SORTS
from server.imports.telling import column_word
from server.imports.undoing import NothingToUndo, Undone, undo
from server.language.problems import sentence
from server.office import imports
from server.registers.headers import header_word
from server.reports.csv_text import as_csv
from server.store import reading
from server.store.reader import reader_of
from server.views.office.frame import existing, page, words
from server.views.office.pages import Group, OfficePage

blueprint = Blueprint("office_imports", __name__, url_prefix="/office/imports")
PAGE = OfficePage(blueprint, Group.FIGURES, 97, lazy_gettext("Bring lists in"))

LARGEST_FILE: Final = 16 << 20
_FORM: Final = 2 * LARGEST_FILE
"""What a form takes: the file, packed and written in letters when it comes the second time, and the columns."""

_RECORDS: Final = ("cases", "persons", "support")
_ACCOUNTS: Final = ("accounts",)

_WAYS: Final = {
    "case": ("office_cases.show", "case"),
    "person": ("office_persons.show", "person"),
    "support": ("office_notes.show", "note"),
    "staff": ("office_users.show", "user"),
}
"""Where a record is shown, and under which name its id stands in the address."""


@blueprint.get("/")
@allow(Permission.IMPORT_RECORDS)
def index() -> AnyResponse:
    """The form that takes a list, and what was brought in so far."""
    return _page(_RECORDS)


@blueprint.post("/")
@takes_up_to(_FORM)
@allow(Permission.IMPORT_RECORDS)
def take() -> AnyResponse:
    """Look at a list, or bring it in, and show what becomes of each row."""
    return _take(_RECORDS)


@blueprint.get("/accounts")
@allow(Permission.KEEP_ACCOUNTS)
def accounts() -> AnyResponse:
    """The same for accounts, which are another's business."""
    return _page(_ACCOUNTS)


@blueprint.post("/accounts")
@takes_up_to(_FORM)
@allow(Permission.KEEP_ACCOUNTS)
def take_accounts() -> AnyResponse:
    """Look at a list of accounts, or bring it in."""
    return _take(_ACCOUNTS)


@blueprint.post("/<id:run>/undo")
@allow(Permission.IMPORT_RECORDS)
def take_back(run: str) -> AnyResponse:
    """Take an import back, and name what stays."""
    return _take_back(run, _RECORDS)


@blueprint.post("/accounts/<id:run>/undo")
@allow(Permission.KEEP_ACCOUNTS)
def take_accounts_back(run: str) -> AnyResponse:
    """Take accounts that were brought in out of use, as far as nobody uses them yet."""
    return _take_back(run, _ACCOUNTS)


def _take(sorts: Collection[str]) -> AnyResponse:
    who, wish = signed_in(), _wish(sorts)
    if wish is None:
        return _page(sorts, 422, problem=gettext("Please choose the file."))
    by = By(who.user_id, reader_of(who.user_id, who.role))
    if request.form.get("do") != "take":
        outcome = look(who.office.id, wish, by)
        return _fates_file(outcome) if request.form.get("do") == "file" else _page(sorts, wish=wish, outcome=outcome)
    try:
        return _page(sorts, wish=wish, outcome=bring_in(who.office.id, wish, by))
    except NotWhole as not_whole:
        return _page(sorts, 422, wish=wish, outcome=not_whole.outcome, problem=imports.NOT_WHOLE)
    except NotTaken as not_taken:
        why = sentence(str(not_taken.result.code))
        return _page(sorts, 422, wish=wish, problem=gettext("Nothing was brought in: %(why)s", why=why))


def _wish(sorts: Collection[str]) -> Wish | None:
    """What the form asks for; ``None`` where it has no file."""
    upload, form = request.files.get("file"), request.form
    content = upload.stream.read(LARGEST_FILE + 1) if upload is not None else b""
    content = content or _unpacked(form.get("content", ""))
    sort = form.get("sort", "")
    if not content or len(content) > LARGEST_FILE or sort not in sorts:
        return None
    name = upload.filename if upload is not None and upload.filename else form.get("name", "")
    return Wish(
        sort,
        name or "-",
        content,
        _columns(form, sort),
        take_doubtful="take_doubtful" in form,
        leave_out="leave_out" in form,
    )


def _columns(form: Mapping[str, str], sort: str) -> dict[str, str]:
    """What the words of the header were said to mean in the form."""
    chosen = {name.removeprefix("column:"): value for name, value in form.items() if name.startswith("column:")}
    known = SORTS[sort].words
    return {header_word(word): column for word, column in chosen.items() if not column or column in known}


def _take_back(run: str, sorts: Collection[str]) -> AnyResponse:
    who = signed_in()
    with reading(who.office.id) as store:
        existing(found if (found := store.imports.run(run)) and found.sort in sorts else None)
    try:
        undone = undo(who.office.id, run, who.user_id)
    except NothingToUndo:
        return _page(sorts, 409, problem=gettext("This has been taken back already."))
    return _page(sorts, undone=undone)


def _page(
    sorts: Collection[str],
    status: int = 200,
    *,
    wish: Wish | None = None,
    outcome: Outcome | None = None,
    undone: Undone | None = None,
    problem: object = "",
) -> AnyResponse:
    of_accounts = sorts is _ACCOUNTS
    action = url_for("office_imports.accounts" if of_accounts else "office_imports.index")
    spoken = imports.spoken(language())
    shown_of = wish.sort if wish else next(iter(sorts))
    with reading(signed_in().office.id) as store:
        terms = words(store)
        return page(
            "imports.html",
            status,
            store=store,
            here=action,
            action=action,
            ways=_WAYS,
            of_accounts=of_accounts,
            sorts=[(sort, str(imports.SORT_WORDS[sort])) for sort in sorts],
            sort_words=imports.SORT_WORDS,
            largest=LARGEST_FILE,
            wish=wish,
            packed=_packed(wish.content) if wish else "",
            outcome=outcome,
            lines=imports.fate_lines(outcome, spoken) if outcome else (),
            unread=[each.message(spoken) for each in outcome.unread] if outcome else (),
            notices=imports.notice_lines(outcome, spoken) if outcome else (),
            columns=[(name, column_word(name, spoken)) for name in SORTS[shown_of].words],
            undone=undone,
            kept=imports.kept_lines(undone, terms) if undone else (),
            runs=[run for run in store.imports.runs() if run.sort in sorts],
            fate_words=imports.FATE_WORDS,
            shapes=imports.SHAPES,
            problem=problem,
            words=terms,
        )


def _fates_file(outcome: Outcome) -> Response:
    """The fate of every row, as a file for whoever puts the list right."""
    body = as_csv(*imports.fates_as_rows(outcome, imports.spoken(language())))
    headers = {"Content-Disposition": 'attachment; filename="import-rows.csv"'}
    return Response(body, mimetype="text/csv", headers=headers)


def _packed(content: bytes) -> str:
    """A file as the form keeps it from the look to the taking: it is stored nowhere meanwhile."""
    return base64.b64encode(zlib.compress(content)).decode()


def _unpacked(text: str) -> bytes:
    """The file that a form kept, not more of it than a file may have; nothing where it is damaged."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(text, validate=True), LARGEST_FILE + 1)
    except (binascii.Error, zlib.error, ValueError):
        return b""
