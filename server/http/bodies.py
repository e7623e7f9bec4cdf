"""Request bodies: JSON only, decompressed within a bound, and nothing in them that JSON leaves open."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from flask import Flask, Request, current_app, g, request
from marshmallow import Schema
from webargs.flaskparser import FlaskParser

from server.ground.errors import BodyTooLarge, MalformedGzip, MalformedRequest, UnsupportedMediaType
from server.ground.strict_json import read_strict
from server.http.proofs import check_body, hashed

DEFAULT_LIMIT: Final = 64 << 10
"""Bytes of a JSON body after decompression, where a view does not say otherwise."""

_CHUNK: Final = 64 << 10
_DECLARED: Final = "_banso_body_limit"

View = TypeVar("View", bound=Callable[..., Any])


class BodyParser(FlaskParser):
    """webargs' parser, reading bodies as this module does."""

    def load_json(self, req: Request, schema: Schema) -> Any:
        """The body of the request."""
        return read_json()


def init_app(app: Flask) -> None:
    """Bound the body of each request whose view says how large it may be, before anything looks into it."""
    app.before_request(_bound)


def body_up_to(limit: int) -> Callable[[View], View]:
    """Declare that the body for a view has up to ``limit`` bytes: also a form, in which the token is looked for before
    the view begins. It stands below what wraps the function.
    """

    def declare(view: View) -> View:
        setattr(view, _DECLARED, limit)
        return view

    return declare


def accept_up_to(limit: int) -> None:
    """Let the body of this request have up to ``limit`` bytes, before and after decompression."""
    accept_raw_up_to(limit)
    g.body_limit = limit


def accept_raw_up_to(limit: int) -> None:
    """Let the body of this request have up to ``limit`` bytes as they are sent. Raises ``BodyTooLarge`` where more are
    announced.
    """
    if (request.content_length or 0) > limit:
        raise BodyTooLarge
    # One more: where the server ends the stream itself (waitress does), Werkzeug refuses a body at its limit, because
    # it cannot know that nothing follows. Whoever reads looks whether that one byte came.
    request.max_content_length = limit + 1


def raw_parts() -> Iterator[bytes]:
    """The body of the request as it was sent, in parts; at its end it is held to what was signed of it."""
    note = hashed()
    while part := request.stream.read(_CHUNK):
        note(part)
        yield part
    check_body()


def read_json() -> Any:
    """The JSON body of the request, read once.

    Raises ``UnsupportedMediaType``, ``BodyTooLarge``, ``MalformedGzip`` or ``MalformedRequest``: also for a key given
    twice, for NaN and the infinities, for nesting without end and for bytes that are not UTF-8.
    """
    if "json_body" not in g:
        if not request.is_json:
            raise UnsupportedMediaType
        g.json_body = _parse(_read(g.get("body_limit", DEFAULT_LIMIT)))
    return g.json_body


def _bound() -> None:
    limit = getattr(current_app.view_functions.get(request.endpoint or ""), _DECLARED, None)
    if limit is not None:
        accept_up_to(limit)


def _read(limit: int) -> bytes:
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding == "identity":
        body = request.stream.read(limit + 1)
        hashed()(body)
    elif encoding == "gzip":
        body = _decompress(limit)
    else:
        raise UnsupportedMediaType(f"Content-Encoding {encoding[:20]!r} is not read here")
    if len(body) > limit:
        raise BodyTooLarge
    check_body()
    return body


def _decompress(limit: int) -> bytes:
    """At most one byte more than the limit, however much would come out."""
    inflate = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    room, note = limit + 1, hashed()
    while room and not inflate.eof and (chunk := request.stream.read(_CHUNK)):
        note(chunk)
        try:
            part = inflate.decompress(chunk, room)
        except zlib.error as error:
            raise MalformedGzip from error
        parts.append(part)
        room -= len(part)
    if room and (not inflate.eof or inflate.unused_data):
        raise MalformedGzip
    return b"".join(parts)


def _parse(body: bytes) -> Any:
    try:
        return read_strict(body)
    except (ValueError, RecursionError) as error:
        raise MalformedRequest from error
