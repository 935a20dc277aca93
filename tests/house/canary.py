"""Everybody does everything at random, and all that comes back is searched for canaries and put before the oracle.

Operations run a few at a time. What reached whom meanwhile is judged when they are all answered, by what was allowed at
any moment between; what ended in that time is forbidden from then on.
"""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from hub import calls
from hub.auth import sessions
from hub.auth.portal import end_overdue_proxies
from hub.messaging.due import tell_late_tasks, tell_late_threads
from hub.messaging.holding import release_due, wake_due
from hub.messaging.word_index import index_words
from hub.notify.following import notify
from hub.notify.sending import send_due
from hub.reactions import react, tell_of_overdue
from hub.records.files.checking import check_due
from hub.records.writer import Outcome
from tests.cast import One
from tests.doors import Browser, Doors, Refused, Socket
from tests.fakes import Clock
from tests.house.canary_choices import Sent
from tests.house.canary_plays import Play
from tests.house.canary_work import Work
from tests.house.canary_world import CANARY, World, open_session
from tests.house.oracle import Secret, Viewer
from tests.mail import take_mails, text_of

AT_ONCE = 10
PASSWORD = "maple otter lantern"
# patient.search answers, after the patients, which birth date it read in what was typed: the only date nobody is told.
READING = re.compile(rb'(?<=\],"born":")[\d-]{10}(?="\})')


class Ear(Socket):
    """A socket whose every frame is searched."""

    listen: Callable[[bytes, str], None]

    def _read(self, text: str) -> None:
        self.listen(text.encode(), "the socket")
        super()._read(text)

    def forget(self) -> None:
        """What was searched need not be kept; a run may be long."""
        for kept in (self.raw, self.frames, self.events):
            kept.clear()
        self.answers.clear()


class Canary:
    """The players, what they have heard, and who should not have."""

    def __init__(self, world: World, doors: Doors, clock: Clock, *, seed: int) -> None:
        self.world, self.doors, self.clock = world, doors, clock
        self.choose = random.Random(seed)
        self.plays = Work(world, clock, self.choose)
        self.ears: dict[Viewer, Ear] = {}
        self.browsers: dict[Viewer, Browser] = {}
        self.places: list[dict[str, str]] = []
        self.heard: dict[tuple[Viewer | None, str], str] = {}
        self.violations: list[tuple[str, str]] = []
        self.operations: Counter[str] = Counter()
        self.obeyed: Counter[str] = Counter()
        self.deliveries: Counter[tuple[str, str]] = Counter()
        self.scanned_bytes = 0
        self.since = clock()
        self.mails = 0

    # Hearing

    def hear(self, viewer: Viewer | None, raw: bytes, where: str) -> None:
        """Something reached somebody: note every canary in it, to be judged when the moment is over."""
        self.scanned_bytes += len(raw)
        raw = READING.sub(b"", raw)
        for found in CANARY.finditer(raw):
            around = raw[max(0, found.start() - 300) : found.end() + 100].decode(errors="replace")
            self.heard.setdefault((viewer, found[0].decode()), f"{where}: …{around}…")

    def judge(self) -> None:
        """Ask the oracle about everything heard since the last time."""
        oracle = self.world.oracle
        with oracle.moment():
            for (viewer, text), where in self.heard.items():
                secret = self.world.secrets.get(text)
                if viewer is not None and secret is not None and oracle.may(viewer, secret, self.since):
                    self.deliveries[self._role(viewer), secret.kind] += 1
                else:
                    who = self._role(viewer) if viewer else "a stranger"
                    self.violations.append((_kind_of(text, secret), f"{who} was told {text} by {where}"))
        self.heard.clear()
        for ear in self.ears.values():
            ear.forget()
        self.since = self.clock()

    def leaked(self) -> set[str]:
        """The kinds of what reached somebody it was not for."""
        return {kind for kind, _ in self.violations}

    def summary(self) -> str:
        asked = f"{self.operations.total():,} operations, {self.obeyed.total():,} obeyed"
        heard = f"{self.deliveries.total():,} canaries heard in {self.scanned_bytes:,} bytes and {self.mails:,} mails"
        return f"{asked}; {heard}, {len(self.violations)} by somebody they were not for"

    # Playing

    async def run(self, operations: int, *, until_leak: bool = False) -> None:
        """Play until so many operations were answered, or until the first leak."""
        for viewer in [*self.world.people]:
            await self.reconnect(viewer)
        while self.operations.total() < operations and not (until_leak and self.violations):
            if self.choose.random() < 0.15:
                await self.step_alone()
            else:
                viewers = self.choose.sample(sorted(self.world.people), AT_ONCE)
                plays = {play.about or str(n): play for n, play in enumerate(map(self.plays.any_play, viewers))}
                await asyncio.gather(*(self.play(play) for play in plays.values()))
                await self.live()
            self.judge()
        for ear in self.ears.values():
            await ear.caught_up()
        self.judge()
        await self.leave()

    async def leave(self) -> None:
        for ear in self.ears.values():
            await ear.hang_up()
        for browser in self.browsers.values():
            await browser.http.aclose()

    async def play(self, play: Play) -> None:
        """Ask through one of the viewer's doors."""
        ear, is_command = self.ears[play.viewer], play.name in calls.COMMANDS
        is_live = ear.close_code is None and self.choose.random() < 0.5
        door: Ear | Browser = ear if is_live else self.browser(play.viewer)
        self.operations[play.name] += 1
        try:
            answer = await (door.do if is_command else door.see)(play.name, **play.args)
        except Refused as refusal:
            self.hear(play.viewer, repr(refusal.error).encode(), f"the refusal of {play.name}")
            for text in play.told:
                self.world.secrets[text] = Secret("reason", set())
        else:
            self.obeyed[play.name] += 1
            play.obeyed(answer["result" if is_command else "data"])
        if isinstance(door, Browser):
            for raw in door.raw:
                self.hear(play.viewer, raw.encode(), f"the answer to {play.name}")
            door.raw.clear()

    def browser(self, viewer: Viewer) -> Browser:
        if viewer not in self.browsers:
            self.browsers[viewer] = self.doors.browser(self.world.people[viewer])
        return self.browsers[viewer]

    async def reconnect(self, viewer: Viewer) -> None:
        """Hang up, and come back with an old cursor, somebody else's, or none, watching whatever there is."""
        if (old := self.ears.get(viewer)) is not None:
            self.places = [*self.places[-30:], old.resume]
            await old.hang_up()
        ear = self.ears[viewer] = Ear(self.doors.hub, self.doors.app, self.world.people[viewer])
        ear.listen = lambda raw, where: self.hear(viewer, raw, where)
        own = [old.resume] * 3 if old else []
        resume = self.choose.choice([None, *own, *self.places[-5:]])
        hello = {"resume": resume} if resume and resume["epoch"] else {}
        await ear.say_hello(watch=[self.plays.a_watch() for _ in range(3)], **hello)

    async def live(self) -> None:
        """What is no command and no query: watching, signals, polling, coming back."""
        viewer = self.choose.choice(sorted(self.world.people))
        ear = self.ears[viewer]
        self.operations["live"] += 1
        if self.choose.random() < 0.5:
            await self.upload(self.choose.choice(sorted(self.world.people)))
        match self.choose.randrange(5):
            case 0:
                await self.poll(viewer, ear.cursor)
            case 4:
                await self.download(viewer)
            case 1 if ear.close_code is None:
                ear.send(type="watch", id=f"w{self.operations.total()}", topic=self.plays.a_watch())
            case 2 if ear.close_code is None:
                self.signal(viewer, ear)
            case _:
                await self.reconnect(viewer)

    async def poll(self, viewer: Viewer, cursor: str) -> None:
        asked = self.choose.choice([cursor, *(place["cursor"] for place in self.places)])
        params = {"wait": 0, "cursor": asked} | ({"watch": self.plays.a_watch()} if self.choose.random() < 0.5 else {})
        response = await self.browser(viewer).http.get("/api/events", params=params)
        self.hear(viewer, response.content, "the long poll")

    async def upload(self, viewer: Viewer) -> None:
        """A text that is a canary, under a name that is one, by the doors of files."""
        text = self.world.tell("upload", "file", viewer.practice, author=viewer)
        data, patient, browser = text.encode(), self.plays.a_patient(viewer), self.browser(viewer)
        about = {"patient": patient, "name": text, "size_bytes": len(data), "sha256": sha256(data).hexdigest()}
        try:
            file = (await browser.do("file.begin", **about))["result"]["file"]
            await browser.http.put(f"/api/files/{file}/0", content=data)
            await browser.do("file.finish", file=file)
        except Refused:
            return
        await check_due(self.doors.hub)
        self.plays.files[file] = Sent(text, patient, viewer)

    async def download(self, viewer: Viewer) -> None:
        """Any file there is, whole or in part."""
        file, headers = self.plays.a_file(viewer), self.choose.choice(({}, {"range": "bytes=0-"}))
        response = await self.browser(viewer).http.get(f"/api/files/{file}", headers=headers)
        self.hear(viewer, response.content + repr(response.headers).encode(), "a download")

    def signal(self, viewer: Viewer, ear: Ear) -> None:
        """Of any kind, true or not."""
        kind = self.choose.choice(sorted(calls.SIGNALS))
        about = {
            "thread": self.plays.a_thread(viewer),
            "patient": self.plays.a_patient(viewer),
            "person": self.choose.choice((viewer.person, self.plays.a_person(viewer))),
            "state": self.world.tell("presence", "desk", viewer.practice),
            "on": True,
        }
        data = {name: about[name] for name in calls.SIGNALS[kind].data.__struct_fields__}
        ear.send(type="signal", kind=kind, to=self.plays.a_watch(), data=data)

    # Alone

    async def step_alone(self) -> None:
        """What changes who is there, or moves time: nothing else happens meanwhile."""
        self.operations["alone"] += 1
        steps = (self.pass_time, self.come_back, self.come_in, self.come_in, self.chores, self.rights, self.rights)
        await self.choose.choice(steps)()

    async def pass_time(self) -> None:
        self.clock.move(minutes=self.choose.choice((1, 1, 2, 5, 5, 60 * 30)))
        self.since = self.clock()

    async def rights(self) -> None:
        """Somebody who may, or somebody who may not, changes what others may."""
        viewers = sorted(self.world.people)
        officers = [one for one in viewers if one.face == "staff" and {"admin", "front_desk"} & self._roles(one)]
        viewer = self.choose.choice(officers if officers and self.choose.random() < 0.8 else viewers)
        names = (
            "member.end",
            "member.invite",
            "member.invite",
            "proxy.grant",
            "proxy.grant",
            "proxy.end",
            "session.end",
        )
        await self.play(self.plays.play(viewer, self.choose.choice(names)))
        await react(self.doors.hub)
        await index_words(self.doors.hub)

    async def come_back(self) -> None:
        """Somebody signs in again, if they may, and connects."""
        viewer = self.choose.choice(sorted(self.world.people))
        if self.ears[viewer].close_code is not None and self.world.oracle.members[viewer].is_active:
            again = await self.doors.hub.writer.run(
                viewer.practice, lambda tx: Outcome(open_session(tx, self.doors.hub, viewer, "again"))
            )
            await self._be(viewer, again.value)
        else:
            await self.reconnect(viewer)

    async def come_in(self) -> None:
        """Somebody follows the link they were sent."""
        if not self.plays.ways:
            return
        way = self.plays.ways.pop()
        async with Browser(self.doors.hub, self.doors.app, None).http as http:
            response = await http.post("/auth/accept", json={"token": way.token, "password": PASSWORD})
            self.hear(None, response.content, "a refused invitation") if response.is_error else None
            token = response.cookies.get("session")
        signed_in = await sessions.identify(self.doors.hub, token)
        if response.is_error or signed_in is None:
            return
        viewer = way.viewer(signed_in.person)
        way.entered(viewer)
        await self._be(viewer, One(viewer.person, "new", "", signed_in.who, token or ""))

    async def _be(self, viewer: Viewer, one: One) -> None:
        self.world.people[viewer] = one
        if viewer in self.browsers:
            await self.browsers.pop(viewer).http.aclose()
        await self.reconnect(viewer)

    async def chores(self) -> None:
        """The clockwork: what was held is sent, what was parked comes back, grants that ran out end."""
        self.clock.move(seconds=31)
        self.since = self.clock()
        for said in self.plays.held.values():
            secret = self.world.secrets[said.text]
            if self.world.oracle.may(said.author, secret, self.since):
                secret.kind = said.kind
                self.plays.hang([*said.files], said.kind, said.talk)
                said.talk.is_answered = said.talk.is_answered or said.kind == "message"
                self.plays.said.append(said)
            else:
                secret.kind = "reason"
                self.plays.hang([*said.files], "upload", said.talk)
        self.plays.held.clear()
        late = (tell_late_threads, tell_late_tasks)
        mailing = (notify, tell_of_overdue, send_due)
        for chore in (release_due, wake_due, *late, end_overdue_proxies, index_words, *mailing):
            await chore(self.doors.hub)
        for mail in take_mails(Path(self.doors.hub.settings.mail_sink)):
            self.mails += 1
            self.hear(None, text_of(mail).encode(), "a mail")

    def _roles(self, viewer: Viewer) -> frozenset[str]:
        return self.world.oracle.members[viewer].roles

    def _role(self, viewer: Viewer) -> str:
        return "portal" if viewer.face != "staff" else " ".join(sorted(self._roles(viewer)))


def _kind_of(text: str, secret: Secret | None) -> str:
    """What a canary was told as, whatever it is now."""
    return text.split("-")[2] if text.startswith("kanari") else secret.kind if secret else "unknown"
