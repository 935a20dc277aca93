"""The follower that turns what happens into deliveries, in the transaction in which its place in the log moves on.

A patient's notice waits until the message has been unread for a while; it is one notice until they have come back.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from hub import calls
from hub.actor import STAFF_ROLES, Actor, Face
from hub.calls import Happened, Tally, every
from hub.errors import SignedOut
from hub.notify.preferences import ABOUT, Notice, find_notice, keep_notice, wants
from hub.notify.timing import out_of_quiet
from hub.records import access, outbox
from hub.records.facts import refs_of
from hub.records.following import React, follow
from hub.records.log import Event
from hub.records.outbox import Delivery
from hub.records.people import Patient, Practice, Proxy
from hub.records.read import Read
from hub.records.tx import Tx
from hub.runtime import Hub
from hub.settings import Settings

TOO_OLD = timedelta(hours=1)  # nobody is told about what happened while no mail was sent
Still = Callable[[Tx, Actor, Delivery], bool]
STILL: dict[str, Still] = {}


def still(about: str) -> Callable[[Still], Still]:
    """Register `function(tx, actor, delivery)` → is what a delivery is about still so, for whom it is for?"""

    def register(function: Still) -> Still:
        STILL[about] = function
        return function

    return register


@every("notify", seconds=1.0)
async def notify(hub: Hub) -> None:
    """Follow the log; where no mail is sent, only keep up with it."""
    await follow(hub, "notify", _reactions(hub.settings) if hub.settings.sends_mail else {})


def _reactions(settings: Settings) -> dict[str, React]:
    return {"message.posted": partial(_told_by, settings), "thread.read": _come_back}


def _told_by(settings: Settings, tx: Tx, event: Event) -> Sequence[Happened]:
    """A message: the staff's is for those who read for the patient, a patient's may be urgent to the staff."""
    if tx.now - event.at > TOO_OLD:
        return ()
    if event.by_role not in STAFF_ROLES:
        _tell_staff(tx, event)
    elif event.patient is not None and f"portal:{event.patient}" in event.topic_set:
        due_at = _due_at(settings, tx, event)
        for person in _readers_for(tx, event.patient):
            tell(tx, person, "patient", "messages", due_at=due_at)
    return ()


def _due_at(settings: Settings, tx: Tx, event: Event) -> datetime:
    practice = tx.find(Practice)
    assert practice is not None
    soonest = event.at + timedelta(seconds=settings.notice_delay_s)
    return out_of_quiet(soonest, time_zone=practice.time_zone, quiet=settings.notice_quiet)


def _readers_for(tx: Tx, patient: str) -> list[str]:
    """Who reads a patient's messages: the patient, and proxies for everything. Whether they still may, sending asks."""
    tx.flush()
    own = sa.select(Patient.c.person).where(Patient.c.practice == tx.practice, Patient.c.id == patient)
    full = sa.select(Proxy.c.person).where(
        Proxy.c.practice == tx.practice,
        Proxy.c.patient == patient,
        Proxy.c.state == "active",
        Proxy.c.scope == "full",
    )
    found = tx.connection.execute(sa.union(own, full)).scalars()
    return sorted(person for person in found if person is not None)


def _tell_staff(tx: Tx, event: Event) -> None:
    thread = refs_of(event).get("thread", "")
    for notice in wanting_of(tx, "urgent"):
        if notice.delivery is None:
            actor = actor_of(tx, notice.person, "staff")
            if actor is not None and _is_urgent(tx, actor, thread):
                tell(tx, notice.person, "staff", "urgent", thread=thread)


def wanting_of(tx: Tx, about: str) -> list[Notice]:
    """The choices of those who asked to be told about this."""
    chosen = sa.select(Notice.table).where(
        Notice.c.practice == tx.practice, Notice.c.about == about, Notice.c.email.is_(True)
    )
    return tx.select(chosen, Notice)


def tell(tx: Tx, person: str, face: Face, about: str, **more: Any) -> None:
    """Put a notice into the outbox, unless it is unwanted or they have not come back after the last one.

    more: as in outbox.post.
    """
    notice = find_notice(tx, person, face, about)
    if wants(notice, face, about) and (notice is None or notice.delivery is None):
        keep_notice(tx, person, face, about, delivery=outbox.post(tx, about, person, face, **more).id)


def _come_back(tx: Tx, event: Event) -> Sequence[Happened]:
    """Who reads has come back: what happens from now on is worth a notice again, and one under way may not be."""
    face: Face = "staff" if event.by_role in STAFF_ROLES else "patient"
    for about in ABOUT[face]:
        notice = find_notice(tx, event.by, face, about)
        if notice is None or notice.delivery is None:
            continue
        delivery = tx.find(Delivery, notice.delivery)
        if delivery is not None and delivery.state == "waiting":
            if is_still_so(tx, delivery):
                continue
            tx.change(delivery, state="dropped", ended_at=tx.now)
        keep_notice(tx, event.by, face, about, delivery=None)
    return ()


def is_still_so(tx: Tx, delivery: Delivery) -> bool:
    """Whether a notice is still wanted, true, and for somebody who may know: asked again when it is sent."""
    face: Face = "staff" if delivery.face == "staff" else "patient"
    if not wants(find_notice(tx, delivery.person, face, delivery.about), face, delivery.about):
        return False
    actor = actor_of(tx, delivery.person, face)
    return actor is not None and STILL[delivery.about](tx, actor, delivery)


def actor_of(tx: Tx, person: str, face: Face) -> Actor | None:
    """Somebody with the rights they have now; None when they have none any more."""
    tx.flush()
    at, practice = tx.connection, tx.practice
    try:
        return access.load_actor(at, tx.keys, practice=practice, person=person, face=face, session="", now=tx.now)
    except SignedOut:
        return None


def _tally(tx: Tx, actor: Actor) -> dict[str, Tally]:
    """What is unread and to do in somebody's own boxes, by thread."""
    tx.flush()
    found: dict[str, Tally] = calls.TALLIES["unread"](Read(tx.connection, tx.keys, tx.practice, tx.now), actor)
    return found


@still("messages")
def _is_unread(tx: Tx, actor: Actor, delivery: Delivery) -> bool:
    return any(tally.unread for tally in _tally(tx, actor).values())


@still("urgent")
def _is_urgent_still(tx: Tx, actor: Actor, delivery: Delivery) -> bool:
    return delivery.thread is not None and _is_urgent(tx, actor, delivery.thread)


def _is_urgent(tx: Tx, actor: Actor, thread: str) -> bool:
    tally = _tally(tx, actor).get(thread, Tally())
    return tally.is_urgent and tally.unread > 0
