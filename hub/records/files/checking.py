"""The clockwork of files: check what was sent, make pictures anew, forget what was not attached, remove what is left.

Checks run outside the writer, one at a time; who begins one holds a lease, so that after a crash another goes on.
"""

import asyncio
import hashlib
import logging
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa

from hub.calls import every
from hub.errors import HubError
from hub.records.files import pictures, sniffing
from hub.records.files.chunks import chunk_of, cut, read_part, replace_chunk
from hub.records.files.commands import discard, file_event
from hub.records.files.pictures import Unreadable
from hub.records.files.tables import BODY, PIECE, PREVIEW, File, FileChunk, name_place
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub

LOOK_EVERY_S = 0.5
LEASE = timedelta(seconds=90)
MOST_AT_ONCE = 20
CHUNKS_AT_ONCE = 4  # removed in one job of the writer
logger = logging.getLogger("chartwire.files")


class Verdict(NamedTuple):
    """What a check found: a reason against the file, or its media type and, of a picture, what was made of it."""

    reason: str | None = None
    mime: str | None = None
    body: bytes | None = None
    preview: bytes | None = None


@every("files.check", seconds=LOOK_EVERY_S)
async def check_due(hub: Hub) -> None:
    """Check every file of which all pieces were sent."""
    due = sa.select(File.c.practice, File.c.id).where(
        File.c.state == "checking", sa.or_(File.c.leased_until.is_(None), File.c.leased_until < hub.clock())
    )
    found = due.where(File.c.expires_at.is_not(None)).order_by(File.c.made_at).limit(MOST_AT_ONCE)
    for practice, file_id in await hub.read(EVERYWHERE, lambda at: at.execute(found).all()):
        try:
            file: File | None = (await hub.writer.run(practice, lambda tx, id=file_id: _lease(tx, id))).value
            if file is not None:
                await _check(hub, file)
        except HubError as error:
            logger.warning("the check of %s of %s has to wait: %s", file_id, practice, error.code)


def _lease(tx: Tx, file_id: str) -> Outcome:
    file = tx.find(File, file_id)
    if file is None or file.state != "checking" or (file.leased_until and file.leased_until >= tx.now):
        return Outcome()
    return Outcome(tx.change(file, leased_until=tx.now + LEASE))


async def _check(hub: Hub, file: File) -> None:
    data = await hub.read(file.practice, lambda at: _assemble(hub, at, file))
    verdict = await asyncio.to_thread(_judge, hub, file, data)
    for part, made in ((BODY, verdict.body), (PREVIEW, verdict.preview)):
        for n, piece in enumerate(cut(made or b"")):
            chunk = chunk_of(hub.keys, file, part, n, piece)
            await hub.writer.run(file.practice, lambda tx, chunk=chunk: _keep(tx, chunk), low=True)
    await hub.writer.run(file.practice, lambda tx: _settle(tx, file, verdict))


def _assemble(hub: Hub, at: sa.Connection, file: File) -> bytes:
    hub.keys.load(at, file.practice, {file.patient})
    return read_part(at, hub.keys, file, PIECE, 0, file.size_bytes)


def _judge(hub: Hub, file: File, data: bytes) -> Verdict:
    """Is it what was announced, and something we take? Pictures are made anew."""
    if len(data) != file.size_bytes:
        return Verdict("incomplete")
    if hub.keys.hash(file.practice, "file", hashlib.sha256(data).hexdigest()) != file.digest:
        return Verdict("altered")
    mime = sniffing.sniff(data)
    if mime is None:
        return Verdict("type")
    if mime not in sniffing.PICTURES:
        return Verdict(mime=mime)
    try:
        made = pictures.reencode(data, mime)
    except Unreadable as unreadable:
        return Verdict(unreadable.reason)
    return Verdict(mime=made.mime, body=made.body, preview=made.preview)


def _keep(tx: Tx, chunk: FileChunk) -> Outcome:
    replace_chunk(tx, chunk)
    return Outcome()


def _settle(tx: Tx, leased: File, verdict: Verdict) -> Outcome:
    """Write down what was found, unless the file was given up or another check took over meanwhile."""
    file = tx.find(File, leased.id)
    if file is None or file.state != "checking" or file.leased_until != leased.leased_until:
        return Outcome()
    if verdict.mime is None:
        file = tx.change(file, state="refused", reason=verdict.reason, leased_until=None, leftover="*")
        return Outcome(events=(file_event("file.checked", file),))
    name = sniffing.name_for(tx.open(file.patient, name_place(file.id), file.name), verdict.mime)
    made = {} if verdict.body is None else {"part": BODY, "size_bytes": len(verdict.body), "leftover": PIECE}
    file = tx.change(
        file,
        state="ready",
        mime=verdict.mime,
        name=tx.seal(file.patient, name_place(file.id), name),
        has_preview=verdict.preview is not None,
        leased_until=None,
        **made,
    )
    return Outcome(events=(file_event("file.checked", file),))


@every("files.forget", seconds=60.0)
async def forget_unsent(hub: Hub) -> None:
    """Give up the files that hang on nothing and are past their time."""
    due = sa.select(File.c.practice, File.c.id).where(File.c.expires_at <= hub.clock()).limit(MOST_AT_ONCE)
    for practice, file_id in await hub.read(EVERYWHERE, lambda at: at.execute(due).all()):
        await hub.writer.run(practice, lambda tx, id=file_id: _forget(tx, id))


def _forget(tx: Tx, file_id: str) -> Outcome:
    file = tx.find(File, file_id)
    if file is None or file.expires_at is None or file.expires_at > tx.now:
        return Outcome()
    return Outcome(events=(file_event("file.discarded", discard(tx, file)),))


@every("files.sweep", seconds=5.0)
async def sweep(hub: Hub) -> None:
    """Remove the bytes nobody needs any more, a few at a time behind live work."""
    due = sa.select(File.c.practice, File.c.id).where(File.c.leftover.is_not(None)).limit(MOST_AT_ONCE)
    for practice, file_id in await hub.read(EVERYWHERE, lambda at: at.execute(due).all()):
        while (await hub.writer.run(practice, lambda tx, id=file_id: _remove(tx, id), low=True)).value:
            pass


def _remove(tx: Tx, file_id: str) -> Outcome:
    """Remove some leftover chunks. Its value: whether there may be more."""
    file = tx.find(File, file_id)
    if file is None or file.leftover is None:
        return Outcome(value=False)
    where = [FileChunk.c.practice == tx.practice, FileChunk.c.file == file.id]
    if file.leftover != "*":
        where.append(FileChunk.c.part == file.leftover)
    some = sa.select(FileChunk.c.part, FileChunk.c.n).where(*where).limit(CHUNKS_AT_ONCE)
    tx.flush()
    found = tx.connection.execute(some).all()
    if not found:
        tx.change(file, leftover=None)
        return Outcome(value=False)
    for part, n in found:
        tx.execute(sa.delete(FileChunk.table).where(*where, FileChunk.c.part == part, FileChunk.c.n == n))
    return Outcome(value=True)
