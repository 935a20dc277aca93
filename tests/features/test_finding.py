"""Finding patients: who is found, in which order, and by whom."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from hub.errors import Forbidden
from hub.records import finding
from hub.records.fhir.demographics import Demographics
from hub.records.people import Patient, PatientWord
from hub.records.register import enter_patient
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from tests.cast import Cast

Call = Callable[..., Awaitable[dict[str, Any]]]


async def register(do: Call, cast: Cast, given: str, family: str, born: str = "1956-04-30", **more: str) -> str:
    name = {"given": given, "family": family}
    return str((await do(cast.sam, "patient.register", name=name, born=born, sex="unknown", **more))["patient"])


async def names(see: Call, cast: Cast, text: str, **more: Any) -> list[str]:
    return [one["name"] for one in (await see(cast.sam, "patient.search", text=text, **more))["patients"]]


async def test_who_has_the_very_words_comes_before_who_only_begins_with_them(do: Call, see: Call, cast: Cast) -> None:
    await register(do, cast, "Anabel", "Marin")
    await register(do, cast, "Maria", "Anaya Ruiz")
    await register(do, cast, "Zoe", "Ana")
    await register(do, cast, "Ana", "Zubiri")
    assert await names(see, cast, "ana") == ["Ana Zubiri", "Zoe Ana", "Anabel Marin", "Maria Anaya Ruiz"]
    assert await names(see, cast, "ana", limit=2) == ["Ana Zubiri", "Zoe Ana"]
    assert await names(see, cast, "ruiz mar") == ["Maria Anaya Ruiz"]


async def test_the_birth_date_that_was_read_is_told(do: Call, see: Call, cast: Cast) -> None:
    await register(do, cast, "Ivo", "Núñez", born="1956-05-04")
    told = await see(cast.sam, "patient.search", text="4.5.1956")
    assert ([one["name"] for one in told["patients"]], told["born"]) == (["Ivo Núñez"], "1956-05-04")
    told = await see(cast.sam, "patient.search", text="nunez 4/5/1956")
    assert (told["patients"], told["born"]) == ([], "1956-04-05")
    assert "born" not in await see(cast.sam, "patient.search", text="nunez")


async def test_a_telephone_number_is_found_with_any_punctuation(do: Call, see: Call, cast: Cast) -> None:
    await register(do, cast, "Ivo", "Núñez", telephone="+1 555 010 0199")
    for text in ("(555) 010-0199", "15550100199", "010.0199", "0199"):
        assert await names(see, cast, text) == ["Ivo Núñez"], text
    assert await names(see, cast, "555 010 0198") == []


async def test_a_patient_who_is_renamed_is_found_by_the_new_name_alone(
    do: Call, see: Call, hub_: Hub, cast: Cast
) -> None:
    patient = await register(do, cast, "Ivo", "Núñez")

    def rename(tx: Tx) -> Outcome:
        known = Demographics("Ivo", "Almeida", date(1956, 4, 30), "unknown", None, None, None, is_deceased=False)
        row = tx.find(Patient, patient)
        assert row is not None
        enter_patient(tx, row, known)
        return Outcome()

    await hub_.writer.run(cast.practice, rename)
    assert await names(see, cast, "almeida") == ["Ivo Almeida"]
    assert await names(see, cast, "nunez") == []


async def test_patients_entered_under_other_rules_are_found_after_the_clockwork_came_by(
    see: Call, hub_: Hub, cast: Cast
) -> None:
    assert await names(see, cast, "reyes") == []
    await finding.keep_by_present_rules(hub_)
    assert await names(see, cast, "reyes 1956-04-30") == ["Ana Reyes"]
    kept = sa.select(sa.func.count()).select_from(PatientWord.table)
    before = await hub_.read("*", lambda at: at.execute(kept).scalar_one())
    await finding.keep_by_present_rules(hub_)
    assert await hub_.read("*", lambda at: at.execute(kept).scalar_one()) == before


async def test_only_whoever_works_with_patients_finds_them_and_only_their_own(
    do: Call, see: Call, cast: Cast, next_door: Cast
) -> None:
    await register(do, cast, "Ivo", "Núñez")
    for one in (cast.lin, cast.sam, cast.dana):
        assert len((await see(one, "patient.search", text="nunez"))["patients"]) == 1
    assert (await see(next_door.zoe, "patient.search", text="nunez"))["patients"] == []
    with pytest.raises(Forbidden):
        await see(cast.ana, "patient.search", text="nunez")
