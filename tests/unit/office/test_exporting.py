"""An exported history is checked without BookDesk, and whatever is done to it is told."""

from __future__ import annotations

import ast
import hashlib
import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bookdesk import verifier
from bookdesk.core.errors import InputError, StorageError
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.office import exporting
from bookdesk.office.exporting import Export, Written, export_history, verifier_text
from bookdesk.store.desk import Desk
from bookdesk.store.exported import exported_sets
from bookdesk.store.history import heads
from bookdesk.store.purge import redact
from bookdesk.store.sought import Sought
from tests.support.books import ANN, BEN, client_desk

Lines = list[dict[str, Any]]
UNPROVED = 3
NOTHING_PROVED = "NOT PROVED: without a head kept elsewhere anybody could have made this file"


@contextmanager
def a_desk(home: Path) -> Iterator[Desk]:
    """Yield a client with two people's acts, of which Ben's is the last."""
    with client_desk(home) as made:
        for actor, name in ((ANN, "Zephyr"), (BEN, "Quill")):
            with made.books.change(Action.CONTACT_EDITED, f"{name} added", actor=actor) as work:
                work.add(Contact(name=name))
                work.commit()
        yield made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path / "home") as made:
        yield made


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """Return an export and its anchors, made once: each test spoils a copy."""
    folder = tmp_path_factory.mktemp("export")
    with a_desk(folder / "home") as desk:
        written = exported(desk, folder / "out.jsonl")
        return written.path.read_bytes(), anchor(desk, folder / "heads").read_text(encoding="utf-8")


@pytest.fixture
def export(original: tuple[bytes, str], tmp_path: Path) -> Path:
    (tmp_path / "heads").write_text(original[1], encoding="utf-8")
    path = tmp_path / "out.jsonl"
    path.write_bytes(original[0])
    return path


def exported(desk: Desk, out: Path, sought: Sought | None = None, *, with_verifier: bool = False) -> Written:
    export = Export("Acme", desk.actor, desk.clock.now(), {"ann": "Ann", "ben": "Ben"}, sought or Sought())
    return export_history(desk.books, export, out, with_verifier=with_verifier)


def check(path: Path, capsys: pytest.CaptureFixture[str], *anchors: Path) -> tuple[int, str]:
    """Run the verifier; return its status and all it said."""
    status = verifier.main([str(path), *(word for one in anchors for word in ("--anchor", str(one)))])
    said = capsys.readouterr()
    return status, said.out + said.err


def lines_of(path: Path) -> Lines:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rewrite(path: Path, lines: Lines) -> Path:
    """Write lines with a last line that fits them, as a careful forger does."""
    body = b"".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for line in lines[:-1])
    last = {"sets": len(lines) - 2, "sha256": hashlib.sha256(body).hexdigest()}
    path.write_bytes(body + json.dumps(last).encode() + b"\n")
    return path


def anchor(desk: Desk, path: Path) -> Path:
    with desk.books.query() as session:
        path.write_text("# kept\n" + "".join(f"{head.short}\n" for head in heads(session)), encoding="utf-8")
    return path


def test_an_export_of_a_real_history_holds(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = exported(desk, tmp_path / "out.jsonl")
    status, said = check(written.path, capsys, anchor(desk, tmp_path / "heads"))
    assert (status, said.splitlines()[-1]) == (0, "OK")
    assert "device desk-2: ok, ends at 1" in said
    assert "2 anchors compared" in said
    assert written.sets == written.whole == len(lines_of(written.path)) - 2
    head, *_, last = lines_of(written.path)
    assert (head["client"], head["exported_by"], head["people"]["ben"]) == ("client-au", "ann", "Ben")
    assert last["sha256"] == written.sha256


def test_that_it_was_exported_is_part_of_what_is_exported(desk: Desk, tmp_path: Path) -> None:
    mine = lines_of(exported(desk, tmp_path / "out.jsonl", Sought(actor="ben")).path)[-2]
    assert (mine["action"], mine["actor"]) == ("exported", "ann")
    assert mine["reason"] == "exported: the history of Ben, to out.jsonl"


def test_nothing_is_replaced(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="exists already"):
        exported(desk, tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "sought",
    [
        Sought(actor="ben"),
        Sought(actions=frozenset({"taken on"})),
        Sought(words="Zephyr"),
        Sought(table="payee_account"),
        Sought(by_people=True, since=datetime(2026, 7, 1, tzinfo=UTC), until=datetime(2026, 7, 1, tzinfo=UTC)),
    ],
    ids=lambda one: str(one)[:40],
)
def test_a_filtered_export_holds_without_what_is_left_out(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], sought: Sought
) -> None:
    written = exported(desk, tmp_path / "out.jsonl", sought)
    status, said = check(written.path, capsys, anchor(desk, tmp_path / "heads"))
    assert (status, said.splitlines()[-1]) == (0, "OK")
    assert written.whole < written.sets
    left_out = [row for one in lines_of(written.path)[1:-1] for row in one["rows"] if "salt" not in row]
    assert left_out
    assert all(set(row) == {"digest"} for row in left_out)


def test_only_what_is_sought_leaves(desk: Desk, tmp_path: Path) -> None:
    text = exported(desk, tmp_path / "out.jsonl", Sought(actor="ben")).path.read_text(encoding="utf-8")
    assert "Quill" in text
    assert "12345678" not in text  # the account number of a supplier whom Ann took over


def a_set(lines: Lines) -> dict[str, Any]:
    """Return the second set of a device, with more rows than one."""
    return next(one for one in lines[2:-1] if len(one["rows"]) > 1)


FORGED: dict[str, Callable[[Lines], object]] = {
    **{
        name: lambda lines, name=name: a_set(lines).update({name: "forged"})  # type: ignore[misc] # a default is bound
        for name in ("id", "actor", "origin", "origin_id", "action", "reason", "schema_revision", "made_at")
    },
    "previous": lambda lines: a_set(lines).update(previous="0" * 64),
    "hash": lambda lines: a_set(lines).update(hash="1" * 64),
    "counter": lambda lines: a_set(lines).update(device_counter=a_set(lines)["device_counter"] + 1),
    "counter set back": lambda lines: a_set(lines).update(device_counter=1),
    **{
        f"row's {name}": lambda lines, name=name: a_set(lines)["rows"][0].update({name: "forged"})  # type: ignore[misc] # as above
        for name in ("table", "id", "salt", "before", "after")
    },
    "row's digest": lambda lines: a_set(lines)["rows"][0].update(digest="2" * 64),
    "rows in another order": lambda lines: a_set(lines)["rows"].reverse(),
    "a row gone": lambda lines: a_set(lines)["rows"].pop(),
    "a row twice": lambda lines: a_set(lines)["rows"].append(a_set(lines)["rows"][0]),
    "content gone": lambda lines: [a_set(lines)["rows"][0].pop(name) for name in ("salt", "before", "after")],
    "a head": lambda lines: lines[0]["heads"][0].__setitem__(1, 1),
    "a head gone": lambda lines: lines[0]["heads"].clear(),
    "sets in another order": lambda lines: lines.insert(1, lines.pop(2)),
    "a set gone": lambda lines: lines.remove(a_set(lines)),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_is_forged_is_named(export: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    lines = lines_of(export)
    victim = dict(a_set(lines))
    FORGED[what](lines)
    status, said = check(rewrite(export, lines), capsys)
    assert (status, said.splitlines()[-1]) == (1, "WRONG")
    first = next(line for line in said.splitlines() if line.startswith(("Broken", "Gap")))
    if what not in {"a head", "a head gone", "sets in another order"}:
        assert any(str(victim[name]) in first for name in ("id", "made_at"))
        assert f"device {victim['device']}" in first


def test_one_altered_row_is_one_line_that_names_who_made_it(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = lines_of(export)
    victim = a_set(lines)
    victim["rows"][0]["after"] = '{"account":"99999999"}'
    _, said = check(rewrite(export, lines), capsys)
    (line,) = (line for line in said.splitlines() if line.startswith("Broken"))
    assert f"{victim['action']} by Ann)" in line
    assert f"{victim['rows'][0]['table']} {victim['rows'][0]['id']} was altered" in line
    lines = lines_of(export)
    a_set(lines).update(reason="forged")
    _, said = check(rewrite(export, lines), capsys)
    assert sum(line.startswith("Broken") for line in said.splitlines()) == 2, "what else is forged is told beside it"


@pytest.mark.parametrize("people", [None, [], "ann", {"ann": ["a", 1]}])
def test_names_that_are_none_stop_nobody(export: Path, capsys: pytest.CaptureFixture[str], people: object) -> None:
    lines = lines_of(export)
    lines[0]["people"] = people
    a_set(lines).update(reason="forged")
    status, said = check(rewrite(export, lines), capsys)
    assert (status, "Broken at change set" in said) == (1, True)


def test_a_set_that_is_gone_is_a_gap(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = lines_of(export)
    gone = lines.pop(3)
    _, said = check(rewrite(export, lines), capsys)
    assert f"change set {gone['device_counter']} is missing" in said
    assert "device desk-1: gap" in said


def test_a_tail_that_was_cut_off_is_told_by_an_anchor_alone(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, *sets, last = lines_of(export)
    del sets[-1]
    head["heads"] = [[one["device"], one["device_counter"], one["hash"]] for one in (sets[-2], sets[-1])]
    rewrite(export, [head, *sets, last])
    assert check(export, capsys)[0] == UNPROVED
    status, said = check(export, capsys, export.with_name("heads"))
    assert status == 1
    assert "Anchor ahead: device desk-1 ends at" in said
    assert "device desk-1: anchor ahead" in said


def made_anew(lines: Lines) -> Lines:
    """Make all hashes fit what the lines say: whoever makes a whole file anew needs no key for it."""
    ends: dict[str, tuple[int, str]] = {}
    for one in lines[1:-1]:
        one["previous"] = ends.get(one["device"], (0, verifier.GENESIS))[1]
        for row in one["rows"]:
            row["digest"] = verifier.row_hash(row) if "salt" in row else row["digest"]
        one["hash"] = verifier.set_hash(one, [row["digest"] for row in one["rows"]])
        ends[one["device"]] = one["device_counter"], one["hash"]
    lines[0]["heads"] = [[device, *end] for device, end in ends.items()]
    return lines


def test_a_file_made_anew_is_called_unproved_and_by_a_head_found(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = lines_of(export)
    a_set(lines)["rows"][0]["after"] = '{"account":"99999999"}'
    rewrite(export, made_anew(lines))
    status, said = check(export, capsys)
    assert (status, said.splitlines()[-1]) == (UNPROVED, NOTHING_PROVED)
    assert "device desk-2: ok" in said
    assert "not proved" in said
    assert check(export, capsys, export.with_name("heads"))[0] == 1


def test_what_comes_after_the_head_that_was_kept_is_not_called_proved(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = lines_of(export)
    last = max((one for one in lines[1:-1] if one["device"] == "desk-1"), key=lambda one: one["device_counter"])
    lines.insert(-1, {**last, "id": "invented", "device_counter": last["device_counter"] + 1, "rows": []})
    status, said = check(rewrite(export, made_anew(lines)), capsys, export.with_name("heads"))
    assert status == 0
    assert f"proved up to change set {last['device_counter']}; what comes after is not" in said


def test_what_the_first_line_claims_is_shown_and_moves_no_terminal(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = lines_of(export)
    lines[0].update(name="Acme\x1b[31m", filter={"words": "a claim of the first line"})
    said = check(rewrite(export, lines), capsys)[1]
    assert "a claim of the first line" in said
    assert "Acme?[31m" in said


@pytest.mark.parametrize("ended_by", [StorageError("A page does not verify.", "Restore it."), KeyboardInterrupt()])
def test_whatever_ends_an_export_nothing_of_it_stays(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ended_by: BaseException
) -> None:
    def half(session: Session, sought: Sought) -> Iterator[tuple[bool, Any]]:
        yield from itertools.islice(exported_sets(session, sought), 1)
        raise ended_by

    monkeypatch.setattr(exporting, "exported_sets", half)
    with pytest.raises(type(ended_by)):
        exported(desk, tmp_path / "out.jsonl")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


def test_what_a_killed_export_left_goes_with_the_next_into_its_folder(desk: Desk, tmp_path: Path) -> None:
    for name in (".old.jsonl.bookdesk-part", ".other.part"):
        (tmp_path / name).write_text("12345678", encoding="utf-8")
    exported(desk, tmp_path / "out.jsonl")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".other.part", "home", "out.jsonl"]


def test_a_history_that_went_another_way_is_not_the_anchored_one(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = export.with_name("heads")
    kept.write_text(f"client-au desk-1 2 {'a' * 16}\nother-client desk-1 9 {'b' * 16}\n", encoding="utf-8")
    status, said = check(export, capsys, kept)
    assert status == 1
    assert "it is not the one that was anchored" in said
    assert "1 anchors compared" in said


def test_what_a_purge_emptied_is_told(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with desk.books.query() as session:
        contact = session.query(Contact).filter_by(name="Quill").one()
    with desk.books.change(Action.PURGED, "retention ended", actor=ANN) as work:
        work.delete(work.get(Contact, contact.id))
        assert redact(work, "contact", contact.id) == 2
        work.commit()
    written = exported(desk, tmp_path / "out.jsonl")
    assert "Quill" not in "".join(str(one["rows"]) for one in lines_of(written.path)[1:-1])
    status, said = check(written.path, capsys)
    assert status == UNPROVED
    assert f"2 rows redacted by {work.id}" in said
    lines = lines_of(written.path)
    next(row for one in lines[1:-1] for row in one["rows"] if "redacted_by" in row)["redacted_by"] = "nobody"
    assert "redacted by nobody, which is no purge" in check(rewrite(written.path, lines), capsys)[1]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda whole: whole[: len(whole) // 2], "torn"),
        (lambda whole: whole[: whole.rindex(b"\n", 0, -1) + 1], "without its last line"),
        (lambda _: b"", "empty"),
        (lambda _: b"\x00\xff\n" * 3, "no JSON"),
        (lambda whole: whole.replace(b"bookdesk history 1", b"bookdesk history 9", 1), "later form"),
        (lambda whole: whole[: whole.index(b"\n") + 1] + b"[" * 1_000_000 + b"\n", "Line 2 is no JSON"),
        (lambda whole: whole[: whole.index(b"\n") + 1] + b'{"a":' * 100_000 + b"\n", "Line 2 is no JSON"),
        (lambda whole: whole[: whole.index(b"\n") + 1] + b'{"device_counter":' + b"9" * 9999 + b"}\n", "too long"),
        (lambda whole: whole[: whole.index(b"\n") + 1] + b'{"id":1,"id":2}\n', "twice"),
        (lambda whole: whole[: whole.index(b"\n") + 1] + b"{}\n" * 1_000_000, "Line 2 is no change set"),
        (lambda whole: whole[: whole.index(b"\n") + 1] + b'{"id":"\\ud800"}\n', "no change set"),
    ],
)
def test_what_is_no_export_is_refused_at_once(
    export: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[bytes], bytes], why: str
) -> None:
    export.write_bytes(spoil(export.read_bytes()))
    status, said = check(export, capsys)
    assert status == 2
    assert why in said


def test_half_a_character_is_a_forgery_or_unreadable(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export.write_bytes(export.read_bytes().replace(b"Zephyr added", b"\\ud800 added"))
    assert check(export, capsys)[0] == 2


def test_a_hostile_file_of_many_wrong_lines_ends_and_says_little(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(whole[0] + whole[1] * 1_000 + whole[-1])
    status, said = check(export, capsys)
    assert status == 1
    assert len(said) < 20_000
    assert "more" in said


@pytest.mark.parametrize("line", ["desk-1 2", "desk-1 x 0123456789abcdef", "desk-1 2 0123", "a b c d e"])
def test_what_is_no_anchor_is_refused(export: Path, capsys: pytest.CaptureFixture[str], line: str) -> None:
    export.with_name("heads").write_text(line, encoding="utf-8")
    status, said = check(export, capsys, export.with_name("heads"))
    assert (status, "No anchor" in said) == (2, True)


def test_anchors_of_other_clients_only_are_refused(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export.with_name("heads").write_text(f"another desk-1 2 {'a' * 16}", encoding="utf-8")
    status, said = check(export, capsys, export.with_name("heads"))
    assert (status, "None of the anchors" in said) == (2, True)


def test_the_verifier_stands_alone(desk: Desk, tmp_path: Path) -> None:
    """It runs by itself, beside the export, in a Python that knows no BookDesk."""
    path = exported(desk, tmp_path / "out.jsonl", with_verifier=True).path
    alone = subprocess.run(
        [sys.executable, "-I", "-S", "verifier.py", path.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (alone.returncode, alone.stdout.splitlines()[-1]) == (UNPROVED, NOTHING_PROVED), alone.stderr


def test_the_verifier_needs_the_standard_library_only() -> None:
    tree = ast.parse(verifier_text(), feature_version=(3, 9))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    assert len(verifier_text().splitlines()) < 300


def test_acts_of_a_day_are_found_by_it(desk: Desk, tmp_path: Path) -> None:
    desk.clock.advance(3 * 86_400)  # type: ignore[attr-defined] # the sample's clock moves
    with desk.books.change(Action.CONTACT_EDITED, "later", actor=ANN) as work:
        work.add(Contact(name="Later"))
        work.commit()
    later = Sought(since=datetime(2026, 7, 3, tzinfo=UTC), until=datetime(2026, 7, 6, tzinfo=UTC))
    assert exported(desk, tmp_path / "out.jsonl", later).whole == 2
