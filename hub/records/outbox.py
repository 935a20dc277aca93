"""The outbox: what somebody is told outside the hub, added in the transaction it is about and sent by the clockwork.

A delivery holds no word and no address: what it says follows from `about`, and to whom from the person, when it is
sent.
"""

from datetime import datetime

import sqlalchemy as sa

from hub.db import Row, only_where, table
from hub.records.tx import Tx
from hub.shapes import new_id


@table(
    "delivery",
    sa.Index("ix_delivery_due", "due_at", **only_where("state IN ('waiting', 'sending')")),
    sa.Index("ix_delivery_ended", "practice", "ended_at"),
)
class Delivery(Row, frozen=True, kw_only=True):
    """One mail to one person. about: join, reset, messages, urgent or overdue. thread: the one it is about, if any.

    state: waiting, sending, sent, dropped (no longer true, or unwanted) or dead (it could not be delivered).
    due_at: when it is tried next; while it is being sent, when another process may take it over.
    secret: where a link leads, sealed for the person, gone once the delivery has ended. problem: of the last try.
    """

    practice: str
    id: str
    rev: int = 1
    about: str
    person: str
    face: str
    thread: str | None = None
    secret: bytes | None = None
    good_until: datetime | None = None
    state: str = "waiting"
    attempts: int = 0
    due_at: datetime
    made_at: datetime
    ended_at: datetime | None = None
    problem: str | None = None


def post(
    tx: Tx,
    about: str,
    person: str,
    face: str,
    *,
    due_at: datetime | None = None,
    thread: str | None = None,
    id: str | None = None,
) -> Delivery:
    """Put a delivery into the outbox. id: one that a repeat of the same occasion has too."""
    return tx.add(
        Delivery(
            practice=tx.practice,
            id=id or new_id(),
            about=about,
            person=person,
            face=face,
            thread=thread,
            due_at=due_at or tx.now,
            made_at=tx.now,
        )
    )


def post_link(tx: Tx, about: str, person: str, path: str, good_until: datetime) -> None:
    """Put a link into the outbox. path: where it leads below the hub's address."""
    delivery = post(tx, about, person, "patient")
    secret = tx.seal_for_person(person, secret_place(delivery.id), path)
    tx.change(delivery, secret=secret, good_until=good_until)


def secret_place(delivery: str) -> str:
    return f"delivery.secret:{delivery}"
