"""Finding messages by their words: across the practice, within a patient, within a conversation."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from hub.errors import Forbidden, Invalid, NotFound
from hub.messaging import search, word_index
from hub.messaging.word_index import MessageWord, index_words
from hub.records.audit import Audit
from hub.records.catching_up import CatchUp
from hub.records.following import Follower
from hub.records.log import Event
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from tests.cast import Cast, One

Call = Callable[..., Awaitable[dict[str, Any]]]
Find = Callable[..., Awaitable[list[str]]]


@pytest.fixture
def find(see: Call, hub_: Hub) -> Find:
    """The messages somebody finds, after the follower has caught up."""

    async def find_as(one: One, text: str, **more: Any) -> list[str]:
        await index_words(hub_)
        return [hit["message"] for hit in (await see(one, "message.search", text=text, **more))["hits"]]

    return find_as


def about(cast: Cast, patient: str, pool: str = "nurses", **said: str) -> dict[str, Any]:
    return {"patient": cast.patients[patient], "topic": cast.topics[pool], "subject": "A question", **said}


async def opened(do: Call, cast: Cast, body: str, *, who: str = "ana", patient: str = "ana", **more: str) -> Any:
    return await do(cast.people[who], "thread.open", **about(cast, patient, **more, body=body))


async def postings(hub: Hub, cast: Cast) -> int:
    counted = sa.select(sa.func.count()).select_from(MessageWord.table).where(MessageWord.c.practice == cast.practice)
    return int(await hub.read(cast.practice, lambda at: at.execute(counted).scalar_one()))


# Across the practice


async def test_staff_find_a_message_by_the_beginnings_of_its_words_in_any_order(
    do: Call, see: Call, find: Find, cast: Cast
) -> None:
    said = await opened(do, cast, "My náuseas came back after the new tablets.", subject="Metformin")
    await opened(do, cast, "The new tablets are fine.", who="ben", patient="mia")
    assert await find(cast.lin, "tablets") != [said["message"]]
    for text in ("nauseas", "NÁUSEA tabl", "tablets metformin", "the tablets nausea"):
        assert await find(cast.lin, text) == [said["message"]], text
    for text in ("nauseas fine", "ausea", "the", "", "%"):
        assert await find(cast.lin, text) == [], text
    (hit,) = (await see(cast.lin, "message.search", text="metfo nausea"))["hits"]
    assert hit["patient"] == {"id": cast.ana.patient, "name": "Ana Reyes"}
    assert (hit["thread"], hit["author"]["name"], hit["internal"]) == (said["thread"], "Ana Reyes", False)
    assert hit["subject"] == [{"text": "Metformin", "found": True}]
    assert [part["text"] for part in hit["snippet"] if part["found"]] == ["náuseas"]


async def test_only_conversations_the_reader_may_see_are_found(
    do: Call, find: Find, cast: Cast, next_door: Cast
) -> None:
    nurses = await opened(do, cast, "A letter about the rash.")
    desk = await opened(do, cast, "A letter for school.", who="ben", patient="mia", pool="desk")
    there = await opened(do, next_door, "A letter from next door.", who="yan", patient="yan")
    assert await find(cast.lin, "letter") == [desk["message"], nurses["message"]]
    assert await find(cast.sam, "letter") == [desk["message"]], "the front desk has its own pool"
    assert await find(next_door.zoe, "letter") == [there["message"]]
    await do(cast.lin, "thread.assign", thread=nurses["thread"], pool=cast.pools["desk"])
    assert await find(cast.sam, "letter") == [desk["message"], nurses["message"]]
    with pytest.raises(Forbidden):
        await find(cast.dana, "letter")


async def test_internal_notes_are_found_by_staff_alone(do: Call, find: Find, cast: Cast) -> None:
    thread = (await opened(do, cast, "It aches."))["thread"]
    note = (await do(cast.lin, "message.post", thread=thread, body="Suspect gout.", internal=True))["message"]
    assert await find(cast.kim, "gout") == [note]
    assert await find(cast.ana, "gout") == []
    assert await find(cast.ana, "gout", thread=thread) == []
    assert await find(cast.lin, "gout", patient=cast.ana.patient) == [note]


async def test_what_is_amended_is_found_by_its_new_words_and_what_is_retracted_by_none(
    do: Call, find: Find, hub_: Hub, cast: Cast
) -> None:
    thread = (await opened(do, cast, "It aches."))["thread"]
    before = (await do(cast.lin, "message.post", thread=thread, body="Take amoxicillin."))["message"]
    assert await find(cast.kim, "amoxicillin") == [before]
    await do(cast.lin, "message.amend", message=before, body="Take azithromycin.")
    assert await find(cast.kim, "amoxicillin") == []
    assert await find(cast.kim, "azithromycin") == [before]
    held = await postings(hub_, cast)
    await do(cast.lin, "message.retract", message=before, reason="Another patient.")
    assert await find(cast.kim, "azithromycin") == []
    assert await postings(hub_, cast) == held - 4, "take, azi, azith, azithrom"
    assert await find(cast.kim, "aches") != []


async def test_a_retracted_message_is_not_found_before_the_follower_has_heard_of_it(
    do: Call, see: Call, find: Find, cast: Cast
) -> None:
    thread = (await opened(do, cast, "It aches."))["thread"]
    message = (await do(cast.lin, "message.post", thread=thread, body="Wrong chart."))["message"]
    assert await find(cast.kim, "wrong") == [message]
    await do(cast.lin, "message.retract", message=message, reason="Another patient.")
    assert (await see(cast.kim, "message.search", text="wrong"))["hits"] == []


async def test_held_messages_are_found_by_nobody_until_they_are_sent(do: Call, find: Find, cast: Cast) -> None:
    thread = (await opened(do, cast, "It aches."))["thread"]
    await do(cast.lin, "message.post", thread=thread, body="In a moment.", hold_s=20)
    for who in (cast.lin, cast.kim, cast.ana):
        assert await find(who, "moment", thread=thread) == []
    assert await find(cast.lin, "moment") == []


async def test_search_goes_on_where_a_page_ended(
    do: Call, see: Call, hub_: Hub, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [(await opened(do, cast, f"Refill number {n}, refused {n % 2}."))["message"] for n in range(12)]
    monkeypatch.setattr(search, "MOST_EXAMINED", 5)
    monkeypatch.setattr(search, "MOST_OPENED", 5)
    await index_words(hub_)
    for scope in ({}, {"patient": cast.ana.patient}):
        found: list[str] = []
        after: dict[str, str] = {}
        while True:
            page = await see(cast.lin, "message.search", text="refill", limit=2, **scope, **after)
            found += [hit["message"] for hit in page["hits"]]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert found == said[::-1], scope
    with pytest.raises(Invalid, match="after"):
        await see(cast.lin, "message.search", text="refill", after="no place")


# The follower


async def test_a_practice_that_was_there_before_is_indexed_with_its_old_messages(
    do: Call, find: Find, hub_: Hub, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_index, "AT_ONCE", 2)
    said = [(await opened(do, cast, f"Refill {n}."))["message"] for n in range(5)]
    await _forget_the_log(hub_, cast)
    assert await find(cast.lin, "refill") == said[::-1]
    more = (await opened(do, cast, "Refill again."))["message"]
    assert await find(cast.lin, "refill") == [more, *said[::-1]]


async def test_new_rules_for_words_make_the_index_anew(
    do: Call, find: Find, hub_: Hub, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = (await opened(do, cast, "Refill please."))["message"]
    assert await find(cast.lin, "refill") == [said]
    monkeypatch.setattr(word_index, "RULES", 2)
    monkeypatch.setattr(word_index, "kept_beginnings", lambda text: {"ref"})
    assert await find(cast.lin, "refill") == []
    assert await find(cast.lin, "ref") == [said]
    assert await postings(hub_, cast) == 1


async def test_two_followers_at_once_index_everything_once(do: Call, find: Find, hub_: Hub, cast: Cast) -> None:
    said = [(await opened(do, cast, f"Refill {n}."))["message"] for n in range(60)]
    await asyncio.gather(index_words(hub_), index_words(hub_))
    assert await find(cast.lin, "refill", limit=50) == said[::-1][:50]
    assert await postings(hub_, cast) == 60 * 5 + 50, "ref, refil, que, quest, question; numbers of two digits"


async def test_hashes_tell_nothing_of_another_practice(do: Call, hub_: Hub, cast: Cast, next_door: Cast) -> None:
    await opened(do, cast, "Refill.")
    await opened(do, next_door, "Refill.", who="yan", patient="yan")
    await index_words(hub_)
    of = sa.select(MessageWord.c.word).where(MessageWord.c.practice.in_([cast.practice, next_door.practice]))
    words = await hub_.read("*", lambda at: at.execute(of).scalars().all())
    assert len(words) == len(set(words)) == 10


async def _forget_the_log(hub: Hub, cast: Cast) -> None:
    """As a database that has grown without an index, its oldest events trimmed."""

    def forget(tx: Tx) -> Outcome:
        for kind in (Event, MessageWord, CatchUp, Follower):
            tx.execute(sa.delete(kind.table).where(kind.c.practice == cast.practice))
        return Outcome()

    await hub.writer.run(cast.practice, forget)


# Within a patient and a conversation


async def test_a_patient_finds_their_own_messages_and_a_father_his_childs(do: Call, find: Find, cast: Cast) -> None:
    ana = (await opened(do, cast, "The form for work."))["message"]
    mia = (await opened(do, cast, "The form for school.", who="ben", patient="mia"))["message"]
    assert await find(cast.ana, "form") == [ana]
    assert await find(cast.ben, "form") == [mia]
    assert await find(cast.ben, "form", patient=cast.patients["mia"]) == [mia]
    assert await find(cast.cleo, "form") == []
    for stranger in ("ben", "cleo"):
        with pytest.raises(NotFound):
            await find(cast.people[stranger], "form", patient=cast.ana.patient)


async def test_a_conversation_is_searched_by_whoever_may_see_it(do: Call, find: Find, cast: Cast) -> None:
    first = await opened(do, cast, "The form for work.")
    other = await opened(do, cast, "Another form.")
    assert await find(cast.lin, "form", thread=first["thread"]) == [first["message"]]
    assert await find(cast.ana, "form", thread=other["thread"]) == [other["message"]]
    for stranger in (cast.sam, cast.ben, cast.cleo):
        with pytest.raises(NotFound):
            await find(stranger, "form", thread=first["thread"])


async def test_whose_conversations_a_search_has_shown_is_audited(do: Call, find: Find, hub_: Hub, cast: Cast) -> None:
    await opened(do, cast, "The form for work.")
    await opened(do, cast, "Nothing of the kind.", who="ben", patient="mia")
    await find(cast.lin, "form")
    seen = sa.select(Audit.c.patient).where(Audit.c.practice == cast.practice, Audit.c.action == "message.search")
    assert await hub_.read(cast.practice, lambda at: at.execute(seen).scalars().all()) == [cast.ana.patient]
