"""What is done by the clock and not by a request: ``python -m server.jobs``, a process of its own.

Any number of them may run on one database: each notice is made once (``server.reminders.giving``), each delivery is
claimed by one (``server.push.sending``).
"""
