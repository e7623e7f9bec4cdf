"""The meetings of the demonstration: what was talked about at the last one, and what is on the agenda of the next."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.demo.casefile import DemoStep, record_id
from server.demo.days import day_of, moment, wire
from server.demo.staff import DemoMember
from sync.changes import new_change

_MEETINGS: Final = Path(__file__).parent / "meetings.toml"
_OF_MEETING: Final = ("meeting_kind", "theme", "place", "attendees", "notes")
_OF_ITEM: Final = ("purpose", "treatment", "points", "minutes", "decision")


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings as they are read, told to an office on a given day. The supervisor writes them down."""

    content: Mapping[str, Any]
    office: str
    today: dt.date
    staff: Mapping[str, DemoMember]

    def steps(self) -> Iterator[DemoStep]:
        """Each meeting with its agenda; of one that was held, the minutes as well, and what was promised there."""
        for meeting in self.content["meeting"]:
            held = day_of(self.today, meeting["day"])
            at = moment(min(held, self.today - dt.timedelta(days=1)), "17:45")
            id_ = self._id(meeting["key"], "meeting")
            fields = {name: meeting[name] for name in _OF_MEETING if name in meeting}
            changes = [self._made("meeting", id_, at, fields | {"held_at": wire(held, meeting["start"])})]
            for position, item in enumerate(meeting["item"], start=1):
                key = f"{meeting['key']} item {position}"
                fields = self._item(item, id_, position)
                changes += [self._made("agenda_item", self._id(item["case"], key), at, fields)]
                changes += self._tasks(item, key, at)
            yield DemoStep(at, self.staff["sato"].author, tuple(changes))

    def _item(self, item: Mapping[str, Any], meeting: str, position: int) -> dict[str, Any]:
        fields = {name: item[name] for name in _OF_ITEM if name in item}
        fields |= {"case": self._id(item["case"], "case"), "meeting": meeting, "position": position}
        return fields | ({"plan": self._id(item["case"], f"plan {item['plan']}")} if "plan" in item else {})

    def _tasks(self, item: Mapping[str, Any], key: str, at: dt.datetime) -> Iterator[dict[str, Any]]:
        for nth, task in enumerate(item.get("task", ()), start=1):
            fields = {
                "case": self._id(item["case"], "case"),
                "about": self._id(item["case"], key),
                "what": task["what"],
            }
            fields |= {"worker": self.staff[task["worker"]].id, "due": day_of(self.today, task["due"]).isoformat()}
            yield self._made("task", self._id(item["case"], f"{key} task {nth}"), at, fields)

    def _id(self, of: str, key: str) -> str:
        return record_id(self.office, of, key)

    def _made(self, kind: str, record: str, at: dt.datetime, fields: Mapping[str, Any]) -> dict[str, Any]:
        change = str(uuid.uuid5(uuid.UUID(record), "change 0"))
        return new_change(change, kind, record, fields, base=None, made_at=at)


def meetings(office: str, today: dt.date, staff: Mapping[str, DemoMember]) -> Meetings:
    """The meetings of the demonstration."""
    return Meetings(tomllib.loads(_MEETINGS.read_text(encoding="utf-8")), office, today, staff)
