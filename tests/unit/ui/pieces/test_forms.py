from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLayout, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bookdesk.core.errors import InputError
from bookdesk.office.newclient import NewClient, started_countries
from bookdesk.ui.pieces.client_form import ClientForm
from bookdesk.ui.pieces.countries import countries, currency_of, zones_of
from bookdesk.ui.pieces.form import FormRow, foot, push, stacked
from bookdesk.ui.pieces.labels import heading, label
from bookdesk.ui.pieces.new_passphrase import NewPassphrase
from bookdesk.ui.pieces.pages import Pages, Snug
from bookdesk.ui.pieces.passphrase import PassphraseRow
from bookdesk.ui.pieces.steps import Steps
from bookdesk.ui.pieces.tick import Tick

Show = Callable[[QWidget], None]
LONG = "The passphrase is wrong, or there is no such user, and this sentence goes on until it needs three lines."


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Show a part in a window that is large enough for it."""
    windows: list[QWidget] = []

    def shown(widget: QWidget) -> None:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        column = QVBoxLayout(window)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(widget)
        column.addStretch(1)
        window.resize(800, 900)
        window.show()

    yield shown
    windows.clear()


def typed(line: QLineEdit, text: str, *modifiers: Qt.KeyboardModifier) -> None:
    """Send one key as a keyboard does whose shift and caps lock are as they may be."""
    held = modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, held, text)
    QApplication.sendEvent(line, event)


def test_a_hint_gives_way_to_a_reason_and_comes_back(show: Show) -> None:
    row = FormRow("Name", QLineEdit(), "As your clients know it.")
    show(row)
    row.say("This is needed.")
    assert (row.said(), row.field.accessibleDescription()) == ("This is needed.", "This is needed.")
    row.say()
    assert row.said() == "As your clients know it."
    row.rename("Practice")
    assert row.field.accessibleName() == "Practice"


def test_a_passphrase_is_hidden_until_somebody_asks_and_again_when_it_is_cleared(show: Show) -> None:
    row = PassphraseRow("Passphrase")
    show(row)
    QTest.keyClicks(row.line, "blue sleeve")
    assert row.line.echoMode() is QLineEdit.EchoMode.Password
    row.reveal.click()
    assert (row.line.echoMode(), row.reveal.text()) == (QLineEdit.EchoMode.Normal, "Hide")
    row.clear()
    assert (row.text(), row.line.echoMode()) == ("", QLineEdit.EchoMode.Password)


def test_caps_lock_is_seen_by_the_letters_that_come(show: Show) -> None:
    row = PassphraseRow("Passphrase", "Your own.")
    show(row)
    typed(row.line, "a")
    typed(row.line, "A", Qt.KeyboardModifier.ShiftModifier)
    typed(row.line, "7")
    assert row.said() == "Your own."
    typed(row.line, "A")
    assert row.said() == "Caps lock is on."
    typed(row.line, "a")
    assert row.said() == "Your own."
    typed(row.line, "a", Qt.KeyboardModifier.ShiftModifier)
    assert row.said() == "Caps lock is on."
    row.say("This is wrong.")
    assert row.said() == "This is wrong."
    row.say()
    assert row.said() == "Caps lock is on."
    QTest.keyClick(row.line, Qt.Key.Key_CapsLock)
    assert row.said() == "Your own."


def test_a_new_passphrase_is_judged_while_it_is_typed(show: Show) -> None:
    new = NewPassphrase(lambda: ["Anna Hill"])
    show(new)
    for text, said in (
        ("blue", "Too short: at least 8 characters."),
        ("anna hill 1", "Easy to guess. Take four words that nobody connects."),
        ("four blue sleeves of mine", "Strong."),
    ):
        new.first.line.setText(text)
        assert new.first.said() == said
    new.again.line.setText("four red")
    assert new.again.said() == "Not the same."
    assert new.read() is None
    new.again.line.setText("four blue")
    assert new.again.said() == ""
    new.again.line.setText("four blue sleeves of mine")
    assert new.again.said() == "The same."
    assert new.read() == "four blue sleeves of mine"


def test_text_that_wraps_has_the_height_it_needs(show: Show) -> None:
    words = label("Short.", wraps=True)
    page = stacked(heading("Heading"), words, foot(push("Go on")))
    page.setFixedWidth(240)
    show(page)
    before = page.sizeHint().height()
    words.setText(LONG)
    assert words.minimumHeight() >= 3 * words.fontMetrics().lineSpacing()
    assert page.sizeHint().height() > before


def test_a_page_is_as_high_as_itself_whatever_the_others_need(show: Show) -> None:
    pages, ground = Pages(), Snug()
    low, high = stacked(heading("Low")), stacked(*(heading(str(number)) for number in range(20)))
    pages.addWidget(low)
    pages.addWidget(high)
    QVBoxLayout(ground).addWidget(pages)
    show(ground)
    assert pages.sizeHint().height() == low.sizeHint().height()
    before = ground.sizeHint().height()
    pages.setCurrentIndex(1)
    assert pages.minimumSizeHint().height() == high.sizeHint().height()
    assert ground.sizeHint().height() > before


def test_a_tick_is_set_by_mouse_and_keyboard_on_box_and_words(show: Show) -> None:
    tick = Tick("Start with a chart")
    show(tick)
    QTest.mouseClick(tick, Qt.MouseButton.LeftButton)
    assert tick.isChecked()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert not tick.isChecked()


def test_steps_say_where_one_stands(show: Show) -> None:
    steps = Steps(["Practice", "Sheet", "Client"])
    show(steps)
    steps.show_step(1)
    assert steps.accessibleName() == "Step 2 of 3: Sheet"


def test_currency_zone_and_chart_follow_the_country_until_the_person_chooses(show: Show) -> None:
    form = ClientForm(started_countries())
    show(form)
    form.name.setText("Koala Kafe")
    form.choose_country("AU")
    assert form.read() == NewClient("Koala Kafe", "AU", "AUD", "Australia/Sydney", "", starts=True)
    form.currency.show_value("NZD")
    form.choose_country("FR")
    assert form.read() == NewClient("Koala Kafe", "FR", "NZD", "Europe/Paris", "", starts=False)
    assert not form.starts.isEnabled()


def test_a_country_of_many_zones_asks_for_one(show: Show) -> None:
    form = ClientForm(started_countries())
    show(form)
    form.name.setText("Ohio Diner")
    form.choose_country("US")
    assert form.read() is None
    form.zone.setText("new york")
    form.zone.editingFinished.emit()
    new = form.read()
    assert new is not None
    assert (new.currency, new.zone) == ("USD", "America/New_York")


def test_what_is_no_country_is_told_below_it_and_what_the_service_refuses_below_what_it_is_about(show: Show) -> None:
    form = ClientForm(started_countries())
    show(form)
    form.name.setText("Koala Kafe")
    form.country.setText("Atlantis")
    form.country.editingFinished.emit()
    assert form.read() is None
    form.show_error(InputError("51 824 753 557 is no ABN.", "Compare it."))
    assert "no ABN" in form.tax_id.accessibleDescription()
    form.show_error(InputError("There is already a client Koala Kafe.", "Choose another name."))
    assert "already a client" in form.name.accessibleDescription()


@pytest.mark.parametrize(
    ("country", "currency", "zone"),
    [("IE", "EUR", "Europe/Dublin"), ("GB", "GBP", "Europe/London"), ("JP", "JPY", "Asia/Tokyo"), ("XX", "", "")],
)
def test_countries_are_known_with_what_is_used_there(country: str, currency: str, zone: str) -> None:
    assert currency_of(country) == currency
    assert (zone in zones_of(country)) == bool(zone)


def test_every_country_can_be_found_by_its_name() -> None:
    names = {choice.value: choice.words for choice in countries()}
    assert (names["AU"], names["DE"], names["GB"]) == ("Australia", "Germany", "United Kingdom")
    assert len(names) > 200


def test_a_field_that_is_named_late_shows_its_name(show: Show) -> None:
    row = FormRow("", QLineEdit())
    show(row)
    assert not [one for one in row.findChildren(QLabel) if one.isVisible()]
    row.rename("Third group of the first line")
    assert [one.text() for one in row.findChildren(QLabel) if one.isVisible()] == ["Third group of the first line"]
