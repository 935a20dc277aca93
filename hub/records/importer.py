"""Imports FHIR R4 bundles into a practice's chart store: `chartwire import PATH…`.

A bundle lands in chunks that nobody sees, through the writer's low lane; one commit shows it. The same file again
changes nothing, and after a crash it goes on behind the last chunk that was committed.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa

from hub.records.chart import Fact, ImportFile
from hub.records.fhir.bundle import Survey, survey
from hub.records.fhir.cutting import BadBundle
from hub.records.imports import landing
from hub.records.imports.preparing import CHUNK_RESOURCES, Chunk, Preparing
from hub.records.imports.progress import Progress, Report
from hub.runtime import Hub


async def import_paths(hub: Hub, practice: str, paths: Sequence[Path], *, progress: Progress | None = None) -> Report:
    """Import every bundle in these files and folders (`*.json`), one after the other.

    A file that is no bundle costs a line and stops nothing.
    """
    files = list(_files_in(paths))
    progress = progress or Progress()
    report = Report()
    for number, path in enumerate(files, 1):
        try:
            with path.open("rb") as source:
                place = (number, len(files))
                await import_bundle(hub, practice, source, path.name, progress=progress, report=report, place=place)
        except BadBundle as error:
            report.failed += 1
            progress.line(f"{path.name}: {error}")
        except OSError as error:
            report.failed += 1
            progress.line(f"{path.name}: {error.strerror or 'cannot be read'}")
    progress.clear()
    return report


async def import_bundle(
    hub: Hub,
    practice: str,
    source: BinaryIO,
    name: str,
    *,
    progress: Progress,
    report: Report,
    place: tuple[int, int] = (1, 1),
) -> None:
    """Import one bundle. name: what the lines about it call it. place: which of how many files it is.

    Raises BadBundle when it is not one; nothing of it is shown then.
    """
    found = await asyncio.to_thread(survey, source)
    file = hub.keys.hash(practice, "import-file", found.sha256)
    begun = await _in_writer(hub, practice, landing.begin, file, entries=found.count, scope=found.scope)
    if begun.state == "shown":
        report.repeated += 1
        return
    preparing = Preparing(hub.database, hub.keys, practice, found)
    for patients in _sliced(preparing.patients, CHUNK_RESOURCES):
        await _in_writer(hub, practice, landing.stage_patients, file, patients)
    landed = await _land(hub, practice, source, preparing, begun, partial(_tell, progress, name, place, found))
    patients = await hub.read(practice, partial(_patients_of, practice, file))
    await _in_writer(hub, practice, landing.show, file, patients)
    report.files += 1
    report.taken += landed.taken
    report.unchanged += landed.unchanged
    report.refused += landed.refused
    report.patients.update(patients)


async def _land(
    hub: Hub, practice: str, source: BinaryIO, preparing: Preparing, begun: ImportFile, tell: "partial[None]"
) -> ImportFile:
    source.seek(0)
    chunks: Iterator[Chunk] = preparing.chunks(source, start=begun.landed)
    while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
        begun = await _in_writer(hub, practice, landing.land, begun.id, chunk)
        tell(chunk)
    return begun


def _tell(progress: Progress, name: str, place: tuple[int, int], found: Survey, chunk: Chunk) -> None:
    for refused in chunk.refused:
        progress.line(f"{name}: {refused.resource}: {refused.why}")
    progress.bar(*place, chunk.end, found.count)


async def _in_writer(hub: Hub, practice: str, job: Any, *args: Any, **named: Any) -> Any:
    """Run one step of an import as a job of the writer's low lane; answers with the step's value."""
    return (await hub.writer.run(practice, lambda tx: job(tx, *args, **named), low=True)).value


def _patients_of(practice: str, file: str, connection: sa.engine.Connection) -> list[str]:
    """The patients a file has brought facts of."""
    theirs = sa.select(Fact.c.patient).where(Fact.c.practice == practice, Fact.c.file == file)
    return sorted(connection.execute(theirs.where(Fact.c.patient.is_not(None)).distinct()).scalars())


def _files_in(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.glob("**/*.json")) if path.is_dir() else [path]


def _sliced(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
