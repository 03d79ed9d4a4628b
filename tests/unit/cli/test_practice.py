"""The practice from the command line: what is printed, which status it ends with, and what never is an argument."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bookdesk.cli.main import main

Run = Callable[..., tuple[int, list[dict[str, object]], str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command with `--json`; returns its status, its rows and what it said besides."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOOKDESK_HOME", str(tmp_path / "home"))
    for name, secret in {
        "anna": "vier blaue Ärmel\n",
        "ben": "battery staple",
        "new": "another one",
        "bad": "wrong one",
    }.items():
        (tmp_path / name).write_text(secret, encoding="utf-8")

    def command(*words: str, by: str = "anna") -> tuple[int, list[dict[str, object]], str]:
        who = ["--user", by, "--passphrase-file", by] if by else []
        status = main([*words, *who, "--json"])
        told = capsys.readouterr()
        return status, [json.loads(line) for line in told.out.splitlines()], told.err

    return command


def founded(run: Run) -> None:
    status, (row,), hint = run("init", "--name", "Firm", "--recovery-out", "sheet.txt")
    assert (status, row["name"], row["mode"], row["recovery_out"]) == (0, "Firm", "normal", "sheet.txt")
    assert "Print sheet.txt" in hint
    status, (row,), hint = run("recovery", "confirm", "--recovery-file", "sheet.txt")
    assert (status, row["confirmed"]) == (0, True)
    assert "Nobody has shown yet" in hint


def test_from_the_first_day_to_a_second_user(run: Run, tmp_path: Path) -> None:
    founded(run)
    assert stat.S_IMODE((tmp_path / "sheet.txt").stat().st_mode) == 0o600
    status, (koala,), _ = run("client", "add", "Koala Kafe", "--country", "au", "--currency", "aud")
    assert (status, koala["name"], koala["currency"], koala["zone"]) == (0, "Koala Kafe", "AUD", None)
    status, (ben,), _ = run("user", "add", "Ben", "--role", "approver", "--new-passphrase-file", "ben")
    assert (status, ben["roles"]) == (0, ["approver"])
    status, (granted,), _ = run("client", "grant", "koala kafe", "--to", "ben", "--role", "reviewer")
    assert (status, granted["roles"], granted["taken_away"]) == (0, ["reviewer"], ["approver"])
    status, clients, _ = run("client", "list", by="ben")
    assert (status, [(row["client"], row["roles"]) for row in clients]) == (0, [(koala["client"], ["reviewer"])])
    status, users, _ = run("user", "list", by="ben")
    assert [(row["name"], row["active"]) for row in users] == [("anna", True), ("Ben", True)]


def test_who_may_not_post_takes_no_client_on(run: Run, tmp_path: Path) -> None:
    founded(run)
    run("client", "add", "Koala Kafe", "--country", "au", "--currency", "aud")
    run("user", "add", "Ben", "--role", "approver", "--new-passphrase-file", "ben")
    run("client", "grant", "koala kafe", "--to", "ben")
    (tmp_path / "sheet.csv").write_text("Supplier\nHarbour Foods\n", encoding="utf-8")
    for by, status in (("ben", 1), ("anna", 0)):
        for what in (("start",), ("suppliers", "sheet.csv")):
            ended, _, said = run("takeon", *what, "--client", "Koala Kafe", by=by)
            assert ended == status, said
            assert ("may not post" in said) is (by == "ben")


def test_statuses_tell_what_went_wrong(run: Run, tmp_path: Path) -> None:
    assert run("client", "list")[0] == 1
    founded(run)
    assert run("init", "--name", "Firm", "--recovery-out", "second.txt")[0] == 1
    assert not (tmp_path / "second.txt").exists()
    (tmp_path / "anna").rename(tmp_path / "right")
    (tmp_path / "anna").write_text("wrong passphrase")
    status, rows, wrong = run("client", "list")
    assert (status, rows) == (3, [])
    assert run("client", "list", by="bad")[2] == wrong
    assert run("client", "list", by="")[0] == 2
    assert run("user", "add", "x", "--role", "boss", "--new-passphrase-file", "ben")[0] == 1


def test_an_existing_file_is_never_overwritten_by_the_sheet(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sheet.txt").write_text("my novel")
    assert run("init", "--name", "Firm", "--recovery-out", "sheet.txt")[0] == 2
    assert (tmp_path / "sheet.txt").read_text() == "my novel"
    assert not (tmp_path / "home").exists()


def test_a_lost_machine_and_a_lost_passphrase(run: Run, tmp_path: Path) -> None:
    founded(run)
    status, (made,), _ = run("backup", "--to", "backups")
    assert (status, made["clients"], made["left_out"]) == (0, 1, 0)
    assert run("restore", "--from", "backups", "--recovery-file", "sheet.txt", by="")[0] == 1
    (tmp_path / "home").rename(tmp_path / "stolen")
    status, (back,), hint = run("restore", "--from", "backups", "--recovery-file", "sheet.txt", by="")
    assert (status, back["home"]) == (0, str(tmp_path / "home"))
    assert "user renew" in hint
    assert "compare each client with the bank before its first payment" in hint
    assert "remove again who was removed since" in hint
    renewed = run("user", "renew", "anna", "--recovery-file", "sheet.txt", "--new-passphrase-file", "new", by="")
    assert renewed[0] == 0
    assert run("client", "list")[0] == 3
    (tmp_path / "new").rename(tmp_path / "anna")
    status, files, _ = run("verify")
    assert (status, [(row["name"], row["ok"]) for row in files]) == (0, [("practice", True), ("Unsorted", True)])


def test_one_client_is_brought_back_and_its_folder_until_now_is_set_aside(run: Run, tmp_path: Path) -> None:
    founded(run)
    run("backup", "--to", "backups")
    (books,) = (tmp_path / "home" / "clients").glob("*/books.db")
    books.write_bytes(b"torn" * 4096)
    bring = ("restore", "--from", "backups", "--client", "Unsorted")
    status, (back,), said = run(*bring)
    assert (status, back["name"]) == (0, "Unsorted")
    aside = Path(str(back["set_aside"]))
    assert (aside.parent, (aside / "books.db").read_bytes()) == (tmp_path / "home" / "set aside", b"torn" * 4096)
    assert f"Its folder until now was set aside: {aside}." in said
    assert run("verify")[0] == 0
    (tmp_path / "empty").mkdir()
    assert run(*bring[:2], "empty", *bring[3:])[0] == 1
    assert run("verify")[0] == 0


def test_a_sheet_with_a_slip_names_the_group(run: Run, tmp_path: Path) -> None:
    founded(run)
    run("backup", "--to", "backups")
    sheet = (tmp_path / "sheet.txt").read_text()
    line = next(line for line in sheet.splitlines() if line.startswith("KEY"))
    wrong = line[:-1] + ("2" if line[-1] != "2" else "3")
    (tmp_path / "sheet.txt").write_text(sheet.replace(line, wrong))
    status, _, told = run("restore", "--from", "backups", "--recovery-file", "sheet.txt", by="")
    assert (status, "Group 7 of the recovery key" in told) == (1, True)


def test_a_damaged_client_file_is_told_by_verify(run: Run, tmp_path: Path) -> None:
    founded(run)
    (books,) = (tmp_path / "home" / "clients").glob("*/books.db")
    content = bytearray(books.read_bytes())
    content[9000] ^= 1
    books.write_bytes(content)
    status, files, told = run("verify", "--client", "Unsorted")
    assert (status, [row["ok"] for row in files]) == (1, [True, False])
    assert "Unsorted: pages" in told


def test_roles_are_changed_and_access_ends(run: Run) -> None:
    founded(run)
    run("client", "add", "Koala Kafe", "--country", "AU", "--currency", "AUD", "--zone", "Australia/Sydney")
    run("user", "add", "Ben", "--role", "approver", "--new-passphrase-file", "ben")
    status, (changed,), said = run("user", "roles", "Ben", "--role", "payer", "--role", "reader")
    assert (status, changed["roles"], changed["taken_away"]) == (0, ["payer", "reader"], ["approver"])
    assert run("user", "roles", "anna", "--role", "payer")[0] == 1
    grant = ("client", "grant", "Koala Kafe", "--to", "Ben", "--role", "auditor", "--until")
    status, (granted,), _ = run(*grant, "2999-12-31")
    assert (status, granted["until"], granted["roles"]) == (0, "2999-12-31", ["auditor"])
    assert [row["until"] for row in run("client", "list", by="ben")[1]] == ["2999-12-31"]
    assert {row["name"]: row["until"] for row in run("user", "list")[1]} == {
        "anna": {}, "Ben": {"Koala Kafe": "2999-12-31"}
    }  # fmt: skip
    status, _, said = run(*grant, "2020-12-31")
    assert (status, said) == (1, "bookdesk: That day is past. Give a day that is still to come.\n")
    run("user", "roles", "Ben", "--role", "owner")
    status, (changed,), said = run("user", "roles", "anna", "--role", "bookkeeper", by="ben")
    assert (status, "owner" in str(changed["taken_away"])) == (0, True)
    assert "cannot be made unknown" in said


def test_computers_are_listed_and_withdrawn(run: Run, tmp_path: Path) -> None:
    founded(run)
    (mine,) = run("device", "list")[1]
    assert (mine["user"], mine["active"], mine["here"]) == ("anna", True, True)
    status, _, said = run("device", "withdraw", str(mine["device"]))
    assert (status, "the computer you are at" in said) == (1, True)
    (tmp_path / "home" / "device").unlink()
    run("client", "add", "Koala Kafe", "--country", "AU", "--currency", "AUD")
    status, (gone,), _ = run("device", "withdraw", str(mine["device"]))
    assert (status, gone["active"]) == (0, False)
    (tmp_path / "home" / "device").write_text(json.dumps({"device": mine["device"]}))
    status, _, said = run("client", "list")
    assert (status, "This computer was withdrawn" in said) == (3, True)
