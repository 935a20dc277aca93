"""The files' part of a patient's timeline."""

from collections.abc import Sequence

from hub.actor import Actor
from hub.records.files.tables import File, name_place, see_files
from hub.records.read import Read
from hub.records.timeline import Before, Entry, comes_before, tells


@tells("file")
def files_of(read: Read, actor: Actor, patient: str, before: Before | None, limit: int) -> Sequence[Entry]:
    """The newest files in a chart, of those that hang on what the actor may read."""
    theirs = see_files(actor, read.now).where(File.c.patient == patient, File.c.state == "attached")
    older = theirs.where(comes_before(before, "file", File.c.made_at, File.c.id))
    return [
        Entry(
            item=file.id,
            kind="file",
            at=file.made_at,
            title=read.open(file.patient, name_place(file.id), file.name),
            about=file.mime,
            leads={"file": file.id} | ({"thread": file.within} if file.within else {}),
        )
        for file in read.select(older.order_by(File.c.made_at.desc(), File.c.id.desc()).limit(limit), File)
    ]
