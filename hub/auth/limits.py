"""How often somebody may try to sign in: a delay that doubles with every failure, never a lock.

Attempts are counted before they are checked, so a thousand at once are no way around. In the memory of one process; the
hashing pool of passwords.py limits everybody together, and second factors are counted in the database (mfa.py).
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

from hub.errors import Busy

FORGOTTEN_AFTER = timedelta(minutes=30)
MOST_KEPT = 50_000


class Tries(NamedTuple):
    """How many failures in a row, and when the last of them was."""

    failures: int
    last: datetime


class Throttle:
    """Counts failures by key. free: how many cost nothing. longest_s: what the doubling delay comes to at most."""

    def __init__(self, *, free: int, longest_s: int) -> None:
        self._free, self._longest_s = free, longest_s
        self._tries: OrderedDict[str, Tries] = OrderedDict()

    def wait_s(self, key: str, now: datetime) -> int:
        """Whole seconds until the next try; 0 for at once."""
        tries = self._tries.get(key)
        if tries is None or tries.failures < self._free or now - tries.last >= FORGOTTEN_AFTER:
            return 0
        delay_s = min(self._longest_s, 2 ** min(tries.failures - self._free, 16))
        left = tries.last + timedelta(seconds=delay_s) - now
        return max(0, -(-left // timedelta(seconds=1)))

    def count(self, key: str, now: datetime) -> None:
        """One more failure, until `forgive` says otherwise."""
        before = self._tries.pop(key, None)
        known = before.failures if before and now - before.last < FORGOTTEN_AFTER else 0
        self._tries[key] = Tries(known + 1, now)
        while len(self._tries) > MOST_KEPT:
            self._tries.popitem(last=False)

    def forgive(self, key: str, *, all_of_them: bool) -> None:
        """The last try was no failure after all; with `all_of_them`, nor do those before count any more."""
        tries = self._tries.pop(key, None)
        if tries is not None and tries.failures > 1 and not all_of_them:
            self._tries[key] = tries._replace(failures=tries.failures - 1)


class SignInLimits:
    """The throttles of one process: by account from one network, by account from everywhere, by network.

    Somebody who signs in from where they did before is not slowed by strangers who try their account elsewhere.
    """

    def __init__(self) -> None:
        self._pair = Throttle(free=5, longest_s=900)
        self._account = Throttle(free=20, longest_s=60)
        self._network = Throttle(free=30, longest_s=900)
        self._at_home: OrderedDict[str, None] = OrderedDict()

    def demand(self, account: str, address: str, now: datetime) -> None:
        """Count one attempt. Raises Busy with the seconds to wait, counting nothing, when it comes too soon."""
        keys = self._keys(account, address)
        wait_s = max(throttle.wait_s(key, now) for throttle, key in keys)
        if wait_s:
            raise Busy(f"Too many attempts. Try again in {_spoken(wait_s)}.", retry_after_s=wait_s)
        for throttle, key in keys:
            throttle.count(key, now)

    def forgive(self, account: str, address: str) -> None:
        """The attempt was right: the account starts afresh here, and the network loses this one count."""
        for throttle, key in self._keys(account, address):
            throttle.forgive(key, all_of_them=throttle is not self._network)
        self._at_home[f"{account} {network_of(address)}"] = None
        while len(self._at_home) > MOST_KEPT:
            self._at_home.popitem(last=False)

    def _keys(self, account: str, address: str) -> list[tuple[Throttle, str]]:
        network = network_of(address)
        pair = f"{account} {network}"
        keys = [(self._pair, pair), (self._network, network)]
        return keys if pair in self._at_home else [*keys, (self._account, account)]


def network_of(address: str) -> str:
    """What one attacker holds of the address space: an IPv4 address, or an IPv6 /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped) if parsed.ipv4_mapped else parsed.exploded[:19]
    return address


def _spoken(seconds: int) -> str:
    if seconds < 90:
        return "a second" if seconds == 1 else f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"
