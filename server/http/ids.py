"""Ids in addresses: a record's id as everything behind the address has it, in its one spelling."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter

from sync.fields import canonical_id


class IdConverter(BaseConverter):
    """``<id:note>``: a UUID, given to the view as canonical text. Anything else is another address."""

    regex = "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"

    def to_python(self, value: str) -> str:
        """The id in its canonical spelling."""
        return canonical_id(value)


def init_app(app: Flask) -> None:
    """Let routes name ids."""
    app.url_map.converters["id"] = IdConverter
