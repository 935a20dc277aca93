"""Who may import whom: the table of the design, kept. Imports for types count, and so do those inside functions."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "hub"

KERNEL = (
    "errors",
    "answers",
    "settings",
    "shapes",
    "actor",
    "db",
    "bulk",
    "calls",
    "runtime",
)  # each knows only those before
SPINE = ("perform",)
TOP = (
    "__main__", "actions", "app", "catalogue", "demo", "doctor", "doors", "downloads", "features", "guard", "http",
    "migrate", "logs", "notation", "operator", "pages", "reactions", "server", "serving", "wire", "worker",
)  # fmt: skip
FEATURES = ("messaging", "telehealth", "scheduling", "billing", "intake", "refills", "results", "reporting")
LOW = (*KERNEL, "__init__")

# layer → the layers and modules it may import; a kernel file further knows only the files before it
MAY = {
    "kernel": (),
    "records": (*LOW, "records"),
    "auth": (*LOW, "records", "auth"),
    "feature": (*LOW, "records"),
    "perform": (*LOW, "records", "auth"),
    "ws": (*LOW, "records", "auth.sessions", "perform", "ws"),
    "notify": (*LOW, "records", "notify"),
    "media": (*LOW, "telehealth.media"),
}
PURE = {
    "hub.ws.protocol", "hub.ws.answers", "hub.messaging.answers", "hub.messaging.triage", "hub.messaging.words",
    "hub.messaging.variables",
    "hub.records.hours", "hub.records.typed", "hub.records.words", "hub.auth.limits",
    "hub.records.files.answers", "hub.records.files.sniffing",
    "hub.notify.answers", "hub.notify.timing", "hub.notify.wording",
}  # fmt: skip
PURE_MAY = ("hub.errors", "hub.shapes", "hub.answers", "hub.records.words")
IMPURE = ("asyncio", "sqlalchemy", "psycopg", "sqlcipher3", "socket", "threading", "httpx", "starlette", "hub.db")


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE.parent).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


def imports_of(source: str, module: str) -> set[str]:
    """Every module a source text imports, as dotted names; `from a import b` counts as `a.b` and as `a`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def layer_of(module: str) -> str:
    first, *rest = module.removeprefix("hub").lstrip(".").split(".")
    if first in FEATURES:
        return "media" if (first, rest[:1]) == ("telehealth", ["media"]) else "feature"
    if first in TOP or (first == "records" and rest[:1] == ["migrations"]):
        return "top"
    return {"perform": "perform"}.get(first, "kernel" if first in (*KERNEL, "") else first)


def complaints(module: str, source: str) -> list[str]:
    """What a module imports that its place does not let it."""
    imported = imports_of(source, module)
    wrong = (
        [] if layer_of(module) == "top" else [reason for name in sorted(imported) if (reason := _wrong(module, name))]
    )
    if module in PURE or module.startswith("hub.records.fhir."):
        wrong += [f"{name}: it is pure" for name in sorted(imported) if _is_impure(module, name)]
    return [f"{module} imports {reason}" for reason in wrong]


def _wrong(module: str, name: str) -> str:
    """Why a module below the top may not import a name; empty when it may."""
    if not name.startswith("hub.") or name == "hub.__version__":
        return ""
    layer, used = layer_of(module), name.removeprefix("hub.")
    first, own = used.partition(".")[0], module.removeprefix("hub").lstrip(".")
    if first in TOP:
        return f"{name}: nobody imports the top"
    if layer == "kernel":
        before = KERNEL[: KERNEL.index(own)] if own in KERNEL else ()
        return "" if first in before else f"{name}: the kernel knows only what stands before it"
    is_own = layer == "feature" and first == own.partition(".")[0]
    return "" if is_own or _is_among(used, MAY[layer]) else f"{name}: {layer} may not"


def _is_among(name: str, allowed: tuple[str, ...]) -> bool:
    return any(name == one or name.startswith(one + ".") for one in allowed)


def _is_impure(module: str, name: str) -> bool:
    """Whether a name does I/O, or belongs to the house without being as pure as this module."""
    if _is_among(name, IMPURE):
        return True
    family = module.rpartition(".")[0] + "."
    return name.startswith("hub.") and not _is_among(name, PURE_MAY) and not name.startswith(family)


def test_every_module_stands_in_a_known_place() -> None:
    known = {*MAY, "top"}
    assert {module: layer_of(module) for module, _ in modules() if layer_of(module) not in known} == {}


def test_nobody_imports_what_their_place_does_not_let_them() -> None:
    assert [line for module, path in modules() for line in complaints(module, path.read_text())] == []


def test_every_module_that_is_called_pure_is_there() -> None:
    assert {module for module, _ in modules()} >= PURE


PLANTED = [
    ("hub.errors", "from hub.shapes import Id"),
    ("hub.db", "import hub.records.log"),
    ("hub.records.log", "from hub.auth import sessions"),
    ("hub.records.log", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from hub.ws.feed import Feed"),
    ("hub.auth.roles", "from hub.messaging import tables"),
    ("hub.auth.roles", "def late():\n    from hub.ws import feed"),
    ("hub.messaging.views", "from hub.telehealth import tables"),
    ("hub.messaging.views", "from hub.auth.roles import ROLES"),
    ("hub.messaging.views", "from hub.perform import look"),
    ("hub.messaging.views", "from hub import perform"),
    ("hub.perform", "from hub.messaging.tables import Thread"),
    ("hub.perform", "import hub.ws.feed"),
    ("hub.ws.reader", "from hub.messaging.views import show_thread"),
    ("hub.ws.reader", "from hub.auth import roles"),
    ("hub.telehealth.media.relay", "from hub.records import log"),
    ("hub.telehealth.media.relay", "from hub.telehealth.tables import Visit"),
    ("hub.records.log", "from hub.app import build_app"),
    ("hub.ws.feed", "from hub.http import Doors"),
    ("hub.notify.mail", "from hub.messaging.tables import Thread"),
    ("hub.ws.protocol", "import asyncio"),
    ("hub.records.fhir.names", "import sqlalchemy as sa"),
    ("hub.records.fhir.names", "from hub.records.seal import Keys"),
]


@pytest.mark.parametrize(("module", "source"), PLANTED)
def test_a_planted_import_is_reported(module: str, source: str) -> None:
    assert complaints(module, source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("hub.shapes", "from hub.errors import Invalid"),
        ("hub.messaging.views", "from hub.messaging.tables import Thread\nfrom hub.records import access"),
        ("hub.ws.reader", "from hub.auth import sessions"),
        ("hub.app", "from hub.http import Doors\nimport hub.features"),
        ("hub.records.fhir.names", "from hub.records.fhir.text import parse"),
    ],
)
def test_a_rightful_import_is_not_reported(module: str, source: str) -> None:
    assert complaints(module, source) == []
