"""The doors of files: pieces in, bytes out. Everything else about files is commands and queries."""

import re
import time
from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from urllib.parse import quote

from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from hub import perform
from hub.actor import Actor, Who
from hub.auth import roles, sessions
from hub.auth.door import answer_with, answering, session_of
from hub.errors import Busy, Invalid, TooLarge
from hub.records import log
from hub.records.files.chunks import PIECE_BYTES, open_file, read_part, seal_piece, store_piece
from hub.records.files.tables import PREVIEW
from hub.records.read import Read
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.ws.endpoint import Sockets

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
SLICE_BYTES = 1024 * 1024
SHUT_IN = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Accept-Ranges": "bytes",
}


class FileDoors:
    """Uploading and downloading, for one hub."""

    def __init__(self, hub: Hub, sockets: Sockets) -> None:
        self.hub, self.sockets = hub, sockets

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/files/{file}", answering(self.download), methods=["GET"]),
            Route("/api/files/{file}/preview", answering(self.preview), methods=["GET"]),
            Route("/api/files/{file}/{n}", answering(self.put_piece), methods=["PUT"]),
        ]

    async def put_piece(self, request: Request) -> Response:
        """One piece of an own upload, in any order and as often as need be; the last one sent counts."""
        who = (await session_of(self.hub, request)).who
        if not self.sockets.bucket_of(who.session).take(time.monotonic()):
            raise Busy(retry_after_s=1)
        file, n, data = request.path_params["file"], _number(request.path_params["n"]), await _body(request)

        def seal(read: Read, actor: Actor) -> Any:
            roles.demand(actor, "file.begin")
            return seal_piece(read, actor, file, n, data)

        piece = await self._ask(who, seal)

        def store(tx: Tx) -> Outcome:
            store_piece(tx, piece)
            return Outcome()

        await self.hub.writer.run(who.practice, store, low=True)
        return answer_with({})

    async def download(self, request: Request) -> Response:
        """A file, or a range of it of at most 1 MiB; never shown in place, always to be saved."""
        return await self._send(request, preview=False)

    async def preview(self, request: Request) -> Response:
        """A small JPEG of a picture."""
        return await self._send(request, preview=True)

    async def _send(self, request: Request, *, preview: bool) -> Response:
        who, file = (await session_of(self.hub, request)).who, request.path_params["file"]
        shown = (await perform.look(self.hub, who, "file.open", {"file": file, "preview": preview})).data
        read = partial(self._slice, who, file, preview)
        mime, total = ("image/jpeg", PREVIEW_MOST) if preview else (shown["mime"], shown["size_bytes"])
        headers = SHUT_IN | {"Content-Disposition": disposition(shown["name"]), "Content-Type": _typed(mime)}
        if preview:
            return Response(await read(0, total), headers=headers)
        wanted = request.headers.get("range")
        span = range_of(wanted, total) if wanted else (0, total)
        if span is None:
            return Response(status_code=416, headers=SHUT_IN | {"Content-Range": f"bytes */{total}"})
        begin, end = span
        if not wanted or not RANGE.fullmatch(wanted):
            whole = headers | {"Content-Length": str(total)}
            return StreamingResponse(self._whole(read, total), headers=whole)
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{total}"
        return Response(await read(begin, end), 206, headers)

    async def _whole(self, read: Any, total: int) -> AsyncIterator[bytes]:
        """A slice at a time, each allowed anew: who loses sight of a file is cut off in the middle of it."""
        for begin in range(0, total, SLICE_BYTES):
            yield await read(begin, min(begin + SLICE_BYTES, total))

    async def _slice(self, who: Who, file_id: str, preview: bool, begin: int, end: int) -> bytes:
        def ask(read: Read, actor: Actor) -> bytes:
            file = open_file(read, actor, file_id, preview=preview)
            read.ready([file.patient])
            return read_part(read.connection, read.keys, file, PREVIEW if preview else file.part, begin, end)

        return bytes(await self._ask(who, ask))

    async def _ask(self, who: Who, question: Any) -> Any:
        """Ask the database as somebody whose rights are read in the same snapshot."""
        hub, now = self.hub, self.hub.clock()

        def ask(connection: Connection) -> Any:
            at = log.position(connection, who.practice)
            actor = sessions.admit(hub, connection, who, at.access_rev, now)
            return question(Read(connection, hub.keys, who.practice, now), actor)

        return await hub.read(who.practice, ask)


PREVIEW_MOST = 8 * 1024 * 1024


def range_of(wanted: str, total: int) -> tuple[int, int] | None:
    """The bytes of one range (RFC 9110, 14.2), at most SLICE_BYTES; all of them for what is no single range.

    None for a range outside the file.
    """
    found = RANGE.fullmatch(wanted)
    if found is None or found[1] == found[2] == "":
        return 0, total
    if found[1] == "":
        begin, end = max(0, total - int(found[2])), total
    else:
        begin, end = int(found[1]), min(total, int(found[2]) + 1 if found[2] else total)
    return (begin, min(end, begin + SLICE_BYTES)) if begin < end else None


def disposition(name: str) -> str:
    """Save it under this name (RFC 6266); the second form is for names beyond ASCII."""
    plain = re.sub(r"[^ !#-\[\]-~]|%", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _typed(mime: str) -> str:
    return f"{mime}; charset=utf-8" if mime == "text/plain" else mime


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise Invalid("Pieces have numbers.", field="n")
    return int(text)


async def _body(request: Request) -> bytes:
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > PIECE_BYTES:
            raise TooLarge()
    return bytes(received)
