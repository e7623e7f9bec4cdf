"""A phone, written from ``docs/protocol.md`` alone: what the document does not tell, this does not do.

Comments name the document's rules. It is short rather than fast, and keeps everything in memory.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.client.wire import Problem, Wire, ask
from tests.proofs import PhoneKey

Fields = dict[str, Any]
State = Literal["queued", "accepted", "rejected"]

MOST_CHANGES = 500
MOST_RECORDS = 1_000
OWN_SCOPE = ("case", "person", "household")
"""The kinds whose records are their own scope; that of the others is their ``case``, here."""


@dataclass
class Item:
    """A change in the queue, with its record's scope. ``shown`` is what its author had before their eyes, ``disputed``
    are the open conflicts over what they had proposed."""

    change: Fields
    scope: str
    shown: Fields
    resolved: list[Fields] = field(default_factory=list)
    disputed: list[Fields] = field(default_factory=list)
    state: State = "queued"
    seq: int = 0
    code: str = ""


@dataclass
class Asked:
    """A request as it went out."""

    body: Fields
    cursor: str | None
    histories: int


@dataclass
class Phone:
    """One device of one user: records as pulled, the queue, the cursor, and the scopes that are gone."""

    wire: Wire
    device: str
    clock: Callable[[], dt.datetime]
    new_id: Callable[[], str]
    user: str = ""
    token: str = ""
    records: dict[str, Fields] = field(default_factory=dict)
    queue: list[Item] = field(default_factory=list)
    kept: list[Item] = field(default_factory=list)
    """This phone's own changes that the office has accepted and no verified backup of it covers yet."""
    cursor: str | None = None
    latest: tuple[int, str] | None = None
    """The seq and the cursor of the newest reply of which anything was taken."""
    histories: int = 0
    """How often the office had lost its history."""
    saved: int = 0
    gone: set[str] = field(default_factory=set)
    anew: set[str] | None = None
    """What a pull from the start has brought so far; ``None`` where there is no such pull."""
    most_changes: int = MOST_CHANGES
    tried: set[str] = field(default_factory=set)

    def sign_in(self, login: str, password: str) -> None:
        self.token = ask(self.wire, "GET", "/api/csrf")["csrf_token"]
        device = {"id": self.device, "name": "reference"}
        body = {"login": login, "password": password, "device": device}
        session = ask(self.wire, "POST", "/api/session", body, {"X-CSRF-Token": self.token})
        self.token, self.user = session["csrf_token"], session["user"]["id"]
        self.wire.key = PhoneKey(self.device)
        headers = {"X-CSRF-Token": self.token, "Banso-User": self.user}
        ask(self.wire, "POST", "/api/registration", {"key": self.wire.key.public}, headers)

    # Making a change (rules 1 to 4)

    def shown(self, record: str) -> Fields:
        fields = dict(self.records[record]["fields"]) if record in self.records else {}
        for item in self._on(record):
            fields |= item.change["fields"]
        return {name: value for name, value in fields.items() if value is not None}

    def write(self, kind: str, record: str, fields: Fields, resolves: Iterable[Fields] = ()) -> Item:
        """Queue a change of a record; ``resolves`` are records of kind ``conflict``."""
        decided = list(resolves)
        change: Fields = {"id": self.new_id(), "kind": kind, "record": record, "base": self._base(record)}
        self.saved += 1
        change |= {"fields": fields, "made_at": self._moment(), "number": self.saved}
        change |= {"resolves": [conflict["id"] for conflict in decided]} if decided else {}
        scope = self._scope(kind, record, fields)
        shown, resolved = self.shown(record), [dict(conflict["fields"]) for conflict in decided]
        item = Item(change, scope, shown, resolved, self._own_disputed(record))
        self.queue.append(item)
        return item

    def of_kind(self, kind: str) -> list[str]:
        """The records of a kind on the screen, live or deleted."""
        queued = {item.change["record"]: None for item in self.queue if item.change["kind"] == kind}
        pulled = {record["id"]: None for record in self.records.values() if record["kind"] == kind}
        return sorted(pulled | queued)

    def open_conflicts(self) -> list[Fields]:
        decided = {conflict for item in self.queue for conflict in item.change.get("resolves", ())}
        conflicts = (record for record in self.records.values() if record["kind"] == "conflict")
        return [c for c in conflicts if c["fields"]["state"] == "open" and c["id"] not in decided]

    def _own_disputed(self, record: str) -> list[Fields]:
        conflicts = (dict(other["fields"]) for other in self.records.values() if other["kind"] == "conflict")
        about = [conflict for conflict in conflicts if conflict["about"] == record and conflict["state"] == "open"]
        return [conflict for conflict in about if conflict["proposed_by"] == self.user]

    # Sending (rules 5 to 7)

    def exchange(self) -> None:
        """Send everything once, and read everything. Raises ``Problem`` where only time or a person helps."""
        self.tried = set()
        while True:
            asked = self.request()
            try:
                reply = self.send(asked)
            except Problem as problem:
                self._recover(problem, asked)
                continue
            self.most_changes = min(MOST_CHANGES, self.most_changes * 2)
            self.receive(asked, reply)
            left = any(item.change["id"] not in self.tried for item in self.sendable())
            if not reply["more"] and not left:
                return

    def request(self, upto: int = MOST_CHANGES, limit: int = MOST_RECORDS) -> Asked:
        upto = min(upto, self.most_changes)
        changes = [i.change for i in self.sendable() if i.change["id"] not in self.tried][:upto]
        queued = len(self.unsent()) - len(changes)
        body = {"changes": copy.deepcopy(changes), "cursor": self.cursor, "limit": limit, "queued": queued}
        latest = None if self.latest is None else self.latest[1]
        return Asked(body | {"now": self._moment(), "latest": latest, "saved": self.saved}, self.cursor, self.histories)

    def send(self, asked: Asked) -> Fields:
        headers = {"X-CSRF-Token": self.token, "Banso-Protocol": "1", "Banso-User": self.user}
        reply: Fields = ask(self.wire, "POST", "/api/exchange", asked.body, headers)
        return reply

    def sendable(self) -> list[Item]:
        held = self._building_on([item for item in self.queue if item.state == "rejected"])
        return [item for item in self.queue if item.state == "queued" and item not in held]

    def unsent(self) -> list[Item]:
        return [item for item in self.queue if item.state != "accepted"]

    def _recover(self, problem: Problem, asked: Asked) -> None:
        sent = len(asked.body["changes"])
        if problem.status in (413, 400, 422) and sent > 1:
            self.most_changes = sent // 2
        elif problem.status in (413, 400, 422) and sent == 1:
            refused = self._item(asked.body["changes"][0]["id"])
            if refused is not None:
                refused.state, refused.code = "rejected", problem.code
        elif problem.status == 409:
            self.on_history_changed()
        else:
            raise problem

    def on_history_changed(self) -> None:
        """The cursor is good no longer (rule 14): pull anew, and offer again what the office had accepted (rule 15)."""
        self.cursor, self.latest, self.anew = None, None, set()
        self.histories += 1
        queued = {item.change["id"] for item in self.queue}
        self.queue = [item for item in self.kept if item.change["id"] not in queued] + self.queue
        self.kept = []
        for item in self.queue:
            if item.state == "accepted":
                item.state, item.change = "queued", item.change | {"offered_again": True}

    # Results (rules 8 to 12)

    def receive(self, asked: Asked, reply: Fields) -> None:
        """Take in an answer, which may be older than one that was taken in before; one of another history is none."""
        if asked.histories != self.histories:
            return
        self.latest = max(self.latest or (0, ""), (reply["seq"], reply["cursor"]))
        self.tried |= {change["id"] for change in asked.body["changes"]}
        for result in reply["results"]:
            item = self._item(result["id"])
            if item is not None and item.state == "queued":
                self._judge(item, result)
        if asked.cursor == self.cursor:
            self._take_page(reply)
        covered = reply["covered"]["seq"] if reply["covered"] else 0
        self.kept = [item for item in self.kept if item.seq > covered]

    def mend(self, item: Item, fields: Mapping[str, Any]) -> None:
        """Make a rejected change anew, with a correction laid over it."""
        old, new = item.change["id"], self.new_id()
        both = item.change["fields"] | dict(fields)
        item.change = item.change | {"id": new, "fields": both, "made_at": self._moment()}
        item.state, item.code = "queued", ""
        for other in self.queue:
            if other.change["base"] == old:
                other.change = other.change | {"base": new}

    def discard(self, item: Item) -> None:
        goes = [item, *(other for other in self._building_on([item]) if other.state != "accepted")]
        self.queue = [other for other in self.queue if other not in goes]

    def _judge(self, item: Item, result: Fields) -> None:
        if result["status"] in ("applied", "merged", "conflict"):
            item.state, item.seq = "accepted", result["seq"]
            self.kept.append(item)
        elif result["status"] == "rejected" and result["code"] == "made_in_future":
            self.mend(item, {})
        elif result["status"] == "rejected" and not self._was_judged_too_early(item, result["code"]):
            item.state, item.code = "rejected", result["code"]

    def _was_judged_too_early(self, item: Item, code: str) -> bool:
        return code == "internal" or item in self._building_on(self.unsent())

    def _building_on(self, ground: list[Item]) -> list[Item]:
        """What builds on these changes: by its base, or by the record that they create."""
        found: list[Item] = []
        for item in self.queue:
            below = [other for other in ground + found if other is not item]
            ids = {other.change["id"] for other in below}
            created = {other.change["record"] for other in below if other.change["base"] is None}
            named = {value for value in item.change["fields"].values() if isinstance(value, str)}
            if item.change["base"] in ids or ({item.change["record"]} | named) & created:
                found.append(item)
        return found

    # Pages (rules 13 and 14)

    def _take_page(self, reply: Fields) -> None:
        for record in reply["records"]:
            known = self.records.get(record["id"])
            is_first_anew = self.anew is not None and record["id"] not in self.anew
            if known is None or known["seq"] < record["seq"] or is_first_anew:
                self.records[record["id"]] = record
            if self.anew is not None:
                self.anew.add(record["id"])
        self._forget_erased(set(reply["erased"]))
        more, lost = reply["more"], set(reply["gone"])
        self.gone = (self.gone | lost) - {record["scope"] for record in reply["records"]}
        holding = [i for i in self.sendable() if i.change["id"] not in self.tried] if more else self.unsent()
        self._forget({scope for scope in self.gone if all(item.scope != scope for item in self.unsent())})
        self.queue = [item for item in self.queue if not self._has_arrived(item, more=more)]
        if any(item.scope in lost for item in holding):
            return
        self.cursor = reply["cursor"]
        if not more and self.anew is not None:
            self.records = {name: record for name, record in self.records.items() if name in self.anew}
            self.anew = None

    def _forget(self, scopes: set[str]) -> None:
        self.records = {name: record for name, record in self.records.items() if record["scope"] not in scopes}
        self.queue = [item for item in self.queue if item.scope not in scopes]
        self.gone -= scopes

    def _forget_erased(self, ids: set[str]) -> None:
        """What the office has erased, with all that it had accepted of it; what it never had stays, refused."""
        self.records = {name: record for name, record in self.records.items() if name not in ids}
        self.queue = [i for i in self.queue if i.state != "accepted" or i.change["record"] not in ids]
        self.kept = [item for item in self.kept if item.change["record"] not in ids]

    def _has_arrived(self, item: Item, *, more: bool) -> bool:
        """Whether an accepted change need not be laid over any more (rule 9)."""
        if item.state != "accepted":
            return False
        record = item.change["record"]
        if record in self.records and self.records[record]["seq"] >= item.seq:
            return True
        return not more and all(other.change["record"] != record for other in self.unsent())

    # Short ways

    def _on(self, record: str) -> list[Item]:
        return [item for item in self.queue if item.change["record"] == record]

    def _item(self, change: str | None) -> Item | None:
        return next((item for item in self.queue if item.change["id"] == change), None)

    def _base(self, record: str) -> str | None:
        own = self._on(record)
        known = self.records.get(record)
        base: str | None = own[-1].change["id"] if own else known["head"] if known else None
        return base

    def _scope(self, kind: str, record: str, fields: Fields) -> str:
        own, known = self._on(record), self.records.get(record)
        scope: str = own[0].scope if own else known["scope"] if known else ""
        return scope or (record if kind in OWN_SCOPE else str(fields["case"]))

    def _moment(self) -> str:
        return self.clock().astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
