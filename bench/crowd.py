"""Clients by the hundred in one loop: opens them, turns what they hear into calls, keeps their acks on time."""

import select
import time
from collections.abc import Callable, Sequence

from bench.wire import Client, Cut, Heard

AT_ONCE = 100  # handshakes under way; a browser crowd comes faster only when a server was cut
ACK_S = 1.0


class Crowd:
    """Many clients on one epoll. heard: called with the number of a client and each frame it hears."""

    def __init__(
        self, clients: Sequence[Client], heard: Callable[[int, Heard], None] = lambda number, frame: None
    ) -> None:
        self.clients, self.heard = clients, heard
        self._by_descriptor: dict[int, int] = {}
        self._poll = select.epoll()
        self._acked_at = time.monotonic()

    def open(self, *, at_once: int = AT_ONCE, within_s: float = 60) -> None:
        """Connect everybody and wait until each was welcomed."""
        for start in range(0, len(self.clients), at_once):
            group = range(start, min(start + at_once, len(self.clients)))
            for number in group:
                self.clients[number].connect()
            for number in group:
                self.join(number)
        self.run_until(lambda: all(client.is_live for client in self.clients), within_s)

    def join(self, number: int) -> None:
        """Greet as one whose handshake was asked for, and listen to what they hear from now on."""
        client = self.clients[number]
        client.greet()
        self._by_descriptor[client.wire.fileno()] = number
        self._poll.register(client.wire.fileno(), select.EPOLLIN)

    def step(self, timeout_s: float) -> None:
        """Wait for news and hear all of it. Shorter than a millisecond is kept to the microsecond."""
        if timeout_s > 0:  # epoll itself rounds up to a whole millisecond, which would count as the server's
            select.select([self._poll], [], [], timeout_s)
        for descriptor, _ in self._poll.poll(0):
            number = self._by_descriptor[descriptor]
            for frame in self.clients[number].heard():
                self.heard(number, frame)
        now = time.monotonic()
        if now - self._acked_at > ACK_S:
            self._acked_at = now
            for client in self.clients:
                client.ack()

    def run_until(self, is_done: Callable[[], bool], within_s: float) -> None:
        """Step until something is true. Raises Cut when it does not come about in time."""
        until = time.monotonic() + within_s
        while not is_done():
            self.step(0.05)
            if time.monotonic() > until:
                raise Cut("the server did not get there in time")

    def cut(self) -> None:
        """Everybody's network dies at once."""
        for client in self.clients:
            self._poll.unregister(client.wire.fileno())
            client.cut()
        self._by_descriptor.clear()
