"""The page on which an invoice is paid: made, copied, closed; what is under way is told and offers no second one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState, PayMethod
from bookdesk.gateways.fees import PERCENT, FeeTable, Rate
from bookdesk.receivables.online.asking import Attempted
from bookdesk.receivables.online.settings import Wishes
from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.faults import Kind
from bookdesk.store.desk import Desk
from bookdesk.ui.messages import Message
from bookdesk.ui.sales.editor.view import EditorScreen
from bookdesk.ui.sales.paylink.table import attempt_pill, attempt_words
from bookdesk.ui.sales.paylink.view import PayLinkPanel
from tests.support.billing import TODAY, customer, issued, line
from tests.support.gatewaydesk import Gateway, gateway_desk

RATE = Rate(PayMethod.CARD, 29 * PERCENT // 10, Money.of("0.30", "AUD"))


def aud(text: str) -> Money:
    return Money.of(text, "AUD")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Gateway]:
    with gateway_desk(qtbot, tmp_path / "home") as made:
        fees = (FeeTable(TODAY.replace(month=1), (RATE,)),)
        made.online(lambda service: service.keep_wishes(Wishes((PayMethod.CARD, PayMethod.BANK_DEBIT), fees)))
        yield made


def owed(desk: Gateway) -> str:
    def sell(one: Desk) -> str:
        return issued(one, customer(one), line("100")).id

    return desk.work(sell)


def panel(desk: Gateway, invoice_id: str) -> PayLinkPanel:
    """Go to an invoice's own page and ask for its pay link."""
    desk.go("invoice", item=invoice_id)
    desk.act("pay link")
    return desk.at(EditorScreen).correcting.paying


def line_of(desk: Gateway) -> str:
    return desk.at(EditorScreen).pane.online.words.text()


def test_a_page_is_made_of_what_is_asked_for_and_its_address_copied(desk: Gateway) -> None:
    shown = panel(desk, owed(desk))
    assert shown.title.text() == "Pay link for INV-0001 of Blue Cafe: 110.00 AUD open"
    assert shown.costs.text() == "Card: about 3.49 are taken, 106.51 AUD arrive"
    assert not shown.address.isVisible()
    shown.amount.setText("50")
    assert shown.costs.text() == "Card: about 1.75 are taken, 48.25 AUD arrive"
    shown.do.click()
    desk.settle()
    assert shown.address.text().startswith(desk.standin.base_url)
    assert "50.00 AUD are paid is open until" in shown.line.words.text()
    assert shown.code.accessibleName() == "Code that leads to the page of INV-0001"
    assert shown.focusWidget() is shown.copy_it
    shown.copy_it.click()
    assert QGuiApplication.clipboard().text() == shown.address.text()
    assert not shown.half_typed()
    shown.give_up()
    assert "is open until" in line_of(desk)


def test_a_page_is_closed_at_the_gateway(desk: Gateway) -> None:
    invoice_id = owed(desk)
    link = desk.link(invoice_id)
    shown = panel(desk, invoice_id)
    assert shown.do.text() == "Make it anew"
    shown.close_it.click()
    desk.settle()
    assert "is closed; nothing was paid" in shown.line.words.text()
    assert (shown.do.text(), shown.address.isVisible()) == ("Make the page", False)
    session = link.url.rpartition("/")[2]
    assert acts.pay(desk.world, session).status == 410


def test_what_is_under_way_is_not_paid_and_offers_no_second_page(desk: Gateway) -> None:
    invoice_id = owed(desk)
    desk.pay(desk.link(invoice_id), "au_becs_debit")
    shown = panel(desk, invoice_id)
    shown.look.click()
    desk.settle()
    assert "s bank: not paid yet" in shown.line.words.text()
    assert not any(one.isVisible() for one in (shown.do, shown.amount, shown.close_it, shown.address))
    desk.pass_days(7)
    shown.look.click()
    desk.settle()
    assert "were paid on the page" in shown.line.words.text()
    assert not shown.do.isVisible(), "nothing is open any more"


def test_a_lost_answer_is_told_and_asked_for_again(desk: Gateway) -> None:
    shown = panel(desk, owed(desk))
    with desk.standin.lock:
        desk.world.faults.add(Kind.DROP_RESPONSE, method="POST", times=9, seconds=0)
    shown.do.click()
    desk.settle()
    assert shown.problem.isVisible()
    assert "Nobody knows yet" in shown.line.words.text()
    assert not shown.do.isVisible()
    with desk.standin.lock:
        desk.world.faults.clear()
    shown.look.click()
    desk.settle()
    assert "is open until" in shown.line.words.text()


def test_more_than_is_open_is_refused_and_kept_to_be_put_right(desk: Gateway) -> None:
    shown = panel(desk, owed(desk))
    shown.amount.setText("110.01")
    shown.do.click()
    desk.settle()
    assert "110.00 AUD is open, not 110.01 AUD" in shown.problem.text()
    assert shown.amount.text() == "110.01"
    shown.amount.setText("much")
    shown.do.click()
    assert "not an amount" in shown.problem.text()
    assert "not an amount" in shown.costs.text()


def test_who_is_connected_with_no_gateway_is_told_how(desk: Gateway) -> None:
    desk.online(lambda service: service.disconnect())
    told: list[Message] = []
    desk.seat.desktop.told.connect(told.append)
    shown = panel(desk, owed(desk))
    assert not shown.isVisible()
    assert told[-1].label == "Connect…"
    assert told[-1].act is not None
    told[-1].act()
    assert desk.window.place().screen == "settings"


def test_the_list_has_it_too_with_its_key(desk: Gateway) -> None:
    invoice_id = owed(desk)
    desk.go("sales", view="open", item=invoice_id)
    desk.act("pay link")
    assert desk.sales.settling.paying.isVisible()
    desk.sales.settling.paying.do.click()
    desk.settle()
    assert desk.sales.pane.online.pill.accessibleName() == "Pay link open"


@pytest.mark.parametrize("state", AttemptState)
def test_each_state_has_its_pill_and_its_words(state: AttemptState) -> None:
    attempt = Attempted(state, aud("5"), live=True, url=None, until=None, why="No money.")
    assert attempt_pill(attempt).words
    words = attempt_words(attempt)
    assert words.endswith(".")
    assert "{" not in words
