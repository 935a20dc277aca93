"""Two thousand patients who are signed in and wait: what each costs in memory, and how long they take to come back."""

import time
from collections.abc import Iterator
from itertools import islice

import msgspec

from bench.crowd import Crowd
from bench.practice import Idle, Practice
from bench.server import Process
from bench.wire import Client, Heard, text_frame
from hub.shapes import new_id

SETTLE_S = 3.0
WARM = 100  # sockets opened before memory is first measured, so that what is loaded once is not counted for each
IN_FLIGHT = 32
HOARDED = b"\x81\xfe\xff\x00" + bytes(4) + b"x" * 65_000  # a frame that never ends


class Waiting:
    """The idle patients of a practice, as a crowd."""

    def __init__(self, port: int, idle: list[Idle]) -> None:
        self.port = port
        self.idle = idle
        self.heard_by: set[int] = set()
        self.crowd = Crowd([Client(port, each.patient, "waiting") for each in idle], self._hear)

    def _hear(self, number: int, frame: Heard) -> None:
        if any(event.kind == "message.posted" for event in frame.events):
            self.heard_by.add(number)


def memory_of_each_kib(port: int, process: Process, practice: Practice, *, planted: str = "") -> tuple[Waiting, float]:
    """Open everybody; the growth of the server's own memory by socket, after it came to rest."""
    warm = Waiting(port, practice.idle[:WARM])
    warm.crowd.open()
    _rest(warm)
    before = process.memory_kib
    waiting = Waiting(port, practice.idle[WARM:])
    waiting.crowd.open(within_s=120)
    if planted == "hoard":
        for client in waiting.crowd.clients:
            client.wire.send(HOARDED[:60_000])
    _rest(waiting)
    each = (process.memory_kib - before) / len(waiting.idle)
    warm.crowd.cut()
    return waiting, each


def _rest(waiting: Waiting) -> None:
    until = time.monotonic() + SETTLE_S
    while time.monotonic() < until:
        waiting.crowd.step(0.1)


def storm_s(waiting: Waiting, practice: Practice) -> float:
    """Cut everybody, write to each of them, let all come back in the same instant; until the last has caught up."""
    waiting.crowd.cut()
    waiting.heard_by.clear()
    _write_to(waiting, practice.nurse)
    begun = time.perf_counter()
    waiting.crowd.open(at_once=len(waiting.idle), within_s=120)
    waiting.crowd.run_until(lambda: len(waiting.heard_by) == len(waiting.idle), 120)
    return time.perf_counter() - begun


def _write_to(waiting: Waiting, nurse: str) -> None:
    """One message in everybody's conversation, while nobody is there."""
    answered = 0

    def hear(number: int, frame: Heard) -> None:
        nonlocal answered
        if frame.kind == "done":
            answered += 1
            _send(crowd.clients[0], islice(threads, 1))

    crowd = Crowd([Client(waiting.port, nurse, "writing")], hear)
    threads = iter([each.thread for each in waiting.idle])
    crowd.open()
    _send(crowd.clients[0], islice(threads, IN_FLIGHT))
    crowd.run_until(lambda: answered == len(waiting.idle), 60)
    crowd.cut()


def _send(client: Client, threads: Iterator[str]) -> None:
    for thread in threads:
        ask = {"thread": thread, "body": "Your results are in."}
        frame = {"type": "do", "id": new_id(), "name": "message.post", "args": ask}
        client.wire.send(text_frame(msgspec.json.encode(frame)))
