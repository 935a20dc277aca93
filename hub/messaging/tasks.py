"""Tasks: what is to be done beside the answer, with a title, somebody or a pool to do it, and by when."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.actor import Actor
from hub.calls import Done, Happened, command
from hub.db import Row, only_where, table
from hub.errors import Conflict, Invalid, NotFound
from hub.messaging import answers
from hub.messaging.routing import demand_colleague, pool_named
from hub.messaging.tables import UNTOLD, Message, Thread, may_read
from hub.messaging.writing import NO_MESSAGE, NO_THREAD
from hub.records import access
from hub.records.people import Patient, Person
from hub.records.seal import SealKey
from hub.records.tx import Tx
from hub.shapes import Id, Line, Shape, new_id, read_instant

NO_TASK = "There is no such task."


@table(
    "task",
    sa.Index("ix_task_owner", "practice", "owner", "state"),
    sa.Index("ix_task_pool", "practice", "pool", "state"),
    sa.Index("ix_task_patient", "practice", "patient", "state"),
    sa.Index("ix_task_due", "due_at", **only_where(UNTOLD)),
)
class Task(Row, frozen=True, kw_only=True):
    """Something to be done, in exactly one place: its owner's, or its pool's while nobody owns it. For the staff alone.

    thread, message: where it came from. sealed_for: whose key opens the title; its own where it is about nobody.
    state: open or done. overdue_at: as in Thread.
    """

    practice: str
    id: str
    rev: int = 1
    patient: str | None = None
    thread: str | None = None
    message: str | None = None
    sealed_for: str
    title: bytes
    owner: str | None = None
    pool: str | None = None
    made_by: str
    made_at: datetime
    due_at: datetime | None = None
    overdue_at: datetime | None = None
    state: str = "open"
    done_at: datetime | None = None
    done_by: str | None = None

    @property
    def is_overdue(self) -> bool:
        return self.state == "open" and self.due_at is not None and self.overdue_at == self.due_at

    def mentions(self) -> list[tuple[type[Row], tuple[Any, ...]]]:
        key = (Patient if self.patient else SealKey, (self.practice, self.sealed_for))
        persons = {person for person in (self.owner, self.made_by, self.done_by) if person}
        return [key, *((Person, (person,)) for person in sorted(persons))]


class CreateTask(Shape, frozen=True):
    """From a message, a conversation, about a patient, or about none. To one person or one pool; to oneself if to none.

    message: says the conversation too. due_at: an instant.
    """

    title: Line
    thread: Id | None = None
    message: Id | None = None
    patient: Id | None = None
    owner: Id | None = None
    pool: Id | None = None
    due_at: str | None = None


class AssignTask(Shape, frozen=True):
    """To one person or to one pool."""

    task: Id
    owner: Id | None = None
    pool: Id | None = None


class OneTask(Shape, frozen=True):
    task: Id


def _decide_task(actor: Actor, task: Task, now: datetime) -> bool:
    """For whoever has it, whose pool has it, who made it, and who may open the chart it is about."""
    if not actor.is_staff or not actor.roles & access.ANSWERING:
        return False
    is_theirs = actor.person in (task.owner, task.made_by) or task.pool in actor.pools
    return is_theirs or (task.patient is not None and access.sees_patient(actor, task.patient, now))


def _where_task(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    if not actor.is_staff or not actor.roles & access.ANSWERING:
        return sa.false()
    chart = sa.and_(Task.c.patient.is_not(None), access.patients_open_to(actor, Task.c.patient, now))
    mine = sa.or_(Task.c.owner == actor.person, Task.c.made_by == actor.person)
    return sa.or_(mine, Task.c.pool.in_(sorted(actor.pools)), chart)


access.rule(Task, decide=_decide_task, where=_where_task)


@command("task.create", answers=answers.TaskMade)
def create_task(tx: Tx, actor: Actor, ask: CreateTask) -> Done:
    """Make a task of a message, or of anything else that is to be done."""
    thread = _thread_of(tx, actor, ask)
    patient = thread.patient if thread else ask.patient
    if patient and ask.patient not in (None, patient):
        raise Invalid("This conversation is about another patient.", field="patient")
    if ask.patient and thread is None:
        tx.get(actor, Patient, ask.patient, "There is no such patient.")
    owner, pool = _whose(tx, actor, ask.owner, ask.pool, default=actor.person)
    due_at = read_instant(ask.due_at, field="due_at") if ask.due_at else None
    task_id = new_id()
    key = patient or (thread.id if thread else task_id)
    if key == task_id:
        tx.new_key(task_id)
    task = tx.add(
        Task(
            practice=tx.practice,
            id=task_id,
            patient=patient,
            thread=thread.id if thread else None,
            message=ask.message,
            sealed_for=key,
            title=tx.seal(key, f"task.title:{task_id}", ask.title.strip()),
            owner=owner,
            pool=pool,
            made_by=actor.person,
            made_at=tx.now,
            due_at=due_at,
        )
    )
    return Done((task_event("task.created", task),), {"task": task.id}, task.patient)


def _thread_of(tx: Tx, actor: Actor, ask: CreateTask) -> Thread | None:
    """The conversation a task comes from. Raises NotFound for one that is not the actor's, or for such a message."""
    if ask.message is None:
        return tx.get(actor, Thread, ask.thread, NO_THREAD) if ask.thread else None
    message = tx.find(Message, ask.message)
    thread = tx.find(Thread, message.thread) if message else None
    if message is None or thread is None or not may_read(actor, thread, message, tx.now):
        raise NotFound(NO_MESSAGE)
    if ask.thread not in (None, thread.id):
        raise Invalid("This message is in another conversation.", field="thread")
    return thread


def _whose(
    tx: Tx, actor: Actor, owner: str | None, pool: str | None, *, default: str | None = None
) -> tuple[str | None, str | None]:
    """A person or a pool, and not both. Raises Invalid; NotFound for one that is not there."""
    if owner and pool:
        raise Invalid("Name either a person or a pool.", field="owner")
    if pool:
        return None, pool_named(tx, actor, pool)
    if owner is None:
        if default is None:
            raise Invalid("Name either a person or a pool.", field="owner")
        return default, None
    demand_colleague(tx, owner)
    return owner, None


@command("task.assign", warms=lambda ask, who: {Task: ask.task})
def assign_task(tx: Tx, actor: Actor, ask: AssignTask) -> Done:
    """Hand a task to a colleague or to a pool. Raises Conflict for one that is done."""
    task = tx.get(actor, Task, ask.task, NO_TASK)
    owner, pool = _whose(tx, actor, ask.owner, ask.pool)
    if task.state == "done":
        raise Conflict("This task is done. Reopen it before you hand it on.")
    before = whose_topics(task)
    task = tx.change(task, owner=owner, pool=pool)
    return Done((task_event("task.assigned", task, before=before),), {}, task.patient)


@command("task.done", warms=lambda ask, who: {Task: ask.task})
def finish_task(tx: Tx, actor: Actor, ask: OneTask) -> Done:
    """Say that a task is done. Raises Conflict when it was done before."""
    task = tx.get(actor, Task, ask.task, NO_TASK)
    if task.state == "done":
        raise Conflict("This task was done before.")
    task = tx.change(task, state="done", done_at=tx.now, done_by=actor.person)
    return Done((task_event("task.completed", task),), {}, task.patient)


@command("task.reopen", warms=lambda ask, who: {Task: ask.task})
def reopen_task(tx: Tx, actor: Actor, ask: OneTask) -> Done:
    """Say that a task is to be done after all. Raises Conflict for one that is open."""
    task = tx.get(actor, Task, ask.task, NO_TASK)
    if task.state != "done":
        raise Conflict("This task is open.")
    task = tx.change(task, state="open", done_at=None, done_by=None)
    return Done((task_event("task.reopened", task),), {}, task.patient)


def whose_topics(task: Task) -> tuple[str, ...]:
    """Where whoever has a task hears of it."""
    if task.owner:
        return (f"staff:{task.owner}",)
    return (f"pool:{task.pool}",) if task.pool else ()


def task_event(kind: str, task: Task, *, before: tuple[str, ...] = ()) -> Happened:
    watched = (f"patient:{task.patient}",) if task.patient else ()
    topics = (*before, *whose_topics(task), f"staff:{task.made_by}", *watched)
    return Happened(kind, task.id, task.rev, topics, patient=task.patient, refs={"task": task.id})
