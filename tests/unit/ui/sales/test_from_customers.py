"""What customers said at the portal: read whole, and noted once what was done about it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.bench.load import free_port
from bookdesk.models.portal import WordKind, WordState
from bookdesk.protocol import events
from bookdesk.receivables.online.connection import connection_in
from bookdesk.receivables.portal.listing import Said
from bookdesk.reports.figures import Figure
from bookdesk.server.telling import tell
from bookdesk.store.desk import Desk
from bookdesk.ui.clients.table import place_of
from bookdesk.ui.clients.view import ClientsScreen
from bookdesk.ui.sales.online.customers import view
from bookdesk.ui.sales.online.customers.table import about_words, said_words
from bookdesk.ui.sales.online.customers.view import EVERYTHING, CustomersPanel
from bookdesk.ui.sales.online.view import OnlineScreen
from bookdesk.ui.sales.view import SalesScreen
from tests.support.billing import customer, issued
from tests.support.firm import NOON
from tests.support.portaldesk import AtDesk, portal_desk
from tests.support.portalside import connected
from tests.support.way_in import ScriptedChooser

_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A picture of one dot."""


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AtDesk]:
    with portal_desk(qtbot, tmp_path, monkeypatch) as made:
        yield made


def asked(desk: AtDesk, *texts: str, disputes: bool = False, files: tuple[events.SentFile, ...] = ()) -> CustomersPanel:
    """Have a customer ask something about an invoice each, and open what customers said."""
    who = desk.work(customer)
    invoices = [desk.work(lambda at: issued(at, who)) for _ in texts]
    desk.let_in()
    now = desk.seat.firm.clock.now()
    told = [
        events.QuestionRaised(one.id, 1, who, disputes, (1,), text, files if one is invoices[0] else (), now)
        for one, text in zip(invoices, texts, strict=True)
    ]
    desk.said(*told)
    desk.go("online", view="all")
    desk.act("customers")
    return desk.at(OnlineScreen).customers


def test_files_that_came_along_are_opened_and_saved(desk: AtDesk, tmp_path: Path) -> None:
    photo = events.SentFile("crate.png", "image/png", base64.b64encode(_PNG).decode())
    shown = asked(desk, "Why is it broken?", "And this?", files=(photo,))
    shown.table.choose(next(one.id for one in desk.service.words() if one.papers))
    assert shown.about.text() == "About lines 1. 1 file kept with it."
    chooser = ScriptedChooser([tmp_path])
    shown.outside.chooser, shown.outside.root = chooser, tmp_path
    assert shown.save_files.text() == "Save the file…"
    shown.save_files.click()
    desk.settle()
    assert (tmp_path / "crate.png").read_bytes() == _PNG
    shown.open_files.click()
    desk.settle()
    (opened,) = tmp_path.glob("bookdesk-open-*/crate.png")
    assert opened.read_bytes() == _PNG
    shown.table.choose(next(one.id for one in desk.service.words() if not one.papers))
    assert not shown.open_files.isVisible()
    assert not shown.save_files.isVisible()


def test_older_words_come_when_they_are_wanted(desk: AtDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "PAGE", 2)
    shown = asked(desk, "one?", "two?", "three?")
    shown.which.buttons[EVERYTHING].click()
    desk.settle()
    assert shown.model.rowCount() == 2
    assert desk.at(OnlineScreen).acts["customers"].text() == "From customers (3)", "all of them are counted"
    shown.older.click()
    desk.settle()
    assert shown.model.rowCount() == 3
    assert not shown.older.isVisible()


def test_a_question_is_read_and_noted_as_answered(desk: AtDesk) -> None:
    shown = asked(desk, "<b>When</b> is it due?")
    assert desk.at(OnlineScreen).acts["customers"].text() == "From customers (1)"
    assert shown.said.text() == "<b>When</b> is it due?"
    assert shown.about.text() == "About lines 1."
    shown.note.setText("called, on Friday")
    assert shown.half_typed()
    shown.do.click()
    desk.settle()
    assert shown.model.rowCount() == 0
    assert not shown.half_typed()
    assert desk.at(OnlineScreen).acts["customers"].text() == "From customers"
    shown.which.buttons[EVERYTHING].click()
    desk.settle()
    assert shown.about.text() == "About lines 1. Noted: called, on Friday"
    assert not shown.note.isVisible(), "nobody answers twice"


def test_what_is_typed_of_one_never_becomes_the_answer_of_another(desk: AtDesk) -> None:
    shown = asked(desk, "first?", "second?")
    said = {shown.said.text()}
    shown.note.setText("of this one")
    here = shown.table.current_key()
    other = next(one.id for one in desk.service.words() if one.id != here)
    shown.table.choose(other)
    said.add(shown.said.text())
    assert said == {"first?", "second?"}
    assert shown.note.text() == ""
    shown.do.click()
    desk.settle()
    assert shown.model.rowCount() == 1
    assert shown.note.text() == "of this one"
    words = desk.service.words(everything=True)
    assert sorted((one.answer or "") for one in words) == ["", "seen"]


def test_a_dispute_leads_to_its_invoice(desk: AtDesk) -> None:
    shown = asked(desk, "The crate was empty.", disputes=True)
    assert shown.said.text() == "The crate was empty."
    shown.document.click()
    desk.settle()
    row = desk.at(SalesScreen).current()
    assert row is not None
    assert row.number == "INV-0001"


def test_where_no_client_is_at_the_portal_nothing_is_offered(desk: AtDesk) -> None:
    desk.go("online", view="all")
    assert not desk.at(OnlineScreen).acts["customers"].isEnabled()


def word(of: WordKind, **said: object) -> Said:
    return Said("w1", of, WordState.ASKS, NOON, "Kim", "", "", said, (), None, None)


def test_every_kind_of_word_is_told_in_a_sentence() -> None:
    assert said_words(word(WordKind.ACCEPTED, name="Kim Blue")) == "Accepted by Kim Blue."
    assert said_words(word(WordKind.DECLINED, reason="")) == "No reason was given."
    assert said_words(word(WordKind.PREFERENCES, locale="de", reminders=False)) == "Language de, wants no reminders."
    assert said_words(word(WordKind.METHOD_REMOVED, why="")) == "A way to pay is kept no more."
    assert said_words(word(WordKind.CHARGE_FAILED, amount="10.00 EUR", why="no money")) == (
        "10.00 EUR could not be charged. no money"
    )
    assert said_words(word(WordKind.UNKNOWN, kind="sung")) == "This version does not know what was said: sung"
    assert about_words(word(WordKind.QUESTION, text="?", lines=[1, 3])) == "About lines 1, 3."


def at_a_gateway_that_is_away(one: Desk) -> None:
    """Connect the client with a gateway of which nobody answers."""
    connected(one, "stripe")
    with one.books.upkeep() as session:
        row = connection_in(session)
        row.key, row.base_url = "rk_test_ofNobody", f"http://127.0.0.1:{free_port()}"


def test_a_look_asks_the_portal_as_well_whatever_the_gateway_says(desk: AtDesk) -> None:
    desk.work(at_a_gateway_that_is_away)
    invoice = desk.work(lambda at: issued(at, customer(at)))
    desk.let_in()
    now = desk.seat.firm.clock.now()
    told = events.QuestionRaised(invoice.id, 1, invoice.contact_id, False, (), "Why?", (), now)  # noqa: FBT003 - a field
    with desk.host.heart.store.writing() as session:
        tell(session, desk.client_id, [told], now)
    desk.go("online", view="all")
    shown = desk.at(OnlineScreen)
    desk.act("look")
    desk.hands.until(lambda: shown.acts["customers"].text() == "From customers (1)")


def test_it_stands_at_the_desk_and_leads_to_what_was_said(desk: AtDesk) -> None:
    shown = asked(desk, "When is it due?")
    shown.leave()
    desk.go("clients", view="all")
    screen = desk.at(ClientsScreen)

    desk.hands.until(lambda: "1 word of a customer to answer" in desk.needs())
    desk.seat.desktop.go(place_of(screen.table.current_record(), Figure.CUSTOMER_WORDS))
    desk.settle()
    assert desk.at(OnlineScreen).customers is shown
    assert shown.isVisible()
    assert shown.said.text() == "When is it due?"
