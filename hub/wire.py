"""The contract as OpenAPI 3.1, made from the registries; the TypeScript types of the web are generated from it."""

from functools import cache
from typing import Any

import msgspec

from hub import __version__, calls
from hub.answers import Answer, Error, Gone, Unread
from hub.doors import DOORS, Door, first_line
from hub.shapes import Shape, Ulid
from hub.ws import answers as frames
from hub.ws import protocol

Schema = dict[str, Any]

REF = "#/components/schemas/{name}"
ABOUT = "What a client needs to know beside this stands in docs/protocol.md."
OWN_EVENTS: dict[str, tuple[type[Answer], str]] = {  # told to one reader by their own place in the log, not by a view
    "gone": (Gone, "Something left the reader's sight, or was taken out of the record."),
    "unread.changed": (Unread, "What is unread in the reader's own boxes is another number now."),
}
SESSION = {
    "type": "apiKey",
    "in": "cookie",
    "name": "__Host-session",
    "description": "The cookie of a session; its name is `session` where the hub is reached by plain http on loopback.",
}
WRITES = {
    "name": "X-Chartwire",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "enum": ["1"]},
    "description": "On every request that is not a GET: a form of another site cannot send it.",
}


@cache
def contract() -> Schema:
    """Every door, frame, command, query and event with its shapes. Features must have been imported."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Chartwire", "version": __version__, "description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"session": []}],
        "paths": dict(sorted(_paths().items())),
        "components": {
            "securitySchemes": {"session": SESSION},
            "parameters": {"Writes": WRITES},
            "responses": {"Error": {"description": "A refusal.", "content": _json(_ref(Error))}},
            "schemas": dict(sorted(_schemas().items())),
        },
    }


def _paths() -> dict[str, Schema]:
    paths: dict[str, Schema] = {"/ws": {"get": _socket()}}
    for command in calls.COMMANDS.values():
        asks = {"id": msgspec.json.schema(Ulid), "args": _ref(command.shape)}
        answers = _properties(frames.Performed) | {"result": _ref(command.answers)}
        paths[f"/api/do/{command.name}"] = {"post": _call(command, asks, answers)}
    for query in calls.QUERIES.values():
        answers = _properties(frames.Looked) | {"data": _ref(query.answers)}
        paths[f"/api/see/{query.name}"] = {"post": _call(query, {"args": _ref(query.shape)}, answers)}
    for door in DOORS:
        paths.setdefault(door.path, {})[door.method] = _door(door)
    return paths


def _call(call: calls.Command | calls.Query, asks: Schema, answers: Schema) -> Schema:
    return {
        "operationId": call.name,
        "summary": first_line(call.run),
        "parameters": [{"$ref": "#/components/parameters/Writes"}],
        "requestBody": {"required": True, "content": _json(_object(asks) | {"additionalProperties": False})},
        "responses": _responses(_json(_object(answers))),
    }


def _door(door: Door) -> Schema:
    name = f"{door.method}.{door.path.strip('/').replace('/', '.')}"
    shown: Schema = {"operationId": name, "summary": door.summary}
    if door.parameters:
        shown["parameters"] = list(door.parameters)
    if door.takes:
        shown["parameters"] = [{"$ref": "#/components/parameters/Writes"}, *door.parameters]
        shown["requestBody"] = {"required": True, "content": {door.takes: {}}}
    if door.asks is not None:
        shown["parameters"] = [{"$ref": "#/components/parameters/Writes"}]
        shown["requestBody"] = {"required": True, "content": _json(_ref(door.asks))}
    if door.is_open:
        shown["security"] = []
    return shown | {"responses": _responses(_answer(door))}


def _answer(door: Door) -> Schema:
    if isinstance(door.answers, str):
        return {door.answers: {}}
    one = _ref(door.answers)
    return _json({"type": "array", "items": one} if door.is_list else one)


def _socket() -> Schema:
    """OpenAPI has no words for sockets: the frames are the components ClientFrame and ServerFrame."""
    meaning = f"JSON text frames of `{protocol.SUBPROTOCOL}`: you send ClientFrame, you receive ServerFrame."
    return {
        "operationId": "get.ws",
        "summary": "The socket.",
        "description": meaning,
        "responses": {"101": {"description": "Switching to WebSocket."}},
    }


def _schemas() -> dict[str, Schema]:
    events = event_types()
    asked = [call.shape for registry in (calls.COMMANDS, calls.QUERIES) for call in registry.values()]
    asked += [door.asks for door in DOORS if door.asks is not None]
    said: list[Any] = [call.answers for registry in (calls.COMMANDS, calls.QUERIES) for call in registry.values()]
    said += [door.answers for door in DOORS if not isinstance(door.answers, str)]
    said += [each for data, beside, _ in events.values() for each in (data, *beside.values())]
    said += [signal.data for signal in calls.SIGNALS.values()]
    (client, *_), open_to = msgspec.json.schema_components([protocol.ClientFrame, *asked], ref_template=REF)
    (server, *_), sent = msgspec.json.schema_components([frames.ServerFrame, Error, *said], ref_template=REF)
    for schema in sent.values():
        schema.pop("additionalProperties", None)  # closed for our own tests; clients ignore what they do not know
    for name in ("Events", "Polled"):
        sent[name]["properties"]["events"]["items"] = {"$ref": REF.format(name="Event")}
    return open_to | sent | {"ClientFrame": client, "ServerFrame": server} | _events(events)


EventType = tuple[type[Answer], dict[str, type[Answer]], str]


def event_types() -> dict[str, EventType]:
    """Every kind of event: the type of its data, of what stands beside it, and what it says."""
    types: dict[str, EventType] = {kind: (data, {}, about) for kind, (data, about) in OWN_EVENTS.items()}
    for view in calls.VIEWS.values():
        types[view.kind] = (view.data, dict(view.beside), first_line(view.show))
    return dict(sorted(types.items()))


def _events(events: dict[str, EventType]) -> dict[str, Schema]:
    head = _properties(frames.EventHead)
    required = [name for name in head if name != "command"]
    made = {}
    for kind, (data, beside, about) in events.items():
        more = {"data": _ref(data)} | {name: _ref(each) for name, each in beside.items()}
        made[_event_name(kind)] = {
            "title": _event_name(kind),
            "description": about,
            "type": "object",
            "properties": head | {"kind": {"enum": [kind]}} | more,
            "required": [*required, *more],
        }
    mapping = {kind: REF.format(name=_event_name(kind)) for kind in events}
    union = {
        "description": "What happened. Ignore kinds that are not listed: a newer server may know more.",
        "anyOf": [{"$ref": each} for each in mapping.values()],
        "discriminator": {"propertyName": "kind", "mapping": mapping},
    }
    return made | {"Event": union}


def _event_name(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.replace("_", ".").split(".")) + "Event"


def _ref(shape: type[Shape] | type[Answer]) -> Schema:
    return {"$ref": REF.format(name=shape.__name__)}


def _properties(answer: type[Answer]) -> Schema:
    _, components = msgspec.json.schema_components([answer], ref_template=REF)
    properties: Schema = components[answer.__name__]["properties"]
    return properties


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _responses(content: Schema) -> Schema:
    return {
        "200": {"description": "It worked.", "content": content},
        "default": {"$ref": "#/components/responses/Error"},
    }
