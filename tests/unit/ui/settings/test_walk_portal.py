"""Every state of the pay portal in the window is whole, legible and reached by the keyboard, in large type as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.protocol import events
from bookdesk.ui.memory import Memory
from bookdesk.ui.sales.online.customers.view import EVERYTHING
from bookdesk.ui.sales.online.view import OnlineScreen
from bookdesk.ui.settings.portal.view import PortalSection
from bookdesk.ui.settings.view import SettingsScreen
from tests.support import walk
from tests.support.billing import customer, issued, line
from tests.support.portaldesk import AtDesk, portal_desk
from tests.support.portalside import ADDRESS, connected

NARROW = (1100, 700)
LOOKS = (("light", "100"), ("dark", "150"))


@dataclass
class Tour:
    """Somebody who is led through the states."""

    desk: AtDesk

    @property
    def section(self) -> PortalSection:
        return self.desk.at(SettingsScreen).portal

    def not_paired(self) -> None:
        self.desk.go("settings", view="pay portal")

    def pairing(self) -> None:
        self.section.pair.click()

    def comparing(self) -> None:
        form = self.section.pair_form
        form.address.setText(ADDRESS)
        form.code.line.setText(self.desk.code())
        form.go_on.click()

    def letting_in(self) -> None:
        self.section.trust_form.go_on.click()
        self.desk.settle()
        self.section.change.click()

    def seeing_what_leaves(self) -> None:
        self.section.offer_form.ticks["papers"].setChecked(False)
        self.section.offer_form.go_on.click()
        self.desk.settle()
        self.section.show_leaving.click()

    def told(self) -> None:
        self.section.leaving.go_on.click()

    def giving_a_key(self) -> None:
        self.section.keys.click()

    def asked_to_switch_off(self) -> None:
        self.section.keys_form.put_away()
        self.section.off.click()

    def link_asked_for(self) -> None:
        self.section.prompt.drop()
        self.desk.go("sales", view="open")
        self.desk.act("pay link")

    def link_made(self) -> None:
        self.desk.sales.settling.paying.do.click()

    def link_to_be_withdrawn(self) -> None:
        self.desk.sales.settling.paying.withdraw.click()

    def from_customers(self) -> None:
        self.desk.sales.settling.paying.leave()
        row = self.desk.sales.current()
        assert row is not None
        now, text = self.desk.seat.firm.clock.now(), "When is the second part due, and to whom is it addressed? " * 6
        asked = [
            events.QuestionRaised(row.id, 1, row.contact_id, disputes, (1, 2), text, (), now)
            for disputes in (False, True)
        ]
        self.desk.said(*asked)
        self.desk.go("online", view="all")
        self.desk.act("customers")

    def all_from_customers(self) -> None:
        shown = self.desk.at(OnlineScreen).customers
        shown.do.click()
        self.desk.settle()
        shown.which.buttons[EVERYTHING].click()


STOPS = tuple(name for name, stop in vars(Tour).items() if callable(stop) and not name.startswith("_"))


def complaints(desk: AtDesk, tour: Tour, stop: str, folder: Path) -> list[str]:
    act: Callable[[], None] = getattr(tour, stop)
    act()
    for _ in range(2):
        desk.settle()
        desk.hands.settle()
    found = walk.complaints(desk.window, desk.window.tools.actions(), folder / f"{stop}.png")
    assert desk.window.size().toTuple() == NARROW, f"{stop}: the window had to be larger"
    return found


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_state_is_whole_legible_and_reached_by_keyboard(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: tuple[str, str]
) -> None:
    liked, (scheme, size_of_type) = Memory(), look
    liked.keep("scheme", scheme)
    liked.keep("type size", size_of_type)
    with portal_desk(qtbot, tmp_path, monkeypatch, liked) as desk:
        desk.window.resize(*NARROW)
        desk.work(lambda at: connected(at, "stripe"))
        who = "Ärztehaus und Versandapotheke Köln-Süd GmbH"
        for _ in range(3):
            desk.work(lambda at: issued(at, customer(at, who), line("789012.34")))
        tour = Tour(desk)
        found = [f"{stop}: {one}" for stop in STOPS for one in complaints(desk, tour, stop, tmp_path)]
    assert not found, "\n".join([*found, f"Pictures are in {tmp_path}."])
