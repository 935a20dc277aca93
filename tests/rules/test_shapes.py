"""What a client may send, and in which form values travel."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import BadRequest, Invalid
from hub.messaging.commands import OpenThread, PostMessage
from hub.shapes import (
    Email,
    Id,
    Language,
    Name,
    Phone,
    Shape,
    Ulid,
    decode,
    instant,
    new_id,
    parse,
    read_date,
    read_instant,
)
from hub.ws.protocol import Topic

POST = {"thread": "01KAJ", "body": "Hello"}


@pytest.mark.parametrize(
    ("data", "shape", "field", "why"),
    [
        (POST | {"colour": "red"}, PostMessage, "colour", "an unknown key"),
        ({"body": "Hello"}, PostMessage, "thread", "a missing key"),
        (POST | {"thread": "a b"}, PostMessage, "thread", "no id has a space"),
        (POST | {"thread": "x" * 65}, PostMessage, "thread", "no id is that long"),
        (POST | {"thread": ""}, PostMessage, "thread", "no id is empty"),
        (POST | {"body": ""}, PostMessage, "body", "nothing said"),
        (POST | {"body": " \n\t"}, PostMessage, "body", "nothing but space"),
        (POST | {"body": "x" * 4001}, PostMessage, "body", "too long"),
        (POST | {"body": 7}, PostMessage, "body", "not text"),
        (POST | {"body": None}, PostMessage, "body", "not text either"),
        (POST | {"internal": "yes"}, PostMessage, "internal", "not a claim"),
        (POST | {"hold_s": 31}, PostMessage, "hold_s", "held too long"),
        (POST | {"attachments": ["a"] * 11}, PostMessage, "attachments", "too many"),
        (POST | {"attachments": ["a", "b c"]}, PostMessage, "attachments[1]", "the second is no id"),
        (
            {"patient": "p", "topic": "t", "subject": "a\x00b", "body": "x"},
            OpenThread,
            "subject",
            "a control character",
        ),
        ({"patient": "p", "topic": "t", "subject": "a\nb", "body": "x"}, OpenThread, "subject", "two lines"),
        ([], PostMessage, None, "not an object"),
        ("x", PostMessage, None, "not an object either"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(data: Any, shape: type[Shape], field: str | None, why: str) -> None:
    with pytest.raises(Invalid) as refusal:
        decode(data, shape)
    assert refusal.value.field == field, why
    assert refusal.value.message.endswith(".")


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        (Id, "01KAJ"),
        (Ulid, new_id()),
        (Name, "Lin Park"),
        (Email, "lin@chartwire.example"),
        (Phone, "+1 555 010 0100"),
        (Language, "en-US"),
        (Topic, "thread:01KAJ"),
    ],
)
def test_nothing_of_one_line_ends_in_a_line_feed(kind: Any, good: str) -> None:
    assert decode(good, kind) == good
    with pytest.raises(Invalid):
        decode(good + "\n", kind)


@pytest.mark.parametrize("body", ["x", "x" * 4000, " a ", "naïve 🩺", "\u202eabc", "'; DROP TABLE message; --"])
def test_what_people_write_is_taken_as_it_is(body: str) -> None:
    assert decode(POST | {"body": body}, PostMessage).body == body


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"nul", b"{'a': 1}", b'{"a": NaN}', b"\xff\xfe", b'"\xc3\x28"', b'{"a": 01}', b"[1,]", b'"\\ud800"'],
)
def test_what_is_no_json_is_a_bad_request(raw: bytes) -> None:
    with pytest.raises(BadRequest):
        parse(raw)


@pytest.mark.parametrize(("depth", "is_fine"), [(16, True), (17, False), (100_000, False)])
def test_nesting_has_an_end(depth: int, is_fine: bool) -> None:
    raw = b"[" * depth + b"]" * depth
    if is_fine:
        assert parse(raw) == _nested(depth)
    else:
        with pytest.raises(BadRequest):
            parse(raw)


def _nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth - 1):
        value = [value]
    return value


@given(st.binary(max_size=200))
def test_no_bytes_surprise_the_parser(raw: bytes) -> None:
    with contextlib.suppress(BadRequest):
        parse(raw)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-21T09:30:00.000Z", datetime(2026, 11, 21, 9, 30, tzinfo=UTC)),
        ("2026-11-21T09:30:00+01:00", datetime(2026, 11, 21, 8, 30, tzinfo=UTC)),
        ("2026-11-21T09:30:00.123456Z", datetime(2026, 11, 21, 9, 30, 0, 123456, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_into_utc(text: str, expected: datetime) -> None:
    assert read_instant(text, field="at") == expected


@pytest.mark.parametrize(
    "text", ["", "now", "2026-11-21", "2026-11-21T09:30:00", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_instant(text, field="until")
    assert refusal.value.field == "until"


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_an_instant_survives_the_wire_to_the_millisecond(moment: datetime) -> None:
    kept = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert read_instant(instant(moment), field="at") == kept


def test_an_instant_is_written_in_utc_whatever_the_summer() -> None:
    east = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert instant(east.astimezone(UTC)) == "2026-07-01T10:00:00.000Z"


@pytest.mark.parametrize("text", ["", "1956", "1956-4-30", "30.04.1956", "1956-02-30", "9999999"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_date(text, field="born")


def test_ids_are_ulids_that_sort_by_time() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(len(id) == 26 and set(id) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for id in ids)
    assert [id[:10] for id in ids] == sorted(id[:10] for id in ids)
