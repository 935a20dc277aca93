"""Conversations among colleagues: of some people or of a pool, about a patient or about nobody. Never in the portal."""

from typing import Annotated

from msgspec import Meta

from hub.actor import Actor
from hub.calls import Done, command
from hub.errors import Invalid
from hub.messaging import answers
from hub.messaging.routing import demand_colleague, pool_named
from hub.messaging.tables import Thread
from hub.messaging.writing import begin_thread
from hub.records.people import Patient
from hub.records.tx import Tx
from hub.shapes import Body, Id, Line, Shape, new_id


class DiscussThread(Shape, frozen=True):
    """With some colleagues or with one pool. patient: whom it is about, so that it stands in their chart."""

    subject: Line
    body: Body
    people: Annotated[list[Id], Meta(max_length=20)] = []
    pool: Id | None = None
    patient: Id | None = None


@command("thread.discuss", answers=answers.Opened)
def discuss_thread(tx: Tx, actor: Actor, ask: DiscussThread) -> Done:
    """Begin a conversation among colleagues. About nobody, it is sealed under a key of its own."""
    others = set(ask.people) - {actor.person}
    if bool(others) == (ask.pool is not None):
        raise Invalid("Name either some colleagues or a pool.", field="people")
    patient = tx.get(actor, Patient, ask.patient, "There is no such patient.") if ask.patient else None
    pool = pool_named(tx, actor, ask.pool) if ask.pool else None
    for person in others:
        demand_colleague(tx, person)
    reads_anyway = pool is not None and pool in actor.pools
    members = set() if reads_anyway else {actor.person, *others}
    thread_id = new_id()
    key = patient.id if patient else thread_id
    if patient is None:
        tx.new_key(thread_id)
    thread = Thread(
        practice=tx.practice,
        id=thread_id,
        kind="staff",
        patient=patient.id if patient else None,
        subject=tx.seal(key, f"thread.subject:{thread_id}", ask.subject),
        pool=pool,
        members=" ".join(sorted(members)),
        last_at=tx.now,
        last_line=b"",
    )
    return begin_thread(tx, actor, thread, ask.body)
