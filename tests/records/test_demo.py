"""The invented charts and conversations hold together: every key, code and reference leads somewhere."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from hub.demo import cast, codes
from hub.demo.charts import demo_bundles
from hub.demo.conversations import CONVERSATIONS
from hub.demo.patients import BY_KEY, PATIENTS
from hub.demo.resources import patient_url
from hub.records.fhir.names import references_in

TODAY = date(2026, 3, 4)
STAFF = {member.key for member in cast.STAFF}
USERS = {user.key: user for user in cast.PORTAL_USERS}
SPEAKS_FOR = {(grant.person, grant.patient) for grant in cast.PROXIES} | {
    (key, user.patient) for key, user in USERS.items()
}


@pytest.fixture(scope="module")
def charts() -> dict[str, list[dict[str, Any]]]:
    bundles = demo_bundles(TODAY)
    return {persona.key: [entry["resource"] for entry in json.loads(text)["entry"]] for persona, text in bundles}


def test_the_same_day_brings_the_same_charts() -> None:
    assert list(demo_bundles(TODAY)) == list(demo_bundles(TODAY))


def test_another_day_brings_the_same_resources_at_other_dates() -> None:
    def urls(day: date) -> list[list[str]]:
        return [[entry["fullUrl"] for entry in json.loads(text)["entry"]] for _, text in demo_bundles(day)]

    assert urls(TODAY) == urls(date(2026, 9, 30))


def test_every_reference_leads_to_a_resource_of_the_same_bundle() -> None:
    for persona, text in demo_bundles(TODAY):
        entries = json.loads(text)["entry"]
        urls = {entry["fullUrl"] for entry in entries}
        assert patient_url(persona.key) in urls
        assert len(urls) == len(entries)
        assert {reference for entry in entries for reference in references_in(entry["resource"])} <= urls


def test_nothing_lies_in_the_future(charts: dict[str, list[dict[str, Any]]]) -> None:
    dated = ("onsetDateTime", "authoredOn", "effectiveDateTime", "occurrenceDateTime", "recordedDate", "birthDate")
    written = [resource[key] for chart in charts.values() for resource in chart for key in dated if key in resource]
    assert max(written)[:10] <= TODAY.isoformat()


def test_charts_are_rich(charts: dict[str, list[dict[str, Any]]]) -> None:
    kinds = Counter(resource["resourceType"] for chart in charts.values() for resource in chart)
    assert len(charts) == 24
    assert min(kinds[kind] for kind in ("Condition", "MedicationRequest", "Encounter", "Immunization")) >= 50
    assert kinds["AllergyIntolerance"] >= 12
    assert kinds["Observation"] >= 2000
    years = {
        resource["effectiveDateTime"][:4] for resource in charts["ana"] if resource["resourceType"] == "Observation"
    }
    assert len(years) >= 6


def test_a_trend_ends_where_the_persona_says(charts: dict[str, list[dict[str, Any]]]) -> None:
    code = codes.LABS["a1c"].code
    values = [
        (resource["effectiveDateTime"], resource["valueQuantity"]["value"])
        for resource in charts["ana"]
        if resource["resourceType"] == "Observation" and resource["code"]["coding"][0]["code"] == code
    ]
    assert max(values)[1] == 7.1
    assert min(values)[1] == pytest.approx(8.6, abs=0.6)


def test_personas_use_known_codes() -> None:
    for persona in PATIENTS:
        assert {problem.key for problem in persona.problems} <= codes.PROBLEMS.keys()
        assert {course.key for course in persona.medicines} <= codes.MEDICINES.keys()
        assert persona.allergies.keys() <= codes.ALLERGIES.keys()
        assert persona.trends.keys() <= codes.LABS.keys() | codes.VITALS.keys() | {"systolic", "diastolic"}


def test_the_cast_holds_together() -> None:
    pools = {pool.key for pool in cast.POOLS}
    assert {topic.pool for topic in cast.TOPICS} <= pools
    assert {pool for member in cast.STAFF for pool in member.pools} <= pools
    assert {patient for member in cast.STAFF for patient in member.patients} <= BY_KEY.keys()
    assert {user.patient for user in cast.PORTAL_USERS if user.patient} <= BY_KEY.keys()
    assert all(grant.person in USERS and grant.patient in BY_KEY for grant in cast.PROXIES)
    assert set(cast.SIGN_IN) <= STAFF | USERS.keys()
    assert STAFF.isdisjoint(USERS)
    for user in cast.PORTAL_USERS:
        if user.patient:
            persona = BY_KEY[user.patient]
            assert (user.name, user.language) == (f"{persona.given} {persona.family}", persona.language)


@pytest.mark.parametrize("talk", CONVERSATIONS, ids=lambda talk: f"{talk.patient}-{talk.topic}")
def test_a_conversation_holds_together(talk: Any) -> None:
    assert talk.topic in {topic.key for topic in cast.TOPICS}
    assert talk.owner is None or talk.owner in STAFF
    first = talk.said[0]
    assert (first.by, talk.patient) in SPEAKS_FOR
    assert not first.internal
    for said in talk.said:
        assert said.by in STAFF or ((said.by, talk.patient) in SPEAKS_FOR and not said.internal)
        assert 0 < len(said.text) <= 4000
    ages = [said.minutes_ago for said in talk.said]
    assert ages == sorted(ages, reverse=True)
    last = [said.by for said in talk.said if not said.internal][-1]
    assert talk.state == "closed" or (talk.state == "waiting") == (last in STAFF)


def test_there_is_something_of_every_kind() -> None:
    assert len(CONVERSATIONS) >= 12
    assert {talk.state for talk in CONVERSATIONS} == {"open", "waiting", "closed"}
    assert any(talk.owner is None for talk in CONVERSATIONS)
    assert any(said.internal for talk in CONVERSATIONS for said in talk.said)
    assert {BY_KEY[talk.patient].language for talk in CONVERSATIONS} == {"en", "es"}
