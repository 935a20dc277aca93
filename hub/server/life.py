"""The life of a served app: its lifespan, the signal that ends it, the drain before the end."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

try:
    from uvloop import new_event_loop
except ImportError:  # not on every platform
    from asyncio import new_event_loop  # type: ignore[assignment]

Drain = Callable[[], Awaitable[None]]
log = logging.getLogger(__name__)


def new_loop() -> asyncio.AbstractEventLoop:
    """An event loop, the fast one where there is one."""
    return new_event_loop()


class Life:
    """What a server has to know of the process it serves in: when to stop, and how to say goodbye."""

    def __init__(self, *, ready: Callable[[], None], drain: Drain | None, drain_s: float) -> None:
        self.ready = ready
        self.stop = asyncio.Event()
        self._drain = drain
        self._drain_s = drain_s

    def end_on_signals(self) -> None:
        """SIGTERM and SIGINT ask for the end; the second one kills, which the chart store survives."""
        loop = asyncio.get_running_loop()

        def ask() -> None:
            self.stop.set()
            for each in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(each)
                signal.signal(each, signal.SIG_DFL)

        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, ask)

    async def drain(self) -> None:
        """Let the app say goodbye to its clients, within its time."""
        if self._drain is None:
            return
        try:
            await asyncio.wait_for(asyncio.ensure_future(self._drain()), self._drain_s)
        except TimeoutError:
            log.warning("the drain took longer than %s s and was cut short", self._drain_s)
        except Exception:  # a door: whatever went wrong, the process still has to end in order
            log.exception("the drain failed")


@asynccontextmanager
async def lifespan(app: ASGIApp) -> AsyncIterator[dict[str, Any]]:
    """The app is started on entry and ended on exit; gives the state its requests share.

    ASGI lifespan 2.0, except that an app which fails to start is not served: its exception is raised.
    """
    state: dict[str, Any] = {}
    questions: asyncio.Queue[Message] = asyncio.Queue()
    answers: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": state}

    async def run() -> None:
        await app(scope, questions.get, answers.put)

    task = asyncio.create_task(run(), name="lifespan")
    await _ask("startup", task, questions, answers)
    try:
        yield state
    finally:
        await _ask("shutdown", task, questions, answers)
        await task


async def _ask(
    word: str, task: asyncio.Task[None], questions: asyncio.Queue[Message], answers: asyncio.Queue[Message]
) -> None:
    questions.put_nowait({"type": f"lifespan.{word}"})
    answer = asyncio.create_task(answers.get())
    await asyncio.wait((task, answer), return_when=asyncio.FIRST_COMPLETED)
    if answer.done() and answer.result()["type"] == f"lifespan.{word}.complete":
        return
    answer.cancel()
    await task  # raises what went wrong; an app that answered `failed` raises it too
    raise RuntimeError(f"the app did not complete its {word}")


def with_state(app: ASGIApp, state: dict[str, Any]) -> ASGIApp:
    """Give every request its own copy of what the lifespan put into the state (ASGI lifespan state)."""

    async def stateful(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = state.copy()
        await app(scope, receive, send)

    return stateful
