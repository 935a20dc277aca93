"""Which role may use which command or query: one table. Relations (whose chart, which pool) are decided in records."""

from hub.actor import Actor
from hub.errors import Forbidden

_PORTAL = frozenset(("patient", "proxy"))
_CLINICAL = frozenset(("provider", "nurse"))
_DESK = _CLINICAL | {"front_desk"}
_QUEUE = _DESK | {"biller"}
_WORKING = _QUEUE | {"admin"}
_ADMIN = frozenset(("admin",))
_EVERYONE = _PORTAL | _WORKING | {"auditor"}

ROLES: dict[str, frozenset[str]] = {
    "thread.open": _PORTAL | _QUEUE,
    "thread.list": _PORTAL | _QUEUE,
    "thread.page": _PORTAL | _QUEUE,
    "thread.read": _PORTAL | _QUEUE,
    "thread.unread": _PORTAL | _QUEUE,
    "thread.claim": _QUEUE,
    "thread.assign": _QUEUE,
    "thread.close": _QUEUE,
    "thread.reopen": _QUEUE,
    "thread.snooze": _QUEUE,
    "thread.discuss": _QUEUE,
    "call.log": _QUEUE,
    "task.create": _QUEUE,
    "task.assign": _QUEUE,
    "task.done": _QUEUE,
    "task.reopen": _QUEUE,
    "task.list": _QUEUE,
    "message.post": _PORTAL | _QUEUE,
    "message.amend": _PORTAL | _QUEUE,
    "message.retract": _PORTAL | _QUEUE,
    "message.cancel": _PORTAL | _QUEUE,
    "message.search": _PORTAL | _QUEUE,
    "message.versions": _CLINICAL,
    "mention.read": _QUEUE,
    "mention.list": _QUEUE,
    "mention.offer": _QUEUE,
    "quick_reply.save": _WORKING,
    "quick_reply.retire": _WORKING,
    "quick_reply.list": _WORKING,
    "quick_reply.values": _QUEUE,
    "unread.count": _PORTAL | _QUEUE,
    "draft.save": _PORTAL | _QUEUE,
    "draft.list": _PORTAL | _QUEUE,
    "file.begin": _PORTAL | _QUEUE,
    "file.finish": _PORTAL | _QUEUE,
    "file.discard": _PORTAL | _QUEUE,
    "file.pieces": _PORTAL | _QUEUE,
    "file.uploads": _PORTAL | _QUEUE,
    "file.list": _PORTAL | _QUEUE,
    "file.open": _PORTAL | _QUEUE,
    "topic.list": _PORTAL | _WORKING,
    "topic.create": _ADMIN,
    "pool.list": _WORKING,
    "pool.create": _ADMIN,
    "staff.list": _WORKING,
    "chart.summary": _PORTAL | _CLINICAL,
    "patient.timeline": _PORTAL | _CLINICAL,
    "patient.mine": _PORTAL,
    "patient.search": _QUEUE | _ADMIN,
    "patient.register": _DESK | _ADMIN,
    "patient.invite": _DESK | _ADMIN,
    "proxy.grant": _DESK,
    "proxy.end": _DESK,
    "member.list": _ADMIN,
    "member.invite": _ADMIN,
    "member.end": _ADMIN,
    "member.reset": _ADMIN,
    "session.list": _EVERYONE,
    "session.end": _EVERYONE,
    "notice.list": _PORTAL | _WORKING,
    "notice.prefer": _PORTAL | _WORKING,
    "notice.failures": _ADMIN,
    "practice.show": _EVERYONE,
}


def demand(actor: Actor, name: str) -> None:
    """Raises Forbidden unless one of the actor's roles may use this command or query; an unlisted name is nobody's."""
    if not actor.roles & ROLES.get(name, frozenset()):
        raise Forbidden()
