"""The types of the wire: what a client may send and in which form values travel.

Shapes are msgspec structs. Unknown keys are refused; a refusal names the field.
"""

import re
import secrets
import time
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from hub.errors import BadRequest, Invalid

MAX_DEPTH = 16

# In a pattern `$` also stands before a line feed at the end, hence `$(?!\n)`.

Id = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_.:-]{1,64}$(?!\n)", description="opaque id")]
Ulid = Annotated[
    str, Meta(pattern=r"^[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{26}$(?!\n)", description="ULID made by the client")
]
Name = Annotated[
    str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$(?!\n)")
]
Line = Name
Body = Annotated[str, Meta(min_length=1, max_length=4000, pattern=r"\S", description="plain text")]
Email = Annotated[str, Meta(pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$(?!\n)", max_length=254)]
Phone = Annotated[str, Meta(pattern=r"^[0-9+() ./-]{3,40}$(?!\n)")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2}(-[A-Za-z0-9]{2,8})*$(?!\n)", description="BCP 47")]
Limit = Annotated[int, Meta(ge=1, le=200)]

T = TypeVar("T")


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of everything a client sends."""


class Nothing(Shape, frozen=True):
    """No arguments."""


_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [high + low for high in _CROCKFORD for low in _CROCKFORD]  # ten bits each; base64.b32encode takes 10 µs
_SHIFTS = range(120, -1, -10)


def new_id() -> str:
    """A ULID: 48 bits of milliseconds, 80 random bits, 26 characters that sort by time."""
    value = int(time.time() * 1000) << 80 | secrets.randbits(80)
    return "".join([_PAIRS[value >> shift & 1023] for shift in _SHIFTS])


_WHERE = re.compile(r" - at `\$(.*)`$")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
_MISSING = re.compile(r"missing required field `([^`]*)`")


def decode(data: Any, shape: type[T]) -> T:
    """Turn parsed JSON into a shape.

    Raises Invalid with the dotted path of the field at fault.
    """
    try:
        return msgspec.convert(data, shape)
    except msgspec.ValidationError as error:
        text = str(error)
        path = where.group(1).lstrip(".") if (where := _WHERE.search(text)) else ""
        named = _UNKNOWN.search(text) or _MISSING.search(text)
        field = ".".join(part for part in (path, named.group(1) if named else "") if part)
        raise Invalid(_sentence(text, field), field=field or None) from None


def _sentence(text: str, field: str) -> str:
    if "unknown field" in text:
        return f"There is no field named “{field}” here."
    if "missing required" in text:
        return f"The field “{field}” is missing."
    return f"The field “{field}” is not in the expected form." if field else "The arguments must be an object."


def parse(raw: bytes | str) -> Any:
    """Parse JSON from outside.

    Raises BadRequest for anything that is not JSON in UTF-8 or is nested deeper than MAX_DEPTH.
    """
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRequest("This is not well-formed JSON.") from None
    if not is_shallow(raw) and _is_deeper(value, MAX_DEPTH):
        raise BadRequest("This is nested too deeply.")
    return value


def is_shallow(raw: bytes | str) -> bool:
    """Whether JSON cannot be nested deeper than MAX_DEPTH, told from its brackets alone."""
    if isinstance(raw, bytes):
        return raw.count(b"{") + raw.count(b"[") <= MAX_DEPTH
    return raw.count("{") + raw.count("[") <= MAX_DEPTH


def _is_deeper(value: Any, depth: int) -> bool:
    if isinstance(value, dict):
        return depth == 0 or any(_is_deeper(item, depth - 1) for item in value.values())
    if isinstance(value, list):
        return depth == 0 or any(_is_deeper(item, depth - 1) for item in value)
    return False


encode = msgspec.json.Encoder().encode


@lru_cache(maxsize=1_024)  # a batch has one instant, and every reader is told it several times
def instant(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as the wire writes time."""
    return moment.isoformat(timespec="milliseconds")[:23] + "Z"


def read_instant(text: str, *, field: str) -> datetime:
    """An instant from the wire.

    Raises Invalid unless it is RFC 3339 with an offset.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(f"The field “{field}” is not an instant such as 2026-11-21T09:30:00.000Z.", field=field) from None
    if moment.tzinfo is None:
        raise Invalid(f"The field “{field}” needs a time zone; write it in UTC with a Z at the end.", field=field)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Invalid(f"The field “{field}” is not a time that can be.", field=field) from None


def read_date(text: str, *, field: str) -> date:
    """A calendar date, YYYY-MM-DD. Raises Invalid otherwise."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"The field “{field}” is not a date such as 1956-04-30.", field=field) from None
