"""How much of the built app travels to a phone."""

from __future__ import annotations

import gzip
import json
import re

from bench.exchanges import Figures
from bench.office import ROOT

_GZIP_LEVEL = 6
_BUILT = ROOT / "static" / "dist"
_BUILT_FOR_THE_LOCK = re.compile(r"argon2-\w+\.js")
_ENGLISH = re.compile(r"en-\w+\.txt")


def measure() -> Figures:
    """The bytes of what the app loads: at its start, with its further screens, and where English was chosen."""
    return {
        "app_gzip_bytes": app_gzip_bytes(),
        "app_further_gzip_bytes": app_further_gzip_bytes(),
        "app_english_gzip_bytes": app_english_gzip_bytes(),
    }


def app_gzip_bytes() -> int:
    """All scripts and styles that the app loads until it is open, its service worker included, as gzip packs each."""
    return sum(_gzip_bytes(name) for name in _loaded_at_the_start())


def app_further_gzip_bytes() -> int:
    """What it loads when one of the further screens is shown for the first time."""
    further = _named_by_the_worker() - _loaded_at_the_start()
    return sum(_gzip_bytes(name) for name in further if not _ENGLISH.fullmatch(name))


def app_english_gzip_bytes() -> int:
    """What it loads besides where English was chosen."""
    return sum(_gzip_bytes(name) for name in _named_by_the_worker() if _ENGLISH.fullmatch(name))


def _named_by_the_worker() -> set[str]:
    return {"sw.js", *re.findall(r"/static/dist/([\w.-]+\.(?:js|css|txt))", (_BUILT / "sw.js").read_text())}


def _loaded_at_the_start() -> set[str]:
    """The worker, the styles, what stretches the PIN, and the script with what it imports without being asked to."""
    entries: dict[str, str] = json.loads((_BUILT / "manifest.json").read_text())["files"]
    loaded = {"sw.js", entries["app.css"]}
    waiting = [entries["app.js"], *_BUILT_FOR_THE_LOCK.findall((_BUILT / "sw.js").read_text())]
    while waiting:
        name = waiting.pop()
        if name not in loaded:
            loaded.add(name)
            waiting += re.findall(r"""(?:\bfrom|\bimport)\s*["']\./([\w.-]+\.js)["']""", (_BUILT / name).read_text())
    return loaded


def _gzip_bytes(name: str) -> int:
    return len(gzip.compress((_BUILT / name).read_bytes(), _GZIP_LEVEL))
