"""The tables in docs/protocol.md that are made from the registries, so that they cannot fall behind them."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import get_type_hints

from hub import calls
from hub.actor import STAFF_ROLES
from hub.auth.roles import ROLES
from hub.doors import DOORS, Door, first_line
from hub.errors import HubError
from hub.notation import fields_of, structs_in
from hub.shapes import Nothing
from hub.wire import contract, event_types

ROLE_ORDER = ("patient", "proxy", "provider", "nurse", "front_desk", "biller", "admin", "auditor")
CODES = {error.__name__: f"`{error.code}`" for error in HubError.__subclasses__()}
MOST_FIELDS = 4
Cells = Iterable[str]


def contract_files(root: Path) -> dict[Path, str]:
    """What the files of a checkout that follow from the registries have to hold."""
    protocol = root / "docs" / "protocol.md"
    return {
        root / "web" / "openapi.json": contract_text(),
        protocol: with_tables(protocol.read_text()),
    }


def contract_text() -> str:
    """The contract as it stands in web/openapi.json."""
    return json.dumps(contract(), indent=1, ensure_ascii=False) + "\n"


def with_tables(text: str) -> str:
    """A document with everything between `<!-- table: name -->` and `<!-- end -->` made anew."""
    between = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
    return between.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}\n{found[3]}", text)


def _table(*lines: Cells) -> str:
    head, *rows = (list(line) for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))


def _doors() -> str:
    return _table(("door", "body → answer", "what it is for"), *(_door(door) for door in DOORS))


def _door(door: Door) -> Cells:
    body = f"`{fields_of(door.asks)}` → " if door.asks else f"`{door.takes}` → " if door.takes else ""
    return f"`{door.method.upper()} {door.path}`", f"{body}`{_answer_of(door)}`", door.summary


def _answer_of(door: Door) -> str:
    if isinstance(door.answers, str):
        return door.answers
    if _is_named(door):
        return f"[{door.answers.__name__}]" if door.is_list else door.answers.__name__
    return fields_of(door.answers)


def _is_named(door: Door) -> bool:
    """Whether an answer is better read in a row of its own."""
    return not isinstance(door.answers, str) and (door.is_list or len(get_type_hints(door.answers)) > MOST_FIELDS)


def _commands() -> str:
    rows = (_call(calls.COMMANDS[name]) for name in sorted(calls.COMMANDS))
    return _table(("command", "arguments → result", "who may", "what it does"), *rows)


def _queries() -> str:
    rows = (_call(calls.QUERIES[name]) for name in sorted(calls.QUERIES))
    return _table(("query", "arguments → data", "who may", "what it answers"), *rows)


def _call(call: calls.Command | calls.Query) -> Cells:
    shapes = f"`{fields_of(call.shape)}` → `{fields_of(call.answers)}`"
    more = _said(call.shape) if call.shape is not Nothing else ""
    return f"`{call.name}`", shapes, who_may(call.name), f"{_said(call.run)} {more}".strip()


def _said(documented: object) -> str:
    """A docstring of one's own in one line, with the errors by the names they have on the wire."""
    text = " ".join((documented.__doc__ or "").split()).replace("Raises ", "Refused as ")
    return re.sub(r"\b[A-Z]\w+\b", lambda word: CODES.get(word[0], word[0]), text)


def who_may(name: str) -> str:
    """The roles that may use a command or query, in words."""
    roles = set(ROLES.get(name, ()))
    if roles.issuperset(ROLE_ORDER):
        return "everyone"
    words = []
    if roles >= STAFF_ROLES:
        words.append("all staff")
        roles -= STAFF_ROLES
    return ", ".join([*(role for role in ROLE_ORDER if role in roles), *words])


def _events() -> str:
    rows = []
    for kind, (data, beside, about) in event_types().items():
        more = "".join(f", and `{name}: {shape.__name__}`" for name, shape in beside.items())
        rows.append((f"`{kind}`", f"`{data.__name__}`{more}", about))
    return _table(("event", "data", "who is shown what"), *rows)


def _signals() -> str:
    listed = ((f"`{kind}`", f"`{fields_of(one.data)}`", first_line(one.route)) for kind, one in calls.SIGNALS.items())
    return _table(("signal", "data", "who hears it"), *sorted(listed))


def _topics() -> str:
    listed = ((f"`{prefix}:<id>`", first_line(may)) for prefix, may in calls.TOPICS.items())
    return _table(("topic", "what it brings"), *sorted(listed))


def _shapes() -> str:
    """Every shape that another table names."""
    named: dict[str, type] = {}
    tops = [call.answers for registry in (calls.COMMANDS, calls.QUERIES) for call in registry.values()]
    waiting = [inner for top in tops for inner in structs_in(top)]
    for door in DOORS:
        if not isinstance(door.answers, str):
            waiting += [door.answers] if _is_named(door) else structs_in(door.answers)
    waiting += [shape for data, beside, _ in event_types().values() for shape in (data, *beside.values())]
    while waiting:
        shape = waiting.pop()
        if named.setdefault(shape.__name__, shape) is shape:
            waiting += [inner for inner in structs_in(shape) if inner.__name__ not in named]
    rows = ((f"`{name}`", f"`{fields_of(shape)}`", _said(shape)) for name, shape in sorted(named.items()))
    return _table(("shape", "fields", "meaning"), *rows)


def _errors() -> str:
    known = sorted(HubError.__subclasses__(), key=lambda error: (error.status, error.code))
    rows = ((str(each.status), f"`{each.code}`", str(each.retry).lower(), each.sentence) for each in known)
    return _table(("status", "code", "retry", "what it says, where there is nothing better to say"), *rows)


TABLES: dict[str, Callable[[], str]] = {
    "doors": _doors,
    "commands": _commands,
    "queries": _queries,
    "events": _events,
    "signals": _signals,
    "topics": _topics,
    "shapes": _shapes,
    "errors": _errors,
}
