"""What people write stands in clear nowhere but before the eyes it is for.

Not in tables, log lines, doorbells, the audit chain, addresses or the database's own files.

A scenario says something with a marker in it through every command, and a bug and a broken statement are forced while
it is under way; then everything the hub leaves behind is searched.
"""

import logging
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from channels.layers import InMemoryChannelLayer

from hub import calls
from hub.auth import sessions
from hub.db import TABLES, metadata
from hub.errors import Unavailable
from hub.logs import FORMAT, Wordless
from hub.messaging import writing
from hub.messaging.tables import Thread
from hub.notify.following import notify
from hub.notify.sending import send_due
from hub.records import audit, log
from hub.records.files.checking import check_due
from hub.records.files.chunks import seal_piece, store_piece
from hub.records.files.tables import FileChunk
from hub.records.read import Read
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.settings import Settings
from hub.shapes import instant, new_id
from tests.cast import Cast
from tests.doors import Doors, Refused, open_doors
from tests.fakes import Clock
from tests.mail import take_mails, text_of

Call = Callable[..., Awaitable[dict[str, Any]]]

MARKER = re.compile(rb"(?i)pssst|\+1 700 555|1923-04-05")
NAMED_IN_CLEAR = {
    ("pool", "name"),
    ("topic", "name_en"),
    ("topic", "name_es"),
    ("quick_reply", "title"),
    ("quick_reply", "text_en"),
    ("quick_reply", "text_es"),
}  # the practice's own words, about nobody


class RecordingLayer(InMemoryChannelLayer):
    """Keeps everything it is given."""

    def __init__(self) -> None:
        super().__init__(capacity=10_000)
        self.sent: list[Any] = []

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self.sent.append((group, message))
        await super().group_send(group, message)


def markers_in(what: Any) -> list[str]:
    """The markers in anything at all, as it would be printed or sent."""
    raw = what if isinstance(what, bytes) else repr(what).encode()
    return [found.decode() for found in MARKER.findall(raw)]


async def spoken_in_tables(hub: Hub) -> set[tuple[str, str]]:
    """The columns of all tables in which a marker stands in clear, as (table, column)."""

    def search(connection: sa.Connection) -> set[tuple[str, str]]:
        return {
            (table.name, column)
            for table in metadata.sorted_tables
            for row in connection.execute(sa.select(table)).mappings()
            for column, value in row.items()
            if markers_in(bytes(value) if isinstance(value, bytes | memoryview) else value)
        }

    return await hub.read("*", search)


def files_in(folder: Path) -> list[Path]:
    """The files of an embedded database."""
    return sorted(folder.glob("chartwire.db*"))


def spoken_in_files(folder: Path) -> list[str]:
    """The files of an embedded database that can be read without its key, or hold a marker in clear."""
    return [path.name for path in files_in(folder) if markers_in(raw := path.read_bytes()) or b"SQLite format" in raw]


class Teller:
    """Somebody of each role, saying the marker wherever a command takes words."""

    def __init__(self, hub: Hub, cast: Cast, do: Call, see: Call) -> None:
        self.hub, self.cast, self.perform, self.see = hub, cast, do, see
        self.done: set[str] = set()
        self.answers: list[Any] = []

    async def do(self, who: str, name: str, /, **args: Any) -> dict[str, Any]:
        result = await self.perform(self.cast.people[who], name, **args)
        self.done.add(name)
        self.answers.append(result)
        return result

    async def tell(self) -> None:
        """Every command there is."""
        await self._talk()
        await self._work()
        await self._people()
        await self._grants()

    async def _talk(self) -> None:
        do, cast = self.do, self.cast
        ask = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Pssst subject"}
        opened = await do("ana", "thread.open", **ask, body="Pssst body")
        thread = {"thread": opened["thread"]}
        said = (await do("lin", "message.post", **thread, body="Pssst note", internal=True))["message"]
        await do("lin", "message.amend", message=said, body=f"Pssst amended <@{cast.kim.id}>")
        await do("kim", "mention.read", **thread)
        await do("lin", "message.retract", message=said, reason="Pssst reason")
        held = (await do("ana", "message.post", **thread, body="Pssst held", hold_s=30))["message"]
        await do("ana", "message.cancel", message=held)
        await do("lin", "thread.read", **thread, upto=opened["message"])
        await do("lin", "thread.unread", **thread, **{"from": opened["message"]})
        await do("lin", "thread.claim", **thread)
        await do("lin", "thread.assign", **thread, person=cast.kim.id, comment="Pssst comment")
        await do("kim", "thread.snooze", **thread, until=instant(Clock()() + timedelta(hours=1)), reason="Pssst why")
        await do("kim", "thread.reopen", **thread)
        await do("kim", "thread.close", **thread)
        await do("kim", "draft.save", key="note", body="Pssst draft")
        text = {"en": "Pssst {my_name}", "es": "Pssst {my_name}"}
        reply = (await do("dana", "quick_reply.save", title="Pssst title", text=text))["quick_reply"]
        await do("dana", "quick_reply.retire", quick_reply=reply)
        await do("kim", "notice.prefer", about="urgent", email=True)
        await self._send_file(thread["thread"])

    async def _send_file(self, thread: str) -> None:
        """Through every command of files, with a marker in their names and in what they hold."""
        about = {"patient": self.cast.ana.patient, "name": "Pssst.txt", "size_bytes": 5}
        for left in (False, True):
            file = (await self.do("ana", "file.begin", **about, sha256=sha256(b"Pssst").hexdigest()))["file"]
            await self.put(file, b"Pssst")
            if left:
                await self.do("ana", "file.discard", file=file)
                return
            await self.do("ana", "file.finish", file=file)
            await check_due(self.hub)
            await self.do("ana", "message.post", thread=thread, body="Pssst", attachments=[file])

    async def put(self, file: str, data: bytes) -> None:
        who = self.cast.ana.who

        def seal(at: sa.Connection) -> FileChunk:
            actor = sessions.admit(self.hub, at, who, log.position(at, who.practice).access_rev, self.hub.clock())
            return seal_piece(Read(at, self.hub.keys, who.practice, self.hub.clock()), actor, file, 0, data)

        piece = await self.hub.read(who.practice, seal)
        await self.hub.writer.run(who.practice, lambda tx: Outcome(store_piece(tx, piece)))

    async def _work(self) -> None:
        do, cast = self.do, self.cast
        call = {"patient": cast.ana.patient, "topic": cast.topics["desk"], "telephone": "+1 700 555 0002"}
        called = await do("sam", "call.log", **call, caller="Pssst son", subject="Pssst", body="Pssst note")
        await do("lin", "thread.discuss", people=[cast.kim.id], subject="Pssst rota", body="Pssst")
        task = {"task": (await do("lin", "task.create", title="Pssst task", thread=called["thread"]))["task"]}
        await do("lin", "task.create", title="Pssst errand")
        await do("lin", "task.assign", **task, owner=cast.kim.id)
        await do("kim", "task.done", **task)
        await do("kim", "task.reopen", **task)

    async def _people(self) -> None:
        do = self.do
        pool = (await do("dana", "pool.create", name="Pssst pool"))["pool"]
        await do("dana", "topic.create", name={"en": "Pssst", "es": "Pssst"}, pool=pool)
        about = {"born": "1923-04-05", "sex": "female", "telephone": "+1 700 555 0001"}
        named = {"given": "Pssst", "family": "Pssst"}
        await do("sam", "patient.register", name=named, **about, email="pssst@chartwire.example")
        await do("sam", "patient.invite", patient=self.cast.patients["mia"], email="pssst-mia@chartwire.example")
        await do("dana", "member.invite", name="Pssst Nurse", email="pssst-n@chartwire.example", roles=["nurse"])
        await do("dana", "member.reset", person=self.cast.kim.id)

    async def _grants(self) -> None:
        do, mia = self.do, self.cast.patients["mia"]
        grant = {"patient": mia, "email": "pssst-aunt@chartwire.example", "name": "Pssst Aunt", "scope": "full"}
        await do("sam", "proxy.end", proxy=(await do("sam", "proxy.grant", **grant))["proxy"])
        members = await self.cast_members()
        await do("dana", "member.end", membership=members[self.cast.kim.id])
        await do("ben", "session.end", session=self.cast.ben.who.session)

    async def cast_members(self) -> dict[str, str]:
        data = await self.see(self.cast.dana, "member.list")
        return {member["person"]["id"]: member["membership"] for member in data["members"]}


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(data=str(tmp_path), database=database_url, mail_sink=str(tmp_path / "mails"))


@pytest.fixture
def teller(hub_: Hub, cast: Cast, do: Call, see: Call) -> Teller:
    return Teller(hub_, cast, do, see)


async def test_every_command_is_told_and_no_table_holds_a_word_of_it(hub_: Hub, teller: Teller) -> None:
    await teller.tell()
    assert teller.done == calls.COMMANDS.keys()
    assert not markers_in(teller.answers)
    assert await spoken_in_tables(hub_) == NAMED_IN_CLEAR
    assert {log.Event.table.name, log.Receipt.table.name, audit.Audit.table.name} <= TABLES.keys()


async def test_no_mail_holds_a_word(hub_: Hub, cast: Cast, teller: Teller, clock: Clock) -> None:
    await teller.tell()
    talk = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Pssst", "body": "Pssst"}
    await teller.do("lin", "thread.open", **talk)
    await notify(hub_)
    clock.move(minutes=3)
    await send_due(hub_)
    mails = take_mails(Path(hub_.settings.mail_sink))
    assert {mail["Subject"].split()[1] for mail in mails} >= {"have", "invitation", "a"}
    assert markers_in([text_of(mail) for mail in mails]) == []
    assert markers_in([str(mail["To"]) for mail in mails])


async def test_a_word_in_any_table_would_be_found(hub_: Hub, cast: Cast) -> None:
    def plant(tx: Tx) -> Outcome:
        said = {"thread": new_id(), "said": "Pssst"}
        event = calls.Happened("thread.opened", new_id(), 1, ("staff",), refs=said)
        thread = Thread(
            practice=tx.practice, id=new_id(), patient="p", topic="t", subject=b"Pssst", pool="p", last_at=tx.now,
            last_line=b"",
        )  # fmt: skip
        tx.add(thread)
        entry = audit.Entry(tx.now, cast.lin.id, "staff", "", None, None, "x", "done", reason="pssst")
        return Outcome(events=[event], audits=[entry])

    await hub_.writer.run(cast.practice, plant)
    assert await spoken_in_tables(hub_) == {("event", "refs"), ("thread", "subject"), ("audit", "reason")}


async def test_doorbells_and_signals_hold_no_word(hub_: Hub, cast: Cast) -> None:
    layer = RecordingLayer()
    async with open_doors(hub_, layer) as doors, doors.socket(cast.lin) as lin, doors.socket(cast.ana) as ana:
        ask = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Pssst"}
        thread = (await ana.do("thread.open", **ask, body="Pssst"))["result"]["thread"]
        ana.send(
            type="signal", kind="typing", to=f"thread:{thread}", data={"thread": thread, "on": True, "text": "Pssst"}
        )
        ana.send(type="signal", kind="typing", to=f"thread:{thread}", data={"thread": thread, "on": True})
        await lin.until(lambda: any(frame["type"] == "signal" for frame in lin.frames))
        assert {message["type"] for _, message in layer.sent} == {"doorbell", "signal"}
        assert markers_in(layer.sent) == []
        assert markers_in(lin.raw) != []
    await layer.group_send("hub", {"frame": "Pssst"})
    assert markers_in(layer.sent)


async def test_no_log_line_holds_a_word_even_of_what_fails(
    hub_: Hub, cast: Cast, doors: Doors, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(Wordless(FORMAT))
    browser = doors.browser(cast.ana)
    ask = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Pssst"}
    with monkeypatch.context() as broken:
        broken.setattr(writing, "is_urgent", _stumble)
        with pytest.raises(Refused, match="unavailable"):
            await browser.do("thread.open", **ask, body="Pssst")
    with pytest.raises(Refused):
        await browser.do("thread.open", **ask, body="Pssst", nonsense="Pssst")
    with pytest.raises(Refused):
        await browser.see("patient.search", text="pssst")
    with pytest.raises(Unavailable):
        await hub_.writer.run(cast.practice, _break_a_statement)
    await browser.do("thread.open", **ask, body="Pssst")
    assert "job failed" in caplog.text
    assert "_stumble" in caplog.text
    assert "ValueError" in caplog.text
    assert "statement failed" in caplog.text
    assert "/api/do/thread.open" in caplog.text  # every address that was asked for
    assert markers_in(caplog.text) == []
    logging.getLogger("chartwire").warning("a word: %s", "Pssst")
    assert markers_in(caplog.text)


def _stumble(body: str) -> bool:
    """A bug whose own message repeats what it stumbled over."""
    raise ValueError(f"cannot read {body!r}")


def _break_a_statement(tx: Tx) -> Outcome:
    tx.execute(sa.text("INSERT INTO nowhere VALUES (:said)"), {"said": "Pssst"})
    return Outcome()


@pytest.mark.parametrize("database_url", [""])
async def test_the_files_of_the_embedded_database_are_ciphertext(teller: Teller, tmp_path: Path) -> None:
    await teller.tell()
    assert {path.name for path in files_in(tmp_path)} >= {"chartwire.db", "chartwire.db-wal"}
    assert spoken_in_files(tmp_path) == []
    (tmp_path / "chartwire.db-old").write_bytes(b"SQLite format 3\x00 Pssst")
    assert spoken_in_files(tmp_path) == ["chartwire.db-old"]
