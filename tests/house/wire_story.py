"""A day in the practice that uses every command, query, event and door there is, through the doors a client uses."""

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pyotp

from hub.demo.charts import demo_bundles
from hub.messaging.due import tell_late_tasks, tell_late_threads
from hub.notify.sending import send_due
from hub.records import outbox
from hub.records.importer import import_paths
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.shapes import new_id
from tests.cast import Cast
from tests.doors import Browser, Doors
from tests.features.files import PDF, Uploader, picture
from tests.features.late import make_late
from tests.mail import mail_server

PASSWORD = "maple otter lantern"

Json = dict[str, Any]


class Story:
    """One browser for everybody of the cast, and strangers who come in by a link."""

    def __init__(self, hub: Hub, doors: Doors, cast: Cast) -> None:
        self.hub, self.doors, self.cast = hub, doors, cast
        self.browsers = {name: doors.browser(one) for name, one in cast.people.items()}
        self.cursors: dict[str, str] = {}
        self.watched: dict[str, list[str]] = {}

    async def do(self, one: str, command: str, /, **args: Any) -> Json:
        answer = await self.browsers[one].post(f"/api/do/{command}", {"id": new_id(), "args": args})
        return dict(answer["result"])

    async def see(self, one: str, query: str, /, **args: Any) -> Json:
        return dict((await self.browsers[one].post(f"/api/see/{query}", {"args": args}))["data"])

    async def listen(self) -> None:
        """Hear, as everybody, what happened since the last time."""
        for name, browser in self.browsers.items():
            while True:
                told = await browser.poll(self.cursors.get(name), watch=self.watched.get(name, []))
                self.cursors[name] = told["to"]
                if not told["events"]:
                    break

    async def join(self, link: str) -> Browser:
        """Follow an invitation."""
        stranger = Browser(self.hub, self.doors.app, None)
        token = link.partition("#")[2]
        await stranger.post("/auth/invitation", {"token": token})
        await stranger.post("/auth/accept", {"token": token, "password": PASSWORD})
        return stranger


async def live_a_day(story: Story, folder: Path) -> None:
    """Everything there is to do, see and hear."""
    await story.listen()
    for chapter in (_talk, _route, _write_later, _send_files, _take_calls_and_tasks, _administer, _treat, _send_mail):
        await chapter(story)
        await story.listen()
    await _import_chart(story, folder)
    await story.listen()
    await _ask_everything(story)
    await _come_and_go(story)
    await _set_up_factor(story)
    await _look_around(story)


async def _talk(story: Story) -> None:
    cast = story.cast
    about = {"patient": cast.patients["ana"], "subject": "Itching", "body": "Since Monday."}
    opened = await story.do("ana", "thread.open", topic=cast.topics["nurses"], **about)
    thread = opened["thread"]
    posted = await story.do("lin", "message.post", thread=thread, body="I will look.")
    await story.do("lin", "message.post", thread=thread, body="Ask Dr Okafor.", internal=True)
    await story.do("lin", "message.amend", message=posted["message"], body="I will look today.")
    await story.do("ana", "thread.read", thread=thread, upto=posted["message"])
    await story.do("lin", "thread.unread", thread=thread, **{"from": opened["message"]})
    await story.do("lin", "message.retract", message=posted["message"], reason="Wrong chart.")
    await story.see("okafor", "message.versions", message=posted["message"])
    await _call_in(story, thread)
    for_mia = {"patient": cast.patients["mia"], "subject": "Fever", "body": "She is hot."}
    await story.do("ben", "thread.open", topic=cast.topics["desk"], **for_mia)


async def _call_in(story: Story, thread: str) -> None:
    okafor, kim, _ = (await story.see("lin", "mention.offer", thread=thread))["people"]
    note = {"thread": thread, "internal": True}
    await story.do("lin", "message.post", **note, body=f"Can you look, <@{kim['id']}>?")
    await story.see("kim", "mention.list")
    await story.do("kim", "mention.read", thread=thread)
    called = await story.do("lin", "message.post", **note, body=f"Or <@{okafor['id']}>?")
    await story.do("lin", "message.retract", message=called["message"], reason="Settled.")


async def _keep_replies(story: Story, thread: str) -> None:
    text = {"en": "Hello {patient_first_name}", "es": "Hola {patient_first_name}"}
    reply = (await story.do("dana", "quick_reply.save", title="Greeting", text=text))["quick_reply"]
    await story.see("lin", "quick_reply.list")
    await story.see("lin", "quick_reply.values", thread=thread)
    await story.do("dana", "quick_reply.retire", quick_reply=reply)


async def _route(story: Story) -> None:
    cast = story.cast
    (mine, *_) = (await story.see("sam", "thread.list", box="pool", limit=5))["threads"]
    thread = {"thread": mine["thread"]}
    await story.do("sam", "thread.claim", **thread)
    await story.do("sam", "thread.assign", **thread, pool=cast.pools["nurses"], comment="About a refill.")
    await story.do("lin", "thread.claim", **thread)
    await story.do("lin", "thread.snooze", **thread, until="2199-01-01T08:00:00.000Z", reason="Until the result")
    await story.do("lin", "thread.reopen", **thread)
    await story.do("lin", "thread.close", **thread)
    await story.see("lin", "thread.list", box="mine", done_since="2020-01-01T00:00:00.000Z")


async def _write_later(story: Story) -> None:
    (thread, *_) = (await story.see("ana", "thread.list", box="all", limit=5))["threads"]
    await _keep_replies(story, thread["thread"])
    await story.do("lin", "draft.save", key=f"thread:{thread['thread']}", body="Dear Ana")
    held = await story.do("lin", "message.post", thread=thread["thread"], body="Wait.", hold_s=30)
    await story.do("lin", "message.cancel", message=held["message"])


async def _send_files(story: Story) -> None:
    """A picture that is attached, taken back and attached again, and one that is given up."""
    (thread, *_) = (await story.see("ana", "thread.list", box="all", limit=5))["threads"]
    ana = Uploader(story.hub, story.doors, story.cast.ana, story.cast.ana.patient)
    file = await ana.send(picture())
    posted = {"thread": thread["thread"], "body": "Look.", "attachments": [file]}
    held = await story.do("ana", "message.post", **posted, hold_s=30)
    await story.do("ana", "message.cancel", message=held["message"])
    await story.do("ana", "message.post", **posted)
    await story.do("ana", "file.discard", file=(await ana.begin(PDF))["file"])
    await story.see("ana", "file.pieces", file=file)
    await story.see("ana", "file.uploads")
    await story.see("lin", "file.list", patient=story.cast.ana.patient)
    await story.see("lin", "file.open", file=file)
    for part in ("", "/preview"):
        assert (await ana.get(file, part=part)).status_code == 200


async def _take_calls_and_tasks(story: Story) -> None:
    cast, do = story.cast, story.do
    call = {"patient": cast.patients["ana"], "topic": cast.topics["desk"], "caller": "Ana", "subject": "A form"}
    called = await do("sam", "call.log", **call, body="For the school.", telephone="5550107", urgent=True)
    await do("lin", "thread.discuss", people=[cast.kim.id], subject="Rota", body="Monday?")
    long_ago = "2001-01-01T08:00:00.000Z"
    made = await do("sam", "task.create", title="Print it", thread=called["thread"], due_at=long_ago)
    task = {"task": made["task"]}
    await do("sam", "task.assign", **task, owner=cast.lin.id)
    await tell_late_tasks(story.hub)
    await make_late(story.hub, cast.practice, called["thread"])
    await tell_late_threads(story.hub)
    await do("lin", "task.done", **task)
    await do("lin", "task.reopen", **task)
    await story.see("lin", "task.list")


async def _administer(story: Story) -> None:
    pool = await story.do("dana", "pool.create", name="Refills")
    await story.do("dana", "topic.create", name={"en": "A refill", "es": "Un resurtido"}, pool=pool["pool"])
    about = {"name": "Nia Bell", "email": "nia@chartwire.example", "roles": ["nurse"], "pools": [pool["pool"]]}
    nia = await story.join((await story.do("dana", "member.invite", **about))["link"])
    me = (await nia.http.get("/auth/me")).json()["actor"]
    link = (await story.do("dana", "member.reset", person=me["person"]))["link"]
    await nia.post("/auth/reset", {"token": link.partition("#")[2], "password": PASSWORD + " again"})
    await nia.post("/auth/forgot", {"email": about["email"]})
    members = (await story.see("dana", "member.list"))["members"]
    membership = next(one["membership"] for one in members if one["person"]["id"] == me["person"])
    await story.do("dana", "member.end", membership=membership)


async def _treat(story: Story) -> None:
    about = {"name": {"given": "Rosa", "family": "Lind"}, "born": "1961-02-03", "sex": "female"}
    registered = await story.do("sam", "patient.register", **about, email="rosa@chartwire.example", telephone="5550103")
    rosa = await story.join(registered["link"])
    await rosa.post("/auth/forgot", {"email": "rosa@chartwire.example"})
    await story.do("sam", "patient.invite", patient=registered["patient"], email="rosa@chartwire.example")
    proxy = {"patient": story.cast.patients["ana"], "scope": "full", "until": "2199-12-31"}
    granted = await story.do("sam", "proxy.grant", **proxy, email=story.cast.ben.email, name="Ben Carter")
    await story.do("sam", "proxy.grant", **proxy, email="eva@chartwire.example", name="Eva Reyes")
    await story.listen()
    await story.do("sam", "proxy.end", proxy=granted["proxy"])


async def _send_mail(story: Story) -> None:
    """Somebody chooses what to be told, and a mail comes back."""
    await story.do("ana", "notice.prefer", about="messages", email=False)
    ana = story.cast.ana.id

    def post(tx: Tx) -> Outcome:
        return Outcome(outbox.post_link(tx, "reset", ana, "/r#token", tx.now))

    await story.hub.writer.run(story.cast.practice, post)
    async with mail_server() as server:
        server.answers["RCPT"] = "550 no such user"
        usual, here = story.hub.settings, {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_tls": "none"}
        story.hub.settings = dataclasses.replace(usual, mail_from="hub@riverside.example", **here)
        await send_due(story.hub)
        story.hub.settings = usual


async def _import_chart(story: Story, folder: Path) -> None:
    """A chart comes, and changes while somebody has it open."""
    for day in (date(2026, 3, 4), date(2026, 9, 30)):
        persona, text = next(iter(demo_bundles(day)))
        bundle = folder / "chart.json"
        bundle.write_bytes(text)
        await import_paths(story.hub, story.cast.practice, [bundle])
        found = (await story.see("lin", "patient.search", text=f"{persona.family} {persona.given}"))["patients"]
        await story.see("lin", "chart.summary", patient=found[0]["id"])
        assert (await story.see("lin", "patient.timeline", patient=found[0]["id"]))["items"]
        story.watched["lin"] = [f"patient:{found[0]['id']}"]


async def _ask_everything(story: Story) -> None:
    asked: list[tuple[str, str]] = [("ana", "patient.mine"), ("ana", "topic.list"), ("ana", "practice.show")]
    asked += [("dana", "notice.failures"), ("ana", "notice.list"), ("lin", "unread.count")]
    asked += [("lin", "draft.list"), ("lin", "pool.list"), ("lin", "staff.list")]
    for name, query in (*asked, ("lin", "session.list")):
        await story.see(name, query)
    (thread, *_) = (await story.see("lin", "thread.list", box="all", limit=1))["threads"]
    page = await story.see("lin", "thread.page", thread=thread["thread"], limit=5)
    said = next(message["body"] for message in page["messages"] if message["body"])
    assert (await story.see("lin", "message.search", text=said, thread=thread["thread"]))["hits"]


async def _come_and_go(story: Story) -> None:
    """Sign in by password, move about, and end a session from another one."""
    away = Browser(story.hub, story.doors.app, None)
    about = {"name": "Ola Berg", "email": "ola@chartwire.example", "roles": ["nurse"]}
    here = await story.join((await story.do("dana", "member.invite", **about))["link"])
    signed_in = await away.post("/auth/sign-in", {"email": "ola@chartwire.example", "password": PASSWORD})
    await away.post("/auth/active", {})
    await away.post("/auth/ticket", {})
    await away.post("/auth/switch", {"practice": signed_in["practice"], "face": "staff"})
    begin = (await here.poll())["to"]
    sessions = (await here.see("session.list"))["data"]["sessions"]
    away_now = next(one["session"] for one in sessions if not one["here"])
    await here.do("session.end", session=away_now)
    await here.poll(begin)
    await here.post("/auth/sign-out", {})


async def _set_up_factor(story: Story) -> None:
    here = Browser(story.hub, story.doors.app, None)
    ola = {"email": "ola@chartwire.example", "password": PASSWORD}
    await here.post("/auth/sign-in", ola)
    app = pyotp.TOTP((await here.post("/auth/mfa/begin", {}))["secret"])
    codes = await here.post("/auth/mfa/confirm", {"code": app.at(story.hub.clock())})
    await here.post("/auth/sign-in", ola)
    await here.post("/auth/mfa", {"code": codes["recovery_codes"][0]})


async def _look_around(story: Story) -> None:
    """The doors that nobody need be signed in for."""
    story.hub.is_demo = True
    visitor = Browser(story.hub, story.doors.app, None)
    people = (await visitor.http.get("/auth/demo")).json()
    await visitor.http.get("/auth/door")
    await visitor.post("/auth/demo", {"email": people[0]["email"]})
    for path in ("/auth/me", "/api/openapi.json", "/healthz", "/readyz"):
        assert (await visitor.http.get(path)).status_code == 200
    bearer = {"Authorization": f"Bearer {story.hub.settings.metrics_token}"}
    assert (await visitor.http.get("/metrics", headers=bearer)).status_code == 200
