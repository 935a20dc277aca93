"""The contract as OpenAPI 3.1, made from the registries; the TypeScript types of the web are generated from it."""

import inspect
from typing import Any

import msgspec

from hub import __version__, calls

REF = "#/components/schemas/{name}"


def contract() -> dict[str, Any]:
    """Every command, query and event with its shapes. Features must have been imported."""
    commands = [calls.COMMANDS[name] for name in sorted(calls.COMMANDS)]
    queries = [calls.QUERIES[name] for name in sorted(calls.QUERIES)]
    shapes = [call.shape for call in commands] + [call.shape for call in queries]
    _, components = msgspec.json.schema_components(shapes, ref_template=REF)
    paths = {f"/api/do/{call.name}": _operation(call, _do_body(call)) for call in commands}
    paths |= {f"/api/see/{call.name}": _operation(call, _body({"args": _ref(call)})) for call in queries}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Chartwire", "version": __version__},
        "paths": paths,
        "components": {"schemas": dict(sorted(components.items()))},
    }


def _ref(call: calls.Command | calls.Query) -> dict[str, str]:
    return {"$ref": REF.format(name=call.shape.__name__)}


def _do_body(call: calls.Command) -> dict[str, Any]:
    return _body({"id": {"type": "string", "description": "ULID"}, "args": _ref(call)})


def _body(properties: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _operation(call: calls.Command | calls.Query, body: dict[str, Any]) -> dict[str, Any]:
    doc = inspect.getdoc(call.run) or ""
    summary = doc.partition("\n")[0]
    return {
        "post": {
            "operationId": call.name,
            "summary": summary,
            "requestBody": body,
            "responses": {"200": {"description": "answer"}},
        }
    }
