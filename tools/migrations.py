"""Holds migrations to what they were when they came in: `python -m tools.migrations` notes the new ones.

An office's database says that a migration was done, and not which wording of it. One that is edited afterwards is never
done there: what it should have changed comes by a further migration.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Final

MIGRATIONS: Final = Path(__file__).parents[1] / "server/migrations"
RELEASED: Final = MIGRATIONS / "released.json"


def digests() -> dict[str, str]:
    """The SHA-256 of every migration there is, by file name."""
    files = sorted((MIGRATIONS / "versions").glob("*.py"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def released() -> dict[str, str]:
    """What the digests were when each migration came in."""
    known: dict[str, str] = json.loads(RELEASED.read_text("ascii"))
    return known


def main() -> int:
    """Note what is new. Says what was edited, and leaves it as it was noted."""
    known, present = released(), digests()
    RELEASED.write_text(json.dumps(present | known, indent=2) + "\n", "ascii")
    edited = [name for name, digest in known.items() if present.get(name) != digest]
    for name in edited:
        print(
            f"{name} is not what it was when it came in: undo the edit, and write a further migration", file=sys.stderr
        )
    return 1 if edited else 0


if __name__ == "__main__":
    sys.exit(main())
