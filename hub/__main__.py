"""The `chartwire` command line: what an operator types. Every subcommand's --help says what it is for."""

import argparse
import asyncio
import shlex
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from hub import __version__, shapes
from hub.errors import HubError, StartRefused
from hub.logs import begin_logging
from hub.settings import Settings, read_settings

Run = Callable[[argparse.Namespace], int]


def main(arguments: list[str] | None = None) -> int:
    """Parse, run, and say in one sentence what is wrong when something is."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen) or 0)
    except (StartRefused, HubError) as refusal:
        print(f"chartwire: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    for name, meaning in (("data", "DIR"), ("database", "URL"), ("redis", "URL")):
        setting = next(item for item in fields(Settings) if item.name == name)
        common.add_argument(f"--{name}", metavar=meaning, help=setting.metadata["meaning"])
    parser = argparse.ArgumentParser(
        prog="chartwire",
        description="Real-time messaging and telehealth for a medical practice, with the chart behind it.",
        epilog="Begin with `chartwire init` for a real practice, or `chartwire serve --demo` to look around. "
        "Every option is also a setting: an environment variable CHARTWIRE_<NAME>.",
    )
    parser.add_argument("--version", action="version", version=f"chartwire {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, run: Run, short: str, long: str = "", into: Any = commands) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = into.add_parser(
            name, help=short, description=f"{short} {long}", parents=[common]
        )
        made.set_defaults(run=run)
        return made

    _add_serving(add)
    _add_founding(add, commands)
    _add_upkeep(add, commands)
    return parser


def _add_serving(add: Callable[..., argparse.ArgumentParser]) -> None:
    serve = add("serve", run_serve, "Serve the practice.", "Runs until it is told to stop, then lets clients finish.")
    serve.add_argument("--demo", action="store_true", help="make and serve a practice with invented patients")
    serve.add_argument("--host", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, help="TCP port to listen on (8000)")
    serve.add_argument("--server", choices=("daphne", "uvicorn"), help="daphne, guarded (the default), or uvicorn")


def _add_founding(add: Callable[..., argparse.ArgumentParser], commands: Any) -> None:
    def about(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--name", help="what the practice is called")
        parser.add_argument("--telephone", help="shown to patients on every page")
        parser.add_argument("--time-zone", help="such as America/New_York")
        parser.add_argument("--admin-name", help="the first administrator")
        parser.add_argument("--admin-email", help="their e-mail address")
        parser.add_argument("--provider", action="store_true", help="the first administrator also treats patients")

    long = "Makes the key and the database, founds the practice and prints an invitation for its first administrator."
    init = add("init", run_init, "Set up a new installation with its first practice.", long)
    init.add_argument("--port", type=int, help="TCP port it will be served on (8000), for the link")
    about(init)
    practices = commands.add_parser("practice", help="Practices served by this installation.").add_subparsers(
        required=True, metavar="COMMAND"
    )
    about(add("add", run_practice_add, "Found another practice here.", into=practices))
    users = commands.add_parser("user", help="People who work in a practice.").add_subparsers(
        required=True, metavar="COMMAND"
    )
    invite = add("invite", run_invite, "Invite somebody to work in a practice; prints a link to hand over.", into=users)
    invite.add_argument("--practice", metavar="NAME", help="which practice, when there are several")
    invite.add_argument("--name", required=True)
    invite.add_argument("--email", required=True)
    invite.add_argument("--role", action="append", required=True, help="provider, nurse, front_desk, biller, admin…")
    invite.add_argument("--pool", action="append", default=[], help="a queue they answer; without one, all of them")


def _add_upkeep(add: Callable[..., argparse.ArgumentParser], commands: Any) -> None:
    long = "Takes files and folders of R4 bundles. The same file again changes nothing; an interrupted import goes on."
    records = add("import", run_import, "Import patient records (FHIR R4 bundles).", long)
    records.add_argument("--practice", metavar="NAME", help="which practice, when there are several")
    records.add_argument("paths", nargs="+", metavar="PATH")
    add("migrate", run_migrate, "Bring the database up to this version.", "`serve` does it for the embedded database.")
    add("doctor", run_doctor, "Check that this installation is safe to run.", "Says what to mend, line by line.")
    long = "Goes through name, connection, encryption, sign-in, sender and recipient, and says what to mend."
    trial = add("mail-test", run_mail_test, "Send one mail, to see that e-mail works.", long)
    trial.add_argument("address", metavar="ADDRESS", help="where to; an address of your own")
    audits = commands.add_parser("audit", help="The audit chain.").add_subparsers(required=True, metavar="COMMAND")
    add("verify", run_audit_verify, "Check that nobody has altered the record of who saw what.", into=audits)
    wire = add("wire", run_wire, "Print the contract (OpenAPI 3.1) that clients are written against.")
    wire.add_argument(
        "--write", action="store_true", help="write it to web/openapi.json, and its tables to docs/protocol.md"
    )


def _settings(chosen: argparse.Namespace) -> Settings:
    names = {item.name for item in fields(Settings)}
    return read_settings(**{name: value for name, value in vars(chosen).items() if name in names})


def run_serve(chosen: argparse.Namespace) -> int:
    from hub.serving import run

    settings = _settings(chosen)
    begin_logging(settings.log_level)
    run(settings, demo=chosen.demo)
    return 0


def _act(settings: Settings, name: str, args: dict[str, Any]) -> dict[str, Any]:
    """Do one of the operator's actions, here or in the serving process, and show its progress."""
    import hub.actions  # noqa: F401 - registers them
    from hub import operator
    from hub.records.imports.progress import Progress

    progress = Progress()

    def tell(line: dict[str, Any]) -> None:
        if "text" in line:
            progress.line(line["text"])
        else:
            progress.bar(*line["bar"])

    try:
        return asyncio.run(operator.act(settings, name, args, tell))
    except operator.Refusal as refusal:
        raise StartRefused(str(refusal)) from None
    finally:
        progress.clear()


def run_init(chosen: argparse.Namespace) -> int:
    from hub import operator
    from hub.records import seal

    settings = _settings(chosen)
    about = _ask_about_practice(chosen)
    Path(settings.data).mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.root_key_path.exists():
        if (Path(settings.data) / "chartwire.db").exists():
            raise StartRefused(f"The key of this database is missing; put it back at {settings.root_key_path}.")
        seal.make_root_key(settings.root_key_path)
    with operator.sole_writer(settings):
        operator.prepare(settings)
    made = _act(settings, "practice.first", about)
    _show_link(made, about["admin_name"])
    print(
        f"\nThe key that opens every record is {settings.root_key_path.resolve()}\n"
        "Copy it now to a safe place apart from this machine: without it nothing can be read, with it everything can.\n"
        f"\nThen start the practice and open the link:\n\n    {sys.argv[0]} serve{_as_given(chosen)}"
    )
    return 0


def _as_given(chosen: argparse.Namespace) -> str:
    """The options that serve needs too, as they were typed."""
    given = {name: getattr(chosen, name) for name in ("data", "database", "redis", "port")}
    return "".join(f" --{name} {shlex.quote(str(value))}" for name, value in given.items() if value is not None)


def run_practice_add(chosen: argparse.Namespace) -> int:
    about = _ask_about_practice(chosen)
    _show_link(_act(_settings(chosen), "practice.add", about), about["admin_name"])
    return 0


def run_invite(chosen: argparse.Namespace) -> int:
    args = {"name": chosen.name, "email": chosen.email, "roles": chosen.role, "pools": chosen.pool}
    _show_link(_act(_settings(chosen), "user.invite", args | {"practice": chosen.practice}), chosen.name)
    return 0


def run_import(chosen: argparse.Namespace) -> int:
    paths = [str(Path(path).resolve()) for path in chosen.paths]
    for path in paths:
        if not Path(path).exists():
            raise StartRefused(f"There is no file or folder {path}.")
    done = _act(_settings(chosen), "import", {"paths": paths, "practice": chosen.practice})
    print(done["report"])
    return 1 if done["failed"] else 0


def run_migrate(chosen: argparse.Namespace) -> int:
    from hub import operator

    settings = _settings(chosen)
    with operator.sole_writer(settings):
        operator.prepare(settings)
    print("The database is up to date.")
    return 0


def run_doctor(chosen: argparse.Namespace) -> int:
    from hub.doctor import examine

    return 1 if _print_findings(examine(_settings(chosen))) else 0


def _print_findings(findings: Iterable[Any]) -> int:
    """Show what was looked at, line by line. Returns how many things have to be mended."""
    wrong = 0
    for finding in findings:
        print(f"{'ok  ' if finding.is_well else 'MEND'}  {finding.text}", flush=True)
        wrong += not finding.is_well
    return wrong


def run_mail_test(chosen: argparse.Namespace) -> int:
    from hub.notify.trial import try_mail

    to = shapes.decode({"email": chosen.address}, OneAddress).email
    return 1 if _print_findings(try_mail(_settings(chosen), to)) else 0


def run_audit_verify(chosen: argparse.Namespace) -> int:
    found = _act(_settings(chosen), "audit.verify", {})
    for practice, line in found["broken"].items():
        print(f"practice {practice}: the chain breaks at line {line}")
    print(f"{found['checked']:,} lines checked, {len(found['broken'])} chains broken.")
    return 1 if found["broken"] else 0


def run_wire(chosen: argparse.Namespace) -> int:
    import hub.features  # noqa: F401 - fills the registries
    from hub.catalogue import contract_files, contract_text

    if chosen.write:
        for path, text in contract_files(Path(__file__).parent.parent).items():
            path.write_text(text)
    else:
        print(contract_text(), end="")
    return 0


def _ask_about_practice(chosen: argparse.Namespace) -> dict[str, Any]:
    """What a practice is founded with: from the options, and from the terminal for what they leave out."""
    questions = {
        "name": "Name of the practice",
        "telephone": "Telephone, as patients dial it",
        "time_zone": "Time zone, such as America/New_York",
        "admin_name": "Name of the first administrator",
        "admin_email": "Their e-mail address",
    }
    about: dict[str, Any] = {"is_provider": chosen.provider}
    for name, question in questions.items():
        given = getattr(chosen, name)
        if given is None:
            if not sys.stdin.isatty():
                raise StartRefused(f"Give --{name.replace('_', '-')}: {question.lower()}.")
            given = input(f"{question}: ").strip()
        about[name] = given
    asked = shapes.decode(about, AboutPractice)
    return {name: getattr(asked, name) for name in asked.__struct_fields__}


class OneAddress(shapes.Shape, frozen=True):
    email: shapes.Email


class AboutPractice(shapes.Shape, frozen=True):
    """What a practice is founded with."""

    name: shapes.Name
    telephone: shapes.Phone
    time_zone: shapes.Name
    admin_name: shapes.Name
    admin_email: shapes.Email
    is_provider: bool = False


def _show_link(made: dict[str, Any], name: str) -> None:
    print(f"Hand this link to {name}; it is good until {made['expires_at']}:\n\n    {made['link']}")


if __name__ == "__main__":
    sys.exit(main())
