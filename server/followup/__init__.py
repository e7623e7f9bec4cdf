"""What must be followed up, and when: monitoring dates, plans that have ended, clients who have not been heard from.

Everything here is pure. Records and the day arrive as arguments, and no date is stored that another one implies. Where
a date is less exact than a day, a beginning counts from its first day and an end on its last, so that inexactness
shows a plan too early rather than hides it.

``lists.attention`` puts it all together for one case. The phone says the same of its own caseload
(``static/app/sync/followup.ts``); ``tests/cases/follow_up.json`` holds both to it.
"""
