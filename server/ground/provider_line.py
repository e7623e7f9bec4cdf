"""The way to a provider of identities: short answers in JSON, within bounds, over HTTPS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError
from urllib3.util import make_headers

CONNECT_S: Final = 3
ANSWER_S: Final = 7
LONGEST: Final = 256 << 10
"""Bytes of an answer."""


class ProviderUnavailable(Exception):
    """The provider is not there, or what it says cannot be read. The message names nobody."""


class Line:
    """``allows_plain`` is for a provider on this machine only."""

    def __init__(self, *, allows_plain: bool) -> None:
        self._schemes = {"https", "http"} if allows_plain else {"https"}
        self._pool = PoolManager(timeout=Timeout(connect=CONNECT_S, read=ANSWER_S), retries=False)

    def safe(self, address: object) -> str:
        """An address that the provider named, once it is sure that it may be asked. Raises ``ProviderUnavailable``."""
        try:
            parts = urlsplit(address) if isinstance(address, str) else None
        except ValueError:
            parts = None
        is_line = isinstance(address, str) and address.isascii() and address.isprintable() and " " not in address
        if parts is None or not is_line or parts.scheme not in self._schemes or not parts.hostname:
            raise ProviderUnavailable("an address of the description is not safe")
        return str(address)

    def get(self, address: str) -> dict[str, Any]:
        """The JSON that an address answers. Raises ``ProviderUnavailable``."""
        status, answer = self._asked("GET", address, {})
        if status != 200:
            raise ProviderUnavailable(f"answers {status}")
        return answer

    def post(self, address: str, form: Mapping[str, str], who: tuple[str, str] | None) -> tuple[int, dict[str, Any]]:
        """The status and the JSON that answer a form. Raises ``ProviderUnavailable``, also where the provider itself
        fails.
        """
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if who is not None:
            headers |= make_headers(basic_auth=":".join(quote_plus(each) for each in who))
        status, answer = self._asked("POST", address, headers, urlencode(form))
        if status >= 500:
            raise ProviderUnavailable(f"answers {status}")
        return status, answer

    def _asked(
        self, method: str, address: str, headers: Mapping[str, str], body: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        asked = {"Accept": "application/json", **headers}
        try:
            # It is asked where its description says, and nowhere that it leads on to.
            response = self._pool.request(
                method, address, headers=asked, body=body, redirect=False, preload_content=False
            )
            try:
                content = response.read(LONGEST + 1)
            finally:
                response.close()
        except (HTTPError, OSError) as error:
            raise ProviderUnavailable(type(error).__name__) from error
        try:
            answer = json.loads(content) if len(content) <= LONGEST else None
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise ProviderUnavailable("an answer is no JSON object")
        return response.status, answer
