"""Barriers on a page, as axe-core finds them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page

from tests.browser.office import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def all_in_sight(page: Page) -> Iterator[None]:
    """Makes the window as tall as the page: a button that the bar at the bottom half covers is not too small."""
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("() => document.scrollingElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    yield
    page.set_viewport_size(size)


def barriers(page: Page, where: str) -> list[str]:
    """What axe finds on the page as it is, all of it in sight. ``where`` names it in what is found."""
    if page.evaluate("() => typeof window.axe") == "undefined":
        page.evaluate(AXE.read_text("utf-8"))
    with all_in_sight(page):
        found: dict[str, Any] = page.evaluate(
            "async rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES
        )
    assert found["passes"], "axe has looked at nothing"
    return [
        f"{where}: {violation['id']}: {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
