"""The second factor from the command line: set up, asked for, given up."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bookdesk.cli.main import main
from bookdesk.security.totp import code_at, step_at

Run = Callable[..., tuple[int, list[dict[str, str]], str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as Anna with `--json`; returns its status, its rows and what it said besides."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOOKDESK_HOME", str(tmp_path / "home"))
    (tmp_path / "anna").write_text("vier blaue Ärmel\n", encoding="utf-8")
    (tmp_path / "ben").write_text("battery staple\n", encoding="utf-8")

    def command(*words: str) -> tuple[int, list[dict[str, str]], str]:
        status = main([*words, "--user", "anna", "--passphrase-file", "anna", "--json"])
        told = capsys.readouterr()
        return status, [json.loads(line) for line in told.out.splitlines()], told.err

    command("init", "--name", "Firm", "--recovery-out", "sheet.txt", "--mode", "demo")
    return command


def test_who_wants_both_gives_a_code_with_the_passphrase(run: Run) -> None:
    status, (made,), said = run("user", "second-factor", "begin", "--both")
    assert (status, made["uri"].startswith("otpauth://totp/BookDesk:anna%20%28Firm%29?")) == (0, True)
    assert "does not protect the files" in said
    secret, now = base64.b32decode(made["secret"]), step_at(datetime.now(UTC))
    status, _, said = run("user", "second-factor", "confirm", "12345")
    assert (status, "6 digits" in said) == (1, True)
    assert run("user", "second-factor", "confirm", code_at(secret, now))[0] == 0
    add = ("user", "add", "ben", "--role", "approver", "--new-passphrase-file", "ben")
    status, _, said = run(*add)
    assert (status, "--one-time-code CODE" in said) == (1, True)
    status, _, said = run(*add, "--one-time-code", code_at(secret, now))
    assert (status, "used already" in said) == (3, True)
    give_up = ("user", "second-factor", "remove")
    status, _, said = run(*give_up)
    assert (status, "--one-time-code CODE" in said) == (1, True)
    assert run(*give_up, "--one-time-code", code_at(secret, now + 1))[0] == 0
    assert run(*add)[0] == 0
