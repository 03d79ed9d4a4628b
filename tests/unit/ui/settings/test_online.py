"""The section on online payments: an account is connected, loudly named, let go; fees are said before they are paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.fees import PERCENT, FeeTable, Rate
from bookdesk.receivables.online.service import OnlineService
from bookdesk.receivables.online.settings import Wishes
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.settings.online.presenter import wish_words
from bookdesk.ui.settings.online.table import Typed, arrives, percent_typed, percent_words, with_fees
from bookdesk.ui.settings.online.view import OnlineSection
from bookdesk.ui.settings.view import SettingsScreen
from tests.support.firm import KOALA
from tests.support.gatewaydesk import KEY, Gateway, gateway_desk
from tests.support.window import seated
from tests.unit.ui.settings.test_mail import BensFirm

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def aud(text: str) -> Money:
    return Money.of(text, "AUD")


def card(percent: int, fixed: str, **more: object) -> Rate:
    return Rate(PayMethod.CARD, percent, aud(fixed), **more)  # type: ignore[arg-type]  # by name


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Gateway]:
    with gateway_desk(qtbot, tmp_path / "home", connected=False) as made:
        yield made


def section(desk: Gateway) -> OnlineSection:
    desk.go("settings", view="paid online")
    return desk.at(SettingsScreen).online


def said(banner: Banner) -> Message:
    message = banner.message()
    assert message is not None
    return message


def connect(desk: Gateway, key: str = KEY) -> OnlineSection:
    shown = section(desk)
    shown.connect_it.click()
    shown.key_form.key.line.setText(key)
    shown.key_form.base_url.setText(desk.standin.base_url)
    shown.key_form.go_on.click()
    desk.settle()
    return shown


def test_enter_in_a_fee_keeps_it_and_the_only_bank_account_is_proposed(desk: Gateway) -> None:
    shown = connect(desk)
    shown.change.click()
    row = shown.form.rows[PayMethod.CARD]
    assert shown.form.payouts_to.text() == "Everyday"
    row.percent.setText("2.9")
    QTest.keyClick(row.percent, Qt.Key.Key_Return)
    desk.settle()
    assert not shown.form.isVisible()
    assert said(shown.result).words == "So customers may pay online from now on."


def test_a_long_form_is_shown_from_where_the_keyboard_is(desk: Gateway) -> None:
    shown = connect(desk)
    desk.window.resize(800, 560)
    shown.change.click()
    first = shown.form.first()
    assert shown.form.height() > desk.at(SettingsScreen).height()
    assert first.visibleRegion().boundingRect() == first.rect()


def test_an_account_is_connected_looked_at_and_let_go(desk: Gateway) -> None:
    shown = section(desk)
    assert not shown.look_now.isVisible()
    assert not shown.mode.isVisible()
    connect(desk)
    assert said(shown.result).words == "Connected with Koala Kafe at Stripe."
    assert shown.mode.accessibleName() == "Test mode: no real money moves"
    assert not shown.key_form.isVisible()
    assert shown.key_form.key.text() == ""
    assert not shown.wishes.isHidden(), "how customers pay is said once they can"
    known = shown._known  # noqa: SLF001 - what is shown
    assert known is not None
    assert ("Customers come back to", "koala.example") in wish_words(known)
    shown.look_now.click()
    desk.settle()
    assert said(shown.result).words == "The gateway was asked: 0 moves booked."
    shown.let_go.click()
    shown.prompt.do.click()
    desk.settle()
    assert not shown.look_now.isVisible()
    assert said(shown.result).remedy == "Withdraw it at the gateway as well."


def test_a_key_that_must_not_be_used_is_refused_and_kept_to_be_put_right(desk: Gateway) -> None:
    for key, why in (("", "No key is typed."), ("sk_test_1", "anything"), ("rk_live_1", "real money"), ("x", "no key")):
        shown = connect(desk, key)
        assert why in shown.key_form.problem.text()
        assert shown.half_typed()
        assert desk.at(SettingsScreen).unsaved() == "how customers pay online"
        assert shown.key_form.go_on.isEnabled()


def test_what_is_wrong_is_said_with_what_mends_it(desk: Gateway) -> None:
    shown = connect(desk)
    desk.world.keys.expire(KEY)
    shown.look_now.click()
    desk.settle()
    message = said(shown.problem)
    assert message.label == "Give it another key…"
    assert message.act is not None
    message.act()
    assert shown.key_form.isVisible()


def test_it_is_seen_what_would_arrive_before_a_method_is_offered(desk: Gateway) -> None:
    shown = connect(desk)
    shown.change.click()
    row = shown.form.rows[PayMethod.CARD]
    assert "No fee is known" in row.arrives.text()
    row.percent.setText("2.9")
    row.fixed.setText("0.30")
    assert row.arrives.text() == "of 100.00, 96.80 would arrive"
    shown.form.tax.setText("10")
    assert row.arrives.text() == "of 100.00, 96.48 would arrive"
    row.percent.setText("much")
    assert "not an amount" in row.arrives.text()
    shown.form.go_on.click()
    assert "not an amount" in shown.form.problem.text()
    row.percent.setText("2.9")
    row.offered.setChecked(True)
    shown.form.payouts_to.setText("Everyday")
    shown.form.go_on.click()
    desk.settle()
    kept = desk.online(OnlineService.wishes)
    assert isinstance(kept, Wishes)
    assert kept.methods == (PayMethod.CARD,)
    assert kept.fees == (FeeTable(date(2026, 6, 30), (card(29 * PERCENT // 10, "0.30"),), 10 * PERCENT),)
    assert desk.online(OnlineService.named_wishes).payouts_to == "Everyday"  # type: ignore[attr-defined]
    assert not shown.half_typed()


def test_another_client_sees_nothing_of_it(desk: Gateway) -> None:
    shown = connect(desk)
    desk.seat.desktop.choose_client(desk.seat.client("Dublin Deli"))
    desk.settle()
    assert not shown.mode.isVisible()
    assert not shown.connect_it.isVisible(), "its books are not started"
    assert shown.result.message() is None


def test_who_may_not_post_sees_it_and_changes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    with gateway_desk(qtbot, tmp_path / "home") as desk:
        firm = desk.seat.firm
    with seated(qtbot, BensFirm(firm.places, firm.clock)) as seat:
        window = seat.window()
        seat.desktop.go(Place("settings", seat.client(KOALA.name), view="paid online"))
        seat.settle()
        screen = window.current()
        assert isinstance(screen, SettingsScreen)
        shown = screen.online
        assert shown.mode.isVisible()
        assert not any(one.isVisible() for one in (shown.connect_it, shown.change, shown.let_go))


def test_percentages_are_read_and_written_exactly() -> None:
    assert percent_typed("1.4") == 14 * PERCENT // 10
    assert percent_typed(" 2.9 % ") == 29 * PERCENT // 10
    assert percent_typed("") is None
    assert percent_words(14 * PERCENT // 10) == "1.4"
    assert percent_words(0) == "0"
    for wrong in ("-1", "101", "much"):
        with pytest.raises(InputError):
            percent_typed(wrong)


def test_a_fee_that_changes_holds_from_its_day_on() -> None:
    first = Wishes(fees=(FeeTable(JUNE, (card(PERCENT, "0.20", cap=aud("5")),)),))
    typed = {PayMethod.CARD: Typed(2 * PERCENT, None), PayMethod.WALLET: Typed(None, None)}
    later = with_fees(first, typed, JULY, 0, "AUD")
    assert later.fees == (*first.fees, FeeTable(JULY, (card(2 * PERCENT, "0", cap=aud("5")),)))
    same = {PayMethod.CARD: Typed(PERCENT, aud("0.20"))}
    assert with_fees(first, same, JULY, 0, "AUD") == first, "nothing changed, so no table begins"
    assert with_fees(first, {PayMethod.CARD: Typed(None, None)}, JUNE, 0, "AUD").fees == (FeeTable(JUNE, ()),)
    assert with_fees(Wishes(), {PayMethod.CARD: Typed(None, None)}, JUNE, 0, "AUD") == Wishes()


def test_a_fee_that_nobody_charges_is_said_so() -> None:
    assert arrives(PayMethod.CARD, Typed(0, aud("200")), 0, "AUD") == "of 100.00, 0.00 would arrive"
    assert "between nothing" in arrives(PayMethod.CARD, Typed(0, aud("-1")), 0, "AUD")
