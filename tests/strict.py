"""Holds what the hub sends to the types it declares: a missing key, one too many or a value out of form fails the test.

seen: everything held so far, as (door, name), so that a test can ask what it has covered.
"""

from typing import Any

import httpx
import msgspec

from hub import calls
from hub.answers import Answer, Error
from hub.doors import DOORS, Door
from hub.wire import event_types
from hub.ws import answers as frames

seen: set[tuple[str, str]] = set()


def hold(sent: Any, kind: Any, what: str) -> None:
    """Raises AssertionError unless what was sent is exactly of a type."""
    try:
        msgspec.convert(sent, kind)
    except msgspec.ValidationError as error:
        raise AssertionError(f"{what}: {error}") from None


def hold_result(command: str, result: Any) -> None:
    """The result of a command."""
    hold(result, calls.COMMANDS[command].answers, command)
    seen.add(("command", command))


def hold_data(query: str, data: Any) -> None:
    """The data of a query."""
    hold(data, calls.QUERIES[query].answers, query)
    seen.add(("query", query))


def hold_event(event: dict[str, Any]) -> None:
    """An event as a reader is told it: its head, its data and what stands beside it."""
    kind = event["kind"]
    data, beside, _ = event_types()[kind]
    parts: dict[str, type[Answer]] = {"data": data} | beside
    hold({key: value for key, value in event.items() if key not in parts}, frames.EventHead, f"head of {kind}")
    for key, shape in parts.items():
        hold(event[key], shape, f"{key} of {kind}")
    seen.add(("event", kind))


def hold_frame(frame: dict[str, Any]) -> None:
    """A frame of the socket, with its events."""
    hold(frame, frames.ServerFrame, frame["type"])
    seen.add(("frame", frame["type"]))
    for event in frame.get("events", ()):
        hold_event(event)


async def hold_response(response: httpx.Response) -> None:
    """Whatever one of our doors answers: a hook for httpx clients."""
    await response.aread()
    path = response.request.url.path
    method = response.request.method.lower()
    door = next((one for one in DOORS if one.method == method and _leads_to(one.path, path)), None)
    kind, _, name = path.removeprefix("/api/").partition("/")
    if response.is_error:
        if response.headers.get("content-type") == "application/json":
            hold(response.json(), Error, path)
    elif kind == "do":
        answer = response.json()
        hold(answer, frames.Performed, path)
        hold_result(name, answer["result"])
    elif kind == "see":
        answer = response.json()
        hold(answer, frames.Looked, path)
        hold_data(name, answer["data"])
    elif door is not None:
        _hold_door(door, response)


def _leads_to(template: str, path: str) -> bool:
    parts, given = template.split("/"), path.split("/")
    same = (part == one or part.startswith("{") for part, one in zip(parts, given, strict=False))
    return len(parts) == len(given) and all(same)


def _hold_door(door: Door, response: httpx.Response) -> None:
    seen.add(("door", f"{door.method} {door.path}"))
    if isinstance(door.answers, str):
        assert door.answers == "*/*" or response.headers["content-type"].startswith(door.answers)
        return
    answer = response.json()
    hold(answer, list[door.answers] if door.is_list else door.answers, door.path)  # type: ignore[name-defined]
    for event in answer["events"] if door.answers is frames.Polled else ():
        hold_event(event)
