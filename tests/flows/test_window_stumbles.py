"""What new users stumble over at the window, each told as they met it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from bookdesk.banking.charging import Part
from bookdesk.banking.importing import Imported
from bookdesk.capture.listing import DocumentRow
from bookdesk.capture.readiness import DOUBTFUL, doubtful
from bookdesk.core.vocabulary import OutboxState
from bookdesk.ledger.outboxlists import GOES_AFTER
from bookdesk.office.equipment import Equipment
from bookdesk.reports.figures import Figure
from bookdesk.sandbox.firm.cast import australia as au
from bookdesk.sandbox.firm.office_work import bill_of
from bookdesk.sync.service import EntryView, SyncStatus
from bookdesk.ui.approvals.view import ApprovalsScreen
from bookdesk.ui.bank.table import SUGGESTION
from bookdesk.ui.bank.view import BankScreen
from bookdesk.ui.bills.view import BillsScreen
from bookdesk.ui.clients.view import ClientsScreen
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.models import PILL_ROLE
from bookdesk.ui.review.table import fields_of
from bookdesk.ui.review.view import ReviewScreen
from bookdesk.ui.sync_status.presenter import SyncFound
from bookdesk.ui.sync_status.table import entry_pill
from bookdesk.ui.sync_status.view import SyncScreen
from tests.support.firm import NOON
from tests.support.hands import Hands, at_window
from tests.support.sample import ANN, SampleFirm

pytestmark = pytest.mark.slow

TODAY = NOON.date()


@pytest.fixture
def firm(sample: SampleFirm, tmp_path: Path) -> SampleFirm:
    return sample.copy(tmp_path / "home")


@pytest.fixture
def ann(qtbot: QtBot, firm: SampleFirm, equipment: Equipment) -> Iterator[Hands]:
    with at_window(qtbot, firm, ANN, equipment=equipment) as hands:
        yield hands


@pytest.mark.parametrize("story", ["heap", "documents"])
def test_the_number_beside_the_inbox_is_that_of_all_that_is_open(ann: Hands, firm: SampleFirm, story: str) -> None:
    ann.seat.desktop.go(Place("inbox", firm.client(story), view="all open"))
    ann.settle()
    shown = ann.screen(InboxScreen).model.rowCount()
    assert shown > 0
    assert ann.window.navigation.count("inbox") == shown


def test_a_client_without_an_accounting_system_is_told_so_calmly(ann: Hands, firm: SampleFirm) -> None:
    ann.seat.desktop.go(Place("sync", firm.client("heap")))
    ann.settle()
    sync = ann.screen(SyncScreen)
    assert sync.page.banner.message() is None
    assert ann.told == []
    assert not sync.pane.isVisible(), "there is no entry to choose"
    assert sync.acts["connect"].isEnabled()


def test_each_entry_of_the_outbox_is_on_the_list_that_the_desk_counts(ann: Hands, firm: SampleFirm) -> None:
    ann.seat.desktop.go(Place("sync", firm.client("heap"), view="problems"))
    ann.settle()
    sync = ann.screen(SyncScreen)
    entries = [
        EntryView(str(number), "bill", state, "Add the bill.", (), problem, released=False, attempts=0)
        for number, (state, problem) in enumerate(
            (
                (OutboxState.REJECTED, "Account 404 is archived."),
                (OutboxState.BLOCKED, f"{GOES_AFTER} contact it belongs to."),
                (OutboxState.BLOCKED, "No counterpart is chosen."),
                (OutboxState.UNKNOWN, "The answer was lost."),
            )
        )
    ]
    sync.presenter.found.emit(SyncFound(SyncStatus("Xero", {}, tuple(entries), 0, ())))
    assert [one.id for one in sync.entries.rows()] == ["0", "2"]
    assert [entry_pill(one).words for one in entries] == ["Refused", "Waits", "Cannot go yet", "Answer lost"]
    sync.page.show_tab("waiting")
    sync.presenter.found.emit(SyncFound(SyncStatus("Xero", {}, tuple(entries), 0, ())))
    assert [one.id for one in sync.entries.rows()] == ["1", "3"]


def statement_of(firm: SampleFirm, folder: Path) -> Path:
    """Return what the cafe's bank shows of today."""
    book = firm.passbook("heap")
    book.move(TODAY, "-10.00", "ACCOUNT SERVICING FEE")
    name, content = book.statement(TODAY)
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_drop_is_told_as_it_went(ann: Hands, firm: SampleFirm, tmp_path: Path) -> None:
    bill = bill_of(au.GREENGROCER, au.CAFE, 37, TODAY - timedelta(days=1)).data
    for name, content in (("bill.pdf", bill), ("again.pdf", bill), ("broken.pdf", b"%PDF-1.4 cut short")):
        (tmp_path / name).write_bytes(content)
    ann.seat.desktop.go(Place("inbox", firm.client("heap")))
    ann.settle()
    assert ann.drop([tmp_path / name for name in ("bill.pdf", "again.pdf", "broken.pdf")])
    ann.until(lambda: ann.told)
    message = ann.told[-1]
    assert message.words == "3 documents taken in: 1 read, 1 here already, 1 not readable."
    assert message.tone is Tone.WARN


def test_a_bank_statement_dropped_on_the_inbox_is_led_to_the_bank(ann: Hands, firm: SampleFirm, tmp_path: Path) -> None:
    path = statement_of(firm, tmp_path)
    ann.seat.desktop.go(Place("inbox", firm.client("heap")))
    ann.settle()
    inbox = ann.screen(InboxScreen)
    before = inbox.model.rowCount()
    assert ann.drop([path])
    ann.until(lambda: ann.told)
    message = ann.told[-1]
    assert message.words == f"{path.name} is a bank statement: import it in Bank."
    assert (message.tone, message.label) == (Tone.WARN, "Import it in Bank")
    ann.settle()
    assert inbox.model.rowCount() == before, "it is no document"
    assert message.act is not None
    message.act()
    ann.settle()
    bank = ann.screen(BankScreen)
    ann.until(bank.importing.isVisible)
    assert bank.importing.take.text() == "Import 1 line"
    assert bank.importing.take.isEnabled()


def test_a_narrow_desk_shows_runs_that_wait_and_a_wider_one_accounts_to_confirm(ann: Hands) -> None:
    desk = ann.screen(ClientsScreen)
    names = [column.name for column in desk.model.columns]
    for width, shown in ((1100, {Figure.DRAFT_RUNS}), (1280, {Figure.DRAFT_RUNS, Figure.UNCONFIRMED_PAYEES})):
        ann.window.resize(width, 700)
        ann.settle()
        seen = {name for place, name in enumerate(names) if not desk.table.isColumnHidden(place)}
        assert {Figure.DRAFT_RUNS, Figure.UNCONFIRMED_PAYEES} & seen == shown
        assert not desk.table.horizontalScrollBar().isVisible()


def test_the_bank_of_a_narrow_window_keeps_what_is_suggested(ann: Hands, firm: SampleFirm) -> None:
    ann.window.resize(1100, 700)
    ann.seat.desktop.go(Place("bank", firm.client("bank")))
    ann.settle()
    bank = ann.screen(BankScreen)
    ann.until(bank.presenter.clear_ones)
    place = next(number for number, column in enumerate(bank.model.columns) if column.name == SUGGESTION)
    assert not bank.table.isColumnHidden(place)
    assert not bank.table.horizontalScrollBar().isVisible()
    assert bank.table.columnWidth(place) >= 100
    pills = [bank.model.index(row, place).data(PILL_ROLE) for row in range(bank.model.rowCount())]
    clear = [pill for pill in pills if isinstance(pill, Pill) and pill.tone is Tone.GOOD]
    assert len(clear) == len(bank.presenter.clear_ones())


def test_a_statement_that_is_clicked_in_twice_is_taken_in_once(ann: Hands, firm: SampleFirm, tmp_path: Path) -> None:
    path = statement_of(firm, tmp_path)
    ann.seat.desktop.go(Place("bank", firm.client("heap"), files=(path,)))
    ann.settle()
    bank = ann.screen(BankScreen)
    told: list[list[Imported]] = []
    bank.presenter.imported.connect(told.append)
    ann.click(bank.importing.take)
    ann.click(bank.importing.take)
    ann.settle()
    ((imported,),) = told
    assert (imported.new, imported.known) == (1, 0)
    assert bank.page.banner.message() is None, "the note with its Undo says so"


@pytest.mark.parametrize("key", ["C", "F6"])
def test_a_question_is_left_when_the_person_goes_on(ann: Hands, firm: SampleFirm, key: str) -> None:
    ann.seat.desktop.go(Place("bank", firm.client("bank")))
    ann.settle()
    bank = ann.screen(BankScreen)
    ann.until(bank.presenter.clear_ones)
    ann.press("Ctrl+Return")
    assert bank.page.prompt.isVisible()
    bank.table.setFocus()
    ann.press(key)
    assert not bank.page.prompt.isVisible()


def test_a_question_is_left_when_its_matches_are_others(ann: Hands, firm: SampleFirm) -> None:
    ann.seat.desktop.go(Place("bank", firm.client("bank")))
    ann.settle()
    bank = ann.screen(BankScreen)
    ann.until(bank.presenter.clear_ones)
    ann.press("Ctrl+Return")
    assert bank.page.prompt.isVisible()
    bank.presenter.refresh()
    ann.settle()
    assert bank.page.prompt.isVisible(), "nothing changed"
    line = bank.presenter.clear_ones()[0].line.id
    bank.presenter.code([line], [Part("6-1700")])
    ann.settle()
    assert not bank.page.prompt.isVisible()


@pytest.mark.parametrize("screen", ["inbox", "review"])
def test_why_a_document_failed_is_said_once(ann: Hands, firm: SampleFirm, screen: str) -> None:
    ann.seat.desktop.go(Place("inbox", firm.client("documents"), view="failed"))
    ann.settle()
    inbox = ann.screen(InboxScreen)
    row = inbox.table.current_record()
    assert isinstance(row, DocumentRow)
    if screen == "review":
        ann.press("Return")
        ann.settle()
    shown = ann.window.current()
    assert shown is not None
    said = [one for one in shown.findChildren(QLabel) if one.isVisible() and one.text() == row.reason]
    assert len(said) == 1
    assert said[0].contentsMargins().left() or said[0].mapTo(shown, QPoint()).x() > 0


def test_a_refusal_is_said_where_it_stands_and_leads_to_its_field(ann: Hands, firm: SampleFirm) -> None:
    ann.seat.desktop.go(Place("inbox", firm.client("heap"), view="to review"))
    ann.settle()
    ann.press("Return")
    ann.settle()
    ann.window.resize(1100, 620)
    review = ann.screen(ReviewScreen)
    review.presenter.correct({"invoice_number": "none"})
    ann.settle()
    assert ann.window.isActiveWindow(), "what speaks against it is no window of its own"
    (banner,) = review.fields.objections.banners()
    message = banner.message()
    assert message is not None
    assert message.tone is Tone.WARN
    review.acts["confirm"].trigger()
    ann.settle()
    assert review.fields.banner.message() is None, "it is said already"
    again = banner.message()
    assert again is not None
    assert (again.words, again.tone) == (message.words, Tone.BAD)
    assert ann.focus().accessibleName() == "Number"
    for part in (banner, ann.focus()):
        assert part.visibleRegion().boundingRect().height() == part.height(), "nothing covers it"


def test_the_sheet_tells_the_key_that_offers_what_else_a_field_may_be(ann: Hands, firm: SampleFirm) -> None:
    ann.seat.desktop.go(Place("inbox", firm.client("heap"), view="to review"))
    ann.settle()
    ann.press("Return")
    ann.settle()
    ann.press("F1")
    assert ("Alt+Down", "What else it may be") in ann.window.tools.sheet.lines()


@pytest.mark.parametrize(("key", "something"), [("Ctrl+K", "quokka"), ("Ctrl+P", "harbour")])
def test_it_is_said_that_nothing_was_found(ann: Hands, firm: SampleFirm, key: str, something: str) -> None:
    ann.seat.desktop.go(Place("bills", firm.client("heap")))
    ann.settle()
    ann.press(key)
    tools = ann.window.tools
    finder = tools.palette if key == "Ctrl+K" else tools.switcher
    assert finder.isVisible()
    ann.write("zzyzx")
    ann.settle()
    assert finder.hits() == []
    assert finder.nothing.isVisible()
    assert "Nothing found" in finder.nothing.text()
    assert finder.rect().contains(finder.nothing.geometry())
    ann.press("Return")
    assert finder.isVisible(), "there is nothing to do"
    finder.text.clear()
    ann.write(something)
    ann.settle()
    assert finder.hits()
    assert not finder.nothing.isVisible()


def test_a_key_pressed_again_signs_for_nothing_more_and_complains_of_nothing(ann: Hands, firm: SampleFirm) -> None:
    ann.seat.desktop.go(Place("approvals", firm.client("approvals"), view="mine"))
    ann.settle()
    screen = ann.screen(ApprovalsScreen)
    waiting = screen.model.rowCount()
    assert waiting > 1
    ann.press("A", "A", "A")  # before anything was answered
    ann.settle()
    ann.until(lambda: screen.model.rowCount() == waiting - 1)
    assert not screen.page.banner.isVisible()
    assert [message.tone for message in ann.told if message.tone is not Tone.GOOD] == []


def test_where_all_clients_are_shown_the_last_act_is_taken_back_whosever_it_is(ann: Hands, firm: SampleFirm) -> None:
    ann.seat.desktop.go(Place("bills", firm.client("overdue"), view="open"))
    ann.settle()
    bills = ann.screen(BillsScreen)
    disputed = bills.table.current_record()
    bills.presenter.dispute([disputed], disputed=not disputed.disputed)
    ann.settle()
    ann.seat.desktop.go(Place("approvals", view="mine"))
    ann.settle()
    screen = ann.screen(ApprovalsScreen)
    waiting = [item.bill_id for item in screen.model.rows()]
    ann.press("A")
    ann.until(lambda: screen.model.rowCount() == len(waiting) - 1)
    ann.settle()
    ann.press("Ctrl+Z")
    ann.until(lambda: [item.bill_id for item in screen.model.rows()] == waiting)
    said = ann.toast().words
    assert said.startswith("Undone: ")
    assert said.endswith(f"({ann.seat.desktop.office.entry(firm.client('approvals')).name})"), (
        "another client is in front"
    )
    ann.seat.desktop.go(Place("bills", firm.client("overdue"), view="all", item=disputed.id))
    ann.settle()
    assert bills.table.current_record().disputed is not disputed.disputed, "what was done before is left as it was"


def test_what_the_form_marks_as_doubtful_is_what_a_person_is_led_to(ann: Hands, firm: SampleFirm) -> None:
    ann.seat.desktop.go(Place("inbox", firm.client("heap"), view="to review"))
    ann.settle()
    ann.press("Return")
    ann.settle()
    presenter = ann.screen(ReviewScreen).presenter
    same_as_total = 0
    for _ in range(6):
        assert presenter.reviewed is not None
        item = presenter.reviewed.item
        marked = {name for name, field in fields_of(item).items() if field.state in DOUBTFUL}
        assert marked <= set(doubtful(item))
        same_as_total += len({field.name for field in item.fields if field.state in DOUBTFUL} - marked)
        presenter.step(1)
        ann.settle()
    assert same_as_total, "an amount due that is the sure total needs no look of its own"
