"""Every screen of the phone app: without barriers, on a narrow phone, in large letters, and telling no names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Literal
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser.axe import barriers
from tests.browser.office import ROOT, Client, Office, Worker
from tests.browser.phones import PATIENCE_MS, SCREEN, Phone, misbehaviour
from tests.browser.screens import World, furnish
from tests.browser.wire import Wire, problem

UNROLLED: ViewportSize = {"width": 390, "height": 4_000}
"""So long that no button happens to lie under what stays at the foot of the screen."""

THUMB_PX = 44

CUT_OFF = """() => {
  const width = document.documentElement.clientWidth;
  const hidden = ".visually-hidden, .skip-link, [hidden], details:not([open]) > :not(summary)";
  const words = (element) => `${element.tagName}.${element.className}: ${element.textContent.slice(0, 40)}`;
  const found = [];
  const { scrollWidth } = document.scrollingElement;
  if (scrollWidth > width) found.push(`the page scrolls sideways: ${scrollWidth}`);
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || element.closest(hidden)) continue;
    if (box.right > width + 1 || box.left < -1) found.push(`out of sight: ${words(element)}`);
    // What is typed into one line moves along in it.
    const moves = element.matches("input[type=text], input[type=tel], input[type=search]");
    const hides = !moves && ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
    if (hides && element.scrollWidth > element.clientWidth + 1) found.push(`cut: ${words(element)}`);
  }
  return found;
}"""


TOO_SMALL = """least => {
  const controls = "a[href], button, summary, select, textarea, input, label:has(input)";
  const unseen = ".visually-hidden, .skip-link, [hidden]";
  // A link in the middle of a sentence is as high as its line (WCAG 2.5.8 excepts it as well).
  const isInASentence = (element) => element.matches("a") && getComputedStyle(element).display === "inline" &&
    [...element.parentElement.childNodes].some((node) => node !== element && node.textContent.trim() !== "");
  // A control is as large as the label around it; a link that is stretched over its card, as the card.
  const boxOf = (element) => {
    const after = getComputedStyle(element, "::after");
    const isStretched = after.content !== "none" && after.position === "absolute" && after.inset === "0px";
    return (isStretched ? element.offsetParent : element).getBoundingClientRect();
  };
  return [...document.body.querySelectorAll(controls)]
    .filter((element) => element.checkVisibility() && !element.closest(unseen) && !isInASentence(element))
    .filter((element) => !element.matches("label input"))
    .map((element) => ({ element, box: boxOf(element) }))
    .filter(({ box }) => box.width < least || box.height < least)
    .map(({ element, box }) =>
      `${element.tagName}.${element.className} ${Math.round(box.width)}x${Math.round(box.height)} ` +
      element.textContent.slice(0, 30));
}"""


@pytest.fixture(scope="module")
def world(browser: Browser, _session_wire: Wire, office: Office) -> Iterator[World]:
    _session_wire.reset()
    context = browser.new_context(**SCREEN)
    context.set_default_timeout(PATIENCE_MS)
    phone = Phone(context, _session_wire.url)
    yield furnish(phone, _session_wire, office, office.hire("相田 翼"))
    _session_wire.reset()
    context.close()
    office.end_visits()
    assert misbehaviour(phone) == []


def choose_language(world: World, language: str) -> None:
    world.show("more")
    world.phone.page.get_by_role("radio", name=language).check()


@pytest.mark.parametrize(
    ("language", "scheme", "width", "text"),
    [
        ("日本語", "light", 390, "100%"),
        ("日本語", "dark", 390, "100%"),
        ("English", "light", 390, "100%"),
        ("English", "dark", 390, "100%"),
        ("日本語", "light", 320, "100%"),
        ("日本語", "dark", 390, "200%"),
        ("日本語", "light", 320, "200%"),
    ],
)
def test_no_screen_has_a_barrier(
    world: World, language: str, scheme: Literal["light", "dark"], width: int, text: str
) -> None:
    page = world.phone.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({**UNROLLED, "width": width})
    choose_language(world, language)
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", text)
    found = [barrier for name in world.screens() for barrier in barriers(page, name)]
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    choose_language(world, "日本語")
    page.set_viewport_size(SCREEN["viewport"])
    assert found == []


@pytest.mark.parametrize(("width", "text"), [(390, "100%"), (320, "100%"), (390, "200%"), (320, "200%")])
def test_nothing_is_cut_off(world: World, width: int, text: str) -> None:
    page = world.phone.page
    page.set_viewport_size({"width": width, "height": 640})
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", text)
    found = [f"{name}: {fault}" for name in world.screens() for fault in page.evaluate(CUT_OFF)]
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    page.set_viewport_size(SCREEN["viewport"])
    assert found == []


def test_whatever_is_tapped_is_as_large_as_a_thumb(world: World) -> None:
    found = {f"{name}: {fault}" for name in world.screens() for fault in world.phone.page.evaluate(TOO_SMALL, THUMB_PX)}
    assert sorted(found) == []


def test_no_address_and_no_title_tells_a_name(world: World) -> None:
    page = world.phone.page
    told = [f"{page.title()} {unquote(page.url)}" for _ in world.screens()]
    names = re.compile("野原|すみれ|相田|海野|主任 典子|納税課|書きかけの")
    assert [words for words in told if names.search(words)] == []
    assert len(set(told)) == len(told)


def test_every_screen_can_be_reached_again_by_its_address(world: World) -> None:
    page = world.phone.page
    for _ in world.screens():
        heading = page.get_by_role("heading", level=1).text_content() or ""
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_the_app_says_which_version_it_is(world: World) -> None:
    built = json.loads((ROOT / "static/dist/manifest.json").read_text("utf-8"))["files"]["app.js"]
    world.show("more")
    world.phone.see(f"アプリの番号 {built.removeprefix('app-').removesuffix('.js')}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_comes_between_the_screens_has_no_barrier(
    phones: Callable[[], Phone], wire: Wire, worker: Worker, client: Client, scheme: Literal["light", "dark"]
) -> None:
    phone = phones()
    phone.page.emulate_media(color_scheme=scheme)
    phone.start()

    def look(name: str) -> list[str]:
        small = phone.page.evaluate(TOO_SMALL, THUMB_PX)
        return [*barriers(phone.page, name), *(f"{name}: {fault}" for fault in small)]

    found = look("sign-in")
    phone.press("はじめる")
    phone.see("ログイン名とパスワードを記入してください")
    found += look("sign-in with a mistake")
    phone.give_password(worker)
    phone.see_all_delivered()
    phone.begin_note(client)
    phone.press("保存する")
    phone.see("記入してください")
    found += look("a form with mistakes")
    phone.field("支援の経過").fill("捨てる下書き。")
    phone.press("下書きを捨てて戻る")
    expect(phone.page.get_by_role("dialog")).to_be_visible()
    found += look("a question")
    phone.press("下書きを捨てる")
    phone.see_heading(client.name)
    wire.fails(problem(401, "signed_out"), times=None)
    phone.retry()
    phone.see("もう一度ログインしてください")
    found += look("signed out")
    wire.mended()
    phone.give_password(worker)
    phone.see_all_delivered()
    phone.page.goto(f"{phone.origin}/#/note/00000000-0000-7000-8000-000000000000")
    phone.see_heading("見つかりません")
    found += look("not here")
    assert found == []
