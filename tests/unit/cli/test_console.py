from __future__ import annotations

import argparse
from io import StringIO

import pytest

from bookdesk.cli import main
from bookdesk.cli.console import Console, told
from bookdesk.core.errors import NotFound

_MISSING = NotFound("There is no such bill.", "Choose one from the list.", command="bookdesk bill list")


def _refuse(_arguments: argparse.Namespace, _console: Console) -> int:
    raise _MISSING


def test_a_failure_is_told_with_what_to_type() -> None:
    assert told(_MISSING) == "There is no such bill. Choose one from the list (bookdesk bill list)."


def test_a_failure_without_a_command_is_told_as_it_is() -> None:
    assert told(NotFound("There is no such bill.", "Look again.")) == "There is no such bill. Look again."


def test_the_door_of_the_command_line_tells_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = argparse.ArgumentParser()
    parser.set_defaults(handler=_refuse)
    monkeypatch.setattr(main, "_parser", lambda _words: parser)
    said = StringIO()
    assert main.run([], Console(err=said)) == NotFound.exit_status
    assert said.getvalue() == "bookdesk: There is no such bill. Choose one from the list (bookdesk bill list).\n"
