"""Every state of the reports is whole, legible and reached by the keyboard, in small type and in large."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.ui.look.theme import THEME, Scheme, set_type
from bookdesk.ui.memory import Memory
from bookdesk.ui.reports.cash.view import ASIDE_TAB, ASSUMED, REGULAR
from tests.support import walk
from tests.support.firm import DELI, KOALA
from tests.support.hands import Hands, at_window
from tests.support.window import new_firm
from tests.unit.ui.reports.reading import LONG, Reading, traded
from tests.unit.ui.sales.conftest import start

LOOKS = [("light", "100"), ("dark", "150")]
NARROW = (1100, 700)


@dataclass
class Tour:
    """Somebody who is led through the reports."""

    reading: Reading

    def no_books(self) -> None:
        reports = self.reading
        reports.client_id, here = reports.seat.client(DELI.name), reports.client_id
        reports.go("reports", view="cash")
        reports.client_id = here

    def overview(self) -> None:
        self.reading.go("reports", view="overview")

    def overview_of_one_who_bought_nothing(self) -> None:
        self.reading.reports.currency.setText("NZD")
        self.reading.reports.currency.editingFinished.emit()

    def owed_to_us(self) -> None:
        self.reading.reports.empty._do()  # noqa: SLF001 - its one act: all of today
        self.reading.settle()
        self.reading.go("reports", view="owed to us")

    def documents_of_one(self) -> None:
        page = self.reading.reports.ageing
        page.table.choose(next(row.key for row in page.rows.rows() if row.name == LONG))

    def a_day_to_come(self) -> None:
        self.reading.reports.day.setText("31/12/2026")
        self.reading.reports.day.editingFinished.emit()

    def we_owe(self) -> None:
        self.reading.reports.day.clear()
        self.reading.reports.day.editingFinished.emit()
        self.reading.go("reports", view="we owe")

    def cash(self) -> None:
        self.reading.go("reports", view="cash")

    def cash_not_in_it(self) -> None:
        self.reading.reports.cash.show_tab(ASIDE_TAB)

    def cash_assumed(self) -> None:
        self.reading.reports.cash.show_tab(ASSUMED)

    def regular_payments(self) -> None:
        self.reading.reports.cash.show_tab(REGULAR)

    def regular_payment_ending(self) -> None:
        self.reading.act("end")

    def new_regular_payment(self) -> None:
        self.reading.reports.prompt.drop()
        self.reading.act("new")

    def regular_payment_refused(self) -> None:
        self.reading.reports.cash.panel.do.click()


STOPS = tuple(name for name, stop in vars(Tour).items() if callable(stop) and not name.startswith("_"))


def complaints(hands: Hands, tour: Tour, stop: str, folder: Path) -> list[str]:
    act: Callable[[], None] = getattr(tour, stop)
    act()
    tour.reading.settle()
    hands.settle()
    window = hands.window
    found = walk.complaints(window, window.tools.actions(), folder / f"{stop}.png")
    assert window.size().toTuple() == NARROW, f"{stop}: the window had to be larger"
    return found


@pytest.fixture
def usual_look() -> Iterator[None]:
    """Leave the program as other tests expect it: in small type and light colours."""
    yield
    set_type()
    THEME.apply(Scheme.LIGHT)


@pytest.mark.slow
@pytest.mark.usefixtures("usual_look")
@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_every_state_is_whole_legible_and_reached_by_keyboard(
    qtbot: QtBot, tmp_path: Path, look: tuple[str, str]
) -> None:
    liked, firm = Memory(), new_firm(tmp_path / "home")
    liked.keep("scheme", look[0])
    liked.keep("type size", look[1])
    firm.clock.instant += timedelta(days=1)
    with at_window(qtbot, firm, memory=liked) as hands:
        hands.window.resize(*NARROW)
        client_id = hands.seat.client(KOALA.name)
        with hands.seat.office.workspace(client_id) as workspace:
            start(workspace)
            traded(workspace.desk)
        tour = Tour(Reading(hands.seat, hands.window, client_id))
        found = [f"{stop}: {one}" for stop in STOPS for one in complaints(hands, tour, stop, tmp_path)]
    assert not found, "\n".join([*found, f"Pictures are in {tmp_path}."])
