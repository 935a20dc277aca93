"""What this machine can do without us: syncs of its disk, frames echoed by the same server with no hub behind, and how
fast its Python is, by which figures of different machines and hours can be compared."""

import json
import os
import select
import sys
import time
from pathlib import Path

from bench.server import Process, wait_until_open
from bench.wire import Wire, text_frame

PAGE = os.urandom(4096)
ECHO_BYTES = 300


def syncs_a_second(folder: Path, seconds: float = 1.0) -> float:
    """Append a page and fdatasync, one after the other: what one command at a time could reach at best."""
    path = folder / "raw"
    with path.open("wb", buffering=0) as file:
        count, begun = 0, time.perf_counter()
        while time.perf_counter() < begun + seconds:
            file.write(PAGE)
            os.fdatasync(file.fileno())
            count += 1
        took_s = time.perf_counter() - begun
    path.unlink()
    return count / took_s


def json_a_second(seconds: float = 1.0) -> float:
    """A small message to JSON and back by the standard library, one after the other."""
    message = {"type": "do", "id": "0" * 26, "name": "message.post", "args": {"thread": "0" * 26, "body": "x" * 160}}
    count, begun = 0, time.perf_counter()
    while time.perf_counter() < begun + seconds:
        for _ in range(1_000):
            json.loads(json.dumps(message))
        count += 1_000
    return count / (time.perf_counter() - begun)


def echoes_a_second(
    server: str, folder: Path, *, sockets: int = 128, in_flight: int = 4, seconds: float = 3.0
) -> float:
    """Frames that come back from an app that only echoes, on the hub's own server and behind its guard."""
    log = folder / f"echo-{time.time_ns()}.log"
    process = Process([sys.executable, "-m", "tests.live.toy", server, "{}"], log)
    try:
        while b"ready" not in log.read_bytes():
            time.sleep(0.02)
        port = int(log.read_text().partition("ready ")[2].split()[0])
        wait_until_open(process, port)
        return _echo([Wire(port, "/echo", {}) for _ in range(sockets)], in_flight, seconds)
    finally:
        process.stop()


def _echo(wires: list[Wire], in_flight: int, seconds: float) -> float:
    frame = text_frame(b"x" * ECHO_BYTES)
    poll, by_descriptor = select.epoll(), {}
    for wire in wires:
        wire.ask()
        wire.opened()
        wire.socket.setblocking(False)
        poll.register(wire.fileno(), select.EPOLLIN)
        by_descriptor[wire.fileno()] = wire
        wire.send(frame * in_flight)
    count, begun = 0, time.perf_counter()
    while time.perf_counter() < begun + seconds:
        for descriptor, _ in poll.poll(0.05):
            wire = by_descriptor[descriptor]
            if back := sum(1 for _ in wire.receive()):
                count += back
                wire.send(frame * back)
    return count / (time.perf_counter() - begun)
