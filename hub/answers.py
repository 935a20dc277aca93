"""The types of what the server sends: the base of every answer, and the shapes that more than one feature speaks of.

Functions go on returning plain dicts and nothing is converted on the way out; tests hold what is sent to these types.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

Ref = Annotated[str, Meta(description="opaque id")]
Instant = Annotated[
    str,
    Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", description="RFC 3339 in UTC with milliseconds"),
]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$", description="calendar date, YYYY-MM-DD")]
Cursor = Annotated[str, Meta(description="place in the log; opaque: compare for equality and keep, nothing else")]
Token = Annotated[str, Meta(description="place in a list; opaque")]
Face = Literal["patient", "staff"]
Role = Literal["patient", "proxy", "provider", "nurse", "front_desk", "biller", "admin", "auditor"]
Code = Literal[
    "bad_request", "signed_out", "forbidden", "not_found", "conflict", "too_large", "invalid", "busy", "unavailable",
    "unknown_outcome",
]  # fmt: skip


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything the server sends. Closed to our own tests only: clients ignore keys they do not know."""


class Empty(Answer, frozen=True):
    """That it was done is all there is to say."""


class Error(Answer, frozen=True):
    """A refusal. message: a sentence safe to show. field: the argument at fault. retry: the same may succeed later."""

    code: Code
    message: str
    retry: bool
    field: str | UnsetType = UNSET


class Named(Answer, frozen=True):
    """Somebody or something, as it is shown."""

    id: Ref
    name: str


class By(Answer, frozen=True):
    """Who did it. for: the patient a proxy spoke for. All three are empty where no person did it."""

    id: Ref
    name: str
    role: Role | Literal[""]
    for_: Named | UnsetType = msgspec.field(name="for", default=UNSET)


class SpokenFor(Answer, frozen=True):
    """A patient the reader may speak for. scope: `limited` opens nothing of the record, conversations included."""

    id: Ref
    name: str
    relation: Literal["self", "proxy"]
    scope: Literal["full", "limited"]


class Actor(Answer, frozen=True):
    """Who is signed in: a person in one practice through one face."""

    person: Ref
    practice: Ref
    face: Face
    roles: list[Role]
    name: str
    patients: list[SpokenFor]


class Box(Answer, frozen=True):
    """One of the reader's own boxes that is not empty: `mine`, or a pool. todo: conversations that are the practice's
    turn. unread: messages."""

    box: str
    todo: int
    unread: int


class Unread(Answer, frozen=True):
    """What is unread in the reader's own boxes: conversations, messages in them, and urgent ones among them.

    boxes: to staff only, by name.
    """

    threads: int
    messages: int
    urgent: int
    boxes: list[Box] | UnsetType = UNSET


class Gone(Answer, frozen=True):
    """The subject is absent, or no longer the reader's to see: drop it. kind: what it was, such as `thread`."""

    kind: str
    subject: Ref
    state: Literal["gone"]
