"""Random histories over HTTP: colleagues with their phones, a manager who hands cases on, and a bad network.

Every value is a word that is written once in a history, so that each can be followed. The judgement (``lost``) uses
what each author had before their eyes, and nothing of bases and heads.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update

from server.ground.ids import new_id
from server.models.recovery import WaitingChange
from server.services.casework import change_as_server
from server.store import utcnow, writing
from tests.client.phone import Asked, Fields, Item, Phone
from tests.client.wire import Problem, Wire
from tests.server.people import PASSWORD, VISIT, OfficeUnderTest

REGISTERS = ("place", "purpose", "next_action")
SKEWS = (dt.timedelta(), dt.timedelta(minutes=-7), dt.timedelta(hours=9), dt.timedelta(days=-800))
STEPS = 120


@dataclass
class History:
    """One office of a history: two workers, the first of them with two phones. ``wires`` makes ways to the office.

    ``backup``, where there is one, copies the database and returns what puts the copy in its place.
    """

    office: OfficeUnderTest
    wires: Callable[[], Wire]
    chance: random.Random
    backup: Callable[[], Callable[[], None]] | None = None
    copies: list[Callable[[], None]] = field(default_factory=list)
    made: list[Item] = field(default_factory=list)
    late: list[tuple[Phone, Asked, Fields]] = field(default_factory=list)
    words: int = 0

    def __post_init__(self) -> None:
        self.workers = [self.office.hire(name, "worker") for name in ("sato", "suzuki")]
        self.cases = [self.office.case_of(worker) for worker in self.workers]
        for case in self.cases:
            self.assign(case, self.workers)
        self.phones = [self.phone(name) for name in ("sato", "sato", "suzuki")]
        for phone in self.phones:
            phone.exchange()

    def phone(self, name: str) -> Phone:
        skew = self.chance.choice(SKEWS)
        phone = Phone(self.wires(), new_id(), lambda: utcnow() + skew, new_id)
        phone.sign_in(self.office.login(name), PASSWORD)
        return phone

    def assign(self, case: str, workers: list[str]) -> None:
        """What the office's page does."""
        fields = {"main_worker": workers[0], "co_workers": sorted(workers[1:]) or None}
        with self.office.app.app_context(), writing(self.office.id) as store:
            change_as_server(store, "case", case, fields, by=self.office.users["manager"], now=utcnow())

    # What people do

    def step(self) -> None:
        """One thing happens."""
        phone = self.chance.choice(self.phones)
        doings: list[tuple[int, Callable[[Phone], None]]] = [
            (3, self.write_a_visit),
            (22, self.edit_a_visit),
            (2, self.write_a_wrong_visit),
            (2, self.attend_to_what_was_rejected),
            (4, self.decide_a_conflict),
            (2, self.hand_a_case_on),
            (8, self.exchange),
            (3, self.lose_a_reply),
            (2, self.say_it_twice),
            (4, self.cut_the_batch),
            (2, self.reply_late),
            (2, self.hear_the_late_replies),
            (1, lambda phone: phone.on_history_changed()),
            *([(2, self.back_up), (2, self.put_back)] if self.backup else []),
        ]
        weights, what = zip(*doings, strict=True)
        self.chance.choices(what, weights)[0](phone)

    def write_a_visit(self, phone: Phone) -> None:
        if cases := phone.of_kind("case"):
            fields = VISIT | {"case": self.chance.choice(cases), "place": self.word(), "narrative": self.sentence()}
            self.made.append(phone.write("support", new_id(), fields))

    def write_a_wrong_visit(self, phone: Phone) -> None:
        """One that is rejected, and perhaps built upon before its author hears of it."""
        if cases := phone.of_kind("case"):
            wrong = {"ended_at": "2026-01-01T00:00:00Z", "case": self.chance.choice(cases), "place": self.word()}
            self.made.append(phone.write("support", new_id(), VISIT | wrong))

    def edit_a_visit(self, phone: Phone) -> None:
        if not (visits := phone.of_kind("support")):
            return
        # Few and the newest, so that people meet on them.
        visit = self.chance.choice(visits[-2:])
        shown = phone.shown(visit)
        if not shown:
            return
        fields = {"deleted": None} if shown.get("deleted") else self.chance.choice(self.edits(shown))
        self.made.append(phone.write("support", visit, fields))

    def edits(self, shown: Fields) -> list[Fields]:
        text = sentences(shown.get("narrative", ""))
        at = self.chance.randint(0, len(text))
        companions = shown.get("companions", [])
        return [
            {self.chance.choice(REGISTERS): self.word()},
            {self.chance.choice(REGISTERS): None},
            {"place": self.word(), "purpose": self.word()},
            {"narrative": "".join([*text[:at], self.sentence(), *text[at:]])},
            {"narrative": "".join([*text[:at], self.sentence(), *text[at + 1 :]])},
            {"narrative": "".join([*text[:at], *text[at + 1 :]]) or None},
            {"companions": sorted([*companions, self.word()])},
            {"companions": companions[1:] or None},
            {"deleted": True},
        ]

    def attend_to_what_was_rejected(self, phone: Phone) -> None:
        rejected = [item for item in phone.queue if item.state == "rejected"]
        for item in rejected:
            if self.chance.random() < 0.3:
                phone.discard(item)
            elif item in phone.queue:
                phone.mend(item, {"ended_at": None} if "ended_at" in item.change["fields"] else {})

    def decide_a_conflict(self, phone: Phone) -> None:
        if not (conflicts := phone.open_conflicts()):
            return
        conflict = self.chance.choice(conflicts)
        about, name = conflict["fields"]["about"], conflict["fields"]["field"]
        shown = phone.shown(about)
        if not shown or (shown.get("deleted") and name != "deleted"):
            return
        third = {"deleted": None, "narrative": self.sentence(), "companions": [self.word()]}
        values = [conflict["fields"].get("proposed"), third.get(name, self.word())]
        fields = self.chance.choice([{}, *({name: value} for value in values)])
        self.made.append(phone.write("support", about, fields, [conflict]))

    def hand_a_case_on(self, _: Phone) -> None:
        workers = self.chance.sample(self.workers, self.chance.choice([1, 1, 2]))
        self.assign(self.chance.choice(self.cases), workers)

    # What the network does

    def exchange(self, phone: Phone) -> None:
        phone.exchange()

    def lose_a_reply(self, phone: Phone) -> None:
        phone.tried = set()
        self.sent(phone, phone.request())

    def say_it_twice(self, phone: Phone) -> None:
        phone.tried = set()
        asked = phone.request()
        first, second = self.sent(phone, asked), self.sent(phone, asked)
        if first is None or second is None:
            return
        stored = [result for result in first["results"] if "seq" in result]
        assert stored == [result for result in second["results"] if result in stored], "answered otherwise"
        phone.receive(asked, self.chance.choice([first, second]))

    def cut_the_batch(self, phone: Phone) -> None:
        phone.tried = set()
        asked = phone.request(upto=self.chance.randint(0, 3), limit=self.chance.randint(1, 4))
        reply = self.sent(phone, asked)
        if reply is not None:
            phone.receive(asked, reply)

    def reply_late(self, phone: Phone) -> None:
        phone.tried = set()
        asked = phone.request(limit=self.chance.choice([2, 1_000]))
        reply = self.sent(phone, asked)
        if reply is not None:
            self.late.append((phone, asked, reply))

    def sent(self, phone: Phone, asked: Asked) -> Fields | None:
        """The answer to a request; none where the office was put back, which the phone then knows."""
        try:
            return phone.send(asked)
        except Problem as problem:
            if problem.code != "history_changed":
                raise
            phone.on_history_changed()
            return None

    def hear_the_late_replies(self, _: Phone) -> None:
        self.chance.shuffle(self.late)
        for phone, asked, reply in self.late:
            phone.receive(asked, reply)
        self.late.clear()

    # What befalls the office

    def back_up(self, _: Phone) -> None:
        if self.backup is not None:
            self.copies.append(self.backup())

    def put_back(self, _: Phone) -> None:
        if self.copies:
            self.chance.choice(self.copies)()

    # In the end

    def settle(self) -> None:
        """Everybody has every case again and sends until nothing is left; what waits has waited long enough."""
        self.hear_the_late_replies(self.phones[0])
        self.everybody_sends()
        with self.office.app.app_context(), writing(self.office.id) as store:
            long_ago = utcnow() - dt.timedelta(days=60)
            store.connection.execute(update(WaitingChange).values(first_at=long_ago))
        self.everybody_sends()

    def everybody_sends(self) -> None:
        for case in self.cases:
            self.assign(case, self.workers)
        for _ in range(4):
            for phone in self.phones:
                phone.exchange()
                for item in [item for item in phone.queue if item.state == "rejected"]:
                    phone.mend(item, {"ended_at": None} if "ended_at" in item.change["fields"] else {})
        for phone in self.phones:
            phone.exchange()

    def lost(self) -> list[str]:
        """The words that the office acknowledged and that nobody finds any more."""
        records = self.phones[0].records
        accepted = {item.change["id"] for phone in self.phones for item in phone.kept}
        stored = [item for item in self.made if item.change["id"] in accepted]
        return [
            f"{word} ({name} of {item.change['record']})"
            for item in stored
            for name, value in item.change["fields"].items()
            for word in words_of(name, value)
            if not is_kept(word, name, item.change["record"], records, stored)
        ]

    # Short ways

    def word(self) -> str:
        self.words += 1
        return f"w{self.words}"

    def sentence(self) -> str:
        return f"{self.word()}。"


def sentences(text: str) -> list[str]:
    return re.findall(r"[^。]*。", text)


def words_of(name: str, value: Any) -> Iterator[str]:
    if name == "narrative":
        yield from (sentence.strip("。") for sentence in sentences(value or ""))
    elif name == "companions":
        yield from value or ()
    elif name in REGISTERS and value is not None:
        yield value


def is_kept(word: str, name: str, record: str, records: dict[str, Fields], stored: list[Item]) -> bool:
    """Whether a word is current and visible, in an open conflict, or given up by somebody who saw it."""
    fields = records[record]["fields"] if record in records else {}
    if not fields.get("deleted") and word in words_of(name, fields.get(name)):
        return True
    conflicts = (other["fields"] for other in records.values() if other["kind"] == "conflict")
    about = [c for c in conflicts if c["about"] == record and c["field"] == name and c["state"] == "open"]
    if any(word in words_of(name, conflict.get("proposed")) for conflict in about):
        return True
    return any(gives_up(item, name, word) for item in stored if item.change["record"] == record)


def gives_up(item: Item, name: str, word: str) -> bool:
    """Whether the author of a change saw the word, on the record or in a conflict, and decided otherwise."""
    fields = item.change["fields"]
    decided = (conflict for conflict in item.resolved if conflict["field"] == name)
    if any(word in words_of(name, conflict.get("proposed")) for conflict in decided):
        return True
    if name in REGISTERS and name in fields and word not in words_of(name, fields[name]):
        # Their own earlier proposal, which they knew to be disputed, given up for another value.
        own = (conflict for conflict in item.disputed if conflict["field"] == name)
        if any(word in words_of(name, conflict.get("proposed")) for conflict in own):
            return True
    if word not in words_of(name, item.shown.get(name)):
        return False
    return bool(fields.get("deleted")) or (name in fields and word not in words_of(name, fields[name]))
