"""The link of an invoice at the portal: shown in the place of a page, copied, made anew, and withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from bookdesk.receivables.portal.switching import Offer
from bookdesk.ui.sales.editor.view import EditorScreen
from bookdesk.ui.sales.estimates.view import EstimatesScreen
from bookdesk.ui.sales.paylink.view import PayLinkPanel
from tests.support.billing import customer, issued
from tests.support.portaldesk import AtDesk, portal_desk
from tests.support.portalside import ADDRESS
from tests.unit.ui.sales.test_estimates import offered


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AtDesk]:
    with portal_desk(qtbot, tmp_path, monkeypatch) as made:
        yield made


def panel(desk: AtDesk, invoice_id: str) -> PayLinkPanel:
    """Go to an invoice's own page and ask how it is paid."""
    desk.go("invoice", item=invoice_id)
    desk.act("pay link")
    return desk.at(EditorScreen).correcting.paying


def test_a_link_leads_to_an_estimate_from_its_list_and_from_its_own_page(desk: AtDesk) -> None:
    estimate = desk.work(offered)
    desk.let_in(Offer(papers=False, estimates=True))
    desk.go("estimates", view="open")
    desk.act("decide link")
    listed = desk.at(EstimatesScreen).linking
    assert "EST-0001 of Blue Cafe at the pay portal: 550.00 AUD" in listed.title.text()
    assert "open" not in listed.title.text(), "nothing of an offer is owed"
    listed.do.click()
    desk.settle()
    address = listed.address.text()
    assert address.startswith(f"{ADDRESS}/d/")
    assert not listed.amount.isVisible()
    desk.go("invoice", view="estimate", item=estimate)
    desk.act("decide link")
    assert desk.at(EditorScreen).correcting.paying.address.text() == address
    desk.act("accept")
    desk.answer(desk.at(EditorScreen).prompt, "Jo")
    assert desk.at(EditorScreen).acts["decide link"].isEnabled(), "the customer may look at it again"


def test_where_estimates_are_not_offered_the_way_there_is_shown(desk: AtDesk) -> None:
    desk.work(offered)
    desk.let_in(Offer(papers=False, estimates=False))
    desk.go("estimates", view="open")
    desk.act("decide link")
    assert not desk.at(EstimatesScreen).linking.isVisible()
    told = desk.hands.toast()
    assert told.words.startswith("Estimates of this client are not offered")
    assert told.label == "Pay portal…"


def owed(desk: AtDesk) -> str:
    return desk.work(lambda at: issued(at, customer(at)).id)


def links(desk: AtDesk) -> int:
    (document,) = desk.service.documents()
    return document.links


def test_a_link_is_made_copied_made_anew_and_withdrawn(desk: AtDesk) -> None:
    invoice = owed(desk)
    desk.let_in()
    shown = panel(desk, invoice)
    assert "at the pay portal" in shown.title.text()
    assert not shown.address.isVisible(), "looking makes no link"
    assert links(desk) == 0
    shown.do.click()
    desk.settle()
    first = shown.address.text()
    assert first.startswith(f"{ADDRESS}/d/")
    assert not shown.amount.isVisible(), "the portal asks for what is open"
    assert not shown.do.isVisible(), "the key of the panel never lets links lead nowhere"
    assert shown.focusWidget() is shown.copy_it
    shown.copy_it.click()
    assert QGuiApplication.clipboard().text() == first
    shown.new_link.click()
    shown.prompt.do.click()
    desk.settle()
    assert shown.address.text() not in {"", first}
    assert links(desk) == 1
    shown.withdraw.click()
    shown.prompt.do.click()
    desk.settle()
    assert not shown.address.isVisible()
    assert links(desk) == 0
    assert not shown.half_typed()


def test_in_a_small_window_the_question_is_seen_before_it_is_answered(desk: AtDesk) -> None:
    invoice = owed(desk)
    desk.let_in()
    desk.window.resize(800, 560)
    desk.go("sales", view="open", item=invoice)
    desk.act("pay link")
    shown = desk.sales.settling.paying
    shown.do.click()
    desk.settle()
    shown.withdraw.click()
    desk.hands.settle()
    assert not shown.prompt.leave.visibleRegion().isEmpty()
    assert shown.focusWidget() is shown.prompt.leave, "Enter withdraws nothing"


def test_in_a_small_window_it_opens_where_the_keyboard_is(desk: AtDesk) -> None:
    invoice = owed(desk)
    desk.let_in()
    desk.window.resize(800, 560)
    shown = panel(desk, invoice)
    shown.do.click()
    desk.settle()
    shown.withdraw.click()
    desk.hands.settle()
    assert shown.copy_it.visibleRegion().isEmpty(), "the question is far below"
    shown.leave()
    assert panel(desk, invoice).focusWidget() is shown.copy_it
    desk.hands.settle()
    assert not shown.copy_it.visibleRegion().isEmpty()


def test_a_portal_that_is_away_hears_of_a_link_later(desk: AtDesk) -> None:
    invoice = owed(desk)
    desk.let_in()
    shown = panel(desk, invoice)
    desk.between.faults = ["before"] * 6
    shown.do.click()
    desk.settle()
    assert shown.address.text().startswith(ADDRESS), "it is made without any network"
    assert "The portal does not know of it yet" in shown._mode.text()  # noqa: SLF001 - what is said above it
    desk.between.faults.clear()
    desk.service.push()
    desk.at(EditorScreen).correcting.paying.leave()
    assert panel(desk, invoice).address.isVisible()
    assert not shown._mode.isVisible()  # noqa: SLF001 - as above


def test_where_invoices_are_not_offered_there_a_page_is_asked_for_as_ever(desk: AtDesk) -> None:
    invoice = owed(desk)
    desk.let_in(Offer(papers=False, invoices=False))
    shown = panel(desk, invoice)
    assert not shown.isVisible()
    assert not shown.address.text()
