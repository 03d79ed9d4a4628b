"""The panel about the rules of approving: what holds is read, an amount is set, changed and taken away again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.policy import Step
from bookdesk.core.errors import NotFound
from bookdesk.core.money import Money
from bookdesk.security.practice import OpenPractice
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile
from bookdesk.ui.approvals.rules.view import RulesPanel
from bookdesk.ui.approvals.view import ApprovalsScreen
from bookdesk.ui.messages import Place
from tests.support.firm import BEN, KOALA, STAPLE, Firm
from tests.support.window import LONG_ENOUGH, Seat, new_firm, seated


class Ben(Firm):
    """The same practice, opened by Ben."""

    def open(self, user: str = BEN, passphrase: str = STAPLE, *, writes: bool = True) -> OpenPractice:
        return super().open(user, passphrase, writes=writes)


@dataclass
class Ruling:
    """The page Approve with its panel, for a client whose books are started."""

    seat: Seat
    screen: ApprovalsScreen
    panel: RulesPanel

    def steps(self) -> tuple[Step, ...]:
        with self.seat.office.workspace(self.seat.client(KOALA.name)) as workspace:
            return ApprovalRules(workspace.desk).rules().steps

    def read(self) -> list[str]:
        labels = (one.text() for one in self.panel.findChildren(QLabel) if one.isVisible())
        return [text for text in labels if text.startswith("From ") and text.endswith(".")]

    def set(self, amount: str, people: str) -> None:
        self.panel.amount.setText(amount)
        self.panel.people.buttons[people].click()
        self.panel.do.click()
        self.seat.settle()
        self.seat.settle()


def opened(seat: Seat) -> Ruling:
    client = seat.client(KOALA.name)
    window = seat.window()
    seat.desktop.choose_client(client)
    seat.desktop.go(Place("approvals"))
    seat.settle()
    screen = window.current()
    assert isinstance(screen, ApprovalsScreen)
    screen.acts["rules"].trigger()
    seat.settle()
    return Ruling(seat, screen, screen.rules)


def start(seat: Seat) -> None:
    with seat.office.workspace(seat.client(KOALA.name)) as workspace:
        TakeOnService(workspace.desk).start(
            profile(name=KOALA.name, country="AU", currency="AUD", zone="Australia/Sydney", tax_id=None)
        )
        ben = next(user.id for user in seat.practice.file.users() if user.name == BEN)
        ApprovalRules(workspace.desk).set_limit(ben, Money.of("2000", "AUD"))


@pytest.fixture
def ruling(qtbot: QtBot, tmp_path: Path) -> Iterator[Ruling]:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        start(seat)
        yield opened(seat)


def test_limits_and_rules_stand_side_by_side(ruling: Ruling) -> None:
    shown = ruling.panel.found
    assert shown is not None
    assert [who for who, _ in shown.limits] == [BEN]
    assert "2,000.00" in shown.limits[0][1]
    assert ruling.panel._no_steps.isVisible()  # noqa: SLF001 - what is read there
    assert ruling.read() == []


def test_from_an_amount_on_two_must_approve_until_the_rule_is_taken_away(ruling: Ruling) -> None:
    ruling.set("5,000", "2")
    assert ruling.steps() == (Step(500_000, 2),)
    ruling.seat.qtbot.waitUntil(lambda: len(ruling.read()) == 1, timeout=LONG_ENOUGH)
    (words,) = ruling.read()
    assert "5,000.00" in words
    assert words.endswith("on 2 different people must approve.")
    ruling.set("5,000", "3")
    assert ruling.steps() == (Step(500_000, 3),), "the same amount has one rule"
    drop = next(one for one in ruling.panel.findChildren(QPushButton) if one.text() == "Take away")
    drop.click()
    ruling.seat.settle()
    ruling.seat.settle()
    assert ruling.steps() == ()
    assert ruling.panel._no_steps.isVisible()  # noqa: SLF001 - as above


def test_an_amount_that_is_missing_or_below_nothing_says_so(ruling: Ruling) -> None:
    ruling.set("", "2")
    assert "amount is missing" in ruling.panel.problem.text()
    ruling.set("-5", "2")
    assert ruling.panel.problem.isVisible()
    assert ruling.steps() == ()
    with (
        ruling.seat.office.workspace(ruling.seat.client(KOALA.name)) as workspace,
        pytest.raises(NotFound, match="No rule holds"),
    ):
        ApprovalRules(workspace.desk).drop_step(Money.of("1", "AUD"))


def test_escape_closes_it_and_the_other_panel_takes_its_place(ruling: Ruling) -> None:
    assert ruling.panel.isVisible()
    ruling.screen.acts["alone"].trigger()
    ruling.seat.settle()
    assert not ruling.panel.isVisible()
    assert ruling.screen.alone.isVisible()
    ruling.screen.acts["rules"].trigger()
    ruling.seat.settle()
    assert not ruling.screen.alone.isVisible()
    QTest.keyClick(ruling.panel.amount, Qt.Key.Key_Escape)
    assert not ruling.panel.isVisible()


def test_who_may_not_change_them_reads_them(qtbot: QtBot, tmp_path: Path) -> None:
    firm = new_firm(tmp_path / "home")
    with seated(qtbot, firm) as seat:
        start(seat)
    with seated(qtbot, Ben(firm.places, firm.clock, firm.sheet)) as seat:
        ruling = opened(seat)
        assert ruling.panel.isVisible()
        assert not ruling.panel.do.isVisible()
        assert not ruling.panel.amount.isVisible()
