"""The clockwork that sends what is in the outbox: claimed by one process, tried again for a day, then given up.

A process that dies between the server's yes and its own note of it leaves a mail that goes out twice, under one
Message-ID; nothing else does.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable
from datetime import timedelta
from email.message import EmailMessage
from typing import NamedTuple, TypeVar

import sqlalchemy as sa

from hub.calls import Happened, every
from hub.errors import Conflict
from hub.notify.carriers import WITHIN_S, Carrier, Problem, carrier
from hub.notify.following import is_still_so
from hub.notify.preferences import ABOUT, find_notice, keep_notice
from hub.notify.timing import GIVEN_UP_AFTER, wait_before
from hub.notify.wording import Occasion, compose
from hub.records import outbox
from hub.records.outbox import Delivery
from hub.records.people import Person, Practice
from hub.records.practice import admin_topics
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.settings import Settings

AT_ONCE = 50
CLAIMED_FOR = timedelta(seconds=5 * WITHIN_S)
KEPT_FOR = timedelta(days=35)
UNDER_WAY = ("waiting", "sending")
logger = logging.getLogger("chartwire.mail")
T = TypeVar("T")


class Claimed(NamedTuple):
    """A mail that this process may send now, until its claim runs out."""

    delivery: Delivery
    mail: EmailMessage
    to: str


@every("mail.send", seconds=1.0)
async def send_due(hub: Hub) -> None:
    """Send what is due, oldest first. What fails waits; while the server itself fails, the rest is not tried."""
    if not hub.settings.sends_mail:
        return
    due = sa.select(Delivery.c.practice, Delivery.c.id).where(
        Delivery.c.state.in_(UNDER_WAY), Delivery.c.due_at <= hub.clock()
    )
    oldest = due.order_by(Delivery.c.due_at, Delivery.c.id).limit(AT_ONCE)
    found = await hub.read(EVERYWHERE, lambda at: at.execute(oldest).all())
    if not found:
        return
    async with carrier(hub.settings) as way:
        for practice, delivery in found:
            claimed = (await hub.writer.run(practice, lambda tx, id=delivery: _claim(tx, id, hub.settings))).value
            if claimed is not None and await _finished(_deliver(hub, way, claimed)):
                break


async def _finished(work: Awaitable[T]) -> T:
    """Wait for work to end even when told to stop: a mail that was handed over half would be sent again."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


async def _deliver(hub: Hub, way: Carrier, claimed: Claimed) -> bool:
    """Send one mail and note what came of it. Answers whether the server itself has failed."""
    problem = await way.carry(claimed.mail, claimed.to)
    if problem is not None:
        logger.warning("mail %s did not go: %s", claimed.delivery.id, problem.word)
    await hub.writer.run(claimed.delivery.practice, lambda tx: _settle(tx, claimed.delivery, problem))
    return problem is not None and problem.is_servers


def _claim(tx: Tx, delivery_id: str, settings: Settings) -> Outcome:
    """Take a due delivery for this process, or drop it when there is nothing to tell any more."""
    delivery = tx.find(Delivery, delivery_id)
    if delivery is None or delivery.state not in UNDER_WAY or delivery.due_at > tx.now:
        return Outcome()
    is_notice = delivery.about in ABOUT[delivery.face]
    try:
        if not (is_still_so(tx, delivery) if is_notice else delivery.secret):
            return _end(tx, delivery, "dropped")
        mail, to = _write(tx, delivery, settings)
    except Conflict:  # the person was shredded
        return _end(tx, delivery, "dropped")
    taken = tx.change(delivery, state="sending", attempts=delivery.attempts + 1, due_at=tx.now + CLAIMED_FOR)
    return Outcome(Claimed(taken, mail, to))


def _write(tx: Tx, delivery: Delivery, settings: Settings) -> tuple[EmailMessage, str]:
    person, practice = tx.find(Person, delivery.person), tx.find(Practice)
    assert person is not None
    assert practice is not None
    path = "/staff/" if delivery.face == "staff" else "/"
    if delivery.secret is not None:
        path = tx.open_for_person(delivery.person, outbox.secret_place(delivery.id), delivery.secret)
    to = tx.open_for_person(person.id, f"person.email:{person.id}", person.email)
    occasion = Occasion(
        about=delivery.about,
        language=person.language,
        practice=practice.name,
        telephone=practice.telephone,
        time_zone=practice.time_zone,
        link=f"{tx.origin}{path}",
        settings=f"{tx.origin}{'/staff/' if delivery.face == 'staff' else '/more'}",
        good_until=delivery.good_until,
    )
    sender = settings.mail_from or "chartwire@localhost"
    return compose(occasion, id=delivery.id, to=to, sender=sender, reply_to=settings.mail_reply_to), to


def _settle(tx: Tx, claimed: Delivery, problem: Problem | None) -> Outcome:
    """Note what came of a claimed delivery, unless the claim ran out and somebody else has it."""
    delivery = tx.find(Delivery, claimed.id)
    if delivery is None or delivery.rev != claimed.rev:
        return Outcome()
    if problem is None:
        tx.change(delivery, state="sent", secret=None, ended_at=tx.now, problem=None)
        return Outcome()
    again_at = tx.now + wait_before(delivery.attempts, random.random())  # noqa: S311 - to spread attempts
    if problem.is_lasting or again_at > delivery.made_at + GIVEN_UP_AFTER:
        return _end(tx, tx.change(delivery, problem=problem.word), "dead")
    tx.change(delivery, state="waiting", due_at=again_at, problem=problem.word)
    return Outcome()


def _end(tx: Tx, delivery: Delivery, state: str) -> Outcome:
    """Give up a delivery: the next occasion makes a new one."""
    ended = tx.change(delivery, state=state, secret=None, ended_at=tx.now)
    if delivery.about in ABOUT[delivery.face]:
        notice = find_notice(tx, delivery.person, delivery.face, delivery.about)
        if notice is not None and notice.delivery == delivery.id:
            keep_notice(tx, delivery.person, delivery.face, delivery.about, delivery=None)
    if state == "dropped":
        return Outcome()
    refs = {"delivery": ended.id, "person": ended.person}
    return Outcome(events=(Happened("notice.failed", ended.id, ended.rev, admin_topics(tx), refs=refs),))


@every("mail.forget", seconds=3600)
async def forget_old(hub: Hub) -> None:
    """Remove what ended long ago."""
    old = Delivery.c.ended_at < hub.clock() - KEPT_FOR
    found = sa.select(Delivery.c.practice).where(old).distinct()
    for practice in await hub.read(EVERYWHERE, lambda at: at.execute(found).scalars().all()):
        ended = sa.delete(Delivery.table).where(Delivery.c.practice == practice, old)
        await hub.writer.run(practice, lambda tx, ended=ended: Outcome(tx.execute(ended).rowcount), low=True)
