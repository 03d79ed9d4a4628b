"""How a client invoices: each setting kept as meant, or refused; numbers that never meet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bookdesk.core.errors import BookDeskError, Conflict, InputError, RuleBroken
from bookdesk.core.vocabulary import NumberedBy, NumberedKind, RoundedBy, TaxMode, TaxOnDiscount, YearShown
from bookdesk.formats.paper.stationery import SHEETS
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.settingfields import SETTERS, early_payment, terms
from bookdesk.invoicing.settings import SettingsService
from bookdesk.ledger.numbering import Series
from bookdesk.models.contact import Terms
from bookdesk.store.desk import Desk
from tests.support.billing import customer, drafted, issued
from tests.support.books import client_desk, empty_books

ALL = {
    "legal_name": "Acme Catering Pty Ltd",
    "tax_id": "51 824 753 556",
    "trading_name": " Acme\u202e Kitchen ",
    "street": "1 Bean St",
    "city": "Perth",
    "postcode": "6000",
    "phone": "08 9999 1111",
    "website": "acme.example",
    "registration": "ABN 51 824 753 556",
    "from_name": "Acme Catering",
    "instructions": "Pay by bank transfer.\nThank you.",
    "introduction": "For our work:",
    "note": "See you soon.",
    "terms_text": "Goods stay ours until paid.",
    "email": "hello@acme.example",
    "reply_to": "accounts@acme.example",
    "notify": "owner@acme.example",
    "accent": "#1F5F8B",
    "stationery": "din-5008-b",
    "language": "en-au",
    "terms": "month end 10",
    "discount": "2% 10",
    "discount_tax": "kept",
    "tax_mode": "inclusive",
    "rounded_by": "line",
    "cash_step": "0.05",
    "numbered_by": "ledger",
    "embedded_xml": "always",
    "bank_account": "Everyday",
    "default_account": "4-1000",
    "default_tax_code": "GSTI",
    "send_receipts": "yes",
    "thank": "yes",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def test_every_setting_is_kept_and_emptied(desk: Desk) -> None:
    service = SettingsService(desk)
    made = service.edit({**ALL, "stationery": next(iter(SHEETS))})
    assert set(ALL) == set(SETTERS)
    assert (made.trading_name, made.accent, made.language) == ("Acme Kitchen", "#1f5f8b", "en-AU")
    assert (made.terms, made.terms_days, made.cash_step) == (Terms.MONTH_END, 10, 5)
    assert (made.discount_share, made.discount_days, made.discount_tax) == (Decimal("0.02"), 10, TaxOnDiscount.KEPT)
    assert (made.tax_mode, made.rounded_by, made.numbered_by) == (TaxMode.INCLUSIVE, RoundedBy.LINE, NumberedBy.LEDGER)
    shown = service.show()
    assert (shown.bank_account, shown.default_account, shown.default_tax_code) == ("Everyday", "4-1000", "GSTI")
    kept = {"legal_name", "numbered_by", "embedded_xml", "send_receipts", "thank"}
    emptied = service.edit(dict.fromkeys(SETTERS.keys() - kept, "-"), version=made.version)
    assert (emptied.terms, emptied.terms_days, emptied.bank_account_id, emptied.note) == (None,) * 4
    with pytest.raises(Conflict):
        service.edit({"city": "Hobart"}, version=made.version)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accent", "red"),
        ("stationery", "A9"),
        ("language", "xx-yy-zz"),
        ("terms", "soon"),
        ("terms", "next 32"),
        ("discount", "100% 10"),
        ("discount", "2% 999"),
        ("discount", "two"),
        ("cash_step", "0"),
        ("cash_step", "-0.05"),
        ("cash_step", "0.005"),
        ("numbered_by", "-"),
        ("rounded_by", "chance"),
        ("email", "a@b.example\nBcc: all@x.example, c"),
        ("reply_to", "nobody"),
        ("bank_account", "Nowhere"),
        ("default_account", "6-0400"),
        ("default_account", "9"),
        ("default_tax_code", "GST"),
        ("trading_name", "x" * 201),
        ("note", "x" * 2001),
        ("thank", "maybe"),
        ("logo", "logo.png"),
    ],
)
def test_slips_are_refused_and_nothing_is_kept(desk: Desk, name: str, value: str) -> None:
    with pytest.raises(BookDeskError):
        SettingsService(desk).edit({"city": "Perth", name: value})
    assert SettingsService(desk).show().settings.city is None


def test_nobody_takes_numbering_back_while_invoices_wait_for_numbers(desk: Desk) -> None:
    service, invoices = SettingsService(desk), InvoiceService(desk)
    service.edit({"numbered_by": "ledger"})
    made = issued(desk, customer(desk))
    with pytest.raises(RuleBroken, match="1 issued invoice waits"):
        service.edit({"numbered_by": "bookdesk"})
    invoices.number_given(made.id, "XI-1")
    assert service.edit({"numbered_by": "bookdesk"}).numbered_by is NumberedBy.BOOKDESK


def test_a_client_who_was_not_started_has_none(tmp_path: Path, desk: Desk) -> None:
    with empty_books(tmp_path / "other", "c9", desk.clock) as books, pytest.raises(BookDeskError, match="no chart"):
        SettingsService(Desk(books, desk.actor, desk.clock)).edit({"city": "Perth"})


def test_terms_and_discounts_are_written_as_people_do() -> None:
    assert [str(terms(text)) for text in ("net 30", "Month End 10", "eom 0", "next 20")] == [
        "net 30",
        "eom 10",
        "eom 0",
        "next 20",
    ]
    for text in ("2% 10", "2 % within 10 days", "2%10"):
        assert (early_payment(text).share, early_payment(text).days) == (Decimal("0.02"), 10)


def test_a_series_counts_on_from_what_was_given(desk: Desk) -> None:
    service, who = SettingsService(desk), customer(desk)
    assert service.show().following[NumberedKind.INVOICE] == "INV-0001"
    assert service.set_series(NumberedKind.INVOICE, Series("R", 3, YearShown.STARTS, separator="/")) == "R2026/001"
    made = issued(desk, who)
    assert made.number == "R2026/001"
    assert service.set_series(NumberedKind.INVOICE, Series("R", 5, YearShown.STARTS, separator="/")) == "R2026/00002"
    InvoiceService(desk).cancel(issued(desk, who).id, "wrong")
    assert service.set_series(NumberedKind.INVOICE, Series("R", 3, YearShown.STARTS, separator="/")) == "R2026/003"
    found = service.review(NumberedKind.INVOICE)
    assert (found.gaps, found.duplicates) == ((), ())
    assert found.strangers == ("R2026/00002",)


def test_two_kinds_never_come_by_one_number(desk: Desk) -> None:
    service = SettingsService(desk)
    for prefix in ("CN-", "cn-", "INV-0"):
        kind = NumberedKind.CREDIT_NOTE if prefix == "INV-0" else NumberedKind.INVOICE
        with pytest.raises(InputError, match="could be the same"):
            service.set_series(kind, Series(prefix))
    assert service.show().own == frozenset()


def test_what_is_decided_later_changes_no_draft_of_before(desk: Desk) -> None:
    made = drafted(desk, customer(desk))
    SettingsService(desk).edit({"terms": "net 3", "tax_mode": "inclusive", "note": "New"})
    found = InvoiceService(desk).issue(made.id)
    assert (found.total, found.due_date, found.note) == (11000, date(2026, 7, 31), None)


def test_a_series_of_other_digits_goes_on_above_what_was_given(desk: Desk) -> None:
    service = SettingsService(desk)
    for _ in range(3):
        issued(desk, customer(desk, f"Blue {_}"))
    assert service.would_follow({NumberedKind.INVOICE: Series("INV-", digits=5, first=3)})[NumberedKind.INVOICE] == (
        "INV-00004"
    )
    assert service.set_series(NumberedKind.INVOICE, Series("INV-", digits=5, first=3)) == "INV-00004"
    assert service.set_series(NumberedKind.INVOICE, Series("INV-", digits=2)) == "INV-04"
    assert service.set_series(NumberedKind.INVOICE, Series("N-", digits=5)) == "N-00001"
