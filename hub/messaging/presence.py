"""What is worth nothing in a moment: who is typing, and which colleague is answering already."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.actor import Actor
from hub.calls import Place, signal, topic
from hub.messaging import answers
from hub.messaging.tables import Thread
from hub.messaging.writing import portal_topics, staff_topics
from hub.records import access
from hub.records.facts import Facts
from hub.records.people import Patient
from hub.records.read import Read


def _thread_named(practice: str, data: dict[str, Any]) -> list[Place]:
    return [(Thread, (practice, str(data.get("thread"))))]


@signal("typing", "replying", data=answers.Writing, needs=_thread_named)
def route_typing(known: Facts, actor: Actor, kind: str, data: dict[str, Any], now: datetime) -> tuple[str, ...]:
    """To whoever is shown the thread; that a colleague is replying is for staff alone."""
    thread = known.find(Thread, actor.practice, str(data.get("thread")))
    if thread is None or not access.decide(actor, thread, now) or (kind == "replying" and not actor.is_staff):
        return ()
    staff = (*staff_topics(thread), *((f"patient:{thread.patient}",) if thread.patient else ()))
    return staff if kind == "replying" else (*staff, *portal_topics(thread))


@topic("thread")
def may_watch_thread(read: Read, actor: Actor, thread_id: str) -> bool:
    """A conversation, for whoever may see it."""
    found = read.see(actor, Thread).where(Thread.c.id == thread_id).with_only_columns(sa.literal(1))
    return read.connection.execute(found).first() is not None


@topic("patient")
def may_watch_patient(read: Read, actor: Actor, patient: str) -> bool:
    """The live chart of a patient, for staff whom it is open to."""
    if not actor.is_staff or not access.sees_patient(actor, patient, read.now):
        return False
    found = read.see(actor, Patient).where(Patient.c.id == patient).with_only_columns(sa.literal(1))
    return read.connection.execute(found).first() is not None


@signal("presence", data=answers.Presence, needs=lambda practice, data: [])
def route_presence(known: Facts, actor: Actor, kind: str, data: dict[str, Any], now: datetime) -> tuple[str, ...]:
    """Who is at their desk, among colleagues; nobody speaks for another."""
    return ("staff",) if actor.is_staff and data.get("person") == actor.person else ()


@signal("viewing", data=answers.Viewing, needs=lambda practice, data: [])
def route_viewing(known: Facts, actor: Actor, kind: str, data: dict[str, Any], now: datetime) -> tuple[str, ...]:
    """Who has a chart open, to the colleagues who have it open too."""
    patient = str(data.get("patient"))
    return (f"patient:{patient}",) if actor.is_staff and access.sees_patient(actor, patient, now) else ()
