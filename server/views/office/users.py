"""The office's people: their accounts, their roles, and how they come in."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import NotForThisRole
from server.http import proxies
from server.http.access import Permission, allow, signed_in
from server.http.addresses import whole_address_of
from server.language.problems import Errors, in_words
from server.office import staffing
from server.office.phones import phone_counts, phones_of, waiting_count
from server.office.qr import qr_code
from server.office.refusals import words_of
from server.office.staffing import AccountForm
from server.services import accounts
from server.services.accounts import change_account, set_active
from server.services.approvals import ACCESS, FACTOR, ask, give_role, take_back, take_on, withdraw
from server.services.casework import ChangeRejected
from server.services.delivering import DELIVERY_ENDS_AFTER, still_to_come
from server.services.factors import standing
from server.services.links import Link, make_link, may_hand_over
from server.store import Office, reading, utcnow, writing
from server.store.accounts import UserRow
from server.views.office.frame import existing, go, page, words
from server.views.office.identities import ways_of
from server.views.office.pages import Group, OfficePage
from sync.roles import NEWCOMER, ROLES, may, needs_approval

blueprint = Blueprint("office_users", __name__, url_prefix="/office/users")

_WAITS: Final = lazy_gettext("This waits for a second person to approve it. Until then nothing changes.")

PAGE = OfficePage(blueprint, Group.SETTINGS, 130, lazy_gettext("Staff and phones"), waiting=waiting_count)


@blueprint.get("/")
@allow(Permission.READ_ACCOUNTS)
def index() -> AnyResponse:
    """Everybody, with their phones."""
    with reading(signed_in().office.id) as store:
        return page(
            "users.html",
            store=store,
            users=store.accounts.users(),
            phones=phone_counts(store, utcnow()),
            words=words(store),
            unnamed_proxy=proxies.is_unnamed(),
        )


@blueprint.get("/new")
@allow(Permission.KEEP_ACCOUNTS)
def prepare() -> AnyResponse:
    """The form for somebody new."""
    return _form(AccountForm("", NEWCOMER), {})


@blueprint.post("/new")
@allow(Permission.KEEP_ACCOUNTS)
def create() -> AnyResponse:
    """Take somebody new, who will choose their password by a link."""
    who, account = signed_in(), staffing.given_account(request.form)
    errors = staffing.problems_of(account, new=True)
    if errors:
        return _form(account, errors, 422)
    try:
        with writing(who.office.id) as store:
            user = take_on(
                store,
                login=account.login,
                name=account.name,
                role=account.role,
                phone=account.phone,
                by=who.user_id,
                now=utcnow(),
            )
    except ChangeRejected as refused:
        return _form(account, in_words(refused.result), 422)
    if needs_approval(None, account.role):
        return _back_to(user, gettext("The account waits for a second person to approve it."))
    return _back_to(user, gettext("The account has been made. Please make a link for it and hand that over."))


@blueprint.get("/<id:user>")
@allow(Permission.READ_ACCOUNTS)
def show(user: str) -> AnyResponse:
    """One person's account and phones."""
    with reading(signed_in().office.id) as store:
        return _page(store, existing(store.accounts.user(user)))


@blueprint.post("/<id:user>")
@allow(Permission.KEEP_ACCOUNTS)
def change(user: str) -> AnyResponse:
    """Another name, role or telephone number."""
    who, account = signed_in(), staffing.given_account(request.form)
    with writing(who.office.id) as store:
        row = existing(store.accounts.user(user))
        errors = staffing.problems_of(account, new=False)
        unsent = _unsent(store, row, account)
        if unsent and not errors and request.form.get("unsent") != str(unsent):
            return _page(store, row, 409, account, unsent=unsent)
        if user == who.user_id and account.role != row.role:
            errors["role"] = gettext("You cannot change your own role. Please ask another administrator.")
        done = True
        if not errors:
            try:
                change_account(store, user, name=account.name, phone=account.phone, by=who.user_id, now=utcnow())
                if account.role != row.role:
                    done = give_role(store, row, account.role, by=who.user_id, now=utcnow())
            except ChangeRejected as refused:
                errors = in_words(refused.result)
        if errors:
            return _page(store, row, 422, account, errors)
    if done:
        return _back_to(user, gettext("The account has been changed."))
    waits = gettext("The other role waits for a second person to approve it. Until then the role stays.")
    return _back_to(user, waits, "caution")


@blueprint.post("/<id:user>/link")
@allow(Permission.READ_ACCOUNTS)
def hand_over(user: str) -> AnyResponse:
    """A link by which somebody chooses their password, shown this once. An earlier one is good no longer."""
    who = signed_in()
    with writing(who.office.id) as store:
        row = existing(store.accounts.user(user))
        if row.id == who.user_id or not may_hand_over(store, who.role, row):
            raise NotForThisRole("this link is for somebody else to hand over")
        link = make_link(store, row.id, by=who.user_id, now=utcnow())
    return link_page(row, link)


@blueprint.post("/<id:user>/second-factor/ask")
@allow(Permission.KEEP_ACCOUNTS)
def ask_for_factor(user: str) -> AnyResponse:
    """Ask a second person to take a lost second factor away."""
    who = signed_in()
    with writing(who.office.id) as store:
        row = existing(store.accounts.user(user))
        if row.id == who.user_id or not standing(store, row.id).is_set:
            raise NotForThisRole("there is nothing to ask for here")
        ask(store, row.id, FACTOR, by=who.user_id, now=utcnow())
    return _back_to(user, str(_WAITS))


@blueprint.post("/<id:user>/withdraw")
@allow(Permission.KEEP_ACCOUNTS)
def take_request_back(user: str) -> AnyResponse:
    """Take back what was asked for an account."""
    who = signed_in()
    with writing(who.office.id) as store:
        row = existing(store.accounts.user(user))
        for wanted in (ACCESS, FACTOR):
            withdraw(store, row.id, wanted, by=who.user_id, now=utcnow())
    return go("office_users.show", user=user)


@blueprint.post("/<id:user>/sessions/end")
@allow(Permission.KEEP_ACCOUNTS)
def end_sessions(user: str) -> AnyResponse:
    """Sign somebody out where they are signed in: in one place, or everywhere."""
    who, which = signed_in(), request.form.get("session", "")
    with writing(who.office.id) as store:
        row = existing(store.accounts.user(user))
        if which:
            accounts.end_session(store, row.id, which, now=utcnow())
        else:
            accounts.end_sessions(store, row.id, now=utcnow())
    return _back_to(user, gettext("They are signed out there."))


@blueprint.get("/<id:user>/deactivate")
@allow(Permission.KEEP_ACCOUNTS)
def ask_to_deactivate(user: str) -> AnyResponse:
    """What it means to take an account out of use."""
    with reading(signed_in().office.id) as store:
        row = existing(store.accounts.user(user))
        cases = sum(store.accounts.charges().get(row.id, {}).values())
        queued = _queued(store, row)
        return page(
            "deactivate.html", store=store, user=row, cases=cases, queued=queued, delivery_days=DELIVERY_ENDS_AFTER.days
        )


@blueprint.post("/<id:user>/deactivate")
@allow(Permission.KEEP_ACCOUNTS)
def deactivate(user: str) -> AnyResponse:
    """Take an account out of use. Nobody does that to their own, so that one administrator always remains."""
    who = signed_in()
    if user == who.user_id:
        return _back_to(user, gettext("You cannot deactivate your own account."), "caution")
    with writing(who.office.id) as store:
        existing(store.accounts.user(user))
        set_active(store, user, False, by=who.user_id, now=utcnow())
    return _back_to(user, gettext("The account is out of use."))


@blueprint.post("/<id:user>/reactivate")
@allow(Permission.KEEP_ACCOUNTS)
def reactivate(user: str) -> AnyResponse:
    """Take an account back into use, where that takes two when a second person has approved."""
    who = signed_in()
    with writing(who.office.id) as store:
        done = take_back(store, existing(store.accounts.user(user)), by=who.user_id, now=utcnow())
    return _back_to(user, gettext("The account is in use again.") if done else str(_WAITS))


def link_page(user: UserRow, link: Link) -> AnyResponse:
    """A link as it is shown once."""
    who = signed_in()
    with reading(who.office.id) as store:
        address = whole_address_of("office_links.prepare", secret=link.secret)
        return page(
            "link.html",
            store=store,
            here=url_for("office_users.show", user=user.id),
            user=user,
            link=link,
            address=address,
            qr=qr_code(address),
            words=words(store),
        )


def _back_to(user: str, message: str, sort: str = "done") -> AnyResponse:
    """The account's page again, which says what was done."""
    flash(message, sort)
    return go("office_users.show", user=user)


def _form(account: AccountForm, errors: Errors, status: int = 200) -> AnyResponse:
    with reading(signed_in().office.id) as store:
        return page(
            "user_new.html", status, store=store, account=account, errors=errors, roles=words(store).codes("role")
        )


def _queued(store: Office, user: UserRow) -> int:
    """How much the phones of somebody last said that they keep."""
    return sum(device.queued for device in store.accounts.devices(user.id) if device.revoked_at is None)


def _unsent(store: Office, user: UserRow, account: AccountForm) -> int:
    """How much another role would keep from being sent as usual."""
    loses = user.may(Permission.USE_PHONE) and not may(account.role, Permission.USE_PHONE)
    return _queued(store, user) if loses else 0


def _page(
    store: Office,
    user: UserRow,
    status: int = 200,
    account: AccountForm | None = None,
    errors: Errors | None = None,
    unsent: int = 0,
) -> AnyResponse:
    terms = words(store)
    phone = store.accounts.telephone(user.id) or ""
    return page(
        "user.html",
        status,
        store=store,
        here=url_for("office_users.show", user=user.id),
        user=user,
        devices=phones_of(store, user.id, utcnow()),
        refusals={row.device: words_of(row) for row in store.push.refusals() if row.user == user.id},
        account=account or AccountForm(user.name, user.role, phone=phone),
        phone=phone,
        errors=errors or {},
        unsent=unsent,
        coming=still_to_come(store, user),
        delivery_days=DELIVERY_ENDS_AFTER.days,
        words=terms,
        roles=[(role, terms.role(role)) for role in ROLES],
        is_oneself=user.id == signed_in().user_id,
        **_access(store, user),
    )


def _access(store: Office, user: UserRow) -> dict[str, object]:
    """How somebody comes in, and what of it whoever reads may do something about."""
    who, now = signed_in(), utcnow()
    return {
        "may_hand_over": user.id != who.user_id and may_hand_over(store, who.role, user),
        "link": store.links.of(user.id, now),
        **ways_of(store, user),
        "requests": store.approvals.waiting(user.id),
        "approvers": [each.name for each in store.accounts.users() if each.may(Permission.APPROVE_ACCOUNTS)],
        "sessions": store.sessions.of(user.id, now),
    }
