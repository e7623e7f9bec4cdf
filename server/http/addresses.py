"""The addresses of our own pages, and of those who ask for them."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from server.ground.installation import installation


def address_of(endpoint: str, **values: Any) -> str:
    """Flask's ``url_for`` with keyword arguments of any type. Flask's own declaration types each by its options
    (``_external``, ``_scheme``), which no page passes on.
    """
    return url_for(endpoint, **values)


def whole_address_of(endpoint: str, **values: Any) -> str:
    """An address to be handed over. It begins with the configured address of this installation; only where none is
    configured, with the one by which the request came.
    """
    public = installation().settings.address
    return url_for(endpoint, **values, _external=True) if public is None else public.of(url_for(endpoint, **values))


def office_page(wanted: str) -> str:
    """An office page that can be opened, as it was asked for; nothing for any other address."""
    path = urlsplit(wanted).path
    if not wanted.startswith("/office/") or "\\" in wanted or path != wanted.partition("?")[0]:
        return ""
    return wanted if endpoint_of(path) else ""


def endpoint_of(path: str) -> str:
    """What answers a ``GET`` of a path of ours; nothing where none does."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return ""
    return str(endpoint)


def network_address() -> str | None:
    """Where a request comes from, as far as proxies are believed (``server.http.proxies``)."""
    try:
        return str(ipaddress.ip_address(request.remote_addr or ""))
    except ValueError:
        return None
