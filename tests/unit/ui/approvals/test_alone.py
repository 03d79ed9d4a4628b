"""The panel about working alone: how it stands, what each way replaces, and an owner's decision with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bookdesk.approvals.sole import SolePracticeService, SoleStanding
from bookdesk.core.vocabulary import SoleWay
from bookdesk.security.practice import OpenPractice
from bookdesk.ui.approvals.alone.view import AlonePanel
from bookdesk.ui.approvals.view import ApprovalsScreen
from bookdesk.ui.messages import Place
from tests.support.firm import BEN, DELI, KOALA, STAPLE, Firm
from tests.support.window import Seat, new_firm, seated


class Ben(Firm):
    """The same practice, opened by Ben."""

    def open(self, user: str = BEN, passphrase: str = STAPLE, *, writes: bool = True) -> OpenPractice:
        return super().open(user, passphrase, writes=writes)


@dataclass
class Asking:
    """The page Approve with its panel."""

    seat: Seat
    panel: AlonePanel
    screen: ApprovalsScreen

    def open(self, client: str) -> None:
        self.seat.desktop.choose_client(self.seat.client(client))
        self.screen._judge()  # noqa: SLF001 - no bill waits that would be chosen
        self.screen.acts["alone"].trigger()
        self.seat.settle()

    def standing(self, client: str) -> SoleStanding:
        with self.seat.office.workspace(self.seat.client(client)) as workspace:
            return SolePracticeService(workspace.desk, workspace.signer, workspace.trusted).show()


@pytest.fixture
def asking(qtbot: QtBot, tmp_path: Path) -> Iterator[Asking]:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        window = seat.window()
        seat.desktop.go(Place("approvals"))
        seat.settle()
        screen = window.current()
        assert isinstance(screen, ApprovalsScreen)
        yield Asking(seat, screen.alone, screen)


def test_an_owner_switches_it_on_with_a_reason_and_sees_what_it_replaces(asking: Asking) -> None:
    asking.open(DELI.name)
    panel = asking.panel
    assert panel.isVisible()
    assert panel.words.text().startswith("Two people")
    assert not panel.do.isEnabled()
    panel.ways.buttons["client"].click()
    assert "the client approves each bill" in panel.means.text()
    assert not panel.hours.isVisible()
    panel.ways.buttons["delay"].click()
    assert "time passes" in panel.means.text()
    panel.hours.setText("eight")
    QTest.keyClicks(panel.reason, "a firm of one")
    panel.do.click()
    assert panel.problem.text().startswith("eight is no number of hours.")
    panel.hours.setText("8")
    QTest.keyClick(panel.reason, Qt.Key.Key_Return)
    asking.seat.settle()
    assert not panel.isVisible()
    found = asking.standing(DELI.name)
    assert found.alone is not None
    assert (found.alone.way, found.alone.hours) == (SoleWay.DELAY, 8)
    asking.open(DELI.name)
    assert "8 hours after the approval" in panel.words.text()
    assert "a firm of one" in panel._decided.text()  # noqa: SLF001 - what is read there


def test_it_is_refused_in_place_where_a_second_person_works(asking: Asking) -> None:
    asking.open(KOALA.name)
    panel = asking.panel
    panel.ways.buttons["client"].click()
    QTest.keyClicks(panel.reason, "alone today")
    panel.do.click()
    asking.seat.settle()
    assert panel.isVisible()
    assert "2 people work for this client" in panel.problem.text()
    assert panel.reason.text() == "alone today"
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.problem.text().endswith("Escape once more drops it.")
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert asking.standing(KOALA.name).last is None


def test_whoever_is_no_owner_sees_how_it_stands_and_decides_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    firm = new_firm(tmp_path / "home")
    with seated(qtbot, Ben(firm.places, firm.clock, firm.sheet)) as seat:
        window = seat.window()
        seat.desktop.go(Place("approvals"))
        seat.settle()
        screen = window.current()
        assert isinstance(screen, ApprovalsScreen)
        asking = Asking(seat, screen.alone, screen)
        asking.open(KOALA.name)
        assert asking.panel.isVisible()
        assert not asking.panel.ways.isVisible()
        assert not asking.panel.do.isVisible()
