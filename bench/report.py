"""The figures side by side: what was reached, what must be, what is aimed at."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """What a figure must reach, and what it should. at_least: more is better."""

    must: float
    aim: float
    at_least: bool = True

    def is_met(self, value: float) -> bool:
        return value >= self.must if self.at_least else value <= self.must


@dataclass(frozen=True)
class Line:
    """One figure: every run of it, of which the median counts. beside: what it is compared with."""

    what: str
    runs: Sequence[float]
    unit: str
    goal: Goal | None = None
    beside: str = ""

    @property
    def value(self) -> float:
        return statistics.median(self.runs)

    @property
    def is_met(self) -> bool:
        return self.goal is None or self.goal.is_met(self.value)

    def __str__(self) -> str:
        text = f"{self.what:<44} {_number(self.value):>9} {self.unit:<4}"
        if len(self.runs) > 1:
            text += f" ({' '.join(_number(run) for run in sorted(self.runs))})"
        if self.goal is not None:
            sign = "≥" if self.goal.at_least else "≤"
            word = "met" if self.is_met else "MISSED"
            text += f"  {sign} {_number(self.goal.must)}, aim {_number(self.goal.aim)}: {word}"
        return text + (f"  [{self.beside}]" if self.beside else "")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
