"""Every state of the screens of reminding is whole, legible and reached by the keyboard, in small type and in large."""

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
from tests.support.window import new_firm
from tests.unit.ui.reminders.reminding import Reminding, owe, start

NARROW = (1100, 700)


@dataclass
class Tour:
    """Somebody who is led through the states."""

    reminding: Reminding

    def reminders_off(self) -> None:
        self.reminding.go()

    def the_first_list(self) -> None:
        self.reminding.act("write all")

    def asking_to_approve(self) -> None:
        self.reminding.act("write all")

    def to_write(self) -> None:
        self.reminding.answer(self.reminding.lists.page.prompt)

    def asking_for_all(self) -> None:
        self.reminding.act("write all")

    def asking_for_a_promise(self) -> None:
        self.reminding.lists.page.prompt.close_quietly()
        self.reminding.act("promise")

    def his_rules(self) -> None:
        self.reminding.lists.page.prompt.close_quietly()
        self.reminding.act("customer")

    def held_back(self) -> None:
        self.reminding.lists.customer.leave()
        self.reminding.go(view="held")

    def for_a_person(self) -> None:
        self.reminding.go(view="person")

    def not_reminded(self) -> None:
        self.reminding.go(view="spared")

    def rules(self) -> None:
        self.reminding.go("reminder rules")

    def a_new_step(self) -> None:
        self.reminding.act("add")

    def a_step_that_cannot_be(self) -> None:
        self.reminding.rules.step.days.setText("14")
        self.reminding.rules.step.days.editingFinished.emit()

    def statements(self) -> None:
        self.reminding.act("discard")
        self.reminding.go("statements")

    def asking_to_mail(self) -> None:
        self.reminding.statements.table.selectAll()
        self.reminding.act("mail")


STOPS = tuple(name for name, stop in vars(Tour).items() if callable(stop) and not name.startswith("_"))


def complaints(hands: Hands, tour: Tour, stop: str, folder: Path) -> list[str]:
    act: Callable[[], None] = getattr(tour, stop)
    act()
    tour.reminding.settle()
    hands.settle()
    window = hands.window
    found = walk.complaints(window, window.tools.actions(), folder / f"{stop}.png")
    assert window.size().toTuple() == NARROW, f"{stop}: the window had to be larger"
    return found


@pytest.mark.slow
@pytest.mark.parametrize("look", [("light", "100"), ("dark", "150")], ids=" ".join)
def test_every_state_is_whole_legible_and_reached_by_keyboard(
    qtbot: QtBot, tmp_path: Path, look: tuple[str, str]
) -> None:
    liked = Memory()
    liked.keep("scheme", look[0])
    liked.keep("type size", look[1])
    with at_window(qtbot, new_firm(tmp_path / "home"), memory=liked) as hands:
        hands.window.resize(*NARROW)
        seat = hands.seat
        client_id = seat.client(KOALA.name)
        with seat.office.workspace(client_id) as workspace:
            start(workspace.desk)
            ids = owe(workspace.desk)
        tour = Tour(Reminding(seat, hands.window, client_id, ids))
        found = [f"{stop}: {one}" for stop in STOPS for one in complaints(hands, tour, stop, tmp_path)]
    assert not found, "\n".join([*found, f"Pictures are in {tmp_path}."])
