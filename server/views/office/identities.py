"""Binding accounts to identities at the provider, and taking that away."""

from __future__ import annotations

from flask import Blueprint, flash
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import NotForThisRole
from server.ground.trail import Act, Noted
from server.http.access import Permission, allow, signed_in
from server.services import identities
from server.services.factors import standing
from server.store import Office, utcnow, writing
from server.store.accounts import UserRow
from server.views.office.frame import existing, go, line_given

blueprint = Blueprint("office_identities", __name__, url_prefix="/office/users")


def ways_of(store: Office, user: UserRow) -> dict[str, object]:
    """By what somebody signs in: a password, second factors, and who they are for the provider."""
    who = signed_in()
    return {
        "has_password": store.accounts.has_password(user.id),
        "factor": standing(store, user.id),
        "identity": store.identities.of(user.id),
        "provider": identities.provider_for(store.id),
        "may_bind": user.id != who.user_id and identities.may_bind(store, who.role, user),
    }


@blueprint.post("/<id:user>/identity")
@allow(Permission.READ_ACCOUNTS)
def bind(user: str) -> AnyResponse:
    """Bind somebody's account to the identity that the provider's own list names for them."""
    who, subject = signed_in(), line_given("subject", identities.SUBJECT_LENGTH)
    with writing(who.office.id) as store:
        row = existing(store.accounts.user(user))
        if row.id == who.user_id or not identities.may_bind(store, who.role, row):
            raise NotForThisRole("this account is for somebody else to bind")
        refused = identities.bind(store, row.id, subject, now=utcnow()) if subject else None
        if refused is not None:
            store.trail.note(Noted(Act.IDENTITY_REFUSED, "staff", row.id, details={"why": refused}))
    if not subject:
        flash(gettext("Please enter the number that the city's sign-in shows for this person."), "caution")
    elif refused is not None:
        flash(gettext("Another account has this identity already. Nothing was changed."), "caution")
    else:
        flash(gettext("They sign in with their city's account from now on."), "done")
    return go("office_users.show", user=user)


@blueprint.post("/<id:user>/identity/remove")
@allow(Permission.KEEP_ACCOUNTS)
def unbind(user: str) -> AnyResponse:
    """Let the provider sign somebody in no more. They are signed out everywhere."""
    who = signed_in()
    with writing(who.office.id) as store:
        identities.unbind(store, existing(store.accounts.user(user)).id, now=utcnow())
    flash(gettext("The city's account signs them in no more."), "done")
    return go("office_users.show", user=user)
