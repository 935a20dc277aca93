"""Where jobs wait for the writer: a lane for each practice, served in turn, and a low lane that is not starved.

Used under the writer's lock.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.db import Row
from hub.errors import HubError
from hub.records import audit

Place = tuple[type[Row], tuple[Any, ...]]
MOST_IN_BATCH = 256
LOW_AFTER = 20  # batches of live work after which one low job has its turn


@dataclass(slots=True)
class Job:
    """Something to run in the writer. run(tx) may raise HubError: that job alone fails, if it had written nothing.

    answered: called on the event loop with an Answer or an exception. refused: the audit line of a refusal.
    audits: when the job only writes these lines, so that they may go to the spool while the disk is full.
    alone: shares no batch. low: bulk work, a chunk at a time.
    """

    practice: str
    run: Callable[[Any], Any]
    answered: Callable[[Any], None]
    warms: Sequence[Place] = ()
    refused: Callable[[HubError, datetime], audit.Entry] | None = None
    audits: Sequence[audit.Entry] = ()
    alone: bool = False
    low: bool = False


class Lanes:
    """The jobs that wait. waiting: how many live ones."""

    def __init__(self) -> None:
        self.waiting = 0
        self._live: OrderedDict[str, deque[Job]] = OrderedDict()
        self._low: deque[Job] = deque()
        self._since_low = 0

    def __bool__(self) -> bool:
        return bool(self._live or self._low)

    def put(self, job: Job) -> None:
        if job.low:
            self._low.append(job)
        else:
            self.waiting += 1
            self._live.setdefault(job.practice, deque()).append(job)

    def next_batch(self) -> list[Job]:
        """The next jobs to share a transaction, all of one practice; the practice then goes to the end of the line."""
        if self._low and (not self._live or self._since_low >= LOW_AFTER):
            self._since_low = 0
            return [self._low.popleft()]
        self._since_low += 1
        practice, lane = self._live.popitem(last=False)
        batch = [lane.popleft()]
        while lane and len(batch) < MOST_IN_BATCH and not batch[0].alone and not lane[0].alone:
            batch.append(lane.popleft())
        if lane:
            self._live[practice] = lane
        self.waiting -= len(batch)
        return batch
