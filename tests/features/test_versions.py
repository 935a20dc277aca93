"""What a message said before it was changed: kept, shown to whom the chart is open, and never put back in its place."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from hub.errors import Forbidden, NotFound
from hub.messaging.tables import Message, MessageVersion
from hub.records.audit import Audit
from hub.records.people import Practice
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from tests.cast import Cast

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def said(do: Call, cast: Cast) -> dict[str, str]:
    """Lin's answer to Ana, amended once."""
    about = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    thread = (await do(cast.ana, "thread.open", **about))["thread"]
    message = (await do(cast.lin, "message.post", thread=thread, body="Take two."))["message"]
    await do(cast.lin, "message.amend", message=message, body="Take one.")
    return {"thread": thread, "message": message}


async def test_the_staff_see_every_word_a_message_has_said(
    do: Call, see: Call, cast: Cast, said: dict[str, str]
) -> None:
    await do(cast.lin, "message.retract", message=said["message"], reason="Meant for somebody else.")
    versions = (await see(cast.okafor, "message.versions", message=said["message"]))["versions"]
    assert [(one["rev"], one["body"], one.get("reason")) for one in versions] == [
        (1, "Take two.", None),
        (2, "Take one.", "Meant for somebody else."),
    ]
    assert {one["by"]["name"] for one in versions} == {"Lin Park"}


async def test_looking_at_them_is_audited(see: Call, cast: Cast, said: dict[str, str], hub_: Hub) -> None:
    await see(cast.kim, "message.versions", message=said["message"])
    seen = sa.select(Audit.c.person, Audit.c.patient).where(Audit.c.action == "message.versions")
    noted = await hub_.read(cast.practice, lambda at: at.execute(seen).all())
    assert [tuple(row) for row in noted] == [(cast.kim.id, cast.ana.patient)]


async def test_nobody_else_is_shown_them(
    see: Call, cast: Cast, next_door: Cast, said: dict[str, str], hub_: Hub
) -> None:
    for one, refusal in (
        (cast.ana, Forbidden),
        (cast.sam, Forbidden),
        (cast.dana, Forbidden),
        (next_door.zoe, NotFound),
    ):
        with pytest.raises(refusal):
            await see(one, "message.versions", message=said["message"])

    def for_teams(tx: Tx) -> Outcome:
        practice = tx.find(Practice)
        assert practice is not None
        tx.change(practice, charts="team")
        return Outcome()

    await hub_.writer.run(cast.practice, for_teams, alone=True)
    with pytest.raises(NotFound):
        await see(cast.okafor, "message.versions", message=said["message"])
    assert await see(cast.okafor, "thread.page", thread=said["thread"])


async def test_an_older_text_put_back_in_its_place_does_not_open(
    see: Call, cast: Cast, said: dict[str, str], hub_: Hub
) -> None:
    def put_back(tx: Tx) -> Outcome:
        old = sa.select(MessageVersion.c.body).where(MessageVersion.c.message == said["message"]).scalar_subquery()
        tx.execute(sa.update(Message.table).where(Message.c.id == said["message"]).values(body=old))
        return Outcome()

    await hub_.writer.run(cast.practice, put_back)
    with pytest.raises(InvalidTag):
        await see(cast.kim, "thread.page", thread=said["thread"])
