"""The demonstration office: invented people in a present-day centre, and two real registers of 2013.

The present-day people are invented, and so is their town. The registers are real, as published; they know people by
their initials.
"""
