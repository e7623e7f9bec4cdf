"""Reminders: which notices an office's members should have by a moment, and the writing of them.

``rules`` is pure and says which, ``giving`` writes each of them once, ``events`` are the notices that somebody's own
act gives rise to, and ``settings`` is what an office may choose. ``server.jobs`` lets the rules run.
"""
