"""Signing in by the provider of identities of a city: to it, and back."""

from __future__ import annotations

import logging
from urllib.parse import urlencode

from flask import Blueprint, flash, request
from flask import redirect as redirect_to
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import NotFound
from server.ground.provider import Provider, ProviderRefused, Shown
from server.ground.provider_line import ProviderUnavailable
from server.ground.trail import Act, Noted
from server.http import auth, provider_step
from server.http.access import Permission, allow, allow_anyone, allow_by_secret, signed_in
from server.http.addresses import office_page
from server.http.provider_step import Sent, come_back, is_first_answer, keep_identity
from server.services import identities
from server.services.links import account_behind
from server.store import directory, utcnow, writing
from server.store.directory import AccountRow
from server.views.office.confirm import ask_first, confirm_page
from server.views.office.entrance import go_on_to, leave_for, sign_in_page, welcome
from server.views.office.frame import existing, go, page

log = logging.getLogger("banso.provider")

blueprint = Blueprint("office_provider", __name__, url_prefix="/office/provider")


@blueprint.post("/sign-in")
@allow_anyone
def sign_in() -> AnyResponse:
    """To the provider, to sign in at the office."""
    return _send("sign_in", onward=office_page(request.form.get("next", "")), shared="shared" in request.form)


@blueprint.get("/phone")
@allow_anyone
def sign_in_on_phone() -> AnyResponse:
    """To the provider, to sign in with the app."""
    return _send("phone")


@blueprint.post("/confirm")
@allow(Permission.SIGN_IN)
def confirm() -> AnyResponse:
    """To the provider, to show once more who one is: it asks anew."""
    return _send("confirm", whose=signed_in().user_id, onward=office_page(request.form.get("next", "")))


@blueprint.post("/bind")
@allow(Permission.SIGN_IN)
def bind() -> AnyResponse:
    """To the provider, to have one's own account be signed in by it from now on."""
    who = signed_in()
    if not auth.is_confirmed(who):
        return ask_first("/office/account/")
    return _send("bind", whose=who.user_id)


@blueprint.post("/link/<secret>")
@allow_by_secret
def bind_by_link(secret: str) -> AnyResponse:
    """To the provider, by the link of an invitation, to sign in by it instead of choosing a password."""
    if account_behind(secret, utcnow()) is None:
        raise NotFound
    return _send("link", whose=secret, shared="shared" in request.form)


@blueprint.get("/back")
@allow_anyone
def back() -> AnyResponse:
    """Back from the provider."""
    provider, sent = _provider(), come_back()
    if sent is None:
        return _refused("sign_in", gettext("This took too long, or was done already. Please try again."), 400)
    try:
        shown = provider.redeem(request.args, sent.asked, now=utcnow(), anew=sent.anew)
    except ProviderUnavailable as gone:
        log.warning("provider_unavailable", extra={"why": str(gone)})
        return _unavailable(provider, sent.purpose)
    except ProviderRefused as refused:
        log.warning("provider_refused", extra={"why": refused.why})
        sentence = gettext("The sign-in with your city's account was not completed. Please try again.")
        return _refused(sent.purpose, sentence, 401)
    if sent.purpose in {"bind", "link"}:
        return _bind(provider, sent, shown)
    return _arrived(provider, sent, shown)


def _arrived(provider: Provider, sent: Sent, shown: Shown) -> AnyResponse:
    """Whoever the provider named, as the account that is bound to them; none is made for anybody."""
    account = identities.account_of(provider, shown.subject)
    if account is None:
        return page("provider_unknown.html", 403, subject=shown.subject, provider=provider.settings)
    why = _why_not(account)
    if why is not None:
        with writing(account.office_id) as store:
            store.trail.note(Noted(Act.IDENTITY_REFUSED, "staff", account.id, details={"why": why}))
        return _refused(sent.purpose, gettext("This account is not in use. Please speak to the administrator."), 403)
    if not is_first_answer(account, sent):
        return _refused(sent.purpose, gettext("This took too long, or was done already. Please try again."), 400)
    with writing(account.office_id) as store:
        store.identities.use(account.id, utcnow())
    if sent.purpose == "confirm":
        return _confirmed(account, sent)
    if sent.purpose == "phone":
        keep_identity(account, shown)
        return redirect_to("/?identity", 303)
    return welcome(account, shared=sent.shared, onward=sent.onward, second_factor=shown.strong, way="provider")


def _why_not(account: AccountRow) -> str | None:
    """Why whoever the provider named is not let in."""
    if not account.active:
        return "out_of_use"
    return None if identities.provider_for(account.office_id) else "office"


def _confirmed(account: AccountRow, sent: Sent) -> AnyResponse:
    who = auth.current()
    if who is None or {account.id, sent.whose} != {who.user_id}:
        return _refused("sign_in", gettext("This is the account of somebody else."), 403)
    auth.confirm(who, way="provider")
    return go_on_to(sent.onward)


def _bind(provider: Provider, sent: Sent, shown: Shown) -> AnyResponse:
    by_link = sent.purpose == "link"
    who = auth.current()
    if by_link:
        account = existing(account_behind(sent.whose, utcnow()))
    elif who is not None and who.user_id == sent.whose:
        with directory() as known:
            account = existing(known.account_of(who.office.id, who.user_id))
    else:
        return go("office_session.sign_in")
    if not is_first_answer(account, sent):
        return _refused("sign_in", gettext("This took too long, or was done already. Please try again."), 400)
    with writing(account.office_id) as store:
        if by_link:
            try:
                refused = identities.bind_by_link(store, sent.whose, account.id, shown.subject, now=utcnow())
            except LookupError as gone:
                raise NotFound from gone
        else:
            refused = identities.bind(store, account.id, shown.subject, now=utcnow())
    if refused is not None:
        with writing(account.office_id) as store:
            store.trail.note(Noted(Act.IDENTITY_REFUSED, "staff", account.id, details={"why": refused}))
        return page("provider_taken.html", 409, provider=provider.settings)
    if not by_link:
        flash(gettext("From now on you sign in with your city's account as well."), "done")
        return go("office_account.index")
    return welcome(account, shared=sent.shared, onward="", second_factor=shown.strong, way="provider")


def _send(purpose: provider_step.Purpose, *, whose: str = "", onward: str = "", shared: bool = False) -> AnyResponse:
    provider = _provider()
    try:
        return leave_for(provider_step.send(provider, purpose, whose=whose, onward=onward, shared=shared))
    except ProviderUnavailable as gone:
        log.warning("provider_unavailable", extra={"why": str(gone)})
        return _unavailable(provider, purpose)


def _provider() -> Provider:
    """Raises ``NotFound`` where this installation has none."""
    provider = identities.provider()
    if provider is None:
        raise NotFound
    return provider


def _unavailable(provider: Provider, purpose: provider_step.Purpose) -> AnyResponse:
    sentence = gettext("The sign-in of your city cannot be reached now.")
    way = (
        gettext("You can sign in with login and password meanwhile.")
        if provider.settings.passwords
        else gettext("Please try again in a while. In a hurry, speak to whoever looks after this server.")
    )
    return _refused(purpose, f"{sentence} {way}", 503)


def _refused(purpose: provider_step.Purpose, problem: str, status: int) -> AnyResponse:
    if purpose == "phone":
        return redirect_to(f"/?{urlencode({'identity': 'none'})}", 303)
    if purpose == "confirm" and auth.current() is not None:
        return confirm_page(problem=problem)
    if purpose == "bind" and auth.current() is not None:
        flash(problem, "caution")
        return go("office_account.index")
    return sign_in_page(status, problem=problem)
