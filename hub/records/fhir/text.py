"""FHIR resources as JSON text in which every number keeps the digits it came with.

FHIR R4 §2.24.0.1: the precision of a decimal is part of its value, so 13.50 may not become 13.5.
"""

from decimal import Decimal
from typing import Any

import msgspec

Resource = dict[str, Any]

MAX_DEPTH = 60

_decode = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode
_canonical = msgspec.json.Encoder(decimal_format="number", order="deterministic").encode


class Unreadable(ValueError):
    """Text that is not one JSON object in UTF-8; says why in a few words."""


def parse(text: bytes) -> Resource:
    """The resource in the text, with decimals as Decimal and whole numbers as int.

    Raises Unreadable for malformed or deeply nested JSON, other encodings and values that are no object.
    """
    try:
        resource = _decode(text)
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8") from None
    except RecursionError:
        raise Unreadable(f"nested deeper than {MAX_DEPTH} levels") from None
    except msgspec.ValidationError:
        raise Unreadable("not a JSON object") from None
    except msgspec.DecodeError as error:
        raise Unreadable(str(error).removeprefix("JSON is ")) from None
    if _is_deeper(resource, MAX_DEPTH):
        raise Unreadable(f"nested deeper than {MAX_DEPTH} levels")
    return resource


def compact(text: bytes) -> bytes:
    """The same JSON without the white space between its tokens; every token stays as it was written."""
    return msgspec.json.format(text, indent=-1)


def canonical(resource: Resource) -> bytes:
    """One text for all spellings of the same resource: keys sorted, digits of decimals kept."""
    return _canonical(resource)


def _is_deeper(resource: Resource, depth: int) -> bool:
    level: list[Any] = [resource]
    while level and depth:
        depth -= 1
        level = [
            child
            for value in level
            for child in (value.values() if isinstance(value, dict) else value)
            if isinstance(child, dict | list)
        ]
    return bool(level)
