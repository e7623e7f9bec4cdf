"""Proxies in front: whose word on addresses is taken, and a warning where none is and there seems to be one."""

from __future__ import annotations

import ipaddress
import logging
from typing import Final

from flask import Flask, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

log = logging.getLogger("banso.proxies")

FORWARDING: Final = ("X-Forwarded-For", "Forwarded", "X-Real-IP")

_SEEN: Final = "banso_unnamed_proxy"


def init_app(app: Flask, proxies: int) -> None:
    """Believe as many proxies; where none is named, watch for one."""
    app.extensions[_SEEN] = {"logged": False, "near": False}
    if proxies:
        fixed = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
        app.wsgi_app = fixed  # type: ignore[method-assign]  # as Flask's documentation does
    else:
        app.before_request(_watch)


def is_unnamed() -> bool:
    """Whether this process has heard of a proxy on this machine or network that the settings do not name: everybody
    behind it has one address then, and is counted together."""
    return bool(current_app.extensions[_SEEN]["near"])


def _watch() -> None:
    seen = current_app.extensions[_SEEN]
    if seen["near"] or not any(name in request.headers for name in FORWARDING):
        return
    # From elsewhere a header is whatever somebody wrote into it.
    seen["near"] = _is_near(request.remote_addr or "")
    if not seen["logged"]:
        seen["logged"] = True
        log.warning("forwarding_headers_not_trusted")


def _is_near(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False
