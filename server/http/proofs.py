"""The proof that a request is of the phone that its session belongs to: a signature by the phone's own key.

The session's cookie lies in the browser's files in the clear; the key lies there sealed. So a cookie alone reads
nothing (``docs/protocol.md``, Proof; decision 0027).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, TimestampSigner

from server.ground.errors import ProofNeeded
from server.ground.signatures import is_signed
from server.http.auth import carried
from server.store import Unavailable
from server.store.directory import SessionRow

HEADER: Final = "Banso-Proof"
NONCE: Final = "Banso-Nonce"
NONCE_LASTS_S: Final = 600
"""Seconds. A request that somebody caught on its way is worth nothing after that."""

_BEGINS: Final = "banso-proof-1"
_PARTS: Final = 3
_SESSION_SIGNS: Final = 16


@dataclass(frozen=True, slots=True)
class Proof:
    """What a phone says of its request: a nonce of ours, the digest of the body, and the signature."""

    nonce: str
    digest: str
    signature: str


def init_app(app: Flask) -> None:
    """Give every phone that is answered a nonce for its next request."""
    app.after_request(_tell)


def prove(session: SessionRow, key: str) -> None:
    """Hold a request to the proof that it carries. What its body is held to is known to ``body_is`` from then on.

    Raises ``ProofNeeded`` where there is none, or none that is good now.
    """
    proof = _read(request.headers.get(HEADER, ""))
    if proof is None or not _is_ours(proof.nonce, session):
        raise ProofNeeded
    if not is_signed(key, signed_text(proof, session, request.method, request.full_path.rstrip("?")), proof.signature):
        raise ProofNeeded("another key")
    g.proven_digest = proof.digest


def is_proven(session: SessionRow) -> bool:
    """Whether a request for which no proof is asked carries one all the same."""
    if session.phone is None or session.phone.key is None:
        return False
    try:
        prove(session, session.phone.key)
    except ProofNeeded:
        return False
    return True


def hashed() -> Callable[[bytes], None]:
    """Takes the parts of the body as they were sent, one after the other; ``body_is`` compares them."""
    g.body_hash = hashlib.sha256()
    update: Callable[[bytes], None] = g.body_hash.update
    return update


def check_body() -> None:
    """Raises ``ProofNeeded`` where a request was proven and what was hashed of its body is not what was signed."""
    if "proven_digest" in g and not hmac.compare_digest(g.body_hash.hexdigest(), g.proven_digest):
        raise ProofNeeded("another body")


def signed_text(proof: Proof, session: SessionRow, method: str, path: str) -> bytes:
    """What a phone signs."""
    phone = session.phone.id if session.phone is not None else ""
    return "\n".join((_BEGINS, method, path, proof.digest, proof.nonce, phone)).encode()


def _read(header: str) -> Proof | None:
    parts = header.split(" ")
    return Proof(*parts) if len(parts) == _PARTS and header.isascii() else None


def _is_ours(nonce: str, session: SessionRow) -> bool:
    try:
        return _signer().unsign(nonce, max_age=NONCE_LASTS_S).decode() == _named(session)
    except BadSignature:
        return False


def _tell(response: Response) -> Response:
    with suppress(Unavailable):
        session = carried() if request.path.startswith("/api/") else None
        if session is not None and session.phone is not None:
            response.headers[NONCE] = _signer().sign(_named(session)).decode()
    return response


def _named(session: SessionRow) -> str:
    return session.token_hash[:_SESSION_SIGNS]


def _signer() -> TimestampSigner:
    return TimestampSigner(current_app.config["SECRET_KEY"], salt="banso-proof", digest_method=hashlib.sha256)
