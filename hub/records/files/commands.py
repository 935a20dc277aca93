"""Bringing a file: announce it, say that all of it was sent, or give it up. Its bytes come by a door of their own."""

from datetime import timedelta
from typing import Annotated

import sqlalchemy as sa
from msgspec import Meta

from hub.actor import Actor
from hub.calls import Done, Happened, command
from hub.errors import Conflict, NotFound, TooLarge
from hub.records import access
from hub.records.files import answers
from hub.records.files.chunks import PIECE_BYTES, is_whole, sizes
from hub.records.files.sniffing import LONGEST_NAME, clean_name
from hub.records.files.tables import NO_FILE, PIECE, File, is_own, name_place
from hub.records.people import Patient
from hub.records.tx import Tx
from hub.shapes import Id, Shape, new_id

FileName = Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="in hexadecimal")]
DAY = timedelta(days=1)
KEPT = ("receiving", "checking", "ready", "attached")


class BeginFile(Shape, frozen=True):
    """name: as the person knows it. sha256: of the whole content."""

    patient: Id
    name: FileName
    size_bytes: Annotated[int, Meta(ge=1)]
    sha256: Sha256


class OneFile(Shape, frozen=True):
    file: Id


@command("file.begin", answers=answers.UploadBegun)
def begin_file(tx: Tx, actor: Actor, ask: BeginFile) -> Done:
    """Announce a file for a patient's chart; the same one again goes on where its upload stopped.

    Raises NotFound for a patient the actor may not write about, TooLarge for one file or too many.
    """
    patient = tx.get(actor, Patient, ask.patient, "There is no such patient.")
    if not access.writes_about(actor, patient.id, tx.now):
        raise NotFound("There is no such patient.")
    if ask.size_bytes > tx.settings.file_bytes:
        most = tx.settings.file_bytes // 1_000_000
        raise TooLarge(f"This file is larger than {most} MB, the most we can take.", field="size_bytes")
    digest = tx.keys.hash(tx.practice, "file", ask.sha256)
    until = tx.now + timedelta(seconds=tx.settings.file_unsent_s)
    file = _begun_before(tx, actor, patient.id, digest, ask.size_bytes)
    if file is not None:
        file = tx.change(file, expires_at=until)
    else:
        _demand_room(tx, actor, ask.size_bytes)
        file_id = new_id()
        file = tx.add(
            File(
                practice=tx.practice,
                id=file_id,
                patient=patient.id,
                person=actor.person,
                face=actor.face,
                name=tx.seal(patient.id, name_place(file_id), clean_name(ask.name)),
                size_bytes=ask.size_bytes,
                digest=digest,
                made_at=tx.now,
                expires_at=until,
            )
        )
    pieces = [n for n, _ in sizes(tx.connection, file, PIECE)]
    result = {"file": file.id, "pieces": pieces, "piece_bytes": PIECE_BYTES}
    return Done((file_event("file.begun", file),), result, patient.id)


@command("file.finish")
def finish_file(tx: Tx, actor: Actor, ask: OneFile) -> Done:
    """Say that all pieces were sent. The file is then checked, and `file.checked` tells what came of it.

    Raises Conflict while pieces are missing.
    """
    file = own_file(tx, actor, ask.file)
    if file.state == "receiving":
        tx.flush()
        if not is_whole(sizes(tx.connection, file, PIECE), file.size_bytes):
            raise Conflict("Some pieces of this file are missing. Send them, and finish again.")
        file = tx.change(file, state="checking")
    else:
        file = tx.change(file)
    return Done((file_event("file.finished", file),), {}, file.patient)


@command("file.discard")
def discard_file(tx: Tx, actor: Actor, ask: OneFile) -> Done:
    """Give up an own file that hangs on nothing; what came of it is removed."""
    file = discard(tx, own_file(tx, actor, ask.file))
    return Done((file_event("file.discarded", file),), {}, file.patient)


def own_file(tx: Tx, actor: Actor, file_id: str) -> File:
    """An own file that hangs on nothing. Raises NotFound; Conflict for one that was attached."""
    file = tx.find(File, file_id)
    if file is None or (file.person, file.face) != (actor.person, actor.face) or file.state == "discarded":
        raise NotFound(NO_FILE)
    if file.carrier is not None:
        raise Conflict("This file is attached to a message already.")
    return file


def discard(tx: Tx, file: File) -> File:
    return tx.change(file, state="discarded", name=b"", expires_at=None, leased_until=None, leftover="*")


def file_event(kind: str, file: File) -> Happened:
    """What happened to a file that hangs on nothing, or just ceased to: for whoever brought it."""
    return Happened(kind, file.id, file.rev, (f"person:{file.person}",), patient=file.patient, refs={"file": file.id})


def _begun_before(tx: Tx, actor: Actor, patient: str, digest: str, size_bytes: int) -> File | None:
    unsent = sa.select(File.table).where(
        File.c.practice == tx.practice,
        is_own(actor),
        File.c.patient == patient,
        File.c.digest == digest,
        File.c.size_bytes == size_bytes,
        File.c.state == "receiving",
    )
    return next(iter(tx.select(unsent.limit(1), File)), None)


def _demand_room(tx: Tx, actor: Actor, size_bytes: int) -> None:
    """Raises TooLarge where a person has sent too much today, or the practice keeps too much."""
    bytes_in = sa.select(sa.func.coalesce(sa.func.sum(File.c.size_bytes), 0)).where(File.c.practice == tx.practice)
    today = bytes_in.where(File.c.person == actor.person, File.c.made_at > tx.now - DAY)
    if tx.connection.execute(today).scalar_one() + size_bytes > tx.settings.file_person_bytes:
        raise TooLarge("You have sent a lot of files today. Send this one tomorrow.", field="size_bytes")
    kept = bytes_in.where(File.c.state.in_(KEPT))
    if tx.connection.execute(kept).scalar_one() + size_bytes > tx.settings.file_practice_bytes:
        raise TooLarge("The practice has no room for more files. Call us, please.", field="size_bytes")
