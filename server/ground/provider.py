"""Asking a provider of identities who somebody is: OpenID Connect's authorization code flow, with PKCE.

The issuer is configured, and everything else is read from its own description, so that nobody who signs in chooses
where this server asks. What it answers is believed where its signature, issuer, audience, times and nonce are right.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from server.ground.provider_line import Line, ProviderUnavailable
from server.ground.provider_settings import ProviderSettings

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384")
"""Signatures that are made with a key which only the provider has. ``none`` and shared secrets are not among them."""

KEPT: Final = dt.timedelta(hours=1)
"""How long the provider's description and keys are not asked for again. A key that is not among them is."""
LEEWAY: Final = dt.timedelta(minutes=1)
"""By how much clocks may differ."""
FRESH: Final = dt.timedelta(minutes=5)
"""How long ago somebody may have shown the provider who they are, where it is asked for anew."""
_SUBJECT_LENGTH: Final = 255


class ProviderRefused(Exception):
    """What came back is not to be believed, or is a no; ``why`` is a code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Description:
    """What a provider says of itself."""

    authorization: str
    token: str
    keys: str
    end_session: str | None
    names_itself: bool
    secret_in_body: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser was sent to the provider with. Each is random and good for one answer."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Who somebody is by the provider's word: the stable ``subject``; ``strong`` where they gave more than a password,
    in a way that the installation believes.
    """

    subject: str
    strong: bool


def ask() -> Asked:
    """Something new to send a browser with."""
    return Asked(*(secrets.token_urlsafe(32) for _ in range(3)))


class Provider:
    """The provider of an installation. ``back`` is the address of ours to which it sends people."""

    def __init__(self, settings: ProviderSettings, back: str) -> None:
        self.settings = settings
        self.back = back
        self._line = Line(allows_plain=settings.on_this_machine)
        self._description: tuple[Description, dt.datetime] | None = None
        self._keys: tuple[jwk.KeySet, dt.datetime] | None = None

    def description(self, now: dt.datetime) -> Description:
        """What the provider says of itself, no older than ``KEPT``. Raises ``ProviderUnavailable``."""
        if self._description is None or now - self._description[1] > KEPT:
            answer = self._line.get(self.settings.issuer.rstrip("/") + "/.well-known/openid-configuration")
            self._description = (self._described(answer), now)
        return self._description[0]

    def address(self, asked: Asked, *, now: dt.datetime, anew: bool) -> str:
        """Where a browser goes to show who its user is; with ``anew`` also where they are signed in there already.
        Raises ``ProviderUnavailable``.
        """
        digest = hashlib.sha256(asked.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.back,
            "scope": "openid",
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        } | ({"prompt": "login", "max_age": "0"} if anew else {})
        return _with_query(self.description(now).authorization, query)

    def redeem(self, answer: Mapping[str, str], asked: Asked, *, now: dt.datetime, anew: bool) -> Shown:
        """Who came back, according to what the browser brought. Raises ``ProviderRefused`` and
        ``ProviderUnavailable``.
        """
        if not secrets.compare_digest(answer.get("state", "").encode(), asked.state.encode()):
            raise ProviderRefused("state")
        described = self.description(now)
        # RFC 9207: an answer that another provider gave is not taken for one of this one.
        if (described.names_itself or "iss" in answer) and answer.get("iss") != self.settings.issuer:
            raise ProviderRefused("issuer")
        if "error" in answer or not answer.get("code"):
            raise ProviderRefused("denied")
        token = self._token(described, answer["code"], asked.verifier)
        claims = self._verified(token, now)
        self._check(claims, asked, now, anew=anew)
        strong = {("acr", claims.get("acr"))} | {("amr", each) for each in _texts(claims.get("amr"))}
        return Shown(claims["sub"], bool(strong & self.settings.strong))

    def farewell(self, onward: str, *, now: dt.datetime) -> str | None:
        """Where a browser goes to be signed out at the provider as well; nothing where that cannot be known."""
        try:
            address = self.description(now).end_session
        except ProviderUnavailable:
            return None
        query = {"client_id": self.settings.client_id, "post_logout_redirect_uri": onward}
        return None if address is None else _with_query(address, query)

    def _described(self, discovered: dict[str, Any]) -> Description:
        if discovered.get("issuer") != self.settings.issuer:
            raise ProviderUnavailable("the description is of another issuer")
        ends = discovered.get("end_session_endpoint")
        methods = _texts(discovered.get("token_endpoint_auth_methods_supported")) or ["client_secret_basic"]
        return Description(
            self._line.safe(discovered.get("authorization_endpoint")),
            self._line.safe(discovered.get("token_endpoint")),
            self._line.safe(discovered.get("jwks_uri")),
            self._line.safe(ends) if ends else None,
            discovered.get("authorization_response_iss_parameter_supported") is True,
            "client_secret_basic" not in methods and "client_secret_post" in methods,
        )

    def _token(self, described: Description, code: str, verifier: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": verifier,
        }
        who = (self.settings.client_id, self.settings.secret)
        if described.secret_in_body:
            form |= {"client_id": who[0], "client_secret": who[1]}
        status, answer = self._line.post(described.token, form, None if described.secret_in_body else who)
        token = answer.get("id_token")
        if status != 200 or not isinstance(token, str):
            raise ProviderRefused("code")
        return token

    def _verified(self, token: str, now: dt.datetime) -> dict[str, Any]:
        """The claims of a token that the provider has signed. Its keys are asked for again where the token is signed
        with none of those that are known: they change.
        """
        known = self._keys
        if known is not None and now - known[1] <= KEPT:
            try:
                return jwt.decode(token, known[0], algorithms=ALGORITHMS).claims
            except (JoseError, ValueError):
                pass
        keys = self._fetched_keys(now)
        try:
            return jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError) as error:
            raise ProviderRefused("signature") from error

    def _fetched_keys(self, now: dt.datetime) -> jwk.KeySet:
        listed = self._line.get(self.description(now).keys).get("keys")
        signing = [each for each in listed if _signs(each)] if isinstance(listed, list) else []
        try:
            keys = jwk.KeySet.import_key_set({"keys": signing})
        except (JoseError, ValueError, KeyError) as error:
            raise ProviderUnavailable("the keys cannot be read") from error
        self._keys = (keys, now)
        return keys

    def _check(self, claims: Mapping[str, Any], asked: Asked, now: dt.datetime, *, anew: bool) -> None:
        audience = claims.get("aud")
        named = [audience] if isinstance(audience, str) else _texts(audience)
        party = claims.get("azp")
        subject = claims.get("sub")
        wrong = {
            "issuer": claims.get("iss") != self.settings.issuer,
            "audience": self.settings.client_id not in named,
            "party": party != self.settings.client_id if party is not None or len(named) > 1 else False,
            "expired": not _is_after(claims.get("exp"), now - LEEWAY),
            "early": not (_is_by(claims.get("iat"), now + LEEWAY) and _is_by(claims.get("nbf", 0), now + LEEWAY)),
            "nonce": not _same(claims.get("nonce"), asked.nonce),
            "subject": not isinstance(subject, str) or not 0 < len(subject) <= _SUBJECT_LENGTH,
            "stale": anew and not _is_after(claims.get("auth_time"), now - FRESH),
        }
        for why, is_so in wrong.items():
            if is_so:
                raise ProviderRefused(why)


def _signs(key: object) -> bool:
    """Whether something among a provider's keys is one that it signs with."""
    return isinstance(key, dict) and key.get("kty") in {"RSA", "EC", "OKP"} and key.get("use", "sig") == "sig"


def _is_after(claim: object, moment: dt.datetime) -> bool:
    """Whether a claim is a time after a moment."""
    return isinstance(claim, int | float) and claim > moment.timestamp()


def _is_by(claim: object, moment: dt.datetime) -> bool:
    """Whether a claim is a time that is not after a moment."""
    return isinstance(claim, int | float) and claim <= moment.timestamp()


def _same(claim: object, expected: str) -> bool:
    return isinstance(claim, str) and secrets.compare_digest(claim.encode(), expected.encode())


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _with_query(address: str, query: Mapping[str, str]) -> str:
    return address + ("&" if "?" in address else "?") + urlencode(query)
