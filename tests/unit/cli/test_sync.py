"""`bookdesk sync` from connecting to the last decision: rows, words and exit statuses."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from bookdesk.cli import sync
from bookdesk.cli.main import main
from bookdesk.cli.parsing import Arguments
from bookdesk.cli.people import Peopled
from bookdesk.core.clock import SystemClock
from bookdesk.models.practice import Mode, RegistryKind
from bookdesk.security.clientkeys import ClientEntry, Profile
from bookdesk.security.roles import Role
from bookdesk.security.roster import Roster
from bookdesk.security.signatures import Signer
from bookdesk.workspace import Workspace
from tests.unit.sync.scene import Scene, scene

Row = dict[str, Any]


class Shell:
    """The program on a scene's books, without a practice around them."""

    def __init__(self, stage: Scene, capsys: pytest.CaptureFixture[str]) -> None:
        self.stage, self._capsys = stage, capsys
        profile = Profile("Acme Catering", "AU", "AUD")
        self.entry = ClientEntry(
            stage.desk.books.client_id, RegistryKind.CLIENT, Mode.DEMO, profile, (Role.BOOKKEEPER,)
        )

    def __call__(self, *words: str, status: int = 0) -> list[Row]:
        found = main(["sync", *words, "--client", "x", "--json"])
        told = self._capsys.readouterr()
        self.said = told.err
        assert found == status, told.err
        return [json.loads(line) for line in told.out.splitlines()]

    def plain(self, *words: str) -> str:
        assert main(["sync", *words, "--client", "x"]) == 0
        return self._capsys.readouterr().out

    @contextmanager
    def workspace(self, arguments: Arguments, *, writes: bool = True) -> Iterator[Workspace]:
        del arguments, writes
        desk = replace(self.stage.desk, clock=SystemClock())  # the program really waits, so time really passes
        yield Workspace(self.entry, desk, cast("Signer", None), cast("Roster", None))

    @contextmanager
    def peopled(self, arguments: Arguments) -> Iterator[Peopled]:
        with self.workspace(arguments) as workspace:
            yield Peopled(workspace, {"ann": "Ann Archer"})


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    with scene(tmp_path) as stage:
        shell = Shell(stage, capsys)
        opener: Callable[..., object] = shell.workspace
        monkeypatch.setattr(sync, "open_workspace", opener)
        named: Callable[..., object] = shell.peopled
        monkeypatch.setattr(sync, "open_peopled", named)
        yield shell


def test_from_connecting_to_the_last_entry(shell: Shell) -> None:
    shell("status", status=1)
    assert "Connect it first (bookdesk sync connect)." in shell.said
    base = shell.stage.peer.standin.base_url
    assert shell("connect", "--app", "cid", "--base-url", base) == [
        {"organisation": "Sample Trading", "connected": True}
    ]
    assert {row["stream"]: row["count"] for row in shell("pull")}["organisation"] == 1
    assert shell("map", "tax-code", "N-T", "BASEXCLUDED")[0]["theirs"] == "BAS Excluded"
    assert all(row["kind"] == "tax code" for row in shell("map", "tax-code"))
    shell("map", "tax-code", "N-T", status=2)
    shell.stage.bill()
    assert "3 of them were never shown; see: sync preview" in shell.plain("send", "--all")
    text = shell.plain("preview")
    assert "[ready] Add the supplier Cedar Cleaning to Sample Trading (Xero)." in text
    assert "! Goes after the contact it belongs to." in text
    shell("send", status=2)
    shell.stage.peer.control("POST", "listen", open=False)
    shell("send", "--all", status=4)
    assert "nothing is lost" in shell.said
    shell.stage.peer.control("POST", "listen", open=True)
    assert shell("send", "--all")[-1] == {"arrived": 3, "open": 0, "never_shown": 0, "next_look_seconds": None}
    assert shell("status")[-1]["states"] == {"verified": 3}


@pytest.mark.slow
def test_what_needs_a_person(shell: Shell) -> None:
    stage = shell.stage
    stage.ready()
    stage.bill(document=False)
    shell("preview")
    stage.fault("throttled", method="PUT", seconds=1000)
    waiting = shell("send", "--all", status=1)
    assert waiting[-1]["next_look_seconds"] == 1000
    stage.peer.control("POST", "lock", tenant=stage.peer.tenant, name="PeriodLockDate", date="2026-12-31")
    refused = next(row for row in shell("send", "--all", status=1) if row.get("kind") == "bill")
    assert refused["state"] == "rejected"
    assert "unlock the period in Xero" in shell.said
    assert shell("retry", refused["id"])[0]["state"] == "queued"
    assert shell("link", refused["id"][-8:], "their-id")[0]["state"] == "verified"
    shell("cancel", refused["id"], status=1)
    shell("keep", "nothing", status=1)
    assert "sync status" in shell.said


def test_what_is_given_up_is_told_with_its_person_and_sent_after_all(shell: Shell) -> None:
    shell.stage.ready()
    shell.stage.bill()
    bill = next(row for row in shell("preview") if row["kind"] == "bill")
    (given_up,) = shell("cancel", bill["id"])
    assert given_up["state"] == "cancelled"
    assert str(given_up["problem"]).startswith("Given up by Ann Archer on ")
    told = [row for row in shell("status") if row.get("state") == "cancelled"]
    assert [row["kind"] for row in told] == ["bill", "attachment"], "its original fell with it"
    assert told[0]["command"] == f"bookdesk sync restore {bill['id']}"
    shell("restore", bill["id"])
    assert not [row for row in shell("status") if row.get("state") == "cancelled"]


def test_a_person_pastes_the_address_and_a_real_practice_takes_no_stand_in(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = shell.stage.peer.standin.base_url
    monkeypatch.setattr(sys, "stdin", io.StringIO("http://localhost:8642/?code=c&state=other\n"))
    shell("connect", "--app", "cid", status=1)
    assert "https://login.xero.com/identity/connect/authorize?" in shell.said
    assert "does not answer this request" in shell.said
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    shell("connect", "--app", "cid", status=2)
    shell.entry = replace(shell.entry, mode=Mode.NORMAL)
    shell("connect", "--app", "cid", "--base-url", base, status=1)
    shell.entry = replace(shell.entry, roles=(Role.READER,))
    shell("pull", status=1)
    assert "may not send to the accounting system" in shell.said
