"""``python -m server.jobs``: runs the jobs until the process is told to end (SIGTERM, SIGINT).

What has begun is finished first. With ``--with-parent PID`` it also ends when the process that started it is gone.
"""

from __future__ import annotations

import argparse
import os
import signal
from typing import Final

from server import create_app
from server.jobs.scheduler import scheduler

_ENDS: Final = (signal.SIGTERM, signal.SIGINT)
_LOOK_FOR_PARENT_EVERY_S: Final = 2


def main() -> None:
    """Run the jobs."""
    asked = argparse.ArgumentParser(
        prog="python -m server.jobs", description="Run Banso's jobs: reminders, push messages, backups, retention."
    )
    asked.add_argument("--with-parent", type=int, metavar="PID", help="end when this process, the parent, has ended")
    parent = asked.parse_args().with_parent
    # Before there are threads, so that none of them takes the signal away from the wait below.
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    running = scheduler(create_app())
    running.start()
    while signal.sigtimedwait(_ENDS, _LOOK_FOR_PARENT_EVERY_S) is None:
        if parent is not None and os.getppid() != parent:
            break
    running.shutdown()


if __name__ == "__main__":
    main()
