"""The rows a process remembers: the newest wins, and nothing that was forgotten comes back by a slow reading."""

from typing import Any

import pytest

from hub.messaging.tables import Thread
from hub.records.facts import Facts
from hub.records.log import Event
from hub.records.people import Person
from hub.records.seal import EVERYWHERE, Keys
from hub.runtime import utc_now

PLACE: Any = (Thread, ("p", "t"))


@pytest.fixture
def facts() -> Facts:
    return Facts(Keys(b"\x01" * 32))


def thread(rev: int) -> Thread:
    about = {"patient": "x", "topic": "y", "pool": "z", "subject": b"", "last_line": b"", "last_at": utc_now()}
    return Thread(practice="p", id="t", rev=rev, **about)


def news(seq: int) -> Event:
    nothing = dict.fromkeys(("session", "for_patient", "patient", "command"))
    told = {"kind": "thread.closed", "subject": "t", "rev": 1, "at": utc_now(), "by": "", "by_role": ""}
    return Event(practice="p", seq=seq, topics="", refs='{"thread":"t"}', access=False, **told, **nothing)


def test_of_two_versions_the_newer_is_kept_whatever_comes_first(facts: Facts) -> None:
    for order in ((1, 2), (2, 1)):
        for rev in order:
            facts.keep([thread(rev)])
        assert facts.find(Thread, "p", "t") == facts.find(Thread, "p", "t")
        found = facts.find(Thread, "p", "t")
        assert found is not None
        assert found.rev == 2


def test_what_was_read_before_the_news_is_not_kept_after_it(facts: Facts) -> None:
    since = facts.forgotten
    facts.forget(news(10))
    facts.settle({PLACE: thread(5)}, since=since)
    assert facts.missing([PLACE])
    facts.settle({PLACE: thread(6)}, since=facts.forgotten)
    found = facts.find(Thread, "p", "t")
    assert found is not None
    assert found.rev == 6


def test_that_something_was_absent_is_not_believed_after_the_news_either(facts: Facts) -> None:
    since = facts.forgotten
    facts.forget(news(10))
    facts.settle({PLACE: None}, since=since)
    assert facts.missing([PLACE])


def test_what_was_read_of_a_history_that_was_replaced_is_not_kept(facts: Facts) -> None:
    since = facts.forgotten
    facts.forget_all()
    facts.settle({PLACE: thread(99)}, since=since)
    assert facts.find(Thread, "p", "t") is None


def test_news_is_remembered_only_so_long_and_then_everything_older_is_doubted(
    facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.records.facts.MOST_ROWS", 0)
    since = facts.forgotten
    facts.forget(news(10))
    facts.settle({PLACE: thread(5)}, since=since)
    assert facts.missing([PLACE])


def test_somebody_who_is_absent_is_asked_for_once(facts: Facts) -> None:
    place: Any = (Person, ("nobody",))
    assert facts.missing([place]) == {place}
    facts.settle({place: None}, since=facts.forgotten)
    assert facts.missing([place]) == set()
    assert facts.person_name("nobody") == ""


def test_somebody_whose_key_is_not_loaded_is_asked_for_again(facts: Facts) -> None:
    about = {"name": b"", "email": b"", "email_hash": "", "made_at": utc_now()}
    place: Any = (Person, ("ana",))
    facts.settle({place: Person(id="ana", **about)})
    assert facts.missing([place]) == {place}
    facts.keys._keep(EVERYWHERE, "ana", b"\x02" * 32)
    assert facts.missing([place]) == set()


def test_memory_is_bounded(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.records.facts.MOST_ROWS", 10)
    for number in range(50):
        facts.settle({(Thread, ("p", f"absent{number}")): None})
        facts.keep([thread(number)])
    assert len(facts._rows) <= 11
