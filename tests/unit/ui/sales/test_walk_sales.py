"""Every state of the sales screens is whole, legible and reached by the keyboard, in small type and in large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.takings import Taken
from bookdesk.store.desk import Desk
from bookdesk.ui.memory import Memory
from bookdesk.ui.sales.editor.view import EditorScreen
from bookdesk.ui.sales.estimates.view import EstimatesScreen
from bookdesk.ui.sales.receipts.view import ReceiptsScreen
from bookdesk.ui.sales.schedules.view import SchedulesScreen
from tests.support import walk
from tests.support.billing import customer, drafted, issued, line
from tests.support.firm import KOALA
from tests.support.hands import Hands, at_window
from tests.support.window import new_firm
from tests.unit.ui.sales.conftest import start
from tests.unit.ui.sales.selling import Selling
from tests.unit.ui.sales.test_schedules import rent

NARROW = (1100, 700)


def sell(desk: Desk) -> dict[str, str]:
    """Have something in every state, and return the ids of what is opened."""
    blue, long = customer(desk, email="jo@blue.example"), customer(desk, "Ärztehaus und Versandapotheke Köln-Süd GmbH")
    text = "Catering for a hundred and twenty people on three days with everything"
    made = [issued(desk, one, line("1234.56", "12", text), reference="Order 4711") for one in (blue, long)]
    draft = drafted(desk, long, line("99999.99", "3", text), line("-5", discount=None))
    estimates = EstimateService(desk)
    for _ in range(2):
        estimates.offer(estimates.draft(Entered(blue, (line("500", text=text),))).id)
    for way in (ReceiptWay.CHEQUE, ReceiptWay.CASH):
        wish = Taken(long, Money.of("1234567.89", "AUD"), way, invoices=(), reference="Rechnung 4711", again=True)
        ReceiptService(desk).take(wish)
    return {"issued": made[0].id, "draft": draft.id, "schedule": rent(desk, name="Rent of the kitchen")}


@dataclass
class Tour:
    """Somebody who is led through the states."""

    selling: Selling
    ids: dict[str, str]

    def nothing_here(self) -> None:
        self.selling.go(view="disputed")

    def list_of_open(self) -> None:
        self.selling.go(view="open")

    def list_of_drafts_asking(self) -> None:
        self.selling.go(view="drafts")
        self.selling.act("issue")

    def taking_a_payment(self) -> None:
        self.selling.go(view="open")
        self.selling.act("take")

    def payment_refused(self) -> None:
        self.selling.sales.taking.amount.setText("none")
        self.selling.sales.taking.do.click()

    def mail(self) -> None:
        self.selling.act("send")

    def new_invoice(self) -> None:
        self.selling.sales.mailing.leave()
        self.selling.go("invoice")

    def draft(self) -> None:
        self.selling.go("invoice", item=self.ids["draft"])

    def draft_in_parts_not_saved(self) -> None:
        screen = self.selling.at(EditorScreen)
        screen.form.in_parts.click()
        self.selling.settle()
        assert not screen.leave()

    def issued(self) -> None:
        self.selling.act("discard")
        self.selling.answer(self.selling.at(EditorScreen).prompt)
        self.selling.go("invoice", item=self.ids["issued"])

    def estimates(self) -> None:
        self.selling.go("estimates", view="open")

    def estimate_accepted(self) -> None:
        self.selling.at(EstimatesScreen).acts["accept"].trigger()

    def no_estimate(self) -> None:
        self.selling.go("estimates", view="declined")

    def schedules(self) -> None:
        self.selling.go("schedules", view="all")

    def schedules_to_be_run(self) -> None:
        self.selling.at(SchedulesScreen).acts["run"].trigger()

    def schedule(self) -> None:
        self.selling.go("invoice", view="schedule", item=self.ids["schedule"])

    def receipts(self) -> None:
        self.selling.go("receipts", view="all")

    def paper_of_a_receipt(self) -> None:
        self.selling.act("show")

    def credit_to_be_applied(self) -> None:
        self.selling.act("show")
        self.selling.act("apply")

    def refund(self) -> None:
        self.selling.act("refund")

    def cash_to_be_paid_in(self) -> None:
        self.selling.act("deposit")

    def whose_payment(self) -> None:
        self.selling.act("take")

    def no_receipt(self) -> None:
        self.selling.at(ReceiptsScreen).taking.leave()
        self.selling.go("receipts", view="taken back")

    def bad_debt(self) -> None:
        self.selling.go(view="open")
        self.selling.act("write off")


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
            ids = sell(workspace.desk)
        tour = Tour(Selling(seat, hands.window, client_id), ids)
        found = [f"{stop}: {one}" for stop in STOPS for one in complaints(hands, tour, stop, tmp_path)]
    assert not found, "\n".join([*found, f"Pictures are in {tmp_path}."])
