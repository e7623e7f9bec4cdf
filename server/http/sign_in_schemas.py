"""What the ways to sign in take and give that are no password: a passkey, and a provider of identities."""

from __future__ import annotations

from marshmallow import fields, validate

from server.http.schemas import DeviceSchema, Strict
from sync.fields import NAME_LENGTH


class PasskeySignInSchema(Strict):
    """What a passkey answered, as the browser gives it (WebAuthn's ``AuthenticationResponseJSON``), and the phone."""

    credential = fields.Dict(keys=fields.String(), required=True)
    device = fields.Nested(DeviceSchema, required=True)
    delivers = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class IdentitySignInSchema(Strict):
    """The phone that comes back from the provider of identities, and the code of a second factor where one is asked for
    besides.
    """

    device = fields.Nested(DeviceSchema, required=True)
    code = fields.String(load_default="", validate=validate.Length(max=NAME_LENGTH, error="too_long"))
    delivers = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class SignInWaysSchema(Strict):
    """How else than by a password people sign in here."""

    passkey = fields.Boolean(required=True)
    provider = fields.String(
        required=True, allow_none=True, metadata={"description": "What the provider of identities is called."}
    )


class ChallengeSchema(Strict):
    """What a browser is told to have a passkey shown."""

    options = fields.Dict(
        keys=fields.String(),
        required=True,
        metadata={"description": "WebAuthn's ``PublicKeyCredentialRequestOptionsJSON``."},
    )
