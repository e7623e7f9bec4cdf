"""What an installation is made of, beside its database: one of it stands in each application.

It is the one way to these things: what the office does asks here, and knows nothing of the web framework.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from argon2 import PasswordHasher
from flask import Flask, current_app

from server.ground.backup_keys import BackupKeys
from server.ground.blobs import Blobs
from server.ground.config import Settings
from server.ground.factor_key import Vault
from server.ground.outbox_keys import OutboxKeys
from server.ground.provider import Provider
from server.ground.push_key import Sender

_NAME: Final = "banso"


@dataclass(eq=False)
class Installation:
    """``blobs`` are the contents of attachments, ``sender`` is as whom push messages are sent, ``outbox_keys`` are the
    keys for which phones seal what they have not sent, ``backup_keys`` those with which backups are sealed, ``anchors``
    the folder in which it is written down how far trails have come; ``vault`` seals the secrets of second factors.
    ``provider`` is who else says who somebody is, where there is one.

    ``hasher`` hashes passwords; ``no_password`` is a hash that no password fits, against which unknown logins are
    checked.
    """

    settings: Settings
    blobs: Blobs
    sender: Sender
    outbox_keys: OutboxKeys
    backup_keys: BackupKeys
    hasher: PasswordHasher
    no_password: str
    anchors: Path
    vault: Vault
    provider: Provider | None = None


def place_in(app: Flask, installation: Installation) -> None:
    """Give an application its installation."""
    app.extensions[_NAME] = installation


def installation_of(app: Flask) -> Installation:
    """The one of an application."""
    return cast(Installation, app.extensions[_NAME])


def installation() -> Installation:
    """The one of the application that is at work."""
    return installation_of(current_app)
