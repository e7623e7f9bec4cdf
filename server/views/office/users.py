"""The office's people: their accounts, roles and passwords."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server import proxies
from server.access import FIELD_STAFF, allow, signed_in
from server.accounts import change_account, hire, set_active, set_password
from server.casework import Refused
from server.delivering import DELIVERY_ENDS_AFTER, still_to_come
from server.office import staffing
from server.office.problems import Errors, in_words
from server.office.staffing import Given
from server.store import OfficeStore, reading, utcnow, writing
from server.store.rows import UserRow
from server.views.office.frame import existing, go, page, words
from sync.codes import CODE_LISTS

blueprint = Blueprint("office_users", __name__, url_prefix="/office/users")

KEEPERS = frozenset({"administrator"})
READERS = frozenset({"administrator", "manager"})


@blueprint.get("/")
@allow(*READERS)
def index() -> AnyResponse:
    """Everybody, with their phones."""
    who = signed_in()
    with reading(who.office.id) as store:
        phones: dict[str, int] = {}
        for device in store.devices():
            phones[device.user_id] = phones.get(device.user_id, 0) + (device.revoked_at is None)
        return page(
            "users.html",
            store=store,
            users=store.users(),
            phones=phones,
            words=words(store),
            may_change=_may_change(),
            unnamed_proxy=proxies.is_unnamed(),
        )


@blueprint.get("/new")
@allow(*KEEPERS)
def prepare() -> AnyResponse:
    """The form for somebody new, with a password to begin with."""
    return _form(Given("", "worker", "", staffing.first_password()), {})


@blueprint.post("/new")
@allow(*KEEPERS)
def create() -> AnyResponse:
    """Take somebody new."""
    given = staffing.given_account(request.form)
    errors = staffing.problems_of(given, new=True)
    if errors:
        return _form(given, errors, 422)
    try:
        with writing(signed_in().office.id) as store:
            user = hire(
                store, login=given.login, name=given.name, role=given.role, password=given.password, now=utcnow()
            )
    except Refused as refused:
        return _form(given, in_words(refused.result), 422)
    flash(gettext("The account has been made. Please hand over login and password."), "done")
    return go("office_users.show", user=user)


@blueprint.get("/<uuid:user>")
@allow(*READERS)
def show(user: Any) -> AnyResponse:
    """One person's account and phones."""
    with reading(signed_in().office.id) as store:
        return _page(store, existing(store.user(str(user))))


@blueprint.post("/<uuid:user>")
@allow(*KEEPERS)
def change(user: Any) -> AnyResponse:
    """Another name or role."""
    who, user_id, given = signed_in(), str(user), staffing.given_account(request.form)
    with writing(who.office.id) as store:
        row = existing(store.user(user_id))
        errors = staffing.problems_of(given, new=False)
        unsent = _unsent(store, row, given)
        if unsent and not errors and request.form.get("unsent") != str(unsent):
            return _page(store, row, 409, given, unsent=unsent)
        if user_id == who.user_id and given.role != row.role:
            errors["role"] = gettext("You cannot change your own role. Please ask another administrator.")
        if not errors:
            try:
                change_account(store, user_id, name=given.name, role=given.role, by=who.user_id, now=utcnow())
            except Refused as refused:
                errors = in_words(refused.result)
        if errors:
            return _page(store, row, 422, given, errors)
    flash(gettext("Name and role have been changed."), "done")
    return go("office_users.show", user=user_id)


@blueprint.get("/<uuid:user>/password")
@allow(*KEEPERS)
def prepare_password(user: Any) -> AnyResponse:
    """The form for another password, with a proposal."""
    with reading(signed_in().office.id) as store:
        return page(
            "password.html", user=existing(store.user(str(user))), password=staffing.first_password(), errors={}
        )


@blueprint.post("/<uuid:user>/password")
@allow(*KEEPERS)
def change_password(user: Any) -> AnyResponse:
    """Another password; whoever used the old one is signed out."""
    password = request.form.get("password", "").strip()
    errors = staffing.problems_of_password(password)
    with writing(signed_in().office.id) as store:
        row = existing(store.user(str(user)))
        if errors:
            return page("password.html", 422, store=store, user=row, password=password, errors=errors)
        set_password(store, row.id, password, now=utcnow())
    if row.id == signed_in().user_id:
        return go("office_session.sign_in")
    flash(gettext("The password has been changed. Please hand it over."), "done")
    return go("office_users.show", user=row.id)


@blueprint.get("/<uuid:user>/deactivate")
@allow(*KEEPERS)
def ask_to_deactivate(user: Any) -> AnyResponse:
    """What it means to take an account out of use."""
    with reading(signed_in().office.id) as store:
        row = existing(store.user(str(user)))
        cases = store.case_counts().get(row.id, 0)
        queued = _queued(store, row)
        return page(
            "deactivate.html", store=store, user=row, cases=cases, queued=queued, delivery_days=DELIVERY_ENDS_AFTER.days
        )


@blueprint.post("/<uuid:user>/deactivate")
@allow(*KEEPERS)
def deactivate(user: Any) -> AnyResponse:
    """Take an account out of use. Nobody does that to their own, so that one administrator always remains."""
    who, user_id = signed_in(), str(user)
    if user_id == who.user_id:
        flash(gettext("You cannot deactivate your own account."), "caution")
        return go("office_users.show", user=user_id)
    with writing(who.office.id) as store:
        existing(store.user(user_id))
        set_active(store, user_id, False, by=who.user_id, now=utcnow())
    flash(gettext("The account is out of use."), "done")
    return go("office_users.show", user=user_id)


@blueprint.post("/<uuid:user>/reactivate")
@allow(*KEEPERS)
def reactivate(user: Any) -> AnyResponse:
    """Take an account back into use."""
    who, user_id = signed_in(), str(user)
    with writing(who.office.id) as store:
        existing(store.user(user_id))
        set_active(store, user_id, True, by=who.user_id, now=utcnow())
    flash(gettext("The account is in use again."), "done")
    return go("office_users.show", user=user_id)


def _form(given: Given, errors: Errors, status: int = 200) -> AnyResponse:
    with reading(signed_in().office.id) as store:
        return page("user_new.html", status, store=store, given=given, errors=errors, roles=words(store).codes("role"))


def _queued(store: OfficeStore, user: UserRow) -> int:
    """How much the phones of somebody last said that they keep."""
    return sum(device.queued for device in store.devices(user.id) if device.revoked_at is None)


def _unsent(store: OfficeStore, user: UserRow, given: Given) -> int:
    """How much another role would keep from being sent as usual."""
    loses_the_app = user.active and user.role in FIELD_STAFF and given.role not in FIELD_STAFF
    return _queued(store, user) if loses_the_app else 0


def _page(
    store: OfficeStore,
    user: UserRow,
    status: int = 200,
    given: Given | None = None,
    errors: Errors | None = None,
    unsent: int = 0,
) -> AnyResponse:
    said = words(store)
    return page(
        "user.html",
        status,
        store=store,
        here=url_for("office_users.show", user=user.id),
        user=user,
        devices=store.devices(user.id),
        given=given or Given(user.name, user.role),
        errors=errors or {},
        unsent=unsent,
        coming=still_to_come(store, user),
        delivery_days=DELIVERY_ENDS_AFTER.days,
        words=said,
        roles=[(role, said.role(role)) for role in CODE_LISTS["role"]],
        may_change=_may_change(),
        is_oneself=user.id == signed_in().user_id,
    )


def _may_change() -> bool:
    return signed_in().role in KEEPERS
