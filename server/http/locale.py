"""The language of an answer: as ``?lang=`` says, else the cookie that it sets, else what the browser prefers."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, current_app, has_request_context, request

from server.http.cookies import cookie_name
from server.http.extensions import babel

LANGUAGES: Final = ("ja", "en")
COOKIE: Final = "banso-lang"
"""Without the prefix that it has over HTTPS (``server.http.cookies``); it had none there before."""


def init_app(app: Flask) -> None:
    """Choose the language of each request."""
    babel.init_app(app, locale_selector=language, default_translation_directories="translations")
    app.jinja_env.globals["language"] = language
    app.after_request(_remember)


def language() -> str:
    """The language of this request."""
    if not has_request_context():
        return LANGUAGES[0]
    for wanted in (request.args.get("lang"), request.cookies.get(cookie_name(COOKIE)), request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def _remember(response: Response) -> Response:
    """Keep what was chosen. A choice of before, under a name that any neighbour could set, is kept under this one."""
    name, before = cookie_name(COOKIE), request.cookies.get(COOKIE)
    kept, secure = request.cookies.get(name), current_app.config["SESSION_COOKIE_SECURE"]
    wanted = next((each for each in (request.args.get("lang"), kept, before) if each in LANGUAGES), None)
    if wanted is not None and wanted != kept:
        response.set_cookie(name, wanted, max_age=365 * 86_400, secure=secure, httponly=True, samesite="Lax")
    if before is not None and name != COOKIE:
        response.delete_cookie(COOKIE, secure=secure, httponly=True, samesite="Lax")
    return response
