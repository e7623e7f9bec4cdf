"""The lock, in each engine: it opens without a network, and what is sealed for the office goes out behind it."""

from __future__ import annotations

import re

from tests.browser.engines.phone import Phone
from tests.browser.office import Client, Office
from tests.browser.phones import NARRATIVE
from tests.browser.wire import Wire, cut

SAID = "戸口で少し話せた。"
BEGUN = "書きかけ"


def test_a_locked_phone_opens_offline_and_delivers_what_it_cannot_read(
    phone: Phone, wire: Wire, client: Client, office: Office
) -> None:
    phone.installed()
    wire.fails(cut, path=None, times=None)
    phone.write_note(client, SAID)
    phone.see("この端末に保存しました")
    phone.begin_note(client)
    phone.field(NARRATIVE).send_keys(BEGUN)
    phone.see("下書きを保存しました")

    phone.lock()
    phone.give_pin("000001")
    phone.see(re.compile("暗証番号が違います。あと9回"))
    phone.give_pin()
    phone.see_unsent(1)
    phone.begin_note(client)
    phone.see_value(NARRATIVE, BEGUN)

    phone.lock()
    assert SAID not in phone.text()
    assert office.narratives(client) == []
    phone.see("送信前の記録や写真が1件")
    wire.mended()
    phone.hear_of_a_network()
    phone.see_no_more("送信前の記録や写真が")
    assert phone.is_locked()
    assert office.narratives(client) == [SAID]
    phone.give_pin()
    phone.see_all_delivered()
    phone.begin_note(client)
    phone.see_value(NARRATIVE, BEGUN)
    assert office.narratives(client) == [SAID]
