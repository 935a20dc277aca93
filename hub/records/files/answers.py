"""What clients are shown of files, as types."""

from typing import Literal

from msgspec import UNSET, UnsetType

from hub.answers import Answer, Instant, Named, Ref, Token

Mime = Literal["image/jpeg", "image/png", "application/pdf", "text/plain"]
Reason = Literal["incomplete", "altered", "type", "damaged", "pixels"]


class Upload(Answer, frozen=True):
    """An own file that hangs on nothing yet.

    state: receiving pieces, being checked, ready to be attached, or refused for a reason: not all of it came, it came
    altered, of no type we take, damaged, or with more pixels than a picture may have. attached, discarded: drop it.
    """

    file: Ref
    rev: int
    patient: Ref
    name: str
    size_bytes: int
    state: Literal["receiving", "checking", "ready", "refused", "attached", "discarded"]
    preview: bool
    mime: Mime | UnsetType = UNSET
    reason: Reason | UnsetType = UNSET


class UploadList(Answer, frozen=True):
    """Oldest first."""

    uploads: list[Upload]


class UploadBegun(Answer, frozen=True):
    """A file to be sent. pieces: those that are there already. piece_bytes: the largest piece."""

    file: Ref
    pieces: list[int]
    piece_bytes: int


class PiecesThere(Answer, frozen=True):
    """Which pieces of an own upload are there."""

    pieces: list[int]


class Filed(Answer, frozen=True):
    """A file in a chart. by: who uploaded it. on: the kind of what it hangs on; subject: its id, within: its thread."""

    file: Ref
    name: str
    mime: Mime
    size_bytes: int
    preview: bool
    at: Instant
    by: Named
    on: str
    subject: Ref
    within: Ref


class FileList(Answer, frozen=True):
    """One page of the files of a chart, newest first. next: what to ask with as `after`."""

    files: list[Filed]
    next: Token | None


class FileOpened(Answer, frozen=True):
    """What is behind `GET /api/files/<id>`."""

    file: Ref
    name: str
    mime: Mime
    size_bytes: int
