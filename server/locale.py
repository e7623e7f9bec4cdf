"""The language of an answer: as ``?lang=`` says, else the cookie that it sets, else what the browser prefers."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, current_app, has_request_context, request

from server.extensions import babel

LANGUAGES: Final = ("ja", "en")
COOKIE: Final = "banso-lang"


def init_app(app: Flask) -> None:
    """Choose the language of each request."""
    babel.init_app(app, locale_selector=language, default_translation_directories="translations")
    app.jinja_env.globals["language"] = language
    app.after_request(_remember)


def language() -> str:
    """The language of this request."""
    if not has_request_context():
        return LANGUAGES[0]
    for wanted in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def _remember(response: Response) -> Response:
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and wanted != request.cookies.get(COOKIE):
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(COOKIE, wanted, max_age=365 * 86_400, secure=secure, httponly=True, samesite="Lax")
    return response
