"""What could not be delivered: told to the administrators, so that somebody telephones or mends an address."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hub.actor import Actor
from hub.calls import Place, Seen, Shown, query, shows
from hub.notify import answers
from hub.records.facts import Facts, refs_of
from hub.records.log import Event
from hub.records.outbox import Delivery
from hub.records.people import Person
from hub.records.practice import names_of
from hub.records.read import Read
from hub.shapes import Nothing, instant

SHOWN_FOR = timedelta(days=14)
MOST_SHOWN = 100


@query("notice.failures", answers=answers.FailureList)
def list_failures(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """The mails of the last two weeks that could not be delivered, newest first."""
    dead = sa.select(Delivery.table).where(
        Delivery.c.practice == read.practice, Delivery.c.state == "dead", Delivery.c.ended_at > read.now - SHOWN_FOR
    )
    found = read.select(dead.order_by(Delivery.c.ended_at.desc(), Delivery.c.id).limit(MOST_SHOWN), Delivery)
    names = names_of(read, {delivery.person for delivery in found if _is_named(delivery)})
    return Seen({"failures": [_show(delivery, names.get(delivery.person, "")) for delivery in found]})


def _is_named(delivery: Delivery) -> bool:
    """Whom an invitation is for may be somebody of another practice, whose name nobody here has been told."""
    return delivery.about != "join"


def _show(delivery: Delivery, name: str) -> dict[str, Any]:
    shown = {
        "delivery": delivery.id,
        "about": delivery.about,
        "problem": delivery.problem,
        "at": instant(delivery.ended_at or delivery.due_at),
    }
    return shown | ({"person": {"id": delivery.person, "name": name}} if _is_named(delivery) else {})


def _failure_needs(event: Event, who: object) -> list[Place]:
    return [(Delivery, (event.practice, event.subject)), (Person, (refs_of(event)["person"],))]


@shows("notice.failed", data=answers.NoticeFailed, needs=_failure_needs)
def show_failure(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """A mail that could not be delivered, to the administrators."""
    delivery = known.find(Delivery, event.practice, event.subject)
    if delivery is None or not (actor.is_staff and "admin" in actor.roles):
        return None
    return Shown(_show(delivery, known.person_name(delivery.person)))
