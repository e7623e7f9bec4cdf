"""Barriers on a page, as axe-core finds them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.office import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def barriers(page: Page, where: str) -> list[str]:
    """What axe finds on the page as it is. ``where`` names it in what is found."""
    if page.evaluate("() => typeof window.axe") == "undefined":
        page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate(
        "async rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES
    )
    assert found["passes"], "axe has looked at nothing"
    return [
        f"{where}: {violation['id']}: {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
