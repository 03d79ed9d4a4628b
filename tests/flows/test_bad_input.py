"""Bad input against the real program: one clear sentence each, nothing lost, nothing half done.

Every act is the real program in a process of its own, on one practice that stays whole from the first test to the last.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from bookdesk.core.money import Money
from bookdesk.sandbox import papers
from bookdesk.sandbox.bank import Account, Booking, csv, ofx
from bookdesk.sandbox.papers import bills
from bookdesk.sandbox.xero.running import RunningXero
from bookdesk.store.lock import PracticeLock
from bookdesk.store.places import Places
from tests.support.clumsy import bomb_png, encrypted_pdf
from tests.support.pages import pdf
from tests.support.practice import BOOKSHOP, CAFE, OPENING, found, take_on, write
from tests.support.program import Program
from tests.support.scarce import fill, short_of_space, small_disk

pytestmark = pytest.mark.slow

LEAST_COST = ("-m", "tests.support.leastcost")
"""Each of many starts would stretch a passphrase for as long as a person is asked to wait."""
PAY_DAY = date.today().isoformat()  # noqa: DTZ011 - the person's own day, as his computer shows it
INTERNAL = re.compile(
    r"defect of BookDesk|Traceback|Error\b|Exception|[Ss]qlite|SQL|\[?Errno|codec|None\b|0x[0-9a-f]|\w+\.py"
    r"|invalid \w+ value"
)
Acts = tuple[tuple[str, ...], str]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A practice in the middle of its work: a bill to confirm (document 1), and a run to release (run 1)."""
    desk = Program(tmp_path_factory.mktemp("bad-input"), launch=LEAST_COST)
    found(desk)
    take_on(desk)
    desk.by("ann", "capture", write(desk.own / "coffee.pdf", papers.bill_pdf(bills.COFFEE, "classic")), client=CAFE)
    desk.by("ann", "approve", "limit", "ben", client=CAFE)
    desk.by("ben", "approve", "approve", "TCC-003702", client=CAFE)
    desk.by("ben", "payee", "confirm", "--taken-over", "--note", "held against the old list", client=CAFE)
    desk.by("ann", "pay", "propose", "--account", "Everyday", "--on", PAY_DAY, client=CAFE)
    write(desk.own / "cleaning.xml", papers.ubl(bills.CLEANING))
    return desk


def ended(desk: Program, user: str, *words: str | Path, client: str | None = CAFE) -> int:
    """Run a command as a user, whatever comes of it; returns its status."""
    about = ("--client", client) if client else ()
    return desk.again(*words, *about, "--user", user, "--passphrase-file", desk.passphrase(user), "--json")


def refused(desk: Program, user: str, *words: str | Path, client: str | None = CAFE, status: int = 1) -> str:
    """Run a command that must be refused, and return what was said: in plain words, what happened and what to do."""
    told = f"bookdesk {' '.join(map(str, words))}"
    assert ended(desk, user, *words, client=client) == status, f"{told}: {desk.said}"
    return sentences(desk.said)


def sentences(said: str) -> str:
    """Check that a person can understand what was said, and return it."""
    assert not INTERNAL.search(said), said
    last = said.strip().splitlines()[-1]
    assert re.search(r"\. \S.*[.…]$", last), f"one sentence what happened, and one what to do: {last}"
    return said


def standing(desk: Program, client: str = CAFE) -> tuple[list[str], list[str]]:
    """Return what the books went through, and the sealed files: whatever is done shows in one of them."""
    entries = desk.by("ann", "history", "list", "--limit", "1000", client=client)
    return [entry["id"] for entry in entries], sorted(str(path) for path in desk.home.glob("clients/*/documents/*"))


@contextmanager
def untouched(desk: Program, client: str = CAFE) -> Iterator[None]:
    """Hold what stands before against what stands after, and verify the books."""
    before = standing(desk, client)
    yield
    assert standing(desk, client) == before
    whole(desk)


def whole(desk: Program) -> None:
    """Verify pages, history, documents and books."""
    checked = desk.by("ann", "verify")
    assert [row["ok"] for row in checked] == [True] * len(checked)


def documents(desk: Program) -> dict[int, dict[str, object]]:
    return {row["number"]: row for row in desk.by("ann", "inbox", "list", client=CAFE)}


def spoilt() -> dict[str, tuple[bytes, str]]:
    """Return files that are no document to read, each with the words that say so."""
    coffee = papers.bill_pdf(bills.COFFEE, "classic")
    return {
        "letter.pdf": (b"Dear all, this is a text and no PDF.\n" * 9, "is not a document that can be read"),
        "empty.pdf": (b"", "The file is empty"),
        "photo.jpg": (b"", "The file is empty"),
        "locked.pdf": (encrypted_pdf(), "is protected with a password"),
        "cut.pdf": (coffee[: len(coffee) // 3], "The PDF is damaged"),
        "book.pdf": (pdf([["page"]] * 600), "has 600 pages; at most 200 are read"),
        "bomb.png": (bomb_png(), "more than 80 million pixels"),
        "archive.pdf": (b"PK\x03\x04" + bytes(99), "is a ZIP archive"),
        "zeros.pdf": (bytes(4096), "nothing but zeros"),
        "a\u202efdp\n.xml": (b"<Invoice>", "e-invoice"),
    }


def test_a_document_that_cannot_be_read_is_numbered_kept_and_explained_and_stops_no_other(desk: Program) -> None:
    files = [write(desk.own / name, content) for name, (content, _) in spoilt().items()]
    good = write(desk.own / "credit.pdf", papers.bill_pdf(bills.COFFEE_CREDIT, "classic"))
    before = desk.by("ann", "bill", "list", client=CAFE)
    outcomes = desk.by("ann", "capture", *files, good, client=CAFE, status=1)
    assert not INTERNAL.search(desk.said), desk.said
    assert [row["number"] for row in outcomes] == list(range(2, len(files) + 3))
    states = ["locked" if file.name == "locked.pdf" else "failed" for file in files]
    assert [row["state"] for row in outcomes] == [*states, "to review"]
    for outcome, (_, words) in zip(outcomes, spoilt().values(), strict=False):
        assert words in sentences(outcome["reason"])
    kept = desk.by("ann", "inbox", "list", "--state", "failed", "--state", "locked", client=CAFE)
    assert [(row["number"], row["reason"]) for row in kept] == [(row["number"], row["reason"]) for row in outcomes[:-1]]
    assert kept[-1]["file"] == "afdp .xml"
    assert len(desk.by("ann", "bill", "list", client=CAFE)) == len(before) + 1
    whole(desk)


def test_a_file_that_failed_is_no_original_of_which_others_are_duplicates(desk: Program) -> None:
    (again,) = desk.by("ann", "capture", desk.own / "cut.pdf", client=CAFE, status=1)
    assert (again["state"], again["duplicate_of"]) == ("failed", None)
    assert refused(desk, "ann", "inbox", "confirm", str(again["number"])).count("The PDF is damaged") == 1


def test_a_file_that_cannot_be_opened_is_named_and_nothing_waits_for_it(desk: Program) -> None:
    (desk.own / "folder.pdf").mkdir()
    (desk.own / "dangling.pdf").symlink_to("nowhere")
    os.mkfifo(desk.own / "pipe.pdf")
    names = ["folder.pdf", "dangling.pdf", "pipe.pdf", "missing.pdf"]
    if os.geteuid() != 0:  # root may read everything
        write(desk.own / "secret.pdf", b"%PDF").chmod(0)
        names.append("secret.pdf")
    with untouched(desk):
        said = refused(desk, "ann", "capture", *(desk.own / name for name in names))
        assert [line.split(" ")[0] for line in said.splitlines()] == names
        assert "pipe.pdf is no file" in refused(desk, "ann", "bank", "import", "pipe.pdf")
        assert "folder.pdf is no file" in refused(desk, "ann", "takeon", "bills", "folder.pdf", "--on", OPENING)


BILLS = "Supplier,Invoice Number,Date,Due Date,Total,Amount Due\n"


SWAPPED = {
    "X Pty,1,2026-04-01,2026-05-01,50.00,100.00": "open of a total of",
    "X Pty,1,100.00,100.00,2026-04-01,2026-05-01": "columns are not swapped",
    "X Pty,1,2026-05-01,2026-04-01,100.00,100.00": "Every due date lies before",
    "S-1,Greenfield Fresh Produce,2026-04-01,2026-05-01,1.00,1.00": "is a name, not a document's number",
    "X Pty,1,2026-04-01,2026-05-01,1,234.00,10.00": "more cells than there are headings",
}


def test_a_sheet_with_swapped_columns_takes_nothing_on(desk: Program) -> None:
    with untouched(desk):
        for row, words in SWAPPED.items():
            sheet = write(desk.own / "swapped.csv", f"{BILLS}{row}\n")
            assert words in refused(desk, "ann", "takeon", "bills", sheet, "--on", OPENING)


def bookings(currency: str) -> list[Booking]:
    rows = ((2, "-10.00", "FEE"), (3, "250.00", "DEPOSIT KIOSK"), (20, "-33.50", "EFTPOS"))
    return [Booking(date(2026, 5, day), Money.of(amount, currency), text) for day, amount, text in rows]


def test_a_statement_of_another_account_or_with_swapped_columns_imports_nothing(desk: Program) -> None:
    start = Money.of("12000.00", "AUD")
    balanced = csv(start, bookings("AUD"))
    files = {
        "other.ofx": (
            ofx(Account("306041", "9990009", "AUD"), start, bookings("AUD")),
            "is of account 9990009, not",
        ),
        "euro.ofx": (ofx(Account("306041", "5550001", "EUR"), Money.of("1", "EUR"), bookings("EUR")), "is in EUR, and"),
        "swapped.csv": (
            balanced.replace("Amount,Balance", "Balance,Amount"),
            "do not follow",
        ),
        "cut.csv": (balanced[:-20], "do not follow"),
        "absurd.csv": (balanced.replace("-33.50", "1e5"), "do not follow"),
        "moved.csv": ("\n".join(f'"{line}"' for line in balanced.splitlines()), "No column of this file holds dates"),
        "nothing.csv": ("", "The file is empty"),
    }
    with untouched(desk):
        for name, (content, words) in files.items():
            assert words in refused(desk, "ann", "bank", "import", write(desk.own / name, content))


ACTS: dict[str, Acts] = {
    "capture": (("capture", "cleaning.xml"), "ann"),
    "confirm": (("inbox", "confirm", "1"), "ann"),
    "release": (("pay", "release", "1"), "ben"),
    "backup": (("backup", "--to", "backup"), "ann"),
}


def copied(desk: Program, root: Path) -> Program:
    """Return the practice as it stands, in another place."""
    shutil.copytree(desk.home, root / "home")
    shutil.copytree(desk.own, root / "own", ignore=shutil.ignore_patterns("*.pdf", "*.png"), symlinks=True)
    return Program(root, launch=LEAST_COST)


def whole_although_refused(desk: Program, act: str, before: tuple[list[str], list[str]]) -> None:
    """Check that an act without room is told in words and was not done; a document taken in waits to be read."""
    sentences(desk.said)
    assert "Free some space" in desk.said, desk.said
    number = re.search(r"^(\d+): cleaning.xml received", desk.said, re.MULTILINE)
    if number:
        assert documents(desk)[int(number[1])]["state"] == "received"
    else:
        assert standing(desk) == before
    assert not list(desk.own.glob("backup/sets/*")), act


@pytest.mark.parametrize("act", ACTS)
def test_where_no_file_may_grow_an_act_is_refused_whole_and_done_once_there_is_room(
    desk: Program, tmp_path: Path, act: str
) -> None:
    other, (words, user), refusals, room = copied(desk, tmp_path), ACTS[act], 0, 3_000
    client = None if act == "backup" else CAFE
    before = standing(other)
    while ended(tight := short_of_space(other, room), user, *words, client=client):
        other.said = tight.said
        whole_although_refused(other, act, before)
        refusals, room = refusals + 1, room * 9
        if "received" in tight.said:
            words = ("capture",)
    assert refusals >= 2
    done_once(other, act)


@pytest.mark.parametrize("act", ACTS)
def test_on_a_disk_that_is_full_an_act_is_refused_whole_and_done_once_there_is_room(
    desk: Program, tmp_path: Path, act: str
) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 24) as mounted:
        if not mounted:
            pytest.skip("this user may not mount a small disk; files that may not grow are tried above")
        other, (words, user) = copied(desk, disk / "desk"), ACTS[act]
        client = None if act == "backup" else CAFE
        before = standing(other)
        for left in (0, 60_000):
            filler = fill(disk, left)
            status = ended(other, user, *words, client=client)
            filler.unlink()
            if status:
                whole_although_refused(other, act, before)
                words = ("capture",) if "received" in other.said else words
        if status:
            assert ended(other, user, *words, client=client) == 0, other.said
        assert before != standing(other) or act == "backup"
        done_once(other, act)


def done_once(desk: Program, act: str) -> None:
    """Check that the act is done, and done once."""
    whole(desk)
    if act == "capture":
        assert [row["state"] for row in documents(desk).values() if row["file"] == "cleaning.xml"] == ["to review"]
    elif act == "confirm":
        assert "is confirmed, not to review" in refused(desk, "ann", "inbox", "confirm", "1")
    elif act == "release":
        assert "is released. This needs a run that is draft." in refused(desk, "ben", "pay", "release", "1")
        (paid,) = [row for row in desk.by("ann", "bill", "list", client=CAFE) if row["number"] == "TCC-003702"]
        assert (paid["settlement"], paid["open"]) == ("paid", "0.00")
    else:
        assert len(list(desk.own.glob("backup/sets/*"))) == 1


def test_a_second_bookdesk_waits_its_turn_and_may_read(desk: Program) -> None:
    with PracticeLock(Places(desk.home).lock):
        said = refused(desk, "ann", "inbox", "confirm", "1", status=5)
        assert "Another BookDesk holds this practice. Close it" in said
        assert documents(desk)[1]["state"] == "to review"
    whole(desk)


def test_a_stranger_learns_nothing(desk: Program) -> None:
    write(desk.own / "zoe.txt", "not a passphrase of anybody\n")
    unknown = refused(desk, "zoe", "bill", "list", status=3)
    shutil.copy(desk.own / "zoe.txt", desk.own / "wrong.txt")
    wrong = desk.again("client", "list", "--user", "ann", "--passphrase-file", desk.own / "wrong.txt")
    assert (wrong, desk.said) == (3, unknown)
    (missing, empty, binary) = (desk.own / "no.txt", desk.own / "none.txt", desk.own / "bytes.txt")
    write(empty, "")
    write(binary, b"\xff\xfe\x00")
    for path in (missing, empty, binary, desk.own):
        assert desk.again("client", "list", "--user", "ann", "--passphrase-file", path) == 2
        sentences(desk.said)


def test_nothing_is_done_for_a_client_or_a_practice_that_is_not_there(desk: Program, tmp_path: Path) -> None:
    assert "You have no client Nobody." in refused(desk, "ann", "bill", "list", client="Nobody")
    assert "client list" in refused(desk, "ann", "bill", "list", client="../../etc")
    elsewhere = Program(desk.root, environment={"BOOKDESK_HOME": str(tmp_path / "none")})
    assert "There is no practice in" in refused(elsewhere, "ann", "client", "list", client=None)
    assert not (tmp_path / "none").exists()
    file = Program(desk.root, environment={"BOOKDESK_HOME": str(desk.own / "ann.txt")})
    assert "Not a directory" in refused(file, "ann", "client", "list", client=None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("pay due --account Everyday --on 2026-02-31", "'2026-02-31' is not a date"),
        ("pay due --account Everyday --on 2026-W01-1", "is not a date"),
        ("approve limit ben NaN", "'NaN' is not an amount"),
        ("pay part 1 1 TCC-003702 1e5", "'1e5' is not an amount"),
        ("pay release 1 --rate -1", "'-1' is no exchange rate"),
        ("history list --limit 99999999999999999999", "is no such number"),
        ("bill void TCC-003702 --reason  ", "nothing is said"),
        ("inbox set 1 total", "is no correction"),
    ],
)
def test_a_slip_on_the_command_line_is_wrong_usage(desk: Program, words: str, said: str) -> None:
    assert said in refused(desk, "ann", *words.split(" "), status=2)


def test_a_value_nobody_can_mean_changes_nothing(desk: Program) -> None:
    tries = {
        ("pay", "part", "1", "1", "TCC-003702", "-5"): "Give more than nothing",
        ("pay", "part", "1", "1", "TCC-003702", "1.234"): "more decimals than AUD knows",
        ("pay", "part", "1", "1", "TCC-003702", "9999.00"): "is open",
        ("approve", "limit", "ben", "-5"): "is below nothing",
        ("approve", "limit", "ben", "99999999999999999"): "more than any amount of money",
        ("inbox", "confirm", "99999999999999999999"): "There is no document",
        ("pay", "show", "99999999999999999999"): "There is no payment run",
        ("inbox", "set", "1", "issue_date=2026-02-31"): "is not a date",
        ("inbox", "set", "1", "line.1.net=1.234"): "more decimals than AUD knows",
        ("history", "undo", "nothing"): "There is no such entry",
        ("history", "list", "--record", "bill"): "is no record",
    }
    with untouched(desk):
        for words, said in tries.items():
            status = 2 if "--record" in words else 1
            assert said in refused(desk, "ann", *words, status=status)


def test_what_is_there_is_not_made_again(desk: Program) -> None:
    said = refused(desk, "ann", "init", "--name", "X", "--recovery-out", "second.txt", client=None)
    assert "There is already a practice in" in said
    assert not (desk.own / "second.txt").exists()
    again = (CAFE, CAFE.upper(), f" {CAFE}\u200b")
    for name in again:
        adding = ("client", "add", name, "--country", "AU", "--currency", "AUD")
        assert "There is already a client" in refused(desk, "ann", *adding, client=None)
    for name in ("", "\u202e", "x" * 5000):
        refused(desk, "ann", "client", "add", name, "--country", "AU", "--currency", "AUD", client=None)
    bank = ("--name", "Everyday", "--code", "1-1011", "--currency", "AUD", "--bsb", "306-041")
    opening = ("--account-number", "5550009", "--opening", "5.00", "--on", OPENING)
    assert "is here already" in refused(desk, "ann", "takeon", "bank", *bank, *opening)
    assert len(desk.by("ann", "client", "list")) == 3
    whole(desk)


def test_a_client_that_was_not_taken_on_keeps_his_documents_until_he_is(desk: Program) -> None:
    desk.by("ann", "client", "add", "Later", "--country", "AU", "--currency", "AUD")
    said = refused(desk, "ann", "capture", desk.own / "coffee.pdf", client="Later")
    assert "1: coffee.pdf received" in said
    assert "takeon start" in said
    desk.by("ann", "takeon", "start", client="Later")
    (read,) = desk.by("ann", "capture", client="Later")
    assert (read["number"], read["state"]) == (1, "to review")


def test_a_killed_capture_is_finished_by_the_next(desk: Program) -> None:
    scan = write(desk.own / "scan.jpg", papers.photo(papers.bill_pdf(bills.PRODUCE, "form"), 12))
    opening = ("--client", BOOKSHOP, "--user", "ann", "--passphrase-file", desk.passphrase("ann"))
    seconds = 1.0
    while not desk.by("ann", "inbox", "list", client=BOOKSHOP):
        assert desk.kill(seconds, "capture", scan, *opening) != 0, "it was too fast to be killed"
        seconds += 0.25
    left = desk.by("ann", "inbox", "list", client=BOOKSHOP)
    assert [row["state"] for row in left] == ["received"]
    outcomes = desk.by("ann", "capture", client=BOOKSHOP)
    assert [(row["number"], row["state"]) for row in outcomes] == [(1, "to review")]
    whole(desk)


def test_an_unreachable_ledger_lets_everything_wait(desk: Program) -> None:
    with RunningXero(desk.root / "xero.db", CAFE, "AU") as ledger:
        desk.by("ann", "sync", "connect", "--app", "our-app", "--base-url", ledger.base_url, client=CAFE)
        desk.by("ann", "sync", "pull", client=CAFE)
        desk.by("ann", "inbox", "confirm", "1", client=CAFE)
        desk.by("ben", "approve", "approve", "SR-20418", client=CAFE)
        shown = desk.by("ann", "sync", "preview", client=CAFE)
        assert shown
        ledger.stop()
        said = refused(desk, "ann", "sync", "send", "--all", status=4)
        assert "Everything waits and nothing is lost" in said
        assert refused(desk, "ann", "sync", "pull", status=4)
        ledger.start()
        waiting = desk.by("ann", "sync", "preview", client=CAFE)
        assert [row["what"] for row in waiting] == [row["what"] for row in shown]
        assert ledger.records("Invoices") == []
    whole(desk)


def test_acts_that_cannot_be_taken_back_say_by_what_they_are_corrected(desk: Program) -> None:
    desk.by("ben", "pay", "release", "1", client=CAFE)
    desk.by("ann", "bill", "void", "GF 76980", "--reason", "entered twice in the old system", client=CAFE)
    with untouched(desk):
        assert "is released" in refused(desk, "ben", "pay", "release", "1")
        assert "is released" in refused(desk, "ben", "pay", "cancel", "1", "--reason", "again")
        assert "is void. Nothing more can be" in refused(desk, "ben", "approve", "approve", "GF 76980")
        assert "You have approved this bill" in refused(desk, "ben", "approve", "approve", "SR-20418")
        assert "is confirmed, not to review" in refused(desk, "ann", "inbox", "confirm", "1")
        for entry in desk.by("ann", "history", "list", "--limit", "3", client=CAFE):
            said = refused(desk, "ann", "history", "undo", entry["id"])
            assert "cannot be undone" in said or "was changed later" in said
