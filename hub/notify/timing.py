"""When a delivery is tried, and tried again. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=1)
JITTER = 0.25


def out_of_quiet(at: datetime, *, time_zone: str, quiet: str) -> datetime:
    """The first instant from `at` on that is not in the quiet hours. quiet: HH:MM-HH:MM on the practice's clock."""
    if not quiet:
        return at
    begins, ends = (time.fromisoformat(part) for part in quiet.split("-"))
    zone = ZoneInfo(time_zone)
    local = at.astimezone(zone)
    now = local.time()
    is_quiet = begins <= now < ends if begins <= ends else now >= begins or now < ends
    if not is_quiet:
        return at
    day = local.date() + timedelta(days=1 if now >= ends else 0)
    return datetime.combine(day, ends, zone).astimezone(UTC)


def wait_before(attempt: int, dice: float) -> timedelta:
    """How long to wait after so many failed attempts: doubling, to an hour. dice: 0 to 1, spreads them by a quarter."""
    doublings = min(attempt - 1, 10)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings)) * (1 - JITTER + 2 * JITTER * dice)
