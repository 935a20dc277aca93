"""The contract is whole, true and current: all that is registered is in it, all that is sent fits it."""

import re
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import pytest
from starlette.routing import Mount

from hub import answers, calls, wire
from hub.actor import ROLES
from hub.app import build_app
from hub.catalogue import contract_files
from hub.errors import HubError
from hub.notation import fields_of
from hub.runtime import Hub
from hub.settings import Settings
from hub.ws import answers as frames
from hub.ws import protocol
from tests import strict
from tests.cast import Cast
from tests.doors import Doors, open_doors
from tests.house.wire_story import Story, live_a_day

ROOT = Path(__file__).parents[2]
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text()


@pytest.mark.parametrize("path", ["web/openapi.json", "docs/protocol.md"])
def test_what_follows_from_the_registries_is_current(path: str) -> None:
    """A failure here means: run `chartwire wire --write`, and look at what changed."""
    assert (ROOT / path).read_text() == contract_files(ROOT)[ROOT / path]


def test_the_types_of_the_web_are_current(tmp_path: Path) -> None:
    """A failure here means: run `npm run wire` in web/."""
    made = tmp_path / "wire.gen.ts"
    flags = ["--immutable", "--alphabetize", "--default-non-nullable=false"]
    generator = ROOT / "web" / "node_modules" / ".bin" / "openapi-typescript"
    subprocess.run([generator, "openapi.json", *flags, "-o", made], cwd=ROOT / "web", check=True, capture_output=True)
    assert (ROOT / "web" / "src" / "live" / "wire.gen.ts").read_text() == made.read_text()


def test_every_reference_leads_to_one_shape() -> None:
    """msgspec writes a module's name before those of two shapes that share one: none may."""
    contract = wire.contract()
    schemas = contract["components"]["schemas"]
    assert set(re.findall(r"'#/components/schemas/([^']*)'", str(contract))) <= schemas.keys()
    assert [name for name in schemas if not name.isalnum()] == []


def test_every_door_of_the_app_is_in_the_contract(hub_: Hub) -> None:
    templated = {re.sub(r"^(/api/(?:do|see)/).*", r"\1{name}", path) for path in wire.contract()["paths"]}
    guard: Any = build_app(hub_)
    assert {route.path for route in guard.app.routes if not isinstance(route, Mount)} == templated


def test_codes_and_roles_are_those_of_the_hub() -> None:
    assert set(get_args(answers.Code)) == {error.code for error in HubError.__subclasses__()}
    assert set(get_args(answers.Role)) == set(ROLES)


@pytest.mark.parametrize("frame", [*get_args(frames.ServerFrame), *get_args(protocol.ClientFrame)])
def test_every_frame_stands_in_the_documentation_with_its_fields(frame: type) -> None:
    tag = frame.__struct_config__.tag  # type: ignore[attr-defined]
    side = "S" if frame in get_args(frames.ServerFrame) else "C"
    rows = [line for line in PROTOCOL.splitlines() if line.startswith(f"| {side} `{tag}` |")]
    assert len(rows) == 1, f"{side} {tag}"
    for field in re.findall(r"(\w+)\??: ", fields_of(frame)):
        assert f"`{field}" in rows[0] or f"{field}?`" in rows[0], f"{tag}.{field}"


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(data=str(tmp_path), database=database_url, metrics_token="scrape")


@pytest.fixture
async def doors(hub_: Hub) -> AsyncIterator[Doors]:
    async with open_doors(hub_) as opened:
        yield opened


async def test_everything_that_is_sent_fits_its_type(hub_: Hub, doors: Doors, cast: Cast, tmp_path: Path) -> None:
    """Every command, query, event and door is used; what comes back is held to what is declared by tests.strict."""
    strict.seen.clear()
    await live_a_day(Story(hub_, doors, cast), tmp_path)
    named = {
        "command": calls.COMMANDS.keys(),
        "query": calls.QUERIES.keys(),
        "event": wire.event_types().keys(),
        "door": {f"{door.method} {door.path}" for door in wire.DOORS},
    }
    missing = {(kind, name) for kind, names in named.items() for name in names} - strict.seen
    assert missing == set()
