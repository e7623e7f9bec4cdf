"""Consultations (相談支援の状況): new and closed ones, contacts, plans, and how many are open at the end of a month."""

from __future__ import annotations

from flask_babel import lazy_gettext

from server.office.statistics import monthly_report, word
from server.reports.published import CONSULTATIONS

REPORT = monthly_report(
    CONSULTATIONS,
    lazy_gettext("Consultations"),
    {
        "new": lazy_gettext("New"),
        "male": word("gender", "male"),
        "female": word("gender", "female"),
        "other_sex": word("gender", "other"),
        "sex_not_stated": lazy_gettext("Not stated"),
        "contacts": lazy_gettext("Contacts in all"),
        "plans_new": lazy_gettext("New plans"),
        "plans_renewed": lazy_gettext("Plans renewed"),
        "plans_ended": lazy_gettext("Plans ended"),
        "closed": lazy_gettext("Closed"),
        "open_at_month_end": lazy_gettext("Open at the end of the month"),
    },
    place=10,
)
