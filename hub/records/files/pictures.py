"""Pictures re-encoded by a limited process of their own: a decoder that is broken or broken into harms nobody else."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

SCRIPT = Path(__file__).with_name("reencode.py")
PATIENCE_S = 45
TOO_MANY_PIXELS = 3


class Head(msgspec.Struct):
    """What the process says before the bytes themselves: their media type and lengths."""

    mime: str
    body: int
    preview: int
    width: int
    height: int


class Picture(NamedTuple):
    """A picture without anything beside its pixels, and a small one to look at first."""

    mime: str
    body: bytes
    preview: bytes
    width: int
    height: int


class Unreadable(Exception):
    """It is no picture that can be taken. reason: damaged or pixels."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def reencode(data: bytes, mime: str, *, script: Path = SCRIPT, patience_s: float = PATIENCE_S) -> Picture:
    """Make a picture anew. Blocks for as long as that takes: for a thread of its own.

    mime: as sniffed; one of `sniffing.PICTURES`. Raises Unreadable, also when the process was ended for taking more
    than it may.
    """
    with _memory(data) as given, _memory() as made:
        run = [sys.executable, "-I", str(script), mime]
        try:
            done = subprocess.run(  # noqa: S603 - our own script, and a media type from our own table
                run, stdin=given, stdout=made, stderr=subprocess.DEVNULL, env={}, cwd="/", timeout=patience_s,
                start_new_session=True, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Unreadable("damaged") from None
        if done.returncode:
            raise Unreadable("pixels" if done.returncode == TOO_MANY_PIXELS else "damaged")
        made.seek(0)
        return _read(made)


def _read(made: BinaryIO) -> Picture:
    try:
        head = msgspec.json.decode(made.readline(1000), type=Head)
    except msgspec.DecodeError:
        raise Unreadable("damaged") from None
    body, preview = made.read(head.body), made.read(head.preview)
    if head.mime not in ("image/jpeg", "image/png") or (len(body), len(preview)) != (head.body, head.preview):
        raise Unreadable("damaged")
    return Picture(head.mime, body, preview, head.width, head.height)


@contextlib.contextmanager
def _memory(data: bytes = b"") -> Iterator[BinaryIO]:
    """A file that is in memory alone, so that no clear byte touches a disk."""
    with open(os.memfd_create("picture"), "w+b") as file:
        file.write(data)
        file.flush()
        file.seek(0)
        yield file
