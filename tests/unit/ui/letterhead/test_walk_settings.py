"""Every state of the invoice settings is whole, legible and reached by the keyboard, in small type and in large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.core.vocabulary import MailKind, Tone
from bookdesk.invoicing.products import ProductService
from bookdesk.store.desk import Desk
from bookdesk.ui.letterhead.view import LetterheadScreen
from bookdesk.ui.memory import Memory
from tests.support import walk
from tests.support.billing import customer, issued, line
from tests.support.firm import KOALA
from tests.support.hands import Hands, at_window
from tests.support.window import new_firm
from tests.unit.ui.letterhead.test_settings_pages import picture
from tests.unit.ui.sales.conftest import start
from tests.unit.ui.sales.selling import Selling

NARROW = (1100, 700)


def fill(desk: Desk) -> None:
    """Have products with long names and high prices, and an invoice."""
    products = ProductService(desk)
    name = "Catering for a hundred and twenty people on three days with everything"
    products.add({"code": "DAYS", "name": name, "price": "123456.789", "unit": "day", "currency": "AUD"})
    products.add({"code": "LUNCH", "name": "Lunch", "with_tax": "yes", "price": "12.50", "tax_code": "GSTI"})
    issued(desk, customer(desk, "Ärztehaus und Versandapotheke Köln-Süd GmbH"), line("1234.56"))


@dataclass
class Tour:
    """Somebody who is led through the states."""

    selling: Selling
    sign: Path

    def letterhead(self) -> None:
        self._go("letterhead")

    def letterhead_with_a_logo_not_saved(self) -> None:
        self._screen().take([self.sign])
        self.selling.settle()
        assert not self._screen().leave()

    def letterhead_refused(self) -> None:
        letter = self._screen().letter
        for name in ("tax_id", "email", "accent"):
            letter.entries[name].put("?")
        self._screen().acts["save"].trigger()

    def letterhead_at_its_foot(self) -> None:
        self._screen().acts["discard"].trigger()
        self.selling.settle()
        letter = self._screen().letter
        letter.form.show_part(letter.entries["notify"].row)

    def numbers(self) -> None:
        self._go("numbers")

    def numbers_by_the_year_refused(self) -> None:
        page = self._screen().numbers
        page.series["year"].put("starts")
        page.series["digits"].put("x")
        self._screen().acts["save"].trigger()

    def tax(self) -> None:
        self._screen().acts["discard"].trigger()
        self.selling.settle()
        self._go("tax")

    def products(self) -> None:
        self._go("products")

    def product_refused(self) -> None:
        self._screen().acts["new"].trigger()
        self._screen().products.form.save.click()

    def no_product_found(self) -> None:
        products = self._screen().products
        products.form.leave()
        products.page.show_filter("nothing")
        products.presenter.show(text="nothing")

    def wording(self) -> None:
        self._screen().products.page.show_filter("")
        self._go("wording")

    def wording_refused(self) -> None:
        page = self._screen().wording
        page.table.choose(f"{MailKind.REMINDER}:{Tone.FINAL}")
        self.selling.settle()
        page.body.setPlainText("{sender.name} \u202e")
        self._screen().acts["save"].trigger()

    def _go(self, page: str) -> None:
        self.selling.go("invoice settings", view=page)

    def _screen(self) -> LetterheadScreen:
        return self.selling.at(LetterheadScreen)


STOPS = tuple(name for name, stop in vars(Tour).items() if callable(stop) and not name.startswith("_"))


def complaints(hands: Hands, tour: Tour, stop: str, folder: Path) -> list[str]:
    act: Callable[[], None] = getattr(tour, stop)
    act()
    tour.selling.settle()
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
            start(workspace)
            fill(workspace.desk)
        tour = Tour(Selling(seat, hands.window, client_id), picture(tmp_path / "sign.png"))
        found = [f"{stop}: {one}" for stop in STOPS for one in complaints(hands, tour, stop, tmp_path)]
    assert not found, "\n".join([*found, f"Pictures are in {tmp_path}."])
