"""What the operator does from the command line, and how: in this process when nobody serves the data folder, and
otherwise in the process that does, over its local socket, because the embedded database has one writer."""

import asyncio
import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from hub import migrate
from hub.app import background, open_hub
from hub.errors import HubError, StartRefused
from hub.runtime import Hub
from hub.settings import Settings

Tell = Callable[[dict[str, Any]], None]
Action = Callable[[Hub, dict[str, Any], Tell], Awaitable[dict[str, Any]]]
ACTIONS: dict[str, Action] = {}
LONGEST_PATH = 100  # a unix socket's path may have 107 bytes


class Refusal(Exception):
    """The action was refused; the text says what to do."""


def action(name: str) -> Callable[[Action], Action]:
    """Register `async function(hub, args, tell)` as something the operator may do; tell streams progress."""

    def register(function: Action) -> Action:
        ACTIONS[name] = function
        return function

    return register


async def act(settings: Settings, name: str, args: dict[str, Any], tell: Tell = lambda line: None) -> dict[str, Any]:
    """Do one of the operator's actions. Raises Refusal or StartRefused."""
    try:
        if settings.is_embedded and not _is_free(settings):
            return await _ask_the_server(settings, name, args, tell)
        with sole_writer(settings):
            hub = open_hub(settings)
            async with background(hub):
                return await ACTIONS[name](hub, args, tell)
    except HubError as error:
        raise Refusal(error.message) from None


@contextlib.contextmanager
def sole_writer(settings: Settings) -> Iterator[None]:
    """Hold the lock of an embedded database's folder. Raises StartRefused while another process holds it."""
    if not settings.is_embedded:
        yield
        return
    with _lock_file(settings).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartRefused(f"Another process serves {settings.data}; stop it first.") from None
        yield


def _lock_file(settings: Settings) -> Path:
    folder = Path(settings.data)
    if not folder.is_dir():
        raise StartRefused(f"There is no practice in {folder}; run `chartwire init` first.")
    return folder / "hub.lock"


def _is_free(settings: Settings) -> bool:
    try:
        with sole_writer(settings):
            return True
    except StartRefused:
        if not Path(settings.data).is_dir():
            raise
        return False


def socket_path(settings: Settings) -> str:
    """Where a serving process listens for its operator."""
    path = str(Path(settings.data).resolve() / "hub.sock")
    if len(path.encode()) <= LONGEST_PATH:
        return path
    return f"{tempfile.gettempdir()}/chartwire-{hashlib.sha256(path.encode()).hexdigest()[:16]}.sock"


@contextlib.asynccontextmanager
async def listening(hub: Hub) -> AsyncIterator[None]:
    """Take the operator's actions over the local socket, which only the user of this process may open."""
    path = socket_path(hub.settings)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    before = os.umask(0o177)
    try:
        server = await asyncio.start_unix_server(lambda reader, writer: _serve(hub, reader, writer), path)
    finally:
        os.umask(before)
    try:
        yield
    finally:
        server.close()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


async def _serve(hub: Hub, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    def tell(line: dict[str, Any]) -> None:
        writer.write(msgspec.json.encode(line) + b"\n")

    try:
        asked = msgspec.json.decode(await reader.readline())
        try:
            tell({"result": await ACTIONS[asked["name"]](hub, asked["args"], lambda line: tell({"line": line}))})
        except HubError as error:
            tell({"refused": error.message})
        await writer.drain()
    finally:
        writer.close()


async def _ask_the_server(settings: Settings, name: str, args: dict[str, Any], tell: Tell) -> dict[str, Any]:
    try:
        reader, writer = await asyncio.open_unix_connection(socket_path(settings))
    except OSError:
        raise StartRefused("The serving process does not answer yet; try again in a moment.") from None
    writer.write(msgspec.json.encode({"name": name, "args": args}) + b"\n")
    await writer.drain()
    try:
        async for raw in reader:
            said: dict[str, Any] = msgspec.json.decode(raw)
            if "line" in said:
                tell(said["line"])
            elif "refused" in said:
                raise Refusal(said["refused"])
            else:
                result: dict[str, Any] = said["result"]
                return result
    finally:
        writer.close()
    raise Refusal("The serving process ended before it answered; look at its log.")


def prepare(settings: Settings) -> None:
    """Bring the database up to this version, as the embedded default does at every start."""
    from hub import db
    from hub.records import seal
    from hub.records.seal import Keys

    keys = Keys(seal.read_root_key(settings.root_key_path))
    database = db.Database(settings, database_key=keys.derive("database"))
    try:
        migrate.upgrade(database)
    finally:
        database.close()
