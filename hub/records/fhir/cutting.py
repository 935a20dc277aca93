"""Cuts a FHIR bundle of any size into its entries while it is read, in bounded memory.

Entries are handed on as the bytes they were written in; what they mean is for `bundle` to say. What stands
around them, the envelope, is kept with a 0 in place of each entry, so that it can be checked as JSON at the end.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

CHUNK_BYTES = 256 * 1024
MAX_ENTRY_BYTES = 16 * 1024 * 1024
MAX_ENVELOPE_BYTES = 8 * 1024 * 1024

# One match runs over any number of whole strings to the next bracket. Possessive, so that an unfinished
# string at the end of the buffer fails at once instead of being tried again from inside.
_TO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+([{}\[\]])', re.DOTALL)
_TO_STRING = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+"', re.DOTALL)
_IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_ENTRY_KEY = re.compile(rb'"entry"\s*:\s*$')


class BadBundle(ValueError):
    """The file as a whole cannot be taken; one sentence says why."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One entry. text is None when it is larger than MAX_ENTRY_BYTES."""

    index: int
    text: bytes | None


class Cutter:
    """Reads a binary stream once: iterate over `cuts`, then ask for `envelope` and `sha256`."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._digest = hashlib.sha256()
        self._envelope = bytearray()
        self._buffer = b""
        self._at = 0  # scanned so far
        self._kept = 0  # first byte that is neither handed on nor in the envelope
        self._start: int | None = None  # where the entry being read began
        self._oversize = False
        self.count = 0
        self.size_bytes = 0

    @property
    def envelope(self) -> bytes:
        """The bundle without its entries; complete when `cuts` has ended."""
        return bytes(self._envelope)

    @property
    def sha256(self) -> str:
        """Of everything read so far."""
        return self._digest.hexdigest()

    def cuts(self) -> Iterator[Cut]:
        """The members of the top-level array `entry`, in order.

        Raises BadBundle when the brackets do not close, or when there is far too much around the entries.
        """
        depth = 0
        in_entries = False
        while self._fill():
            while found := _TO_BRACKET.match(self._buffer, self._at):
                self._at = found.end()
                bracket = found[1]
                if bracket in b"{[":
                    if depth == 2 and in_entries and bracket == b"{":
                        self._open(self._at - 1)
                    elif depth == 1 and bracket == b"[":
                        in_entries = bool(_ENTRY_KEY.search(self._buffer, self._kept, self._at - 1))
                    depth += 1
                    continue
                depth -= 1
                if depth == 2 and self._start is not None:
                    yield self._close()
                elif depth == 1:
                    in_entries = False
                elif depth < 0:
                    raise BadBundle(f"not JSON: a bracket closes at byte {self._position} that never opened")
        if depth:
            raise BadBundle(f"cut short: the JSON does not close before the end at byte {self.size_bytes}")
        self._envelope += self._buffer[self._kept :]

    @property
    def _position(self) -> int:
        return self.size_bytes - len(self._buffer) + self._at

    def _open(self, start: int) -> None:
        self._envelope += self._buffer[self._kept : start].strip() + b"0"
        self._start = start

    def _close(self) -> Cut:
        too_large = self._oversize or self._at - (self._start or 0) > MAX_ENTRY_BYTES
        cut = Cut(self.count, None if too_large else self._buffer[self._start : self._at])
        self.count += 1
        self._start, self._oversize, self._kept = None, False, self._at
        return cut

    def _fill(self) -> bool:
        """Read on, keeping only what is still needed. False at the end of the stream."""
        self._drop(self._at if self._oversize else self._kept if self._start is None else self._start)
        if self._start is None and len(self._buffer) + len(self._envelope) > MAX_ENVELOPE_BYTES:
            raise BadBundle("not a bundle of resources: there is too much text around its entries")
        if self._start is not None and len(self._buffer) > MAX_ENTRY_BYTES:
            self._oversize = True
            self._drop(self._at)
            self._skip_string()
        return self._read()

    def _drop(self, before: int) -> None:
        self._buffer = self._buffer[before:]
        self._at = max(0, self._at - before)
        self._kept = max(0, self._kept - before)
        if self._start is not None:
            self._start = max(0, self._start - before)

    def _skip_string(self) -> None:
        """Read past a string that fills the buffer of an entry already too large to be taken."""
        opened = _TO_STRING.match(self._buffer)
        if opened is None:
            return
        self._buffer = self._buffer[opened.end() :]
        while True:
            inside = _IN_STRING.match(self._buffer)
            self._buffer = self._buffer[inside.end() if inside else 0 :]
            if self._buffer.startswith(b'"'):
                self._buffer = self._buffer[1:]
                return
            if not self._read():
                return

    def _read(self) -> bool:
        chunk = self._source.read(CHUNK_BYTES)
        if not chunk:
            return False
        if self.size_bytes == 0:
            chunk = _without_mark(chunk)
        self._digest.update(chunk)
        self.size_bytes += len(chunk)
        self._buffer += chunk
        return True


def _without_mark(first: bytes) -> bytes:
    """The first chunk without a UTF-8 byte order mark. Raises BadBundle for encodings that cannot be meant."""
    if first.startswith(codecs.BOM_UTF8):
        return first[len(codecs.BOM_UTF8) :]
    if first.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        raise BadBundle("a compressed file: unpack it first")
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in first[:64]:
        raise BadBundle("not UTF-8 text")
    return first
