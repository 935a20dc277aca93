"""When a practice answers: the promise a patient is shown before writing. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def answer_by(now: datetime, *, time_zone: str, opens: str, closes: str) -> datetime:
    """The instant by which a message sent now is answered: closing time of the next working day.

    A message sent before the practice opens counts for that day. opens, closes: HH:MM on the practice's own clock.
    """
    zone = ZoneInfo(time_zone)
    local = now.astimezone(zone)
    day = local.date()
    if local.weekday() >= SATURDAY or local.time() >= time.fromisoformat(opens):
        day += timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, time.fromisoformat(closes), zone).astimezone(UTC)
