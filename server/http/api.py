"""The JSON API: its blueprints, and its description as OpenAPI, generated from the schemas."""

from __future__ import annotations

from typing import Any, Final

import flask_smorest
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from server.http.bodies import BodyParser
from server.http.description import complete
from server.http.ids import IdConverter
from server.http.problems import answer_http
from server.http.schemas import ProblemSchema

EXTENSION: Final = "banso_api"


class Blueprint(flask_smorest.Blueprint):
    """A part of the API. Bodies are read as ``server.http.bodies`` does."""

    ARGUMENTS_PARSER = BodyParser()


class Api(flask_smorest.Api):
    """The API. Its errors are answered where all others are."""

    ERROR_SCHEMA = ProblemSchema

    def handle_http_exception(self, error: HTTPException) -> Any:
        """A refusal of the framework, as problem details."""
        return answer_http(error)


def init_app(app: Flask, *blueprints: Blueprint) -> None:
    """Bind the API's blueprints."""
    api = Api(app)
    api.register_converter(IdConverter, lambda _: {"type": "string", "format": "uuid"})
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    app.extensions[EXTENSION] = api
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it


def description(app: Flask) -> dict[str, Any]:
    """The API's description (OpenAPI 3.1)."""
    return complete(app, app.extensions[EXTENSION].spec.to_dict())


def reply(body: bytes) -> Response:
    """JSON that is text already."""
    return Response(body, mimetype="application/json")
