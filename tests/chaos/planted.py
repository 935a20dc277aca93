"""Histories with one fault each, which the judge must find. Run before every judgement of a real history."""

from collections.abc import Callable, Sequence

from tests.chaos.history import Acked, Broken, Entry, Heard, Sent, Stored, judge

THREAD, ANA, LIN, YAN = "thread", "ana", "lin", "yan"
ENTITLED = {THREAD: frozenset((ANA, LIN))}
Chart = dict[str, Sequence[Stored]]


def sound() -> tuple[list[Entry], Chart]:
    """Ana writes three messages, and all is well."""
    history: list[Entry] = []
    for number in (1, 2, 3):
        text, message = f"ana thread {number}", f"m{number}"
        history += [Sent(ANA, THREAD, number, text), Acked(ANA, text, message)]
        history += [Heard(reader, THREAD, message, text) for reader in (ANA, LIN)]
    return history, {THREAD: [Stored(f"m{number}", f"ana thread {number}") for number in (1, 2, 3)]}


def _without(history: list[Entry], gone: Callable[[Entry], bool]) -> list[Entry]:
    return [entry for entry in history if not gone(entry)]


def planted() -> dict[str, tuple[str, list[Entry], Chart]]:
    """Name of the fault → the kind it must be found as, and a history that has it."""
    history, chart = sound()
    messages = list(chart[THREAD])
    lin_second = Heard(LIN, THREAD, "m2", "ana thread 2")
    return {
        "acknowledged, not kept": ("lost", history, {THREAD: messages[:2]}),
        "kept under another id": ("lost", history, {THREAD: [*messages[:2], Stored("m9", "ana thread 3")]}),
        "never heard": ("lost", _without(history, lambda entry: entry == lin_second), chart),
        "heard before it was kept": ("lost", [*history, Heard(LIN, THREAD, "m4", "ana thread 4")], chart),
        "a repeat became two": ("doubled", history, {THREAD: [*messages, Stored("m4", "ana thread 3")]}),
        "heard twice": ("doubled", [*history, lin_second], chart),
        "kept in another order": ("reordered", history, {THREAD: [messages[1], messages[0], messages[2]]}),
        "heard in another order": (
            "reordered",
            [*_without(history, lambda entry: entry == lin_second), lin_second],
            chart,
        ),
        "heard by a stranger": ("unauthorised", [*history, Heard(YAN, THREAD, "m1", "ana thread 1")], chart),
        "kept where nobody sent it": ("broken", history, {THREAD: [*messages, Stored("m7", "nobody's")]}),
        "a gap between cursors": ("broken", [*history, Broken(LIN, "a gap between cursors")], chart),
    }


def prove_the_judge() -> int:
    """Raises AssertionError unless the judge clears the sound history and finds every planted fault; how many."""
    assert judge(*sound(), ENTITLED).is_clean
    faults = planted()
    for name, (kind, history, chart) in faults.items():
        assert getattr(judge(history, chart, ENTITLED), kind), f"the judge missed: {name}"
    return len(faults)
