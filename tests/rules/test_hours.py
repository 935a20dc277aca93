"""When a practice answers: the promise a patient is shown before writing."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hub.records.hours import answer_by

NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("sent", "by", "why"),
    [
        ("2026-11-18 07:59", "2026-11-18 17:00", "before it opens counts for that day"),
        ("2026-11-18 08:00", "2026-11-19 17:00", "once it is open the next day is safe to promise"),
        ("2026-11-18 23:59", "2026-11-19 17:00", "at night the next day"),
        ("2026-11-20 12:00", "2026-11-23 17:00", "on a Friday the Monday"),
        ("2026-11-20 07:00", "2026-11-20 17:00", "early on a Friday the same day"),
        ("2026-11-21 07:00", "2026-11-23 17:00", "on a Saturday the Monday, however early"),
        ("2026-11-22 23:00", "2026-11-23 17:00", "on a Sunday the Monday"),
        ("2026-03-06 12:00", "2026-03-09 17:00", "over the change to summer time, by the clock on the wall"),
        ("2026-10-30 12:00", "2026-11-02 17:00", "and back"),
        ("2026-12-31 12:00", "2027-01-01 17:00", "into another year"),
    ],
)
def test_the_answer_comes_by_closing_time_of_the_next_working_day(sent: str, by: str, why: str) -> None:
    zone = ZoneInfo(NEW_YORK)
    now = datetime.fromisoformat(sent).replace(tzinfo=zone)
    promised = answer_by(now, time_zone=NEW_YORK, opens="08:00", closes="17:00")
    assert promised == datetime.fromisoformat(by).replace(tzinfo=zone), why
    assert promised.utcoffset() is not None


def test_the_day_is_the_practices_own() -> None:
    """Midnight in London is the evening before in Honolulu."""
    now = datetime(2026, 11, 19, 0, 30, tzinfo=ZoneInfo("Europe/London"))
    honolulu = answer_by(now, time_zone="Pacific/Honolulu", opens="08:00", closes="17:00")
    assert honolulu == datetime(2026, 11, 19, 17, tzinfo=ZoneInfo("Pacific/Honolulu"))
