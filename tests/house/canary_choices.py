"""What is asked about: ids of one's own and of others, of both practices, and whatever else a call takes."""

import random
from dataclasses import dataclass
from datetime import timedelta

from hub.shapes import instant
from tests.fakes import Clock
from tests.house.canary_world import POOLS, World
from tests.house.oracle import Talk, Viewer

LATELY = 60  # of the conversations and messages, those that are asked for


@dataclass
class Said:
    """A message somebody wrote: its words, and whether patients see it."""

    id: str
    thread: str
    text: str
    author: Viewer
    talk: Talk
    kind: str
    files: tuple[str, ...] = ()


@dataclass
class Sent:
    """A text file somebody uploaded: what it says is also its name. hung: on a message, sent or held."""

    text: str
    patient: str
    owner: Viewer
    hung: bool = False


class Choices:
    """Makes a value for each field by its name, `a_<field>`."""

    def __init__(self, world: World, clock: Clock, choose: random.Random) -> None:
        self.world, self.clock, self.choose = world, clock, choose
        self.talks: dict[str, Talk] = {}
        self.said: list[Said] = []
        self.held: dict[str, Said] = {}
        self.tokens: list[str] = ["1"]
        self.files: dict[str, Sent] = {}

    def a_patient(self, viewer: Viewer) -> str:
        theirs = [patient for person, patient in self.world.oracle.speaking if person == viewer.person]
        if theirs and self.choose.random() < 0.5:
            return self.choose.choice(theirs)
        return self.choose.choice([*self.world.patients][:12] + [*self.world.patients][-5:])

    def a_thread(self, viewer: Viewer) -> str:
        lately = [*self.talks.items()][-LATELY:]
        member, now = self.world.oracle.members[viewer], self.clock()
        theirs = [one for one, talk in lately if self.world.oracle.reads_talk(viewer, member, talk, now)]
        return self.choose.choice(
            theirs if theirs and self.choose.random() < 0.6 else [one for one, _ in lately] or ["none"]
        )

    def a_message(self, viewer: Viewer) -> str:
        return self.choose.choice([*(said.id for said in self.said[-LATELY:]), *[*self.held][-9:]] or ["none"])

    def a_quick_reply(self, viewer: Viewer) -> str:
        return self.choose.choice(self.world.replies)

    def a_file(self, viewer: Viewer) -> str:
        mine = [file for file, sent in self.files.items() if sent.owner == viewer]
        return self.choose.choice(mine if mine and self.choose.random() < 0.8 else [*self.files] or ["none"])

    def a_preview(self, viewer: Viewer) -> bool:
        return False

    def a_pool(self, viewer: Viewer) -> str:
        practice = viewer.practice if self.choose.random() < 0.8 else self.choose.choice([*self.world.pools])
        return self.choose.choice(self.world.pools[practice][: len(POOLS)])

    def a_topic(self, viewer: Viewer) -> str:
        practice = viewer.practice if self.choose.random() < 0.8 else self.choose.choice([*self.world.topics])
        return self.choose.choice([*self.world.topics[practice]][: len(POOLS)])

    def a_person(self, viewer: Viewer) -> str:
        return self.choose.choice([*self.world.persons.values()])

    def a_proxy(self, viewer: Viewer) -> str:
        return self.choose.choice([*self.world.proxies])

    def a_membership(self, viewer: Viewer) -> str:
        return self.choose.choice([*self.world.members])

    def a_session(self, viewer: Viewer) -> str:
        return self.choose.choice([one.who.session for one in self.world.people.values()])

    def a_text(self, viewer: Viewer) -> str:
        words = ["kanari", "ana", "mia", "kanari yan", "1900-01-01", "2.1.1900", "+1 700 000 0001", "0001"]
        words += ["kanari talk", "kanari message", "internal kanari", "subject", "kanari talk held"]
        return self.choose.choice([*words, *self.world.persons])

    def a_box(self, viewer: Viewer) -> str:
        return self.choose.choice(("mine", "pool", "all", "all", "patient"))

    def a_kinds(self, viewer: Viewer) -> list[str]:
        return self.choose.sample(("message", "visit", "problem", "medicine", "result"), 2)

    def a_state(self, viewer: Viewer) -> str:
        return self.choose.choice(("open", "waiting", "snoozed", "closed"))

    def a_only(self, viewer: Viewer) -> str:
        return self.choose.choice(("urgent", "unread", "overdue"))

    def a_done_since(self, viewer: Viewer) -> str:
        return instant(self.clock() - timedelta(days=1))

    def a_before(self, viewer: Viewer) -> str:
        return self.choose.choice(("1", "2", "5", "1000"))

    def a_after(self, viewer: Viewer) -> str:
        return self.choose.choice(self.tokens[-20:])

    def a_limit(self, viewer: Viewer) -> int:
        return self.choose.choice((1, 5, 50))

    def a_second_factor(self, viewer: Viewer) -> bool:
        return self.choose.random() < 0.5

    def a_about(self, viewer: Viewer) -> str:
        return self.choose.choice(("messages", "urgent", "overdue"))

    def a_email(self, viewer: Viewer) -> bool:
        return self.choose.random() < 0.8

    def a_watch(self) -> str:
        viewer = self.choose.choice(sorted(self.world.people))
        kind = self.choose.choice(("thread", "thread", "patient", "patient", "portal", "person", "staff", "pool"))
        whose = "thread" if kind == "thread" else "pool" if kind == "pool" else "patient"
        identity = viewer.person if kind in ("person", "staff") else getattr(self, f"a_{whose}")(viewer)
        return f"{kind}:{identity}"
