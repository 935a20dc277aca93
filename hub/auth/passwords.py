"""Passwords: which are allowed, and argon2id in a small pool of its own so that guessing cannot take the process.

RFC 9106 (argon2id, 64 MiB, three passes); NIST SP 800-63B for the rules: length and a list of bad ones, no composition.
"""

import asyncio
import hashlib
import hmac
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.db import Row, table
from hub.errors import Busy, Invalid
from hub.records.seal import Keys

SHORTEST, LONGEST = 12, 128
THREADS = 2  # at 64 MiB each; about 5 sign-ins a second and core
MOST_WAITING = 32
COMMON = Path(__file__).parents[2] / "config" / "common-passwords.txt"

T = TypeVar("T")
NOBODYS = f"$argon2id$v=19$m=65536,t=3,p=1${'A' * 22}${'A' * 43}"  # as dear to check as anybody's; fits no password

Password = Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]

_LETTERS_FOR = str.maketrans("@430$517!", "aaeossiti")


@table("credential", key=("person",))
class Credential(Row, frozen=True, kw_only=True):
    """A person's password as argon2id keeps it, over a digest keyed by the root key: a stolen table is not enough."""

    person: str
    rev: int = 1
    hash: str
    changed_at: datetime


class Passwords:
    """Hashes and checks passwords. Owns a few threads; beyond `MOST_WAITING` it refuses rather than queue."""

    def __init__(self, keys: Keys) -> None:
        self._pepper = keys.derive("password")
        self._argon = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Raises Busy when too many wait."""
        return await self._run(self._hash, password)

    async def matches(self, kept: str | None, password: str) -> bool:
        """Whether a password is the one kept. Takes the same time for somebody who has none."""
        return await self._run(self._matches, kept, password)

    def is_outdated(self, kept: str) -> bool:
        """Whether a kept password was hashed with other costs than today's."""
        return self._argon.check_needs_rehash(kept)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    async def _run(self, work: Callable[..., T], *arguments: object) -> T:
        if self._waiting >= MOST_WAITING:
            raise Busy("Many people are signing in at this moment. Try again shortly.", retry_after_s=2)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self._waiting -= 1

    def _hash(self, password: str) -> str:
        return self._argon.hash(self._peppered(password))

    def _matches(self, kept: str | None, password: str) -> bool:
        try:
            return self._argon.verify(kept or NOBODYS, self._peppered(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    def _peppered(self, password: str) -> bytes:
        return hmac.digest(self._pepper, unicodedata.normalize("NFKC", password).encode(), hashlib.sha256)


def demand_strong(password: str, *, known: Iterable[str] = ()) -> None:
    """Raises Invalid for a password that is too short, too long or among the first to be guessed.

    known: what an attacker knows of this account: its e-mail address, the names of the person and the practice.
    """
    length = len(unicodedata.normalize("NFKC", password))
    if length < SHORTEST:
        raise _refusal(f"Use at least {SHORTEST} characters. Three or four unrelated words work well.")
    if length > LONGEST:
        raise _refusal(f"Use at most {LONGEST} characters.")
    if is_common(password):
        raise _refusal("This password is easy to guess. Three or four unrelated words work well.")
    if any(_rests_on(password, word) for word in known):
        raise _refusal("This password holds your name, your e-mail address or the practice's name.")


def is_common(password: str) -> bool:
    """Whether a password is one or two well-known words, or a pattern, dressed up with digits and signs."""
    folded = _fold(password)
    if _repeats(folded) or _counts(folded):
        return True
    if sum(sign.isdigit() for sign in folded) > len(folded) - 4:
        return True
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    readings = (folded, folded.translate(_LETTERS_FOR), core.translate(_LETTERS_FOR))
    return any(_is_spelt_by(common_words(), _letters(reading)) for reading in readings)


@cache
def common_words() -> frozenset[str]:
    """The words of config/common-passwords.txt."""
    lines = COMMON.read_text().splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _refusal(sentence: str) -> Invalid:
    return Invalid(sentence, field="password")


def _fold(text: str) -> str:
    """Lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())


def _is_spelt_by(words: frozenset[str], stem: str) -> bool:
    """One word, or two side by side."""
    if stem in words or (stem and _repeats(stem)):
        return True
    return any(stem[:at] in words and stem[at:] in words for at in range(3, len(stem) - 2))


def _repeats(text: str) -> bool:
    """`abcabcabc`: nothing but one short part again and again."""
    return any(
        len(text) >= 2 * size and text == (text[:size] * len(text))[: len(text)]
        for size in range(1, len(text) // 2 + 1)
    )


def _counts(text: str) -> bool:
    """`123456789012`: every step from one sign to the next is the same, or wraps around."""
    steps = {(ord(after) - ord(before)) % 10 if text.isdigit() else ord(after) - ord(before)
             for before, after in itertools.pairwise(text)}  # fmt: skip
    return len(steps) == 1


def _rests_on(password: str, word: str) -> bool:
    """Whether little is left of a password without a word that everybody knows."""
    folded = _fold(password)
    parts = {_fold(part) for part in (word, word.split("@")[0], word.replace(" ", ""), *word.split())}
    return any(part in folded and len(_letters(folded.replace(part, ""))) < 4 for part in parts if len(part) >= 4)
