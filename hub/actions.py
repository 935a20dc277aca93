"""The operator's actions: found a practice, invite its staff, import records, verify the audit chain."""

import asyncio
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from hub.auth.accounts import add_member
from hub.db import rows
from hub.errors import Conflict, Invalid, NotFound
from hub.messaging.quick_replies import add_replies
from hub.messaging.topics import add_topics
from hub.operator import Tell, action
from hub.records import audit, log
from hub.records.importer import import_paths
from hub.records.imports.progress import Progress
from hub.records.log import Stream
from hub.records.people import Pool, Practice, Site
from hub.records.practice import add_pools, add_practice
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.shapes import new_id

ROLES = ("provider", "nurse", "front_desk", "biller", "admin", "auditor")


@action("practice.first")
async def found_first_practice(hub: Hub, args: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """The first practice of an installation. Raises Conflict where there is one."""
    if await hub.read(EVERYWHERE, log.positions):
        raise Conflict("There is a practice here already; add another with `chartwire practice add`.")
    return await found_practice(hub, args, tell)


@action("practice.add")
async def found_practice(hub: Hub, args: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """A practice with its first site, pools and topics, and an invitation for its first administrator."""
    if hub.is_demo:
        raise Conflict("This folder holds the demo; choose another with --data for a real practice.")
    about = {name: args[name] for name in ("name", "telephone", "time_zone")}
    practice = await _add_practice(hub, **about)

    def furnish(tx: Tx) -> Outcome:
        tx.add(Site(practice=practice, id=new_id(), name=args["name"]))
        pools = add_pools(tx)
        add_topics(tx, pools)
        add_replies(tx)
        done = add_member(
            tx,
            name=args["admin_name"],
            email=args["admin_email"],
            roles=["admin", "provider"] if args.get("is_provider") else ["admin"],
            pools=[pool.id for pool in pools] if args.get("is_provider") else [],
        )
        return Outcome(done.result, events=done.events)

    answer = await hub.writer.run(practice, furnish, alone=True)
    return {"practice": practice, **answer.value}


async def _add_practice(hub: Hub, **about: Any) -> str:
    def add() -> str:
        with hub.database.write(EVERYWHERE) as connection:
            return add_practice(connection, hub.keys, now=hub.clock(), **about).practice

    return await asyncio.to_thread(add)


@action("user.invite")
async def invite_user(hub: Hub, args: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Invite somebody to work in a practice; answers with the link to hand over."""
    practice = await find_practice(hub, args.get("practice"))
    unknown = [role for role in args["roles"] if role not in ROLES]
    if unknown:
        raise Invalid(f"There is no role “{unknown[0]}”; choose from {', '.join(ROLES)}.")

    def invite(tx: Tx) -> Outcome:
        pools = _pools(tx, args["pools"])
        done = add_member(tx, name=args["name"], email=args["email"], roles=args["roles"], pools=pools)
        return Outcome(done.result, events=done.events)

    return dict((await hub.writer.run(practice, invite, alone=True)).value)


def _pools(tx: Tx, names: list[str]) -> list[str]:
    found = tx.select(sa.select(Pool.table).where(Pool.c.practice == tx.practice), Pool)
    held = {pool.name.casefold(): pool.id for pool in found}
    for name in names:
        if name.casefold() not in held:
            raise Invalid(f"There is no pool “{name}”.")
    return [held[name.casefold()] for name in names] if names else list(held.values())


@action("import")
async def import_records(hub: Hub, args: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Import FHIR R4 bundles from files the serving process can read."""
    practice = await find_practice(hub, args.get("practice"))
    paths = [Path(path) for path in args["paths"]]
    report = await import_paths(hub, practice, paths, progress=Told(tell))
    return {"report": str(report), "failed": report.failed}


class Told(Progress):
    """Progress that is told to the operator's terminal rather than drawn on this process's own."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def bar(self, number: int, files: int, done: int, entries: int) -> None:
        self._tell({"bar": [number, files, done, entries]})

    def line(self, text: str) -> None:
        self._tell({"text": text})

    def clear(self) -> None:
        """The terminal clears itself."""


@action("audit.verify")
async def verify_audit(hub: Hub, args: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Walk every practice's audit chain."""

    def verify(connection: sa.Connection) -> dict[str, Any]:
        broken: dict[str, int] = {}
        checked = 0
        for stream in rows(connection, sa.select(Stream.table), Stream):
            checked += stream.audited
            at = audit.verify(connection, stream.practice, stream.audited)
            if at is not None:
                broken[stream.practice] = at
        return {"checked": checked, "broken": broken}

    return await hub.read(EVERYWHERE, verify)


async def find_practice(hub: Hub, named: str | None) -> str:
    """The practice of this id or name; without one, the only practice there is."""
    found = await hub.read(EVERYWHERE, lambda connection: rows(connection, sa.select(Practice.table), Practice))
    matching = [row for row in found if named is None or named in (row.practice, row.name)]
    if len(matching) == 1:
        return matching[0].practice
    if not matching:
        raise NotFound("There is no such practice; `chartwire init` makes the first one.")
    raise Invalid("There are several practices; name one with --practice.")
