"""The screen of what was paid online: the lists, what the gateway holds, and what a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BookedAs, PayMethod
from bookdesk.receivables.online.booking import book_moves
from bookdesk.receivables.online.collecting import PayLink
from bookdesk.receivables.online.settings import Wishes
from bookdesk.sandbox.stripe import acts
from bookdesk.store.desk import Desk
from bookdesk.ui.sales.online.view import OnlineScreen
from bookdesk.ui.sales.receipts.view import ReceiptsScreen
from bookdesk.ui.sales.view import SalesScreen
from bookdesk.ui.settings.view import SettingsScreen
from tests.support.billing import customer, issued, line
from tests.support.gatewaydesk import Gateway, gateway_desk
from tests.unit.receivables.online.lives import Life, tell


def aud(text: str) -> Money:
    return Money.of(text, "AUD")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Gateway]:
    with gateway_desk(qtbot, tmp_path / "home") as made:
        made.online(lambda service: service.keep_wishes(Wishes((PayMethod.CARD,))))
        yield made


def screen(desk: Gateway) -> OnlineScreen:
    return desk.at(OnlineScreen)


def paid(desk: Gateway) -> tuple[str, PayLink]:
    """Have an invoice that a customer paid by card; the desk has not heard of it."""

    def sell(one: Desk) -> str:
        return issued(one, customer(one), line("100")).id

    invoice_id = desk.work(sell)
    link = desk.link(invoice_id)
    desk.pay(link)
    return invoice_id, link


def odd(desk: Gateway) -> list[str]:
    """Have a payment of nobody and something that this version does not know; returns their names."""
    life = Life()
    life.paid(None, 5_000, fee=100)
    life.odd(-700)
    desk.work(lambda one: (tell(one, life.moves), book_moves(one)))
    return [one.id for one in life.moves]


def listed(desk: Gateway) -> list[str]:
    model = screen(desk).model
    return [row.move_id for place in range(model.rowCount()) if (row := model.row_at(place)) is not None]


def choose(desk: Gateway, move: str) -> None:
    model = screen(desk).model
    rows = [model.row_at(place) for place in range(model.rowCount())]
    (row,) = [one for one in rows if one is not None and one.move_id == move]
    screen(desk).table.choose(row.key)
    desk.settle()


def offered(desk: Gateway) -> set[str]:
    return {name for name, act in screen(desk).acts.items() if act.isEnabled()}


def test_who_was_paid_nothing_is_told_how_it_begins(desk: Gateway) -> None:
    desk.go("online")
    shown = screen(desk)
    words = {one.text() for one in shown.page.empty.findChildren(QLabel)}
    assert any("Nothing was paid online yet" in one for one in words)
    assert shown.standing.as_of.text().startswith("Test mode: no real money. Not asked since")
    shown.acts["settings"].trigger()
    desk.settle()
    assert desk.at(SettingsScreen).online.mode.isVisible()


def test_a_look_brings_what_was_paid_and_leads_to_what_it_became(desk: Gateway) -> None:
    invoice_id, _ = paid(desk)
    desk.go("online")
    desk.act("look")
    shown = screen(desk)
    assert shown.model.rowCount() == 1
    assert shown.standing.pill.accessibleName() == "The books agree"
    assert "and so the books say" in shown.standing.words.text()
    assert shown.pane.shown is not None
    row = shown.pane.shown.line
    assert (row.booked_as, row.customer) == (BookedAs.RECEIPT, "Blue Cafe")
    assert {"receipt", "invoice"} <= offered(desk)
    assert not {"whose", "code", "payout"} & offered(desk)
    desk.act("receipt")
    assert desk.at(ReceiptsScreen).pane.receipt_id() == row.receipt_id
    desk.go("online")
    desk.act("invoice")
    assert desk.at(SalesScreen).pane.invoice_id() == invoice_id
    desk.go("online")
    assert shown.record() is not None


def test_a_payment_of_nobody_is_given_to_a_customer(desk: Gateway) -> None:
    nobody, strange = odd(desk)
    invoice = desk.work(lambda one: issued(one, customer(one), line("20")))
    desk.go("online", view="to decide")
    assert set(listed(desk)) == {nobody, strange}
    choose(desk, nobody)
    desk.act("whose")
    panel = screen(desk).whose_is_it
    panel.do.click()
    assert "not said whose" in panel.problem.text()
    panel.customer.setText("Blue")
    panel.customer.editingFinished.emit()
    desk.settle()
    assert panel.invoices.sheet.laid() == {invoice.id: aud("22")}
    assert panel._said.text() == "28.00 AUD stays his credit."  # noqa: SLF001 - what is read there
    panel.do.click()
    desk.settle()
    assert not panel.isVisible()
    assert listed(desk) == [strange]
    assert screen(desk).standing.pill.accessibleName() == "Not all is booked"
    desk.go("online", view="all")
    choose(desk, nobody)
    found = screen(desk).pane.shown
    assert found is not None
    assert (found.line.customer, found.invoices) == ("Blue Cafe", ((invoice.id, "INV-0001"),))


def test_something_else_is_coded_to_an_account_with_the_reason(desk: Gateway) -> None:
    _, strange = odd(desk)
    desk.go("online", view="to decide")
    choose(desk, strange)
    assert "whose" not in offered(desk), "it is no payment"
    desk.act("code")
    panel = screen(desk).coding
    panel.do.click()
    assert "which account" in panel.problem.text()
    code = panel.account.choices()[-1]
    panel.account.setText(code.words)
    panel.do.click()
    assert "what the money was for" in panel.problem.text()
    panel.why.setText("a correction of the gateway")
    panel.do.click()
    desk.settle()
    assert strange not in listed(desk)
    desk.go("online", view="all")
    choose(desk, strange)
    found = screen(desk).pane.shown
    assert found is not None
    assert found.line.booked_as is BookedAs.CODED
    assert len(found.posted) == 2


def test_what_settles_in_another_currency_is_noted_as_entered_by_hand(desk: Gateway) -> None:
    life = Life("USD")
    life.paid(None, 5_000)
    desk.work(lambda one: (tell(one, life.moves), book_moves(one)))
    desk.go("online", view="to decide")
    choose(desk, life.moves[0].id)
    desk.act("code")
    panel = screen(desk).coding
    assert not panel.account.isVisible()
    assert panel.do.text() == "It is entered by hand"
    panel.why.setText("REC-0004, at 1.50")
    panel.do.click()
    desk.settle()
    assert listed(desk) == []


def test_payouts_and_disputes_are_seen_with_their_moves(desk: Gateway) -> None:
    _, link = paid(desk)
    desk.look()
    desk.pass_days(4)
    with desk.standin.lock:
        acts.begin_dispute(desk.world, acts.charge_of(desk.world, link.url.rpartition("/")[2])["id"])
    desk.look()
    desk.go("online", view="all")
    shown = screen(desk)
    desk.act("payouts")
    assert shown.payouts.model.rowCount() == 1
    shown.payouts.do.click()
    desk.settle()
    assert len(listed(desk)) == 2, "the payment and the payout itself"
    shown.page.show_filter("")
    desk.act("disputes")
    assert shown.disputes.model.rowCount() == 1
    shown.disputes.do.click()
    desk.settle()
    assert len(listed(desk)) == 2, "the payment and the dispute"


def test_a_key_that_is_refused_is_told_with_the_way_to_mend_it(desk: Gateway) -> None:
    desk.world.keys.expire("rk_test_madeUpForTests")
    desk.go("online")
    desk.act("look")
    message = screen(desk).standing.problem.message()
    assert message is not None
    assert message.label == "Settings…"
    assert "look" in offered(desk)


def test_another_client_sees_nothing_of_it(desk: Gateway) -> None:
    odd(desk)
    desk.go("online", view="to decide")
    shown = screen(desk)
    desk.seat.desktop.choose_client(desk.seat.client("Dublin Deli"))
    desk.settle()
    assert shown.model.rowCount() == 0
    assert shown.standing.words.text() in {"", "This client is connected with no payment gateway."}
