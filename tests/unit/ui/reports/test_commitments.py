"""Regular payments in the window: entered once, changed as they were looked at, ended, and in the forecast at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bookdesk.core.money import Money
from bookdesk.reports.commitmentservice import CommitmentService, CommitmentView
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission, permitted
from bookdesk.store.desk import Desk
from bookdesk.ui.messages import Place
from bookdesk.ui.reports.cash.view import REGULAR
from bookdesk.ui.reports.commitments.view import CommitmentPanel
from bookdesk.ui.wording import MINUS
from bookdesk.workspace import at_work
from tests.support.firm import BEN, KOALA, STAPLE, Firm
from tests.support.hands import texts
from tests.support.window import new_firm, seated
from tests.unit.ui.reports.reading import Reading, wages, with_bank
from tests.unit.ui.sales.conftest import start


class Ben(Firm):
    """The same practice, opened by Ben, who approves."""

    def open(self, user: str = BEN, passphrase: str = STAPLE, *, writes: bool = True) -> OpenPractice:
        return super().open(user, passphrase, writes=writes)


def kept(desk: Desk) -> list[CommitmentView]:
    return list(CommitmentService(desk).commitments())


@pytest.fixture
def cash(reading: Reading) -> Reading:
    """The page of cash of a client with a bank account, regular payments in front."""
    reading.work(with_bank)
    reading.go("reports", view="cash")
    reading.reports.cash.tabs.buttons[REGULAR].click()
    return reading


def fill(panel: CommitmentPanel, **typed: str) -> None:
    for name, text in typed.items():
        getattr(panel, name).setText(text)


def regular(reading: Reading) -> list[list[str]]:
    table = reading.reports.cash.commitments
    return [texts(table, row) for row in range(table.model().rowCount())]


def test_wages_are_entered_with_a_double_press_once_and_move_in_the_curve(cash: Reading) -> None:
    page = cash.reports.cash
    assert page.none.isVisible()
    cash.act("new")
    panel = page.panel
    assert panel.isVisible()
    fill(panel, name="Wages", amount="12,500", rhythm="two weeks", first="15/7", last="")
    panel.rhythm.editingFinished.emit()
    for _ in range(2):
        QTest.mouseClick(panel.do, Qt.MouseButton.LeftButton)
    cash.settle()
    assert not panel.isVisible()
    (only,) = cash.work(kept)
    assert (only.entered.name, only.entered.amount) == ("Wages", Money.of("-12500", "AUD"))
    assert regular(cash) == [["Wages", "Payroll", "every two weeks", "15/07/2026", "", f"{MINUS}12,500.00 AUD"]]
    moves = [row for row in page.moves.rows() if row.name == "Wages"]
    assert [str(row.day) for row in moves[:2]] == ["2026-07-15", "2026-07-29"]


def test_what_is_missing_or_makes_no_sense_is_said_in_the_form(cash: Reading) -> None:
    cash.act("new")
    panel = cash.reports.cash.panel
    for typed, said in (
        ({"name": "Loan"}, "not said how much"),
        ({"amount": "-5", "first": "15/7"}, "not said how much"),
        ({"amount": "500", "first": ""}, "not said when"),
        ({"first": "15/7", "rhythm": "now and then"}, "none of the choices"),
        ({"rhythm": "Every month", "last": "1/7"}, "ends before it begins"),
        ({"last": "", "name": " "}, "needs a name"),
    ):
        fill(panel, **typed)
        panel.do.click()
        cash.settle()
        assert said in panel.problem.text(), typed
        assert panel.do.isEnabled()
    assert cash.work(kept) == []
    assert not cash.reports.leave(), "it is half typed"
    assert panel.problem.text().startswith("A regular payment is typed and not saved.")
    cash.reports.pages.buttons["overview"].click()
    cash.settle()
    assert panel.isVisible(), "nor does another page hide it"
    assert cash.reports.pages.value() == "cash"
    panel.leave()
    assert cash.reports.leave()


def test_one_is_changed_as_it_was_looked_at_and_not_over_anothers_change(cash: Reading) -> None:
    key = cash.work(wages)
    cash.reports.cash.panel.presenter.refresh()
    cash.settle()
    cash.act("edit")
    panel = cash.reports.cash.panel
    assert (panel.name.text(), panel.amount.text(), panel.ways.value()) == ("Wages", "12,500.00", "out")

    def raised(desk: Desk) -> None:
        service = CommitmentService(desk)
        found = service.find(key)
        service.edit(key, replace(found.entered, amount=Money.of("-13000", "AUD")), version=found.version)

    cash.work(raised)
    fill(panel, amount="14,000")
    panel.do.click()
    cash.settle()
    assert panel.isVisible()
    assert "changed" in panel.problem.text()
    assert cash.work(kept)[0].entered.amount == Money.of("-13000", "AUD")
    panel.leave()
    cash.reports.cash.panel.presenter.refresh()
    cash.settle()
    cash.act("edit")
    fill(panel, amount="14,000")
    panel.do.click()
    cash.settle()
    assert cash.work(kept)[0].entered.amount == Money.of("-14000", "AUD")


def test_one_ends_on_a_day_or_is_put_away_as_a_mistake_and_comes_back_by_undo(cash: Reading) -> None:
    cash.work(wages)
    cash.work(lambda desk: wages(desk, "Rent", "-900"))
    cash.reports.cash.panel.presenter.refresh()
    cash.settle()
    cash.reports.cash.commitments.choose_first()
    cash.act("end")
    cash.answer(cash.reports.prompt, "20/7")
    assert [row[4] for row in regular(cash) if row[0] == "Rent"] == ["20/07/2026"]
    cash.act("end")
    cash.answer(cash.reports.prompt)
    assert [row[0] for row in regular(cash)] == ["Wages"]
    undo = cash.window.tools.undo
    undo.undo()
    cash.settle()
    assert sorted(row[0] for row in regular(cash)) == ["Rent", "Wages"]


def test_who_may_not_post_looks_and_is_told_why(qtbot: QtBot, tmp_path: Path) -> None:
    firm = new_firm(tmp_path / "home")
    firm.clock.instant += timedelta(days=1)
    with firm.open() as practice, at_work(practice, KOALA.name, firm.clock) as workspace:
        start(workspace)
        with_bank(workspace.desk)
        wages(workspace.desk)
    with seated(qtbot, Ben(firm.places, firm.clock, firm.sheet)) as seat:
        ben = Reading(seat, seat.window(), seat.client(KOALA.name))
        assert not permitted(seat.office.entry(ben.client_id).roles, Permission.POST)
        ben.go("reports", view="cash")
        page = ben.reports.cash
        page.tabs.buttons[REGULAR].click()
        assert [ben.reports.acts[name].isEnabled() for name in ("new", "edit", "end")] == [False] * 3
        assert not page._acts.isVisible()  # noqa: SLF001 - what is seen there
        assert "does not change them" in page._may.text()  # noqa: SLF001 - as above
        assert len(regular(ben)) == 1


def test_what_was_half_typed_for_one_client_is_not_shown_for_another(cash: Reading) -> None:
    cash.act("new")
    panel = cash.reports.cash.panel
    fill(panel, name="Wages", amount="1")
    cash.seat.desktop.choose_client("")
    assert not panel.isVisible()
    assert (panel.name.text(), panel.amount.text()) == ("", "")
    assert cash.reports.unsaved() == ""
    cash.seat.desktop.go(Place("reports", cash.client_id))
    cash.settle()
