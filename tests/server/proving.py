"""A browser that proves what it asks, as the app does once its phone is registered."""

from __future__ import annotations

import io
from typing import Any

from flask.testing import FlaskClient

from tests.proofs import HEADER, PhoneKey

_VARIABLE = "HTTP_" + HEADER.upper().replace("-", "_")


class ProvingClient(FlaskClient):
    """Signs each request of the API that carries no proof of its own, as long as it has a ``key``."""

    key: PhoneKey | None = None

    def run_wsgi_app(self, environ: Any, buffered: bool = False) -> Any:
        """One request."""
        path = environ["PATH_INFO"]
        if self.key is not None and path.startswith("/api/") and _VARIABLE not in environ:
            body = environ["wsgi.input"].read()
            environ["wsgi.input"] = io.BytesIO(body)
            query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
            environ[_VARIABLE] = self.key.proof(environ["REQUEST_METHOD"], path + query, body)[HEADER]
        answer = super().run_wsgi_app(environ, buffered)
        if self.key is not None:
            self.key.hear(answer[2])
        return answer
