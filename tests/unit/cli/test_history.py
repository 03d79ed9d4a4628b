"""The history from the command line: exported for others, and verified against anchors that were kept elsewhere."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bookdesk import verifier
from bookdesk.cli.main import main

Run = Callable[..., tuple[int, list[dict[str, object]], str]]
CLIENT = ("--client", "Koala Kafe")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command with `--json` in a practice of one client; returns its status, its rows and what it said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOOKDESK_HOME", str(tmp_path / "home"))
    (tmp_path / "anna").write_text("vier blaue Ärmel\n", encoding="utf-8")

    def command(*words: str) -> tuple[int, list[dict[str, object]], str]:
        status = main([*words, "--user", "anna", "--passphrase-file", "anna", "--json"])
        told = capsys.readouterr()
        return status, [json.loads(line) for line in told.out.splitlines()], told.err

    assert command("init", "--name", "Firm", "--recovery-out", "sheet.txt")[0] == 0
    assert command("client", "add", "Koala Kafe", "--country", "AU", "--currency", "AUD")[0] == 0
    assert command("takeon", "start", *CLIENT)[0] == 0
    return command


def checked(name: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    return verifier.main([name]), capsys.readouterr().out


def test_a_client_s_history_is_exported_with_what_checks_it(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    status, (row,), _ = run("history", "export", "--out", "koala.jsonl", "--with-verifier", *CLIENT)
    assert (status, row["sets"]) == (0, row["whole"])
    assert Path("verifier.py").is_file()
    status, said = checked("koala.jsonl", capsys)
    assert (status, said.splitlines()[-1][:10]) == (3, "NOT PROVED")
    _, acts, _ = run("history", "list", "--limit", "1", *CLIENT)
    assert acts[0]["reason"] == "exported: the whole history, to koala.jsonl"


def test_a_part_of_it_is_exported_and_still_holds(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--by", "anna", "--kind", "exported", "--from", "2020-01-01", "--to", "2100-01-01")
    status, (row,), _ = run("history", "export", "--out", "part.jsonl", *words, *CLIENT)
    assert (status, row["whole"]) == (0, 1)
    assert checked("part.jsonl", capsys)[0] == 3


def test_the_practice_has_a_history_of_its_own(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, _ = run("history", "export", "--out", "firm.jsonl")
    assert status == 0
    assert "History of Firm (practice)" in checked("firm.jsonl", capsys)[1]


def test_the_practice_s_own_part_is_exported_too(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    status, (row,), _ = run("history", "export", "--out", "part.jsonl", "--kind", "client registered")
    assert (status, row["whole"]) == (0, 1)
    assert checked("part.jsonl", capsys)[0] == 3


def listed(run: Run, *words: str) -> list[object]:
    status, rows, said = run("history", "list", *words)
    assert status == 0, said
    return [row["action"] for row in rows]


def locked(run: Run, day: str) -> None:
    assert run("period", "lock", day, "--note", "lodged", *CLIENT)[0] == 0


def test_the_list_keeps_to_what_is_looked_for(run: Run) -> None:
    locked(run, "2020-06-30")
    everything = listed(run, *CLIENT)
    kinds = {str(kind) for kind in everything}
    assert len(kinds) > 1
    for kind in kinds:
        found = listed(run, "--kind", kind, *CLIENT)
        assert found == [kind] * everything.count(kind)
    assert listed(run, "--from", "2100-01-01", *CLIENT) == []
    assert listed(run, "--to", "2020-01-01", *CLIENT) == []
    assert listed(run, "--by", "anna", "--from", "2020-01-01", "--to", "2100-01-01", *CLIENT) == everything
    assert listed(run, "--limit", "1", *CLIENT) == everything[:1]


def test_a_record_s_story_is_told_from_its_beginning_and_keeps_to_the_limit(run: Run) -> None:
    locked(run, "2020-06-30")
    _, (lock,), _ = run("history", "list", "--kind", "period locked", *CLIENT)
    assert run("history", "undo", str(lock["id"]), *CLIENT)[0] == 0
    _, rows, _ = run("history", "list", *CLIENT)
    often = Counter(record for row in rows for record in cast("list[str]", row["records"]))
    record, times = often.most_common(1)[0]
    story = listed(run, "--record", record, *CLIENT)
    assert (story, times) == (["period locked", "undone"], 2)
    assert listed(run, "--record", record, "--limit", "1", *CLIENT) == story[-1:]


def test_the_practice_s_own_history_is_listed_and_shown(run: Run) -> None:
    _, rows, _ = run("history", "list")
    assert {"practice created", "client registered"} <= {row["action"] for row in rows}
    added = next(row for row in rows if row["action"] == "client registered")
    status, shown, _ = run("history", "show", str(added["id"]))
    assert (status, "client_registry" in {row["table"] for row in shown}) == (0, True)


def read(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Return what a person reads of a history, line by line."""
    assert main(["history", *words, "--user", "anna", "--passphrase-file", "anna"]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_person_reads_who_did_what_when_and_on_which_computer(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    locked(run, "2020-06-30")
    zoned = ZoneInfo("Australia/Sydney")
    _, (lock,), _ = run("history", "list", "--kind", "period locked", *CLIENT)
    _, (computer,), _ = run("device", "list")
    made = datetime.fromisoformat(str(lock["at"])).astimezone(zoned)
    (said,) = read(capsys, "list", "--kind", "period locked", *CLIENT)
    who = f"anna on {computer['name']}"
    assert said == f"{made:%Y-%m-%d %H:%M %Z}  {who}  {lock['label']}: lodged  (period locked)  [{lock['id']}]"
    assert (lock["who"], lock["computer"], lock["taken_back"]) == ("anna", computer["name"], False)
    assert "30 Jun 2020" in str(lock["label"])
    heading, *facts = read(capsys, "show", str(lock["id"]), *CLIENT)
    assert heading == lock["label"]
    assert {f"  When: {made:%Y-%m-%d %H:%M %Z}", "  Who: anna", f"  Computer: {computer['name']}"} <= set(facts)
    assert "  Locked through: 2020-06-30" in facts
    assert run("history", "undo", str(lock["id"]), *CLIENT)[0] == 0
    (said,) = read(capsys, "list", "--kind", "period locked", *CLIENT)
    assert "(taken back since)" in said


def test_the_practice_s_own_history_names_users_and_clients(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    listed = read(capsys, "list")
    (client,) = (one for one in listed if "(client registered)" in one)
    assert "UTC  anna on " in client
    assert "Client Koala Kafe added" in client
    _, rows, _ = run("history", "list")
    created = next(row for row in rows if row["action"] == "practice created")
    said = read(capsys, "show", str(created["id"]))
    assert any(one.startswith("User anna: new  [user:") for one in said), said
    assert not [name for name in ("wrapped", "sealed", "sign key", "box key", "root box") if name in str(said).lower()]


def test_what_programs_read_of_an_act_keeps_its_ids(run: Run) -> None:
    _, rows, _ = run("history", "list")
    added = next(row for row in rows if row["action"] == "client registered")
    _, shown, _ = run("history", "show", str(added["id"]))
    assert {(row["entry"], row["by"], row["who"]) for row in shown} == {(added["id"], added["by"], "anna")}
    assert not [
        row for row in shown if {"sealed_profile", "wrapped_key"} & set(cast("dict[str, object]", row["changes"]))
    ]


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (("undo", "an-id"), 2, "not said which client"),
        (("show", "an-id", "--by", "anna", *CLIENT), 2, "`history show` makes nothing of --by"),
        (("undo", "an-id", "--from", "2026-01-01", *CLIENT), 2, "`history undo` makes nothing of --from"),
        (("list", "--out", "x", *CLIENT), 2, "`history list` makes nothing of --out"),
        (("export", "--out", "x", "--limit", "3", *CLIENT), 2, "`history export` makes nothing of --limit"),
        (("list", "--kind", "dance", *CLIENT), 1, "no act called dance"),
        (
            ("list", "--from", "2026-07-02", "--to", "2026-07-01", *CLIENT),
            2,
            "2026-07-02 is later than --to 2026-07-01",
        ),
        (("list", "--by", "nobody"), 1, "No users are called nobody"),
        (("export", *CLIENT), 2, "not said where to"),
        (("export", "--out", "x", "--kind", "dance", *CLIENT), 1, "no act called dance"),
        (("export", "--out", "x", "--record", "bill", *CLIENT), 2, "bill is no record"),
        (("export", "--out", "anna", *CLIENT), 1, "anna exists already"),
        (("export", "--out", "missing/x", *CLIENT), 1, "cannot be written"),
    ],
)
def test_what_cannot_be_exported_says_why(run: Run, words: tuple[str, ...], status: int, why: str) -> None:
    found, _, said = run("history", *words)
    assert (found, why in said) == (status, True), said


def heads(name: str) -> str:
    """Return the heads of an export as a report prints them."""
    head = json.loads(Path(name).read_text(encoding="utf-8").splitlines()[0])
    return "".join(f"{device} {counter} {end[:16]}\n" for device, counter, end in head["heads"])


def test_verify_compares_what_was_kept_elsewhere(run: Run) -> None:
    run("history", "export", "--out", "koala.jsonl", *CLIENT)
    Path("kept").write_text(f"# the report of July\n{heads('koala.jsonl')}", encoding="utf-8")
    status, rows, _ = run("verify", "--anchor", "kept", *CLIENT)
    assert (status, all(row["ok"] for row in rows)) == (0, True)
    device, counter, _ = heads("koala.jsonl").split()
    Path("kept").write_text(f"{device} {int(counter) + 5} {'a' * 16}", encoding="utf-8")
    status, _, said = run("verify", "--anchor", "kept", *CLIENT)
    assert (status, f"{int(counter) + 5} was anchored: its end was cut off" in said) == (1, True)


@pytest.mark.parametrize(
    ("line", "status", "why"),
    [
        ("what", 1, "This is no anchor"),
        ("else d 1 0123456789abcdef", 2, "about client else"),
        ("d 1 " + "a" * 16, 2, ""),
    ],
)
def test_anchors_that_cannot_be_compared_are_refused(run: Run, line: str, status: int, why: str) -> None:
    Path("kept").write_text(line, encoding="utf-8")
    found, _, said = run("verify", "--anchor", "kept")
    assert (found, why in said) == (status, True), said


def test_a_practice_that_was_put_back_is_told_with_every_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookdesk.security.practice.put_back", lambda _practice: "It was put back.")
    status, _, said = run("history", "list", *CLIENT)
    assert (status, "It was put back." in said) == (0, True)
    status, _, said = run("verify")
    assert (status, "practice: keyring: It was put back." in said) == (1, True)
