"""Imports whole folders of FHIR bundles in processes that may be killed, and reads every resource back.

`python -m tests.records.import_check FOLDER` shows it on real bundles and exits non-zero on a miss: all read back equal
within 60 s, equal again after 20 kills at random moments, a bundle of 200 MB within 300 MiB of memory.
"""

import asyncio
import contextlib
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import hub.features  # noqa: F401 - declares the tables
from hub import db, migrate
from hub.actor import Actor
from hub.db import rows
from hub.records import seal
from hub.records.chart import SHARED, Fact, fact_id, resolve, text_of_fact
from hub.records.fhir.bundle import Taken, read, survey
from hub.records.fhir.names import references_in
from hub.records.importer import import_paths
from hub.records.people import Patient
from hub.records.practice import add_practice
from hub.records.read import Read
from hub.records.seal import Keys
from hub.records.writer import Writer
from hub.runtime import Hub, utc_now
from hub.settings import Settings

MOST_S = 60
MOST_MIB = 300
KILLS = 20
NURSE = {"person": "nurse", "face": "staff", "roles": frozenset(("nurse",)), "name": "Lin Park", "session": "s"}


def open_database(data: Path) -> tuple[db.Database, Keys]:
    settings = Settings(data=str(data))
    if not settings.root_key_path.exists():
        seal.make_root_key(settings.root_key_path)
    keys = Keys(seal.read_root_key(settings.root_key_path))
    return db.Database(settings, database_key=keys.derive("database")), keys


def found_practice(data: Path) -> str:
    """An empty practice in a folder of its own."""
    data.mkdir(parents=True, exist_ok=True)
    database, keys = open_database(data)
    migrate.upgrade(database)
    about = {"name": "Riverside", "telephone": "555-0100", "time_zone": "America/New_York"}
    with database.write("*") as connection:
        practice = add_practice(connection, keys, now=utc_now(), is_demo=False, **about).practice
    database.close()
    return practice


async def _import(data: Path, practice: str, paths: Sequence[Path], told: Connection) -> str:
    database, keys = open_database(data)
    hub_ = Hub(database.settings, database)
    hub_.keys = keys
    hub_.writer = Writer(database, keys, hub_.clock)
    hub_.writer.start(asyncio.get_running_loop())
    told.send("begun")
    report = await import_paths(hub_, practice, paths)
    await hub_.writer.close()
    hub_.close()
    return str(report)


def _child(data: Path, practice: str, paths: Sequence[Path], told: Connection) -> None:
    report = asyncio.run(_import(data, practice, paths, told))
    told.send((report, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


@contextlib.contextmanager
def importing(data: Path, practice: str, paths: Sequence[Path]) -> Iterator[tuple[BaseProcess, Connection]]:
    """A process that imports, from the moment it begins; killed when the block ends."""
    context = multiprocessing.get_context("forkserver")  # starts fast: its server has everything imported
    context.set_forkserver_preload([__name__])
    heard, told = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(data, practice, paths, told))
    child.start()
    told.close()
    try:
        assert heard.poll(60)
        assert heard.recv() == "begun"
        yield child, heard
    finally:
        child.kill()
        child.join()
        child.close()
        heard.close()


def import_in_process(data: Path, practice: str, paths: Sequence[Path]) -> tuple[str, int]:
    """Import to the end in a process of its own. Returns the report, and the most memory it held, in MiB."""
    with importing(data, practice, paths) as (_, heard):
        assert heard.poll(300)
        report, most_mib = heard.recv()
        return report, most_mib


def import_with_kills(data: Path, practice: str, paths: Sequence[Path], *, kills: int, longest_s: float) -> int:
    """Import, killing the process at random moments, and then to the end. Returns how many kills hit a running one."""
    dice = random.Random(kills)
    hits = 0
    for _ in range(kills):
        with importing(data, practice, paths) as (child, _heard):
            child.join(dice.uniform(0, longest_s))
            hits += child.exitcode is None
    import_in_process(data, practice, paths)
    return hits


def differences(data: Path, practice: str, paths: Sequence[Path]) -> list[str]:
    """What is not in the chart store exactly as in these bundles: resources, digits of numbers, references."""
    database, keys = open_database(data)
    actor = Actor(practice=practice, every_chart=True, **NURSE)
    with database.read(practice) as connection:
        patients = connection.execute(sa.select(Patient.c.id).where(Patient.c.practice == practice)).scalars()
        keys.load(connection, practice, {SHARED, *patients})
        read_ = Read(connection, keys, practice, utc_now())
        found = [f"{path.name} {line}" for path in paths for line in _compare(read_, actor, path)]
    database.close()
    return found


def _compare(read_: Read, actor: Actor, path: Path) -> list[str]:
    sources = [entry["resource"] for entry in exactly(path.read_bytes())["entry"]]
    with path.open("rb") as file:
        looked = survey(file)
        file.seek(0)
        taken = [one for one in read(file, looked) if isinstance(one, Taken)]
    ids = [fact_id(read_.keys, read_.practice, one.name) for one in taken]
    newest = {fact.id: fact for fact in _facts(read_, ids)}
    wrong = [f"{path.name}: {len(sources) - len(taken)} refused"] if len(sources) != len(taken) else []
    for source, one, id in zip(sources, taken, ids, strict=True):
        fact = newest.get(id)
        stored = exactly(text_of_fact(read_.keys, fact)) if fact else None
        if fact is None or stored != source:
            wrong.append(f"{one.kind} {one.index}: {'missing' if fact is None else 'different'}")
            continue
        lost = [to for to in references_in(one.content) if to[0] != "#" and not resolve(read_, actor, fact, to)]
        wrong += [f"{one.kind} {one.index}: {to} leads nowhere" for to in lost]
    return wrong


def _facts(read_: Read, ids: Sequence[str]) -> list[Fact]:
    found = []
    for start in range(0, len(ids), 500):
        statement = sa.select(Fact.table).where(
            Fact.c.practice == read_.practice, Fact.c.id.in_(ids[start : start + 500])
        )
        found += rows(read_.connection, statement.order_by(Fact.c.version), Fact)
    return found


def exactly(text: bytes) -> Any:
    """JSON whose numbers are their digits, so that 13.50 is not 13.5."""
    return json.loads(text, parse_float=lambda digits: ("number", digits), parse_int=lambda digits: ("number", digits))


def enlarge(path: Path, size_bytes: int) -> None:
    """Write a bundle of this size: one patient and ever more blood pressures."""
    patient = f"urn:uuid:{uuid.UUID(int=1)}"
    named = {"resourceType": "Patient", "id": str(uuid.UUID(int=1)), "name": [{"family": "Reyes", "given": ["Ana"]}]}
    with path.open("w") as out:
        out.write('{"resourceType": "Bundle", "type": "transaction", "entry": [')
        out.write(json.dumps({"fullUrl": patient, "resource": named}, indent=2))
        for number in range(2, 10**9):
            if out.tell() >= size_bytes:
                break
            out.write(",\n" + json.dumps(_blood_pressure(str(uuid.UUID(int=number)), patient, number), indent=2))
        out.write("]}")


def _blood_pressure(id: str, patient: str, number: int) -> dict[str, Any]:
    def part(code: str, value: int) -> dict[str, Any]:
        quantity = {"value": value, "unit": "mm[Hg]", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}
        return {"code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "valueQuantity": quantity}

    measured = {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9", "display": "Blood pressure"}]},
        "subject": {"reference": patient},
        "effectiveDateTime": f"20{number % 26:02d}-0{1 + number % 9}-11T09:30:00Z",
        "component": [part("8480-6", 110 + number % 50), part("8462-4", 60 + number % 30)],
        "note": [{"text": "measured sitting, after five minutes of rest " * 4}],
    }
    return {"fullUrl": f"urn:uuid:{id}", "resource": measured, "request": {"method": "POST", "url": "Observation"}}


def main(folder: Path) -> int:
    """Show all of it on the bundles of a folder. Returns how many checks failed."""
    paths = sorted(folder.glob("*.json"))
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "whole"
        practice = found_practice(data)
        began = time.monotonic()
        report, _ = import_in_process(data, practice, paths)
        took_s = time.monotonic() - began
        wrong = differences(data, practice, paths)
        failed += _say(took_s <= MOST_S, f"{took_s:.1f} s of {MOST_S} s. {report}")
        failed += _say(not wrong, f"read back: {len(wrong)} differences {wrong[:3]}")

        data = Path(scratch) / "killed"
        practice = found_practice(data)
        hits = import_with_kills(data, practice, paths, kills=KILLS, longest_s=took_s / KILLS)
        wrong = differences(data, practice, paths)
        failed += _say(hits > 0 and not wrong, f"after {hits} kills: {len(wrong)} differences {wrong[:3]}")

        large = Path(scratch) / "large.json"
        enlarge(large, 200 * 1024 * 1024)
        report, most_mib = import_in_process(data, practice, [large])
        failed += _say(most_mib < MOST_MIB, f"200 MB in {most_mib} MiB of {MOST_MIB} MiB. {report}")
    return failed


def _say(is_right: bool, text: str) -> bool:
    print("ok  " if is_right else "MISS", text)
    return not is_right


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
