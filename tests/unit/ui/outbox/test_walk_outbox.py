"""Every state of the outbox and of the mail account is whole, legible and reached by the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.office.mailing import keep_firm_account
from bookdesk.ui.memory import Memory
from bookdesk.ui.outbox.view import OutboxScreen
from bookdesk.ui.settings.mail.view import CLIENT
from bookdesk.ui.settings.view import SettingsScreen
from tests.support import walk
from tests.support.firm import KOALA
from tests.support.hands import Hands, at_window
from tests.support.mailserver import House
from tests.support.window import new_firm
from tests.unit.office.test_mailing import entered
from tests.unit.ui.outbox.mailed import Mailed, fill
from tests.unit.ui.sales.conftest import start
from tests.unit.ui.sales.selling import Selling

NARROW = (1100, 700)


@dataclass
class Tour:
    """Somebody who is led through the states."""

    hands: Hands
    selling: Selling
    ids: Mailed
    house: House

    def without_an_account(self) -> None:
        self.selling.go("outbox", view="waiting")

    def account(self) -> None:
        self.selling.go("settings", view="mail")
        self.settings.mail.change.click()

    def account_refused(self) -> None:
        self.settings.mail.form.address.setText("nobody")
        self.settings.mail.form.go_on.click()

    def account_kept(self) -> None:
        self.settings.mail.form.leave.click()
        keep_firm_account(self.selling.seat.practice, entered(self.house))
        self.selling.go("settings", view="mail")

    def account_to_be_forgotten(self) -> None:
        self.settings.mail.remove.click()

    def account_of_the_client(self) -> None:
        self.settings.mail.whose.buttons[CLIENT].click()

    def to_decide(self) -> None:
        self.selling.go("outbox", view="to decide")

    def asking_whether_it_left(self) -> None:
        self._asking("arrived", self.ids.unknown)

    def asking_to_send_it_again(self) -> None:
        self._asking("again", self.ids.unknown)

    def asking_what_was_done(self) -> None:
        self._asking("settle", self.ids.back)

    def refused(self) -> None:
        self.selling.go("outbox", item=self.ids.refused)

    def waiting(self) -> None:
        self.selling.go("outbox", view="waiting")

    def with_a_long_name_of_a_file(self) -> None:
        self.selling.go("outbox", item=self.ids.waits)

    def asking_to_take_it_out(self) -> None:
        self._asking("take out", self.ids.waits)

    def all_of_them(self) -> None:
        self.outbox.page.prompt.close_quietly()
        self.selling.go("outbox", view="all")

    def nothing_that_matches(self) -> None:
        self.outbox.presenter.show(text="nobody")

    def paper(self) -> None:
        self.selling.go("outbox", item=self.ids.back)
        shown = self.outbox
        shown.acts["file"].trigger()
        self.hands.until(lambda: shown.pane.paper.page() == 1)

    @property
    def outbox(self) -> OutboxScreen:
        return self.selling.at(OutboxScreen)

    @property
    def settings(self) -> SettingsScreen:
        return self.selling.at(SettingsScreen)

    def _asking(self, act: str, mail_id: str) -> None:
        self.selling.go("outbox", item=mail_id)
        self.selling.act(act)


STOPS = tuple(name for name, stop in vars(Tour).items() if callable(stop) and not name.startswith("_"))


def complaints(tour: Tour, stop: str, folder: Path) -> list[str]:
    act: Callable[[], None] = getattr(tour, stop)
    act()
    tour.selling.settle()
    tour.hands.settle()
    window = tour.hands.window
    found = walk.complaints(window, window.tools.actions(), folder / f"{stop}.png")
    assert window.size().toTuple() == NARROW, f"{stop}: the window had to be larger"
    return found


@pytest.mark.slow
@pytest.mark.parametrize("look", [("light", "100"), ("dark", "150")], ids=" ".join)
def test_every_state_is_whole_legible_and_reached_by_keyboard(
    qtbot: QtBot, tmp_path: Path, house: House, look: tuple[str, str]
) -> None:
    liked = Memory()
    liked.keep("scheme", look[0])
    liked.keep("type size", look[1])
    with at_window(qtbot, new_firm(tmp_path / "home"), memory=liked) as hands:
        hands.window.resize(*NARROW)
        client_id = hands.seat.client(KOALA.name)
        with hands.seat.office.workspace(client_id) as workspace:
            start(workspace)
            ids = fill(workspace.desk, house)
        tour = Tour(hands, Selling(hands.seat, hands.window, client_id), ids, house)
        found = [f"{stop}: {one}" for stop in STOPS for one in complaints(tour, stop, tmp_path)]
        hands.seat.desktop.mail.close()
    assert not found, "\n".join([*found, f"Pictures are in {tmp_path}."])
