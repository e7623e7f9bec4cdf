"""The ground: what an installation stands on. Settings, keys, files, ids, logs, the modules of a package, and the
refusals that everybody raises.

Nothing here knows what the office does.
"""
