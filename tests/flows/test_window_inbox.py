"""The inbox where it could mislead: what repeats a bill, what is left after all was confirmed, and another client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped] # it has no annotations
import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from bookdesk.capture.listing import DocumentRow, InboxList, InboxOrder
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.capture.supporting import RequiredPapers
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.models.document import DocumentState
from bookdesk.office.equipment import Equipment
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.ui import wording
from bookdesk.ui.bills.view import BillsScreen
from bookdesk.ui.compare.view import CompareScreen
from bookdesk.ui.contacts.view import ContactsScreen
from bookdesk.ui.inbox.table import state_pill, told_why
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.review.table import notes_of
from bookdesk.ui.review.view import ReviewScreen
from bookdesk.ui.split.view import SplitScreen
from tests.support import twice
from tests.support.hands import Hands, at_window
from tests.support.locked import PASSWORD, locked
from tests.support.pages import picture, saved, scanned_pdf
from tests.support.readers import NoTextReader
from tests.support.sample import ANN, SampleFirm
from tests.support.window import LONG_ENOUGH

pytestmark = pytest.mark.slow


@pytest.fixture
def firm(sample: SampleFirm, tmp_path: Path) -> SampleFirm:
    return sample.copy(tmp_path / "home")


@pytest.fixture
def ann(qtbot: QtBot, firm: SampleFirm, equipment: Equipment) -> Iterator[Hands]:
    with at_window(qtbot, firm, ANN, equipment=equipment) as hands:
        yield hands


def inbox(ann: Hands, client_id: str, view: str) -> InboxScreen:
    ann.seat.desktop.go(Place("inbox", client_id, view=view))
    ann.settle()
    return ann.screen(InboxScreen)


def documents(screen: InboxScreen) -> list[DocumentRow]:
    found = (screen.model.row_at(place) for place in range(screen.model.rowCount()))
    return [row for row in found if row is not None]


def press(ann: Hands, *keys: str) -> None:
    for key in keys:
        ann.press(key)
        ann.settle()


@pytest.mark.parametrize("name", ["rechnung-kopie.pdf", "rahmen.pdf"])
def test_a_duplicate_is_no_bill_of_its_own_without_a_question(ann: Hands, firm: SampleFirm, name: str) -> None:
    screen = inbox(ann, firm.client("documents"), "duplicate")
    row = next(one for one in documents(screen) if one.file_name == name)
    assert screen.table.choose(row.key)
    ann.settle()
    press(ann, "B")
    asked = screen.page.prompt.answer.accessibleName()
    assert screen.page.prompt.isVisible()
    assert asked.startswith(f"{name} repeats document {row.duplicate_of} (")
    every = documents(inbox(ann, firm.client("documents"), "all open")) + documents(
        inbox(ann, firm.client("documents"), "confirmed")
    )
    other = next(one for one in every if one.number == row.duplicate_of)
    assert f"{other.bill_number} of {other.supplier} over {wording.money(other.total)}." in asked
    screen = inbox(ann, firm.client("documents"), "duplicate")
    assert name in [one.file_name for one in documents(screen)], "it was only asked"
    assert screen.table.choose(row.key)
    ann.settle()
    press(ann, "B", "Return")
    assert "under To review now." in ann.toast().remedy
    screen = inbox(ann, firm.client("documents"), "to review")
    again = next(one for one in documents(screen) if one.file_name == name)
    assert again.state is DocumentState.TO_REVIEW
    assert not again.ready, "nobody confirms it unseen"
    screen.presenter.review(again)
    ann.settle()
    reviewed = ann.screen(ReviewScreen).presenter.reviewed
    assert reviewed is not None
    assert any(one.startswith("A person said that it is a bill of its own.") for one in notes_of(reviewed.item))
    press(ann, "Ctrl+Z")
    assert ann.toast().remedy == f"It stands under Duplicates again, behind document {row.duplicate_of}."
    screen = inbox(ann, firm.client("documents"), "duplicate")
    assert name in [one.file_name for one in documents(screen)], "Undo takes back what was done last, and nothing else"


def test_two_documents_lie_side_by_side_and_are_told_apart_by_keys(ann: Hands, firm: SampleFirm) -> None:
    screen = inbox(ann, firm.client("documents"), "duplicate")
    row = next(one for one in documents(screen) if one.file_name == "rahmen.pdf")
    assert screen.table.choose(row.key)
    ann.settle()
    press(ann, "C")
    beside = ann.screen(CompareScreen)
    found = beside.presenter.comparison
    assert found is not None
    assert (found.left.row.number, found.right.row.number) == (row.number, row.duplicate_of)
    assert not any(viewer.is_resting() for viewer in beside.viewers), "both pages are seen"
    assert beside.acts["same"].text() == f"It is document {row.duplicate_of} again"
    assert {one.name for one in found.rows} >= {"supplier_name", "total"}
    press(ann, "S")
    assert ann.toast().remedy == f"It is kept behind document {row.duplicate_of}."
    assert ann.toast().label == "Undo"
    screen = inbox(ann, firm.client("documents"), "duplicate")
    kept = next(one for one in documents(screen) if one.id == row.id)
    assert kept.reason == f"A person said that it is document {row.duplicate_of} again."
    assert screen.table.choose(row.key)
    ann.settle()
    press(ann, "C", "B")
    screen = inbox(ann, firm.client("documents"), "to review")
    assert row.id in [one.id for one in documents(screen)]
    press(ann, "Ctrl+Z")
    assert row.id in [one.id for one in documents(inbox(ann, firm.client("documents"), "duplicate"))]


def two_in_one(firm: SampleFirm) -> str:
    """Let a file be taken in that may be two documents, and return which document it is."""
    both = pypdfium2.PdfDocument(papers.bill_pdf(bills.CLEANING, "classic"))
    both.import_pages(pypdfium2.PdfDocument(papers.bill_pdf(bills.PRODUCE, "form")))
    with firm.workspace("documents") as workspace:
        capture = CaptureService(workspace.desk, InProcessReader(NoTextReader()))
        (taken,) = capture.capture([Incoming("both.pdf", saved(both))])
        capture.read_waiting()
    return taken.document_id


def test_a_file_is_taken_apart_by_keys_and_comes_back(qtbot: QtBot, firm: SampleFirm, equipment: Equipment) -> None:
    whole = two_in_one(firm)
    with at_window(qtbot, firm, ANN, equipment=equipment) as ann:
        screen = inbox(ann, firm.client("documents"), "to review")
        row = next(one for one in documents(screen) if one.id == whole)
        assert screen.table.choose(row.key)
        ann.settle()
        press(ann, "T")
        split = ann.screen(SplitScreen)
        assert [split.pages.item(at).text() for at in range(2)] == [
            "Page 1, begins document 1",
            "Page 2, begins document 2",
        ]
        assert "a title stands at its top" in split.why.text()
        press(ann, "X")
        assert split.presenter.cuts == set()
        assert not split.acts["apply"].isEnabled()
        press(ann, "P", "Ctrl+Return")
        ann.seat.qtbot.waitUntil(lambda: not screen.presenter.reads(), timeout=LONG_ENOUGH)
        ann.settle()
        screen = inbox(ann, firm.client("documents"), "all open")
        parts = [one for one in documents(screen) if one.file_name.startswith("both (")]
        assert [one.file_name for one in parts] == ["both (page 1).pdf", "both (page 2).pdf"]
        assert all(one.bound for one in parts)
        assert screen.table.choose(parts[0].key)
        ann.settle()
        press(ann, "Shift+Y")
        ann.seat.qtbot.waitUntil(lambda: not screen.presenter.reads(), timeout=LONG_ENOUGH)
        ann.settle()
        names = [one.file_name for one in documents(inbox(ann, firm.client("documents"), "all open"))]
        assert "both.pdf" in names
        assert "both (page 1).pdf" not in names


def test_a_file_that_was_taken_apart_by_mistake_is_read_and_proposed_again(
    qtbot: QtBot, firm: SampleFirm, equipment: Equipment
) -> None:
    whole = two_in_one(firm)
    with at_window(qtbot, firm, ANN, equipment=equipment) as ann:
        for again in (False, True):
            screen = inbox(ann, firm.client("documents"), "to review")
            assert screen.table.choose(next(one for one in documents(screen) if one.id == whole).key)
            ann.settle()
            press(ann, "T")
            split = ann.screen(SplitScreen)
            assert split.presenter.cuts == {2}
            if again:
                return
            press(ann, "Ctrl+Return", "Ctrl+Z")
            assert ann.told[-1].words == "Undone: Document both.pdf taken apart"
            ann.seat.qtbot.waitUntil(
                lambda: any(one.id == whole for one in documents(inbox(ann, firm.client("documents"), "to review"))),
                timeout=2 * LONG_ENOUGH,
            )


def test_two_receipts_on_one_photo_are_shown_apart(qtbot: QtBot, firm: SampleFirm, equipment: Equipment) -> None:
    with firm.workspace("documents") as workspace:
        capture = CaptureService(workspace.desk, twice.reader())
        (taken,) = capture.capture([Incoming("both.pdf", scanned_pdf(picture()))])
        capture.read_waiting()
    with at_window(qtbot, firm, ANN, equipment=equipment) as ann:
        ann.seat.desktop.go(Place("split", firm.client("documents"), item=taken.document_id))
        ann.settle()
        split = ann.screen(SplitScreen)
        ann.seat.qtbot.waitUntil(lambda: split.pictured() == {1, 2}, timeout=LONG_ENOUGH)
        assert [split.pages.item(at).text() for at in range(2)] == [
            "Receipt 1, begins document 1",
            "Receipt 2, begins document 2",
        ]
        assert '"Silver Taxis Service"' in split.why.text()
        assert split.acts["apply"].isEnabled()


def test_what_confirming_would_refuse_is_not_called_ready_and_says_why(ann: Hands, firm: SampleFirm) -> None:
    client = firm.client("heap")
    ready = documents(inbox(ann, client, "ready"))
    assert ready
    with ann.seat.desktop.office.workspace(client) as workspace:
        RequiredPapers(workspace.desk).add(DocumentKind.ORDER, Money(0, "AUD"))
        workspace.serve()
    bills = {row.id for row in ready if row.kind is DocumentKind.INVOICE}
    assert not bills & {row.id for row in documents(inbox(ann, client, "ready"))}
    screen = inbox(ann, client, "to review")
    held = next(row for row in documents(screen) if row.id in bills)
    assert screen.table.choose(held.key)
    ann.settle()
    told = screen._reason.text()  # noqa: SLF001 - what the person reads beside the page
    assert "It has no order beside it." in told
    screen.presenter.review(held)
    ann.settle()
    reviewed = ann.screen(ReviewScreen).presenter.reviewed
    assert reviewed is not None
    assert [wording.local(one.what) for one in reviewed.objections] == [told_why(held)]


@pytest.mark.parametrize("view", ["ready", "to review"])
def test_the_inbox_is_clear_only_where_nothing_waits(ann: Hands, firm: SampleFirm, view: str) -> None:
    for kind in ("ready", "to review"):
        screen = inbox(ann, firm.client("documents"), kind)
        rows = documents(screen)
        if rows:
            screen.presenter.reject(rows, "not ours")
            ann.settle()
    screen = inbox(ann, firm.client("documents"), view)
    said = screen.page.empty.accessibleName()
    assert screen.page.empty.isVisible()
    assert "clear" not in said
    assert "failed" in said
    assert "duplicates" in said
    press(ann, "Return")
    assert screen.presenter.query.list is InboxList.FAILED
    for kind in ("failed", "duplicate", "not payable", "received"):
        rows = documents(inbox(ann, firm.client("documents"), kind))
        if rows:
            screen.presenter.reject(rows, "not ours")
            ann.settle()
    inbox(ann, firm.client("documents"), view)
    assert screen.page.empty.accessibleName().startswith("The inbox is clear.")


@pytest.mark.parametrize(
    ("place", "kind"), [("inbox", InboxScreen), ("bills", BillsScreen), ("contacts", ContactsScreen)]
)
def test_a_filter_is_of_the_client_it_was_typed_for(
    ann: Hands, firm: SampleFirm, place: str, kind: type[InboxScreen | BillsScreen | ContactsScreen]
) -> None:
    ann.seat.desktop.go(Place(place, firm.client("heap")))
    ann.settle()
    screen = ann.screen(kind)
    whole = screen.model.rowCount()
    ann.press("/")
    ann.write("zzyzx")
    ann.until(lambda: screen.model.rowCount() == 0)
    ann.seat.desktop.go(Place(place, firm.client("overdue")))
    ann.settle()
    assert screen.page.filter.text() == ""
    ann.seat.desktop.go(Place(place, firm.client("heap")))
    ann.settle()
    assert screen.model.rowCount() == whole


def test_a_note_with_undo_goes_with_its_client(ann: Hands, firm: SampleFirm) -> None:
    ann.seat.desktop.go(Place("bills", firm.client("overdue"), view="open"))
    ann.settle()
    press(ann, "D")
    assert ann.toast().label == "Undo"
    ann.seat.desktop.go(Place("bills", firm.client("heap")))
    ann.settle()
    assert ann.window.toast.message() is None


def test_a_document_is_opened_with_the_order_of_its_list(ann: Hands, firm: SampleFirm) -> None:
    screen = inbox(ann, firm.client("heap"), "to review")
    screen.presenter.show(order=InboxOrder.SUPPLIER, descending=True)
    ann.settle()
    went: list[Place] = []
    ann.seat.desktop.went.connect(went.append)
    press(ann, "Return")
    (place,) = went
    assert (place.screen, place.order, place.descending) == ("review", InboxOrder.SUPPLIER, True)


def test_a_document_of_another_client_is_handed_over_and_read_there(ann: Hands, firm: SampleFirm) -> None:
    here = firm.client("documents")
    other = next(one for one in ann.seat.desktop.office.clients() if one.client_id != here)
    screen = inbox(ann, here, "all open")
    row = next(one for one in documents(screen) if one.state is DocumentState.TO_REVIEW)
    assert screen.table.choose(row.key)
    ann.settle()
    assert screen.acts["move"].isEnabled()
    press(ann, "M")
    assert ann.focus().accessibleName() == f"Move {row.file_name} to which client?"
    ann.write(other.name)
    ann.settle()
    press(ann, "Return")
    assert "moved to another client" in ann.toast().words
    assert f"It lies with {other.name} now." in ann.toast().remedy
    assert row.file_name not in [one.file_name for one in documents(inbox(ann, here, "all open"))]
    screen = inbox(ann, here, "put aside")
    (gone,) = [one for one in documents(screen) if one.file_name == row.file_name]
    assert gone.state is DocumentState.MOVED
    assert screen.table.choose(gone.key)
    ann.settle()
    assert not screen.acts["move"].isEnabled()
    assert not screen.acts["put aside"].isEnabled()
    arrived = [
        one.file_name for view in ("all open", "received") for one in documents(inbox(ann, other.client_id, view))
    ]
    assert row.file_name in arrived


def state_shown(screen: InboxScreen, document_id: str) -> str:
    """Return what the list says of the state of a document."""
    column = next(at for at, one in enumerate(screen.model.columns) if one.name == "state")
    place = next(at for at in range(screen.model.rowCount()) if documents(screen)[at].id == document_id)
    return str(screen.model.index(place, column).data())


def test_a_locked_document_asks_for_its_password_in_the_inbox_and_under_review(
    ann: Hands, firm: SampleFirm, tmp_path: Path
) -> None:
    for name, content in (("inbox.pdf", locked()), ("review.pdf", locked(papers.bill_pdf(bills.CLEANING, "classic")))):
        (tmp_path / name).write_bytes(content)
    screen = inbox(ann, firm.client("documents"), "failed")
    before = {row.id for row in documents(screen)}
    assert ann.drop([tmp_path / "inbox.pdf", tmp_path / "review.pdf"])
    ann.until(lambda: sum(row.state is DocumentState.LOCKED for row in documents(screen)) == 2)
    first, second = sorted((row for row in documents(screen) if row.id not in before), key=lambda row: row.file_name)
    assert state_pill(first).words == "Needs password"
    assert screen.table.choose(first.key)
    ann.settle()
    press(ann, "P")
    ann.write("another")
    assert screen.page.prompt.answer.echoMode() is QLineEdit.EchoMode.Password
    press(ann, "Return")
    ann.until(screen.page.prompt.isVisible)
    assert "That is not the password" in screen.page.prompt.answer.accessibleName()
    assert not screen.page.prompt.answer.text(), "nothing of it stays"
    ann.write(PASSWORD)
    ann.press("Return")
    assert state_shown(screen, first.id) == "Being read", "at once"
    assert not screen.acts["unlock"].isEnabled()
    ann.write("XR")  # who thinks that nothing happened types on: these are keys of the list
    assert ann.focus() is screen.page.prompt.answer
    ann.press("Return")
    ann.until(lambda: first.id not in {row.id for row in documents(screen)})
    ann.settle()
    assert ann.screen(InboxScreen) is screen
    assert "has ended" in screen.page.prompt.problem.text()
    assert ann.focus() is screen.page.prompt.answer, "the rest of what is typed goes nowhere either"
    ann.press("Return")
    assert not screen.page.prompt.isVisible()
    screen.presenter.review(next(row for row in documents(screen) if row.id == second.id))
    ann.settle()
    review = ann.screen(ReviewScreen)
    review.acts["unlock"].trigger()
    ann.write(PASSWORD)
    press(ann, "Return")
    ann.until(lambda: review.presenter.reviewed is not None and review.presenter.reviewed.open)
    ann.until(lambda: not review.paper.viewer.is_resting())


def test_several_drafts_are_coded_at_once_without_being_opened(ann: Hands, firm: SampleFirm) -> None:
    screen = inbox(ann, firm.client("heap"), "to review")
    for place in (0, 1):
        ann.click_cell(screen.table, screen.model.index(place, 1), adding=place > 0)
    ann.settle()
    chosen = [row.id for row in screen.table.selected_records() if isinstance(row, DocumentRow)]
    assert len(chosen) == 2
    before = {row.id: row.accounts for row in documents(screen)}
    wanted = "6-1000"
    assert (wanted,) not in {before[one] for one in chosen}
    press(ann, "A")
    ann.write(wanted)
    ann.settle()
    press(ann, "Return")
    after = {row.id: row.accounts for row in documents(inbox(ann, firm.client("heap"), "to review"))}
    assert {after[one] for one in chosen} == {(wanted,)}
    assert {one: codes for one, codes in after.items() if one not in chosen} == {
        one: codes for one, codes in before.items() if one not in chosen
    }
    press(ann, "Ctrl+Z")
    undone = documents(inbox(ann, firm.client("heap"), "to review"))
    assert {row.id: row.accounts for row in undone} == before, "one step back for both"
