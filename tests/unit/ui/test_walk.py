from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QAction, QColor, QImage, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bookdesk.core.money import Money
from bookdesk.office.equipment import Equipment
from bookdesk.sandbox.bank import Booking, csv
from bookdesk.ui.approvals.view import ApprovalsScreen
from bookdesk.ui.bank.view import BankScreen
from bookdesk.ui.bills.view import BillsScreen
from bookdesk.ui.clients.view import ClientsScreen
from bookdesk.ui.contacts.view import ContactsScreen
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.look.tokens import contrast
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Place
from bookdesk.ui.payments.view import PaymentsScreen
from bookdesk.ui.review.view import ReviewScreen
from bookdesk.ui.rules.presenter import RuleList
from bookdesk.ui.rules.view import CaptureRulesScreen
from bookdesk.ui.sync_status.view import SyncScreen
from tests.support import walk
from tests.support.hands import Hands, at_window
from tests.support.sample import SampleFirm
from tests.support.way_in import ScriptedChooser

NARROW = (1100, 700)


@dataclass
class Tour:
    """Somebody who is led through the program; each stop is a state a person meets."""

    hands: Hands
    firm: SampleFirm
    folder: Path

    def go(self, screen: str, story: str = "", view: str = "", item: str = "") -> None:
        self.hands.seat.desktop.go(Place(screen, self.firm.client(story) if story else None, view=view, item=item))
        self.hands.settle()

    # -- stops

    def desk(self) -> None:
        self.go("clients", view="all")

    def desk_without_a_fitting_client(self) -> None:
        self.go("clients", view="all")
        screen = self.hands.screen(ClientsScreen)
        screen.presenter.show(text="nobody")
        assert screen.page.empty.isVisible()

    def inbox(self) -> None:
        self.hands.screen(ClientsScreen).presenter.show(text="")
        self.go("inbox", "heap", "to review")

    def inbox_asking_why(self) -> None:
        self.go("inbox", "heap", "to review")
        self.hands.screen(InboxScreen).acts["put aside"].trigger()

    def inbox_with_what_failed(self) -> None:
        self.go("inbox", "documents", "failed")

    def inbox_that_is_empty(self) -> None:
        self.go("inbox", "new", "to review")

    def two_documents_side_by_side(self) -> None:
        self.go("inbox", "documents", "duplicate")
        self.hands.screen(InboxScreen).acts["compare"].trigger()
        self.hands.settle()

    def a_file_to_take_apart(self) -> None:
        self.go("inbox", "documents", "all open")
        row = self.hands.screen(InboxScreen).model.row_at(0)
        assert row is not None
        self.go("split", "documents", item=row.id)

    def rules_of_capture(self) -> None:
        self.go("capture rules", "documents")

    def rules_of_capture_with_a_new_one(self) -> None:
        self.go("capture rules", "documents")
        self.hands.screen(CaptureRulesScreen).acts["add"].trigger()

    def a_new_rule_of_required_documents(self) -> None:
        screen = self.hands.screen(CaptureRulesScreen)
        screen.coding.forget()
        self.go("capture rules", "documents", RuleList.PAPERS)
        screen.acts["add"].trigger()

    def review(self) -> None:
        self._review("heap", "to review")

    def review_of_a_duplicate(self) -> None:
        self._review("documents", "duplicate")

    def review_asking_for_the_kind(self) -> None:
        self._review("heap", "to review")
        self.hands.screen(ReviewScreen).acts["kind"].trigger()

    def bills(self) -> None:
        self.go("bills", "overdue", "open")

    def bills_asking_why(self) -> None:
        self.go("bills", "overdue", "open")
        self.hands.screen(BillsScreen).acts["hold"].trigger()

    def bills_none_of_which_are_due(self) -> None:
        self.go("bills", "new", "overdue")

    def approvals(self) -> None:
        self.go("approvals", "approvals", "mine")

    def approvals_for_others(self) -> None:
        self.go("approvals", "approvals", "others")
        screen = self.hands.screen(ApprovalsScreen)
        screen.acts["reject"].trigger()

    def payments(self) -> None:
        self.go("payments", "draft run", "draft")

    def payments_with_a_new_run(self) -> None:
        self.go("payments", "draft run", "draft")
        self.hands.screen(PaymentsScreen).acts["new"].trigger()

    def payments_of_a_part(self) -> None:
        self.go("payments", "draft run", "draft")
        self.hands.screen(PaymentsScreen).acts["part"].trigger()

    def bank(self) -> None:
        self.go("bank", "bank", "open")

    def bank_coding_a_split(self) -> None:
        self.go("bank", "bank", "open")
        self.hands.screen(BankScreen).acts["split"].trigger()
        self.hands.settle()

    def bank_with_what_was_matched(self) -> None:
        self.go("bank", "bank", "matched")

    def bank_looking_at_a_statement(self) -> None:
        self.go("bank", "bank", "open")
        screen = self.hands.screen(BankScreen)
        path, today = self.folder / "statement.csv", date(2026, 6, 30)
        bookings = [Booking(today, Money.of("-12.50", "AUD"), "STAMPS"), Booking(today, Money.of("4", "AUD"), "REFUND")]
        path.write_text(csv(Money.of("100.00", "AUD"), bookings), "utf-8")
        screen.take([path])
        self.hands.settle()
        assert screen.importing.isVisible()

    def bank_without_an_account(self) -> None:
        self.go("bank", "new")

    def bank_account_being_entered(self) -> None:
        self.go("bank", "bank")
        screen = self.hands.screen(BankScreen)
        screen.acts["add account"].trigger()
        self.hands.settle()
        assert screen.form.isVisible()

    def bank_account_that_is_refused(self) -> None:
        screen = self.hands.screen(BankScreen)
        screen.form.acts["add this account"].trigger()
        assert screen.form.rows["opening"].said()

    def bills_of_a_client_who_has_none(self) -> None:
        self.hands.screen(BankScreen).form.leave()
        self.go("bills", "new", "open")
        assert self.hands.screen(BillsScreen).page.empty.isVisible()

    def bills_asking_for_a_day(self) -> None:
        sheet = self.folder / "bills.csv"
        self.hands.screen(BillsScreen).chooser = ScriptedChooser([sheet])
        self.hands.screen(BillsScreen).acts["take over"].trigger()

    def contacts_of_a_client_who_has_none(self) -> None:
        self.go("contacts", "new", "suppliers")
        assert self.hands.screen(ContactsScreen).page.empty.isVisible()

    def contacts_of_books_that_were_not_started(self) -> None:
        sheet = self.folder / "suppliers.csv"
        sheet.write_text("Supplier\nHarbour Foods\n", "utf-8")
        screen = self.hands.screen(ContactsScreen)
        screen.chooser = ScriptedChooser([sheet])
        screen.acts["take over"].trigger()
        self.hands.settle()
        assert screen.page.banner.isVisible()

    def contacts(self) -> None:
        self.go("contacts", "overdue", "suppliers")

    def contact_being_edited(self) -> None:
        self.go("contacts", "overdue", "suppliers")
        self.hands.screen(ContactsScreen).acts["edit"].trigger()

    def contact_with_new_bank_details(self) -> None:
        self.go("contacts", "overdue", "suppliers")
        screen = self.hands.screen(ContactsScreen)
        screen.pane.form.hide()
        screen.acts["account"].trigger()

    def sync(self) -> None:
        self.go("sync", "overdue")

    def sync_being_connected(self) -> None:
        self.go("sync", "overdue")
        self.hands.screen(SyncScreen).acts["connect"].trigger()

    def settings(self) -> None:
        self.go("settings")

    def about(self) -> None:
        self.go("settings", view="about")

    def new_client(self) -> None:
        self.go("new client")

    def palette(self) -> None:
        self.go("bills", "overdue", "open")
        self.hands.press("Ctrl+K")

    def switcher(self) -> None:
        self.hands.press("Escape")
        self.hands.press("Ctrl+P")

    def keys(self) -> None:
        self.hands.press("Escape")
        self.hands.press("F1")

    def toast(self) -> None:
        self.hands.press("Escape")
        self.hands.press("Ctrl+Z")

    def _review(self, story: str, view: str) -> None:
        self.go("inbox", story, view)
        self.hands.screen(InboxScreen).acts["review"].trigger()
        self.hands.settle()
        shown = self.hands.screen(ReviewScreen)
        self.hands.until(lambda: shown.presenter.reviewed is not None and shown.paper.page() == 1)


STOPS = tuple(name for name, stop in vars(Tour).items() if callable(stop) and not name.startswith("_") and name != "go")


def complaints(tour: Tour, stop: str) -> list[str]:
    """Lead to a stop and return everything that is wrong there; a picture shows it."""
    act: Callable[[], None] = getattr(tour, stop)
    act()
    window = tour.hands.window
    tour.hands.settle()
    found = [*walk.mute(window), *walk.cut_off(window), *walk.overlapping(window), *walk.faint(window)]
    found += [f"claimed twice: {one}" for one in walk.ambiguous(window.tools.actions())]
    if found:
        window.grab().save(str(tour.folder / f"{stop}.png"))
    assert window.size().toTuple() == NARROW, "the window had to be larger"
    return found + [f"Tab does not come to {one}" for one in walk.unreachable(window)]


@pytest.mark.slow
@pytest.mark.parametrize("look", [("light", "100"), ("dark", "150")], ids=" ".join)
def test_every_screen_is_whole_legible_and_reached_by_keyboard(
    qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path, look: tuple[str, str]
) -> None:
    liked, firm = Memory(), sample.copy(tmp_path / "home")
    liked.keep("scheme", look[0])
    liked.keep("type size", look[1])
    with at_window(qtbot, firm, equipment=equipment, memory=liked) as hands:
        hands.window.resize(*NARROW)
        tour = Tour(hands, firm, tmp_path)
        found = [f"{stop}: {one}" for stop in STOPS for one in complaints(tour, stop)]
    assert not found, "\n".join([*found, f"Pictures are in {tmp_path}."])


def test_whoever_looks_sees_what_is_wrong(qtbot: QtBot) -> None:
    """Every kind of defect is found in a window that has them all: else the tour would prove nothing."""
    window, mute, cut, faint = QWidget(), QLineEdit(), QLabel("a long word that has no room"), QLabel("faint")
    qtbot.addWidget(window)
    window.resize(400, 300)
    for part, box in ((mute, QRect(0, 0, 90, 30)), (cut, QRect(20, 10, 60, 30)), (faint, QRect(200, 200, 90, 30))):
        part.setParent(window)
        part.setGeometry(box)
    window.setStyleSheet("QWidget { background: #ffffff; color: #000000; }")
    faint.setStyleSheet("color: #bbbbbb;")
    window.show()
    assert len(walk.mute(window)) == 1
    assert len(walk.cut_off(window)) == 1
    assert len(walk.overlapping(window)) == 1
    assert [one.split(":")[0].split(" ")[0] for one in walk.faint(window)] == ["(mute)"]
    outside = QPushButton("Outside", window)
    outside.setGeometry(350, 280, 100, 40)
    outside.show()
    assert [one for one in walk.cut_off(window) if "outside" in one] != []


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_whoever_tabs_notices_a_trap(qtbot: QtBot) -> None:
    window, before, trap, after = QWidget(), QLineEdit(), QPlainTextEdit(), QLineEdit()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for name, part in (("before", before), ("trap", trap), ("after", after)):
        part.setAccessibleName(name)
        column.addWidget(part)
    with qtbot.waitActive(window):
        window.show()
    before.setFocus()
    assert walk.unreachable(window) != [], "Tab is typed into the text"
    trap.setTabChangesFocus(True)
    before.setFocus()
    assert walk.unreachable(window) == []


def test_two_acts_with_one_key_are_told() -> None:
    first, second = QAction("Lock"), QAction("Add a line")
    for action in (first, second):
        action.setShortcut(QKeySequence("Ctrl+L"))
    assert walk.ambiguous([first, second]) == ["Ctrl+L: Lock, Add a line"]
    second.setEnabled(False)
    assert walk.ambiguous([first, second]) == []


def test_words_stand_out_from_what_is_under_them() -> None:
    picture = QImage(20, 20, QImage.Format.Format_RGB32)
    picture.fill(QColor("#FFFFFF"))
    for x in range(4, 12):
        picture.setPixelColor(x, 10, QColor("#556274"))
    assert walk.painted_contrast(picture) == pytest.approx(contrast("#FFFFFF", "#556274"))
