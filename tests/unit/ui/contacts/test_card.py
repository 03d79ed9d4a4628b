"""The card and the timeline of a contact: right in the moment of an act, and each thing leads to where it is seen."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from bookdesk.contacts.service import ContactService
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.invoicing.service import InvoiceService
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.office.search import search
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.takings import Taken
from bookdesk.store.desk import Desk
from bookdesk.ui import wording
from bookdesk.ui.contacts.card.table import event_words, place_of
from bookdesk.ui.contacts.view import ContactsScreen
from bookdesk.ui.frame.places import SCREENS
from bookdesk.ui.history.view import HistoryScreen
from bookdesk.ui.pieces.labels import PillLabel
from bookdesk.ui.sales.editor.view import EditorScreen
from bookdesk.ui.sales.view import SalesScreen
from tests.support.billing import customer, drafted, issued, line
from tests.unit.ui.contacts.knowing import Knowing, known


def said(part: QWidget) -> str:
    """Return all words that can be seen in a part."""
    return "\n".join(one.text() for one in part.findChildren(QLabel) if one.isVisible() and one.text())


def pill(knowing: Knowing) -> str:
    """Return what the mark beside the name says."""
    found = knowing.screen.pane.findChild(PillLabel)
    return found.accessibleName() if found is not None and found.isVisible() else ""


def happened(knowing: Knowing) -> list[str]:
    return [event_words(row) for row in knowing.screen.pane.happenings.model.rows()]


def test_the_card_says_how_a_customer_stands_and_what_to_see_to(knowing: Knowing) -> None:
    ids = knowing.work(known)
    knowing.go(item=ids["blue"])
    words = said(knowing.screen.pane)
    for part in (
        "Blue Cafe",
        "16,405.64 AUD",
        "31 to 60 days late",
        "46 days after the due date, by 1 paid invoice",
        "The last mail came back",
        "Disputed: INV-0002",
        "Blue Cafe Pty Ltd has the same mail address",
        "asks for invoices before the 20th",
        "Fremantle 6160, Australia",
    ):
        assert part in words, part
    assert pill(knowing) == "Overdue", "also where the list has no room for it"
    rows = [knowing.screen.pane.card.items.model().index(row, 0).data() for row in range(2)]
    assert rows == ["INV-0001", "INV-0002"]
    knowing.go(item=ids["long"])
    assert f"INV-0003 by {wording.day(date(2026, 12, 1))}" in said(knowing.screen.pane)
    assert "Nothing was paid yet." in said(knowing.screen.pane), "no days to pay that would read as paying at once"
    assert pill(knowing) == ""
    assert "same" not in said(knowing.screen.pane), "two without a tax number do not share it"
    knowing.go(item=ids["hebrew"])
    assert "12.30 AUD" in said(knowing.screen.pane)


def test_it_is_one_step_from_the_search_also_who_was_put_away(knowing: Knowing) -> None:
    blue = knowing.work(lambda desk: customer(desk, "Bluebell"))
    gone = knowing.work(lambda desk: customer(desk, "Gone Fishing"))
    knowing.work(lambda desk: ContactService(desk).archive(gone))
    knowing.go(screen="inbox")
    (found,) = [one for one in search(knowing.seat.office, knowing.client_id, "bluebell") if one.id == blue]
    hit = knowing.window.tools.palette._found(found)  # noqa: SLF001 - what Enter does there
    assert hit.act is not None
    hit.act()
    knowing.settle()
    assert knowing.screen.pane.details is not None
    assert knowing.screen.pane.details.id == blue
    knowing.go(item=gone)
    assert knowing.screen.pane.details.id == gone
    assert knowing.screen.page.tab() == "archived"
    assert not knowing.screen.acts["invoice"].isEnabled()


def test_an_act_elsewhere_is_on_card_and_timeline_in_the_same_moment(knowing: Knowing) -> None:
    blue = knowing.work(customer)
    made = knowing.work(lambda desk: issued(desk, blue, line("100")))
    knowing.go(item=blue)
    assert "110.00 AUD" in said(knowing.screen.pane)
    taken = Taken(blue, Money.of("140", "AUD"), ReceiptWay.CASH)
    desktop, screen = knowing.seat.desktop, knowing.screen
    desktop.act(knowing.client_id, screen, lambda workspace: ReceiptService(workspace.desk).take(taken))
    knowing.settle()
    assert "Credit kept" in said(screen.pane)
    assert "30.00 AUD" in said(screen.pane)
    assert knowing.names() == ["Blue Cafe"]
    row = screen.model.row_at(0)
    assert row is not None
    assert row.standing.receivable == (Money(-3000, "AUD"),)
    assert "Receipt REC-0001  ·  cash" in happened(knowing)
    (invoice,) = [row for row in screen.pane.happenings.model.rows() if row.title == "Invoice INV-0001"]
    assert invoice.amount == Money.of("110", "AUD")
    desktop.act(knowing.client_id, screen, lambda workspace: InvoiceService(workspace.desk).credit(made.id))
    knowing.settle()
    assert "Credit note  ·  draft" in happened(knowing)


def test_a_note_stands_on_the_card_and_in_the_timeline(knowing: Knowing) -> None:
    blue = knowing.work(customer)
    knowing.go(item=blue)
    knowing.act("note")
    prompt = knowing.screen.page.prompt
    prompt.answer.setText("ask for \u202eMaeve")
    prompt.do.click()
    knowing.settle()
    assert "ask for Maeve" in said(knowing.screen.pane)
    knowing.act("turn")
    assert happened(knowing)[0] == "ask for Maeve"


def test_the_timeline_is_read_as_far_as_somebody_scrolls(knowing: Knowing) -> None:
    blue = knowing.work(customer)

    def busy(desk: Desk) -> None:
        for number in range(120):
            drafted(desk, blue, line(str(number + 1)))

    knowing.work(busy)
    knowing.go(item=blue)
    knowing.act("turn")
    happenings = knowing.screen.pane.happenings
    first = happenings.model.rowCount()
    assert 50 <= first < 121
    happenings.table.scrollToBottom()
    knowing.settle()
    while happenings.model.canFetchMore(happenings.table.rootIndex()):
        happenings.model.fetchMore(happenings.table.rootIndex())
        knowing.settle()
    assert happenings.model.rowCount() == 121
    keys = [happenings.model.key_at(place) for place in range(121)]
    assert len(set(keys)) == 121, "nobody is told twice"
    happenings.sorts.buttons["notes"].click()
    knowing.settle()
    assert len(happened(knowing)) == 1


def test_each_event_leads_to_a_screen_that_is_there(knowing: Knowing) -> None:
    ids = knowing.work(known)
    knowing.go(item=ids["blue"])
    knowing.act("turn")
    events = knowing.screen.pane.happenings.model.rows()
    screens = {one.name for one in SCREENS}
    assert {place_of(one, ids["blue"]).screen for one in events} <= screens
    invoice = next(one for one in events if one.title == "Invoice INV-0001")
    knowing.seat.desktop.go(place_of(invoice, ids["blue"]))
    knowing.settle()
    shown = knowing.window.current()
    assert isinstance(shown, SalesScreen)
    assert shown.table.current_record().id == ids["old"]
    note = next(one for one in events if one.title == "Note")
    knowing.seat.desktop.go(place_of(note, ids["blue"]))
    knowing.settle()
    assert isinstance(knowing.window.current(), HistoryScreen)


@pytest.mark.parametrize(("act", "kind"), [("invoice", EditorScreen), ("take", SalesScreen), ("mail", SalesScreen)])
def test_acts_of_the_card_begin_with_this_customer(knowing: Knowing, act: str, kind: type[QWidget]) -> None:
    ids = knowing.work(known)
    knowing.go(item=ids["blue"])
    knowing.act(act)
    shown = knowing.window.current()
    assert isinstance(shown, kind)
    if isinstance(shown, EditorScreen):
        assert shown.form.customer.value() == ids["blue"]
        shown.acts["back"].trigger()
        knowing.settle()
        assert isinstance(knowing.window.current(), ContactsScreen)
        assert knowing.screen.pane.details is not None
        assert knowing.screen.pane.details.id == ids["blue"]
    elif isinstance(shown, SalesScreen):
        assert shown.whose.said() == "Only those of Blue Cafe."
        assert (shown.taking.isVisible(), shown.mailing.isVisible()) == (act == "take", act == "mail")


def test_who_was_erased_meanwhile_leaves_the_list(knowing: Knowing) -> None:
    blue, red = knowing.work(lambda desk: (customer(desk, "Blue"), customer(desk, "Red")))
    knowing.go("customers", item="")
    knowing.go(item=red)

    def erase(desk: Desk) -> None:
        with desk.books.change(Action.CONTACT_EDITED, "erased", actor=desk.actor) as work:
            work.delete(work.get(Contact, red))
            work.commit()

    knowing.work(erase)
    knowing.screen.pane.ask(red)
    knowing.settle()
    assert knowing.names() == ["Blue"]
    assert knowing.screen.pane.details is not None
    assert knowing.screen.pane.details.id == blue


def test_a_list_of_one_side_shows_what_is_open_on_that_side(knowing: Knowing) -> None:
    knowing.work(known)
    knowing.window.resize(2600, 900)  # room for all of them, whatever the size of type is
    shown = {}
    for view in ("customers", "suppliers", "all"):
        knowing.go(view)
        table, columns = knowing.screen.table, knowing.screen.model.columns
        shown[view] = {one.name for place, one in enumerate(columns) if not table.isColumnHidden(place)}
    assert "receivable" in shown["customers"]
    assert "owed" not in shown["customers"]
    assert "owed" in shown["suppliers"]
    assert "receivable" not in shown["suppliers"]
    assert {"receivable", "owed"} <= shown["all"]
