"""Reads an R4 bundle twice: a survey that looks at the whole file, then its resources one by one.

Nothing in a file lands before its survey, so a file that is cut short or not a bundle leaves no trace. A single
resource that cannot be taken is refused with its reason and disturbs none of the others.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import BinaryIO

import msgspec

from hub.records.fhir.cutting import MAX_ENTRY_BYTES, BadBundle, Cut, Cutter
from hub.records.fhir.kinds import RESOURCE_KINDS
from hub.records.fhir.names import identifiers, name_meant, other_names, own_name
from hub.records.fhir.text import Resource, Unreadable, compact, parse

BUNDLE_TYPES = frozenset(("transaction", "batch", "collection"))

# Columns of other resources point at these, so the survey remembers every name they go by.
_FOLLOWED_KINDS = frozenset(("Patient", "Encounter"))

_ID = re.compile(r"^[A-Za-z0-9.-]{1,64}$")


class _Envelope(msgspec.Struct):
    resourceType: str | None = None
    type: str | None = None
    entry: list[int] | None = None


class _Request(msgspec.Struct):
    method: str = "POST"


class _Entry(msgspec.Struct):
    resource: msgspec.Raw = msgspec.Raw(b"null")
    fullUrl: str | None = None
    request: _Request | None = None


class _Head(msgspec.Struct):
    resourceType: str
    id: str | None = None
    identifier: msgspec.Raw = msgspec.Raw(b"null")


_read_envelope = msgspec.json.Decoder(_Envelope).decode
_read_entry = msgspec.json.Decoder(_Entry).decode
_read_head = msgspec.json.Decoder(_Head).decode


@dataclass(frozen=True, slots=True)
class Taken:
    """One resource of a bundle: the name it is kept under, its source text without white space, its content."""

    index: int
    name: str
    full_url: str | None
    kind: str
    text: bytes
    content: Resource


@dataclass(frozen=True, slots=True)
class Refused:
    """One entry that cannot be taken: which, and why in a few words that quote nothing of its content."""

    index: int
    resource: str
    why: str


@dataclass(frozen=True)
class Survey:
    """What a first look over a bundle found.

    count: entries. scope: under which its `Type/id` names are kept. patients: the names of those it can give us.
    repeated: entries that carry the name of an earlier one. aliases: other names of patients and encounters.
    """

    sha256: str
    size_bytes: int
    count: int
    scope: str
    patients: frozenset[str]
    repeated: frozenset[int]
    aliases: dict[str, str]

    def resolve(self, reference: str) -> str | None:
        """The name that a reference in this bundle means; None when it means nothing outside its own resource."""
        name = name_meant(reference, scope=self.scope)
        return None if name is None else self.aliases.get(name, name)


def survey(source: BinaryIO) -> Survey:
    """Look over a whole bundle.

    Raises BadBundle when the file is not one well-formed transaction, batch or collection.
    """
    cutter = Cutter(source)
    followed: list[tuple[str | None, Resource]] = []
    seen: set[bytes] = set()
    repeated: set[int] = set()
    for cut in cutter.cuts():
        try:
            entry, head = _glance(cut)
            if head.resourceType == "Patient":
                parse(bytes(entry.resource))
        except Unreadable:
            continue
        key = _digest(entry.fullUrl or f"{head.resourceType}/{head.id}")
        if key in seen:
            repeated.add(cut.index)
        seen.add(key)
        if head.resourceType in _FOLLOWED_KINDS:
            followed.append((entry.fullUrl, _naming_part(head)))
    _check(cutter.envelope)
    scope = _scope(followed, cutter.sha256)
    names = [(own_name(url, one["resourceType"], one["id"], scope=scope), url, one) for url, one in followed]
    return Survey(
        sha256=cutter.sha256,
        size_bytes=cutter.size_bytes,
        count=cutter.count,
        scope=scope,
        patients=frozenset(own for own, _, one in names if own and one["resourceType"] == "Patient"),
        repeated=frozenset(repeated),
        aliases=_aliases(
            (own, other) for own, url, one in names if own for other in other_names(url, one, scope=scope)
        ),
    )


def read(source: BinaryIO, found: Survey, *, start: int = 0) -> Iterator[Taken | Refused]:
    """The resources of a surveyed bundle in order, from entry number `start` on.

    Raises BadBundle when the file is no longer the one that was surveyed.
    """
    cutter = Cutter(source)
    for cut in cutter.cuts():
        if cut.index >= start:
            yield _take(cut, found)
    if cutter.sha256 != found.sha256:
        raise BadBundle("the file changed while it was read")


def _take(cut: Cut, found: Survey) -> Taken | Refused:
    label = f"entry {cut.index}"
    try:
        entry, head = _glance(cut)
        label = f"{head.resourceType}/{head.id}" if head.id else f"{head.resourceType}, entry {cut.index}"
        name = own_name(entry.fullUrl, head.resourceType, head.id, scope=found.scope)
        if name is None:
            raise Unreadable("it has neither a fullUrl nor an id")
        if cut.index in found.repeated:
            raise Unreadable("its fullUrl is that of an earlier entry")
        content = parse(bytes(entry.resource))
    except Unreadable as error:
        return Refused(cut.index, label, str(error))
    return Taken(cut.index, name, entry.fullUrl, head.resourceType, compact(bytes(entry.resource)), content)


def _glance(cut: Cut) -> tuple[_Entry, _Head]:
    """The entry and the first few fields of its resource. Raises Unreadable when this cannot be one."""
    if cut.text is None:
        raise Unreadable(f"larger than {MAX_ENTRY_BYTES >> 20} MiB")
    try:
        entry = _read_entry(cut.text)
        head = _read_head(bytes(entry.resource))
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8") from None
    except RecursionError:
        raise Unreadable("nested too deeply") from None
    except msgspec.ValidationError as error:
        raise Unreadable(_shape_fault(error)) from None
    except msgspec.DecodeError as error:
        raise Unreadable(str(error)) from None
    if head.resourceType not in RESOURCE_KINDS:
        raise Unreadable("its resourceType is not one of FHIR R4")
    if head.id is not None and not _ID.match(head.id):
        raise Unreadable("its id is not a FHIR id")
    if entry.request and entry.request.method not in ("POST", "PUT"):
        raise Unreadable("its request is neither POST nor PUT")
    return entry, head


def _shape_fault(error: msgspec.ValidationError) -> str:
    text = str(error)
    if "resourceType" in text:
        return "it has no resourceType"
    if "got `null`" in text and "at `" not in text:
        return "it has no resource"
    return "its fullUrl, id or request is not in the expected form"


def _naming_part(head: _Head) -> Resource:
    try:
        listed = msgspec.json.decode(head.identifier)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        listed = None
    return {"resourceType": head.resourceType, "id": head.id, "identifier": listed}


def _aliases(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Other name → own name, without the names that two patients claim: those mean neither."""
    owners: dict[str, str] = {}
    contested: set[str] = set()
    for own, other in pairs:
        if owners.setdefault(other, own) != own:
            contested.add(other)
    return {other: own for other, own in owners.items() if other not in contested}


def _scope(followed: list[tuple[str | None, Resource]], sha256: str) -> str:
    """The identifier of the first patient, so that a later export of the same chart finds the same names."""
    for _, resource in followed:
        if resource["resourceType"] == "Patient" and (pairs := identifiers(resource)):
            return "|".join(pairs[0])
    return sha256


def _check(envelope: bytes) -> None:
    try:
        bundle = _read_envelope(envelope)
    except (msgspec.ValidationError, RecursionError):
        raise BadBundle("not a FHIR bundle") from None
    except UnicodeDecodeError:
        raise BadBundle("not UTF-8 text") from None
    except msgspec.DecodeError as error:
        hint = "; is it one resource a line (NDJSON)?" if "trailing" in str(error) else ""
        raise BadBundle(f"not well-formed JSON{hint}") from None
    if bundle.resourceType != "Bundle":
        raise BadBundle("not a FHIR bundle: its resourceType is not Bundle")
    if bundle.type not in BUNDLE_TYPES:
        raise BadBundle(f"a bundle of a type that is not taken: only {', '.join(sorted(BUNDLE_TYPES))} are")
    if bundle.entry is None:
        raise BadBundle("a bundle without entries")


def _digest(name: str) -> bytes:
    return blake2b(name.encode(), digest_size=12).digest()
