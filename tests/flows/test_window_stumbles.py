"""What new users stumble over at the window, each told as they met it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.office.equipment import Equipment
from bookdesk.sandbox.firm.cast import australia as au
from bookdesk.sandbox.firm.office_work import bill_of
from bookdesk.ui.bank.view import BankScreen
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Place
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
