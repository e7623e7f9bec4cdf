"""Push messages to the workers' phones: keys, subscriptions, and the sending of what is due.

The push services of the browsers' makers carry them. What they carry is encrypted for the phone, and even so it names
nobody: a kind of notice, a number, and the id under which the notice is on the phone.
"""
