"""Nothing the program leaves behind can be read: not by its files, not by what it prints, not by how children start.

A practice in which every word is a mark goes through everything, as commands of the real program in folders of their
own; then all that lies there is searched for each mark, in whatever dress. The tests are chapters and run in order.
"""

from __future__ import annotations

import base64
import sqlite3
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest

from bookdesk.sandbox import papers
from bookdesk.sandbox.xero.running import RunningXero
from bookdesk.security import devicesecret
from bookdesk.ui.run import MEMORY
from tests.support import marked, markedwork
from tests.support.canaries import dresses, found, spoken
from tests.support.marked import CHANDLER, KEEPER, PAYER
from tests.support.overseen import Heard, OverseenProgram
from tests.support.vaults import in_gnome_session

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="children are looked at in /proc"),
]

_PICTURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"P5\n", b"P6\n", b"II*\0", b"MM\0*", b"<?xml", b"OFXHEADER")
"""How documents and pictures of their pages begin."""


@dataclass
class Story:
    """What happened so far: the practice, its secrets, and what was written out because it was asked for."""

    desk: OverseenProgram
    secrets: list[str] = field(default_factory=lambda: [*marked.PASSPHRASES.values(), marked.LATER_PASSPHRASE])
    second_factor: str = ""
    asked_for: set[Path] = field(default_factory=set)

    @property
    def words(self) -> list[str]:
        """Every mark."""
        return [*marked.WORDS, *self.secrets]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(OverseenProgram(tmp_path_factory.mktemp("canaries"), launch=("-m", "tests.support.leastcost")))


def betrayed(story: Story) -> dict[str | bytes, set[Path]]:
    """Return the marks that lie somewhere in the clear, with the files."""
    keys = [key for sheet in story.desk.own.glob("*sheet.txt") for key in marked.whole_keys(sheet)]
    raw = [base64.b32decode(story.second_factor)] if story.second_factor else []
    return found([*story.words, *keys, *raw, *marked.PIECES], *story.desk.kept)


def in_clear_form(folders: Iterable[Path]) -> list[Path]:
    """Return the files that begin like a document or a picture."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if path.read_bytes()[:16].startswith(_PICTURES)]


def test_1_a_practice_is_kept_from_the_first_document_to_the_bank(story: Story) -> None:
    desk = story.desk
    for chapter in (markedwork.found, markedwork.take_on, markedwork.capture, markedwork.approve):
        chapter(desk)
    written = markedwork.pay(desk)
    markedwork.bank(desk)
    story.asked_for |= {desk.own / markedwork.SHEET, *(path for paths in written.values() for path in paths)}
    story.secrets += marked.groups(desk.own / markedwork.SHEET)


def test_2_it_is_sent_to_the_accounting_system(story: Story) -> None:
    state = story.desk.root / "ledger.db"
    with RunningXero(state, CHANDLER.name, "AU") as ledger:
        markedwork.exchange(story.desk, ledger.base_url)
        assert ledger.records("Invoices")
    with sqlite3.connect(state) as remembered:
        tokens = [row[0] for row in remembered.execute("SELECT token FROM token WHERE kind IN ('access', 'refresh')")]
    assert len(tokens) >= 2
    story.secrets += [*tokens, marked.APPLICATION]


def test_3_it_is_backed_up_brought_back_on_trial_and_given_new_keys(story: Story) -> None:
    desk = story.desk
    markedwork.back_up(desk)
    sheet = markedwork.change_keys(desk)
    story.asked_for.add(sheet)
    story.secrets += marked.groups(sheet)
    story.second_factor = markedwork.take_second_factor(desk)
    story.secrets.append(story.second_factor)
    history = desk.own / "history.jsonl"
    desk.by(KEEPER, "history", "export", "--out", history, client=CHANDLER.name)
    story.asked_for.add(history)
    desk.by(KEEPER, "backup")


def test_4_it_is_killed_over_a_scan_and_reads_on_at_the_next_start(story: Story) -> None:
    desk = story.desk
    thick = desk.bring("thistledown-thick.pdf", papers.scan(papers.bill_pdf(marked.THICK, "trades"), 32))
    opening = ("--client", CHANDLER.name, "--user", KEEPER, "--passphrase-file", desk.passphrase(KEEPER))
    desk.kill_reading("capture", thick, *opening)
    assert betrayed(story) == {}, "as it lies after the kill"
    assert in_clear_form(desk.kept) == []
    markedwork.read(desk, CHANDLER.name)
    listed = {row["file"]: row["state"] for row in desk.by(KEEPER, "inbox", "list", client=CHANDLER.name)}
    assert listed[thick.name] == "to review"


@pytest.mark.parametrize(("how", "status"), [("defect", 1), ("segv", -11)])
def test_5_it_crashes_while_it_writes_what_somebody_typed(story: Story, how: str, status: int) -> None:
    crashing = replace(story.desk, launch=("-m", "tests.support.crashing", how, "change: sealed"))
    hold = ("bill", "hold", marked.ELECTRONIC.number, "--reason", marked.HELD)
    crashing.by(KEEPER, *hold, client=CHANDLER.name, status=status)
    assert spoken(story.words, crashing.said.encode()) == set(), crashing.said
    assert ("defect of BookDesk" if how == "defect" else "Segmentation fault") in crashing.said
    assert all(checked["ok"] for checked in story.desk.by(KEEPER, "verify"))


def test_5_the_window_meets_a_defect_and_a_fault_and_starts_again(story: Story) -> None:
    sitting = replace(story.desk, launch=("-m", "tests.support.markedwindow"))
    log = story.desk.home / "log"
    for how, status in (("segv", -11), ("quit", 0)):
        assert sitting.again(how, KEEPER, story.desk.passphrase(KEEPER)) == status, sitting.said
        assert spoken(story.words, sitting.said.encode()) == set(), sitting.said
    lines = (log / "bookdesk.log").read_text("utf-8")
    assert lines.count("a defect\nLookupError\n") == 2
    assert lines.count("for ***") == 2
    assert "Segmentation fault" in (log / "faults.txt").read_text("utf-8")


def test_6_no_file_betrays_a_mark(story: Story) -> None:
    """But the name of who was here last: it stands in the field when the next day begins."""
    assert len(story.words) >= 40
    assert betrayed(story) == {KEEPER: {story.desk.home / MEMORY}}
    assert in_clear_form(story.desk.kept) == []


def test_6_each_mark_is_in_the_practice_and_would_be_found(story: Story, tmp_path: Path) -> None:
    """The control: the same practice read with its key, the person's own files, what was shown, the ledger's tokens."""
    desk = story.desk
    markedwork.in_plain(desk, KEEPER, marked.LATER_PASSPHRASE, tmp_path)
    (tmp_path / "shown once").write_text("".join(one.out for one in desk.heard if "begin" in one.words), "utf-8")
    outside = [desk.own / "peregrine.eml", *desk.own.glob("*sheet.txt"), *desk.own.glob("*er.txt")]
    for path in (*outside, desk.passphrase(PAYER), desk.root / "ledger.db"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert set(story.words) - found(story.words, tmp_path).keys() == set()
    assert found(marked.PIECES, desk.own).keys() == set(marked.PIECES)
    assert len(in_clear_form([desk.own])) >= 5


def test_7_what_lies_open_was_asked_for_by_name(story: Story) -> None:
    own = {path for path in story.desk.own.rglob("*") if path.is_file()}
    assert own - story.desk.brought == story.asked_for
    holds = {path.name: found([word], path.parent)[word] for path, word in expected(story)}
    assert all(name in {path.name for path in paths} for name, paths in holds.items())


def expected(story: Story) -> list[tuple[Path, str]]:
    """Return what each file that was asked for is meant to tell: the control for the search of what is printed."""
    own, first = story.desk.own, marked.groups(story.desk.own / markedwork.SHEET)[0]
    account = (marked.RIGGER.bank or "").split(" ")[1]
    return [
        (own / markedwork.SHEET, first),
        (own / "run.aba", account),
        (own / "history.jsonl", marked.RIGGER.name),
        (own / "report.pdf", "Marzipan"),
        *((path, CHANDLER.name) for path in story.asked_for if path.parent.name == markedwork.ADVICES),
    ]


def test_8_no_command_says_a_secret_nor_aside_what_it_was_not_just_given(story: Story) -> None:
    secrets = {word: dresses(word) for word in story.secrets if word != marked.APPLICATION}
    for heard in story.desk.heard:
        said = (heard.out + heard.err).encode()
        told = {word for word, forms in secrets.items() if any(form in said for form in forms)}
        assert told <= ({story.second_factor} if "begin" in heard.words else set()), heard.words
        aside = spoken(marked.WORDS, heard.err.encode())
        assert aside <= {word for word in aside if given(word, heard)}, f"{heard.words[:3]}: {heard.err}"


def given(word: str, heard: Heard) -> bool:
    """Whether a command was just given a word by who typed it: as an argument, or in a file that it names."""
    files = [Path(typed) for typed in heard.words if typed.startswith("/") and Path(typed).is_file()]
    return any(word in typed for typed in heard.words) or any(word.encode() in one.read_bytes() for one in files)


def test_9_no_child_is_started_with_a_mark_in_its_arguments_or_its_environment(story: Story) -> None:
    handed = story.desk.handed.values()
    assert sum(b"--child\0read" in one for one in handed) >= 3
    assert spoken(story.words, b"\n".join(handed)) == set()


def test_what_the_keyring_holds_lies_nowhere_else(tmp_path: Path) -> None:
    """Nor in the clear in the keyring's own files: device secret, and what opens for half a day."""
    seen = in_gnome_session(tmp_path, "tests.support.markedkeyring", str(tmp_path / "desk"), patience=900)
    texts = [str(one) for one in cast("list[object]", seen["kept"])]
    keys = [base64.urlsafe_b64decode(text) for text in texts]
    assert len(keys) >= 2
    assert {len(key) for key in keys} >= {devicesecret.BYTES}
    marks: list[str | bytes] = [*texts, *keys, *marked.PASSPHRASES.values()]
    assert found(marks, tmp_path / "session", *OverseenProgram(tmp_path / "desk").kept) == {}
    assert spoken(marks, str(seen["said"]).encode()) == set()
