"""No statement reads a table past the scope: selects outside the policy go through `see(actor, …)` or are named here.

`find` is the same hole by another name: whoever finds a row of a patient decides about it in the same function.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "hub"

# Places whose business is the whole table: the policy itself, the log, the audit, sign-in, storage, upkeep.
FREE = (
    "hub.records.access", "hub.records.log", "hub.records.audit", "hub.records.facts", "hub.records.seal",
    "hub.records.tx", "hub.records.writer", "hub.records.spool", "hub.records.trimming", "hub.records.following",
    "hub.records.catching_up", "hub.records.imports", "hub.records.importer", "hub.records.migrations", "hub.auth",
    "hub.db", "hub.migrate",
    "hub.app", "hub.doctor", "hub.operator", "hub.actions", "hub.demo", "hub.__main__", "hub.serving",
)  # fmt: skip

# A function that selects without `see`, and why it may.
NAMED = {
    "hub.messaging.reading._own_after": "counts the actor's own messages in a thread they were let into",
    "hub.messaging.drafts.list_drafts": "the actor's own drafts, by person and face",
    "hub.messaging.drafts._make_room": "the actor's own drafts, counted",
    "hub.messaging.holding.release_due": "the clockwork; what it finds is decided for its author before it is sent",
    "hub.messaging.holding.wake_due": "the clockwork; it tells ids, and each reader's view decides",
    "hub.notify.failures.list_failures": "what was mailed, for administrators; shows no record of a patient",
    "hub.notify.following._readers_for": "whom a message may concern; whether they may know is decided when it is sent",
    "hub.notify.following.wanting_of": "what the staff asked to be told",
    "hub.notify.preferences.list_notices": "the actor's own, by person and face",
    "hub.notify.sending.send_due": "the clockwork; what it finds is decided before it is sent",
    "hub.notify.sending.forget_old": "the clockwork; shows nothing",
    "hub.reactions.tell_of_overdue": "the clockwork; whether somebody may know is decided when it is sent",
    "hub.messaging.search._opened": "the messages of conversations by a scoped select, notes left out for patients",
    "hub.messaging.search._indexed": "hashes, inside a scoped select of conversations; each message is decided",
    "hub.messaging.search._count": "how often a hash is there; shows nothing",
    "hub.messaging.timeline._beginnings": "first messages of conversations by a scoped select, no notes for patients",
    "hub.messaging.word_index._next_messages": "the log's follower catching up; it shows nothing",
    "hub.messaging.word_index.__init__": "the log's follower; it shows nothing",
    "hub.messaging.mentions._new_ones": "the actor's own mentions, by person",
    "hub.messaging.quick_replies._make_room": "how many there are",
    "hub.messaging.turns._answered_since": "whether a colleague answered in a thread the actor was let into",
    "hub.messaging.turns._on_their_way": "who is answering in a thread the actor was let into; tells nothing of it",
    "hub.messaging.versions._message_in_chart": "one message, decided with its thread and its patient's chart",
    "hub.messaging.versions.list_versions": "the versions of a message whose chart is open to the actor",
    "hub.messaging.due._untold": "the clockwork; it tells ids, and each reader's view decides",
    "hub.reactions._hand_back_threads": "the log's follower; it tells ids, and each reader's view decides",
    "hub.reactions._hand_back_tasks": "the log's follower; it tells ids, and each reader's view decides",
    "hub.reactions._first_pool": "the practice's own pools",
    "hub.messaging.topics.create_topic": "the greatest place in a list",
    "hub.messaging.unread.unread_by": "the actor's own marks, inside a scoped select of threads",
    "hub.messaging.unread.load_tallies": "from a select that is scoped already",
    "hub.messaging.unread.count_unread": "from a select that is scoped already",
    "hub.messaging.views._held_by": "the actor's own held messages in a thread they were let into",
    "hub.messaging.views.page_thread": "the messages of a thread they were let into, notes left out for patients",
    "hub.records.chart.resolve": "names of facts; what they name is read by a scoped select",
    "hub.records.chart._scope_of": "the file a fact came in, of a fact the actor was shown",
    "hub.records.summary._latest_of_each_code": "joined to a select that is scoped already",
    "hub.records.colleagues.colleagues_about": "the rights of the practice's own staff, to be decided by",
    "hub.records.practice.find_person": "for invitations: whether an address has an account, never whose",
    "hub.records.practice.working_here": "the practice's own staff, whom everybody who works here may know",
    "hub.records.practice.create_pool": "whether a name is taken",
    "hub.records.practice.names_of": "names of people the caller was let to know",
    "hub.records.files.checking.check_due": "the clockwork; it tells whoever brought the file",
    "hub.records.files.checking.forget_unsent": "the clockwork; it tells whoever brought the file",
    "hub.records.files.checking.sweep": "the clockwork; it tells nobody",
    "hub.records.files.checking._remove": "the clockwork; it tells nobody",
    "hub.records.files.chunks.seal_piece": "the actor's own upload, by person and face",
    "hub.records.files.chunks.store_piece": "the size of an upload whose owner was let in",
    "hub.records.files.chunks.sizes": "the chunks of a file the caller was let into",
    "hub.records.files.chunks.read_part": "the chunks of a file the caller was let into",
    "hub.records.files.commands._begun_before": "the actor's own upload, by person and face",
    "hub.records.files.commands._demand_room": "sums of bytes",
    "hub.records.files.tables.see_files": "the scope of files itself",
    "hub.records.files.views.list_uploads": "the actor's own uploads, by person and face",
    "hub.records.files.views.list_pieces": "the actor's own upload, by person and face",
    "hub.records.practice.practice_row": "the practice itself",
    "hub.records.finding._kept_under": "which patients a word belongs to, inside a scoped select of patients",
    "hub.records.finding._next_patients": "the clockwork; it shows nothing",
}  # fmt: skip
DECIDES = {"own_file", "get", "see", "decide", "demand", "may_read", "sees_patient"}
PATIENTS_TABLES = {"File", "Thread", "Message", "HeldMessage", "Patient", "Proxy", "Fact", "MessageVersion", "Task"}
FOUND = {
    "hub.messaging.holding._park_again": "the clockwork; the conversation was decided for its author",
    "hub.records.files.attaching.detach": "files of a held message of their owner's",
    "hub.records.files.chunks.store_piece": "an upload whose owner was let in by seal_piece",
    "hub.records.files.commands.own_file": "the actor's own, by person and face",
    "hub.records.files.views.show_file_event": "the reader's own file, by person and face",
    "hub.messaging.views.attachments_of": "the files of a message the reader was let into",
    "hub.records.files.checking._lease": "the clockwork; it tells nobody",
    "hub.records.files.checking._settle": "the clockwork; it tells whoever brought the file",
    "hub.records.files.checking._forget": "the clockwork; it tells whoever brought the file",
    "hub.records.files.checking._remove": "the clockwork; it tells nobody",
    "hub.messaging.due._tell_thread": "the clockwork; it tells ids, and each reader's view decides",
    "hub.messaging.due._tell_task": "the clockwork; it tells ids, and each reader's view decides",
    "hub.reactions._hand_back_tasks": "the log's follower; it tells ids, and each reader's view decides",
    "hub.messaging.holding._wake": "the clockwork; it tells ids, and each reader's view decides",
    "hub.reactions._tell_of_one": "the clockwork; whether somebody may know is decided when it is sent",
    "hub.messaging.holding.cancel_message": "the actor's own message, by author and face",
    "hub.records.finding._keep_again": "the clockwork; it shows nothing",
}


def functions(source: str, module: str) -> Iterator[tuple[str, ast.AST]]:
    """Every function outside another, by its dotted name, and the rest of the module."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and isinstance(
                node, ast.Module | ast.ClassDef
            ):
                yield f"{module}.{child.name}", child


def called(node: ast.AST) -> list[tuple[str, ast.Call]]:
    """The calls in a function, by the last part of their name."""
    calls = [one for one in ast.walk(node) if isinstance(one, ast.Call)]
    named = [
        (one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", ""), one) for one in calls
    ]
    return [(name, call) for name, call in named if name]


def selects(node: ast.AST) -> bool:
    """Whether a function builds a select of its own: `sa.select(…)`, `select(…)` or `X.table.select()`."""
    for name, call in called(node):
        if name != "select" or not isinstance(call.func, ast.Attribute):
            if name == "select":
                return True
            continue
        of = call.func.value
        if (isinstance(of, ast.Name) and of.id == "sa") or (isinstance(of, ast.Attribute) and of.attr == "table"):
            return True
    return False


def finds_undecided(node: ast.AST) -> bool:
    """Whether a function finds a row of a patient by its key, and asks nobody whether it may."""
    found = [call.args[0] for name, call in called(node) if name == "find" and call.args]
    names = {one.id for one in found if isinstance(one, ast.Name)}
    return bool(names & PATIENTS_TABLES) and not {name for name, _ in called(node)} & DECIDES


def complaints(module: str, source: str) -> list[str]:
    if any(module == free or module.startswith(free + ".") for free in FREE):
        return []
    wrong = []
    for name, node in functions(source, module):
        if selects(node) and name not in NAMED:
            wrong.append(f"{name} selects without see(actor, …)")
        if finds_undecided(node) and name not in FOUND:
            wrong.append(f"{name} finds a patient's row and decides nothing")
    return wrong


def modules() -> Iterator[tuple[str, str]]:
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE.parent).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path.read_text()


def test_nothing_is_read_past_the_scope() -> None:
    assert [line for module, source in modules() for line in complaints(module, source)] == []


def test_every_named_exception_is_still_one() -> None:
    """An exception nobody needs any more is an open door."""
    known = {name: node for module, source in modules() for name, node in functions(source, module)}
    assert [name for name in NAMED if name not in known or not selects(known[name])] == []
    assert [name for name in FOUND if name not in known or not finds_undecided(known[name])] == []


PLANTED = [
    "def show(read, actor, ask):\n    return read.select(sa.select(Thread.table), Thread)",
    "def show(read, actor, ask):\n    return read.connection.execute(select(Thread.table))",
    "def show(read, actor, ask):\n    return read.connection.execute(Thread.table.select())",
    "class A:\n    def show(self):\n        def inner():\n            return sa.select(Thread.c.id)",
    "def change(tx, actor, ask):\n    thread = tx.find(Thread, ask.thread)\n    return tx.change(thread, state='x')",
]


@pytest.mark.parametrize("source", PLANTED)
def test_a_planted_reading_is_reported(source: str) -> None:
    assert complaints("hub.messaging.planted", source)


@pytest.mark.parametrize(
    "source",
    [
        "def show(read, actor, ask):\n    return read.select(read.see(actor, Thread).where(x), Thread)",
        "def change(tx, actor, ask):\n    return tx.get(actor, Thread, ask.thread)",
        "def change(tx, actor, ask):\n    row = tx.find(Message, ask.message)\n    access.demand(actor, row, tx.now)",
    ],
)
def test_a_scoped_reading_is_not_reported(source: str) -> None:
    assert complaints("hub.messaging.planted", source) == []
