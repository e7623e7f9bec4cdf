"""The demonstration office: invented people in a present-day centre, and two real registers of 2013.

Everybody in it is invented, and so is the town; only the registers are real, and they know people by their initials.
"""
