"""The timeline of a patient: conversations and the chart in one list, for whoever may open the chart."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hub.errors import Forbidden, Invalid, NotFound
from hub.records.audit import Audit
from hub.records.importer import import_paths
from hub.records.imports.progress import Progress
from hub.runtime import Hub
from tests.cast import Cast, One
from tests.doors import Doors

Call = Callable[..., Awaitable[dict[str, Any]]]
URL = "urn:uuid:00000000-0000-4000-8000-00000000000"


class _Quiet(Progress):
    def line(self, text: str) -> None: ...
    def bar(self, *place: Any) -> None: ...


def resources() -> list[dict[str, Any]]:
    """A visit late in the evening, a problem known to the day, a panel of one instant, and what is not to be shown."""
    panel = [
        {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2024-05-02T10:00:00Z",
         "category": [{"coding": [{"code": "laboratory"}]}], "code": {"text": f"Analyte {n}"},
         "valueQuantity": {"value": n, "unit": "mmol/L"}}
        for n in range(5)
    ]  # fmt: skip
    return [
        {"resourceType": "Patient", "name": [{"given": ["Eva"], "family": "Lund"}], "birthDate": "1960-02-03"},
        {"resourceType": "Encounter", "status": "finished", "type": [{"text": "Check-up"}],
         "reasonCode": [{"text": "Cough"}], "period": {"start": "2024-05-02T02:30:00Z"}},
        {"resourceType": "Condition", "code": {"text": "Bronchitis"}, "onsetDateTime": "2024-05-02"},
        {"resourceType": "Condition", "code": {"text": "Never true"}, "onsetDateTime": "2024-05-03",
         "verificationStatus": {"coding": [{"code": "entered-in-error"}]}},
        {"resourceType": "Condition", "code": {"text": "No date"}},
        {"resourceType": "MedicationRequest", "status": "active", "intent": "order", "authoredOn": "2024-05-04",
         "medicationCodeableConcept": {"text": "Amoxicillin"}, "dosageInstruction": [{"text": "One, twice a day"}]},
        {"resourceType": "Immunization", "status": "completed", "vaccineCode": {"text": "Influenza"},
         "occurrenceDateTime": "2023-10-01T14:00:00Z"},
        {"resourceType": "AllergyIntolerance", "code": {"text": "Penicillin"}, "recordedDate": "2019-01-05"},
        {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2024-05-02T10:00:00Z",
         "category": [{"coding": [{"code": "vital-signs"}]}], "code": {"text": "Weight"}, "valueString": "80 kg"},
        *panel,
    ]  # fmt: skip


@pytest.fixture
async def eva(hub_: Hub, cast: Cast, tmp_path: Path, see: Call) -> str:
    """A patient with a chart."""
    entries = [{"fullUrl": f"{URL}{n:x}", "resource": one} for n, one in enumerate(resources())]
    for entry in entries[1:]:
        entry["resource"]["patient" if entry["resource"]["resourceType"] in ("Immunization", "AllergyIntolerance")
                          else "subject"] = {"reference": f"{URL}0"}  # fmt: skip
    (tmp_path / "eva.json").write_text(json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}))
    await import_paths(hub_, cast.practice, [tmp_path / "eva.json"], progress=_Quiet())
    return str((await see(cast.lin, "patient.search", text="eva lund"))["patients"][0]["id"])


async def items(see: Call, one: One, patient: str, **more: Any) -> list[tuple[str, str]]:
    shown = (await see(one, "patient.timeline", patient=patient, **more))["items"]
    return [(item["kind"], item["title"]) for item in shown]


async def write(do: Call, cast: Cast, patient: str) -> dict[str, Any]:
    ask = {"patient": patient, "topic": cast.topics["nurses"], "subject": "Cough", "body": "How is the cough?"}
    return await do(cast.lin, "thread.open", **ask)


async def test_the_chart_and_the_conversations_are_one_list_newest_first(
    do: Call, see: Call, cast: Cast, eva: str
) -> None:
    thread = (await write(do, cast, eva))["thread"]
    await do(cast.lin, "message.post", thread=thread, body="Please call us.")
    shown = (await see(cast.lin, "patient.timeline", patient=eva))["items"]
    analytes = [("result", f"Analyte {n}") for n in range(5)]
    assert [(item["kind"], item["title"]) for item in shown[:3]] == [
        ("message", "Cough"), ("message", "Cough"), ("medicine", "Amoxicillin"),
    ]  # fmt: skip
    assert sorted((item["kind"], item["title"]) for item in shown[3:8]) == analytes
    assert [(item["kind"], item["title"]) for item in shown[8:]] == [
        ("visit", "Check-up"), ("problem", "Bronchitis"), ("immunization", "Influenza"), ("allergy", "Penicillin"),
    ]  # fmt: skip
    assert [(item["about"], item["detail"]) for item in shown[:2]] == [
        ("waiting", "Please call us."), ("opened", "How is the cough?"),
    ]  # fmt: skip
    assert {item["thread"] for item in shown[:2]} == {thread}
    details = {item["title"]: item["detail"] for item in shown}
    assert (details["Amoxicillin"], details["Check-up"], details["Analyte 3"]) == (
        "One, twice a day", "Cough", "3 mmol/L",
    )  # fmt: skip


async def test_days_are_the_practices_own_and_a_date_without_a_time_stays_as_it_was_written(
    see: Call, cast: Cast, eva: str
) -> None:
    shown = {item["title"]: item for item in (await see(cast.lin, "patient.timeline", patient=eva))["items"]}
    assert (shown["Check-up"]["day"], shown["Check-up"]["has_time"]) == ("2024-05-01", True), "in New York"
    assert (shown["Bronchitis"]["day"], shown["Bronchitis"]["has_time"]) == ("2024-05-02", False)


@pytest.mark.parametrize("limit", [1, 2, 7])
async def test_pages_follow_one_another_without_gap_or_repeat(
    do: Call, see: Call, cast: Cast, eva: str, limit: int
) -> None:
    await write(do, cast, eva)
    whole = (await see(cast.lin, "patient.timeline", patient=eva))["items"]
    paged: list[Any] = []
    before: dict[str, str] = {}
    while True:
        page = await see(cast.lin, "patient.timeline", patient=eva, limit=limit, **before)
        assert len(page["items"]) <= limit
        paged += page["items"]
        if page["next"] is None:
            break
        before = {"before": page["next"]}
    assert paged == whole
    assert len(whole) == 11


async def test_kinds_are_filtered_and_what_is_no_place_or_kind_is_refused(see: Call, cast: Cast, eva: str) -> None:
    assert await items(see, cast.lin, eva, kinds=["visit", "allergy"]) == [
        ("visit", "Check-up"), ("allergy", "Penicillin"),
    ]  # fmt: skip
    for wrong in ({"kinds": ["dance"]}, {"kinds": []}, {"before": "nowhere"}, {"limit": 0}):
        with pytest.raises(Invalid):
            await items(see, cast.lin, eva, **wrong)


async def test_only_whoever_may_open_the_chart_sees_it(
    do: Call, see: Call, cast: Cast, next_door: Cast, eva: str
) -> None:
    ask = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    thread = (await do(cast.ana, "thread.open", **ask))["thread"]
    await do(cast.lin, "message.post", thread=thread, body="Suspect gout.", internal=True)
    for reader in (cast.lin, cast.okafor, cast.ana):
        assert await items(see, reader, cast.ana.patient) == [("message", "Knee")]
    assert await items(see, cast.ben, cast.patients["mia"]) == []
    for stranger in (cast.ben, cast.cleo, next_door.zoe):
        with pytest.raises(NotFound):
            await items(see, stranger, cast.ana.patient)
    for role in (cast.sam, cast.dana):
        with pytest.raises(Forbidden):
            await items(see, role, eva)


async def test_reading_it_is_audited(see: Call, hub_: Hub, cast: Cast, eva: str) -> None:
    await items(see, cast.lin, eva)
    seen = sa.select(Audit.c.patient).where(Audit.c.practice == cast.practice, Audit.c.action == "patient.timeline")
    assert await hub_.read(cast.practice, lambda at: at.execute(seen).scalars().all()) == [eva]


async def test_whoever_watches_the_patient_hears_of_what_is_new_in_it(doors: Doors, do: Call, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        await lin.watch(f"patient:{cast.ana.patient}")
        opened = await write(do, cast, str(cast.ana.patient))
        assert await lin.heard("thread.opened", opened["thread"])
        answer = await lin.see("patient.timeline", patient=cast.ana.patient)
        assert [item["title"] for item in answer["data"]["items"]] == ["Cough"]
