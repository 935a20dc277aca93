"""A toy server in a process of its own, and clients on raw sockets that may do what no library would."""

import base64
import json
import os
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MIB = 1024 * 1024
SMALL = {"header_s": 0.5, "body_s": 1.5, "stall_s": 1, "close_s": 2, "finish_s": 2, "drain_s": 2}


class Process:
    """A toy app in a process of its own."""

    def __init__(self, server: str, **limits: Any) -> None:
        command = [sys.executable, "-m", "tests.live.toy", server, json.dumps(SMALL | limits)]
        # The pipes are closed in stop().
        self.popen = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.said: list[str] = []
        self.port = int(self.wait_for("ready").split()[1])
        self.host = f"localhost:{self.port}"

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        if self.popen.returncode is None:
            self.stop()

    def wait_for(self, word: str) -> str:
        assert self.popen.stdout is not None
        for line in self.popen.stdout:
            self.said.append(line.strip())
            if line.startswith(word):
                return line
        assert self.popen.stderr is not None
        raise AssertionError(f"no {word}: {self.popen.communicate()[1]}")

    def memory(self) -> int:
        """Resident bytes."""
        text = Path(f"/proc/{self.popen.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) * 1024  # type: ignore[index]

    def stop(self, sign: int | None = signal.SIGTERM) -> str:
        """End it in order; gives what it said on stderr."""
        if sign is not None:
            self.popen.send_signal(sign)
        out, err = self.popen.communicate(timeout=20)
        self.said += out.split()
        return err

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def ask(self, request: str, body: bytes = b"", **headers: str) -> "Answer":
        with self.connect() as sock:
            sock.sendall(head(request, {"Host": self.host, "Connection": "close"} | named(headers)) + body)
            return read_answer(sock)

    @contextmanager
    def open(self, path: str = "/echo", **headers: str) -> Iterator[socket.socket]:
        with self.connect() as sock:
            sock.sendall(upgrade(path, self.host, **headers))
            answer = read_head(sock)
            if b" 101 " not in answer:
                raise Refused(answer.split(b"\r\n")[0].decode())
            yield sock


class Refused(Exception):
    """The handshake was answered with something else than 101."""


class Answer:
    """An HTTP answer, read to the end of the connection."""

    def __init__(self, raw: bytes) -> None:
        top, _, self.body = raw.partition(b"\r\n\r\n")
        lines = top.decode().split("\r\n")
        self.status = int(lines[0].split()[1]) if raw else 0
        self.headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines[1:])}

    @property
    def json(self) -> Any:
        return json.loads(self.body[self.body.index(b"{") : self.body.rindex(b"}") + 1])


def named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def head(request: str, headers: dict[str, str]) -> bytes:
    lines = [f"{request} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def upgrade(path: str, host: str, **headers: str) -> bytes:
    """The opening handshake of a WebSocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    asked = {"Host": host, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": key}
    return head(f"GET {path}", asked | {"Sec-WebSocket-Version": "13"} | named(headers))


def read_head(sock: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\r\n\r\n") and (byte := sock.recv(1)):
        answer += byte
    return answer


def read_answer(sock: socket.socket) -> Answer:
    raw = b""
    try:
        while chunk := sock.recv(65536):
            raw += chunk
    except ConnectionResetError:
        pass
    return Answer(raw)


def frame(payload: bytes, first: int = 0x81) -> bytes:
    size, mask = len(payload), os.urandom(4)
    if size < 126:
        top = bytes([first, 0x80 | size])
    elif size < 65536:
        top = bytes([first, 0xFE]) + struct.pack("!H", size)
    else:
        top = bytes([first, 0xFF]) + struct.pack("!Q", size)
    return top + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


def take(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        chunk = sock.recv(size - len(data))
        if not chunk:
            raise EOFError(data)
        data += chunk
    return data


def read_frame(sock: socket.socket) -> tuple[int, bytes]:
    first, size = take(sock, 2)
    if size == 126:
        size = struct.unpack("!H", take(sock, 2))[0]
    elif size == 127:
        size = struct.unpack("!Q", take(sock, 8))[0]
    return first & 15, take(sock, size)


def close_code(sock: socket.socket) -> int:
    """The code of the close frame that ends the stream, which is answered; what comes before it is read over."""
    while True:
        kind, payload = read_frame(sock)
        if kind == 8:
            with suppress(ConnectionError):
                sock.sendall(frame(payload[:2], first=0x88))
            return int(struct.unpack("!H", payload[:2])[0])


def pour(sock: socket.socket, data: bytes, most: int) -> int:
    """Send data again and again until nobody takes it for a second; gives how many bytes were taken."""
    sock.setblocking(False)
    sent = 0
    while sent < most:
        if not select.select([], [sock], [], 1)[1]:
            break
        try:
            sent += sock.send(data[sent % len(data) :])
        except ConnectionError:
            break
    return sent


def is_cut(sock: socket.socket, within_s: float) -> bool:
    """Whether the server ends the connection in time."""
    sock.settimeout(within_s)
    try:
        while sock.recv(65536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


def settles(measure: Callable[[], bool], within_s: float) -> bool:
    """Whether something becomes true in time."""
    end = time.monotonic() + within_s
    while not measure():
        if time.monotonic() > end:
            return False
        select.select([], [], [], 0.02)
    return True
