"""How the documentation writes a struct: `{thread: id, internal?: bool}`, made from its types."""

import typing
from collections.abc import Iterator

from msgspec import inspect

from hub.answers import Face, Role
from hub.shapes import Shape

OPAQUE = {
    "opaque id": "id",
    "ULID made by the client": "ulid",
    "plain text": "text",
    "event": "Event",
    "BCP 47": "language",
    "RFC 3339 in UTC with milliseconds": "instant",
    "calendar date, YYYY-MM-DD": "date",
    "place in the log; opaque: compare for equality and keep, nothing else": "cursor",
    "place in a list; opaque": "token",
}
LISTS = {frozenset(typing.get_args(Role)): "role", frozenset(typing.get_args(Face)): "face"}
PLAIN: dict[type, str] = {
    inspect.StrType: "string",
    inspect.IntType: "integer",
    inspect.FloatType: "number",
    inspect.BoolType: "bool",
    inspect.DictType: "object",
}


def fields_of(shape: type) -> str:
    """The fields of a struct in braces; `?` marks those that may be left out."""
    return "{" + ", ".join(_field(field) for field in _struct(shape).fields) + "}"


def structs_in(shape: type) -> Iterator[type]:
    """The structs that the fields of a struct hold, not going further down."""
    for field in _struct(shape).fields:
        yield from _structs(field.type)


def _struct(shape: type) -> inspect.StructType:
    found = inspect.type_info(shape)
    assert isinstance(found, inspect.StructType)
    return found


def _structs(kind: inspect.Type) -> Iterator[type]:
    match kind:
        case inspect.StructType(cls=cls):
            yield cls
        case inspect.ListType(item_type=item):
            yield from _structs(item)
        case inspect.UnionType(types=types):
            for each in types:
                yield from _structs(each)


def _field(field: inspect.Field) -> str:
    kind = _without_null(field.type) if field.default is None else field.type
    return f"{field.encode_name}{'' if field.required else '?'}: {_word(kind)}"


def _without_null(kind: inspect.Type) -> inspect.Type:
    """What an optional field holds when it is there."""
    if not isinstance(kind, inspect.UnionType):
        return kind
    left = tuple(each for each in kind.types if not isinstance(each, inspect.NoneType))
    return left[0] if len(left) == 1 else inspect.UnionType(left)


def _word(kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata(type=inner, extra_json_schema=schema):
            return OPAQUE.get((schema or {}).get("description", "")) or _word(inner)
        case inspect.StructType(cls=cls):
            return fields_of(cls) if issubclass(cls, Shape) else cls.__name__
        case inspect.ListType(item_type=item):
            return f"[{_word(item)}]"
        case inspect.LiteralType(values=values):
            return LISTS.get(frozenset(values)) or " / ".join(f'"{value}"' for value in values)
        case inspect.UnionType(types=types):
            return " / ".join(_word(each) for each in types)
        case inspect.NoneType():
            return "null"
        case _:
            return PLAIN[type(kind)]
