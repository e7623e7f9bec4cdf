"""The nation's holidays a second time: the rules of the law written out, and the equinoxes reckoned from the sun.

国民の祝日に関する法律, articles 2 and 3, as in force since 2020, with what was moved for the Olympic Games of 2020 and
2021. The days of the equinoxes are those in Japan on which the sun crosses the equator (J. Meeus, Astronomical
Algorithms, chapter 27, good to a minute); the observatory announces them each February for the next year alone.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from math import cos, radians
from typing import Final

MONDAY: Final = 0
DAY: Final = dt.timedelta(days=1)

FIXED: Final = ("01-01", "02-11", "02-23", "04-29", "05-03", "05-04", "05-05", "11-03", "11-23")
SUMMER: Final = {2020: ("07-23", "08-10", "07-24"), 2021: ("07-22", "08-08", "07-23")}
"""海の日, 山の日 and スポーツの日 in the years of the Games."""


def holidays(year: int) -> list[dt.date]:
    """Every holiday of a year from 2020 on, also those that fall on a Saturday or a Sunday."""
    named = {dt.date.fromisoformat(f"{year}-{day}") for day in (*FIXED, *SUMMER.get(year, ()))}
    named |= {nth_monday(year, 1, 2), nth_monday(year, 9, 3), equinox(year, 3), equinox(year, 9)}
    if year not in SUMMER:
        named |= {nth_monday(year, 7, 3), dt.date(year, 8, 11), nth_monday(year, 10, 2)}
    return sorted(named | {instead_of(day, named) for day in named if day.isoweekday() == 7} | between(named))


def nth_monday(year: int, month: int, nth: int) -> dt.date:
    mondays = [dt.date(year, month, date) for date in range(1, 29) if dt.date(year, month, date).weekday() == MONDAY]
    return mondays[nth - 1]


def instead_of(sunday: dt.date, named: set[dt.date]) -> dt.date:
    """振替休日, article 3.2: the next day that is not a holiday."""
    day = sunday + DAY
    while day in named:
        day += DAY
    return day


def between(named: set[dt.date]) -> set[dt.date]:
    """国民の休日, article 3.3: a day that is no holiday, between two that are."""
    return {day + DAY for day in named if day + 2 * DAY in named and day + DAY not in named}


def equinox(year: int, month: int) -> dt.date:
    """The day in Japan of the March or the September equinox."""
    y = (year - 2000) / 1000
    of_year = MARCH if month == 3 else SEPTEMBER
    mean = sum(coefficient * y**power for power, coefficient in enumerate(of_year))
    t = (mean - 2451545.0) / 36525
    w = radians(35999.373 * t - 2.47)
    wobble = sum(a * cos(radians(b + c * t)) for a, b, c in TERMS)
    terrestrial = mean + 0.00001 * wobble / (1 + 0.0334 * cos(w) + 0.0007 * cos(2 * w))
    crossing = NOON_OF_2000 + dt.timedelta(days=terrestrial - 2451545.0) - SLOWNESS_OF_THE_EARTH
    return crossing.astimezone(zoneinfo.ZoneInfo("Asia/Tokyo")).date()


NOON_OF_2000: Final = dt.datetime(2000, 1, 1, 12, tzinfo=dt.UTC)
SLOWNESS_OF_THE_EARTH: Final = dt.timedelta(seconds=70)
"""By how much terrestrial time is ahead of universal time in these years."""

MARCH: Final = (2451623.80984, 365242.37404, 0.05169, -0.00411, -0.00057)
SEPTEMBER: Final = (2451810.21715, 365242.01767, -0.11575, 0.00337, 0.00078)
TERMS: Final = (
    (485, 324.96, 1934.136),
    (203, 337.23, 32964.467),
    (199, 342.08, 20.186),
    (182, 27.85, 445267.112),
    (156, 73.14, 45036.886),
    (136, 171.52, 22518.443),
    (77, 222.54, 65928.934),
    (74, 296.72, 3034.906),
    (70, 243.58, 9037.513),
    (58, 119.81, 33718.147),
    (52, 297.17, 150.678),
    (50, 21.02, 2281.226),
    (45, 247.54, 29929.562),
    (44, 325.15, 31555.956),
    (29, 60.93, 4443.417),
    (18, 155.12, 67555.328),
    (17, 288.79, 4562.452),
    (16, 198.04, 62894.029),
    (14, 199.76, 31436.921),
    (12, 95.39, 14577.848),
    (12, 287.11, 31931.756),
    (12, 320.81, 34777.259),
    (9, 227.73, 1222.114),
    (8, 15.45, 16859.074),
)
