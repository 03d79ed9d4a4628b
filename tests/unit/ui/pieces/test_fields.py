from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.ui import wording
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.dates import typed_day
from bookdesk.ui.pieces.fields import AmountField, DateField, money_typed

BRITISH, GERMAN, AMERICAN = QLocale("en_GB"), QLocale("de_DE"), QLocale("en_US")
APART = tuple(QLocale(name) for name in ("C", "bg_BG", "hr_HR", "hu_HU", "sk_SK", "ko_KR", "nl_NL"))
"""Places whose dates have blanks or words in them."""
BASE = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "locale", "wanted"),
    [
        ("3/11", BRITISH, date(2026, 11, 3)),
        ("3/11", AMERICAN, date(2027, 3, 11)),
        ("3.11.", GERMAN, date(2026, 11, 3)),
        ("3.11.25", GERMAN, date(2025, 11, 3)),
        ("2026-02-03", BRITISH, date(2026, 2, 3)),
        ("15", BRITISH, date(2026, 11, 15)),
        ("10", BRITISH, date(2026, 12, 10)),
        ("+30", BRITISH, date(2026, 12, 28)),
        ("net 30", BRITISH, date(2026, 12, 28)),
        ("Net  0", BRITISH, BASE),
        ("-1w", BRITISH, date(2026, 11, 21)),
        ("+1m", BRITISH, date(2026, 12, 28)),
        ("eom", BRITISH, date(2026, 11, 30)),
        ("today", BRITISH, BASE),
        ("1 Dec 2026", BRITISH, date(2026, 12, 1)),
        ("5/1", BRITISH, date(2027, 1, 5)),
    ],
)
def test_dates_are_understood_as_people_type_them(text: str, locale: QLocale, wanted: date) -> None:
    assert typed_day(text, BASE, locale) == wanted


@pytest.mark.parametrize("text", ["31/2", "32", "0", "99/99", "soon", "net", "net x", "13/13/2026"])
def test_what_is_no_date_is_refused_with_the_way_to_write_one(text: str) -> None:
    with pytest.raises(InputError, match=r"eom or today|like"):
        typed_day(text, BASE, BRITISH)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.sampled_from([BRITISH, GERMAN, AMERICAN, *APART]))
def test_a_date_that_was_shown_is_read_as_the_same_date(day: date, locale: QLocale) -> None:
    QLocale.setDefault(locale)
    try:
        assert typed_day(wording.day(day), BASE, locale) == day
    finally:
        QLocale.setDefault(BRITISH)


@given(st.integers(-(10**13), 10**13), st.sampled_from(["EUR", "JPY", "KWD"]), st.sampled_from([BRITISH, GERMAN]))
def test_an_amount_that_was_shown_is_read_as_the_same_amount(minor: int, currency: str, locale: QLocale) -> None:
    QLocale.setDefault(locale)
    try:
        field = AmountField("Total", currency)
        field.setLocale(locale)
        field.show_money(Money(minor, currency))
        assert field.money() == Money(minor, currency)
    finally:
        QLocale.setDefault(BRITISH)


def test_an_amount_is_written_as_the_locale_does_when_it_is_left(qtbot: QtBot) -> None:
    field = AmountField("Total", "AUD")
    qtbot.addWidget(field)
    field.setLocale(BRITISH)
    field.setText("1234.5")
    field.editingFinished.emit()
    assert (field.text(), field.problem) == ("1,234.50", "")
    field.setText("a lot")
    field.editingFinished.emit()
    assert field.text() == "a lot"
    assert field.problem
    assert field.accessibleDescription() == field.problem


def test_a_due_date_counts_from_the_date_of_the_document(qtbot: QtBot) -> None:
    field = DateField("Due", lambda: BASE)
    qtbot.addWidget(field)
    field.base = date(2026, 6, 10)
    field.setText("+14")
    assert field.day() == date(2026, 6, 24)


def test_a_choice_is_found_by_its_code_or_by_any_part_of_its_words(qtbot: QtBot) -> None:
    field = ChoiceField("Account")
    qtbot.addWidget(field)
    field.offer(
        [Choice("6-0400", "6-0400 Bank fees"), Choice("6-0500", "6-0500 Fuel"), Choice("4-1000", "4-1000 Sales")]
    )
    for text, wanted in (("6-0400", "6-0400"), ("fees", "6-0400"), ("sal", "4-1000"), ("", "")):
        field.setText(text)
        assert field.value() == wanted
    for text in ("6-0", "rent"):
        field.setText(text)
        with pytest.raises(InputError):
            field.value()
    chosen: list[str] = []
    field.chosen.connect(chosen.append)
    field.setText("fuel")
    field.editingFinished.emit()
    assert (chosen, field.text()) == (["6-0500"], "6-0500 Fuel")


def test_down_shows_all_choices_and_escape_takes_none(qtbot: QtBot) -> None:
    field = ChoiceField("Due")
    qtbot.addWidget(field)
    field.offer([Choice("net", "after the document"), Choice("month end", "after the month"), Choice("next", "as day")])
    entered: list[bool] = []
    field.returnPressed.connect(lambda: entered.append(True))
    field.show()
    field.setFocus()
    field.show_value("month end")
    QTest.keyClick(field, Qt.Key.Key_Down)
    offers = field.completer().popup()
    assert offers is not None
    assert offers.isVisible()
    assert (offers.model().rowCount(), offers.currentIndex().data()) == (3, "after the month")
    QTest.keyClick(offers, Qt.Key.Key_Down)
    QTest.keyClick(offers, Qt.Key.Key_Escape)
    assert (offers.isVisible(), field.value()) == (False, "month end")
    QTest.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(offers, Qt.Key.Key_Down)
    QTest.keyClick(offers, Qt.Key.Key_Return)
    assert (offers.isVisible(), field.value()) == (False, "next")
    assert entered == [], "the list was answered, not the form"


def test_a_click_shows_all_choices_too(qtbot: QtBot) -> None:
    field = ChoiceField("Due")
    qtbot.addWidget(field)
    field.show()
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert QApplication.activePopupWidget() is None, "there is nothing to be shown"
    field.offer([Choice("net", "after the document"), Choice("next", "as day")])
    field.show_value("next")
    field.setReadOnly(True)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert QApplication.activePopupWidget() is None, "nothing may be chosen"
    field.setReadOnly(False)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    offers = field.completer().popup()
    assert offers is not None
    assert (offers.isVisible(), offers.model().rowCount(), offers.currentIndex().data()) == (True, 2, "as day")
    QTest.keyClick(offers, Qt.Key.Key_Escape)
    assert (offers.isVisible(), field.value()) == (False, "next")
    field.selectAll()
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClick(offers, Qt.Key.Key_Up)
    QTest.keyClick(offers, Qt.Key.Key_Return)
    assert (offers.isVisible(), field.value()) == (False, "net")


def test_a_choice_that_is_longer_than_its_field_shows_its_beginning(qtbot: QtBot) -> None:
    field = ChoiceField("Tax code")
    qtbot.addWidget(field)
    field.offer([Choice("GST", "GST  GST on purchases")])
    field.show_value("GST")
    assert field.cursorPosition() == 0
    field.select_whole()
    assert (field.selectedText(), field.cursorPosition()) == ("GST  GST on purchases", 0)


@pytest.mark.parametrize(("text", "locale"), [("1.000", BRITISH), ("100.005", BRITISH), ("1,000", GERMAN)])
def test_three_decimals_where_cents_are_written_may_be_thousands(text: str, locale: QLocale) -> None:
    with pytest.raises(InputError, match="two ways"):
        money_typed(text, "GBP", locale)


def test_thousands_as_they_are_written_here_are_read() -> None:
    assert money_typed("1,000", "GBP", BRITISH) == money_typed("1.000", "GBP", GERMAN) == Money(100_000, "GBP")
    assert money_typed("1.000", "KWD", BRITISH) == Money(1_000, "KWD")
    with pytest.raises(InputError, match="more decimals"):
        money_typed("1234.567", "GBP", BRITISH)


def test_enter_takes_what_a_text_means_and_points_to_the_first_of_several(qtbot: QtBot) -> None:
    field = ChoiceField("Account")
    field.offer(
        [Choice("5-1000", "5-1000  Food"), Choice("5-2000", "5-2000  Goods"), Choice("6-1000", "6-1000  Office")]
    )
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    picked: list[str] = []
    entered: list[str] = []
    field.picked.connect(lambda: picked.append(field.value()))
    field.returnPressed.connect(lambda: entered.append(field.value()))
    QTest.keyClicks(field, "5")
    completer = field.completer()
    assert completer is not None
    offers = completer.popup()
    assert offers is not None
    assert offers.isVisible()
    QTest.keyClick(offers, Qt.Key.Key_Return)
    assert (picked, offers.currentIndex().row()) == ([], 0), "two fit: the first is pointed to"
    QTest.keyClick(offers, Qt.Key.Key_Return)
    assert picked == ["5-1000"]
    field.clear()
    QTest.keyClicks(field, "off")
    QTest.keyClick(offers, Qt.Key.Key_Return)
    assert picked == ["5-1000", "6-1000"]
    assert entered[-1] == "6-1000"
    assert field.text() == "6-1000  Office"
    field.offer([Choice("4-1000", "4-1000  Sales"), Choice("5-2000", "5-2000  Goods for resale")])
    field.setText("sale")
    assert field.value() == "4-1000", "the beginning of a name goes before a part of another"
