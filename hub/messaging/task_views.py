"""What each reader may see of tasks: the lists, and the live renderings."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from hub.actor import Actor, Who
from hub.calls import Place, Seen, Shown, query, shows
from hub.db import Moment
from hub.errors import Invalid
from hub.messaging import answers
from hub.messaging.pages import fill_page
from hub.messaging.tasks import Task
from hub.records import access, facts
from hub.records.facts import Facts
from hub.records.log import Event
from hub.records.read import Read
from hub.shapes import Id, Limit, Shape, decode, instant

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # where a task without a time stands among those that have one


class ListTasks(Shape, frozen=True):
    """box: mine (I own it), pool (unassigned, in `pool` or any of mine), all (all I may see), patient, thread."""

    box: Literal["mine", "pool", "all", "patient", "thread"] = "all"
    state: Literal["open", "done"] = "open"
    pool: Id | None = None
    patient: Id | None = None
    thread: Id | None = None
    after: str | None = None
    limit: Limit = 50


def show_task(known: Facts, task: Task) -> dict[str, Any]:
    """A task as the wire has it."""
    shown: dict[str, Any] = {
        "task": task.id,
        "rev": task.rev,
        "title": known.text(task.practice, task.sealed_for, f"task.title:{task.id}", task.title),
        "state": task.state,
        "made_by": {"id": task.made_by, "name": known.person_name(task.made_by)},
        "made_at": instant(task.made_at),
        "overdue": task.is_overdue,
    }
    if task.patient:
        shown["patient"] = {"id": task.patient, "name": known.patient_name(task.practice, task.patient)}
    shown |= {name: value for name in ("thread", "message", "pool") if (value := getattr(task, name)) is not None}
    for name in ("owner", "done_by"):
        if (person := getattr(task, name)) is not None:
            shown[name] = {"id": person, "name": known.person_name(person)}
    for name in ("due_at", "done_at"):
        if (at := getattr(task, name)) is not None:
            shown[name] = instant(at)
    return shown


@query("task.list", answers=answers.TaskList)
def list_tasks(read: Read, actor: Actor, ask: ListTasks) -> Seen:
    """The tasks of one box: open ones by the time they are due, done ones newest first."""
    found = _boxed(read.see(actor, Task), actor, ask).where(Task.c.state == ask.state)
    key = _place_of(ask.state)
    if ask.after is not None:
        at, task_id = _read_token(ask.after)
        place, here = sa.tuple_(key, Task.c.id), sa.tuple_(sa.literal(at, Moment()), sa.literal(task_id))
        found = found.where(place > here if ask.state == "open" else place < here)
    order = (key, Task.c.id) if ask.state == "open" else (key.desc(), Task.c.id.desc())
    tasks = read.select(found.order_by(*order).limit(ask.limit + 1), Task)
    known = _known(read, tasks)
    shown = fill_page(show_task(known, task) for task in tasks[: ask.limit])
    page = tasks[: len(shown)]
    after = _write_token(page[-1]) if len(tasks) > len(page) else None
    return Seen({"tasks": shown, "next": after}, tuple({task.patient for task in page if task.patient}))


def _boxed(found: sa.Select[Any], actor: Actor, ask: ListTasks) -> sa.Select[Any]:
    if ask.box == "mine":
        return found.where(Task.c.owner == actor.person)
    if ask.box == "pool":
        return found.where(Task.c.owner.is_(None), Task.c.pool.in_([ask.pool] if ask.pool else sorted(actor.pools)))
    if ask.box == "patient":
        return found.where(Task.c.patient == _named(ask.patient, "patient"))
    if ask.box == "thread":
        return found.where(Task.c.thread == _named(ask.thread, "thread"))
    return found


def _named(identity: str | None, field: str) -> str:
    if identity is None:
        raise Invalid(f"Name the {field}.", field=field)
    return identity


def _place_of(state: str) -> sa.ColumnElement[datetime]:
    return sa.func.coalesce(Task.c.due_at if state == "open" else Task.c.done_at, sa.literal(NEVER, Moment()))


def _known(read: Read, tasks: Sequence[Task]) -> Facts:
    known = Facts(read.keys)
    wanted = {place for task in tasks for place in task.mentions()}
    known.settle(facts.load(read.connection, read.keys, read.practice, wanted))
    return known


def _write_token(task: Task) -> str:
    at = (task.due_at if task.state == "open" else task.done_at) or NEVER
    return urlsafe_b64encode(f"{at.timestamp():.3f} {task.id}".encode()).decode()


def _read_token(token: str) -> tuple[datetime, str]:
    try:
        at, task_id = urlsafe_b64decode(token).decode().split(" ")
        return datetime.fromtimestamp(float(at), UTC), decode(task_id, Id)
    except (ValueError, OverflowError, Invalid):
        raise Invalid("This is not a place in the list; ask for the list again.", field="after") from None


def _task_needs(event: Event, who: Who) -> list[Place]:
    return [(Task, (event.practice, event.subject))]


@shows(
    "task.created", "task.assigned", "task.completed", "task.reopened", "task.overdue",
    data=answers.Task, needs=_task_needs,
)  # fmt: skip
def show_task_event(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """The task as it stands; `gone` for those of the staff who have lost sight of it."""
    task = known.find(Task, event.practice, event.subject)
    if not actor.is_staff:
        return None
    if task is None or not access.decide(actor, task, now):
        return Shown({"state": "gone"})
    return Shown(show_task(known, task))
