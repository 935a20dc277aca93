"""What an import tells the person at the terminal: a bar while it runs, a line for whatever cannot be taken."""

import sys
from dataclasses import dataclass, field
from typing import TextIO

WIDTH = 28


@dataclass(slots=True)
class Report:
    """What became of an import. failed: files that could not be read at all."""

    files: int = 0
    repeated: int = 0
    failed: int = 0
    taken: int = 0
    unchanged: int = 0
    refused: int = 0
    patients: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        parts = [
            f"{self.taken:,} resources taken for {len(self.patients):,} patients from {self.files:,} files",
            self.unchanged and f"{self.unchanged:,} resources as they were",
            self.repeated and f"{self.repeated:,} files imported before",
            self.refused and f"{self.refused:,} resources not taken",
            self.failed and f"{self.failed:,} files not read",
        ]
        return "; ".join(part for part in parts if part) + "."


class Progress:
    """Draws on one line of a terminal; where there is none, only lines worth keeping are written."""

    def __init__(self, *, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._is_terminal = self._stream.isatty()
        self._drawn = ""

    def bar(self, number: int, files: int, done: int, entries: int) -> None:
        """File `number` of all the files has come as far as `done` of its entries."""
        if not self._is_terminal:
            return
        share = done / entries if entries else 1.0
        filled = round(WIDTH * (number - 1 + share) / files)
        bar = "█" * filled + "·" * (WIDTH - filled)
        drawn = f"{bar} file {number} of {files}, resource {done:,} of {entries:,}"
        self._stream.write("\r" + drawn.ljust(len(self._drawn)))
        self._stream.flush()
        self._drawn = drawn

    def line(self, text: str) -> None:
        """Something to keep: which file, which resource, why."""
        self.clear()
        self._stream.write(text + "\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._stream.write("\r" + " " * len(self._drawn) + "\r")
            self._drawn = ""
