"""Every state of paying online is whole, legible and reached by the keyboard, in small type and in large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.fees import PERCENT, FeeTable, Rate
from bookdesk.receivables.online.settings import Wishes
from bookdesk.sandbox.stripe import acts
from bookdesk.store.desk import Desk
from bookdesk.ui.memory import Memory
from bookdesk.ui.sales.online.view import OnlineScreen
from bookdesk.ui.sales.receipts.view import ReceiptsScreen
from bookdesk.ui.settings.view import SettingsScreen
from tests.support import walk
from tests.support.billing import TODAY, customer, issued, line
from tests.support.gatewaydesk import Gateway, new_practice, prepare, standing_in
from tests.support.hands import Hands, at_window
from tests.unit.ui.sales.test_online import choose, odd

NARROW = (1100, 700)
LOOKS = (("light", "100", NARROW), ("dark", "150", NARROW))


def fill(desk: Gateway) -> str:
    """Have payments, a payout, a dispute and things to decide; returns an invoice that is still open."""
    rate = Rate(PayMethod.CARD, 29 * PERCENT // 10, Money.of("0.30", "AUD"))
    wishes = Wishes((PayMethod.CARD, PayMethod.BANK_DEBIT), (FeeTable(TODAY.replace(month=1), (rate,)),))
    desk.online(lambda service: service.keep_wishes(wishes))

    def sell(one: Desk) -> list[str]:
        who = customer(one, "Ärztehaus und Versandapotheke Köln-Süd GmbH")
        return [issued(one, who, line("789012.34")).id for _ in range(2)]

    first, second = desk.work(sell)
    link = desk.link(first, Money.of("234567.89", "AUD"))
    desk.pay(link)
    desk.look()
    desk.pass_days(4)
    with desk.standin.lock:
        acts.begin_dispute(desk.world, acts.charge_of(desk.world, link.url.rpartition("/")[2])["id"])
    desk.look()
    odd(desk)
    return second


@dataclass
class Tour:
    """Somebody who is led through the states."""

    desk: Gateway
    invoice_id: str

    def settings_of_an_account(self) -> None:
        self.desk.go("settings", view="paid online")

    def settings_with_another_key(self) -> None:
        self.desk.at(SettingsScreen).online.connect_it.click()

    def settings_of_fees(self) -> None:
        self.desk.at(SettingsScreen).online.change.click()

    def pay_link_asked_for(self) -> None:
        shown = self.desk.window.current()
        if isinstance(shown, SettingsScreen):
            shown.online.form.put_away()
        self.desk.go("invoice", item=self.invoice_id)
        self.desk.act("pay link")

    def pay_link_made(self) -> None:
        self.desk.link(self.invoice_id)
        self.desk.go("sales", view="open", item=self.invoice_id)
        self.desk.act("pay link")

    def moves(self) -> None:
        self.desk.sales.settling.paying.leave()
        self.desk.go("online", view="all")

    def whose_payment(self) -> None:
        self.desk.go("online", view="to decide")
        choose(self.desk, "txn_0000")
        self.desk.act("whose")

    def what_for(self) -> None:
        self.desk.at(OnlineScreen).whose_is_it.leave()
        self.desk.act("code")

    def payouts(self) -> None:
        self.desk.at(OnlineScreen).coding.leave()
        self.desk.act("payouts")

    def disputes(self) -> None:
        self.desk.act("disputes")

    def nothing_waits(self) -> None:
        self.desk.at(OnlineScreen).disputes.leave()
        self.desk.go("online", view="waiting")

    def receipt_paid_online(self) -> None:
        self.desk.go("receipts", view="all")

    def paying_back(self) -> None:
        screen = self.desk.at(ReceiptsScreen)
        screen.paying_back.presenter.ask(screen.pane.receipt_id())


STOPS = tuple(name for name, stop in vars(Tour).items() if callable(stop) and not name.startswith("_"))


def complaints(hands: Hands, tour: Tour, stop: str, folder: Path, size: tuple[int, int]) -> list[str]:
    act: Callable[[], None] = getattr(tour, stop)
    act()
    for _ in range(2):
        tour.desk.settle()
        hands.settle()
    window = hands.window
    found = walk.complaints(window, window.tools.actions(), folder / f"{stop}.png")
    assert window.size().toTuple() == size, f"{stop}: the window had to be larger"
    return found


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_state_is_whole_legible_and_reached_by_keyboard(
    qtbot: QtBot, tmp_path: Path, look: tuple[str, str, tuple[int, int]]
) -> None:
    liked, (scheme, size_of_type, size) = Memory(), look
    liked.keep("scheme", scheme)
    liked.keep("type size", size_of_type)
    with standing_in() as standin, at_window(qtbot, new_practice(tmp_path / "home"), memory=liked) as hands:
        hands.window.resize(*size)
        desk = Gateway(hands.seat, hands.window, prepare(hands.seat), standin)
        desk.connect()
        tour = Tour(desk, fill(desk))
        stops = STOPS if size == NARROW else [one for one in STOPS if not one.startswith("settings")]
        found = [f"{stop}: {one}" for stop in stops for one in complaints(hands, tour, stop, tmp_path, size)]
    assert not found, "\n".join([*found, f"Pictures are in {tmp_path}."])
