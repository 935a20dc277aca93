"""Makes what the writer will store out of what a bundle holds: everything that needs no transaction.

Runs beside the writer, so that a chunk costs its transaction only the sealing and the statements.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import sqlalchemy as sa

from hub.db import Database
from hub.records.chart import FactName, columns_of, fact_id
from hub.records.fhir.bundle import Refused, Survey, Taken, read
from hub.records.fhir.demographics import Demographics, read_demographics
from hub.records.fhir.kinds import SHARED_KINDS, patient_references
from hub.records.fhir.names import other_names
from hub.records.fhir.projection import project
from hub.records.fhir.text import canonical
from hub.records.people import Patient
from hub.records.seal import Keys

CHUNK_RESOURCES = 100
CHUNK_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Ready:
    """One resource, ready to be sealed and stored. names: hashed further names. person: of a Patient."""

    id: str
    place: int
    patient: str | None
    kind: str
    columns: dict[str, Any]
    digest: str
    text: bytes
    source: str | None
    names: tuple[str, ...]
    person: Demographics | None


@dataclass(slots=True)
class Chunk:
    """Entries from `start` up to and not including `end`, as far as they can be taken."""

    start: int
    end: int
    ready: list[Ready] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    size_bytes: int = 0

    @property
    def is_full(self) -> bool:
        return self.end - self.start >= CHUNK_RESOURCES or self.size_bytes >= CHUNK_BYTES


class Preparing:
    """Prepares the resources of one surveyed bundle for one practice."""

    def __init__(self, database: Database, keys: Keys, practice: str, found: Survey) -> None:
        self._database, self._keys, self._practice, self._found = database, keys, practice, found
        self._patients = {name: fact_id(keys, practice, name) for name in found.patients}
        self._elsewhere: dict[str, str | None] = {}

    @property
    def patients(self) -> list[str]:
        """The ids of the patients this bundle brings."""
        return sorted(self._patients.values())

    def chunks(self, source: BinaryIO, *, start: int) -> Iterator[Chunk]:
        """The bundle from entry `start` on, in chunks of bounded size."""
        chunk = Chunk(start, start)
        for entry in read(source, self._found, start=start):
            prepared = self._prepare(entry) if isinstance(entry, Taken) else entry
            if isinstance(prepared, Ready):
                chunk.ready.append(prepared)
                chunk.size_bytes += len(prepared.text)
            else:
                chunk.refused.append(prepared)
            chunk.end = entry.index + 1
            if chunk.is_full:
                yield chunk
                chunk = Chunk(chunk.end, chunk.end)
        if chunk.end > chunk.start:
            yield chunk

    def _prepare(self, entry: Taken) -> Ready | Refused:
        id = self._id(entry.name)
        is_patient, is_shared = entry.kind == "Patient", entry.kind in SHARED_KINDS
        patient = id if is_patient else None if is_shared else self._patient_of(entry)
        if patient is None and not is_shared:
            named = patient_references(entry.content)
            why = "its patient is neither in this file nor in the practice" if named else "it names no patient"
            return Refused(entry.index, f"{entry.kind}/{entry.content.get('id', entry.index)}", why)
        projection = project(entry.content)
        encounter = self._found.resolve(projection.encounter) if projection.encounter else None
        also = other_names(entry.full_url, entry.content, scope=self._found.scope)
        return Ready(
            id=id,
            place=entry.index,
            patient=patient,
            kind=entry.kind,
            columns=columns_of(projection) | {"encounter": self._id(encounter) if encounter else None},
            digest=self._keys.hash(self._practice, "fact-digest", canonical(entry.content)),
            text=entry.text,
            source=None if entry.full_url == f"urn:uuid:{entry.content.get('id')}" else entry.full_url,
            names=tuple(self._id(name) for name in also),
            person=read_demographics(entry.content) if is_patient else None,
        )

    def _id(self, name: str) -> str:
        return fact_id(self._keys, self._practice, name)

    def _patient_of(self, entry: Taken) -> str | None:
        named = [self._found.resolve(reference) for reference in patient_references(entry.content)]
        names = [name for name in named if name is not None]
        here = next((self._patients[name] for name in names if name in self._patients), None)
        return here or next((id for name in names[:3] if (id := self._patient_elsewhere(name))), None)

    def _patient_elsewhere(self, name: str) -> str | None:
        """A patient of the practice that this bundle refers to without bringing them."""
        if name not in self._elsewhere:
            id = self._id(name)
            with self._database.read(self._practice) as connection:
                claims = sa.select(FactName.c.fact).where(FactName.c.practice == self._practice, FactName.c.name == id)
                claimed = connection.execute(claims.limit(2)).scalars().all()
                ids = [id, *claimed] if len(claimed) == 1 else [id]
                known = sa.select(Patient.c.id).where(
                    Patient.c.practice == self._practice, Patient.c.id.in_(ids), Patient.c.staged.is_(None)
                )
                self._elsewhere[name] = connection.execute(known.limit(1)).scalar()
        return self._elsewhere[name]
