"""What somebody may try: every command and query, and what the world is when it is obeyed."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from hub import calls
from hub.shapes import instant
from tests.fakes import Clock
from tests.house.canary_choices import LATELY, Choices, Said
from tests.house.canary_world import World
from tests.house.oracle import Member, Secret, Talk, Viewer

ENDING = ("member.end", "session.end")  # they end sockets, so nothing else may be under way


@dataclass
class Play:
    """One operation: what is asked as whom, and what the world is afterwards if it was obeyed.

    told: what was written, which nobody may ever read if it was refused. about: what it changes; two operations of one
    moment never change the same thing, since nobody could say which was last.
    """

    viewer: Viewer
    name: str
    args: dict[str, Any]
    about: str = ""
    told: tuple[str, ...] = ()
    obeyed: Callable[[dict[str, Any]], None] = lambda answer: None


@dataclass
class Way:
    """A link that lets somebody in, and what the world is once they are."""

    token: str
    viewer: Callable[[str], Viewer]
    entered: Callable[[Viewer], None]


class Plays(Choices):
    """Chooses operations and keeps what they made."""

    def __init__(self, world: World, clock: Clock, choose: random.Random) -> None:
        super().__init__(world, clock, choose)
        self.drafts: dict[tuple[Viewer, str], str] = {}
        self.changed: list[str] = []
        self.ways: list[Way] = []
        self.names = sorted(name for name in (*calls.COMMANDS, *calls.QUERIES) if name not in ENDING)

    def any_play(self, viewer: Viewer) -> Play:
        """Anything at all, writing and reading conversations more than the rest."""
        often = ("thread.open", "message.post", "message.post", "thread.page", "thread.page", "thread.list")
        often = (*often, "message.amend", "message.versions")
        return self.play(viewer, self.choose.choice((*self.names, *often)))

    def play(self, viewer: Viewer, name: str) -> Play:
        """One operation by its name; a call that writes nothing of its own takes arguments of any kind there is."""
        special = getattr(self, name.replace(".", "_"), None)
        if special is not None:
            made: Play = special(viewer)
            return made
        call = calls.COMMANDS.get(name) or calls.QUERIES[name]
        fields = msgspec.structs.fields(call.shape)
        asked = [one for one in fields if one.required or self.choose.random() < 0.4]
        return Play(viewer, name, {one.name: getattr(self, f"a_{one.name}")(viewer) for one in asked})

    # Conversations

    def _ends(self, text: str, kind: str = "reason") -> None:
        """Nobody may read this any more once the moment is over, or only whom its new kind allows."""
        secret = self.world.secrets[text]
        self.world.oracle.ending.append(lambda: setattr(secret, "kind", kind))

    def thread_list(self, viewer: Viewer) -> Play:
        asked = {"box": self.a_box(viewer), "limit": self.a_limit(viewer)}
        for name in ("patient", "pool", "state", "after", "only", "done_since"):
            if self.choose.random() < 0.3:
                asked[name] = getattr(self, f"a_{name}")(viewer)

        def obeyed(answer: dict[str, Any]) -> None:
            self.tokens = [*self.tokens[-30:], *filter(None, [answer["next"]])]

        return Play(viewer, "thread.list", asked, obeyed=obeyed)

    def thread_open(self, viewer: Viewer) -> Play:
        patient, topic = self.a_patient(viewer), self.a_topic(viewer)
        asked = {"patient": patient, "topic": topic}
        if self.choose.random() < 0.3:
            asked["pool"] = self.a_pool(viewer)
        pool = asked.get("pool") or next(pools[topic] for pools in self.world.topics.values() if topic in pools)
        talk = Talk(patient, {pool}, {viewer.person} if viewer.face == "staff" else set())
        subject, body = (self.world.tell(kind, "talk", viewer.practice, talk=talk) for kind in ("subject", "message"))

        def obeyed(answer: dict[str, Any]) -> None:
            self.talks[answer["thread"]] = talk
            self.said.append(Said(answer["message"], answer["thread"], body, viewer, talk, "message"))

        return Play(
            viewer, "thread.open", asked | {"subject": subject, "body": body}, told=(subject, body), obeyed=obeyed
        )

    def file_begin(self, viewer: Viewer) -> Play:
        name = self.world.tell("upload", "file", viewer.practice, author=viewer)
        asked = {"patient": self.a_patient(viewer), "name": name, "size_bytes": 9, "sha256": f"{len(name):064x}"}
        return Play(viewer, "file.begin", asked, told=(name,))

    def _files_for(self, viewer: Viewer, talk: Talk) -> list[str]:
        """An own file to attach, if there is one about this patient."""
        mine = [
            file
            for file, sent in self.files.items()
            if sent.owner == viewer and sent.patient == talk.patient and not sent.hung
        ]
        return mine[:1] if self.choose.random() < 0.7 else []

    def hang(self, files: list[str], kind: str, talk: Talk) -> tuple[str, ...]:
        """Files are as their message is from now on; `upload` for one that did not come to be."""
        for file in files:
            self.files[file].hung = kind != "upload"
            secret = self.world.secrets[self.files[file].text]
            secret.kind, secret.talk = kind, talk
        return tuple(files)

    def message_post(self, viewer: Viewer) -> Play:
        thread = self.a_thread(viewer)
        talk = self.talks.get(thread) or Talk("nobody")
        internal, hold_s = self.choose.random() < 0.4, self.choose.choice((0, 0, 0, 20))
        kind = "internal" if internal else "message"
        body = self.world.tell("held" if hold_s else kind, "talk", viewer.practice, talk=talk, author=viewer)
        files = self._files_for(viewer, talk)

        def obeyed(answer: dict[str, Any]) -> None:
            hung = self.hang(files, "held" if hold_s else kind, talk)
            said = Said(answer["message"], thread, body, viewer, talk, kind, hung)
            talk.is_answered = talk.is_answered or not (internal or hold_s)
            if hold_s:
                self.held[said.id] = said
            else:
                self.said.append(said)

        called = f" <@{self.a_person(viewer)}>" if self.choose.random() < 0.5 else ""
        asked = {"thread": thread, "body": body + called, "internal": internal, "hold_s": hold_s, "attachments": files}
        if self.choose.random() < 0.3:
            asked["after"] = self.a_message(viewer)
        return Play(viewer, "message.post", asked, " ".join(files), told=(body,), obeyed=obeyed)

    def message_cancel(self, viewer: Viewer) -> Play:
        message = self.choose.choice([*self.held] or ["none"])

        def obeyed(answer: dict[str, Any]) -> None:
            said = self.held.pop(message)
            self._ends(said.text)
            self.hang([*said.files], "upload", said.talk)

        return Play(viewer, "message.cancel", {"message": message}, message, obeyed=obeyed)

    def _spoken(self, viewer: Viewer) -> Said | None:
        mine = [said for said in self.said[-LATELY:] if said.author == viewer]
        return self.choose.choice(mine if mine and self.choose.random() < 0.7 else self.said[-LATELY:] or [None])

    def message_amend(self, viewer: Viewer) -> Play:
        said = self._spoken(viewer)
        talk, kind = (said.talk, said.kind) if said else (Talk("nobody"), "message")
        body = self.world.tell(kind, "talk", viewer.practice, talk=talk)

        def obeyed(answer: dict[str, Any]) -> None:
            assert said is not None
            self._ends(said.text, "version")
            self.changed.append(said.id)
            said.text = body

        message = said.id if said else "none"
        return Play(viewer, "message.amend", {"message": message, "body": body}, message, (body,), obeyed)

    def message_retract(self, viewer: Viewer) -> Play:
        said = self._spoken(viewer)
        reason = self.world.tell("reason", "talk", viewer.practice)
        message = said.id if said else "none"
        asked = {"message": message, "reason": reason}

        def obeyed(answer: dict[str, Any]) -> None:
            assert said is not None
            self._ends(said.text, "version")
            for file in said.files:
                self._ends(self.files[file].text)
            self.changed.append(said.id)
            self.world.secrets[reason] = Secret("version", {viewer.practice}, talk=said.talk)

        return Play(viewer, "message.retract", asked, message, (reason,), obeyed)

    def message_versions(self, viewer: Viewer) -> Play:
        return Play(viewer, "message.versions", {"message": self.choose.choice(self.changed or ["none"])})

    def thread_read(self, viewer: Viewer) -> Play:
        said = self._spoken(viewer)
        asked = {"thread": said.thread if said else "none", "upto": said.id if said else "none"}
        return Play(viewer, "thread.read", asked)

    def thread_unread(self, viewer: Viewer) -> Play:
        said = self._spoken(viewer)
        return Play(
            viewer, "thread.unread", {"thread": said.thread if said else "none", "from": said.id if said else "none"}
        )

    def _route(self, viewer: Viewer, name: str, asked: dict[str, Any], owner: str | None, pool: str | None) -> Play:
        """Who takes over hears of it at once, who hands over no more from then on. pool: None for the one it is in."""

        def obeyed(answer: dict[str, Any]) -> None:
            talk = self.talks[asked["thread"]]
            owners, pools = {owner} if owner else set(), {pool} if pool else set(talk.pools)
            talk.owners |= owners
            talk.pools |= pools
            self.world.oracle.ending.append(lambda: talk.__dict__.update(owners=owners, pools=pools))

        return Play(viewer, name, asked, asked["thread"], obeyed=obeyed)

    def thread_claim(self, viewer: Viewer) -> Play:
        return self._route(viewer, "thread.claim", {"thread": self.a_thread(viewer)}, viewer.person, None)

    def thread_assign(self, viewer: Viewer) -> Play:
        asked: dict[str, Any] = {"thread": self.a_thread(viewer)}
        person = pool = None
        if self.choose.random() < 0.5:
            pool = asked["pool"] = self.a_pool(viewer)
        else:
            person = asked["person"] = self.a_person(viewer)
        if self.choose.random() < 0.5:
            asked["comment"] = self._tell_staff(viewer, asked["thread"])
        play = self._route(viewer, "thread.assign", asked, person, pool)
        play.told = (asked["comment"],) if "comment" in asked else ()
        return play

    def _tell_staff(self, viewer: Viewer, thread: str) -> str:
        """Words that stand in a conversation for the staff alone."""
        talk = self.talks.get(thread) or Talk("nobody")
        return self.world.tell("internal", "talk", viewer.practice, talk=talk, author=viewer)

    def thread_close(self, viewer: Viewer) -> Play:
        return self._route(viewer, "thread.close", {"thread": self.a_thread(viewer)}, None, None)

    def thread_snooze(self, viewer: Viewer) -> Play:
        until = instant(self.clock() + timedelta(minutes=self.choose.choice((1, 60))))
        thread = self.a_thread(viewer)
        reason = self._tell_staff(viewer, thread)
        asked = {"thread": thread, "until": until, "reason": reason}
        return Play(viewer, "thread.snooze", asked, told=(reason,))

    def draft_save(self, viewer: Viewer) -> Play:
        key = self.choose.choice(("note", f"thread:{self.a_thread(viewer)}"))
        body = self.world.tell("draft", "desk", viewer.practice, author=viewer) if self.choose.random() < 0.8 else ""

        def obeyed(answer: dict[str, Any]) -> None:
            before = self.drafts.pop((viewer, key), "")
            if before:
                self._ends(before)
            if body:
                self.drafts[viewer, key] = body

        return Play(viewer, "draft.save", {"key": key, "body": body}, told=(body,) if body else (), obeyed=obeyed)

    # The practice

    def quick_reply_save(self, viewer: Viewer) -> Play:
        own = self.choose.random() < 0.5
        title, en, es = (
            self.world.tell("personal" if own else "reply", "desk", viewer.practice, author=viewer) for _ in range(3)
        )

        def obeyed(answer: dict[str, Any]) -> None:
            self.world.replies.append(answer["quick_reply"])

        asked = {"title": title, "text": {"en": en, "es": es + " {my_name}"}, "own": own}
        return Play(viewer, "quick_reply.save", asked, told=(title, en, es), obeyed=obeyed)

    def topic_create(self, viewer: Viewer) -> Play:
        pool, name = self.a_pool(viewer), self.world.tell("topic", "new", viewer.practice)

        def obeyed(answer: dict[str, Any]) -> None:
            self.world.topics[viewer.practice][answer["topic"]] = pool

        return Play(
            viewer, "topic.create", {"name": {"en": name, "es": name}, "pool": pool}, told=(name,), obeyed=obeyed
        )

    def pool_create(self, viewer: Viewer) -> Play:
        name = self.world.tell("pool", "new", viewer.practice)
        return Play(viewer, "pool.create", {"name": name}, told=(name,))

    def patient_register(self, viewer: Viewer) -> Play:
        number = len(self.world.patients)
        name, born, telephone = (
            self.world.tell(kind, "new", viewer.practice) for kind in ("name", "born", "telephone")
        )
        asked: dict[str, Any] = {"name": {"given": name, "family": "Reyes"}, "born": born, "sex": "unknown"}
        asked["telephone"] = telephone
        told = [name, born, telephone]
        if self.choose.random() < 0.3:
            told.append(self.world.tell("reason", "address", viewer.practice))
            asked["email"] = f"{told[-1]}@chartwire.example"

        def obeyed(answer: dict[str, Any]) -> None:
            self.world.patients[answer["patient"]] = viewer.practice
            for text in told:
                self.world.secrets[text].patient = answer["patient"]
            self._own_way(viewer, answer, name)

        return Play(viewer, "patient.register", asked, f"patient {number}", tuple(told), obeyed)

    def patient_invite(self, viewer: Viewer) -> Play:
        patient = self.a_patient(viewer)
        address = self.world.tell("reason", "address", viewer.practice)
        asked = {"patient": patient, "email": f"{address}@chartwire.example"}
        name = next(t for t, one in self.world.secrets.items() if (one.kind, one.patient) == ("name", patient))
        return Play(
            viewer, "patient.invite", asked, patient, obeyed=lambda answer: self._own_way(viewer, answer | asked, name)
        )

    def _own_way(self, viewer: Viewer, answer: dict[str, Any], name: str) -> None:
        """A patient was sent a link to their own portal."""
        if "link" not in answer:
            return
        patient, practice = answer["patient"], viewer.practice

        def entered(new: Viewer) -> None:
            self.world.secrets[name].person = new.person
            self.world.oracle.speaks(new.person, patient, "self", None)

        self._way(answer, practice, "patient", Member(frozenset(("patient",))), entered)

    def _way(
        self, answer: dict[str, Any], practice: str, face: str, member: Member, entered: Callable[[Viewer], None]
    ) -> None:
        def viewer(person: str) -> Viewer:
            new = Viewer(practice, person, face)
            self.world.oracle.members[new] = member
            return new

        self.ways.append(Way(answer["link"].partition("#")[2], viewer, entered))

    def proxy_grant(self, viewer: Viewer) -> Play:
        patient, key = self.a_patient(viewer), self.choose.choice([*self.world.persons])
        scope = self.choose.choice(("full", "limited"))
        name = self.world.tell("reason", "name", viewer.practice)  # who has an account keeps the name they have
        person, days = self.world.persons[key], self.choose.choice((None, 1, 3))
        asked = {"patient": patient, "email": self.world.emails[key], "name": name, "scope": scope}
        until = None
        if days is not None:
            last = (self.clock() + timedelta(days=days)).date()
            asked["until"] = last.isoformat()
            until = datetime.combine(last + timedelta(days=1), datetime.min.time(), UTC) + timedelta(hours=5)

        def obeyed(answer: dict[str, Any]) -> None:
            self.world.proxies[answer["proxy"]] = (person, patient)
            self.world.oracle.acquainted.setdefault(patient, set()).add(person)
            self.world.secrets[self.world.names[key]].practices.add(viewer.practice)
            if "link" in answer:
                entered = lambda new: self.world.oracle.speaks(person, patient, scope, until)  # noqa: E731
                return self._way(answer, viewer.practice, "patient", Member(frozenset(("patient",))), entered)
            return self.world.oracle.speaks(person, patient, scope, until)

        return Play(viewer, "proxy.grant", asked, f"{patient} {person}", obeyed=obeyed)

    def proxy_end(self, viewer: Viewer) -> Play:
        proxy = self.a_proxy(viewer)
        person, patient = self.world.proxies[proxy]

        def obeyed(answer: dict[str, Any]) -> None:
            held = self.world.oracle.speaking.get((person, patient))
            if held is not None and held.how != "self":
                self.world.oracle.ending.append(lambda: self.world.oracle.speaking.pop((person, patient), None))

        return Play(viewer, "proxy.end", {"proxy": proxy}, f"{patient} {person}", obeyed=obeyed)

    def member_invite(self, viewer: Viewer) -> Play:
        key = self.choose.choice([*self.world.persons])
        roles = self.choose.sample(("provider", "nurse", "front_desk", "biller", "admin", "auditor"), 1)
        pools = [self.a_pool(viewer)]
        name = self.world.tell("reason", "name", viewer.practice)
        asked = {"name": name, "email": self.world.emails[key], "roles": roles, "pools": pools}
        person = self.world.persons[key]

        def obeyed(answer: dict[str, Any]) -> None:
            place = Viewer(viewer.practice, person, "staff")
            member = Member(frozenset(roles), frozenset(pools))
            self.world.oracle.members.setdefault(place, Member(frozenset(), is_active=False))
            for text in (self.world.names[key], self.world.emails[key].partition("@")[0]):
                self.world.secrets[text].practices.add(viewer.practice)
            self._way(answer, viewer.practice, "staff", member, lambda new: None)

        return Play(viewer, "member.invite", asked, person, obeyed=obeyed)

    def member_end(self, viewer: Viewer) -> Play:
        membership = self.a_membership(viewer)
        place = self.world.members[membership]

        def obeyed(answer: dict[str, Any]) -> None:
            self.world.oracle.ending.append(lambda: setattr(self.world.oracle.members[place], "is_active", False))
            for talk in self.talks.values():
                if place.face == "staff" and self.world.patients.get(talk.patient) == place.practice:
                    talk.owners.discard(place.person)

        return Play(viewer, "member.end", {"membership": membership}, obeyed=obeyed)
