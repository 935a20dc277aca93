"""Who may open the files that hang on messages: whoever may read the message."""

from datetime import datetime

import sqlalchemy as sa

from hub.actor import Actor
from hub.messaging.holding import HeldMessage
from hub.messaging.tables import Message, Thread
from hub.records import access
from hub.records.files.tables import File, carrier


@carrier("message")
def carried_by_message(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    """On a message in a conversation the actor may see that was not taken back, a note only for staff; or held back."""
    threads = access.see(actor, Thread, now).with_only_columns(Thread.c.id)
    sent = sa.exists().where(
        Message.c.practice == File.c.practice,
        Message.c.id == File.c.carrier,
        Message.c.state != "retracted",
        sa.true() if actor.is_staff else sa.not_(Message.c.internal),
        Message.c.thread.in_(threads),
    )
    held = sa.exists().where(
        HeldMessage.c.practice == File.c.practice,
        HeldMessage.c.id == File.c.carrier,
        HeldMessage.c.state == "held",
        HeldMessage.c.author == actor.person,
        HeldMessage.c.face == actor.face,
        HeldMessage.c.thread.in_(threads),
    )
    return sa.or_(sent, held)
