"""Brings the server's Japanese up to date with its sources: `make messages`.

New messages are added without a translation, and those that nothing says any more are taken out. The tests refuse a
catalogue with holes.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

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


def in_sources() -> Catalog:
    """What the server says, in the order of the sources."""
    template = Catalog()
    for folder, pattern, method in SOURCES:
        for _, _, message, _, context in extract_from_dir(ROOT / folder, [(pattern, method)], keywords=KEYWORDS):
            template.add(message, context=context)
    return template


def in_catalogue() -> Catalog:
    """The server's Japanese."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, "ja")


def main() -> None:
    """Write the catalogue anew."""
    catalogue = in_catalogue()
    before = len(catalogue)
    catalogue.update(in_sources(), no_fuzzy_matching=True)
    added, removed = len(catalogue) - before + len(catalogue.obsolete), len(catalogue.obsolete)
    text = BytesIO()
    write_po(text, catalogue, width=120, omit_header=True, ignore_obsolete=True)
    CATALOGUE.write_text(HEAD + text.getvalue().decode().lstrip(), "utf-8")
    print(f"{added} messages to translate, {removed} taken out: {CATALOGUE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
