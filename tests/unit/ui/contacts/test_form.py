"""A contact is written and changed in the window: whole, once, and against the version it began from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bookdesk.contacts.service import ContactService
from bookdesk.core.vocabulary import CustomerKind
from bookdesk.models.account import Account, AccountKind
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact, Terms
from bookdesk.security.practice import OpenPractice
from bookdesk.store.desk import Desk
from tests.support.billing import customer
from tests.support.firm import BEN, DELI, KOALA, STAPLE, Firm
from tests.support.window import new_firm, seated
from tests.unit.ui.contacts.knowing import Knowing

EVERYTHING = {
    "name": "Maeve \u202eNolan",
    "attention": "Ms Nolan",
    "phone": "+353 1 555 0100",
    "email": "maeve@nolan.example",
    "reminder_email": "ledger@nolan.example",
    "street": "1 Quay Street",
    "city": "Dublin",
    "postcode": "D01 AB12",
    "country": "Ireland",
    "tax_id": "IE6388047V",
    "currency": "EUR",
    "language": "English (Ireland)",
    "zone": "Europe/Dublin",
    "terms": "days after the end of the month",
    "terms_days": "10",
    "grace_days": "5",
    "sales_account": "4-1000",
    "buyer_reference": "PO 7",
    "electronic_address": "0204:991-12345-67",
}


def test_a_customer_is_written_whole_and_once_however_often_it_is_pressed(knowing: Knowing) -> None:
    knowing.go("customers")
    knowing.act("new")
    form = knowing.screen.form
    assert (form.ticks["customer"].isChecked(), form.ticks["supplier"].isChecked()) == (True, False)
    assert not knowing.screen.unsaved()
    knowing.fill(**EVERYTHING)
    form.kind.buttons[CustomerKind.CONSUMER].click()
    form.notes.setPlainText("Rings twice.\nPays cash.")
    assert knowing.screen.unsaved()
    knowing.save()
    assert form.isHidden()
    assert knowing.names() == ["Maeve Nolan"]
    kept = knowing.details("Maeve Nolan")
    assert (kept.customer, kept.supplier, kept.kind) == (True, False, CustomerKind.CONSUMER)
    assert (kept.country, kept.tax_id, kept.language, kept.zone) == ("IE", "IE6388047V", "en-IE", "Europe/Dublin")
    assert (kept.terms, kept.terms_days, kept.grace_days) == (Terms.MONTH_END, 10, 5)
    assert (kept.email, kept.reminder_email) == ("maeve@nolan.example", "ledger@nolan.example")
    assert (kept.sales_account, kept.buyer_reference) == ("4-1000", "PO 7")
    assert kept.notes == "Rings twice.\nPays cash."
    assert knowing.screen.page.banner.message() is None, "the second press was none"
    assert knowing.screen.table.hasFocus()


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(knowing: Knowing) -> None:
    knowing.go("customers")
    knowing.act("new")
    knowing.fill(name="Blue", country="Australia", tax_id="123", email="nobody")
    form = knowing.screen.form
    assert "is no ABN" in form.rows["tax_id"].said()
    assert "is no mail address" in form.rows["email"].said()
    knowing.save()
    assert not form.isHidden()
    assert form.fields["name"].text() == "Blue"
    assert knowing.names() == []
    assert all(form.rows[name].said() for name in ("terms", "terms_days")), "what goes into the two boxes"
    knowing.fill(tax_id="51 824 753 556", email="", terms="days after the document")
    knowing.save()
    assert "Give both" in form.refusal()
    knowing.fill(terms="", terms_days="21")
    assert form.rows["tax_id"].said() == ""
    knowing.save()
    assert knowing.names() == ["Blue"]
    assert knowing.details("Blue").terms is Terms.NET, "days alone count from the document"


def test_enter_on_a_list_of_choices_saves_no_whole_contact(knowing: Knowing) -> None:
    knowing.go("customers")
    knowing.act("new")
    knowing.fill(name="Blue")
    field = knowing.screen.form.fields["terms"]
    field.setFocus()
    knowing.settle()
    QTest.keyClicks(field, "end of the m")
    offers = field.completer().popup()
    assert offers is not None
    QTest.keyClick(offers, Qt.Key.Key_Return)
    assert not offers.isVisible()
    assert field.text() == "days after the end of the month"
    assert (knowing.names(), knowing.screen.form.isHidden()) == ([], False)


def test_the_address_is_asked_for_as_its_country_writes_it(knowing: Knowing) -> None:
    knowing.go("customers")
    knowing.act("new")
    form = knowing.screen.form
    for country, city, postcode, tax, first in (
        ("Australia", "Suburb and state", "Postcode", "ABN", "city"),
        ("Germany", "Town", "Postcode", "VAT number", "postcode"),
        ("Ireland", "Town", "Eircode", "VAT number", "city"),
        ("United States", "City and state", "ZIP code", "Tax number", "city"),
    ):
        knowing.fill(country=country)
        knowing.settle()
        words = [form.fields[name].accessibleName() for name in ("city", "postcode", "tax_id")]
        assert words == [city, postcode, tax]
        left = min(("city", "postcode"), key=lambda name: form.rows[name].x())
        assert left == first, country


def test_only_what_was_changed_is_saved_and_never_over_a_colleagues_change(knowing: Knowing) -> None:
    blue = knowing.work(lambda desk: customer(desk, city="Perth", email="jo@blue.example"))
    knowing.go(item=blue)
    knowing.act("edit")
    knowing.fill(email="pay@blue.example")
    assert knowing.screen.form.changed() == {"email": "pay@blue.example"}
    knowing.work(lambda desk: ContactService(desk).edit(blue, {"city": "Fremantle"}))
    knowing.seat.desktop.books_changed.emit(knowing.client_id)
    knowing.settle()
    assert knowing.screen.form.fields["email"].text() == "pay@blue.example", "what is typed stays"
    knowing.save()
    assert not knowing.screen.form.isHidden(), "it began from another version"
    kept = knowing.work(lambda desk: ContactService(desk).show(blue))
    assert (kept.city, kept.email) == ("Fremantle", "jo@blue.example")
    knowing.screen.form.leave()
    knowing.act("edit")
    knowing.fill(email="pay@blue.example")
    knowing.save()
    kept = knowing.work(lambda desk: ContactService(desk).show(blue))
    assert (kept.city, kept.email) == ("Fremantle", "pay@blue.example")


def test_what_is_kept_and_not_offered_is_taken_for_nothing_else(knowing: Knowing) -> None:
    """A language, zone or account that the list does not have must not become one that has its letters."""
    blue = knowing.work(
        lambda desk: customer(desk, language="es", zone="UTC", currency="EUR", terms=Terms.NET, terms_days=30)
    )
    knowing.work(lambda desk: _with_an_account_of_before(desk, blue))
    knowing.go(item=blue)
    knowing.act("edit")
    form = knowing.screen.form
    assert form.fields["sales_account"].text() == "400"
    for field in form.fields.values():
        field.editingFinished.emit()
    knowing.settle()
    assert form.changed() == {}
    knowing.fill(language="german (austria)")
    knowing.save()
    assert knowing.details("Blue Cafe").language == "de-AT"


def _with_an_account_of_before(desk: Desk, contact_id: str) -> None:
    with desk.books.change(Action.ACCOUNT_EDITED, "as of before", actor=desk.actor) as work:
        account = Account(code="400", name="Sales of before", kind=AccountKind.INCOME, archived=True)
        work.add(account)
        work.session.flush()
        work.get(Contact, contact_id).sales_account_id = account.id
        work.commit()


def test_letters_typed_beside_the_fields_of_an_open_form_do_nothing_to_the_contact_behind_it(knowing: Knowing) -> None:
    knowing.work(customer)
    knowing.go("customers")
    knowing.act("new")
    screen = knowing.screen
    knowing.fill(name="Cottesloe")
    for part in (screen.form.ticks["customer"], screen.form.foot, screen.table):
        part.setFocus()
        QTest.keyClicks(part, "oneibt/")
    knowing.settle()
    assert not screen.page.prompt.isVisible()
    assert knowing.window.current() is screen
    assert (screen.form.isHidden(), screen.form.fields["name"].text()) == (False, "Cottesloe")
    screen.form.leave()
    assert screen.acts["note"].isEnabled()
    assert screen.acts["new"].isEnabled()


def test_who_was_added_is_shown_and_what_follows_is_his(knowing: Knowing) -> None:
    knowing.work(lambda desk: ContactService(desk).add({"name": "Brightwater Electrical"}))
    knowing.work(lambda desk: customer(desk, "Samson"))
    knowing.go("suppliers")
    knowing.act("new")
    form = knowing.screen.form
    form.ticks["supplier"].setChecked(False)
    form.ticks["customer"].setChecked(True)
    knowing.fill(name="Cottesloe")
    knowing.save()
    assert (knowing.screen.page.tab(), knowing.names()) == ("customers", ["Cottesloe", "Samson"])
    assert knowing.screen.pane.details is not None
    assert knowing.screen.pane.details.name == "Cottesloe"
    knowing.screen.page.filter.setText("samson")
    knowing.screen.page.filter_changed.emit("samson")
    knowing.settle()
    knowing.act("new")
    knowing.fill(name="Zoo Cafe")
    knowing.save()
    assert knowing.screen.page.filter.text() == "", "the filter does not hide who was added"
    assert knowing.screen.pane.details.name == "Zoo Cafe"


def test_another_client_in_front_sees_nothing_of_it(knowing: Knowing) -> None:
    blue = knowing.work(lambda desk: customer(desk, notes="between us"))
    knowing.go(item=blue)
    knowing.act("edit")
    knowing.screen.form.leave()
    knowing.act("statement")
    knowing.go("customers", client_id=knowing.seat.client(DELI.name))
    screen = knowing.screen
    assert (screen.form.notes.toPlainText(), screen.form.fields["name"].text()) == ("", "")
    assert screen.pane.details is None
    assert screen.pane.happenings.model.rowCount() == 0
    assert not screen.statement.isVisible()
    assert screen.model.rowCount() == 0


class Bens(Firm):
    """The practice as Ben opens it, who approves and writes nothing."""

    def open(self, user: str = BEN, passphrase: str = STAPLE, *, writes: bool = True) -> OpenPractice:
        return super().open(user, passphrase, writes=writes)


def test_who_may_not_write_contacts_is_told_so_and_nothing_is_kept(qtbot: QtBot, tmp_path: Path) -> None:
    firm = new_firm(tmp_path / "home")
    with seated(qtbot, Bens(firm.places, firm.clock, firm.sheet)) as seat:
        knowing = Knowing(seat, seat.window(), seat.client(KOALA.name))
        knowing.go("customers")
        knowing.act("new")
        knowing.fill(name="Blue Cafe")
        knowing.save()
        form = knowing.screen.form
        assert not form.isHidden()
        assert "may not" in form.refusal()
        assert form.save.isEnabled(), "it may be tried again"
        assert knowing.names() == []


def test_escape_closes_an_untouched_contact_and_asks_of_one_that_is_typed(knowing: Knowing) -> None:
    knowing.go("customers")
    knowing.act("new")
    form, name = knowing.screen.form, knowing.screen.form.fields["name"]
    QTest.keyClick(name, Qt.Key.Key_Escape)
    assert form.isHidden()
    knowing.act("new")
    QTest.keyClicks(name, "Cottesloe")
    QTest.keyClick(name, Qt.Key.Key_Escape)
    assert not form.isHidden()
    assert form.refusal() == "A contact is typed and not saved. “Save” keeps it. Escape once more drops it."
    assert knowing.window.unsaved() == "a contact"
    QTest.keyClick(form.foot, Qt.Key.Key_Escape)
    assert form.isHidden()
    assert knowing.names() == []


def test_who_is_new_is_at_home_unless_something_else_is_said(knowing: Knowing) -> None:
    knowing.go("customers")
    knowing.act("new")
    assert not knowing.screen.unsaved()
    knowing.fill(name="Cottesloe Cafe", postcode="6011", city="Cottesloe WA")
    knowing.save()
    assert knowing.details("Cottesloe Cafe").country == "AU"
    knowing.act("new")
    knowing.fill(name="Somewhere Else", country="")
    knowing.save()
    assert knowing.details("Somewhere Else").country is None
