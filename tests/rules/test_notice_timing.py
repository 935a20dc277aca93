"""When a delivery is tried: out of quiet hours, and again after a while."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.notify.timing import GIVEN_UP_AFTER, LONGEST_WAIT, out_of_quiet, wait_before

# given on New York's clock (UTC-5 in January), quiet hours, expected, why
QUIET = [
    ("2026-01-14 22:30", "21:00-07:00", "2026-01-15 07:00", "the evening waits for the morning"),
    ("2026-01-15 03:00", "21:00-07:00", "2026-01-15 07:00", "so does the night"),
    ("2026-01-15 07:00", "21:00-07:00", "2026-01-15 07:00", "they end when they end"),
    ("2026-01-15 12:00", "21:00-07:00", "2026-01-15 12:00", "noon is loud"),
    ("2026-01-15 12:30", "12:00-14:00", "2026-01-15 14:00", "a siesta"),
    ("2026-01-15 14:30", "12:00-14:00", "2026-01-15 14:30", "and after it"),
    ("2026-01-15 03:00", "", "2026-01-15 03:00", "none are set"),
]


@pytest.mark.parametrize(("given", "quiet", "expected", "why"), QUIET)
def test_quiet_hours_are_on_the_practices_clock(given: str, quiet: str, expected: str, why: str) -> None:
    at, then = (datetime.fromisoformat(text + "-05:00").astimezone(UTC) for text in (given, expected))
    assert out_of_quiet(at, time_zone="America/New_York", quiet=quiet) == then, why


def test_the_wait_doubles_to_an_hour_and_is_spread() -> None:
    middle = [wait_before(attempt, 0.5) for attempt in range(1, 12)]
    assert middle[:4] == [timedelta(seconds=30 * 2**n) for n in range(4)]
    assert middle[-1] == LONGEST_WAIT
    assert wait_before(1, 0.0) < wait_before(1, 1.0)
    assert sum(middle, timedelta()) < GIVEN_UP_AFTER
