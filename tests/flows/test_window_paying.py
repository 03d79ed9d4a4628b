"""Approving and paying at the window, each told as new users met it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from bookdesk.models.payment import RunState
from bookdesk.office.equipment import Equipment
from bookdesk.payments.runfile import RunFile
from bookdesk.ui.approvals.view import ApprovalsScreen
from bookdesk.ui.bills.view import BillsScreen
from bookdesk.ui.contacts.view import ContactsScreen
from bookdesk.ui.look import theme
from bookdesk.ui.look.tokens import BASE, GRID, Tone
from bookdesk.ui.messages import Place
from bookdesk.ui.payments.view import PaymentsScreen
from bookdesk.ui.pieces.whole_table import WholeTable
from bookdesk.ui.review.view import ReviewScreen
from tests.support.hands import Hands, at_window, texts
from tests.support.sample import ANN, BEN, SampleFirm

pytestmark = pytest.mark.slow


@pytest.fixture
def firm(sample: SampleFirm, tmp_path: Path) -> SampleFirm:
    return sample.copy(tmp_path / "home")


@pytest.fixture
def ann(qtbot: QtBot, firm: SampleFirm, equipment: Equipment) -> Iterator[Hands]:
    with at_window(qtbot, firm, ANN, equipment=equipment) as hands:
        yield hands


@pytest.fixture
def ben(qtbot: QtBot, firm: SampleFirm, equipment: Equipment) -> Iterator[Hands]:
    with at_window(qtbot, firm, BEN, equipment=equipment) as hands:
        yield hands


def test_escape_on_a_document_leads_back_to_the_queue_it_was_opened_from(ben: Hands) -> None:
    ben.seat.desktop.go(Place("approvals", view="mine"))
    ben.settle()
    screen = ben.screen(ApprovalsScreen)
    ben.press("J")
    chosen = screen.table.current_key()
    ben.press("O")
    ben.settle()
    ben.screen(ReviewScreen)
    ben.press("Escape")
    ben.settle()
    assert ben.screen(ApprovalsScreen).table.current_key() == chosen


def test_escape_on_a_document_leads_back_to_its_bill(ben: Hands, firm: SampleFirm) -> None:
    ben.seat.desktop.go(Place("bills", firm.client("draft run"), view="open"))
    ben.settle()
    screen = ben.screen(BillsScreen)
    ben.press("J")
    ben.settle()
    chosen = screen.table.current_key()
    ben.press("Return")
    ben.settle()
    ben.screen(ReviewScreen)
    ben.press("Escape")
    ben.settle()
    assert ben.screen(BillsScreen).table.current_key() == chosen
    assert screen.page.tab() == "open"


def paying(hands: Hands, firm: SampleFirm, view: str = "draft") -> PaymentsScreen:
    """Go to the payment runs of the vets."""
    hands.seat.desktop.go(Place("payments", firm.client("draft run"), view=view))
    hands.settle()
    return hands.screen(PaymentsScreen)


def choose(screen: PaymentsScreen, hands: Hands, payee: str) -> None:
    """Choose the payment to a payee."""
    view = screen.run()
    assert view is not None
    found = next(one.payment.id for one in view.payments if one.payment.holder.startswith(payee))
    assert screen.pane.payments.choose(found)
    screen.pane.payments.setFocus()
    hands.settle()


def said(widget: QWidget) -> str:
    """Return everything that stands in a part of the window."""
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def test_a_saved_bank_file_tells_what_the_bank_must_show_and_what_it_cuts(
    ann: Hands, firm: SampleFirm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = paying(ann, firm, "released")
    monkeypatch.setattr(screen, "_folder", lambda *_: str(tmp_path))
    saved: list[object] = []
    screen.presenter.saved.connect(lambda done: saved.append(done.written.run))
    ann.press("Ctrl+S")
    ann.settle()
    message = screen.pane.notice.message()
    assert message is not None
    (file,) = saved
    assert isinstance(file, RunFile)
    assert (tmp_path / file.name).read_bytes() == file.content
    assert message.words == f"Saved {file.name}: {file.payments} payments, {file.total.major:,} GBP."
    assert file.sha256 in message.remedy.replace(" ", "")
    assert "The payee 'Fellside Veterinary Supplies Ltd' is written 'Fellside Veterinar" in message.remedy
    screen.presenter.refresh()
    ann.settle()
    assert screen.pane.notice.message() is message, "it stays until it is closed"


def test_a_release_names_whom_to_look_at_and_why_and_then_says_what_recall_does(ann: Hands, firm: SampleFirm) -> None:
    screen = paying(ann, firm)
    choose(screen, ann, "Severnside")
    ann.press("Ctrl+Return")
    refused = screen.pane.notice.message()
    assert refused is not None
    assert refused.tone is Tone.BAD
    assert "Severnside Diagnostics Ltd" in refused.words
    ann.press("X")
    ann.write("details not confirmed")
    ann.press("Return")
    ann.settle()
    assert screen.pane.notice.message() is None, "what stopped it is mended"
    assert ann.toast().label == "Undo"
    ann.press("Ctrl+Return")
    assert ann.window.toast.message() is None, "it would cover the question"
    question = said(screen.pane.prompt)
    assert "Wyeside Locum Vets: This is the first payment to" in question
    assert "were confirmed on 29/06/2026 only" in question
    ann.press("Return")
    ann.settle()
    view = screen.run()
    assert view is not None
    assert view.run.state is RunState.RELEASED
    assert "use Recall on the run" in ann.told[-1].remedy
    assert "at the bank already" not in ann.told[-1].remedy


def test_what_can_never_be_taken_back_says_so_and_gets_no_keyboard_by_itself(ann: Hands, firm: SampleFirm) -> None:
    screen = paying(ann, firm, "released")
    screen.acts["returned"].trigger()
    assert "can never be taken back" in said(screen.pane.prompt)
    ann.write("account closed")
    ann.press("Return")
    ann.settle()
    assert "Returned: account closed" in said(screen.pane)
    assert "eturned: returned" not in said(screen.pane)
    screen = paying(ann, firm, "all")
    for name in ("release", "cancel"):
        screen.table.choose(screen.model.key_at(0))
        ann.settle()
        button = screen.pane.findChild(QWidget, f"button {name}")
        assert isinstance(button, QWidget)
        button.setFocus()
        screen.table.choose(screen.model.key_at(screen.model.rowCount() - 1))
        ann.settle()
        assert ann.focus().objectName() not in {"button returned", "button recall", "button release"}
    for _ in range(60):
        ann.press("Tab")
        assert ann.focus().objectName() not in {"button returned", "button recall"}


@pytest.mark.parametrize("by", ["key", "toast"])
@pytest.mark.parametrize("held", ["payments", "button release", "button cancel"])
def test_a_run_that_is_undone_leaves_no_key_on_an_act_for_ever(
    ann: Hands, firm: SampleFirm, held: str, by: str
) -> None:
    ann.seat.desktop.go(Place("payments", firm.client("overdue"), view="all"))
    ann.settle()
    screen = ann.screen(PaymentsScreen)
    before = screen.model.rowCount()
    ann.press("N")
    ann.click(screen.form.do)
    ann.settle()
    assert screen.model.rowCount() == before + 1
    part = screen.pane.payments if held == "payments" else screen.pane.findChild(QWidget, held)
    assert isinstance(part, QWidget)
    part.setFocus()
    if by == "key":
        ann.press("Ctrl+Z")
    else:
        undo = next(one for one in ann.window.toast.findChildren(QPushButton) if one.text() == "Undo")
        undo.setFocus()
        ann.click(undo)
    ann.settle()
    assert screen.model.rowCount() == before
    assert ann.focus().objectName() not in {"button returned", "button recall", "button release", "button cancel"}


@pytest.mark.parametrize("typed", ["1.000", "100.005", "99999.00", "0", "much"])
def test_a_part_that_cannot_be_paid_stays_with_the_reason(ann: Hands, firm: SampleFirm, typed: str) -> None:
    screen = paying(ann, firm)
    choose(screen, ann, "Fellside")
    ann.press("P")
    form = screen.pane.part_form
    ann.write(typed)
    ann.press("Return")
    ann.settle()
    assert form.isVisible()
    assert form.amount.text() in {typed, f"{typed}.00", "99,999.00"}
    assert form.problem.isVisible()
    assert "exclude" not in form.problem.text().lower()
    assert ann.told == []
    form.amount.selectAll()
    ann.write("50.00")
    ann.press("Return")
    ann.settle()
    assert not form.isVisible()
    assert screen.pane.payments.hasFocus()
    one = screen.pane.payment()
    assert one is not None
    assert one.amount.text == "50.00"


def test_no_question_and_no_refusal_moves_what_is_below_the_mouse(ann: Hands, firm: SampleFirm) -> None:
    screen = paying(ann, firm)
    choose(screen, ann, "Severnside")

    def places() -> list[QPoint]:
        parts = (screen.pane.payments, screen.table, screen.pane.findChild(QWidget, "button exclude"))
        return [part.mapTo(screen, QPoint()) for part in parts if isinstance(part, QWidget)]

    before = places()
    assert len(before) == 3
    ann.press("X")
    ann.settle()
    assert screen.pane.prompt.isVisible()
    assert places() == before
    ann.press("Escape", "Ctrl+Return")
    ann.settle()
    assert screen.pane.notice.isVisible()
    assert places() == before


def test_a_run_that_would_pay_nobody_says_why_each_bill_is_left_and_keeps_what_was_typed(
    ann: Hands, firm: SampleFirm
) -> None:
    screen = paying(ann, firm)
    ann.press("N", "Tab")
    ann.write("01/01/2000")
    ann.press("Return")
    ann.settle()
    assert screen.form.isVisible()
    words = said(screen.form)
    assert "No approved bill is due for a transfer from this account." in words
    assert "in another run" in words
    assert screen.form.due.text() == "01/01/2000"
    assert ann.told == []
    ann.press("Escape")
    assert not screen.form.isVisible()
    assert screen.table.hasFocus()


def test_a_day_that_is_past_is_told_as_it_was_typed(ann: Hands, firm: SampleFirm) -> None:
    screen = paying(ann, firm)
    ann.press("N")
    ann.write("01/01/1999")
    ann.press("Return")
    ann.settle()
    assert said(screen.form).startswith("01/01/1999 is past.") or "\n01/01/1999 is past." in said(screen.form)


@pytest.mark.parametrize("percent", [100, 150])
def test_amounts_accounts_and_states_of_a_run_are_whole(ann: Hands, firm: SampleFirm, percent: int) -> None:
    theme.set_type(percent)
    try:
        ann.window.resize(1100, 700)
        screen = paying(ann, firm)
        ann.settle()
        for table, columns in ((screen.pane.payments, ("account", "amount", "state")), (screen.table, ("total",))):
            assert isinstance(table, WholeTable)
            names = [column.name for column in table.model().columns]  # type: ignore[attr-defined] # a model of ours
            for name in columns:
                place = names.index(name)
                assert not table.isColumnHidden(place)
                assert table.columnWidth(place) >= table.needed(place)
                left = table.columnViewportPosition(place)
                assert left + table.columnWidth(place) <= table.viewport().width(), "it is in sight"
            assert table.columnWidth(names.index("payee" if "payee" in names else "number")) > 40
    finally:
        theme.set_type(100)


@pytest.mark.parametrize("size", [(1100, 700), (1280, 800)], ids=str)
def test_the_queue_tells_each_client_whole_and_each_total_with_its_currency(ben: Hands, size: tuple[int, int]) -> None:
    ben.window.resize(*size)
    ben.seat.desktop.go(Place("approvals", view="mine"))
    ben.settle()
    screen = ben.screen(ApprovalsScreen)
    names = [column.name for column in screen.model.columns]
    client, total = names.index("client"), names.index("total")
    chip = 3 * GRID + theme.sized(BASE)
    assert screen.table.columnWidth(client) >= screen.table.needed(client) + chip
    assert not screen.table.isColumnHidden(names.index("due"))
    assert [texts(screen.table, row)[total][-4:] for row in range(screen.model.rowCount())] == [" GBP"] * 3
    assert not screen.table.horizontalScrollBar().isVisible()


def test_a_bill_of_the_queue_is_held_with_a_reason_and_let_go_again(ben: Hands) -> None:
    ben.seat.desktop.go(Place("approvals", view="mine"))
    ben.settle()
    screen = ben.screen(ApprovalsScreen)
    item = screen.table.current_record()
    ben.press("H")
    ben.write("waits for the credit note")
    ben.press("Return")
    ben.settle()
    assert ben.told[-1].words == f"Bill {item.number} put on hold"
    ben.until(lambda: screen.table.current_record().on_hold)
    assert any("waits for the credit note" in one.words for one in screen.table.current_record().warnings)
    assert screen.acts["hold"].text() == "Lift the hold"
    ben.press("H")
    ben.settle()
    ben.until(lambda: not screen.table.current_record().on_hold)


def test_what_ctrl_z_takes_back_where_all_clients_are_shown_is_told_with_its_client(
    ben: Hands, firm: SampleFirm
) -> None:
    client = firm.client("approvals")
    ben.seat.desktop.go(Place("approvals", client, view="mine"))
    ben.settle()
    screen = ben.screen(ApprovalsScreen)
    number = screen.table.current_record().number
    waiting = screen.model.rowCount()
    ben.press("A")
    ben.until(lambda: screen.model.rowCount() == waiting - 1)
    ben.settle()
    ben.press("Ctrl+Z")
    ben.until(lambda: screen.model.rowCount() == waiting)
    name = ben.seat.desktop.office.entry(client).name
    assert ben.toast().words == f"Undone: Bill {number} approved ({name})"


def test_sending_back_is_called_so_in_its_note(ben: Hands) -> None:
    ben.seat.desktop.go(Place("approvals", view="mine"))
    ben.settle()
    screen = ben.screen(ApprovalsScreen)
    number = screen.table.current_record().number
    ben.press("R")
    ben.write("wrong price")
    ben.press("Return")
    ben.settle()
    assert ben.told[-1].words == f"Bill {number} sent back"


def test_bank_details_are_confirmed_beside_those_they_replace(ann: Hands, firm: SampleFirm) -> None:
    ann.seat.desktop.go(Place("contacts", firm.client("draft run"), view="unconfirmed"))
    ann.settle()
    screen = ann.screen(ContactsScreen)
    shown = said(screen.pane)
    details = screen.pane.details
    assert details is not None
    (account,) = details.accounts
    assert account.before is not None
    assert account.before != account.shown == "04-00-75 38812209"
    for words in ("To confirm", account.shown, "Confirmed before", account.before, "Entered", f"by {BEN}"):
        assert words in shown
    ann.press("C")
    question = said(screen.page.prompt)
    assert account.shown in question
    assert account.before in question
    assert f"by {BEN}" in question
    ann.write("called Dr Pryce on the number of their card")
    ann.press("Return")
    ann.settle()
    assert screen.model.rowCount() == 0


@pytest.mark.parametrize(
    ("story", "first"), [("draft run", ["sort_code", "account_number"]), ("heap", ["bsb", "account_number"])]
)
def test_bank_details_are_asked_for_as_accounts_of_the_country_are(
    ben: Hands, firm: SampleFirm, story: str, first: list[str]
) -> None:
    ben.seat.desktop.go(Place("contacts", firm.client(story), view="suppliers"))
    ben.settle()
    screen = ben.screen(ContactsScreen)
    ben.press("B")
    ben.settle()
    form = screen.pane.account_form
    assert form.order()[:3] == ["holder", *first]
    assert ben.focus() is form.fields[first[0]]
    ben.press("Tab")
    assert ben.focus() is form.fields[first[1]]
    ben.press("Escape")
    assert not form.isVisible()
    assert screen.table.hasFocus()
    ben.press("E")
    assert screen.pane.form.isVisible()
    ben.press("Escape")
    assert not screen.pane.form.isVisible()
    assert screen.table.hasFocus()
