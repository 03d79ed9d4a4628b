"""Documents that were added: what is said of them, how reading is stopped and goes on, and what Undo says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from bookdesk.capture.listing import InboxList
from bookdesk.jobs.sealing import Sealing
from bookdesk.office.equipment import Equipment
from bookdesk.sandbox.firm.cast import australia as au
from bookdesk.sandbox.firm.office_work import bill_of
from bookdesk.ui.bills.view import BillsScreen
from bookdesk.ui.frame.intake_row import IntakeRow
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Place
from tests.support.firm import NOON
from tests.support.hands import Hands, at_window
from tests.support.sample import ANN, SampleFirm

pytestmark = pytest.mark.slow

MANY = 2
"""Bills at once: each is read in a child of its own."""


@pytest.fixture
def firm(sample: SampleFirm, tmp_path: Path) -> SampleFirm:
    return sample.copy(tmp_path / "home")


@pytest.fixture
def ann(qtbot: QtBot, firm: SampleFirm, equipment: Equipment) -> Iterator[Hands]:
    with at_window(qtbot, firm, ANN, equipment=equipment) as hands:
        yield hands


@pytest.fixture
def bills(tmp_path: Path) -> list[Path]:
    """Bills that nobody has seen yet."""
    made = []
    for number in range(MANY):
        day = NOON.date() - timedelta(days=number + 1)
        made.append(tmp_path / f"bill {number}.pdf")
        made[-1].write_bytes(bill_of(au.GREENGROCER, au.CAFE, 60 + number, day).data)
    return made


def go(ann: Hands, firm: SampleFirm, screen: str, story: str = "heap", view: str = "") -> None:
    ann.seat.desktop.go(Place(screen, firm.client(story), view=view))
    ann.settle()


def row_of(ann: Hands) -> IntakeRow:
    (row,) = ann.window.status.findChildren(IntakeRow)
    return row


def drop_paused(ann: Hands, firm: SampleFirm, bills: list[Path], story: str = "heap") -> None:
    """Drop bills, and pause before the first of them has its number: a person's hand might come too late for that."""
    client, intake, taken = firm.client(story), ann.seat.desktop.intake, list[str]()
    intake.taken.connect(lambda client_id, _: taken.append(client_id))
    begun: list[Callable[[], None]] = []
    begin = Sealing.begin
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sealing, "begin", lambda sealing, dropped: begun.append(partial(begin, sealing, dropped)))
        assert ann.drop(bills)
    intake.pause(client, on=True)
    for one in begun:
        one()
    many = sum(bool(one.stat().st_size) for one in bills)
    ann.until(lambda: taken == [client] * many)
    ann.until(lambda: row_of(ann).words().startswith(f"Paused, 0 of {many} read"))
    ann.settle()


def stopped(ann: Hands, firm: SampleFirm, bills: list[Path]) -> InboxScreen:
    """Drop bills and cancel before any is read; return the inbox, which shows them."""
    go(ann, firm, "inbox")
    drop_paused(ann, firm, bills)
    ann.click(row_of(ann).cancel)
    ann.until(lambda: ann.told)
    go(ann, firm, "inbox", view=InboxList.RECEIVED)
    return ann.screen(InboxScreen)


def test_every_file_that_was_not_taken_has_its_line_and_the_note_stays(
    ann: Hands, firm: SampleFirm, tmp_path: Path
) -> None:
    book = firm.passbook("heap")
    book.move(NOON.date(), "-10.00", "ACCOUNT SERVICING FEE")
    name, content = book.statement(NOON.date())
    for one, data in (("empty.pdf", b""), (name, content)):
        (tmp_path / one).write_bytes(data)
    go(ann, firm, "inbox")
    assert ann.drop([tmp_path / "empty.pdf", tmp_path / name])
    ann.until(lambda: ann.told)
    note = ann.toast()
    assert note.remedy.splitlines() == [
        "Not taken:",
        "empty.pdf: The file is empty. Copy it once more, or ask the sender for it again.",
        f"{name}: This is a bank statement. Import it in Bank.",
    ]
    assert (note.tone, note.label) == (Tone.BAD, "Import it in Bank")
    ann.press("Ctrl+Z")
    assert ann.toast() is not note
    ann.window.toast.banner.clear()
    assert ann.toast() is note, "it is not lost with the next note"
    ann.window.toast.banner.clear()
    assert ann.window.toast.message() is None


def test_a_pause_is_said_and_ends(ann: Hands, firm: SampleFirm, bills: list[Path]) -> None:
    go(ann, firm, "inbox")
    drop_paused(ann, firm, bills)
    assert row_of(ann).pause.text() == "Go on"
    ann.click(row_of(ann).pause)
    ann.until(lambda: ann.told)
    assert ann.told[-1].words == f"{MANY} documents taken in and read."


def test_what_was_stopped_is_read_when_its_client_comes_back(ann: Hands, firm: SampleFirm, bills: list[Path]) -> None:
    inbox = stopped(ann, firm, bills)
    note = ann.toast()
    assert note.words == (
        f"{MANY} documents taken in. Still to be read: {MANY} documents."
        " It goes on with Read now in the inbox, or when you come back to this client."
    )
    assert (note.tone, note.label) == (Tone.WARN, "Read now")
    assert inbox.model.rowCount() == MANY
    go(ann, firm, "bills", "overdue")
    go(ann, firm, "inbox", view=InboxList.RECEIVED)
    ann.until(lambda: not inbox.model.rowCount())
    assert ann.window.toast.message() is None, "it is true no more"


def test_what_was_stopped_is_read_with_the_next_files(ann: Hands, firm: SampleFirm, bills: list[Path]) -> None:
    inbox = stopped(ann, firm, bills[1:])
    told = len(ann.told)
    assert ann.drop(bills[:1])
    ann.until(lambda: len(ann.told) > told)
    assert ann.toast().words == "1 document taken in and read."
    ann.until(lambda: not inbox.model.rowCount())


def test_what_was_not_taken_is_told_apart_from_what_was_not_read(
    ann: Hands, firm: SampleFirm, bills: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    stopped(ann, firm, [*bills, tmp_path / "empty.pdf"])
    ann.until(lambda: len(ann.told) == 2)
    assert ann.toast().words.startswith(f"Still to be read: {MANY} documents.")
    ann.window.toast.banner.clear()
    assert ann.toast().words == f"{MANY} documents taken in."
    assert ann.toast().remedy.startswith("Not taken: empty.pdf")


@pytest.mark.parametrize("way", ["note", "palette", "button"])
def test_what_was_stopped_is_read_on_at_once(ann: Hands, firm: SampleFirm, bills: list[Path], way: str) -> None:
    inbox = stopped(ann, firm, bills)
    assert inbox.acts["read now"].isEnabled()
    if way == "note":
        act = ann.toast().act
        assert act is not None
        act()
    elif way == "palette":
        ann.press("Ctrl+K")
        ann.write("read now")
        ann.settle()
        ann.press("Return")
    else:
        (offered,) = (one for one in inbox.page.findChildren(QPushButton) if one.text() == "Read now")
        assert offered.isVisible()
        ann.click(offered)
        assert not offered.isVisible(), "it is being read"
    ann.until(lambda: not inbox.model.rowCount())
    assert not inbox.acts["read now"].isEnabled(), "nothing waits"


def test_nothing_is_offered_while_documents_are_read(ann: Hands, firm: SampleFirm, bills: list[Path]) -> None:
    go(ann, firm, "inbox", view=InboxList.RECEIVED)
    inbox = ann.screen(InboxScreen)
    drop_paused(ann, firm, bills)
    ann.until(inbox.acts["read now"].isEnabled)
    inbox.acts["read now"].trigger()
    assert not inbox.acts["read now"].isEnabled()
    ann.until(lambda: ann.told)
    assert ann.told[-1].words == f"{MANY} documents taken in and read."


def test_undo_says_that_added_documents_stay_and_then_takes_back_the_act_before(
    ann: Hands, firm: SampleFirm, bills: list[Path]
) -> None:
    go(ann, firm, "bills", "overdue", "open")
    screen = ann.screen(BillsScreen)
    bill = screen.table.current_record()
    screen.presenter.dispute([bill], disputed=not bill.disputed)
    ann.settle()
    go(ann, firm, "inbox", "overdue")
    drop_paused(ann, firm, bills, "overdue")
    ann.press("Ctrl+Z")
    said = ann.toast()
    assert said.words == "Added documents stay: Undo does not take them back."
    assert "Put aside" in said.remedy
    assert "once more" in said.remedy
    assert said.tone is Tone.WARN
    ann.press("Ctrl+Z")
    ann.settle()
    assert ann.told[-1].words.startswith("Before that: "), "it is named before it is taken back"
    ann.press("Ctrl+Z")
    ann.settle()
    assert ann.told[-1].words.startswith("Undone: ")
    go(ann, firm, "bills", "overdue", "open")
    assert screen.table.current_record().disputed is bill.disputed


def test_undo_of_added_documents_alone_promises_nothing_before_them(
    ann: Hands, firm: SampleFirm, bills: list[Path]
) -> None:
    go(ann, firm, "inbox")
    drop_paused(ann, firm, bills)
    ann.press("Ctrl+Z")
    assert "once more" not in ann.toast().remedy
    ann.press("Ctrl+Z")
    assert ann.toast().words == "There is nothing to undo for this client in this session."


def test_what_is_done_again_is_called_what_it_was(ann: Hands, firm: SampleFirm) -> None:
    go(ann, firm, "bills", "overdue", "open")
    screen = ann.screen(BillsScreen)
    bill = screen.table.current_record()
    screen.presenter.dispute([bill], disputed=not bill.disputed)
    ann.settle()
    done = ann.told[-1].words
    for key, words in (("Ctrl+Z", "Undone"), ("Ctrl+Shift+Z", "Done again"), ("Ctrl+Z", "Undone")):
        ann.press(key)
        ann.settle()
        assert ann.told[-1].words == f"{words}: {done}"


@pytest.mark.parametrize("type_size", ["150", "100"])
def test_the_sheet_of_keys_is_never_wider_than_it_is_shown(
    qtbot: QtBot, firm: SampleFirm, equipment: Equipment, type_size: str
) -> None:
    memory = Memory()
    memory.keep("type size", type_size)
    with at_window(qtbot, firm, ANN, equipment=equipment, memory=memory) as ann:
        for screen in ("bank", "review", "inbox"):
            for size in ((1280, 772), (1100, 700), (800, 560)):
                ann.window.resize(*size)
                go(ann, firm, screen)
                ann.press("F1")
                ann.settle()
                assert_whole(ann)
                ann.press("Escape")


def assert_whole(ann: Hands) -> None:
    area = ann.window.tools.sheet.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    body = area.widget()
    assert body is not None
    assert body.width() <= area.viewport().width()
    for one in body.findChildren(QLabel):
        assert one.geometry().right() <= body.width(), one.text()
        assert (
            one.heightForWidth(one.width()) <= one.height() if one.wordWrap() else one.width() >= one.sizeHint().width()
        )
