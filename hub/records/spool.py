"""The audit spool: room set aside on the disk, so that reads stay audited while nothing else can be written.

When the disk has room again its lines go into the chain; when the spool itself is used up, records are refused.
"""

import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from hub.records.audit import Entry

SPOOL_BYTES = 1 << 20
_LENGTH = struct.Struct(">I")


class Line(NamedTuple):
    """An audit line that could not be written to its chain."""

    practice: str
    entry: Entry


class Spool:
    """A preallocated file of lines, each after its length; a length of zero ends it. Used by the writer's thread."""

    def __init__(self, path: Path, size: int = SPOOL_BYTES) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if os.fstat(self._file).st_size < size:
            os.posix_fallocate(self._file, 0, size)
        self._size = size
        self.lines = self._read()
        self._end = sum(_LENGTH.size + len(_encode(line)) for line in self.lines)

    def keep(self, practice: str, entries: Sequence[Entry]) -> bool:
        """Write lines where room was set aside, synced. False when there is no room left."""
        lines = [Line(practice, entry) for entry in entries]
        data = b"".join(_LENGTH.pack(len(text)) + text for text in map(_encode, lines))
        if self._end + len(data) + _LENGTH.size > self._size:
            return False
        os.pwrite(self._file, data + _LENGTH.pack(0), self._end)
        os.fdatasync(self._file)
        self._end += len(data)
        self.lines.extend(lines)
        return True

    def waiting(self, practice: str) -> list[Entry]:
        return [line.entry for line in self.lines if line.practice == practice]

    def clear(self, practice: str) -> None:
        """Forget a practice's lines: its chain has them now. A disk that refuses keeps them for a second time."""
        self.lines = [line for line in self.lines if line.practice != practice]
        data = b"".join(_LENGTH.pack(len(text)) + text for text in map(_encode, self.lines))
        os.pwrite(self._file, data + _LENGTH.pack(0), 0)
        os.fdatasync(self._file)
        self._end = len(data)

    def close(self) -> None:
        os.close(self._file)

    def _read(self) -> list[Line]:
        data, at, lines = os.pread(self._file, self._size, 0), 0, []
        while at + _LENGTH.size <= len(data):
            (length,) = _LENGTH.unpack_from(data, at)
            at += _LENGTH.size
            try:
                lines.append(msgspec.json.decode(data[at : at + length], type=Line))
            except msgspec.DecodeError:  # the end, or a line torn by a power cut that nobody was answered for
                break
            at += length
        return lines


def _encode(line: Line) -> bytes:
    return msgspec.json.encode(line)
