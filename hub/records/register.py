"""The register of patients: their rows, sealed, and the hashed words by which they are found."""

import re
import unicodedata
from collections.abc import Iterable

from hub.records.fhir.demographics import Demographics
from hub.records.people import Patient, PatientWord
from hub.records.seal import Keys
from hub.records.tx import Tx

SHORTEST_PREFIX, LONGEST_PREFIX = 2, 12
LANGUAGES = frozenset(("en", "es"))

_APART = re.compile(r"[^0-9a-z]+")


def words_of(text: str) -> list[str]:
    """The words of a name as they are compared: no case, no accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return [word for word in _APART.split("".join(mark for mark in plain if not unicodedata.combining(mark))) if word]


def prefixes_of(name: str) -> set[str]:
    """Every beginning of every word of a name that a search may ask for."""
    return {
        word[:size] for word in words_of(name) for size in range(SHORTEST_PREFIX, min(len(word), LONGEST_PREFIX) + 1)
    }


def hash_words(keys: Keys, practice: str, words: Iterable[str]) -> set[str]:
    """The words as the register keeps them."""
    return {keys.hash(practice, "patient-word", word) for word in words}


def stage_patient(tx: Tx, id: str, *, file: str) -> Patient:
    """A patient of whom nothing is known yet but that an import will bring them."""
    tx.new_key(id)
    return tx.add(
        Patient(
            practice=tx.practice,
            id=id,
            name=tx.seal(id, f"patient.name:{id}", ""),
            born=tx.seal(id, f"patient.born:{id}", ""),
            staged=file,
            made_at=tx.now,
        )
    )


def enter_patient(tx: Tx, patient: Patient, known: Demographics) -> Patient:
    """Write what is known of a patient into the register, and let them be found by it."""
    id = patient.id
    born = known.born.isoformat() if known.born else ""
    language = (known.language or "").split("-")[0]
    telephone = known.telephone and tx.seal(id, f"patient.telephone:{id}", known.telephone)
    _enter_words(tx, id, known, born)
    return tx.change(
        patient,
        name=tx.seal(id, f"patient.name:{id}", known.name or "—"),
        born=tx.seal(id, f"patient.born:{id}", born),
        telephone=telephone or None,
        sex=known.sex,
        language=language if language in LANGUAGES else "en",
    )


def _enter_words(tx: Tx, id: str, known: Demographics, born: str) -> None:
    digits = re.sub(r"\D", "", known.telephone or "")
    words = prefixes_of(known.name) | {word for word in (born, digits[-10:]) if word}
    words_kept = PatientWord.table
    tx.execute(words_kept.delete().where(words_kept.c.practice == tx.practice, words_kept.c.patient == id))
    for word in sorted(hash_words(tx.keys, tx.practice, words)):
        tx.add(PatientWord(practice=tx.practice, word=word, patient=id))
