"""A receipt that came online: what the gateway says of it, and that it is paid back there and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from bookdesk.core.vocabulary import PayMethod
from bookdesk.receivables.online.settings import Wishes
from bookdesk.reports.figures import Figure
from bookdesk.sandbox.stripe import acts
from bookdesk.store.desk import Desk
from bookdesk.ui.clients.table import place_of
from bookdesk.ui.clients.view import ClientsScreen
from bookdesk.ui.messages import Message
from bookdesk.ui.sales.online.view import OnlineScreen
from bookdesk.ui.sales.receipts.view import ReceiptsScreen
from tests.support.billing import customer, issued, line
from tests.support.gatewaydesk import Gateway, gateway_desk
from tests.unit.ui.sales.test_online import odd


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Gateway]:
    with gateway_desk(qtbot, tmp_path / "home") as made:
        made.online(lambda service: service.keep_wishes(Wishes((PayMethod.CARD,))))
        yield made


def paid(desk: Gateway) -> ReceiptsScreen:
    """Go to the receipt of an invoice of 110.00 that was paid online."""

    def sell(one: Desk) -> str:
        return issued(one, customer(one), line("100")).id

    desk.pay(desk.link(desk.work(sell)))
    desk.look()
    desk.go("receipts", view="all")
    return desk.at(ReceiptsScreen)


def told(desk: Gateway) -> list[Message]:
    heard: list[Message] = []
    desk.seat.desktop.told.connect(heard.append)
    return heard


def test_it_says_what_the_gateway_knows_of_it(desk: Gateway) -> None:
    shown = paid(desk)
    facts = {one.accessibleName() for one in shown.pane.findChildren(QLabel)}
    assert {"Method: Online", "Paid by: card", "Payout: not paid out yet"} <= facts
    assert any(one.startswith("Payment: pi_") for one in facts)


def test_it_is_paid_back_at_the_gateway_and_booked_when_that_says_so(desk: Gateway) -> None:
    shown, heard = paid(desk), told(desk)
    desk.act("refund")
    panel = shown.paying_back
    assert panel.title.text() == "Pay back of receipt REC-0001 of Blue Cafe: 110.00 AUD can be paid back"
    panel.amount.setText("110.01")
    panel.amount.textEdited.emit("110.01")
    assert "Only 110.00 AUD" in panel.problem.text()
    panel.amount.setText("40")
    panel.do.click()
    assert "not said why" in panel.problem.text()
    panel.why.setText("two boxes were missing")
    panel.do.click()
    desk.settle()
    assert not panel.isVisible()
    assert heard[-1].words == "The gateway pays 40.00 AUD back."
    row = shown.current()
    assert row is not None
    assert row.paid_back.minor == 0, "it is booked when the gateway says so"
    desk.act("refund")
    assert "70.00 AUD can be paid back" in panel.title.text()
    panel.leave()
    desk.look()
    row = shown.current()
    assert row is not None
    assert row.paid_back.minor == 4_000
    assert not shown.acts["unrefund"].isEnabled()


def test_as_much_once_more_is_asked_about_and_pressing_again_says_that_it_is_meant(desk: Gateway) -> None:
    shown, heard = paid(desk), told(desk)
    panel = shown.paying_back

    def press(amount: str) -> None:
        panel.amount.setText(amount)
        panel.amount.textEdited.emit(amount)
        panel.why.setText("a box was missing")
        panel.do.click()
        desk.settle()

    desk.act("refund")
    press("40")
    desk.act("refund")
    press("40")
    assert "40.00 AUD went back on" in panel.problem.text()
    assert panel.do.text() == "It is another one: pay it back"
    panel.amount.textEdited.emit("4")
    assert panel.do.text() == "Pay it back"
    press("40")
    panel.do.click()
    desk.settle()
    assert heard[-1].words == "The gateway pays 40.00 AUD back."
    assert panel.do.text() == "Pay it back"
    with desk.standin.lock:
        assert [one["amount"] for one in desk.world.refunds] == [4_000, 4_000]


def test_it_is_not_taken_back_by_hand_and_its_key_says_why(desk: Gateway) -> None:
    shown, heard = paid(desk), told(desk)
    assert not shown.acts["reverse"].isEnabled()
    (answer,) = [one for one in shown.findChildren(QShortcut) if one.objectName() == "reverse"]
    answer.activated.emit()
    assert "books follow what it moves" in heard[-1].words


def test_a_dispute_that_wants_evidence_stands_on_the_desk_until_it_is_answered(desk: Gateway) -> None:
    link = desk.link(desk.work(lambda one: issued(one, customer(one), line("100")).id))
    desk.pay(link)
    with desk.standin.lock:
        charge = acts.charge_of(desk.world, link.url.rpartition("/")[2])["id"]
        dispute = acts.begin_dispute(desk.world, charge)
    desk.look()
    desk.go("clients", view="all")
    screen = desk.at(ClientsScreen)

    desk.until(lambda: "1 disputed payment to answer" in desk.needs())
    desk.seat.desktop.go(place_of(screen.table.current_record(), Figure.DISPUTES_TO_ANSWER))
    shown = desk.at(OnlineScreen)
    desk.until(lambda: shown.disputes.isVisible() and shown.disputes.model.rowCount() == 1)
    with desk.standin.lock:
        acts.close_dispute(desk.world, dispute["id"], won=True)
    desk.look()
    desk.go("clients", view="all")
    desk.until(lambda: not any("disputed payment" in one for one in desk.needs()))


def test_what_is_to_be_decided_stands_on_the_desk_and_leads_to_just_that_list(desk: Gateway) -> None:
    odd(desk)
    desk.go("clients", view="all")
    screen = desk.at(ClientsScreen)

    desk.until(lambda: "2 online payments to decide" in desk.needs())
    desk.seat.desktop.go(place_of(screen.table.current_record(), Figure.ONLINE_TO_DECIDE))
    desk.settle()
    shown = desk.at(OnlineScreen)
    assert (shown.page.tab(), shown.model.rowCount()) == ("to decide", 2)
