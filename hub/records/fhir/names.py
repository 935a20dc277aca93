"""The names a FHIR resource goes by, and which of them a reference means (R4 §2.36.4, resolving references in bundles).

`urn:uuid:…` and `https://…/Type/id` mean the same resource everywhere, and so does `Type/id` when the id is a UUID.
Any other `Type/id` means something only beside the resources it came with, so it is kept under a scope.
`Type?identifier=system|value` names by identifier.
"""

import re
from typing import Any
from urllib.parse import unquote

from hub.records.fhir.kinds import SHARED_KINDS
from hub.records.fhir.text import Resource

_LOCAL = re.compile(r"^([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]+)?$")
_ABSOLUTE = re.compile(r"^(https?://.+?)(?:/_history/[A-Za-z0-9.-]+)?$")
_BY_IDENTIFIER = re.compile(r"^([A-Z][A-Za-z]+\?)identifier=([^&]+)$")
_UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)


def own_name(full_url: str | None, kind: str, id: str | None, *, scope: str) -> str | None:
    """The one name a resource is kept under; None when it has neither a fullUrl nor an id.

    scope: tells the `Type/id` of one source from those of another.
    """
    if full_url is not None:
        return name_meant(full_url, scope=scope) or full_url
    return None if id is None else _local_name(kind, id, scope)


def other_names(full_url: str | None, resource: Resource, *, scope: str) -> list[str]:
    """What else may refer to it: its id where the fullUrl does not tell it, its identifiers where it is shared."""
    kind, id = resource["resourceType"], resource.get("id")
    names = []
    if isinstance(id, str):
        names.append(_local_name(kind, id, scope))
    if kind in SHARED_KINDS or kind == "Patient":
        names += [f"{kind}?{system}|{value}" for system, value in identifiers(resource)]
    own = own_name(full_url, kind, id, scope=scope)
    return [name for name in names if name != own]


def name_meant(reference: str, *, scope: str) -> str | None:
    """The name a reference stands for; None for one within its own resource (`#…`) or one that cannot be read."""
    if reference.startswith("urn:"):
        return reference.lower() if reference.startswith("urn:uuid:") else reference
    if found := _ABSOLUTE.match(reference):
        return found[1]
    if found := _LOCAL.match(reference):
        return _local_name(found[1], found[2], scope)
    if found := _BY_IDENTIFIER.match(unquote(reference)):
        return found[1] + found[2]
    return None


def _local_name(kind: str, id: str, scope: str) -> str:
    return f"urn:uuid:{id.lower()}" if _UUID.match(id) else f"{scope} {kind}/{id}"


def identifiers(resource: Resource) -> list[tuple[str, str]]:
    """The (system, value) pairs of a resource that has both."""
    listed = resource.get("identifier")
    pairs: list[tuple[Any, Any]] = [
        (one.get("system"), one.get("value"))
        for one in (listed if isinstance(listed, list) else [listed])
        if isinstance(one, dict)
    ]
    return [(system, value) for system, value in pairs if isinstance(system, str) and isinstance(value, str)]


def references_in(resource: Resource) -> list[str]:
    """Every literal reference in a resource, contained ones included, in no particular order."""
    found: list[str] = []
    waiting: list[Any] = [resource]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
            if isinstance(value.get("reference"), str):
                found.append(value["reference"])
    return found
