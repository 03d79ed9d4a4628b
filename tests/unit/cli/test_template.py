"""The words of mails from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from bookdesk.cli import template
from bookdesk.cli.main import main
from bookdesk.cli.parsing import Arguments
from bookdesk.core.identifiers import ClientId
from bookdesk.models.practice import Mode, RegistryKind
from bookdesk.security.clientkeys import ClientEntry, Profile
from bookdesk.security.roles import Role
from bookdesk.security.roster import Roster
from bookdesk.workspace import Workspace
from tests.support.books import client_desk
from tests.unit.approvals.people import Keys, signer


@pytest.fixture
def role() -> list[Role]:
    return [Role.BOOKKEEPER]


@pytest.fixture(autouse=True)
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: list[Role]) -> Iterator[None]:
    with client_desk(tmp_path / "home") as desk:

        @contextmanager
        def workspace(arguments: Arguments, *, writes: bool = True) -> Iterator[Workspace]:
            del arguments, writes
            profile = Profile("Acme Catering", "AU", "AUD")
            entry = ClientEntry(ClientId("c1"), RegistryKind.CLIENT, Mode.DEMO, profile, tuple(role))
            yield Workspace(entry, desk, signer("ann"), cast("Roster", Keys()))

        monkeypatch.setattr(template, "open_workspace", workspace)
        yield


def run(capsys: pytest.CaptureFixture[str], *words: str | Path, status: int = 0) -> list[dict[str, Any]]:
    found = main(["template", *map(str, words), "--user", "ann", "--client", "x", "--json"])
    told = capsys.readouterr()
    assert found == status, told.err
    return [json.loads(line) for line in told.out.splitlines()]


def test_words_are_shown_tried_changed_and_put_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert not any(row["own"] for row in run(capsys, "list", "--language", "fr"))
    body = tmp_path / "body.txt"
    body.write_text("Liebe {customer},\n{invoices}\n{sender}", "utf-8")
    typed = ("reminder", "de", "--tone", "firm", "--subject", "Bitte: {number}", "--body-file", body)
    (tried,) = run(capsys, "preview", *typed)
    assert tried["subject"] == "Bitte: 2026-0042"
    assert "Liebe Ada Lovelace," in tried["text"]
    (kept,) = run(capsys, "edit", *typed)
    assert (kept["own"], kept["version"]) == (True, 1)
    (kept,) = run(capsys, "edit", "reminder", "de", "--tone", "firm", "--subject", "Neu", "--version", "1")
    assert (kept["subject"], kept["body"].splitlines()[0]) == ("Neu", "Liebe {customer},")
    run(capsys, "edit", "reminder", "de", "--tone", "firm", "--subject", "Alt", "--version", "1", status=1)
    (put_back,) = run(capsys, "reset", "reminder", "de", "--tone", "firm")
    assert not put_back["own"]


def test_what_is_wrong_is_told_with_its_place(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    body = tmp_path / "body.txt"
    body.write_bytes(b"\xff\xfe")
    run(capsys, "edit", "invoice", "en", "--body-file", body, status=1)
    run(capsys, "edit", "invoice", "en", status=2)
    run(capsys, "edit", "invoice", "en", "--subject", "{link[0]}", status=1)


def test_who_only_reads_changes_nothing(capsys: pytest.CaptureFixture[str], role: list[Role]) -> None:
    role[:] = [Role.READER]
    run(capsys, "show", "invoice", "en")
    run(capsys, "edit", "invoice", "en", "--subject", "x", status=1)
    run(capsys, "reset", "invoice", "en", status=1)
