"""``python -m server.web``: serve, as the environment says (``BANSO_BIND``, ``BANSO_WORKERS``, ``BANSO_THREADS``)."""

from __future__ import annotations

import os
import sys

from server import create_app
from server.ground.config import Misconfigured
from server.web.processes import listen, serve
from server.web.serving import THREADS


def main() -> int:
    """Serve until told to end. Returns the exit code."""
    try:
        listening = listen(os.environ.get("BANSO_BIND", "127.0.0.1:8000"))
        processes = int(os.environ.get("BANSO_WORKERS", "1"))
        threads = int(os.environ.get("BANSO_THREADS", str(THREADS)))
        return serve(create_app, listening, processes=processes, threads=threads)
    except (Misconfigured, ValueError, OSError) as error:
        print(f"Banso cannot be served: {error}", file=sys.stderr)  # noqa: T201 - to whoever starts it
        return 1


if __name__ == "__main__":
    sys.exit(main())
