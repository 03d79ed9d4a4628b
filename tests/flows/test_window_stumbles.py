"""What new users stumble over at the window, each told as they met it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.core.vocabulary import OutboxState
from bookdesk.ledger.outboxlists import GOES_AFTER
from bookdesk.office.equipment import Equipment
from bookdesk.sandbox.firm.cast import australia as au
from bookdesk.sandbox.firm.office_work import bill_of
from bookdesk.sync.service import EntryView, SyncStatus
from bookdesk.ui.bank.view import BankScreen
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Place
from bookdesk.ui.sync_status.presenter import SyncFound
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
