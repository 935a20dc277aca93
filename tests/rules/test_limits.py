"""How the delay between attempts grows, and whom it never touches."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.auth.limits import SignInLimits, Throttle, network_of
from hub.errors import Busy

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_the_delay_doubles_and_has_an_end() -> None:
    throttle = Throttle(free=3, longest_s=60)
    waits = []
    for _ in range(12):
        waits.append(throttle.wait_s("ana", NOON))
        throttle.count("ana", NOON)
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_failures_are_forgotten_after_a_quiet_half_hour() -> None:
    throttle = Throttle(free=1, longest_s=900)
    for _ in range(20):
        throttle.count("ana", NOON)
    assert throttle.wait_s("ana", NOON + timedelta(minutes=14)) > 0
    assert throttle.wait_s("ana", NOON + timedelta(minutes=31)) == 0


def test_a_stranger_is_slowed_down_after_five_failures() -> None:
    limits = SignInLimits()
    for _ in range(5):
        limits.demand("ana", "203.0.113.9", NOON)
    with pytest.raises(Busy) as refusal:
        limits.demand("ana", "203.0.113.9", NOON)
    assert refusal.value.retry_after_s == 1


def test_an_owner_who_was_here_before_is_not_slowed_by_strangers() -> None:
    limits = SignInLimits()
    limits.demand("ana", "198.51.100.7", NOON)
    limits.forgive("ana", "198.51.100.7")
    for number in range(100):
        try_from(limits, f"203.0.113.{number}")
    with pytest.raises(Busy):
        limits.demand("ana", "192.0.2.1", NOON)
    limits.demand("ana", "198.51.100.7", NOON)


def test_one_network_cannot_try_every_account() -> None:
    limits = SignInLimits()
    for number in range(30):
        limits.demand(f"account {number}", "203.0.113.9", NOON)
    with pytest.raises(Busy):
        limits.demand("yet another", "203.0.113.9", NOON)


def try_from(limits: SignInLimits, address: str) -> None:
    try:
        limits.demand("ana", address, NOON)
    except Busy:
        return


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2:ffff::1", "2001:0db8:0001:0002"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("testclient", "testclient"),
    ],
)
def test_a_network_is_what_one_attacker_holds(address: str, network: str) -> None:
    assert network_of(address) == network
