"""The transactions of an import: begin, land a chunk, show the whole. Each may be repeated; none undoes another."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from hub.calls import Happened
from hub.db import upsert
from hub.records.audit import Entry
from hub.records.chart import SHARED, Fact, FactName, ImportFile, body_place, content_of
from hub.records.fhir.demographics import read_demographics
from hub.records.imports.preparing import Chunk, Ready
from hub.records.people import Patient
from hub.records.register import enter_patient, stage_patient
from hub.records.tx import Tx
from hub.records.writer import Outcome


def begin(tx: Tx, file: str, *, entries: int, scope: str) -> Outcome:
    """Note that a file is being imported. Answers with its row, which tells a repeat how far it had come."""
    known = tx.find(ImportFile, file)
    if known is not None:
        return Outcome(known)
    tx.keys.load(tx.connection, tx.practice, {SHARED})
    if not tx.keys.holds(tx.practice, SHARED):
        tx.new_key(SHARED)
    sealed = tx.seal(SHARED, f"import_file.scope:{file}", scope)
    return Outcome(tx.add(ImportFile(practice=tx.practice, id=file, entries=entries, scope=sealed, begun_at=tx.now)))


def stage_patients(tx: Tx, file: str, patients: Sequence[str]) -> Outcome:
    """Make room for the patients a file brings, so that their facts may come in any order."""
    tx.warm((Patient, (tx.practice, id)) for id in patients)
    for id in patients:
        known = tx.find(Patient, id)
        if known is None:
            stage_patient(tx, id, file=file)
        elif known.staged not in (None, file):
            tx.change(known, staged=file)  # the import that staged it first was given up
    return Outcome()


def land(tx: Tx, file: str, chunk: Chunk) -> Outcome:
    """Store a chunk, unseen. Answers with the file's row; a chunk that has landed already changes nothing."""
    begun = tx.find(ImportFile, file)
    assert begun is not None
    if begun.landed >= chunk.end or begun.state == "shown":
        return Outcome(begun)
    tx.keys.load(tx.connection, tx.practice, {ready.patient or SHARED for ready in chunk.ready})
    new = _new_versions(tx, file, chunk.ready)
    for ready, version in new:
        tx.add(_fact(tx, file, ready, version))
    for ready, _ in new:
        if ready.person and (patient := tx.find(Patient, ready.id)) and patient.staged == file:
            enter_patient(tx, patient, ready.person)
    _add_names(tx, [ready for ready, _ in new])
    return Outcome(
        tx.change(
            begun,
            landed=chunk.end,
            taken=begun.taken + len(new),
            unchanged=begun.unchanged + len(chunk.ready) - len(new),
            refused=begun.refused + len(chunk.refused),
        )
    )


def show(tx: Tx, file: str, patients: Sequence[str]) -> Outcome:
    """Show everything that a file brought, at once. patients: those it has facts of."""
    staged = tx.find(ImportFile, file)
    assert staged is not None
    if staged.state == "shown":
        return Outcome(staged)
    shown = tx.change(staged, state="shown", shown_at=tx.now)
    tx.warm((Patient, (tx.practice, id)) for id in patients)
    known = [id for id in patients if (patient := tx.find(Patient, id)) and patient.staged is None]
    _renew_known_patients(tx, file, known)
    events, audits = [], []
    for id in patients:
        patient = tx.find(Patient, id)
        if patient is None:
            continue
        patient = tx.change(patient, staged=None if patient.staged == file else patient.staged)
        topics = (f"patient:{id}", f"portal:{id}")
        events.append(Happened("chart.changed", id, patient.rev, topics, patient=id, refs={Patient.table.name: id}))
        audits.append(Entry(tx.now, "import", "system", "", id, None, "chart.import", "done"))
    return Outcome(shown, events=events, audits=audits)


def _new_versions(tx: Tx, file: str, chunk: Sequence[Ready]) -> list[tuple[Ready, int]]:
    """The resources that say something new, with the version each will be."""
    columns = (Fact.c.id, Fact.c.version, Fact.c.digest, Fact.c.file)
    known = sa.select(*columns).where(Fact.c.practice == tx.practice, Fact.c.id.in_([one.id for one in chunk]))
    staged_elsewhere = _staged_files(tx) - {file}
    last: dict[str, int] = {}
    current: dict[str, str] = {}
    for row in tx.connection.execute(known.order_by(Fact.c.version)):
        last[row.id] = row.version
        if row.file not in staged_elsewhere:
            current[row.id] = row.digest
    new = {one.id: one for one in chunk if current.get(one.id) != one.digest}
    return [(one, last.get(id, 0) + 1) for id, one in new.items()]


def _staged_files(tx: Tx) -> set[str]:
    staged = sa.select(ImportFile.c.id).where(ImportFile.c.practice == tx.practice, ImportFile.c.state != "shown")
    return set(tx.connection.execute(staged).scalars())


def _fact(tx: Tx, file: str, ready: Ready, version: int) -> Fact:
    owner = ready.patient or SHARED
    place = body_place(ready.id, version)
    return Fact(
        practice=tx.practice,
        id=ready.id,
        version=version,
        patient=ready.patient,
        kind=ready.kind,
        digest=ready.digest,
        body=tx.keys.seal(tx.practice, owner, place, ready.text),
        source=tx.keys.seal(tx.practice, owner, f"{place}:source", ready.source) if ready.source else None,
        file=file,
        place=ready.place,
        made_at=tx.now,
        **ready.columns,
    )


def _add_names(tx: Tx, new: Sequence[Ready]) -> None:
    claims = [{"practice": tx.practice, "name": name, "fact": one.id} for one in new for name in one.names]
    if claims:
        insert: Any = upsert[tx.connection.dialect.name](FactName.table)
        tx.execute(insert.on_conflict_do_nothing(), claims)


def _renew_known_patients(tx: Tx, file: str, known: Sequence[str]) -> None:
    """Whom the practice knew already is called by the newer name from now on."""
    # By id alone: with the file in the condition SQLite walks the file, and one may hold 100,000 facts.
    versions = sa.select(Fact.table).where(Fact.c.practice == tx.practice, Fact.c.id.in_(known))
    tx.keys.load(tx.connection, tx.practice, set(known))
    for fact in tx.select(versions.order_by(Fact.c.version), Fact):
        patient = tx.find(Patient, fact.id)
        if patient is not None and fact.file == file:
            enter_patient(tx, patient, read_demographics(content_of(tx.keys, fact)))
