"""No byte about a patient reaches anybody not entitled to it, whatever they ask, on any door, at any time.

Every word is a canary, everybody does everything at random, and an oracle written from the policy in words says who may
have heard what. A long run: `CANARY_OPERATIONS=1000000 CANARY_SEED=2 pytest -s tests/house/test_canary.py`.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from hub import calls
from hub.auth import sessions
from hub.messaging import writing
from hub.notify import sending, wording
from hub.records import access
from hub.runtime import Hub
from hub.settings import Settings
from tests.doors import Doors
from tests.fakes import Clock
from tests.house.canary import Canary
from tests.house.canary_world import found_world

OPERATIONS = int(os.environ.get("CANARY_OPERATIONS", "4000"))
FOR_EVER_S = 10**9


@pytest.fixture
def database_url() -> str:
    """Rights are decided alike on either database; CANARY_DATABASE names one on PostgreSQL for a long run."""
    return os.environ.get("CANARY_DATABASE", "")


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Nobody is signed out by the clock: what a person may see ends by their rights here, not by their session."""
    long = dict.fromkeys(("staff_idle_s", "patient_idle_s", "staff_session_s", "patient_session_s"), FOR_EVER_S)
    fast = dict.fromkeys(("command_rate", "command_burst"), 10**6)
    sink = str(tmp_path / "mails")
    return Settings(
        data=str(tmp_path), database=database_url, staff_mfa_grace_s=FOR_EVER_S, mail_sink=sink, **long, **fast
    )


@pytest.fixture
async def canary(hub_: Hub, doors: Doors, clock: Clock, tmp_path: Path) -> Canary:
    world = await found_world(hub_, tmp_path)
    return Canary(world, doors, clock, seed=int(os.environ.get("CANARY_SEED", "7")))


async def test_nobody_hears_what_is_not_for_them(canary: Canary) -> None:
    await canary.run(OPERATIONS)
    print(canary.summary())
    assert canary.violations == []
    assert canary.obeyed.keys() >= calls.QUERIES.keys() - {"member.list", "notice.failures"}
    assert canary.mails
    heard = {kind for _, kind in canary.deliveries}
    assert heard >= {
        "name",
        "born",
        "telephone",
        "chart",
        "subject",
        "message",
        "internal",
        "version",
        "draft",
        "reply",
        "personal",
        "upload",
        "person",
        "address",
    }


async def test_only_the_date_that_a_search_read_in_what_was_typed_is_not_told(canary: Canary) -> None:
    for patients in ('{"born":"1900-01-02"},{"born":"1900-01-03"}', ""):
        found = f'{{"data":{{"patients":[{patients}],"born":"1900-01-04"}}}}'
        canary.hear(None, found.encode(), "an answer")
    canary.hear(None, b'{"patient":{"born":"1900-01-05"}}', "another")
    assert [text for _, text in canary.heard] == ["1900-01-02", "1900-01-03", "1900-01-05"]


# What the same eyes must catch


async def test_a_mail_that_says_what_it_is_about_is_caught(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    """A well-meant “Dear …” above every mail."""
    real = wording.compose

    def dear(occasion: wording.Occasion, **more: Any) -> Any:
        name = next(text for text in canary.world.secrets if "-name-" in text)
        return real(occasion._replace(practice=f"{occasion.practice} for {name}"), **more)

    monkeypatch.setattr(sending, "compose", dear)
    await canary.run(3000, until_leak=True)
    assert "a stranger" in canary.violations[0][1]


async def test_a_decision_that_lets_everything_pass_is_caught(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "decide", lambda actor, row, now: True)
    await canary.run(3000, until_leak=True)
    assert canary.leaked(), "the run ends at the first leak, whatever is told first"


async def test_an_internal_note_that_is_kept_as_any_other_is_caught(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = writing.write_message
    forgetful: Any = lambda *args, internal, **more: real(*args, internal=False, **more)  # noqa: E731
    monkeypatch.setattr(writing, "write_message", forgetful)
    await canary.run(3000, until_leak=True)
    assert "internal" in canary.leaked(), canary.violations[:3]


async def test_rights_that_are_read_once_and_never_again_are_caught(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_holds", lambda *held: True)
    await canary.run(3000, until_leak=True)
    assert canary.violations
