"""What an office brings in from lists of its own: persons, cases, support records and accounts.

A list is read (``server.registers``), each row is given a fate (``judging``), and all of them are written in one
transaction (``running``), which can be taken back (``undoing``). docs/decisions/0038-in-and-out.md says why.
"""
