"""Importing: all or nothing is seen, twice is once, what is interrupted goes on, what cannot be taken is said."""

import io
import itertools
import json
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hub.actor import Actor
from hub.db import rows
from hub.demo.charts import demo_bundles
from hub.errors import NotFound, Unavailable
from hub.records import access, log
from hub.records.chart import SHARED, Fact, ImportFile, content_of, resolve, see_current
from hub.records.importer import import_paths
from hub.records.imports import landing, preparing
from hub.records.imports.progress import Progress, Report
from hub.records.people import Patient
from hub.records.read import Read
from hub.runtime import Hub
from tests.cast import Cast
from tests.fakes import Clock
from tests.records import import_check

See = Callable[..., Awaitable[dict[str, Any]]]

PATIENT_URL = "urn:uuid:00000000-0000-4000-8000-000000000001"


def patient(**fields: Any) -> dict[str, Any]:
    named = {"family": "Reyes Ortiz", "given": ["Ana"]}
    telecom = [{"system": "phone", "value": "555-0101"}]
    about = {"name": [named], "birthDate": "1968-05-14", "gender": "female", "telecom": telecom}
    return {"fullUrl": PATIENT_URL, "resource": {"resourceType": "Patient", "id": PATIENT_URL[9:]} | about | fields}


def condition(number: int, **fields: Any) -> dict[str, Any]:
    url = f"urn:uuid:00000000-0000-4000-8000-1{number:011d}"
    coded = {
        "coding": [{"system": "http://snomed.info/sct", "code": str(1000 + number), "display": f"Problem {number}"}]
    }
    active = {"coding": [{"code": "active"}]}
    about = {
        "clinicalStatus": active,
        "code": coded,
        "subject": {"reference": PATIENT_URL},
        "onsetDateTime": "2020-02-03",
    }
    return {"fullUrl": url, "resource": {"resourceType": "Condition", "id": url[9:]} | about | fields}


ORGANIZATION = {
    "fullUrl": "urn:uuid:00000000-0000-4000-8000-200000000001",
    "resource": {"resourceType": "Organization", "id": "00000000-0000-4000-8000-200000000001", "name": "Riverside"},
}


def nurse(practice: str) -> Actor:
    """A nurse to whom every chart is open."""
    return Actor(practice=practice, every_chart=True, **import_check.NURSE)


class Folder:
    """Bundles in files, and what importing them says."""

    def __init__(self, hub: Hub, practice: str, path: Path) -> None:
        self.hub, self.practice, self.path = hub, practice, path
        self.said = io.StringIO()

    def write(self, name: str, *entries: Any) -> Path:
        path = self.path / name
        path.write_text(json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}))
        return path

    async def take(self, *paths: Path) -> Report:
        return await import_paths(self.hub, self.practice, paths, progress=Progress(stream=self.said))

    async def only_patient(self) -> str:
        """The one patient that an import brought."""
        brought = sa.select(Fact.table).where(Fact.c.practice == self.practice, Fact.c.kind == "Patient")
        found = await self.hub.read(self.practice, lambda connection: rows(connection, brought, Fact))
        (one,) = {fact.id for fact in found}
        return one

    async def rows_of(self, kind: type[Any]) -> list[Any]:
        every = sa.select(kind.table).where(kind.c.practice == self.practice)
        return await self.hub.read(self.practice, lambda connection: rows(connection, every, kind))


@pytest.fixture
def folder(hub_: Hub, cast: Cast, tmp_path: Path) -> Folder:
    path = tmp_path / "bundles"
    path.mkdir()
    return Folder(hub_, cast.practice, path)


async def test_a_chart_is_there_after_its_import(folder: Folder, cast: Cast, see: See) -> None:
    folder.write("ana.json", condition(1), ORGANIZATION, condition(2), patient())
    report = await folder.take(folder.path)
    assert (report.taken, report.refused, report.failed) == (4, 0, 0)
    chart = await see(cast.lin, "chart.summary", patient=await folder.only_patient())
    assert chart["patient"]["name"] == "Ana Reyes Ortiz"
    assert chart["patient"]["born"] == "1968-05-14"
    assert {problem["name"] for problem in chart["problems"]} == {"Problem 1", "Problem 2"}
    assert chart["problems"][0]["since"] == "2020-02-03"


async def test_a_chart_is_found_by_its_name(folder: Folder, cast: Cast, see: See) -> None:
    folder.write("ana.json", patient(name=[{"family": "Muñoz", "given": ["Zoé"]}]))
    await folder.take(folder.path)
    (found,) = (await see(cast.lin, "patient.search", text="munoz zoe"))["patients"]
    assert found["id"] == await folder.only_patient()


async def test_a_chart_is_not_for_other_patients_nor_for_the_front_desk(folder: Folder, cast: Cast, see: See) -> None:
    folder.write("ana.json", patient(), condition(1))
    await folder.take(folder.path)
    imported = await folder.only_patient()
    with pytest.raises(NotFound):
        await see(cast.ben, "chart.summary", patient=imported)
    actor = Actor(
        practice=cast.practice, person="x", face="staff", roles=frozenset(("front_desk",)), name="", session=""
    )
    statement = see_current(actor, folder.hub.clock()).where(Fact.c.patient == imported)
    assert not await folder.hub.read(cast.practice, lambda connection: rows(connection, statement, Fact))


async def test_the_same_file_again_changes_nothing(folder: Folder) -> None:
    folder.write("ana.json", patient(), condition(1))
    await folder.take(folder.path)
    before = await folder.rows_of(Fact)
    again = await folder.take(folder.path)
    assert (again.repeated, again.taken) == (1, 0)
    assert await folder.rows_of(Fact) == before


async def test_only_what_changed_becomes_a_new_version(folder: Folder, cast: Cast, see: See, clock: Clock) -> None:
    folder.write("ana.json", patient(), condition(1), condition(2))
    await folder.take(folder.path)
    resolved = {"coding": [{"code": "resolved"}]}
    folder.write("ana.json", patient(birthDate="1968-05-15"), condition(1), condition(2, clinicalStatus=resolved))
    report = await folder.take(folder.path)
    assert (report.taken, report.unchanged) == (2, 1)
    assert sorted(fact.version for fact in await folder.rows_of(Fact)) == [1, 1, 1, 2, 2]
    chart = await see(cast.lin, "chart.summary", patient=await folder.only_patient())
    assert [(problem["name"], problem["status"]) for problem in chart["problems"]] == [
        ("Problem 1", "active"),
        ("Problem 2", "resolved"),
    ]
    assert chart["patient"]["born"] == "1968-05-15"


async def test_white_space_and_order_of_keys_change_nothing(folder: Folder) -> None:
    folder.write("ana.json", patient(), condition(1))
    await folder.take(folder.path)
    one = condition(1)
    one["resource"] = dict(reversed(one["resource"].items()))
    path = folder.write("again.json", patient(), one)
    report = await folder.take(path)
    assert (report.taken, report.unchanged) == (0, 2)


async def test_what_bundles_share_is_kept_once(folder: Folder) -> None:
    other = json.loads(json.dumps(patient()).replace("000000000001", "000000000009"))
    folder.write("ana.json", patient(), ORGANIZATION)
    folder.write("other.json", other, ORGANIZATION)
    report = await folder.take(folder.path)
    assert (report.taken, report.unchanged, len(report.patients)) == (3, 1, 2)
    (shared,) = [fact for fact in await folder.rows_of(Fact) if fact.kind == "Organization"]
    assert shared.patient is None
    with folder.hub.database.read(folder.practice) as connection:
        folder.hub.keys.load(connection, folder.practice, {SHARED})
    assert content_of(folder.hub.keys, shared)["name"] == "Riverside"


async def _interrupt(folder: Folder, monkeypatch: pytest.MonkeyPatch, *, after: int) -> None:
    """Import until the disk is full, after so many chunks."""
    landed = itertools.count(1)
    real = landing.land

    def land(*args: Any) -> Any:
        if next(landed) > after:
            raise Unavailable
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(preparing, "CHUNK_RESOURCES", 10)
        patch.setattr(landing, "land", land)
        with pytest.raises(Unavailable):
            await folder.take(folder.path)


async def test_nothing_is_seen_of_half_an_import(
    folder: Folder, cast: Cast, see: See, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("ana.json", patient(), *(condition(number) for number in range(60)))
    await _interrupt(folder, monkeypatch, after=3)
    assert len(await folder.rows_of(Fact)) == 30
    assert (await see(cast.lin, "patient.search", text="reyes ortiz"))["patients"] == []
    with pytest.raises(NotFound):
        await see(cast.lin, "chart.summary", patient=await folder.only_patient())
    actor = Actor(
        practice=cast.practice,
        person="x",
        face="staff",
        roles=frozenset(("nurse",)),
        name="",
        session="",
        every_chart=True,
    )
    statement = access.see(actor, Fact, folder.hub.clock())
    assert not await folder.hub.read(cast.practice, lambda connection: rows(connection, statement, Fact))


async def test_an_interrupted_import_goes_on_where_it_stopped(
    folder: Folder, cast: Cast, see: See, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("ana.json", patient(), *(condition(number) for number in range(60)))
    await _interrupt(folder, monkeypatch, after=3)
    kept = {fact.id: fact.body for fact in await folder.rows_of(Fact)}
    report = await folder.take(folder.path)
    assert report.taken == 61
    after = {fact.id: fact.body for fact in await folder.rows_of(Fact)}
    assert kept.items() <= after.items()
    chart = await see(cast.lin, "chart.summary", patient=await folder.only_patient())
    assert len(chart["problems"]) == 60


async def test_an_import_given_up_does_not_stand_in_the_way_of_a_better_file(
    folder: Folder, cast: Cast, see: See, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder.write("ana.json", patient(), *(condition(number) for number in range(60)))
    await _interrupt(folder, monkeypatch, after=3)
    path.unlink()
    folder.write("better.json", patient(), *(condition(number) for number in range(40)))
    report = await folder.take(folder.path)
    assert report.taken == 41
    chart = await see(cast.lin, "chart.summary", patient=await folder.only_patient())
    assert len(chart["problems"]) == 40


async def test_whoever_has_the_chart_open_hears_of_its_news_once(folder: Folder, hub_: Hub) -> None:
    folder.write("ana.json", patient(), *(condition(number) for number in range(250)))
    await folder.take(folder.path)
    events = await hub_.read(
        folder.practice, lambda connection: log.events_after(connection, folder.practice, 0, limit=99)
    )
    changed = [event for event in events if event.kind == "chart.changed"]
    imported = await folder.only_patient()
    assert [event.subject for event in changed] == [imported]
    assert f"patient:{imported}" in changed[0].topic_set


async def test_what_cannot_be_taken_costs_a_line_and_nothing_else(folder: Folder) -> None:
    stranger = condition(3, subject={"reference": "urn:uuid:00000000-0000-4000-8000-999999999999"})
    folder.write(
        "ana.json", patient(), condition(1), stranger, condition(4, subject={}), {"resource": {"resourceType": "X"}}
    )
    (folder.path / "broken.json").write_text('{"resourceType": "Bundle"')
    report = await folder.take(folder.path, folder.path / "absent.json")
    assert (report.taken, report.refused, report.failed) == (2, 3, 2)
    lines = folder.said.getvalue().splitlines()
    assert [line.split(": ")[0] for line in lines] == ["ana.json"] * 3 + ["broken.json", "absent.json"]
    assert "its patient is neither in this file nor in the practice" in lines[0]
    assert "it names no patient" in lines[1]
    assert "entry 4: its resourceType is not one of FHIR R4" in lines[2]
    assert "cut short" in lines[3]


async def test_a_later_file_may_bring_more_about_a_known_patient(folder: Folder, cast: Cast, see: See) -> None:
    first = folder.write("ana.json", patient())
    await folder.take(first)
    more = folder.write("more.json", condition(1))
    assert (await folder.take(more)).taken == 1
    chart = await see(cast.lin, "chart.summary", patient=await folder.only_patient())
    assert [problem["name"] for problem in chart["problems"]] == ["Problem 1"]


NPI = "http://hl7.org/fhir/sid/us-npi"


@pytest.mark.parametrize("order", [("ana.json", "staff.json"), ("staff.json", "ana.json")])
async def test_a_reference_by_identifier_is_resolved_whichever_file_comes_first(
    folder: Folder, order: tuple[str, str]
) -> None:
    reference = {"reference": f"Practitioner?identifier={NPI}|9999"}
    folder.write("ana.json", patient(), condition(1, asserter=reference))
    okafor = {"resourceType": "Practitioner", "id": "okafor", "identifier": [{"system": NPI, "value": "9999"}]}
    folder.write("staff.json", {"fullUrl": "urn:uuid:00000000-0000-4000-8000-300000000001", "resource": okafor})
    await folder.take(*(folder.path / name for name in order))
    facts = {fact.kind: fact for fact in await folder.rows_of(Fact)}

    def find(connection: sa.Connection) -> Fact | None:
        read = Read(connection, folder.hub.keys, folder.practice, folder.hub.clock())
        return resolve(read, nurse(folder.practice), facts["Condition"], reference["reference"])

    assert await folder.hub.read(folder.practice, find) == facts["Practitioner"]


async def test_a_medicine_that_stands_in_a_resource_of_its_own_is_named(folder: Folder, cast: Cast, see: See) -> None:
    code = {
        "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "314076", "display": "Lisinopril"}]
    }
    medication = {"resource": {"resourceType": "Medication", "id": "m1", "code": code}}
    order = {"resourceType": "MedicationRequest", "id": "r1", "status": "active", "subject": {"reference": PATIENT_URL}}
    order |= {"medicationReference": {"reference": "Medication/m1"}, "dosageInstruction": [{"text": "1 a day"}]}
    folder.write("ana.json", {"resource": order}, medication, patient())
    await folder.take(folder.path)
    (medicine,) = (await see(cast.lin, "chart.summary", patient=await folder.only_patient()))["medicines"]
    assert (medicine["name"], medicine["dose"]) == ("Lisinopril", "1 a day")


async def test_what_is_over_comes_last_and_says_until_when(folder: Folder, cast: Cast, see: See) -> None:
    resolved = {"coding": [{"code": "resolved"}]}
    folder.write(
        "ana.json",
        patient(),
        condition(1, clinicalStatus=resolved, onsetDateTime="2021-03-01", abatementDateTime="2021-03-15T09:00:00"),
        condition(2),
    )
    await folder.take(folder.path)
    chart = await see(cast.lin, "chart.summary", patient=await folder.only_patient())
    assert [(problem["name"], problem["until"]) for problem in chart["problems"]] == [
        ("Problem 2", None),
        ("Problem 1", "2021-03-15"),
    ]


async def test_a_chart_is_imported_into_one_practice_alone(folder: Folder, next_door: Cast, see: See) -> None:
    folder.write("ana.json", patient(), condition(1))
    await folder.take(folder.path)
    with pytest.raises(NotFound):
        await see(next_door.zoe, "chart.summary", patient=await folder.only_patient())
    elsewhere = Folder(folder.hub, next_door.practice, folder.path)
    assert (await elsewhere.take(folder.path)).taken == 2
    assert await elsewhere.only_patient() != await folder.only_patient()


async def test_facts_are_sealed(folder: Folder) -> None:
    folder.write("ana.json", patient(), condition(1, note=[{"text": "unmistakable"}]))
    await folder.take(folder.path)
    kept = [*await folder.rows_of(Fact), *await folder.rows_of(Patient), *await folder.rows_of(ImportFile)]
    written = " ".join(str(row) for row in kept)
    assert "unmistakable" not in written
    assert "Reyes" not in written
    assert "ana.json" not in written


@pytest.fixture(scope="module")
def demo_charts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("demo")
    for persona, text in demo_bundles(date(2026, 3, 4)):
        (folder / f"{persona.key}.json").write_bytes(text)
    return sorted(folder.iterdir())


def test_everything_reads_back_with_its_digits_and_references_even_after_kills(
    demo_charts: list[Path], tmp_path: Path
) -> None:
    practice = import_check.found_practice(tmp_path)
    hits = import_check.import_with_kills(tmp_path, practice, demo_charts, kills=8, longest_s=0.3)
    assert hits
    assert import_check.differences(tmp_path, practice, demo_charts) == []


def test_a_lost_digit_and_a_lost_resource_are_noticed(demo_charts: list[Path], tmp_path: Path) -> None:
    practice = import_check.found_practice(tmp_path)
    taken = tmp_path / "taken.json"
    text = demo_charts[0].read_bytes()
    taken.write_bytes(text)
    import_check.import_in_process(tmp_path, practice, [taken])
    assert import_check.differences(tmp_path, practice, [taken]) == []
    taken.write_bytes(text.replace(b'"value":7.1}', b'"value":7.10}', 1))
    assert len(import_check.differences(tmp_path, practice, [taken])) == 1
    source = json.loads(text)
    source["entry"].append(condition(1, subject={"reference": source["entry"][4]["fullUrl"]}))
    taken.write_text(json.dumps(source))
    assert "missing" in import_check.differences(tmp_path, practice, [taken])[-1]


def test_a_large_bundle_is_imported_in_little_memory(tmp_path: Path) -> None:
    practice = import_check.found_practice(tmp_path)
    import_check.enlarge(tmp_path / "large.json", 24 * 1024 * 1024)
    report, most_mib = import_check.import_in_process(tmp_path, practice, [tmp_path / "large.json"])
    assert "1 patients from 1 files" in report
    assert most_mib < 160
