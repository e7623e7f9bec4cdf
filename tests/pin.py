"""The PIN of phones that are driven by tests, benchmarks and pictures, and how it is typed."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Page

PIN: Final = "482915"


def choose_pin(page: Page, pin: str = PIN) -> None:
    """Chooses the PIN of a phone that has none. It is sealed when this is over."""
    page.locator("#new-pin").fill(pin)
    page.locator("#pin-again").fill(pin)
    page.locator("#pin-again").press("Enter")
    page.locator("#new-pin").wait_for(state="detached")


def give_pin(page: Page, pin: str = PIN) -> None:
    """Fills in the lock of a phone."""
    page.locator("#pin").fill(pin)
    page.locator("#pin").press("Enter")
