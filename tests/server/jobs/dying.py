"""``python -m tests.server.jobs.dying PLACE``: ``python -m server.jobs``, which is killed, as by ``kill -9``, when it
comes to a place.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any, Final

from server.jobs import scheduler
from server.jobs.__main__ import main
from server.push.post import PostOffice
from server.reminders import giving, ticking


def _dies(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _gives_and_dies(*given: Any) -> None:
    giving.give(*given)
    _dies()


PLACES: Final = {
    "before the notices are committed": (ticking, "give", _gives_and_dies),
    "before a delivery is claimed": (scheduler, "send_by", _dies),
    "before it is sent": (PostOffice, "send", _dies),
}

if __name__ == "__main__":
    setattr(*PLACES[sys.argv.pop()])
    main()
