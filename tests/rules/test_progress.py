"""What an import shows at the terminal, and what it leaves out where there is none."""

import io

from hub.records.imports.progress import Progress, Report


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_bar_fills_over_all_the_files_and_gives_way_to_lines() -> None:
    terminal = Terminal()
    progress = Progress(stream=terminal)
    progress.bar(1, 2, 50, 100)
    progress.line("ana.json: Condition/7: it names no patient")
    progress.bar(2, 2, 100, 100)
    progress.clear()
    first, rest = terminal.getvalue().split("ana.json")
    assert "███████·····················" in first
    assert first.endswith("\r")
    assert rest.startswith(": Condition/7: it names no patient\n")
    assert "████████████████████████████ file 2 of 2, resource 100 of 100" in rest
    assert terminal.getvalue().endswith(" \r")


def test_without_a_terminal_only_lines_are_written() -> None:
    stream = io.StringIO()
    progress = Progress(stream=stream)
    progress.bar(1, 1, 1, 1)
    progress.line("ana.json: cut short")
    progress.clear()
    assert stream.getvalue() == "ana.json: cut short\n"


def test_a_report_names_only_what_happened() -> None:
    assert str(Report(files=1, taken=2, patients={"ana"})) == "2 resources taken for 1 patients from 1 files."
    assert str(Report(repeated=3, refused=1)).endswith("3 files imported before; 1 resources not taken.")
