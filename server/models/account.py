"""What belongs to an account beside its password: links, second factors, and what waits for a second person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, Id, Key


class AccountLink(Base):
    """The one link by which somebody may choose a password now; a newer one takes its place, and use ends it.

    Only the hash of its secret is here. ``made_by`` is nobody where a command made it.
    """

    __tablename__ = "account_link"
    __table_args__ = (ForeignKeyConstraint(["office_id", "user_id"], ["user.office_id", "user.id"]),)

    office_id: Mapped[Key]
    user_id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str]
    made_by: Mapped[Id | None]
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]


class AccountRequest(Base):
    """What an administrator asked for and a second person decides on; kept afterwards as well.

    ``wanted`` is ``access`` (the account is to be in use with ``role``) or ``factor`` (its second factor is lost).
    ``outcome`` is missing while nobody has decided.
    """

    __tablename__ = "account_request"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "user_id"], ["user.office_id", "user.id"]),
        Index(None, "office_id", "user_id"),
    )

    office_id: Mapped[Key]
    id: Mapped[Key]
    user_id: Mapped[Id]
    wanted: Mapped[str]
    role: Mapped[str | None]
    asked_by: Mapped[Id]
    asked_at: Mapped[dt.datetime]
    decided_by: Mapped[Id | None]
    decided_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]


class SecondFactor(Base):
    """An account's authenticator. ``sealed`` is its secret under a key that is not in the database, ``proposed`` that
    of one that is being set up; ``last_step`` is the time step of the last code that was taken, so that none is taken
    twice.
    """

    __tablename__ = "second_factor"
    __table_args__ = (ForeignKeyConstraint(["office_id", "user_id"], ["user.office_id", "user.id"]),)

    office_id: Mapped[Key]
    user_id: Mapped[Key]
    sealed: Mapped[str | None]
    proposed: Mapped[str | None]
    confirmed_at: Mapped[dt.datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), default=0)


class RecoveryCode(Base):
    """A code that stands in for the authenticator once: the hash of 128 random bits."""

    __tablename__ = "recovery_code"
    __table_args__ = (ForeignKeyConstraint(["office_id", "user_id"], ["user.office_id", "user.id"]),)

    office_id: Mapped[Key]
    user_id: Mapped[Key]
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[dt.datetime | None]


class Passkey(Base):
    """A passkey of an account. ``credential`` is its id as the browser spells it, and ``credential_hash`` that of this
    spelling, by which it is found; ``public_key`` is COSE in base64url. ``sign_count`` is the last number that it gave
    of its uses, 0 for one that counts none; ``synced`` whether its maker keeps copies of it for its owner.
    """

    __tablename__ = "passkey"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "user_id"], ["user.office_id", "user.id"]),
        Index(None, "office_id", "user_id"),
    )

    office_id: Mapped[Key]
    id: Mapped[Key]
    user_id: Mapped[Id]
    credential_hash: Mapped[str] = mapped_column(String(64), unique=True)
    credential: Mapped[str]
    public_key: Mapped[str]
    sign_count: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), default=0)
    transports: Mapped[str]
    synced: Mapped[bool]
    name: Mapped[str]
    added_at: Mapped[dt.datetime]
    last_used_at: Mapped[dt.datetime | None]


class AnsweredChallenge(Base):
    """A challenge or a nonce that was answered, by its hash. The row is kept for as long as it
    could be answered again.
    """

    __tablename__ = "answered_challenge"
    __table_args__ = (ForeignKeyConstraint(["office_id"], ["office.id"]),)

    office_id: Mapped[Key]
    challenge_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[dt.datetime]


class Identity(Base):
    """Who the owner of an account is for a provider of identities: the hash of issuer and subject, by which they are
    found, and the subject itself, which the provider never gives to anybody else.
    """

    __tablename__ = "identity"
    __table_args__ = (ForeignKeyConstraint(["office_id", "user_id"], ["user.office_id", "user.id"]),)

    office_id: Mapped[Key]
    user_id: Mapped[Key]
    identity_hash: Mapped[str] = mapped_column(String(64), unique=True)
    subject: Mapped[str]
    bound_at: Mapped[dt.datetime]
    last_used_at: Mapped[dt.datetime | None]
