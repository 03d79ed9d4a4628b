"""A document handed over from the command line, also after the program ended in the middle."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bookdesk.cli.main import main
from bookdesk.core.failpoints import install
from bookdesk.sandbox.papers import bills as papers
from bookdesk.sandbox.papers.einvoice import ubl

Run = Callable[..., tuple[int, list[dict[str, Any]], str]]


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOOKDESK_HOME", str(tmp_path / "home"))
    (tmp_path / "anna").write_text("vier blaue Ärmel\n", encoding="utf-8")
    (tmp_path / "bill.xml").write_bytes(ubl(papers.CLEANING))

    def command(*words: str) -> tuple[int, list[dict[str, Any]], str]:
        status = main([*words, "--user", "anna", "--passphrase-file", "anna", "--json"])
        told = capsys.readouterr()
        return status, [json.loads(line) for line in told.out.splitlines()], told.err

    command("init", "--name", "Firm", "--recovery-out", "sheet.txt", "--mode", "demo")
    for name in ("Koala Kafe", "Dublin Deli"):
        command("client", "add", name, "--country", "AU", "--currency", "AUD")
        command("takeon", "start", "--client", name)
    command("capture", "bill.xml", "--client", "Koala Kafe")
    yield command
    install(None)


MOVE = ("inbox", "move", "1", "--client", "Koala Kafe", "--to", "Dublin Deli")


def states(run: Run, client: str) -> list[str]:
    return [row["state"] for row in run("inbox", "list", "--client", client)[1]]


def test_it_is_moved_and_read_there(run: Run) -> None:
    status, (moved,), said = run(*MOVE)
    assert (status, moved["number"], moved["duplicate"]) == (0, 1, False)
    assert "bookdesk capture" in said
    assert (states(run, "Koala Kafe"), states(run, "Dublin Deli")) == (["moved"], ["received"])
    run("capture", "--client", "Dublin Deli")
    assert states(run, "Dublin Deli") == ["to review"]
    status, _, said = run(*MOVE)
    assert (status, "was moved to another client before" in said) == (1, True)


def test_what_was_cut_off_is_finished_by_the_next_command_that_writes(run: Run) -> None:
    def kill(name: str) -> None:
        if name == "move: set aside":
            raise Killed

    install(kill)
    with pytest.raises(Killed):
        run(*MOVE)
    install(None)
    assert states(run, "Dublin Deli") == []
    run("capture", "--client", "Dublin Deli")
    assert states(run, "Koala Kafe") == ["moved"]
    assert len(states(run, "Dublin Deli")) == 1
