"""What ``docs/protocol.md`` says of the server is so: its addresses, its limits, its errors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from server.ground.errors import every_error
from server.http.bodies import DEFAULT_LIMIT
from server.http.schemas import MOST_ENVELOPES, ExchangeRequestSchema
from server.services import enclosures
from server.services.outbox import CODES
from server.views.exchange import BODY_LIMIT
from server.views.outbox import BODY_LIMIT as OUTBOX_LIMIT
from sync.changes import CLOCK_TOLERANCE
from sync.fields import SET_SIZE
from sync.records.attachment import LARGEST_BYTES

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGE = (DOCS / "protocol.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    (found,) = re.findall(rf"^#+ {title}$(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    text: str = found
    return text


def test_every_error_of_the_server_stands_in_the_table_and_no_other() -> None:
    """A new refusal is a class in ``server/ground/errors.py`` and a row of the table: what a phone does about it."""
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| .+ \|$", section("Problems"), re.MULTILINE)
    told = {(code, int(status)) for code, status in rows}
    assert told == {(error.code, error.status) for error in every_error()}
    assert len(rows) == len(told)


def test_every_address_of_the_api_stands_in_the_table(app: Flask) -> None:
    messages = section("Messages")
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            row = next((line for line in messages.splitlines() if re.sub("<.*?>", "ID", rule.rule) + "`" in line), "")
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                assert method in row, f"{method} {rule.rule}"


def test_every_answer_to_an_envelope_stands_in_its_table() -> None:
    rows = re.findall(r"^\| (?:true|false) \| (.+?) \|", section("Sealed outbox"), re.MULTILINE)
    assert {code for row in rows for code in re.findall(r"`(\w+)`", row)} == set(CODES)
    rows = re.findall(r"^\| (?:true|false) \| (.+?) \|", section("Sealed contents"), re.MULTILINE)
    assert {code for row in rows for code in re.findall(r"`(\w+)`", row)} == set(enclosures.CODES)


def test_the_limits_are_those_of_the_server() -> None:
    fields = ExchangeRequestSchema().fields

    def most(name: str) -> int:
        validator = fields[name].validators[0]
        found: int = validator.max  # type: ignore[attr-defined]
        return found

    limits = {
        "changes in a request": f"{most('changes')}",
        "bytes of an exchange, decompressed": f"{BODY_LIMIT >> 20} MiB",
        "envelopes in a request": f"{MOST_ENVELOPES}",
        "bytes of sealed envelopes, decompressed": f"{OUTBOX_LIMIT >> 20} MiB",
        "bytes of any other JSON body": f"{DEFAULT_LIMIT >> 10} KiB",
        "records in a page (`limit`)": f"1 to {most('limit'):,}, {fields['limit'].load_default:,} where none is named",
        "bytes of an attachment": f"{LARGEST_BYTES >> 20} MiB",
        "elements of a set": f"{SET_SIZE}",
        "characters of a cursor": f"{most('cursor')}",
        "`queued`": f"{most('queued'):,}",
        "clocks apart without a warning, and `made_at` ahead of the phone's clock": (
            f"{CLOCK_TOLERANCE.seconds // 60} minutes"
        ),
    }
    for limit, value in limits.items():
        assert f"| {limit} | {value} |" in PAGE


@pytest.mark.parametrize("page", ["protocol.md", "records.md"])
def test_every_link_to_a_heading_leads_to_one(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\((\w+\.md)?#([\w-]+)\)", text):
        headings = re.findall(r"^#+ (.+)$", (DOCS / (target or page)).read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
