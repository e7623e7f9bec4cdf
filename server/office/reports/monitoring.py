"""Whether the monitoring of plans was kept on time (モニタリングの実施状況)."""

from __future__ import annotations

from flask_babel import lazy_gettext

from server.office.statistics import monthly_report
from server.reports.further import MONITORING

REPORT = monthly_report(
    MONITORING,
    lazy_gettext("Monitoring kept on time"),
    {
        "on_time": lazy_gettext("On time"),
        "late": lazy_gettext("Late"),
        "not_done": lazy_gettext("Not done"),
        "total": lazy_gettext("Fell due"),
    },
    place=120,
)
