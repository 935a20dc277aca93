"""The command line: what it makes, and the one sentence with which it refuses to start on what is unsafe."""

import socket
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from hub.__main__ import main
from hub.errors import StartRefused
from hub.settings import read_settings

Run = Callable[..., tuple[int, str, str]]
ABOUT = ["--name", "Riverside", "--telephone", "555-0100", "--time-zone", "America/New_York"]
ADMIN = ["--admin-name", "Dana Whitfield", "--admin-email", "dana@riverside.example"]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `chartwire` with these arguments: exit code, what it printed, what it complained of."""

    def chartwire(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return chartwire


@pytest.fixture
def practice(tmp_path: Path, run: Run) -> Path:
    """A data folder with a practice in it."""
    folder = tmp_path / "data"
    assert run("init", "--data", str(folder), *ABOUT, *ADMIN)[0] == 0
    return folder


def test_init_makes_a_practice_a_key_for_its_owner_alone_and_a_link(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "data"
    code, said, _ = run("init", "--data", str(folder), *ABOUT, *ADMIN)
    key = folder / "keys" / "root.key"
    assert code == 0
    assert "http://localhost:8000/i#" in said
    assert str(key) in said
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(folder / "chartwire.db").execute("SELECT * FROM practice")


def test_a_second_init_is_refused_and_a_second_practice_is_not(practice: Path, run: Run) -> None:
    code, _, wrong = run("init", "--data", str(practice), *ABOUT, *ADMIN)
    assert (code, "practice add" in wrong) == (1, True)
    code, said, _ = run("practice", "add", "--data", str(practice), *ABOUT, *ADMIN)
    assert (code, "/i#" in said) == (0, True)


def test_staff_are_invited_and_the_audit_chain_is_verified(practice: Path, run: Run) -> None:
    invite = ["user", "invite", "--data", str(practice), "--name", "Lin Park", "--email", "lin@riverside.example"]
    code, said, _ = run(*invite, "--role", "nurse", "--pool", "nurses")
    assert (code, "/i#" in said) == (0, True)
    assert run(*invite, "--role", "wizard")[0] == 1
    code, said, _ = run("audit", "verify", "--data", str(practice))
    assert (code, "0 chains broken" in said) == (0, True)
    assert run("doctor", "--data", str(practice))[1].startswith("ok")


def refused(run: Run, *arguments: str) -> str:
    """The complaint of a start that was refused: one line, no traceback."""
    code, _, wrong = run(*arguments)
    assert code == 1
    assert wrong.startswith("chartwire: ")
    assert wrong.count("\n") == 1
    return wrong


def test_a_wrong_key_stops_the_start(practice: Path, run: Run) -> None:
    (practice / "keys" / "root.key").write_text("ab" * 32)
    assert "key does not open" in refused(run, "serve", "--data", str(practice))


def test_a_missing_key_stops_the_start(practice: Path, run: Run) -> None:
    (practice / "keys" / "root.key").unlink()
    assert "no root key" in refused(run, "serve", "--data", str(practice))


def test_a_key_that_others_can_read_stops_the_start(practice: Path, run: Run) -> None:
    (practice / "keys" / "root.key").chmod(0o644)
    assert "chmod 600" in refused(run, "serve", "--data", str(practice))


def test_an_old_sqlite_stops_the_start(practice: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlcipher, "sqlite_version_info", (3, 51, 2))
    assert "3.51.3 or newer" in refused(run, "serve", "--data", str(practice))


def test_a_real_practice_is_not_served_as_a_demo(practice: Path, run: Run) -> None:
    assert "not a demo" in refused(run, "serve", "--demo", "--data", str(practice))


def test_a_demo_is_for_this_machine_alone(tmp_path: Path, run: Run) -> None:
    assert "this machine alone" in refused(run, "serve", "--demo", "--host", "0.0.0.0", "--data", str(tmp_path))


def test_a_port_that_is_taken_stops_the_start(practice: Path, run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        wrong = refused(run, "serve", "--data", str(practice), "--port", port, "--server", "uvicorn")
    assert "already in use" in wrong


def test_a_folder_without_a_practice_stops_the_start(tmp_path: Path, run: Run) -> None:
    assert "chartwire init" in refused(run, "serve", "--data", str(tmp_path / "nothing"))


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"CHARTWIRE_PORTT": "1"}, "no setting CHARTWIRE_PORTT"),
        ({"CHARTWIRE_PORT": "many"}, "whole number"),
        ({"CHARTWIRE_SERVER": "gunicorn"}, "daphne or uvicorn"),
        ({"CHARTWIRE_PUBLIC_URL": "http://hub.example.org"}, "must be https"),
        ({"CHARTWIRE_PUBLIC_URL": "https://hub.example.org/path"}, "without a path"),
        ({"CHARTWIRE_DATABASE": "mysql://x"}, "postgresql://"),
        ({"CHARTWIRE_DATABASE_FILE": "/nowhere/at/all"}, "cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_is_named(environment: dict[str, str], expected: str) -> None:
    with pytest.raises(StartRefused, match=expected):
        read_settings(environment)
    assert read_settings({}).port == 8000
