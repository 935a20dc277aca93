"""What is shown of files: one's own on their way, and those of a chart to whoever may read what they hang on."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.actor import Actor, Who
from hub.calls import Place, Seen, Shown, query, shows
from hub.errors import NotFound
from hub.records import facts
from hub.records.facts import Facts
from hub.records.files import answers
from hub.records.files.chunks import open_file, sizes
from hub.records.files.commands import OneFile
from hub.records.files.tables import NO_FILE, PIECE, File, is_own, name_place, see_files
from hub.records.log import Event
from hub.records.people import Patient
from hub.records.read import Read
from hub.shapes import Id, Limit, Nothing, Shape, instant

MOST_UPLOADS = 200


class ListFiles(Shape, frozen=True):
    """after: the `next` of the page before."""

    patient: Id
    after: Id | None = None
    limit: Limit = 50


class OpenFile(Shape, frozen=True):
    """preview: the small picture rather than the file itself."""

    file: Id
    preview: bool = False


def show_upload(known: Facts, file: File) -> dict[str, Any]:
    """A file on its way, as its owner has it."""
    shown: dict[str, Any] = {
        "file": file.id,
        "rev": file.rev,
        "patient": file.patient,
        "name": known.text(file.practice, file.patient, name_place(file.id), file.name) if file.name else "",
        "size_bytes": file.size_bytes,
        "state": file.state,
        "preview": file.has_preview,
    }
    return shown | {name: value for name in ("mime", "reason") if (value := getattr(file, name)) is not None}


def show_attachment(known: Facts, file: File) -> dict[str, Any]:
    """A file beside what it hangs on."""
    name = known.text(file.practice, file.patient, name_place(file.id), file.name)
    shown = {"file": file.id, "name": name, "mime": file.mime, "size_bytes": file.size_bytes}
    return shown | {"preview": file.has_preview}


@query("file.uploads", answers=answers.UploadList)
def list_uploads(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """The actor's own files that hang on nothing yet."""
    mine = sa.select(File.table).where(
        File.c.practice == read.practice, is_own(actor), File.c.carrier.is_(None), File.c.state != "discarded"
    )
    found = read.select(mine.order_by(File.c.made_at, File.c.id).limit(MOST_UPLOADS), File)
    read.ready({file.patient for file in found})
    known = Facts(read.keys)
    return Seen({"uploads": [show_upload(known, file) for file in found]}, tuple({file.patient for file in found}))


@query("file.pieces", answers=answers.PiecesThere)
def list_pieces(read: Read, actor: Actor, ask: OneFile) -> Seen:
    """Which pieces of an own upload are there, so that only the others are sent."""
    mine = sa.select(File.table).where(File.c.practice == read.practice, File.c.id == ask.file, is_own(actor))
    found = read.select(mine.where(File.c.state != "discarded"), File)
    if not found:
        raise NotFound(NO_FILE)
    return Seen({"pieces": [n for n, _ in sizes(read.connection, found[0], PIECE)]}, (found[0].patient,))


@query("file.list", answers=answers.FileList)
def list_files(read: Read, actor: Actor, ask: ListFiles) -> Seen:
    """The files in a chart, newest first, as far as the actor may read what they hang on."""
    patient = read.get(actor, Patient, ask.patient, "There is no such patient.")
    found = see_files(actor, read.now).where(File.c.patient == patient.id, File.c.state == "attached")
    if ask.after is not None:
        found = found.where(File.c.id < ask.after)
    files = read.select(found.order_by(File.c.id.desc()).limit(ask.limit + 1), File)
    known = Facts(read.keys)
    places = {place for file in files for place in file.mentions()}
    known.settle(facts.load(read.connection, read.keys, read.practice, places))
    read.ready([patient.id])
    page = files[: ask.limit]
    after = page[-1].id if len(files) > len(page) else None
    return Seen({"files": [_show_filed(known, file) for file in page], "next": after}, (patient.id,))


def _show_filed(known: Facts, file: File) -> dict[str, Any]:
    return show_attachment(known, file) | {
        "at": instant(file.made_at),
        "by": {"id": file.person, "name": known.person_name(file.person)},
        "on": file.carrier_kind,
        "subject": file.carrier,
        "within": file.within,
    }


@query("file.open", answers=answers.FileOpened)
def open_for_download(read: Read, actor: Actor, ask: OpenFile) -> Seen:
    """Let a file be downloaded: its name, type and length. The download door asks it at every request."""
    file = open_file(read, actor, ask.file, preview=ask.preview)
    read.ready([file.patient])
    shown = show_attachment(Facts(read.keys), file)
    del shown["preview"]
    return Seen(shown, (file.patient,))


def _file_needs(event: Event, who: Who) -> list[Place]:
    return [(File, (event.practice, event.subject)), (Patient, (event.practice, event.patient))]


@shows(
    "file.begun", "file.finished", "file.checked", "file.attached", "file.detached", "file.discarded",
    data=answers.Upload, needs=_file_needs,
)  # fmt: skip
def show_file_event(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """An own file on its way, to whoever brought it."""
    file = known.find(File, event.practice, event.subject)
    if file is None or (file.person, file.face) != (actor.person, actor.face):
        return None
    return Shown(show_upload(known, file))
