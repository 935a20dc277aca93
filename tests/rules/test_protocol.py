"""The frames of a client, the ack window and the token bucket: rules without a socket."""

import random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import BadRequest
from hub.ws import protocol
from hub.ws.protocol import Ack, Bucket, Do, Hello, Refused, Resume, Window, read_frame

ULID = "01KAJ3Z9M6T8V2B4C5D6E7F8G9"


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ({"type": "hello", "device": "d1"}, Hello(device="d1")),
        (
            {"type": "hello", "device": "d1", "watch": ["thread:1"], "resume": {"epoch": "e", "cursor": "c"}},
            Hello(device="d1", watch=["thread:1"], resume=Resume(epoch="e", cursor="c")),
        ),
        ({"type": "ack", "cursor": "c"}, Ack(cursor="c")),
        ({"type": "do", "id": ULID, "name": "a.b", "args": {"x": 1}}, Do(id=ULID, name="a.b", args={"x": 1})),
        ({"type": "do", "id": ULID.lower(), "name": "a.b"}, Do(id=ULID.lower(), name="a.b")),
    ],
)
def test_a_frame_is_read(frame: Any, expected: Any) -> None:
    assert read_frame(msgspec.json.encode(frame)) == expected


@pytest.mark.parametrize(
    ("frame", "field"),
    [
        ({"type": "do", "id": "short", "name": "a.b"}, "id"),
        ({"type": "do", "id": ULID}, "name"),
        ({"type": "do", "id": ULID, "name": "a.b", "args": []}, "args"),
        ({"type": "do", "id": ULID, "name": "a.b", "loud": True}, "loud"),
        ({"type": "see", "id": "q", "name": 1}, "name"),
        ({"type": "watch", "id": "w", "topic": "everything"}, "topic"),
        ({"type": "watch", "id": "w", "topic": "thread:" + "x" * 101}, "topic"),
    ],
)
def test_a_frame_with_an_id_is_refused_by_it(frame: Any, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_frame(msgspec.json.encode(frame))
    assert (refusal.value.frame_id, refusal.value.error.field) == (frame["id"], field)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing"),
        ("7", "not an object"),
        ("{}", "no type and no id"),
        ('{"type":"ack"}', "nothing to answer to"),
        ('{"type":"hello","id":"x"}', "a hello is never refused, it ends"),
        ('{"type":"hello","device":"a","watch":["thread:1", 2]}', "watching a number"),
        ('{"type":"see","id":7,"name":"a"}', "an id that is none"),
        ('{"type":"ack","cursor":"' + "x" * 65_536 + '"}', "too large"),
        ('{"type":"ack","cursor":"' + "é" * 33_000 + '"}', "too large in bytes"),
    ],
)
def test_a_frame_without_an_answer_ends_the_connection(text: str, why: str) -> None:
    with pytest.raises(BadRequest):
        read_frame(text)


@given(st.text(max_size=100))
def test_no_text_surprises_the_reader_of_frames(text: str) -> None:
    try:
        read_frame(text)
    except (BadRequest, Refused):
        return
    pytest.fail("nonsense was taken for a frame")


def test_the_window_never_grants_more_than_it_has() -> None:
    """Whatever the sizes and the acks: never more than 256 events and 256 KiB are out, and acks give all of it back."""
    choose = random.Random(3)
    for _ in range(200):
        window, position, out = Window(), 0, []
        for at in range(300):
            if window.room and choose.random() < 0.7:
                events = choose.randint(1, window.room) + choose.randint(0, 1)
                size = choose.randint(100, min(window.room_bytes, 60_000))
                position += events + choose.randint(0, 3)
                window.sent(position, events, size, at=float(at))
                out.append((position, events, size))
            elif out:
                acked = choose.choice(out)[0]
                window.acked(acked)
                out = [one for one in out if one[0] > acked]
            assert window.events == sum(events for _, events, _ in out) <= protocol.WINDOW_EVENTS
            assert window.bytes == sum(size for *_, size in out) <= protocol.WINDOW_BYTES
            assert (window.full_since is None) == (window.room > 0)
        window.acked(position)
        assert (window.events, window.bytes, window.full_since) == (0, 0, None)


def test_an_ack_of_nothing_new_changes_nothing() -> None:
    window = Window()
    window.sent(10, 5, 500, at=0.0)
    window.acked(9)
    assert window.events == 5


def test_full_is_counted_from_the_first_moment() -> None:
    window = Window()
    window.sent(1, 255, 100, at=7.0)
    window.sent(2, 1, 100, at=9.0)
    assert window.full_since == 7.0


@pytest.mark.parametrize(
    ("takes", "granted", "why"),
    [
        ([0.0] * 5, [True, True, True, False, False], "three at once and no more"),
        ([0.0, 0.0, 0.0, 0.5, 0.5], [True, True, True, True, False], "two a second come back"),
        ([0.0, 100.0, 100.0, 100.0, 100.0], [True, True, True, True, False], "never more than the burst is saved up"),
    ],
)
def test_a_bucket_fills_at_its_rate(takes: list[float], granted: list[bool], why: str) -> None:
    bucket = Bucket(rate=2, burst=3)
    assert [bucket.take(1_000 + at) for at in takes] == granted, why
