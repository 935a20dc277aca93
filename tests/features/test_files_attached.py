"""What files hang on: who attaches them, who may open them, and that a download is allowed anew each time."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from hub.downloads import disposition, range_of
from hub.errors import Conflict, Invalid, NotFound
from hub.messaging.holding import release_due
from hub.records.audit import Audit
from hub.runtime import Hub
from tests.cast import Cast
from tests.doors import Doors
from tests.fakes import Clock
from tests.features.files import PDF, Uploader, picture

Call = Callable[..., Awaitable[dict[str, Any]]]
BIG = PDF[:10] + bytes(range(256)) * 5_000 + PDF[10:]


@pytest.fixture
def ana(hub_: Hub, doors: Doors, cast: Cast) -> Uploader:
    return Uploader(hub_, doors, cast.ana, cast.ana.patient)


@pytest.fixture
async def thread(do: Call, cast: Cast) -> str:
    asked = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    return str((await do(cast.ana, "thread.open", **asked))["thread"])


ONE_IS_ENOUGH = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_file_is_in_the_message_and_in_the_chart(
    do: Call, see: Call, cast: Cast, ana: Uploader, doors: Doors, thread: str
) -> None:
    file = await ana.send(picture(), "knee.jpg")
    async with doors.socket(cast.lin) as lin:
        message = (await do(cast.ana, "message.post", thread=thread, body="Look.", attachments=[file]))["message"]
        heard = (await lin.heard("message.posted", message))["data"]
    attached = heard["attachments"][0]
    assert (attached["file"], attached["name"], attached["mime"], attached["preview"]) == (
        file,
        "knee.jpg",
        "image/jpeg",
        True,
    )
    assert (await see(cast.lin, "thread.page", thread=thread))["messages"][-1]["attachments"] == [attached]
    (filed,) = (await see(cast.lin, "file.list", patient=cast.ana.patient))["files"]
    assert (filed["file"], filed["subject"], filed["within"], filed["by"]["name"]) == (
        file,
        message,
        thread,
        "Ana Reyes",
    )
    assert (await see(cast.ana, "file.uploads"))["uploads"] == []
    lins = Uploader(ana.hub, doors, cast.lin, None)
    assert (await lins.get(file)).content == (await ana.get(file)).content


async def test_a_conversation_begins_with_a_file(do: Call, see: Call, cast: Cast, ana: Uploader) -> None:
    asked = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    opened = await do(cast.ana, "thread.open", **asked, attachments=[await ana.send(PDF)])
    page = await see(cast.lin, "thread.page", thread=opened["thread"])
    assert [one["name"] for one in page["messages"][0]["attachments"]] == ["photo.jpg.pdf"]


@ONE_IS_ENOUGH
async def test_only_an_own_checked_file_of_this_patient_is_attached_and_only_once(
    do: Call, see: Call, hub_: Hub, doors: Doors, cast: Cast, ana: Uploader, thread: str
) -> None:
    post = {"thread": thread, "body": "Look."}
    theirs = await Uploader(hub_, doors, cast.lin, cast.ana.patient).send(PDF)
    others = await Uploader(hub_, doors, cast.ben, cast.patients["mia"]).send(PDF)
    refused, begun = await ana.send(b"<html>"), (await ana.begin(PDF))["file"]
    mine = await ana.send(picture())
    for file in (theirs, others, refused, "nothing"):
        with pytest.raises(NotFound) as missing:
            await do(cast.ana, "message.post", **post, attachments=[file])
        assert missing.value.field in ("attachments", None)
    with pytest.raises(Conflict):
        await do(cast.ana, "message.post", **post, attachments=[begun])
    with pytest.raises(Invalid):
        await do(cast.ana, "message.post", **post, attachments=[mine, mine])
    assert len((await see(cast.ana, "thread.page", thread=thread))["messages"]) == 1
    await do(cast.ana, "message.post", **post, attachments=[mine])
    with pytest.raises(Conflict):
        await do(cast.ana, "message.post", **post, attachments=[mine])
    with pytest.raises(Conflict):
        await do(cast.ana, "file.discard", file=mine)


async def test_nobody_opens_a_strangers_file(
    do: Call, see: Call, hub_: Hub, doors: Doors, cast: Cast, next_door: Cast, ana: Uploader, thread: str
) -> None:
    file = await ana.send(picture())
    strangers = [Uploader(hub_, doors, one, None) for one in (cast.ben, cast.sam, cast.dana, next_door.zoe)]
    lin = Uploader(hub_, doors, cast.lin, None)
    assert (await lin.get(file)).status_code == 404, "it hangs on nothing yet"
    await do(cast.ana, "message.post", thread=thread, body="Look.", attachments=[file])
    assert (await lin.get(file)).status_code == 200
    for stranger in strangers:
        for part in ("", "/preview"):
            assert (await stranger.get(file, part=part)).status_code in (403, 404)
    with pytest.raises(NotFound):
        await see(cast.ben, "file.list", patient=cast.ana.patient)
    assert (await see(cast.sam, "file.list", patient=cast.ana.patient))["files"] == []


@ONE_IS_ENOUGH
async def test_a_file_of_an_internal_note_is_for_the_staff(
    do: Call, see: Call, hub_: Hub, doors: Doors, cast: Cast, ana: Uploader, thread: str
) -> None:
    lin = Uploader(hub_, doors, cast.lin, cast.ana.patient)
    file = await lin.send(PDF)
    await do(cast.lin, "message.post", thread=thread, body="For us.", internal=True, attachments=[file])
    assert (await Uploader(hub_, doors, cast.kim, None).get(file)).status_code == 200
    assert (await ana.get(file)).status_code == 404
    assert (await see(cast.ana, "file.list", patient=cast.ana.patient))["files"] == []


@ONE_IS_ENOUGH
async def test_a_message_that_is_taken_back_takes_its_files_along(
    do: Call, see: Call, hub_: Hub, doors: Doors, cast: Cast, ana: Uploader, thread: str
) -> None:
    lin = Uploader(hub_, doors, cast.lin, cast.ana.patient)
    file = await lin.send(PDF)
    message = (await do(cast.lin, "message.post", thread=thread, body="Wrong.", attachments=[file]))["message"]
    assert (await ana.get(file)).status_code == 200
    await do(cast.lin, "message.retract", message=message, reason="Meant for somebody else.")
    assert (await ana.get(file)).status_code == 404
    assert (await see(cast.ana, "file.list", patient=cast.ana.patient))["files"] == []
    assert (await see(cast.ana, "thread.page", thread=thread))["messages"][-1]["attachments"] == []


@ONE_IS_ENOUGH
async def test_a_file_waits_with_the_message_that_is_held(
    do: Call, hub_: Hub, doors: Doors, cast: Cast, ana: Uploader, thread: str, clock: Clock
) -> None:
    lin = Uploader(hub_, doors, cast.lin, cast.ana.patient)
    file = await lin.send(PDF)
    post = {"thread": thread, "body": "Here it is.", "attachments": [file], "hold_s": 10}
    held = (await do(cast.lin, "message.post", **post))["message"]
    assert ((await lin.get(file)).status_code, (await ana.get(file)).status_code) == (200, 404)
    await do(cast.lin, "message.cancel", message=held)
    assert (await lin.upload(file))["state"] == "ready"
    await do(cast.lin, "message.post", **post)
    clock.move(seconds=11)
    await release_due(hub_)
    assert (await ana.get(file)).content == PDF


# Downloads


async def test_ranges_are_of_a_megabyte_at_most_and_read_in_any_order(ana: Uploader) -> None:
    file = await ana.send(BIG, pieces=3)
    whole = await ana.get(file)
    assert (whole.status_code, whole.content, whole.headers["content-length"]) == (200, BIG, str(len(BIG)))
    tail = await ana.get(file, range="bytes=1000000-")
    assert (tail.status_code, tail.content) == (206, BIG[1_000_000:])
    assert tail.headers["content-range"] == f"bytes 1000000-{len(BIG) - 1}/{len(BIG)}"
    assert (await ana.get(file, range="bytes=0-")).content == BIG[: 1024 * 1024]
    assert (await ana.get(file, range=f"bytes={len(BIG)}-")).status_code == 416


@ONE_IS_ENOUGH
async def test_a_download_is_shut_in_kept_nowhere_and_audited(ana: Uploader, hub_: Hub, cast: Cast) -> None:
    file = await ana.send(PDF, 'a"b;\\ñ.pdf')
    headers = (await ana.get(file)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert headers["content-disposition"].startswith("attachment; ")
    opened = sa.select(Audit.c.person, Audit.c.patient, Audit.c.outcome).where(Audit.c.action == "file.open")
    assert (cast.ana.id, cast.ana.patient, "seen") in await hub_.read("*", lambda at: at.execute(opened).all())


@ONE_IS_ENOUGH
async def test_who_loses_sight_of_a_file_opens_it_no_more(
    do: Call, hub_: Hub, doors: Doors, cast: Cast, ana: Uploader, thread: str
) -> None:
    file = await ana.send(PDF)
    await do(cast.ana, "message.post", thread=thread, body="Look.", attachments=[file])
    grant = {"patient": cast.ana.patient, "email": cast.cleo.email, "name": "Cleo Marsh", "scope": "full"}
    proxy = (await do(cast.sam, "proxy.grant", **grant))["proxy"]
    cleo = Uploader(hub_, doors, cast.cleo, None)
    assert (await cleo.get(file)).status_code == 200
    await do(cast.sam, "proxy.end", proxy=proxy)
    for asked in ({}, {"range": "bytes=0-9"}):
        assert (await cleo.get(file, **asked)).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "span"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=10-19", (10, 20)),
        ("bytes=90-", (90, 100)),
        ("bytes=-5", (95, 100)),
        ("bytes=-500", (0, 100)),
        ("bytes=100-", None),
        ("bytes=5-2", None),
        ("bytes=0-1,5-6", (0, 100)),
        ("pages=1-2", (0, 100)),
        ("bytes=-", (0, 100)),
    ],
)
def test_a_range_is_read_as_the_standard_says(wanted: str, span: tuple[int, int] | None) -> None:
    assert range_of(wanted, 100) == span


def test_a_name_ends_no_header() -> None:
    assert disposition('a"\r\nb%ñ.pdf') == (
        "attachment; filename=\"a___b__.pdf\"; filename*=UTF-8''a%22%0D%0Ab%25%C3%B1.pdf"
    )
