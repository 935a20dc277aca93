"""Telephone calls, taken down at the desk: each becomes a conversation in the pool that answers it.

What was taken down is an internal note. The patient's side sees the conversation from the first message on that the
practice writes to them in it, and never the note; somebody without an account is called back.
"""

from hub.actor import Actor
from hub.calls import Done, command
from hub.messaging import answers
from hub.messaging.routing import pool_named
from hub.messaging.tables import Thread, Topic
from hub.messaging.triage import is_urgent
from hub.messaging.writing import answer_due, begin_thread
from hub.records.people import Patient
from hub.records.tx import Tx
from hub.shapes import Body, Id, Line, Name, Phone, Shape, new_id


class LogCall(Shape, frozen=True):
    """caller: who called. telephone: where to call back. body: what they need. pool: instead of the topic's."""

    patient: Id
    topic: Id
    caller: Name
    subject: Line
    body: Body
    telephone: Phone | None = None
    pool: Id | None = None
    urgent: bool = False


@command("call.log", answers=answers.Opened)
def log_call(tx: Tx, actor: Actor, ask: LogCall) -> Done:
    """Take down a telephone call about a patient, for the pool that answers it."""
    patient = tx.get(actor, Patient, ask.patient, "There is no such patient.").id
    topic = tx.get(actor, Topic, ask.topic, "There is no such topic.")
    pool = pool_named(tx, actor, ask.pool) if ask.pool else topic.pool
    thread_id = new_id()

    def seal(field: str, text: str) -> bytes:
        return tx.seal(patient, f"thread.{field}:{thread_id}", text)

    thread = Thread(
        practice=tx.practice,
        id=thread_id,
        kind="call",
        patient=patient,
        topic=topic.id,
        subject=seal("subject", ask.subject),
        pool=pool,
        urgent=ask.urgent or is_urgent(ask.body),
        due_at=answer_due(tx),
        last_at=tx.now,
        last_line=seal("last_line", ""),
        caller=seal("caller", ask.caller),
        call_back=seal("call_back", ask.telephone) if ask.telephone else None,
    )
    return begin_thread(tx, actor, thread, ask.body, internal=True)
