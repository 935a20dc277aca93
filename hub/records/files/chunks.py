"""The bytes of files: stored in sealed chunks, read back by range."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.actor import Actor
from hub.bulk import insert_rows
from hub.db import rows
from hub.errors import Conflict, Invalid, NotFound, TooLarge
from hub.records.files.tables import NO_FILE, PIECE, File, FileChunk, chunk_place, is_own, see_files
from hub.records.read import Read
from hub.records.seal import Keys
from hub.records.tx import Tx

PIECE_BYTES = 1024 * 1024
MOST_PIECES = 512
CHUNK_BYTES = 512 * 1024


def chunk_of(keys: Keys, file: File, part: str, n: int, data: bytes) -> FileChunk:
    """Seal a chunk; the patient's key must be loaded."""
    sealed = keys.seal(file.practice, file.patient, chunk_place(file.id, part, n), data)
    return FileChunk(practice=file.practice, file=file.id, part=part, n=n, size_bytes=len(data), data=sealed)


def cut(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), CHUNK_BYTES):
        yield data[at : at + CHUNK_BYTES]


def seal_piece(read: Read, actor: Actor, file_id: str, n: int, data: bytes) -> FileChunk:
    """A piece of an own upload, sealed outside the writer. Raises NotFound, Conflict, Invalid or TooLarge."""
    mine = sa.select(File.table).where(File.c.practice == read.practice, File.c.id == file_id, is_own(actor))
    found = read.select(mine, File)
    if not found or found[0].state == "discarded":
        raise NotFound(NO_FILE)
    file = found[0]
    if file.state != "receiving":
        raise Conflict("All of this file is here already.")
    if not 0 <= n < MOST_PIECES:
        raise Invalid(f"Pieces are numbered from 0 to {MOST_PIECES - 1}.", field="n")
    if not data:
        raise Invalid("This piece is empty.", field="n")
    if len(data) > min(PIECE_BYTES, file.size_bytes):
        raise TooLarge("That is more than was announced.")
    read.ready([file.patient])
    return chunk_of(read.keys, file, PIECE, n, data)


def store_piece(tx: Tx, piece: FileChunk) -> None:
    """Keep a piece, in place of one that came before under its number.

    Raises Conflict once the file is complete, TooLarge when the pieces are more than was announced.
    """
    file = tx.find(File, piece.file)
    if file is None or file.state != "receiving":
        raise Conflict("All of this file is here already.")
    others = _of(piece.practice, piece.file, PIECE, FileChunk.c.n != piece.n)
    there = sa.select(sa.func.coalesce(sa.func.sum(FileChunk.c.size_bytes), 0)).where(others)
    tx.flush()
    if tx.connection.execute(there).scalar_one() + piece.size_bytes > file.size_bytes:
        raise TooLarge("That is more than was announced.")
    replace_chunk(tx, piece)


def replace_chunk(tx: Tx, chunk: FileChunk) -> None:
    here = _of(chunk.practice, chunk.file, chunk.part, FileChunk.c.n == chunk.n)
    tx.execute(sa.delete(FileChunk.table).where(here))
    insert_rows(tx.connection, [chunk])


def sizes(connection: Connection, file: File, part: str) -> list[tuple[int, int]]:
    """The numbers and lengths of the chunks that are there, in order."""
    found = sa.select(FileChunk.c.n, FileChunk.c.size_bytes).where(_of(file.practice, file.id, part))
    return [(n, size) for n, size in connection.execute(found.order_by(FileChunk.c.n))]


def is_whole(there: list[tuple[int, int]], size_bytes: int) -> bool:
    """Whether these chunks are all of a file: none is missing, and together they have its length."""
    return [n for n, _ in there] == list(range(len(there))) and sum(size for _, size in there) == size_bytes


def read_part(connection: Connection, keys: Keys, file: File, part: str, begin: int, end: int) -> bytes:
    """The bytes from `begin` up to `end` of a part. The patient's key must be loaded."""
    at, first, wanted = 0, None, []
    for n, size in sizes(connection, file, part):
        if at < end and at + size > begin:
            first = at if first is None else first
            wanted.append(n)
        at += size
    found = sa.select(FileChunk.table).where(_of(file.practice, file.id, part), FileChunk.c.n.in_(wanted))
    data = b"".join(
        keys.open_bytes(file.practice, file.patient, chunk_place(file.id, part, chunk.n), chunk.data)
        for chunk in rows(connection, found.order_by(FileChunk.c.n), FileChunk)
    )
    return data[begin - (first or 0) : end - (first or 0)]


def open_file(read: Read, actor: Actor, file_id: str, *, preview: bool = False) -> File:
    """A file whose bytes this actor may have at this moment. Raises NotFound."""
    found = read.select(see_files(actor, read.now).where(File.c.id == file_id), File)
    if not found or found[0].mime is None or (preview and not found[0].has_preview):
        raise NotFound(NO_FILE)
    return found[0]


def _of(practice: str, file: str, part: str, *more: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.and_(FileChunk.c.practice == practice, FileChunk.c.file == file, FileChunk.c.part == part, *more)
