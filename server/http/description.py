"""What the generated description of the API says of every operation alike: who may, what a request carries besides its
body, and every refusal with its codes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final, TypeVar

from flask import Flask

from server.ground.errors import AppError, every_error
from server.http.access import ANYONE, BY_SECRET, CARRIES_WORK_OF, declared
from sync.schema import ID, components

View = TypeVar("View", bound=Callable[..., Any])
Node = dict[str, Any]

PROTOCOL: Final = "1"
"""The version of the exchange that this server speaks."""

_REFUSES: Final = "_banso_refuses"
_WRITES: Final = frozenset({"post", "put", "delete"})
_METHODS: Final = _WRITES | {"get"}
_ALWAYS: Final = frozenset({500, 503})
_SIGNED_IN: Final = frozenset({401, 403})
_WRITING: Final = frozenset({403})
_WITH_A_BODY: Final = frozenset({400, 413, 415, 422})
_WITH_AN_ID: Final = frozenset({404})

_HEADERS: Final[dict[str, Node]] = {
    "Banso-Protocol": {"required": True, "schema": {"const": PROTOCOL}, "description": "The protocol's version."},
    CARRIES_WORK_OF: {
        "schema": ID,
        "description": "Whose work the phone carries; where somebody else is signed in, the answer is 401.",
    },
    "Content-Encoding": {
        "schema": {"enum": ["identity", "gzip"], "default": "identity"},
        "description": "How the body is compressed.",
    },
}
_LINKS: Final[dict[str, tuple[str, Node]]] = {
    "push_post_test": (
        "202",
        {"state": {"operationId": "push_show_test", "parameters": {"notice": "$response.body#/notice"}}},
    ),
}
"""What an answer leads to, by the operation and the answer's status."""
_TOLD_WITH: Final[dict[int, Node]] = {
    429: {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds to wait."}},
    503: {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds to wait."}},
}


def refuses(*errors: type[AppError]) -> Callable[[View], View]:
    """Declare what a view refuses besides what follows from its access and its body."""

    def declare(view: View) -> View:
        setattr(view, _REFUSES, frozenset(error.status for error in errors))
        return view

    return declare


def complete(app: Flask, generated: Mapping[str, Any]) -> Node:
    """The description that flask-smorest makes, with the record kinds, headers, security and refusals."""
    described: Node = deepcopy(dict(generated))
    parts = described["components"]
    parts["schemas"] |= components()
    parts["securitySchemes"] = {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": app.config["SESSION_COOKIE_NAME"],
            "description": "Set by `POST /api/session`.",
        },
        "csrf": {
            "type": "apiKey",
            "in": "header",
            "name": "X-CSRF-Token",
            "description": "From the session's reply, or `GET /api/csrf`. It goes with the cookie.",
        },
    }
    parts["parameters"] = {
        name: {"name": name, "in": "header", "required": False} | header for name, header in _HEADERS.items()
    }
    parts["responses"] = _problems()
    for path, operations in described["paths"].items():
        for method in operations.keys() & _METHODS:
            endpoint = _endpoint(app, path, method)
            operations[method]["operationId"] = endpoint.replace(".", "_")
            _complete_operation(operations[method], method, app.view_functions[endpoint], has_id="{" in path)
            if (link := _LINKS.get(operations[method]["operationId"])) is not None:
                operations[method]["responses"][link[0]]["links"] = link[1]
    return described


def _complete_operation(operation: Node, method: str, view: Callable[..., Any], *, has_id: bool) -> None:
    anybody = declared(view) in (ANYONE, BY_SECRET)
    writes = method in _WRITES
    takes_json = "application/json" in operation.get("requestBody", {}).get("content", {})
    own: frozenset[int] = getattr(view, _REFUSES, frozenset())
    statuses = _ALWAYS | own
    statuses |= frozenset() if anybody else _SIGNED_IN
    statuses |= _WRITING if writes else frozenset()
    statuses |= _WITH_A_BODY if takes_json else frozenset()
    statuses |= _WITH_AN_ID if has_id else frozenset()
    answers = {status: answer for status, answer in operation["responses"].items() if status[0] == "2"}
    answers |= {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(statuses)}
    operation["responses"] = answers
    operation["security"] = [{"session": []} | ({"csrf": []} if writes else {})] if writes or not anybody else []
    headers = [] if anybody else [CARRIES_WORK_OF]
    headers += ["Content-Encoding"] if takes_json else []
    headers += ["Banso-Protocol"] if 426 in statuses else []
    references = [{"$ref": f"#/components/parameters/{name}"} for name in headers]
    operation["parameters"] = operation.get("parameters", []) + references


def _problems() -> Node:
    """An answer for each status, with the codes that it may have."""
    codes: dict[int, list[str]] = defaultdict(list)
    words: dict[int, list[str]] = defaultdict(list)
    for error in every_error():
        codes[error.status].append(error.code)
        meaning = "A mistake of the server." if error is AppError else (error.__doc__ or "").splitlines()[0]
        words[error.status].append(f"`{error.code}`: {meaning}")
    return {f"Problem{status}": _problem(status, codes[status], words[status]) for status in sorted(codes)}


def _problem(status: int, codes: list[str], words: list[str]) -> Node:
    narrowed = {"properties": {"status": {"const": status}, "code": {"enum": codes}}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]}
    headers = {"headers": _TOLD_WITH[status]} if status in _TOLD_WITH else {}
    return {"description": " ".join(words), "content": {"application/problem+json": {"schema": schema}}} | headers


def _endpoint(app: Flask, path: str, method: str) -> str:
    """The endpoint behind a path of the description."""
    for rule in app.url_map.iter_rules():
        if re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) == path and method.upper() in (rule.methods or ()):
            return str(rule.endpoint)
    raise LookupError(f"{method} {path}")
