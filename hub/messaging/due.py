"""What is late is told once: when the time of a conversation or a task has passed, by the clockwork.

Also after a crash, and where several processes look at once: the row keeps which `due_at` was told, and its `rev`
decides.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.calls import every
from hub.db import Row
from hub.messaging.holding import LOOK_EVERY_S, do_each
from hub.messaging.tables import Thread
from hub.messaging.tasks import Task, task_event
from hub.messaging.writing import thread_event
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub


@every("thread.overdue", seconds=LOOK_EVERY_S)
async def tell_late_threads(hub: Hub) -> None:
    """Say of each open conversation that its time to be answered has passed."""
    await do_each(hub, _untold(Thread, hub.clock()), _tell_thread)


@every("task.overdue", seconds=LOOK_EVERY_S)
async def tell_late_tasks(hub: Hub) -> None:
    """Say of each open task that its time has passed."""
    await do_each(hub, _untold(Task, hub.clock()), _tell_task)


def _untold(kind: type[Row], now: datetime) -> sa.Select[Any]:
    """What is late and was not told to be. In the words of the index, by which SQLite knows it again."""
    is_open = kind.c.state == sa.literal_column("'open'")
    is_untold = kind.c.overdue_at.is_distinct_from(kind.c.due_at)
    found = sa.select(kind.c.practice, kind.c.id).where(is_open, is_untold, kind.c.due_at <= now)
    return found.order_by(kind.c.due_at)


def _is_untold(row: Thread | Task, now: datetime) -> bool:
    return row.state == "open" and row.due_at is not None and row.due_at <= now and row.overdue_at != row.due_at


def _tell_thread(tx: Tx, thread_id: str) -> Outcome:
    thread = tx.find(Thread, thread_id)
    if thread is None or not _is_untold(thread, tx.now):
        return Outcome()
    thread = tx.change(thread, overdue_at=thread.due_at, listed_at=tx.now)  # to the top of its box
    return Outcome(events=(thread_event("thread.overdue", None, thread, tx),))


def _tell_task(tx: Tx, task_id: str) -> Outcome:
    task = tx.find(Task, task_id)
    if task is None or not _is_untold(task, tx.now):
        return Outcome()
    task = tx.change(task, overdue_at=task.due_at)
    return Outcome(events=(task_event("task.overdue", task),))
