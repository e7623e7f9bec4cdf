"""The phone app's shell, its service worker, and built files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, current_app, make_response, render_template, send_from_directory

from server.http.access import allow_anyone
from server.http.headers import APP_SECURITY_POLICY

blueprint = Blueprint("shell", __name__)

FOR_EVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
_HASHED: Final = re.compile(r"[-.][0-9A-Za-z]{8,}\.")


@blueprint.get("/")
@allow_anyone
def shell() -> Response:
    """The page in which the phone app runs. It holds nobody's data, so that a phone can keep it."""
    response = make_response(render_template("app.html"))
    response.headers["Cache-Control"] = ASK_AGAIN
    response.headers["Content-Security-Policy"] = APP_SECURITY_POLICY
    return response


@blueprint.get("/sw.js")
@allow_anyone
def service_worker() -> Response:
    """The service worker, from the root so that it may serve every page."""
    response = _file(Path("dist"), "sw.js")
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@blueprint.get("/manifest.json")
@allow_anyone
def manifest() -> Response:
    """What the phone needs to install the app."""
    response = send_from_directory(
        Path(current_app.root_path).parent, "manifest.json", mimetype="application/manifest+json"
    )
    response.headers["Cache-Control"] = ASK_AGAIN
    return response


@blueprint.get("/static/dist/<path:name>")
@allow_anyone
def built(name: str) -> Response:
    """A built file; where its name carries a hash of its content, for ever."""
    return _file(Path("dist"), name)


@blueprint.get("/static/icons/<path:name>")
@allow_anyone
def icon(name: str) -> Response:
    """An icon."""
    return _file(Path("icons"), name)


def _file(folder: Path, name: str) -> Response:
    response = send_from_directory(Path(current_app.config["STATIC"]) / folder, name)
    response.headers["Cache-Control"] = FOR_EVER if _HASHED.search(name) else ASK_AGAIN
    return response
