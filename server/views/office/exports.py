"""What leaves the house: lists of the office as CSV and Excel, and the whole office as files."""

from __future__ import annotations

import tempfile

from flask import Blueprint, Response, request, send_file
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.installation import installation
from server.ground.trail import Act, Noted
from server.http.access import Permission, allow, signed_in
from server.http.auth import is_confirmed
from server.imports.whole import WHOLE, pack
from server.office.exports import LISTS, ExportedList, exported, ids_in
from server.office.workbook import MEDIA_TYPE, as_sheet
from server.reports.csv_text import as_csv
from server.store import reading, writing
from server.views.office.confirm import ask_first
from server.views.office.frame import as_seen, existing, page, today, words
from server.views.office.pages import Group, OfficePage

blueprint = Blueprint("office_exports", __name__, url_prefix="/office/exports")
PAGE = OfficePage(blueprint, Group.FIGURES, 96, lazy_gettext("Take lists out"))


@blueprint.get("/")
@allow(Permission.READ_REPORTS)
def index() -> AnyResponse:
    """What can be taken out."""
    with reading(signed_in().office.id) as store:
        return page("exports.html", store=store, lists=LISTS, words=words(store))


@blueprint.post("/<list_name>.csv")
@allow(Permission.READ_REPORTS)
def download(list_name: str) -> Response:
    """A list as a file that a spreadsheet opens."""
    taken = _taken_out(list_name)
    body = as_csv(taken.header, ([str(cell) for cell in row] for row in taken.rows))
    return _file(list_name, "csv", "text/csv", body)


@blueprint.post("/<list_name>.xlsx")
@allow(Permission.READ_REPORTS)
def workbook(list_name: str) -> Response:
    """A list as an Excel workbook."""
    taken = _taken_out(list_name)
    return _file(list_name, "xlsx", MEDIA_TYPE, as_sheet(taken.title, taken.header, taken.rows))


@blueprint.get("/office")
@allow(Permission.EXPORT_OFFICE)
def prepare() -> AnyResponse:
    """What the files hold, for somebody who has just shown once more who they are."""
    if not is_confirmed(signed_in()):
        return ask_first(request.path)
    with reading(signed_in().office.id) as store:
        return page("export_office.html", store=store)


@blueprint.post("/office")
@allow(Permission.EXPORT_OFFICE)
def whole() -> AnyResponse:
    """Every record that they see, as files. It is noted before it goes out."""
    who = signed_in()
    if not is_confirmed(who):
        return ask_first(request.path)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed, and gone, when the answer has gone out
    with writing(who.office.id) as store:
        pack(store, as_seen(store), installation().blobs, file)
        day = today(store)
    file.seek(0)
    answer: Response = send_file(
        file, "application/zip", as_attachment=True, download_name=f"{WHOLE}-{day.isoformat()}.zip", max_age=0
    )
    return answer


def _taken_out(list_name: str) -> ExportedList:
    """A list that leaves the house: noted before it goes. Raises ``NotFound``."""
    existing(LISTS.get(list_name))
    with writing(signed_in().office.id) as store:
        seen = as_seen(store)
        records = seen.of_kind(LISTS[list_name])
        store.trail.note(Noted(Act.EXPORTED, details={"list": list_name, "records": len(records)}))
        return exported(seen, list_name, records, words(store, ids_in(records)))


def _file(list_name: str, suffix: str, media_type: str, body: str | bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{list_name}.{suffix}"'}
    return Response(body, mimetype=media_type, headers=headers)
