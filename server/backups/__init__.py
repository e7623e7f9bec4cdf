"""Backups that count only once they were read back, and the way back from one.

``making`` makes one, ``restoring`` puts one in place, ``schedule`` says when the next is due, ``watch`` what is wrong.
docs/decisions/0009-backups.md says why they are as they are.
"""
