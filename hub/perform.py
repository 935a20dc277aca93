"""The only way in: `perform` a command, `look` at a query. Every door calls these two and nothing else.

perform: shape → receipt → role → command → events, audit row and receipt in one transaction → answer after the commit.
look: cursor first, then role, then the data in the same snapshot; the answer waits for its audit rows.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy.engine import Connection

from hub import calls, shapes
from hub.actor import Actor, Who
from hub.auth import roles, sessions
from hub.errors import Conflict, Forbidden, HubError, NotFound
from hub.records import log
from hub.records.audit import Entry
from hub.records.lanes import Job
from hub.records.read import Read
from hub.records.tx import Tx
from hub.records.writer import Answer, Outcome, settle
from hub.runtime import Hub


class Performed(NamedTuple):
    """A command's answer. seq: the position of its last event. replay: it had been done before."""

    seq: int
    epoch: str
    result: dict[str, Any]
    replay: bool


class Looked(NamedTuple):
    """A query's answer, complete together with the events after `seq`."""

    seq: int
    epoch: str
    data: dict[str, Any]


async def perform(hub: Hub, who: Who, name: str, command_id: str, args: Any) -> Performed:
    """Run one command. A repeated id returns the first answer.

    Raises HubError: nothing was committed, except UnknownOutcome.
    """
    future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    begin(hub, who, name, command_id, args, settle(future))
    return performed(await future)


def begin(
    hub: Hub, who: Who, name: str, command_id: str, args: Any, answered: Callable[[Answer | BaseException], None]
) -> None:
    """Queue one command; `answered` is called on the event loop once it is committed or refused.

    Raises HubError at once for what needs no database: unknown name, wrong shape, too much queued.
    """
    call = calls.command_named(name)
    ask = shapes.decode(args, call.shape)
    digest = hub.keys.hash(who.practice, "args", f"{name}\n".encode() + msgspec.json.encode(args, order="sorted"))
    receipt = (log.Receipt, (who.practice, command_id, who.person))
    warmed = call.warms(ask, who).items() if call.warms else ()

    def run(tx: Tx) -> Outcome:
        done_before = tx.find(log.Receipt, command_id, who.person)
        actor = sessions.admit(hub, tx.connection, who, hub.writer.access_revs[who.practice], tx.now)
        if done_before is not None:
            return _replay(tx, done_before, name, digest)
        roles.demand(actor, name)
        done = call.run(tx, actor, ask)
        kept = _receipt(tx, who, command_id, name, digest, done)
        if tx.find(log.Receipt, command_id, who.person) is None:
            tx.held[receipt] = kept
        entry = _entry(who, name, "done", tx.now, patient=done.patient, actor=actor)
        value = Performed(0, "", done.result, replay=False)
        return Outcome(value, actor, done.events, [entry], kept, command_id)

    hub.writer.submit(
        Job(
            practice=who.practice,
            run=run,
            answered=answered,
            warms=[receipt, *((row, (who.practice, identity)) for row, identity in warmed)],
            refused=lambda error, now: _entry(who, name, error.code, now),
            alone=call.alone,
            low=call.low,
        )
    )


def performed(answer: Answer) -> Performed:
    """The answer of a command, placed where its last event stands."""
    value: Performed = answer.value
    return value._replace(seq=value.seq or answer.seq, epoch=answer.epoch)


def _replay(tx: Tx, receipt: log.Receipt, name: str, digest: str) -> Outcome:
    if (receipt.name, receipt.digest) != (name, digest):
        raise Conflict("This command id was used before for something else.")
    result = msgspec.json.decode(tx.open_for_person(receipt.person, _place_of(receipt.id), receipt.result))
    return Outcome(Performed(receipt.seq, "", result, replay=True))


def _receipt(tx: Tx, who: Who, command_id: str, name: str, digest: str, done: calls.Done) -> log.Receipt:
    answer = shapes.encode(done.result).decode()
    return log.Receipt(
        practice=who.practice,
        id=command_id,
        person=who.person,
        name=name,
        digest=digest,
        seq=0,
        result=tx.seal_for_person(who.person, _place_of(command_id), answer),
        at=tx.now,
    )


def _place_of(command_id: str) -> str:
    return f"receipt.result:{command_id}"


async def look(hub: Hub, who: Who, name: str, args: Any) -> Looked:
    """Answer one query. Raises HubError; what is not the actor's to see is NotFound."""
    call = calls.query_named(name)
    ask = shapes.decode(args, call.shape)
    now = hub.clock()

    def question(connection: Connection) -> tuple[log.Position, Actor, calls.Seen]:
        at = log.position(connection, who.practice)
        actor = sessions.admit(hub, connection, who, at.access_rev, now)
        roles.demand(actor, name)
        return at, actor, call.run(Read(connection, hub.keys, who.practice, now), actor, ask)

    try:
        at, actor, seen = await hub.read(who.practice, question)
    except (NotFound, Forbidden) as refusal:
        await hub.writer.audit(who.practice, [_entry(who, name, refusal.code, now)])
        raise
    entries = [_entry(who, name, "seen", now, patient=patient, actor=actor) for patient in seen.patients]
    if entries:
        await hub.writer.audit(who.practice, entries)
    return Looked(at.head, at.epoch, seen.data)


def _entry(
    who: Who, action: str, outcome: str, now: datetime, *, patient: str | None = None, actor: Actor | None = None
) -> Entry:
    relation = actor.speaks_for(patient, now) if actor and patient else None
    spoken_for = patient if relation and relation.kind == "proxy" else None
    return Entry(now, who.person, who.face, who.session, patient, spoken_for, action, outcome)


__all__ = ["HubError", "Looked", "Performed", "begin", "look", "perform", "performed"]
