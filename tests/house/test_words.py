"""Everything has its words: a command its role, event, view, docstring and row; a setting its line and meaning."""

import ast
import dataclasses
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import hub.app  # noqa: F401 - fills the registries
from hub import calls
from hub.actor import STAFF_ROLES
from hub.auth.roles import ROLES
from hub.db import TABLES, Row
from hub.messaging.tables import Thread
from hub.records.access import RULES
from hub.settings import SECRETS, Settings
from hub.shapes import Nothing, Shape

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$")
KNOWN_ROLES = STAFF_ROLES | {"patient", "proxy"}

# Tables nobody is shown a row of, and which therefore have no rule.
KEPT_INSIDE = {
    "audit": "written and verified, shown by no query yet",
    "event": "the log itself; views decide what is shown of it",
    "stream": "the lock and length of the log",
    "receipt": "what was answered, for a repeat",
    "follower": "how far a follower has come",
    "catch_up": "how far somebody has come through what was there before",
    "message_word": "hashes, inside a search that decides about what they lead to",
    "seal_key": "keys",
    "practice": "shown to everybody who is signed in to it",
    "site": "shown by nothing yet",
    "person": "shown by name beside what they did",
    "patient_word": "hashes, inside a search of patients",
    "pool_member": "shown within members",
    "care_team": "read into an actor's rights",
    "file": "decided with what it hangs on, by see_files",
    "file_chunk": "the bytes of a file, for whoever may open it",
    "mark": "a reader's own, within a thread",
    "message": "decided with its thread, by may_read",
    "held_message": "its author's own, by author and face",
    "message_version": "decided with its message and its patient's chart",
    "mention": "its reader's own, by person, and decided with its thread",
    "delivery": "what was or will be mailed; administrators are told of those that failed",
    "notice": "its person's own, by person and face",
    "draft": "its author's own, by person and face",
    "fact_name": "names of facts, inside a scoped select of facts",
    "import_file": "the operator's",
    "session": "its person's own",
    "ticket": "used up by whoever brings it",
    "link": "used up by whoever brings it",
    "credential": "compared, never shown",
    "factor": "compared, never shown",
    "recovery_code": "compared, never shown",
}


def missing_words(command: calls.Command | calls.Query, documented: str, roles: Mapping[str, Any]) -> list[str]:
    """What a command or query lacks."""
    name, wrong = command.name, []
    if not NAME.match(name):
        wrong.append(f"{name} is not noun.verb")
    if not roles.get(name) or not set(roles[name]) <= KNOWN_ROLES:
        wrong.append(f"{name} has no line in the table of roles")
    if not (inspect.getdoc(command.run) or "").strip().endswith((".", ".)")):
        wrong.append(f"{name} has no sentence that says what it does")
    if f"| `{name}` |" not in documented:
        wrong.append(f"{name} has no row in docs/protocol.md")
    if not issubclass(command.shape, Shape):
        wrong.append(f"{name} takes something that is no shape")
    return wrong


def happenings(source: str) -> set[str]:
    """The kinds of event a source text makes: the names given to Happened(…) and to every …_event(…)."""
    calls_made = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    named = ((getattr(one.func, "attr", None) or getattr(one.func, "id", ""), one.args) for one in calls_made)
    given = [args for name, args in named if name == "Happened" or name.endswith("_event")]
    texts = {str(arg.value) for args in given for arg in args if isinstance(arg, ast.Constant)}
    return {text for text in texts if NAME.match(text)}


def all_happenings() -> set[str]:
    return {kind for path in (ROOT / "hub").rglob("*.py") for kind in happenings(path.read_text())}


@pytest.fixture(scope="module")
def documented() -> str:
    return (ROOT / "docs" / "protocol.md").read_text()


def everything() -> Iterator[calls.Command | calls.Query]:
    yield from calls.COMMANDS.values()
    yield from calls.QUERIES.values()


def test_every_command_and_query_has_its_words(documented: str) -> None:
    assert [line for call in everything() for line in missing_words(call, documented, ROLES)] == []


def test_the_table_of_roles_names_nothing_that_is_not_there() -> None:
    assert set(ROLES) - {call.name for call in everything()} == set()


def test_every_event_has_a_view_and_a_row_and_every_view_an_event(documented: str) -> None:
    made = all_happenings()
    assert made == set(calls.VIEWS)
    assert [kind for kind in sorted(made) if f"| `{kind}` |" not in documented] == []
    assert [kind for kind in sorted(made) if not inspect.getdoc(calls.VIEWS[kind].show)] == []


def test_every_table_has_a_rule_or_a_reason_for_having_none() -> None:
    ruled = {row.table.name for row in RULES}
    assert set(TABLES) - ruled - set(KEPT_INSIDE) == set()
    assert (ruled | set(TABLES)) & set(KEPT_INSIDE) == set(KEPT_INSIDE)
    assert ruled & set(KEPT_INSIDE) == set()


def missing_lines(example: str) -> list[str]:
    """The settings whose name, default or meaning is not in the example, and names that are no setting."""
    wrong = []
    for setting in fields(Settings):
        line = f"# {setting.metadata['meaning']}\n#CHARTWIRE_{setting.name.upper()}={setting.default}\n"
        if line not in example:
            wrong.append(setting.name)
    known = {f"CHARTWIRE_{setting.name.upper()}" for setting in fields(Settings)}
    known |= {f"CHARTWIRE_{name.upper()}_FILE" for name in SECRETS} | {"CHARTWIRE_"}
    return wrong + sorted(set(re.findall(r"CHARTWIRE_[A-Z_]*", example)) - known)


def test_every_setting_is_in_the_example() -> None:
    assert missing_lines((ROOT / "config" / "chartwire.env.example").read_text()) == []


# What is planted is reported


def _mute(tx: Any, actor: Any, ask: Nothing) -> calls.Done:
    return calls.Done()


def test_a_command_without_words_is_reported(documented: str) -> None:
    known = calls.COMMANDS["thread.claim"]
    planted = dataclasses.replace(known, name="thread.Dance", run=_mute)
    said = missing_words(planted, documented, ROLES)
    for lack in ("is not noun.verb", "no line in the table of roles", "no sentence", "no row"):
        assert any(lack in line for line in said), lack


def test_an_event_without_a_view_is_reported() -> None:
    planted = (
        'def f():\n    return Happened("thread.danced", x, 1, ())\n\n\ndef g():\n    thread_event("thread.sung", x)'
    )
    assert happenings(planted) - set(calls.VIEWS) == {"thread.danced", "thread.sung"}


def test_a_setting_without_a_line_is_reported() -> None:
    example = (ROOT / "config" / "chartwire.env.example").read_text()
    assert missing_lines(example.replace("#CHARTWIRE_PORT=8000", "")) == ["port"]
    assert missing_lines(example + "#CHARTWIRE_DANCE=yes\n") == ["CHARTWIRE_DANCE"]


def test_a_table_without_a_rule_is_seen_by_nobody() -> None:
    assert Thread in RULES
    assert Row not in RULES
