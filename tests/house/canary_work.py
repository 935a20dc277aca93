"""What the staff may try among themselves: calls they take down, conversations of colleagues, tasks."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hub.shapes import instant
from tests.fakes import Clock
from tests.house.canary_choices import LATELY, Said
from tests.house.canary_plays import Play, Plays
from tests.house.canary_world import World
from tests.house.oracle import Talk, Viewer


class Work(Plays):
    """A task is read by those who would read a conversation of its maker and whoever has it, about its patient."""

    def __init__(self, world: World, clock: Clock, choose: random.Random) -> None:
        super().__init__(world, clock, choose)
        self.tasks: dict[str, Talk] = {}

    def a_task(self, viewer: Viewer) -> str:
        return self.choose.choice([*self.tasks][-LATELY:] or ["none"])

    def _somebody(self, viewer: Viewer) -> dict[str, str]:
        """A person or a pool, as a task is given to them."""
        if self.choose.random() < 0.5:
            return {"pool": self.a_pool(viewer)}
        return {"owner": self.a_person(viewer)}

    def _begun(self, viewer: Viewer, talk: Talk, body: str, kind: str) -> Any:
        def obeyed(answer: dict[str, Any]) -> None:
            self.talks[answer["thread"]] = talk
            self.said.append(Said(answer["message"], answer["thread"], body, viewer, talk, kind))

        return obeyed

    def call_log(self, viewer: Viewer) -> Play:
        patient, topic, pool = self.a_patient(viewer), self.a_topic(viewer), self.a_pool(viewer)
        talk = Talk(patient, {pool}, kind="call")
        tell = self.world.tell
        subject = tell("subject", "call", viewer.practice, talk=talk)
        body, caller = (tell(kind, "call", viewer.practice, talk=talk) for kind in ("internal", "internal"))
        number = tell("telephone", "call", viewer.practice, talk=talk)
        self.world.secrets[number].kind = "internal"
        asked = {"patient": patient, "topic": topic, "pool": pool, "caller": caller, "telephone": number}
        words = {"subject": subject, "body": body}
        told = (subject, body, caller, number)
        obeyed = self._begun(viewer, talk, body, "internal")
        return Play(viewer, "call.log", asked | words, told=told, obeyed=obeyed)

    def thread_discuss(self, viewer: Viewer) -> Play:
        patient = self.a_patient(viewer) if self.choose.random() < 0.5 else None
        to_pool = self.choose.random() < 0.4
        pool, people = (self.a_pool(viewer), set()) if to_pool else ("", {self.a_person(viewer) for _ in range(2)})
        is_in_pool = pool in self.world.oracle.members[viewer].pools
        talk = Talk(patient, {pool}, members=set() if is_in_pool else {viewer.person, *people}, kind="staff")
        asked: dict[str, Any] = {"pool": pool} if to_pool else {"people": sorted(people)}
        subject, body = (self.world.tell(kind, "ours", viewer.practice, talk=talk) for kind in ("subject", "message"))
        asked |= {"subject": subject, "body": body} | ({"patient": patient} if patient else {})
        obeyed = self._begun(viewer, talk, body, "message")
        return Play(viewer, "thread.discuss", asked, told=(subject, body), obeyed=obeyed)

    def task_create(self, viewer: Viewer) -> Play:
        thread = self.a_thread(viewer) if self.choose.random() < 0.6 else None
        about = self.talks.get(thread or "")
        patient = about.patient if about else self.a_patient(viewer)
        whose = self._somebody(viewer)
        owners = {whose["owner"]} if "owner" in whose else set()
        pools = {whose["pool"]} if "pool" in whose else set()
        talk = Talk(patient, pools, owners, {viewer.person}, kind="staff")
        title = self.world.tell("message", "task", viewer.practice, talk=talk)
        due_at = instant(self.clock() + timedelta(minutes=self.choose.choice((-5, 1, 60))))
        asked = whose | {"title": title, "due_at": due_at}
        asked |= {"thread": thread} if thread else {"patient": patient or "none"}

        def obeyed(answer: dict[str, Any]) -> None:
            self.tasks[answer["task"]] = talk

        return Play(viewer, "task.create", asked, told=(title,), obeyed=obeyed)

    def task_assign(self, viewer: Viewer) -> Play:
        task, whose = self.a_task(viewer), self._somebody(viewer)

        def obeyed(answer: dict[str, Any]) -> None:
            talk = self.tasks[task]
            owners = {whose["owner"]} if "owner" in whose else set()
            pools = {whose["pool"]} if "pool" in whose else set()
            talk.owners |= owners
            talk.pools |= pools
            self.world.oracle.ending.append(lambda: talk.__dict__.update(owners=owners, pools=pools))

        return Play(viewer, "task.assign", {"task": task, **whose}, task, obeyed=obeyed)

    def member_end(self, viewer: Viewer) -> Play:
        """Whoever leaves leaves their tasks to a pool; which one is not said."""
        ends = super().member_end(viewer)
        place = self.world.members[ends.args["membership"]]

        def obeyed(answer: dict[str, Any]) -> None:
            ends.obeyed(answer)
            for talk in self.tasks.values():
                if place.face == "staff" and place.person in talk.owners:
                    talk.pools |= set(self.world.pools[place.practice])

        return replace(ends, obeyed=obeyed)

    def task_list(self, viewer: Viewer) -> Play:
        asked = {"box": self.choose.choice(("mine", "pool", "all", "patient", "thread")), "limit": self.a_limit(viewer)}
        asked |= {"patient": self.a_patient(viewer), "thread": self.a_thread(viewer), "pool": self.a_pool(viewer)}
        return Play(viewer, "task.list", asked | {"state": self.choose.choice(("open", "done"))})
