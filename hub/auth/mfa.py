"""The second factor: six digits from an authenticator app (RFC 6238), or a recovery code.

Attempts are counted in the row that the check locks, in the same transaction: ten in a quarter of an hour, however many
processes ask at once. A code works once.
"""

import hashlib
import hmac
import io
import secrets
from datetime import datetime, timedelta
from typing import Any, Literal

import pyotp
import segno
import sqlalchemy as sa

from hub.bulk import insert_rows
from hub.db import Row, rows, table
from hub.errors import Conflict, Invalid
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx

STEP_S = 30
DRIFT = (0, -1, 1)  # steps that a phone's clock may be off
MOST_TRIES = 10
TRIES_WINDOW = timedelta(minutes=15)
RECOVERY_CODES = 10
CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that look like another
CODE_LENGTH = 24  # 118 bits

Checked = Literal["right", "wrong", "too_many"]


@table("factor", key=("person",))
class Factor(Row, frozen=True, kw_only=True):
    """A person's authenticator. seed, pending: sealed; `pending` becomes `seed` once a code from it was shown.

    last_step: the latest time step whose code was used. tries: attempts since tries_from.
    """

    person: str
    rev: int = 1
    seed: bytes | None = None
    pending: bytes | None = None
    last_step: int = 0
    tries: int = 0
    tries_from: datetime
    made_at: datetime


@table("recovery_code", key=("person", "hash"))
class RecoveryCode(Row, frozen=True, kw_only=True):
    """A way in without the phone. SHA-256 is enough for 118 random bits."""

    person: str
    hash: str
    used_at: datetime | None = None


def is_set_up(factor: Factor | None) -> bool:
    return factor is not None and factor.seed is not None


def begin_factor(tx: Tx, person: str) -> str:
    """Make a new seed, which counts for nothing until `confirm_factor`. Returns it in base32."""
    seed = pyotp.random_base32()
    sealed = tx.seal_for_person(person, f"factor.seed:{person}", seed)
    factor = tx.find(Factor, person)
    if factor is None:
        tx.add(Factor(person=person, pending=sealed, tries_from=tx.now, made_at=tx.now))
    else:
        tx.change(factor, pending=sealed)
    return seed


def show_seed(seed: str, *, account: str, issuer: str) -> dict[str, Any]:
    """A seed for an authenticator app: to type, as a link, and as a picture to scan."""
    uri = pyotp.TOTP(seed).provisioning_uri(name=account, issuer_name=issuer)
    drawn = io.BytesIO()
    # With its namespace, since an <img> shows no picture without one.
    segno.make(uri, error="m").save(
        drawn, kind="svg", xmldecl=False, svgclass=None, nl=False, scale=4, border=3, dark="#000", light="#fff"
    )
    return {"secret": seed, "uri": uri, "qr_svg": drawn.getvalue().decode()}


def confirm_factor(tx: Tx, person: str, code: str) -> Checked:
    """Take the pending seed into use if the code comes from it."""
    factor = _count_try(tx, person)
    if factor is None or factor.pending is None:
        raise Conflict("Begin setting up the second factor again.")
    if factor.tries > MOST_TRIES:
        return "too_many"
    step = matching_step(_opened(tx, person, factor.pending), code, tx.now)
    if step is None:
        return "wrong"
    taken = sa.update(Factor.table).where(Factor.c.person == person)
    tx.execute(taken.values(seed=factor.pending, pending=None, last_step=step, tries=0, made_at=tx.now))
    return "right"


def check_code(tx: Tx, person: str, code: str) -> Checked:
    """Check a code of the app, or a recovery code, and use it up."""
    factor = _count_try(tx, person)
    if factor is None or factor.seed is None:
        return "wrong"
    if factor.tries > MOST_TRIES:
        return "too_many"
    if not (_use_step(tx, factor, code) or _use_recovery_code(tx, person, code)):
        return "wrong"
    tx.execute(sa.update(Factor.table).where(Factor.c.person == person).values(tries=0))
    return "right"


def matching_step(seed: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is, within the drift; compared in constant time."""
    digits = "".join(code.split())
    at, app = int(now.timestamp()) // STEP_S, pyotp.TOTP(seed)
    fits = [at + off for off in DRIFT if hmac.compare_digest(app.generate_otp(at + off).encode(), digits.encode())]
    return fits[0] if fits else None


def _use_step(tx: Tx, factor: Factor, code: str) -> bool:
    assert factor.seed is not None
    step = matching_step(_opened(tx, factor.person, factor.seed), code, tx.now)
    if step is None:
        return False
    unused = sa.update(Factor.table).where(Factor.c.person == factor.person, Factor.c.last_step < step)
    return tx.execute(unused.values(last_step=step)).rowcount == 1


def _use_recovery_code(tx: Tx, person: str, code: str) -> bool:
    unused = sa.update(RecoveryCode.table).where(
        RecoveryCode.c.person == person, RecoveryCode.c.hash == _hash_code(code), RecoveryCode.c.used_at.is_(None)
    )
    return tx.execute(unused.values(used_at=tx.now)).rowcount == 1


def _count_try(tx: Tx, person: str) -> Factor | None:
    """Count an attempt and lock the factor's row until the commit. Returns the row as it now is."""
    lapsed = Factor.c.tries_from <= tx.now - TRIES_WINDOW
    counted = sa.update(Factor.table).where(Factor.c.person == person)
    tx.execute(
        counted.values(
            tries=sa.case((lapsed, 1), else_=Factor.c.tries + 1),
            tries_from=sa.case((lapsed, sa.literal(tx.now, Factor.c.tries_from.type)), else_=Factor.c.tries_from),
            rev=Factor.c.rev + 1,
        )
    )
    found = rows(tx.connection, sa.select(Factor.table).where(Factor.c.person == person), Factor)
    return found[0] if found else None


def _opened(tx: Tx, person: str, sealed: bytes) -> str:
    tx.keys.load(tx.connection, EVERYWHERE, {person})
    return tx.keys.open(EVERYWHERE, person, f"factor.seed:{person}", sealed)


def make_recovery_codes(tx: Tx, person: str) -> list[str]:
    """Ten new codes in place of those there were. Returns them; they are stored hashed."""
    tx.execute(sa.delete(RecoveryCode.table).where(RecoveryCode.c.person == person))
    codes = ["".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)) for _ in range(RECOVERY_CODES)]
    insert_rows(tx.connection, [RecoveryCode(person=person, hash=_hash_code(code)) for code in codes])
    return ["-".join(code[at : at + 4] for at in range(0, CODE_LENGTH, 4)) for code in codes]


def remove_factor(tx: Tx, person: str) -> None:
    """Forget a person's authenticator and recovery codes."""
    tx.execute(sa.delete(RecoveryCode.table).where(RecoveryCode.c.person == person))
    tx.execute(sa.delete(Factor.table).where(Factor.c.person == person))


def _hash_code(code: str) -> str:
    plain = "".join(sign for sign in code.casefold() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def demand_code(code: str) -> None:
    """Raises Invalid for what can be no code at all, so that a slip of the finger costs no attempt."""
    length = sum(sign.isalnum() for sign in code)
    if length not in (6, CODE_LENGTH):
        raise Invalid("Enter the six digits from your authenticator app, or one recovery code.", field="code")
