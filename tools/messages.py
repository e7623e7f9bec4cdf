"""Brings the server's Japanese up to date with its sources: `make messages`.

New messages are added without a translation, and those that nothing says any more are taken out. The tests refuse a
catalogue with holes.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "server/translations/ja/LC_MESSAGES/messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
SOURCES = (("server", "**.py", "python"), ("templates", "**.html", "jinja2"))
HEAD = """\
# The office pages and the server's answers in Japanese. The words of fields and codes are in sync/words/ja.json.
# `make messages` brings this file up to date with the sources; a test says what is missing.
msgid ""
msgstr ""
"Project-Id-Version: Banso\\n"
"Language: ja\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

Key = tuple[str | None, Any]


def in_sources() -> Iterator[Key]:
    """What the server says, in the order of the sources: context and message, each once."""
    seen: set[Key] = set()
    for folder, pattern, method in SOURCES:
        for _, _, message, _, context in extract_from_dir(ROOT / folder, [(pattern, method)], keywords=KEYWORDS):
            if (context, message) not in seen:
                seen.add((context, message))
                yield context, message


def in_catalogue() -> dict[Key, Any]:
    """The catalogue's messages by context and message."""
    with CATALOGUE.open("rb") as file:
        return {(message.context, message.id): message for message in read_po(file, "ja") if message.id}


def main() -> None:
    """Write the catalogue anew."""
    known, renewed = in_catalogue(), Catalog(locale="ja")
    added = 0
    for context, message in in_sources():
        old = known.pop((context, message), None)
        added += old is None
        renewed.add(message, old.string if old else None, context=context)
    text = BytesIO()
    write_po(text, renewed, width=120, omit_header=True)
    CATALOGUE.write_text(HEAD + text.getvalue().decode().lstrip(), "utf-8")
    print(f"{added} messages to translate, {len(known)} taken out: {CATALOGUE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
