"""A day at the desk, all of it in the window: dropped, read, reviewed, approved, paid, seen at the bank, signed off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.capture.service import Intake
from bookdesk.core.money import Money
from bookdesk.models.document import DocumentState
from bookdesk.models.payment import RunState
from bookdesk.office.equipment import Equipment
from bookdesk.sandbox.firm.cast import australia as au
from bookdesk.sandbox.firm.office_work import bill_of
from bookdesk.ui.approvals.view import ApprovalsScreen
from bookdesk.ui.bank.view import BankScreen
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.payments.view import PaymentsScreen
from bookdesk.ui.review.view import ReviewScreen
from tests.support.firm import NOON
from tests.support.hands import Hands, at_window, texts
from tests.support.sample import ANN, BEN, SampleFirm

pytestmark = pytest.mark.slow

TODAY = NOON.date()
ENVELOPE = "Post vom 30. Juni ☕"
COFFEE, GREENS = "Kaffee für Änne №36.pdf", "größere Bestellung.pdf"
ROASTED, CLEANED = "SR-20036", "TCC-000031"


@dataclass
class Day:
    """A cafe's papers and bank on one day, at the desk of whoever sits there."""

    qtbot: QtBot
    firm: SampleFirm
    equipment: Equipment
    folder: Path

    @property
    def cafe(self) -> str:
        return self.firm.client("heap")

    @contextmanager
    def of(self, user: str) -> Iterator[Hands]:
        with at_window(self.qtbot, self.firm, user, equipment=self.equipment) as hands:
            yield hands

    def post(self) -> list[Path]:
        """Return what came by post today: a bill, and a folder with another in it and something that is none."""
        envelope = self.folder / ENVELOPE
        envelope.mkdir()
        (envelope / GREENS).write_bytes(bill_of(au.GREENGROCER, au.CAFE, 37, TODAY - timedelta(days=1)).data)
        (envelope / "leer.pdf").write_bytes(b"")
        coffee = self.folder / COFFEE
        coffee.write_bytes(bill_of(au.ROASTER, au.CAFE, 36, TODAY - timedelta(days=2)).data)
        return [coffee, envelope]

    def statement(self, paid: Money) -> Path:
        """Return what the bank shows of today: the run in one line, a fee, and what was taken."""
        book = self.firm.passbook("heap")
        book.book(TODAY, -paid, "DIRECT ENTRY PAYMENT 301500 SUPPLIERS")
        book.move(TODAY, "-10.00", "ACCOUNT SERVICING FEE")
        book.move(TODAY, "9120.40", "EFTPOS TAKINGS SETTLED")
        name, content = book.statement(TODAY)
        path = self.folder / name
        path.write_bytes(content)
        return path


@pytest.fixture
def day(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Day:
    return Day(qtbot, sample.copy(tmp_path / "home"), equipment, tmp_path)


def test_from_the_post_to_a_signed_bank(day: Day) -> None:
    with day.of(ANN) as ann:
        drop_the_post(ann, day)
        confirm(ann, ROASTED, by="Return")
        ann.press("Escape")
        ann.settle()
        confirm(ann, CLEANED, by="Ctrl+Return")
    with day.of(BEN) as ben:
        for number in (ROASTED, CLEANED):
            approve(ben, number)
    with day.of(ANN) as ann:
        paid = pay(ann, day)
        take_the_statement_in(ann, day, paid)
        code_what_has_no_document(ann)
        sign_off(ann)


def drop_the_post(ann: Hands, day: Day) -> None:
    desktop, taken, read = ann.seat.desktop, list[Intake](), dict[str, Intake]()
    desktop.intake.taken.connect(lambda _client, one: taken.append(one))
    desktop.intake.outcome.connect(lambda _client, one: read.__setitem__(one.file_name, one))
    desktop.go(Place("bills", day.cafe))
    ann.settle()
    assert ann.drop(day.post()), "files may be dropped on any screen"
    ann.until(lambda: len(taken) == 2)
    assert {one.file_name: one.number for one in taken} == {COFFEE: 18, GREENS: 19}, "each has its number at once"
    ann.until(lambda: len(read) == 2)
    assert {one.state for one in read.values()} == {DocumentState.TO_REVIEW}
    ann.until(lambda: ann.told)
    message = ann.told[-1]
    assert message.words == "2 documents taken in and read."
    assert message.remedy.startswith(f"Not taken: {ENVELOPE}/leer.pdf: The file is empty.")
    assert message.act is not None
    message.act()
    ann.settle()
    assert ann.screen(InboxScreen).isVisible()
    desktop.go(Place("inbox", view="all open"))
    ann.settle()


def confirm(ann: Hands, number: str, *, by: str) -> None:
    """Two keys for the bill of a known supplier: Enter opens, another confirms; the next is there with its page."""
    screen = ann.screen(InboxScreen)
    screen.page.filter.clear()
    ann.press("/")
    ann.write(number)
    ann.until(lambda: screen.model.rowCount() == 1)
    ann.press("Return")
    assert texts(screen.table, 0)[2] == number
    before = ann.pressed
    ann.press("Return")
    ann.settle()
    review = ann.screen(ReviewScreen)
    reviewed = review.presenter.reviewed
    assert reviewed is not None
    assert (reviewed.item.row.state, reviewed.objections) == (DocumentState.TO_REVIEW, ())
    ann.press(by)
    ann.settle()
    assert ann.pressed - before <= 3
    assert ann.told[-1].words == f"Bill {number} confirmed"
    following = review.presenter.reviewed
    assert following is not None
    assert following.document_id != reviewed.document_id
    assert review.paper.page() == 1, "with its page"
    review.calm = 0  # the same key twice within a moment is taken for one


def approve(ben: Hands, number: str) -> None:
    ben.press("Ctrl+4")
    ben.settle()
    screen = ben.screen(ApprovalsScreen)
    screen.page.filter.clear()
    ben.press("/")
    ben.write(number)
    ben.until(lambda: screen.model.rowCount() == 1)
    ben.press("Return", "A")
    ben.settle()
    assert ben.told[-1].words == f"Bill {number} approved"
    ben.until(lambda: screen.model.rowCount() == 0)


def pay(ann: Hands, day: Day) -> Money:
    ann.seat.desktop.go(Place("payments", day.cafe))
    ann.settle()
    screen = ann.screen(PaymentsScreen)
    ann.press("N", "Tab")
    ann.write("+40")
    ann.press("Return")
    ann.settle()
    run = screen.run()
    assert run is not None
    assert {one.payment.holder for one in run.payments} == {au.ROASTER.name, au.CLEANER.name}
    hold_and_put_back(ann, screen)
    ann.press("Ctrl+Return", "Return")
    ann.settle()
    released = screen.run()
    assert released is not None
    assert released.run.state is RunState.RELEASED
    assert ann.told[-1].words == "Payment run 2 released"
    assert ann.told[-1].remedy.startswith("Undo is not possible: ")
    assert ann.told[-1].act is None
    return released.total


def hold_and_put_back(ann: Hands, screen: PaymentsScreen) -> None:
    screen.pane.payments.setFocus()
    ann.press("H")
    ann.write("asked for a copy")
    ann.press("Return")
    ann.settle()
    held = screen.run()
    assert held is not None
    assert len(held.paying) == 1, "what is held is not paid"
    ann.press("I")
    ann.settle()
    whole = screen.run()
    assert whole is not None
    assert len(whole.paying) == 2


def take_the_statement_in(ann: Hands, day: Day, paid: Money) -> None:
    ann.press("Ctrl+6")
    ann.settle()
    screen = ann.screen(BankScreen)
    assert ann.drop([day.statement(paid)])
    ann.settle()
    assert screen.importing.isVisible(), "it is looked at first"
    assert (screen.model.rowCount(), screen.importing.take.text()) == (0, "Import 3 lines")
    ann.press("Return")
    ann.settle()
    assert screen.model.rowCount() == 3
    assert screen.acts["accept clear"].text() == "Accept 1 clear"
    ann.press("Ctrl+Return", "Return")
    ann.settle()
    assert [texts(screen.table, row)[1] for row in range(screen.model.rowCount())] == [
        "ACCOUNT SERVICING FEE",
        "EFTPOS TAKINGS SETTLED",
    ]


def code_what_has_no_document(ann: Hands) -> None:
    """Two keys for a line that was coded before: C shows what such lines were coded to, Enter takes it."""
    screen = ann.screen(BankScreen)
    for account in ("Bank fees", "Sales"):
        before = ann.pressed
        ann.press("C")
        ann.settle()
        ann.press("Return")
        ann.settle()
        assert ann.pressed - before <= 3
        assert ann.told[-1].words == f"Bank line coded to {account}"
    assert screen.model.rowCount() == 0


def sign_off(ann: Hands) -> None:
    screen = ann.screen(BankScreen)
    assert screen.balance.accessibleName() == "Difference 0.00, 0 open lines"
    ann.press("Ctrl+Shift+Return")
    assert screen.page.prompt.isVisible()
    ann.press("Return")
    ann.settle()
    assert not screen.acts["sign"].isEnabled()
    assert ann.told[-1].words.startswith("Bank account Everyday reconciled")
    ann.seat.desktop.go(Place("bank", view="signed off"))
    ann.settle()
    assert screen.model.rowCount() >= 3
