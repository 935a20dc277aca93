"""Bundles as files: every resource comes out as it was written, whatever the file looks like around it."""

import io
import json
from typing import Any

import pytest

from hub.records.fhir import cutting
from hub.records.fhir.bundle import Refused, Survey, Taken, read, survey
from hub.records.fhir.cutting import BadBundle
from hub.records.fhir.kinds import patient_references
from hub.records.fhir.names import references_in

PATIENT = {
    "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000001",
    "resource": {
        "resourceType": "Patient",
        "id": "00000000-0000-4000-8000-000000000001",
        "identifier": [{"system": "https://example.org/mrn", "value": "17"}],
        "name": [{"family": "Reyes", "given": ["Ana"]}],
    },
}


def observation(n: int, **fields: Any) -> dict[str, Any]:
    id = f"00000000-0000-4000-8000-1{n:011d}"
    resource = {"resourceType": "Observation", "id": id, "status": "final"}
    resource["subject"] = {"reference": PATIENT["fullUrl"]}
    return {"fullUrl": f"urn:uuid:{id}", "resource": resource | fields}


def bundle(*entries: Any, type: str = "transaction", indent: int | None = None) -> bytes:
    return json.dumps({"resourceType": "Bundle", "type": type, "entry": entries}, indent=indent).encode()


def take(text: bytes) -> tuple[Survey, list[Taken | Refused]]:
    found = survey(io.BytesIO(text))
    return found, list(read(io.BytesIO(text), found))


def reasons(text: bytes) -> dict[int, str]:
    return {one.index: one.why for one in take(text)[1] if isinstance(one, Refused)}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("type", ["transaction", "batch", "collection"])
def test_every_resource_comes_out_as_it_went_in(type: str, indent: int | None) -> None:
    entries = [PATIENT, *(observation(n) for n in range(5))]
    found, taken = take(bundle(*entries, type=type, indent=indent))
    assert found.count == 6
    assert [json.loads(one.text) for one in taken] == [entry["resource"] for entry in entries]


@pytest.mark.parametrize(
    "digits", ["13.50", "1E2", "1e-7", "-0", "-0.0", "0.1000", "123456789012345678901234567890", "1e400"]
)
def test_a_number_keeps_its_digits(digits: str) -> None:
    text = bundle(PATIENT, observation(1, valueQuantity={"value": "@"})).replace(b'"@"', digits.encode())
    (_, taken) = take(text)[1]
    assert json.loads(taken.text, parse_float=str, parse_int=str)["valueQuantity"] == {"value": digits}


@pytest.mark.parametrize("chunk_bytes", [1, 7, 64])
def test_a_bundle_is_cut_the_same_wherever_the_reads_end(chunk_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    tricky = observation(
        1, note=[{"text": 'brackets ]}[{ and "quotes" \\ and a back\\\\slash"'}], code={"text": "ñandú 你好"}
    )
    text = bundle(PATIENT, tricky, observation(2), indent=1)
    whole = take(text)
    monkeypatch.setattr(cutting, "CHUNK_BYTES", chunk_bytes)
    assert take(text) == whole


def test_the_order_of_entries_and_of_keys_around_them_does_not_matter() -> None:
    entries = [observation(1), PATIENT]
    text = json.dumps(
        {"entry": entries, "link": [{"relation": "self", "url": "x"}], "type": "batch", "resourceType": "Bundle"}
    )
    found, taken = take(text.encode())
    assert found.patients == {PATIENT["fullUrl"]}
    assert len(taken) == 2


def test_a_byte_order_mark_is_skipped() -> None:
    assert take(b"\xef\xbb\xbf" + bundle(PATIENT))[0].count == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "not well-formed JSON"),
        (b"[]", "not a FHIR bundle"),
        (b'"Bundle"', "not a FHIR bundle"),
        (b"{}", "resourceType is not Bundle"),
        (b'{"resourceType": "Patient"}', "resourceType is not Bundle"),
        (b'{"resourceType": "Bundle", "type": "history", "entry": []}', "type that is not taken"),
        (b'{"resourceType": "Bundle", "type": "batch"}', "without entries"),
        (b'{"resourceType": "Bundle", "type": "batch", "entry": [1, "x"]}', "not a FHIR bundle"),
        (bundle(PATIENT)[:-1], "cut short"),
        (bundle(PATIENT)[:-20], "cut short"),
        (bundle(PATIENT) + b"}", "closes at byte"),
        (bundle(PATIENT).replace(b'"transaction"', b'"transaction'), "cut short"),
        (bundle(PATIENT, PATIENT).replace(b"}, {", b"} {"), "not well-formed JSON"),
        (bundle(PATIENT) + b"\n" + bundle(PATIENT), "NDJSON"),
        (b"\x1f\x8b\x08\0 gzip", "unpack it first"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (b'{"resourceType": "Bundle\xff"}', "not UTF-8"),
        (b"[" * 100_000 + b"]" * 100_000, "not a FHIR bundle"),
    ],
)
def test_a_file_that_is_no_bundle_is_refused_whole(text: bytes, why: str) -> None:
    with pytest.raises(BadBundle, match=why):
        survey(io.BytesIO(text))


def test_endless_text_around_the_entries_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "MAX_ENVELOPE_BYTES", 10_000)
    monkeypatch.setattr(cutting, "CHUNK_BYTES", 1000)
    with pytest.raises(BadBundle, match="too much text"):
        survey(io.BytesIO(b'{"resourceType": "Bundle", "x": "' + b"a" * 50_000))


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"resource": {"resourceType": "Observation"}}, "neither a fullUrl nor an id"),
        ({"resource": {"resourceType": "Wish", "id": "1"}}, "not one of FHIR R4"),
        ({"resource": {"id": "1"}}, "no resourceType"),
        ({"resource": {"resourceType": 5}}, "no resourceType"),
        ({"resource": {"resourceType": "Observation", "id": "a b"}}, "not a FHIR id"),
        ({"resource": None}, "no resource"),
        ({"fullUrl": "urn:uuid:1"}, "no resource"),
        ({"fullUrl": 7, "resource": {"resourceType": "Observation"}}, "not in the expected form"),
        (observation(1), "that of an earlier entry"),
        (observation(3) | {"request": {"method": "DELETE", "url": "Observation/3"}}, "neither POST nor PUT"),
        (observation(3, nested=json.loads("[" * 90 + "]" * 90)), "nested deeper"),
        (json.loads('{"a":' * 900 + "1" + "}" * 900), "no resource"),
    ],
)
def test_a_bad_resource_is_refused_alone(bad: Any, why: str) -> None:
    refused = reasons(bundle(PATIENT, observation(1), bad, observation(2)))
    assert list(refused) == [2]
    assert why in refused[2]


@pytest.mark.parametrize(
    ("was", "now"), [(b'"MARK"', b'"\xff"'), (b'"MARK"', b"01"), (b'"MARK"', b"NaN"), (b'"MARK"', b'"\\ud800"')]
)
def test_malformed_text_within_a_resource_costs_that_resource_alone(was: bytes, now: bytes) -> None:
    text = bundle(PATIENT, observation(1, note="MARK"), observation(2)).replace(was, now)
    assert list(reasons(text)) == [1]


def test_a_resource_too_large_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "MAX_ENTRY_BYTES", 4000)
    monkeypatch.setattr(cutting, "CHUNK_BYTES", 500)
    long_string = observation(1, note='x\\"' * 3000)
    many_values = observation(2, note=["y"] * 3000)
    text = bundle(PATIENT, long_string, observation(3), many_values, observation(4))
    _, taken = take(text)
    assert [type(one) for one in taken] == [Taken, Refused, Taken, Refused, Taken]
    assert "larger than" in taken[1].why  # type: ignore[union-attr]


def test_reading_goes_on_where_it_stopped() -> None:
    text = bundle(PATIENT, *(observation(n) for n in range(5)))
    found = survey(io.BytesIO(text))
    assert list(read(io.BytesIO(text), found, start=4)) == list(read(io.BytesIO(text), found))[4:]


def test_a_file_that_changes_between_survey_and_reading_is_refused() -> None:
    found = survey(io.BytesIO(bundle(PATIENT)))
    with pytest.raises(BadBundle, match="changed"):
        list(read(io.BytesIO(bundle(PATIENT, observation(1))), found))


UUID = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("full_url", "id", "reference"),
    [
        (f"urn:uuid:{UUID}", UUID, f"urn:uuid:{UUID}"),
        (f"urn:uuid:{UUID}", UUID, f"Patient/{UUID}"),
        (f"urn:uuid:{UUID}", "p1", "Patient/p1"),
        (f"urn:uuid:{UUID}", None, f"urn:uuid:{UUID.upper()}"),
        (None, "p1", "Patient/p1"),
        (None, UUID, f"Patient/{UUID}"),
        ("https://ehr.example/fhir/Patient/p1", "p1", "Patient/p1"),
        ("https://ehr.example/fhir/Patient/p1", "p1", "https://ehr.example/fhir/Patient/p1"),
        ("https://ehr.example/fhir/Patient/p1", "p1", "https://ehr.example/fhir/Patient/p1/_history/3"),
        (f"urn:uuid:{UUID}", UUID, "Patient?identifier=https://example.org/mrn|17"),
        (f"urn:uuid:{UUID}", UUID, "Patient?identifier=https%3A%2F%2Fexample.org%2Fmrn%7C17"),
    ],
)
def test_a_reference_finds_its_patient_however_it_is_written(
    full_url: str | None, id: str | None, reference: str
) -> None:
    resource: dict[str, Any] = PATIENT["resource"] | {"id": id}  # type: ignore[operator]
    entry = {"fullUrl": full_url, "resource": resource}
    found, taken = take(bundle(observation(1, subject={"reference": reference}), entry))
    assert isinstance(taken[0], Taken)
    (written,) = patient_references(taken[0].content)
    assert {found.resolve(written)} == found.patients


def test_ids_of_two_sources_are_never_taken_for_each_other() -> None:
    one, other = (
        {"resource": {"resourceType": "Patient", "id": "1", "identifier": [{"system": "urn:x", "value": mrn}]}}
        for mrn in ("a", "b")
    )
    assert take(bundle(one))[0].patients.isdisjoint(take(bundle(other))[0].patients)


def test_an_identifier_that_two_patients_share_means_neither() -> None:
    twin = {"fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000009", "resource": PATIENT["resource"] | {"id": "x"}}  # type: ignore[operator]
    found, _ = take(bundle(PATIENT, twin))
    assert found.resolve("Patient?identifier=https://example.org/mrn|17") not in found.patients


def test_references_are_found_at_any_depth_and_contained_ones_mean_nothing_outside() -> None:
    content = {
        "resourceType": "Claim",
        "item": [{"encounter": [{"reference": "urn:uuid:e"}]}],
        "referral": {"reference": "#r"},
    }
    found, _ = take(bundle(PATIENT))
    assert sorted(references_in(content)) == ["#r", "urn:uuid:e"]
    assert found.resolve("#r") is None
