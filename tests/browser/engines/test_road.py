"""The main road: sign in, first sync, write, draft, start without a network, deliver."""

from __future__ import annotations

from tests.browser.engines.phone import Phone
from tests.browser.office import Client, Office
from tests.browser.phones import NARRATIVE
from tests.browser.wire import Wire, cut, drop_reply

AT_THE_DOOR = "一件目。戸口で少し話せた。"
LETTER = "二件目。手紙を置いた。"
BEGUN = "三件目の書きかけ"


def test_the_main_road(phone: Phone, wire: Wire, client: Client, office: Office) -> None:
    phone.write_note(client, AT_THE_DOOR)
    phone.see("事務所に届きました")
    assert office.narratives(client) == [AT_THE_DOOR]
    phone.installed()
    phone.browser.end()

    wire.fails(cut, path=None, times=None)
    phone.browser.start()
    phone.start()
    phone.write_note(client, LETTER)
    phone.see("この端末に保存しました")
    phone.begin_note(client)
    phone.field(NARRATIVE).send_keys(BEGUN)
    phone.see("下書きを保存しました")
    phone.browser.kill()

    phone.browser.start()
    phone.start()
    phone.see_unsent(1)
    phone.begin_note(client)
    phone.see_value(NARRATIVE, BEGUN)
    assert office.narratives(client) == [AT_THE_DOOR]

    wire.mended()
    wire.fails(drop_reply)
    phone.was_visited()
    phone.save()
    phone.insist()
    assert sorted(office.narratives(client)) == sorted([AT_THE_DOOR, LETTER, BEGUN])
