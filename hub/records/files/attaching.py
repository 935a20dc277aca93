"""Hanging files on something: in the transaction that makes it, and by whoever brought them alone."""

from collections.abc import Sequence
from datetime import timedelta

from hub.actor import Actor
from hub.calls import Happened
from hub.errors import Conflict, Invalid, NotFound
from hub.records.files.commands import file_event, own_file
from hub.records.files.tables import NO_FILE, File
from hub.records.tx import Tx

FIELD = "attachments"


def files_to_attach(tx: Tx, actor: Actor, patient: str | None, ids: Sequence[str]) -> list[File]:
    """The actor's own files about this patient that were checked and hang on nothing.

    Raises NotFound, Conflict or Invalid, before anything is written.
    """
    if len(set(ids)) != len(ids):
        raise Invalid("A file is listed twice.", field=FIELD)
    files = [own_file(tx, actor, file_id) for file_id in ids]
    for file in files:
        if file.patient != patient or file.state == "refused":
            raise NotFound(NO_FILE, field=FIELD)
        if file.state != "ready":
            raise Conflict("A file is still being checked. Wait a moment and send again.", field=FIELD)
    return files


def attach(tx: Tx, files: Sequence[File], kind: str, carrier: str, within: str) -> list[Happened]:
    """Hang files on something. Nobody else can have done so meanwhile: their revision decides."""
    hung = {"carrier_kind": kind, "carrier": carrier, "within": within, "state": "attached", "expires_at": None}
    return [file_event("file.attached", tx.change(file, **hung)) for file in files]


def detach(tx: Tx, ids: Sequence[str]) -> list[Happened]:
    """Take files off something that did not come to be; they may be attached again, or are forgotten."""
    free = {"carrier_kind": None, "carrier": None, "within": None, "state": "ready"}
    until = tx.now + timedelta(seconds=tx.settings.file_unsent_s)
    found = (tx.find(File, file_id) for file_id in ids)
    return [file_event("file.detached", tx.change(file, **free, expires_at=until)) for file in found if file]
