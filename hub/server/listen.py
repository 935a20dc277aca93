"""Listening sockets, bound before anything else starts, so that a taken port is known at once."""

import errno
import socket
from typing import NamedTuple

BACKLOG = 2048  # two thousand clients that were cut off at once come back at once
ABSENT = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)  # localhost names ::1 on machines without IPv6 too


class Address(NamedTuple):
    """Where the server can be reached."""

    host: str
    port: int


def listen(host: str, port: int, fd: int | None = None) -> list[socket.socket]:
    """Listen on every address of `host` (localhost has two), or take over an open listening socket.

    port: 0 for any free one. Raises OSError when an address is taken or is not this machine's.
    """
    if fd is not None:
        return [_non_blocking(socket.socket(fileno=fd))]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    sockets: list[socket.socket] = []
    for family, _, _, _, (address, *_) in found:
        place = (address, address_of(sockets[0]).port if sockets else port)
        try:
            sockets.append(_non_blocking(socket.create_server(place, family=family, backlog=BACKLOG)))
        except OSError as error:
            if error.errno not in ABSENT or len(found) == 1:
                raise
    if not sockets:
        raise OSError(errno.EADDRNOTAVAIL, f"{host} is not an address of this machine")
    return sockets


def address_of(listener: socket.socket) -> Address:
    """The bound address; a Unix socket has its path and port 0."""
    name = listener.getsockname()
    return Address(name, 0) if isinstance(name, str) else Address(*name[:2])


def _non_blocking(listener: socket.socket) -> socket.socket:
    listener.setblocking(False)
    return listener
