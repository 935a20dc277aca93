"""The writer: one thread, one transaction for everything that queued while the last one committed.

Order inside a batch: warm, commands, flush, numbers under the practice's lock, audit, events and receipts, commit.
Nothing is answered before the commit returned; after a failed fsync the process ends.
"""

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.actor import Actor
from hub.bulk import insert_rows
from hub.calls import Happened
from hub.db import CONTENDED, Database, Row
from hub.errors import Busy, Conflict, HubError, Unavailable, UnknownOutcome
from hub.records import audit, log
from hub.records.lanes import Job, Lanes, Place
from hub.records.seal import Keys
from hub.records.spool import Spool
from hub.records.tx import StaleRow, Tx
from hub.shapes import encode

MOST_WAITING = 2_000
ATTEMPTS = 6  # of one job, while other processes change what it reads
FULL_S = 0.5  # how long a full disk is left alone: each attempt would take along every line of the spool
FULL = "The hub's disk is full. Nothing was saved; the practice must free space."
logger = logging.getLogger("chartwire.writer")


class Outcome(NamedTuple):
    """What one job leaves behind, before numbers are known. value: handed to whoever asked, with the last number."""

    value: Any = None
    by: Actor | None = None
    events: Sequence[Happened] = ()
    audits: Sequence[audit.Entry] = ()
    receipt: log.Receipt | None = None
    command: str | None = None


class Answer(NamedTuple):
    """A committed job: the position of its last event (the head, if it had none) and its value."""

    seq: int
    epoch: str
    value: Any


@dataclass(slots=True)
class Committed:
    """A batch as readers in this process hear of it: its events, and the rows it touched as they are now."""

    practice: str
    position: log.Position
    events: list[log.Event]
    touched: list[Row]


@dataclass(slots=True)
class _Ran:
    """The jobs of a batch and what became of each."""

    outcomes: list[tuple[Job, Outcome]] = field(default_factory=list)
    refusals: list[tuple[Job, HubError]] = field(default_factory=list)
    audits: list[audit.Entry] = field(default_factory=list)


class Writer:
    """Owns the writing thread. `submit` from the event loop; `close` finishes what is queued."""

    def __init__(
        self, database: Database, keys: Keys, clock: Callable[[], datetime], *, spool: Spool | None = None
    ) -> None:
        self.database, self.keys, self.clock, self.spool = database, keys, clock, spool
        self.committed: Callable[[Committed], None] = lambda batch: None
        self.heads: dict[str, int] = {}
        self.access_revs: dict[str, int] = {}
        self.batches = self.jobs = 0
        self._chains: dict[str, tuple[str, int, str]] = {}
        self._lanes = Lanes()
        self._some = threading.Condition()
        self._closing = False
        self._full_until = 0.0
        self._has_begun = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job. Raises Busy when too many wait already, Unavailable when closing."""
        if self._closing:
            raise Unavailable("The hub is restarting. Send the same request again in a moment.")
        if self._lanes.waiting >= MOST_WAITING and not job.low:
            raise Busy()
        with self._some:
            self._lanes.put(job)
            self._some.notify()

    async def run(
        self, practice: str, run: Callable[[Tx], Outcome], *, alone: bool = False, low: bool = False
    ) -> Answer:
        """Submit and wait: for work that is no client's command."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.submit(Job(practice, run, settle(future), alone=alone, low=low))
        return await future

    async def audit(self, practice: str, entries: Sequence[audit.Entry]) -> None:
        """Write lines of the audit chain and wait until they are kept. Raises Unavailable when they cannot be."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.submit(Job(practice, lambda tx: Outcome(audits=entries), settle(future), audits=entries))
        await future

    async def close(self) -> None:
        """Finish what is queued and end the thread."""
        with self._some:
            self._closing = True
            self._some.notify()
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)

    def _work(self) -> None:
        while batch := self._next_batch():
            self.batches += 1
            self.jobs += len(batch)
            self._run_batch(batch)

    def _next_batch(self) -> list[Job]:
        with self._some:
            while not self._lanes:
                if self._closing:
                    return []
                self._some.wait()
            return self._lanes.next_batch()

    def _run_batch(self, batch: list[Job]) -> None:
        try:
            if time.monotonic() >= self._full_until:
                return self._commit(batch)
        except sa.exc.DBAPIError as error:
            _end_if_unkept(error)
            if error.connection_invalidated:
                return self._answer([(job, UnknownOutcome()) for job in batch])
            if not self._has_begun and not self.database.is_sqlite:
                return self._answer([(job, Unavailable()) for job in batch])
        except Exception:  # noqa: S110 - the door to the thread; what it was shows when the jobs run one by one
            pass
        for job in batch:
            self._run_one(job)
        return None

    def _run_one(self, job: Job) -> None:
        """Run a job alone. Rows that another process changed first are locked before the next attempt."""
        contested: tuple[Place, ...] = ()
        if time.monotonic() < self._full_until:
            return self._answer([(job, self._spooled(job) or Unavailable(FULL))])
        for _ in range(ATTEMPTS):
            try:
                return self._commit([job], contested)
            except StaleRow as stale:
                contested = stale.places
            except sa.exc.IntegrityError:
                continue
            except sa.exc.DBAPIError as error:
                if isinstance(error.orig, CONTENDED):
                    continue
                if not _is_full(error):
                    return self._answer([(job, _translate(error))])
                self._full_until = time.monotonic() + FULL_S
                return self._answer([(job, self._spooled(job) or Unavailable(FULL))])
            except HubError as error:
                return self._refuse(job, error)
            except Exception:  # a bug in one job must not stop the others
                logger.exception("job failed")
                return self._answer([(job, Unavailable())])
        return self._answer([(job, Conflict())])

    def _spooled(self, job: Job) -> Answer | None:
        """While the disk is full, what was read is noted where room was set aside."""
        if not (job.audits and self.spool and self.spool.keep(job.practice, job.audits)):
            return None
        return Answer(self.heads.get(job.practice, 0), "", None)

    def _refuse(self, job: Job, error: HubError) -> None:
        """A refusal after a first write was rolled back; its audit line still has to be written."""
        if job.refused is None:
            return self._answer([(job, error)])

        def deny(tx: Tx) -> Outcome:
            raise error

        self._run_one(Job(job.practice, deny, job.answered, refused=job.refused))
        return None

    def _commit(self, batch: list[Job], contested: Sequence[Place] = ()) -> None:
        practice, now = batch[0].practice, self.clock()
        with self._transaction(practice, now) as tx:
            if practice not in self.access_revs:
                self.access_revs[practice] = log.position(tx.connection, practice).access_rev
            tx.warm(contested, lock=True)
            tx.warm(place for job in batch for place in job.warms)
            ran = self._run(batch, tx)
            spooled = self.spool.waiting(practice) if self.spool else []
            ran.audits[:0] = spooled
            tx.flush()
            position, events, answers, chain = self._number(tx.connection, practice, ran, now)
        self.access_revs[practice] = position.access_rev
        if chain is not None:
            self._chains[practice] = chain
        if self.spool and spooled:
            with suppress(OSError):  # the lines are in the chain; what stays in the spool is added to it once more
                self.spool.clear(practice)
        for follow in tx.after_commit:
            follow()
        self.heads[practice] = position.head
        if events:
            self._tell(Committed(practice, position, events, tx.touched()), answers)
        else:
            self._answer(answers)

    @contextmanager
    def _transaction(self, practice: str, now: datetime) -> Iterator[Tx]:
        """A transaction that is committed at the end. Keys made in one that was not are held nowhere."""
        made: list[tuple[str, str]] = []
        self._has_begun = False
        try:
            with self.database.write(practice) as connection:
                self._has_begun = True
                tx = Tx(connection, self.keys, practice, now, self.database.settings)
                made = tx.new_keys
                yield tx
        except BaseException:
            for owner in made:
                self.keys.forget(*owner)
            raise

    def _run(self, batch: list[Job], tx: Tx) -> _Ran:
        ran = _Ran()
        for job in batch:
            tx.wrote = False
            try:
                outcome = job.run(tx)
            except HubError as refusal:
                if tx.wrote:
                    raise
                ran.refusals.append((job, refusal))
                if job.refused is not None:
                    ran.audits.append(job.refused(refusal, tx.now))
            else:
                ran.outcomes.append((job, outcome))
                ran.audits.extend(outcome.audits)
        return ran

    def _number(
        self, connection: Connection, practice: str, ran: _Ran, now: datetime
    ) -> tuple[log.Position, list[log.Event], list[tuple[Job, Answer | BaseException]], tuple[str, int, str] | None]:
        happened = [event for _, outcome in ran.outcomes for event in outcome.events]
        grants = sum(event.access for event in happened)
        position, audited = log.take_numbers(
            connection, practice, events=len(happened), audits=len(ran.audits), grants=grants
        )
        if position.access_rev - grants != self.access_revs[practice]:
            self.access_revs[practice] = position.access_rev - grants
            raise StaleRow
        chain = None
        if ran.audits:
            known, length = self._chains.get(practice), audited - len(ran.audits)
            previous = known[2] if known and known[:2] == (position.epoch, length) else None
            last = audit.append(connection, practice, ran.audits, length=audited, previous=previous)
            chain = (position.epoch, audited, last)
        answers: list[tuple[Job, Answer | BaseException]] = list(ran.refusals)
        events, receipts, seq = [], [], position.head - len(happened)
        for job, outcome in ran.outcomes:
            for event in outcome.events:
                seq += 1
                events.append(_numbered(practice, seq, now, event, outcome))
            at = seq if outcome.events else position.head
            if outcome.receipt is not None:
                receipts.append(msgspec.structs.replace(outcome.receipt, seq=at))
            answers.append((job, Answer(at, position.epoch, outcome.value)))
        for written in (events, receipts):
            if written:
                insert_rows(connection, written)
        return position, events, answers, chain

    def _tell(self, batch: Committed, answers: list[tuple[Job, Answer | BaseException]]) -> None:
        def on_loop() -> None:
            self.committed(batch)
            _settle_all(answers)

        assert self._loop is not None
        self._loop.call_soon_threadsafe(on_loop)

    def _answer(self, answers: Sequence[tuple[Job, Answer | BaseException]]) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(_settle_all, answers)


def _numbered(practice: str, seq: int, now: datetime, event: Happened, outcome: Outcome) -> log.Event:
    by = outcome.by
    return log.Event(
        practice=practice,
        seq=seq,
        kind=event.kind,
        subject=event.subject,
        rev=event.rev,
        at=now,
        by=by.person if by else "",
        by_role=by.role if by else "",
        session=by.session if by else None,
        for_patient=event.for_patient,
        patient=event.patient,
        command=outcome.command,
        topics=" ".join(dict.fromkeys(event.topics)),
        refs=encode(event.refs).decode(),
        access=event.access,
    )


def _settle_all(answers: Sequence[tuple[Job, Answer | BaseException]]) -> None:
    for job, answer in answers:
        try:
            job.answered(answer)
        except Exception:  # the door between one who asked and the next
            logger.exception("an answer could not be given")


def settle(future: "asyncio.Future[Answer]") -> Callable[[Answer | BaseException], None]:
    """The `answered` of a job that somebody awaits."""

    def answered(answer: Answer | BaseException) -> None:
        if future.done():
            return
        if isinstance(answer, BaseException):
            future.set_exception(answer)
        else:
            future.set_result(answer)

    return answered


def _is_full(error: sa.exc.DBAPIError) -> bool:
    return "disk is full" in str(error.orig) or "No space left" in str(error.orig)


def _end_if_unkept(error: sa.exc.DBAPIError) -> None:
    """End the process after a failed fsync: a second one may succeed though what the first should have kept is gone."""
    text = str(error.orig)
    if "disk I/O error" in text or "could not fsync" in text:
        logger.critical("the disk failed to keep a write; ending so that nothing unkept is believed")
        os._exit(74)


def _translate(error: sa.exc.DBAPIError) -> HubError:
    """What a failed statement or commit means for the one who asked."""
    _end_if_unkept(error)
    if error.connection_invalidated:
        return UnknownOutcome()
    logger.error("statement failed: %s", type(error.orig).__name__)
    return Unavailable()
