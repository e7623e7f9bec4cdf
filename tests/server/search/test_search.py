"""Finding by words at the office: what a naive search finds, on both databases, and no further than its reader sees."""

from __future__ import annotations

import random
from typing import Any, Final

import pytest
from flask import Flask

from server.ground.ids import new_id
from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from server.store import search as store_search
from server.store.reader import reader_of
from server.store.seen import Seen
from sync.search import Query
from tests.server.people import OfficeUnderTest
from tests.server.restricting import restrict
from tests.server.search.naive import found_naively

LETTERS: Final = (
    "田中渡辺邊邉髙高﨑崎太郎花子一二三十3１-ー丁目番号 　のハローワークﾊﾛｰたなか・()～\"'%_/\\*"
    "𠮷葛\U000e0100が゛🙂aＡ+81090"
)
WORDS: Final = (
    "田中",
    "渡邊",
    "髙橋",
    "ハローワーク",
    "緑町三丁目12番20号",
    "090-8768-3012",
    "見本-002",
    "東",
    "斎藤",
    "家賃の滞納",
    "﨑",
)
ROLES: Final = ("worker", "supervisor", "clerk", "partner", "administrator")


def texts(rng: random.Random) -> str:
    """Something that somebody may have written: never blank."""
    parts = [rng.choice(WORDS) if rng.random() < 0.4 else rng.choice(LETTERS) for _ in range(rng.randrange(1, 9))]
    return "見" + "".join(parts)


def typed(rng: random.Random) -> str:
    """Something that somebody may look for."""
    words = [
        rng.choice(WORDS) if rng.random() < 0.5 else "".join(rng.choices(LETTERS, k=rng.randrange(1, 5)))
        for _ in range(rng.choice((1, 1, 2, 3)))
    ]
    return rng.choice((" ", "　")).join(words)


def fill(office: OfficeUnderTest, rng: random.Random, cases: int = 5) -> list[str]:
    """An office with cases of which every second is in the worker's charge. Returns the cases."""
    by, made = office.users["manager"], []
    with office.app.app_context(), writing(office.id) as store:

        def put(kind: str, record: str, **fields: Any) -> str:
            change_as_server(store, kind, record, fields, by=by, now=utcnow())
            return record

        for number in range(cases):
            household = put("household", new_id(), name=texts(rng), members=texts(rng))
            person = put("person", new_id(), name=texts(rng), phone=texts(rng), notes=texts(rng), household=household)
            charge = {"main_worker": office.users["worker"]} if number % 2 else {}
            case = put("case", new_id(), person=person, state="open", number=texts(rng), summary=texts(rng), **charge)
            made.append(case)
            for _ in range(2):
                put(
                    "support",
                    new_id(),
                    case=case,
                    method="visit",
                    started_at=f"2026-{rng.randrange(1, 12):02}-10T01:00:00Z",
                    narrative=texts(rng) + "。" + texts(rng),
                    companions=[texts(rng), texts(rng)],
                    place=texts(rng),
                )
            put("task", new_id(), case=case, what=texts(rng))
            put("plan", new_id(), case=case, number=1, goal=texts(rng))
    return made


def take_over(office: OfficeUnderTest) -> None:
    with office.app.app_context(), writing(office.id) as store:
        store.lock()
        while store.search_index.take_over(100):
            pass


def differing(office: OfficeUnderTest, rng: random.Random, role: str, queries: int) -> list[str]:
    """The queries by which a search finds something else than a naive one, or in another order on its pages."""
    wrong = []
    reader = reader_of(office.users[role], role)
    with office.app.app_context(), reading(office.id) as store:
        assert store.search_index.due() == 0
        for query in (asked for _ in range(queries) if (asked := Query.of(typed(rng))) is not None):
            found = all_pages(store.as_seen_by(reader), query)
            if set(found) != found_naively(store, reader, query) or len(set(found)) != len(found):
                wrong.append(str(query))
    return wrong


def all_pages(seen: Seen, query: Query, per_page: int = 15) -> list[str]:
    """The ids of everything that a search finds, page by page."""
    page = seen.search.page(query, per_page=per_page)
    found = [row.record.id for row in page.rows]
    while page.more:
        page = seen.search.page(query, page=page.page + 1, per_page=per_page)
        found += [row.record.id for row in page.rows]
    return found


@pytest.fixture(params=[2_000, 3], ids=["by the index", "by the newest"])
def _candidates(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many records the index may name before a search goes through the newest instead."""
    monkeypatch.setattr(store_search, "MOST_CANDIDATES", request.param)


@pytest.mark.usefixtures("_candidates")
@pytest.mark.parametrize("seed", range(2))
def test_a_search_finds_what_a_naive_one_finds_whoever_searches(anywhere: Flask, seed: int) -> None:
    rng = random.Random(seed)
    office, other = OfficeUnderTest(anywhere).open(), OfficeUnderTest(anywhere, host="kushiro").open()
    cases = fill(office, rng)
    fill(other, rng, cases=2)
    restrict(office, cases[0], office.users["manager"])
    restrict(office, cases[1], office.users["worker"], office.users["manager"])
    for each in (office, other):
        take_over(each)
    assert {role: differing(office, rng, role, 20) for role in ROLES} == {role: [] for role in ROLES}
