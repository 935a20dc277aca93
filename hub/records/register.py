"""The register of patients: their rows, sealed, and the hashed words by which they are found."""

from collections.abc import Iterable

from hub.records.fhir.demographics import Demographics
from hub.records.people import Patient, PatientWord
from hub.records.seal import Keys
from hub.records.tx import Tx
from hub.records.typed import keys_of

LANGUAGES = frozenset(("en", "es"))


def hash_keys(keys: Keys, practice: str, kept_under: Iterable[str]) -> set[str]:
    """What a patient is kept under, as the register keeps it."""
    return {keys.hash(practice, "patient-word", key) for key in kept_under}


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
    let_be_found(tx, id, keys_of(known.name, known.born, known.telephone))
    return tx.change(
        patient,
        name=tx.seal(id, f"patient.name:{id}", known.name or "—"),
        born=tx.seal(id, f"patient.born:{id}", born),
        telephone=telephone or None,
        sex=known.sex,
        language=language if language in LANGUAGES else "en",
    )


def let_be_found(tx: Tx, id: str, kept_under: Iterable[str]) -> None:
    """Keep a patient under these keys and no others any more."""
    words = PatientWord.table
    tx.execute(words.delete().where(words.c.practice == tx.practice, words.c.patient == id))
    for word in sorted(hash_keys(tx.keys, tx.practice, kept_under)):
        tx.add(PatientWord(practice=tx.practice, word=word, patient=id))
