"""The policy said twice says the same: `decide` of a row in memory, `see` of the same rows in SQL."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from hub.actor import STAFF_ROLES, Actor, Relation
from hub.db import Row, rows
from hub.messaging.tables import Thread
from hub.records import access
from hub.records.access import RULES
from hub.records.people import CareTeam, Patient, Practice
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.shapes import new_id
from tests.cast import Cast

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def busy(do: Call, cast: Cast, next_door: Cast) -> None:
    """Conversations in every state and box, of two practices."""
    for place, people in ((cast, ("ana", "ben", "cleo")), (next_door, ("yan",))):
        for name in people:
            for topic in place.topics.values():
                one = place.people[name]
                ask = {"patient": one.patient, "topic": topic, "subject": "A", "body": "B"}
                await do(one, "thread.open", **ask)
    ask = {"patient": cast.patients["mia"], "topic": cast.topics["nurses"], "subject": "A", "body": "B"}
    thread = (await do(cast.ben, "thread.open", **ask))["thread"]
    await do(cast.lin, "thread.claim", thread=thread)
    grant = {"patient": cast.ana.patient, "email": cast.cleo.email, "name": "Cleo", "scope": "limited"}
    await do(cast.sam, "proxy.grant", **grant)


def some_actor(choose: random.Random, casts: tuple[Cast, ...], now: datetime) -> Actor:
    """Anybody who could be, whether or not they are: any face, roles, pools, relations, also such as have ended."""
    cast, beside = choose.choice(casts), choose.choice(casts)
    known = [one.id for one in cast.people.values()]
    common: dict[str, Any] = {"practice": cast.practice, "person": choose.choice(known), "name": "", "session": ""}
    patients = list((cast.patients | beside.patients).values())
    if choose.random() < 0.6:
        return Actor(
            face="staff",
            roles=frozenset(choose.sample(sorted(STAFF_ROLES), choose.randint(0, 2))),
            pools=frozenset(choose.sample(list((cast.pools | beside.pools).values()), choose.randint(0, 2))),
            care=frozenset(choose.choices(patients, k=choose.randint(0, 3))),
            every_chart=choose.random() < 0.5,
            **common,
        )
    relations = {
        patient: Relation(
            patient,
            choose.choice(("self", "proxy")),
            scope=choose.choice(("full", "limited")),
            until=choose.choice((None, now, now + timedelta(seconds=1), now - timedelta(seconds=1))),
        )
        for patient in choose.choices(patients, k=choose.randint(0, 3))
    }
    return Actor(face="patient", roles=frozenset(("patient",)), relations=relations, **common)


@pytest.mark.usefixtures("busy")
async def test_decide_and_see_agree_on_every_row_of_every_table(hub_: Hub, cast: Cast, next_door: Cast) -> None:
    choose, now = random.Random(4), hub_.clock()
    everything: dict[type[Row], list[Row]] = {
        kind: await hub_.read("*", lambda at, kind=kind: rows(at, sa.select(kind.table), kind)) for kind in RULES
    }
    seen = 0
    for _ in range(150):
        actor = some_actor(choose, (cast, next_door), now)
        for kind, whole in everything.items():
            selected = await hub_.read(
                actor.practice, lambda at, kind=kind, actor=actor: rows(at, access.see(actor, kind, now), kind)
            )
            decided = {row.identity for row in whole if access.decide(actor, row, now)}
            assert {row.identity for row in selected} == decided, (kind.__name__, actor)
            seen += len(decided)
    assert seen > 500


@pytest.mark.usefixtures("busy")
async def test_a_table_without_a_rule_is_seen_by_nobody(hub_: Hub, cast: Cast) -> None:
    (practice,) = await hub_.read(
        "*", lambda at: rows(at, sa.select(Practice.table).where(Practice.c.practice == cast.practice), Practice)
    )
    actor = some_actor(random.Random(1), (cast,), hub_.clock())
    assert not access.decide(actor, practice, hub_.clock())
    with pytest.raises(KeyError):
        access.see(actor, Practice, hub_.clock())


async def test_a_practice_of_teams_opens_charts_to_the_team_alone(hub_: Hub, do: Call, see: Call, cast: Cast) -> None:
    ask = {"patient": cast.ana.patient, "topic": cast.topics["desk"], "subject": "A", "body": "B"}
    thread = (await do(cast.ana, "thread.open", **ask))["thread"]

    def part(tx: Tx) -> Outcome:
        practice = tx.find(Practice)
        assert practice is not None
        tx.change(practice, charts="team")
        for person, until in ((cast.lin.id, None), (cast.kim.id, tx.now + timedelta(minutes=5))):
            member = {"practice": tx.practice, "patient": cast.ana.patient, "person": person, "since": tx.now}
            tx.add(CareTeam(id=new_id(), until=until, **member))
        return Outcome()

    await hub_.writer.run(cast.practice, part, alone=True)
    hub_.actors.clear()
    listed = {}
    for one in (cast.lin, cast.kim, cast.okafor):
        shown = await see(one, "thread.list", box="all")
        listed[one.name] = [found["thread"] for found in shown["threads"]]
    assert listed == {"Lin Park": [thread], "Kim Doyle": [thread], "Dr. Amara Okafor": []}


async def test_a_staged_patient_is_nobodys_yet(hub_: Hub, cast: Cast) -> None:
    (ana,) = await hub_.read(
        cast.practice, lambda at: rows(at, sa.select(Patient.table).where(Patient.c.id == cast.ana.patient), Patient)
    )
    nurse = Actor(cast.practice, cast.lin.id, "staff", frozenset(("nurse",)), "", "", every_chart=True)
    assert access.decide(nurse, ana, hub_.clock())
    staged = msgspec.structs.replace(ana, staged="file")
    assert not access.decide(nurse, staged, hub_.clock())
    assert not access.decide(replace(nurse, practice="elsewhere"), ana, hub_.clock())
    assert Thread in RULES
