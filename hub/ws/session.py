"""One socket: a listening loop that takes the client's frames, and a telling loop that sends answers and events.

Only the telling loop sends. Nothing here waits for a client: answers queue, events stay in the log.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

from hub.actor import Actor, Who
from hub.auth import sessions
from hub.errors import BadRequest, Busy, HubError, NotFound, Unavailable
from hub.perform import begin, look, performed
from hub.records.seal import Cursors
from hub.records.writer import Answer
from hub.runtime import Hub
from hub.shapes import encode, instant
from hub.ws import protocol
from hub.ws.feed import Feed, Stream
from hub.ws.protocol import Window
from hub.ws.reader import LogReader

MOST_WAITING_FRAMES = 256  # answers queued for a client that reads none of them
MOST_WAITING_BYTES = 8 * protocol.SERVER_FRAME_BYTES
MOST_REFUSALS = 200  # answered `busy` in a row before the connection ends
SIGNALS_A_SECOND = 10
logger = logging.getLogger("chartwire.session")

Send = Callable[[bytes], Awaitable[None]]


class Closed(Exception):
    """The connection has to end, with this code; retry_ms is when the client may come back."""

    def __init__(self, code: int, retry_ms: int = 0) -> None:
        super().__init__(str(code))
        self.code, self.retry_ms = code, retry_ms


class Session(LogReader):
    """A signed-in socket after its hello. commands: what its signed-in session may still send, on all its sockets."""

    def __init__(
        self,
        hub: Hub,
        feed: Feed,
        stream: Stream,
        who: Who,
        actor: Actor,
        *,
        device: str,
        send: Send,
        commands: protocol.Bucket,
    ) -> None:
        super().__init__(hub, feed, stream, who, actor)
        self.device, self._send = device, send
        self.window = Window()
        self.closing: Closed | None = None
        self._answers: list[bytes] = []
        self._answer_bytes = 0
        self._commands = commands
        self._signals = protocol.Bucket(SIGNALS_A_SECOND, SIGNALS_A_SECOND)
        self._unanswered = self._asking = self._watching = self._refusals = 0
        self._is_marking = False
        self._cursors_before: Cursors | None = None
        self._sent_at = time.monotonic()
        self._is_beat_due = False
        self._beat_s = protocol.BEAT_S * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
        self._work: set[asyncio.Task[Any]] = set()

    # Telling

    async def tell(self) -> None:
        """Send answers and events until the connection has to end, which is raised as Closed."""
        while True:
            await self.wake.wait()
            self.wake.clear()
            if self.closing is not None:
                raise self.closing
            if self.restarted is not None:
                await self._reset()
            if self.stale:  # a session that ended has to close even when nothing more may be sent to it
                await self.renew()
            await self._send_answers()
            while self.window.room > 0 and self.feed.is_confirmed:
                packet = await self.next_packet(self.window.room, self.window.room_bytes)
                if packet is None:
                    break
                body = protocol.events(self.cursors.write(packet.before), self.cursor(), packet.parts)
                self.window.sent(packet.after, len(packet.parts), len(body), at=time.monotonic())
                await self._send_now(b'{"type":"events",' + body + b"}")
                await self._send_answers()
            if self._is_beat_due:
                await self._send_beat()

    async def _send_answers(self) -> None:
        while self._answers:
            waiting, self._answers = self._answers, []
            for frame in waiting:
                await self._send_now(frame)
                self._answer_bytes -= len(frame)

    async def _send_beat(self) -> None:
        """Tell the place. Made and sent by the telling loop, so that it never overtakes events on their way."""
        self._is_beat_due = False
        if self.live and not self.due:
            self.seq = self.stream.head
        before, self.told = self.cursor(), self.seq
        await self._send_now(protocol.beat(before, self.cursor(), instant(self.hub.clock())))

    async def _send_now(self, frame: bytes) -> None:
        self._sent_at = time.monotonic()
        await self._send(frame)

    async def welcome(self, mode: str, actor: dict[str, Any]) -> None:
        """Tell the client who it is and where it stands."""
        settings = self.hub.settings
        frame = {
            "type": "welcome",
            "actor": actor,
            "epoch": self.stream.epoch,
            "cursor": self.cursor(),
            "mode": mode,
            "beat_s": protocol.BEAT_S,
            "window": {"events": protocol.WINDOW_EVENTS, "bytes": protocol.WINDOW_BYTES},
            "limits": {
                "frame_bytes": protocol.CLIENT_FRAME_BYTES,
                "commands": protocol.MOST_COMMANDS,
                "queries": protocol.MOST_QUERIES,
                "command_rate": settings.command_rate,
                "command_burst": settings.command_burst,
            },
            "now": instant(self.hub.clock()),
        }
        await self._send_now(encode(frame))
        self.wake.set()

    async def _reset(self) -> None:
        """History was replaced: the client asks its questions again and goes on from here."""
        reason, self.restarted = self.restarted, None
        self._step_back()
        self._cursors_before = self.cursors
        self.cursors = Cursors(self.hub.keys, self.who.practice, self.who.person, self.stream.epoch)
        self.told = self.seq = self.horizon = self.stream.head
        self.due, self.window, self._told = [], Window(), None
        self._tallies = None
        self.stale = True
        frame = {"type": "reset", "reason": reason, "epoch": self.stream.epoch, "cursor": self.cursor()}
        await self._send_now(encode(frame))

    def tick(self, now: float) -> None:
        """Once a second: a beat when nothing was sent for a while, an end when nothing is acknowledged."""
        if self.window.full_since is not None and now - self.window.full_since > protocol.STALLED_S:
            self.close(protocol.TOO_SLOW)
        elif now - self._sent_at >= self._beat_s and self.feed.is_confirmed:
            self._is_beat_due = True
            self.wake.set()
        elif not self.wake.is_set() and (self.due or not self.live):
            self.wake.set()

    def close(self, code: int, retry_ms: int = 0) -> None:
        """End this connection soon."""
        self.closing = self.closing or Closed(code, retry_ms)
        self.wake.set()

    def answer(self, frame: bytes) -> None:
        size = self._answer_bytes + len(frame)
        if len(self._answers) >= MOST_WAITING_FRAMES or size > MOST_WAITING_BYTES:
            self.close(protocol.TOO_SLOW)
            return
        self._answer_bytes = size
        self._answers.append(frame)
        self.wake.set()

    def signalled(self, frame: bytes, session: str) -> None:
        """Pass a signal on, unless it is my own or the client is behind: then it is worth nothing."""
        is_behind = self.window.events >= protocol.WINDOW_EVENTS // 2 or len(self._answers) >= MOST_WAITING_FRAMES // 2
        if session != self.who.session and not is_behind:
            self.answer(frame)

    # Listening

    def take(self, text: str | bytes) -> None:
        """Obey one frame. Raises Closed for one that ends the connection."""
        try:
            frame = protocol.read_frame(text)
        except protocol.Refused as refusal:
            return self.answer(protocol.refused(refusal.frame_id, refusal.error))
        except BadRequest:
            raise Closed(protocol.MALFORMED) from None
        match frame:
            case protocol.Do():
                self._do(frame)
            case protocol.Ack():
                self._ack(frame)
            case protocol.See():
                self._see(frame)
            case protocol.Watch():
                self._begin_watch(frame)
            case protocol.Unwatch():
                self.unwatch(frame.topic)
            case protocol.Signal():
                if self._signals.take(time.monotonic()):
                    self._spawn(self._signal(frame))
            case protocol.Active():
                if not self._is_marking:
                    self._is_marking = True
                    self._spawn(self._mark_active())
            case protocol.Ask():
                self.answer(protocol.refused(frame.id, NotFound("There is no such request.")))
            case _:
                raise Closed(protocol.MALFORMED)
        return None

    def _do(self, frame: protocol.Do) -> None:
        if self._unanswered >= protocol.MOST_COMMANDS or not self._commands.take(time.monotonic()):
            return self._too_fast(frame.id)
        self._refusals = 0
        self._unanswered += 1

        def answered(answer: Answer | BaseException) -> None:
            self._unanswered -= 1
            if isinstance(answer, HubError):
                self.answer(protocol.refused(frame.id, answer))
            elif isinstance(answer, Answer):
                did = performed(answer)
                self.answer(protocol.done(frame.id, self.cursors.write(did.seq), did.result, replay=did.replay))
            else:
                self.answer(protocol.refused(frame.id, Unavailable()))

        try:
            begin(self.hub, self.who, frame.name, frame.id, frame.args, answered)
        except HubError as error:
            answered(error)
        return None

    def _too_fast(self, frame_id: str) -> None:
        self._refusals += 1
        if self._refusals > MOST_REFUSALS:
            raise Closed(protocol.TOO_FAST, retry_ms=5_000)
        self.answer(protocol.refused(frame_id, Busy()))

    def _ack(self, frame: protocol.Ack) -> None:
        at = self.cursors.read(frame.cursor)
        if at is None and self._cursors_before is not None and self._cursors_before.read(frame.cursor) is not None:
            return  # it crossed the reset on the way
        if at is None or at > self.told:
            raise Closed(protocol.MALFORMED)
        self.window.acked(at)
        if self.due or not self.live:
            self.wake.set()

    def _see(self, frame: protocol.See) -> None:
        if self._asking >= protocol.MOST_QUERIES:
            return self._too_fast(frame.id)
        self._asking += 1
        return self._spawn(self._look(frame))

    async def _look(self, frame: protocol.See) -> None:
        try:
            looked = await look(self.hub, self.who, frame.name, frame.args)
            self.answer(protocol.seen(frame.id, self.cursors.write(looked.seq), looked.data))
        except HubError as error:
            self.answer(protocol.refused(frame.id, error))
        except Exception:  # the door: a question that finds a bug must not end the connection
            logger.exception("query %s failed", frame.name)
            self.answer(protocol.refused(frame.id, Unavailable()))
        finally:
            self._asking -= 1

    def _begin_watch(self, frame: protocol.Watch) -> None:
        if len(self.watched) + self._watching >= protocol.MOST_WATCHES:
            return self.answer(protocol.refused(frame.id, Busy("Watch fewer things at once.")))
        self._watching += 1
        return self._spawn(self._watch(frame))

    async def _watch(self, frame: protocol.Watch) -> None:
        try:
            is_there = await self.watch(frame.topic)
        finally:
            self._watching -= 1
        if not is_there:
            return self.answer(protocol.refused(frame.id, NotFound()))
        return self.answer(protocol.watching(frame.id, frame.topic, self.cursor(self.stream.head)))

    async def _signal(self, frame: protocol.Signal) -> None:
        await self.hub.layer.signal(self.feed, self.who, self.actor, frame.kind, frame.to, frame.data)

    async def _mark_active(self) -> None:
        try:
            with contextlib.suppress(HubError):
                await sessions.mark_active(self.hub, self.who)
        finally:
            self._is_marking = False

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        task.add_done_callback(self._worked)

    def _worked(self, task: "asyncio.Task[Any]") -> None:
        self._work.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.close(protocol.RESTARTING, retry_ms=1_000)

    def end(self) -> None:
        """Let go of everything; the connection is over."""
        self.leave()
        for task in self._work:
            task.cancel()
