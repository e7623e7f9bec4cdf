"""The web server: ``python -m server.web``.

One loop reads requests and writes replies, of all connections; a thread is given to a request only once all of it is
there, and is free again as soon as the reply is made. So a client that is slow, or silent, keeps nobody waiting
(``docs/decisions/0011-a-web-server-that-waits-for-nobody.md``). It is waitress, with limits on how long and how much a
client may keep us waiting.
"""
