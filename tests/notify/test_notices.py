"""Who is told by e-mail, when, how often, and in which words; and who is not."""

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from hub.errors import Forbidden, Invalid, NotFound
from hub.messaging.tables import Thread
from hub.reactions import tell_of_overdue
from hub.records.outbox import Delivery
from hub.records.people import Person
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from tests.cast import Cast, One
from tests.doors import Doors
from tests.fakes import Clock
from tests.mail import MailServer, text_of
from tests.notify.rounds import mail_goes

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def thread(cast: Cast, do: Call) -> str:
    """A conversation that Ana began."""
    ask = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Rash", "body": "It itches."}
    return str((await do(cast.ana, "thread.open", **ask))["thread"])


async def read_all(one: One, thread: str, do: Call, see: Call) -> None:
    page = await see(one, "thread.page", thread=thread)
    await do(one, "thread.read", thread=thread, upto=page["messages"][-1]["message"])


async def test_a_message_that_stays_unread_is_told_of_without_a_word_of_it(
    hub_: Hub, cast: Cast, do: Call, clock: Clock, thread: str, server: MailServer
) -> None:
    await do(cast.lin, "message.post", thread=thread, body="Use the ointment twice a day.")
    await mail_goes(hub_)
    assert server.mails == [], "she may still be reading"
    clock.move(minutes=3)
    await mail_goes(hub_)
    (mail,) = server.mails
    assert mail["Subject"] == "You have a new message from Riverside Family Practice"
    assert mail["Content-Language"] == "en"
    assert mail["To"] == cast.ana.email
    assert mail["List-Unsubscribe"] == "<http://localhost:8000/more>"
    said = text_of(mail)
    assert "http://localhost:8000/" in said
    assert "+1 555 010 0100" in said
    for word in ("ointment", "Rash", "itches", "Lin", "Ana Reyes", "Nurses", "nurse"):
        assert word not in said, word


async def test_what_was_read_in_time_is_not_told(
    hub_: Hub, cast: Cast, do: Call, see: Call, clock: Clock, thread: str, server: MailServer
) -> None:
    await do(cast.lin, "message.post", thread=thread, body="Rest it.")
    await mail_goes(hub_)
    await read_all(cast.ana, thread, do, see)
    clock.move(minutes=3)
    await mail_goes(hub_)
    assert server.mails == []


async def test_one_notice_until_they_have_come_back(
    hub_: Hub, cast: Cast, do: Call, see: Call, clock: Clock, thread: str, server: MailServer
) -> None:
    for minutes in (3, 60, 24 * 60):
        await do(cast.lin, "message.post", thread=thread, body="Are you there?")
        await mail_goes(hub_)
        clock.move(minutes=minutes)
        await mail_goes(hub_)
    assert len(server.mails) == 1
    await read_all(cast.ana, thread, do, see)
    await do(cast.lin, "message.post", thread=thread, body="Good.")
    await mail_goes(hub_)
    clock.move(minutes=3)
    await mail_goes(hub_)
    assert len(server.mails) == 2


async def test_no_note_and_no_message_of_ones_own_is_told(
    hub_: Hub, cast: Cast, do: Call, clock: Clock, thread: str, server: MailServer
) -> None:
    await do(cast.lin, "message.post", thread=thread, body="Ask Dr Okafor.", internal=True)
    await do(cast.ana, "message.post", thread=thread, body="It still itches.")
    await mail_goes(hub_)
    clock.move(minutes=3)
    await mail_goes(hub_)
    assert server.mails == []


async def test_a_father_is_told_for_his_daughter_as_long_as_he_speaks_for_her(
    hub_: Hub, cast: Cast, do: Call, see: Call, clock: Clock, server: MailServer
) -> None:
    ask = {"patient": cast.patients["mia"], "topic": cast.topics["desk"], "subject": "Form", "body": "It is ready."}
    thread = (await do(cast.lin, "thread.open", **ask))["thread"]
    await mail_goes(hub_)
    clock.move(minutes=3)
    await mail_goes(hub_)
    assert [mail["To"] for mail in server.mails] == [cast.ben.email]
    assert "Mia" not in text_of(server.mails[0])

    await read_all(cast.ben, thread, do, see)
    await do(cast.lin, "message.post", thread=thread, body="One page is missing.")
    await mail_goes(hub_)
    proxy = await hub_.read(cast.practice, lambda at: at.execute(sa.text("SELECT id FROM proxy")).scalar_one())
    await do(cast.sam, "proxy.end", proxy=proxy)
    clock.move(minutes=3)
    await mail_goes(hub_)
    assert len(server.mails) == 1, "he was told of what is no longer his"


async def test_everybody_is_told_in_their_language(
    hub_: Hub, cast: Cast, do: Call, clock: Clock, thread: str, server: MailServer
) -> None:
    def speak_spanish(tx: Tx) -> Outcome:
        person = tx.find(Person, cast.ana.id)
        assert person is not None
        return Outcome(tx.change(person, language="es"))

    await hub_.writer.run(cast.practice, speak_spanish)
    await do(cast.lin, "message.post", thread=thread, body="Rest it.")
    await mail_goes(hub_)
    clock.move(minutes=3)
    await mail_goes(hub_)
    (mail,) = server.mails
    assert mail["Subject"] == "Tiene un mensaje nuevo de Riverside Family Practice"
    assert "Entre para leerlo." in text_of(mail)


async def test_who_wants_no_mail_gets_none(
    hub_: Hub, cast: Cast, do: Call, see: Call, clock: Clock, thread: str, server: MailServer
) -> None:
    assert (await see(cast.ana, "notice.list"))["notices"] == [{"about": "messages", "email": True}]
    await do(cast.lin, "message.post", thread=thread, body="Rest it.")
    await mail_goes(hub_)
    await do(cast.ana, "notice.prefer", about="messages", email=False)
    clock.move(minutes=3)
    await mail_goes(hub_)
    assert server.mails == []
    assert (await see(cast.ana, "notice.list"))["notices"] == [{"about": "messages", "email": False}]
    await do(cast.ana, "notice.prefer", about="messages", email=True)
    await do(cast.lin, "message.post", thread=thread, body="Better?")
    await mail_goes(hub_)
    clock.move(minutes=3)
    await mail_goes(hub_)
    assert len(server.mails) == 1


async def test_a_choice_shows_on_ones_other_screens_alone(do: Call, cast: Cast, doors: Doors) -> None:
    async with doors.socket(cast.ana) as ana, doors.socket(cast.lin) as lin:
        await do(cast.ana, "notice.prefer", about="messages", email=False)
        assert (await ana.heard("notice.preferred"))["data"] == {"about": "messages", "email": False}
        await lin.caught_up()
        assert lin.said("notice.preferred") == []


async def test_each_face_chooses_about_its_own(do: Call, see: Call, cast: Cast) -> None:
    for one, about in ((cast.ana, "urgent"), (cast.lin, "messages")):
        with pytest.raises(NotFound):
            await do(one, "notice.prefer", about=about, email=True)
    with pytest.raises(Invalid):
        await do(cast.lin, "notice.prefer", about="everything", email=True)
    assert (await see(cast.lin, "notice.list"))["notices"] == [
        {"about": "urgent", "email": False},
        {"about": "overdue", "email": False},
    ]


async def test_staff_who_asked_for_it_are_told_of_what_is_urgent_in_their_box(
    hub_: Hub, cast: Cast, do: Call, clock: Clock, thread: str, server: MailServer
) -> None:
    for one in (cast.lin, cast.sam):
        await do(one, "notice.prefer", about="urgent", email=True)
    await do(cast.ana, "message.post", thread=thread, body="I have chest pain.")
    await mail_goes(hub_)
    (mail,) = server.mails  # Kim did not ask, and Sam's box is another
    assert mail["To"] == cast.lin.email
    assert "chest" not in text_of(mail)
    assert "Ana" not in text_of(mail)
    await do(cast.ana, "message.post", thread=thread, body="It is getting worse.")
    await mail_goes(hub_)
    assert len(server.mails) == 1


async def test_staff_who_asked_for_it_are_told_once_of_what_is_overdue(
    hub_: Hub, cast: Cast, do: Call, clock: Clock, thread: str, server: MailServer
) -> None:
    await do(cast.kim, "notice.prefer", about="overdue", email=True)

    def due_at(at: sa.Connection) -> Any:
        return at.execute(sa.select(Thread.c.due_at).where(Thread.c.id == thread)).scalar_one()

    for minutes in (-1, 1, 10):
        due = await hub_.read(cast.practice, due_at)
        clock.ahead += due - hub_.clock() + timedelta(minutes=minutes)
        await tell_of_overdue(hub_)
        await mail_goes(hub_)
        assert len(server.mails) == (0 if minutes < 0 else 1)
    assert server.mails[0]["To"] == cast.kim.email


async def test_quiet_hours_are_kept(
    hub_: Hub, cast: Cast, do: Call, thread: str, server: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.notify.following.out_of_quiet", lambda at, **hours: at + timedelta(hours=9))
    await do(cast.lin, "message.post", thread=thread, body="Rest it.")
    await mail_goes(hub_)
    clock.move(hours=8)
    await mail_goes(hub_)
    assert server.mails == []
    clock.move(hours=1, minutes=3)
    await mail_goes(hub_)
    assert len(server.mails) == 1


async def test_administrators_alone_hear_of_what_could_not_be_delivered(
    hub_: Hub, cast: Cast, do: Call, see: Call, doors: Doors, clock: Clock, thread: str, server: MailServer
) -> None:
    server.answers["RCPT"] = "550 no such user"
    await do(cast.lin, "message.post", thread=thread, body="Rest it.")
    async with doors.socket(cast.dana) as dana, doors.socket(cast.lin) as lin:
        await mail_goes(hub_)
        clock.move(minutes=3)
        await mail_goes(hub_)
        told = (await dana.heard("notice.failed"))["data"]
        await lin.caught_up()
        assert lin.said("notice.failed") == []
    assert (told["about"], told["problem"], told["person"]["name"]) == ("messages", "recipient", "Ana Reyes")
    assert (await see(cast.dana, "notice.failures"))["failures"] == [told]
    with pytest.raises(Forbidden):
        await see(cast.lin, "notice.failures")


async def test_a_hub_that_sends_no_mail_keeps_nothing_to_send(
    hub_: Hub, cast: Cast, do: Call, thread: str, clock: Clock
) -> None:
    hub_.settings = dataclasses.replace(hub_.settings, smtp_host="")
    await do(cast.lin, "message.post", thread=thread, body="Rest it.")
    await mail_goes(hub_)
    kept = await hub_.read(cast.practice, lambda at: at.execute(sa.select(Delivery.c.id)).all())
    assert kept == []
