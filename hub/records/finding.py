"""Finding patients by name, birth date and telephone. Keyed hashes find them, their opened names rank them.

What a patient is kept under is written with the patient (register.py), so a renamed one is found by the new name at
once. When the rules for it change, the clockwork keeps everybody under the new ones.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from msgspec import Meta
from sqlalchemy.engine import Connection

from hub.actor import Actor
from hub.calls import Seen, every, query
from hub.db import rows
from hub.records import answers, log
from hub.records.catching_up import catch_up
from hub.records.patients import show_patients
from hub.records.people import Patient, PatientWord, patient_born, patient_name, patient_telephone
from hub.records.read import Read
from hub.records.register import hash_keys, let_be_found
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.typed import Part, Typed, keys_of, read_typed
from hub.records.words import whole_words
from hub.runtime import Hub
from hub.shapes import Limit, Shape, read_date

RULES = 1  # grows when `typed.keys_of` changes
MOST_RANKED = 100
AT_ONCE = 25


class SearchPatients(Shape, frozen=True):
    """text: beginnings of names in any order, a birth date, a telephone number or its last four digits.

    A birth date is 1956-04-30, 04/30/1956 or 30.4.1956; where both can be, the month is first, but with dots the day.
    """

    text: Annotated[str, Meta(max_length=200)]
    limit: Limit = 20


@query("patient.search", answers=answers.PatientsFound)
def search_patients(read: Read, actor: Actor, ask: SearchPatients) -> Seen:
    """Patients everything in the text fits, those who have the very words first. Nothing for fewer than two letters."""
    typed = read_typed(ask.text, read.now.date())
    data: dict[str, Any] = {"born": typed.born.isoformat()} if typed.born else {}
    if not typed.parts:
        return Seen({"patients": [], **data})
    found = {patient.id: patient for patient in _fitting(read, actor, typed, lambda part: part.whole)}
    if len(found) < MOST_RANKED:
        begun = _fitting(read, actor, typed, lambda part: part.begun)
        found |= {patient.id: patient for patient in begun}
    shown = _ranked(show_patients(read, list(found.values())), typed)[: ask.limit]
    return Seen({"patients": shown, **data}, tuple(one["id"] for one in shown))


def _fitting(
    read: Read, actor: Actor, typed: Typed, choices: Callable[[Part], Sequence[frozenset[str]]]
) -> list[Patient]:
    """The first patients who fit one choice of every part."""
    found = read.see(actor, Patient)
    for part in typed.parts:
        found = found.where(sa.or_(*(_kept_under(read, choice) for choice in choices(part))))
    return read.select(found.order_by(Patient.c.id).limit(MOST_RANKED), Patient)


def _kept_under(read: Read, choice: frozenset[str]) -> sa.ColumnElement[bool]:
    """The condition that a patient is kept under every key of a choice."""
    words = sorted(hash_keys(read.keys, read.practice, choice))
    holding = (
        sa.select(PatientWord.c.patient).where(PatientWord.c.practice == read.practice, PatientWord.c.word == word)
        for word in words
    )
    return sa.and_(*(Patient.c.id.in_(one) for one in holding))


def _ranked(shown: list[dict[str, Any]], typed: Typed) -> list[dict[str, Any]]:
    """Who has more of the very words first, then whose name begins with the first of them, then by name."""

    def place(one: dict[str, Any]) -> tuple[int, bool, str]:
        words, name = whole_words(one["name"]), one["name"].casefold()
        whole = sum(piece in words for piece in typed.pieces)
        return -whole, not (typed.pieces and name.startswith(typed.pieces[0])), name

    return sorted(shown, key=place)


@every("register.index", seconds=60)
async def keep_by_present_rules(hub: Hub) -> None:
    """Keep patients who were entered under other rules under the present ones."""
    for practice in await hub.read(EVERYWHERE, log.positions):
        prepare = partial(_next_patients, practice)
        await catch_up(hub, practice, "register", RULES, begin=lambda tx: None, follower=False, prepare=prepare)


def _next_patients(practice: str, connection: Connection, after: str) -> tuple[str | None, Callable[[Tx], None]]:
    some = sa.select(Patient.table).where(Patient.c.practice == practice, Patient.c.id > after)
    ids = [patient.id for patient in rows(connection, some.order_by(Patient.c.id).limit(AT_ONCE), Patient)]
    return (ids[-1] if ids else None), partial(_keep_again, ids=ids)


def _keep_again(tx: Tx, ids: Sequence[str]) -> None:
    """By what the patients are called now, which may be later than when they were found to be there."""
    tx.warm((Patient, (tx.practice, id)) for id in ids)
    tx.keys.load(tx.connection, tx.practice, set(ids))
    for id in ids:
        patient = tx.find(Patient, id)
        if patient is not None and tx.keys.holds(tx.practice, id):
            born = patient_born(tx.keys, patient)
            day: date | None = read_date(born, field="born") if born else None
            let_be_found(tx, id, keys_of(patient_name(tx.keys, patient), day, patient_telephone(tx.keys, patient)))
