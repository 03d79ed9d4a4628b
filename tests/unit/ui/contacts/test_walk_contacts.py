"""Every state of the contacts is whole, legible and reached by the keyboard, in small type and in very large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.ui.memory import Memory
from tests.support import walk
from tests.support.firm import KOALA
from tests.support.hands import Hands, at_window
from tests.support.way_in import ScriptedChooser
from tests.support.window import new_firm
from tests.unit.ui.contacts.knowing import Knowing, known, start

LOOKS = {"light 100": (1100, 700), "dark 150": (1100, 700), "light 200": (1366, 900)}
"""Scheme and size of type, and how large the window is: as small as it is meant to be used with them."""


@dataclass
class Tour:
    """Somebody who is led through the states."""

    knowing: Knowing
    ids: dict[str, str]
    folder: Path

    def nobody_here(self) -> None:
        self.knowing.go("suppliers")

    def customers(self) -> None:
        self.knowing.go("customers")

    def card(self) -> None:
        self.knowing.go(item=self.ids["blue"])

    def what_happened(self) -> None:
        self.knowing.act("turn")

    def what_happened_with_another(self) -> None:
        self.knowing.go(item=self.ids["long"])

    def long_name(self) -> None:
        self.knowing.act("turn")

    def from_right_to_left(self) -> None:
        self.knowing.go(item=self.ids["hebrew"])

    def statement(self) -> None:
        self.knowing.go(item=self.ids["blue"])
        self.knowing.act("statement")

    def statement_of_no_day(self) -> None:
        panel = self.knowing.screen.statement
        panel.since.setText("never")
        panel.since.returnPressed.emit()
        assert panel.problem.text()

    def note(self) -> None:
        self.knowing.screen.statement.leave()
        self.knowing.act("note")

    def edited(self) -> None:
        self.knowing.screen.page.prompt.drop()
        self.knowing.act("edit")

    def edited_wrongly(self) -> None:
        form = self.knowing.screen.form
        self.knowing.fill(tax_id="123", email="nobody", terms="whenever")
        form.save.click()
        self.knowing.settle()

    def new_both_ways(self) -> None:
        self.knowing.screen.form.leave()
        self.knowing.act("new")
        form = self.knowing.screen.form
        for name in ("customer", "supplier"):
            form.ticks[name].setChecked(True)

    def sheet(self) -> None:
        self.knowing.screen.form.leave()
        path = self.folder / "customers.csv"
        path.write_text(f"Name,Email,ABN\nNew One,,\n{'Very ' * 20}Long,,1\nBlue Cafe,other@blue.example,\n", "utf-8")
        self.knowing.screen.importing.chooser = ScriptedChooser([path])
        self.knowing.act("import")


STOPS = tuple(name for name, stop in vars(Tour).items() if callable(stop) and not name.startswith("_"))


def complaints(hands: Hands, tour: Tour, stop: str, folder: Path, size: tuple[int, int]) -> list[str]:
    act: Callable[[], None] = getattr(tour, stop)
    act()
    tour.knowing.settle()
    hands.settle()
    window = hands.window
    found = walk.complaints(window, window.tools.actions(), folder / f"{stop}.png")
    assert window.size().toTuple() == size, f"{stop}: the window had to be larger"
    return found


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_every_state_is_whole_legible_and_reached_by_keyboard(qtbot: QtBot, tmp_path: Path, look: str) -> None:
    liked, size = Memory(), LOOKS[look]
    for name, value in zip(("scheme", "type size"), look.split(), strict=True):
        liked.keep(name, value)
    with at_window(qtbot, new_firm(tmp_path / "home"), memory=liked) as hands:
        hands.window.resize(*size)
        seat = hands.seat
        client_id = seat.client(KOALA.name)
        with seat.office.workspace(client_id) as workspace:
            start(workspace)
            ids = known(workspace.desk)
        tour = Tour(Knowing(seat, hands.window, client_id), ids, tmp_path)
        found = [f"{stop}: {one}" for stop in STOPS for one in complaints(hands, tour, stop, tmp_path, size)]
    assert not found, "\n".join([*found, f"Pictures are in {tmp_path}."])
