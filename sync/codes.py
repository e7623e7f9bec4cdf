"""The field's code lists, with the exact codes of the reports they are counted in.

Their Japanese and English words stand in ``sync/words/``; the order here is the order in which a form offers them.
"""

from __future__ import annotations

from typing import Final

from sync.reminders import REMINDERS
from sync.roles import ROLES

CODE_LISTS: Final[dict[str, tuple[str, ...]]] = {
    "method": (
        "visit",
        "accompaniment",
        "interview",
        "phone_mail",
        "coordination_meeting",
        "other_agency_meeting",
        "internal_meeting",
    ),
    "programme": (
        "consultation",
        "employment",
        "employment_preparation",
        "household_improvement",
        "housing_benefit",
        "childrens_learning",
        "temporary_living",
        "outreach",
        "disaster",
    ),
    "met": ("person", "family", "agency"),
    "outcome": ("met", "absent", "refused", "family_only", "letter_left", "reached", "voicemail", "no_answer"),
    "accompaniment_level": ("throughout", "drop_off"),
    "issue": (
        "income",
        "employment",
        "illness_disability",
        "debt_loan",
        "public_assistance",
        "housing",
        "hikikomori",
        "other",
    ),
    "route": ("self", "family_acquaintance", "agency_within_city", "agency_outside_city", "other"),
    "known_through": (
        "acquaintance",
        "agency",
        "city_office",
        "public_relations",
        "leaflet",
        "website",
        "other",
        "unknown",
    ),
    "triage": ("information_only", "referred", "continued"),
    "handling_consent": ("written", "orally", "not_yet", "declined"),
    "age_band": ("10s", "20s", "30s", "40s", "50s", "60s", "70_and_over", "unknown"),
    "gender": ("female", "male", "other", "unknown"),
    "closure": (
        "employment",
        "referred",
        "public_assistance",
        "no_support_needed",
        "interrupted",
        "other_solved",
    ),
    "case_state": ("open", "closed"),
    "review": ("unread", "read", "approved", "returned", "revised"),
    "plan_result": ("closed", "new_plan"),
    "plan_evaluation": ("exceeded", "achieved", "mostly_achieved", "partly_achieved", "not_achieved"),
    "agreement": ("signed_on_screen", "signed_on_paper"),
    "shared": ("contact", "household", "situation", "schedule", "course", "plan"),
    "consent_form": ("signed_on_screen", "signed_on_paper", "orally"),
    "consent_giver": ("self", "representative"),
    "consent_withdrawal": ("self", "representative", "mistake"),
    "approval": ("asked", "approved", "returned", "changed"),
    "repeats": (
        "weekly",
        "every_two_weeks",
        "monthly_by_date",
        "monthly_by_weekday",
        "pension_day",
        "after_pension_day",
    ),
    "closed_days": ("keep", "before", "after", "skip"),
    "meeting_kind": ("coordination", "support_conference", "internal"),
    "meeting_theme": ("regular", "employment", "preparation", "withdrawal"),
    "agenda_purpose": ("decide_plan", "monitor", "evaluate", "consult", "case_review"),
    "treatment": ("report", "discuss"),
    "agenda_decision": ("agreed", "agreed_with_changes", "continued", "sent_back"),
    "reminder": tuple(REMINDERS),
    "conflict_state": ("open", "resolved", "superseded"),
    "role": ROLES,
    "appointment_state": ("planned", "done", "cancelled"),
    "media_type": ("image/jpeg", "image/png", "image/webp", "application/pdf"),
}
