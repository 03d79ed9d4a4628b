"""Removing a user, changing keys and erasing a client from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bookdesk.cli.main import main

Run = Callable[..., tuple[int, list[dict[str, object]], str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as Anna with `--json`; returns its status, its rows and what it said besides."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOOKDESK_HOME", str(tmp_path / "home"))
    for name, secret in {"anna": "vier blaue Ärmel\n", "ben": "battery staple\n"}.items():
        (tmp_path / name).write_text(secret, encoding="utf-8")

    def command(*words: str, by: str = "anna") -> tuple[int, list[dict[str, object]], str]:
        status = main([*words, *(("--user", by, "--passphrase-file", by) if by else ()), "--json"])
        told = capsys.readouterr()
        return status, [json.loads(line) for line in told.out.splitlines()], told.err

    command("init", "--name", "Firm", "--recovery-out", "sheet.txt", "--mode", "demo")
    command("client", "add", "Koala Kafe", "--country", "AU", "--currency", "AUD")
    command("user", "add", "ben", "--role", "approver", "--client", "Koala Kafe", "--new-passphrase-file", "ben")
    return command


def test_who_leaves_takes_no_key_with_him(run: Run) -> None:
    status, (row,), said = run("user", "remove", "ben")
    assert (status, row["clients"], row["left"], row["practice"]) == (0, 1, [], True)
    assert "Copies made before stay readable" in said
    assert run("client", "list", by="ben")[0] == 3
    status, (row,), _ = run("user", "remove", "ben", "--recovery-file", "sheet.txt", by="")
    assert (status, row["clients"], row["practice"]) == (0, 0, True)


def test_keys_are_changed_on_demand(run: Run) -> None:
    status, (row,), _ = run("keys", "rotate")
    assert (status, row["clients"], row["practice"]) == (0, 2, True)
    status, (row,), _ = run("keys", "rotate", "--client", "koala kafe")
    assert (status, row["clients"], row["practice"]) == (0, 1, True)
    status, (row,), _ = run("keys", "rotate", "--unfinished")
    assert (status, row["clients"]) == (0, 0)
    assert run("client", "list", by="ben")[0] == 0
    assert all(one["ok"] for one in run("verify")[1])


def test_a_client_is_erased_once_its_name_is_typed(run: Run) -> None:
    status, _, said = run("erase", "--client", "Koala Kafe", "--confirm", "Koala")
    assert (status, "not this client's" in said) == (2, True)
    status, (row,), said = run("erase", "--client", "Koala Kafe", "--confirm", "koala kafe")
    assert (status, row["name"]) == (0, "Koala Kafe")
    assert "Backups made before" in said
    assert "Koala Kafe" not in [one["name"] for one in run("client", "list")[1]]
