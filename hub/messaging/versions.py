"""What a message said before it was changed or taken back: kept in the chart, and shown to whom the chart is open."""

from typing import Any

import sqlalchemy as sa

from hub.actor import Actor
from hub.calls import Seen, query
from hub.errors import NotFound
from hub.messaging import answers
from hub.messaging.tables import Message, MessageVersion, Thread, body_place, may_read
from hub.messaging.writing import NO_MESSAGE
from hub.records import access
from hub.records.practice import names_of
from hub.records.read import Read
from hub.shapes import Id, Shape, instant


class OneMessage(Shape, frozen=True):
    message: Id


@query("message.versions", answers=answers.MessageVersions)
def list_versions(read: Read, actor: Actor, ask: OneMessage) -> Seen:
    """Everything a message has said before, oldest first, for staff whom its patient's chart is open to."""
    message = _message_in_chart(read, actor, ask.message)
    older = sa.select(MessageVersion.table).where(
        MessageVersion.c.practice == read.practice, MessageVersion.c.message == message.id
    )
    versions = read.select(older.order_by(MessageVersion.c.rev), MessageVersion)
    names = names_of(read, {version.by for version in versions})
    read.ready([message.sealed_for])
    shown = [_show(read, message, version, names) for version in versions]
    return Seen({"message": message.id, "versions": shown}, (message.patient,) if message.patient else ())


def _message_in_chart(read: Read, actor: Actor, message_id: str) -> Message:
    one = sa.select(Message.table).where(Message.c.practice == read.practice, Message.c.id == message_id)
    for message in read.select(one, Message):
        thread = read.get(actor, Thread, message.thread, NO_MESSAGE)
        opens_chart = message.patient is not None and access.sees_patient(actor, message.patient, read.now)
        if opens_chart and may_read(actor, thread, message, read.now):
            return message
    raise NotFound(NO_MESSAGE)


def _show(read: Read, message: Message, version: MessageVersion, names: dict[str, str]) -> dict[str, Any]:
    shown = {
        "rev": version.rev,
        "body": read.open(message.sealed_for, body_place(message.id, version.rev), version.body),
        "at": instant(version.at),
        "by": {"id": version.by, "name": names.get(version.by, "")},
    }
    if version.reason is not None:
        place = f"message_version.reason:{message.id}:{version.rev}"
        shown["reason"] = read.open(message.sealed_for, place, version.reason)
    return shown
