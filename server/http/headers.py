"""What every answer says to the browser about what it may do with it."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response

from server.ground.installation import installation

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' blob: data:",
    )
)
APP_SECURITY_POLICY: Final = f"{CONTENT_SECURITY_POLICY}; script-src 'self' 'wasm-unsafe-eval'"
"""That of the phone app: the PIN is stretched by a program in WebAssembly. Nothing else may be made into code."""
PERMISSIONS_POLICY: Final = ", ".join(
    f"{feature}=()"
    for feature in ("accelerometer", "autoplay", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
)


def init_app(app: Flask) -> None:
    """Set the headers of every answer; a view may set its own ``Cache-Control`` and ``Content-Security-Policy``."""
    app.after_request(_set)


def _set(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["Permissions-Policy"] = PERMISSIONS_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    if installation().settings.https:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return response
