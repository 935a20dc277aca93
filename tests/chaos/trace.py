"""Reads what strace saw of the server, and judges: no `done` leaves before its batch is on the disk. Pure.

A batch writes to the database's log (WAL) and syncs it. A command can only be in a batch whose first write came after
the command was received, so its `done` may not leave before the sync that closes the first such batch has returned.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LINE = re.compile(r"^(\d+)\s+[\d:.]+\s+(.*)$")
RESUMED = re.compile(r"^<\.\.\. (\w+) resumed>(.*)$", re.DOTALL)
UNFINISHED = " <unfinished ...>"
DO = re.compile(r'\\"type\\":\\"do\\",\\"id\\":\\"([0-9A-Z]{26})')
DONE = re.compile(r'\\"type\\":\\"done\\",\\"id\\":\\"([0-9A-Z]{26})')
RECEIVES, SENDS = ("recvfrom", "recvmsg", "read"), ("sendto", "sendmsg", "write", "writev")
SYNCS, WRITES = ("fdatasync", "fsync"), ("pwrite64", "pwritev")


@dataclass(frozen=True)
class Call:
    """One system call: what strace printed of it, and the lines where it began and returned."""

    name: str
    text: str
    began: int
    returned: int


def read_calls(lines: Iterable[str]) -> list[Call]:
    """The calls of a trace made with `strace -f -tt -o`, by the line where they returned."""
    calls: list[Call] = []
    under_way: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(lines):
        found = LINE.match(line.rstrip("\n"))
        if found is None:
            continue
        thread, text = found.groups()
        resumed = RESUMED.match(text)
        if text.endswith(UNFINISHED):
            under_way[thread] = (number, text.removesuffix(UNFINISHED))
        elif resumed and thread in under_way:
            began, begin = under_way.pop(thread)
            calls.append(Call(resumed[1], begin + resumed[2], began, number))
        elif "(" in text:
            calls.append(Call(text.partition("(")[0], text, number, number))
    # A call that never returned may still have had its effect.
    calls += [Call(text.partition("(")[0], text, began, 1 << 60) for began, text in under_way.values()]
    return calls


@dataclass(frozen=True)
class Batch:
    """Writes to the log and the sync that made them last: the lines of the first write and of the sync's return."""

    began: int
    synced: int


def read_batches(calls: Iterable[Call]) -> list[Batch]:
    """The batches, in order. A sync that failed closes nothing."""
    batches: list[Batch] = []
    began: int | None = None
    for call in sorted(calls, key=lambda call: call.began):
        if "-wal>" not in call.text:
            continue
        if call.name in WRITES and began is None:
            began = call.began
        elif call.name in SYNCS and began is not None and call.text.rstrip().endswith("= 0"):
            batches.append(Batch(began, call.returned))
            began = None
    return batches


def judge(lines: Iterable[str]) -> tuple[int, list[str]]:
    """How many answers were seen, and a sentence for each that left too early."""
    calls = read_calls(lines)
    batches = read_batches(calls)
    received: dict[str, int] = {}
    for call in calls:
        if call.name in RECEIVES:
            for command in DO.findall(call.text):
                received.setdefault(command, call.returned)
    answers, early = 0, []
    for call in calls:
        for command in DONE.findall(call.text) if call.name in SENDS else ():
            answers += 1
            at = received.get(command)
            synced = next((batch.synced for batch in batches if at is not None and batch.began > at), None)
            if synced is None or synced > call.began:
                early.append(f"done {command} left at line {call.began}, before its batch was synced at {synced}")
    return answers, early
