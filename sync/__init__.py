"""Banso's exchange engine: record kinds, three-way merge and the exchange of changes, with no web framework and
no database.

The rules are written down in ``docs/protocol.md``. Time, new ids and stored records arrive as arguments, so
every function here can be tested without a clock, a network or a disk.
"""
