"""Every screen of the phone app with something on it, found by the app's own list of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from server.ground.ids import new_id
from server.reminders.giving import DueNotice
from tests.browser.office import ROOT, Client, Office, Worker
from tests.browser.phones import NARRATIVE, PLACE, REFUSED, Phone
from tests.browser.wire import Wire


def routes() -> dict[str, str]:
    """The app's screens and the patterns of their addresses, as the app declares them."""
    source = (ROOT / "static/app/ui/kit/screens.ts").read_text("utf-8")
    return dict(re.findall(r'^  (\w+): \{ path: "([^"]*)"', source, re.MULTILINE))


@dataclass
class World:
    """A phone that has something to show on every screen; ``ids`` says which record each screen is about."""

    phone: Phone
    client: Client
    ids: dict[str, str]

    def screens(self) -> Iterator[str]:
        """Goes to each screen in turn, and gives its name when it is there."""
        for name, pattern in routes().items():
            address = pattern.replace(":id", self.ids[name]) if ":id" in pattern else pattern
            self.show(address)
            yield name

    def show(self, address: str) -> None:
        """Goes to an address of the app, and waits for its screen."""
        page = self.phone.page
        page.evaluate("address => { location.hash = `#/${address}`; }", address)
        page.wait_for_function("address => location.hash === `#/${address}`", arg=address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(re.compile("見つかりません|Not found"))


def furnish(phone: Phone, wire: Wire, office: Office, worker: Worker) -> World:
    """Lets an office and a phone come to the state that there is something to see everywhere."""
    colleague = office.hire("海野 遥")
    client = office.open_case(
        "野原 すみれ", worker, colleague, safety_notes="玄関脇に中型犬。電話を入れてから門を開ける。"
    )
    returned = office.write("support", _note(client, "差し戻される記録。", -3), by=worker)
    office.return_note(returned, "滞納額の合計も表に入れておいてください。")
    disputed = office.write("support", _note(client, "場所の食い違う記録。", -2), by=worker)
    office.disagree("support", disputed, "place", {colleague: "市役所 福祉課", worker: "本人の自宅"})
    appointments = [
        office.write(
            "appointment",
            {
                "case": client.id,
                "worker": worker.id,
                "state": "planned",
                "method": "visit",
                "starts_at": _moment(days),
                "place": "自宅",
                "purpose": "税の通知書を一緒に見る",
                "companions": ["納税課 収納係"],
            },
        )
        for days in (-2, 0, 2)
    ]
    plan, support = _running_plan(office, client, worker)
    office.write("plan", {"case": client.id, "number": 1, "goal": "別の端末で、同じ番号が付いたプラン。"})
    task = office.write(
        "task",
        {
            "case": client.id,
            "about": plan,
            "what": "納税課に分納の相談日を聞く",
            "worker": worker.id,
            "due": _moment(-1)[:10],
        },
    )
    consent = office.write("consent", consent_of(client, office.hire("野の花 作業所", role="partner")), by=worker)
    day = datetime.now(ZoneInfo("Asia/Tokyo")).date().isoformat()
    series = office.write("series", _weekly(client, worker, day))
    phone.sign_in(worker)
    phone.sends_what_is_refused()
    phone.write_note(client, REFUSED)
    phone.see("届けられませんでした")
    phone.see_unsent(1)
    correct = phone.page.get_by_role("link", name="直して送る").get_attribute("href") or ""
    phone.begin_note(client)
    phone.field(NARRATIVE).fill("書きかけの記録。")
    phone.field(PLACE).fill("自宅")
    phone.see("下書きを保存しました")
    outing = office.write("outing", _visit_under_way(client, worker), by=worker)
    notice = _notices(office, client, worker)
    attachment = office.write("attachment", _attachment(client, returned), by=worker)
    phone.retry()
    phone.see("訪問中")
    (conflict,) = office.open_conflicts(client)
    about = {
        "case": client.id,
        "paper": attachment,
        "note": returned,
        "appointment": appointments[1],
        "sync": correct.rpartition("/")[2],
        "conflict": conflict,
        "plan": plan,
        "plansupport": support,
        "consent": consent,
        "shared": consent,
        "task": task,
        "outing": outing,
        "notice": notice,
        "series": series,
        "occurrence": f"{series}-{day}",
        "agenda": day,
    }
    first = {name: pattern.partition("/")[0] for name, pattern in routes().items() if ":id" in pattern}
    return World(phone, client, {name: about[part] for name, part in first.items()})


def _running_plan(office: Office, client: Client, worker: Worker) -> tuple[str, str]:
    """A plan that waits for its monitoring and has been monitored once, and its support."""
    plan = office.write(
        "plan",
        {
            "case": client.id,
            "number": 1,
            "goal": "年金の範囲で分けて納める。",
            "period_start": "2026-05",
            "period_end": "2026-12-L",
            "next_monitoring": "2026-10-M",
            "agreed_on": "2026-04-20",
            "decision": "2026-04-30",
            "submitted": True,
        },
    )
    support = office.write(
        "plan_support",
        {
            "case": client.id,
            "plan": plan,
            "programme": "household_improvement",
            "what": "家計表を毎月いっしょに書く",
            "worker": worker.id,
            "frequency": "月1回",
        },
    )
    office.write("support", _note(client, "家計表は4か月続いている。", -30) | {"monitors": plan}, by=worker)
    return plan, support


def consent_of(client: Client, partner: Worker, **terms: Any) -> dict[str, Any]:
    """What a client lets a partner know, for a month from today."""
    today = datetime.now(ZoneInfo("Asia/Tokyo")).date()
    return {
        "case": client.id,
        "person": client.person,
        "receiver": partner.id,
        "shares": ["contact", "course", "plan"],
        "purpose": "作業所への通所を一緒に支えるため",
        "given_on": today.isoformat(),
        "begins_on": today.isoformat(),
        "ends_on": (today + timedelta(days=60)).isoformat(),
        "form": "signed_on_paper",
        "given_by": "self",
        **terms,
    }


def _attachment(client: Client, about: str) -> dict[str, Any]:
    """One that another phone has not sent yet."""
    described = {"name": "督促状.jpg", "media_type": "image/jpeg", "size": 1000, "sha256": "0" * 64}
    return {"case": client.id, "about": about, **described}


def _weekly(client: Client, worker: Worker, day: str) -> dict[str, Any]:
    return {
        "case": client.id,
        "worker": worker.id,
        "repeats": "weekly",
        "starts_on": day,
        "from_time": "10:00",
        "to_time": "10:45",
        "method": "visit",
        "place": "自宅",
    }


def _notices(office: Office, client: Client, worker: Worker) -> str:
    """One about a case of the worker's, and one about a case that is not on the phone any more. Returns that."""
    told = [
        DueNotice(f"soon:{worker.id}", worker.id, "monitoring_soon", case=client.id, due="2026-12-L"),
        DueNotice(
            f"alarm:{worker.id}", worker.id, "alarm", case=new_id(), subject=office.supervisor.id, place="緑町の自宅"
        ),
    ]
    return office.give(*told)[1]


def _visit_under_way(client: Client, worker: Worker) -> dict[str, Any]:
    return {
        "case": client.id,
        "worker": worker.id,
        "started_at": _moment(0),
        "expected_end": _moment(1),
        "place": "自宅",
        "companions": ["民生委員 岡"],
    }


def _note(client: Client, narrative: str, days: int) -> dict[str, Any]:
    return {
        "case": client.id,
        "method": "visit",
        "started_at": _moment(days),
        "outcome": "met",
        "met": ["person"],
        "narrative": narrative,
    }


def _moment(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:00Z")
