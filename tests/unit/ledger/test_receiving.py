"""Money of customers in real books: what is posted, what stays open or unapplied, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import NumberedKind, ReceiptWay, YearShown
from bookdesk.ledger.allocating import Applied, allocate_credit, apply_receipt
from bookdesk.ledger.discounting import discount_if_paid, follow_discounts, take_discount, write_off
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.receivable import owed_by, unapplied
from bookdesk.ledger.receiving import Fee, NewReceipt, book_receipt, free_receipt, reverse_receipt
from bookdesk.ledger.refunding import NewRefund, book_refund, reverse_refund
from bookdesk.models.account import AccountRole
from bookdesk.models.client import LockSource, PeriodLock
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceKind
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.models.sales import NumberSeries
from bookdesk.store.desk import Desk
from tests.support.books import account_id, bank, client_desk, tax_code_id
from tests.support.sales import (
    ISSUED,
    Early,
    balance_of,
    changing,
    customer,
    in_receivables,
    issued,
    left_of,
    received,
)

LATER = date(2026, 7, 20)
SKONTO = Early(Decimal("0.02"), 10)
NOTE = InvoiceKind.CREDIT_NOTE


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def aud(minor: int) -> Money:
    return Money(minor, "AUD")


def unapplied_money(desk: Desk, name: str = "Hilton Park", as_at: date | None = None) -> dict[str, int]:
    who = customer(desk, name)
    with desk.books.query() as session:
        return {currency: amount.minor for currency, amount in unapplied(session, who.id, as_at).items()}


def reversed_on(desk: Desk, receipt: Receipt, day: date) -> None:
    with changing(desk) as work:
        reverse_receipt(work, work.get(Receipt, receipt.id), day, "bounced")
        work.commit()


def refunded(
    desk: Desk, minor: int, day: date = LATER, *, receipt_id: str | None = None, credit_note_id: str | None = None
) -> Refund:
    own = bank(desk)
    with changing(desk) as work:
        new = NewRefund(day, aud(minor), ReceiptWay.BANK, own.account_id, "paid twice", receipt_id, credit_note_id)
        made = book_refund(work, new, by="ann", at=desk.clock.now())
        work.commit()
    return made


def test_a_receipt_that_is_short_by_a_fee_settles_all_of_the_invoice(desk: Desk) -> None:
    invoice = issued(desk, "1", 110_00)
    fee = Fee(aud(1_10), aud(10), account_id(desk, "6-0400"), tax_code_id(desk, "GST"))
    received(desk, 110_00, (invoice, 110_00), fee=fee)
    assert left_of(desk, invoice) == 0
    assert in_receivables(desk, customer(desk)) == (0, 0)
    assert balance_of(desk, AccountRole.TAX_ON_PURCHASES) == (10, 10)
    with desk.books.query() as session:
        row = session.scalars(select(Receipt)).one()
    assert (row.number, row.amount, row.banked, row.fee, row.fee_tax) == ("REC-0001", 110_00, 108_90, 1_10, 10)


def test_one_receipt_pays_three_invoices_and_leaves_the_rest_as_credit(desk: Desk) -> None:
    invoices = [issued(desk, str(number), number * 100_00) for number in (1, 2, 3)]
    received(desk, 650_00, *((one, one.total) for one in invoices))
    assert [left_of(desk, one) for one in invoices] == [0, 0, 0]
    assert unapplied_money(desk) == {"AUD": 50_00}
    assert in_receivables(desk, customer(desk)) == (-50_00, -50_00)
    with desk.books.query() as session:
        assert owed_by(session, customer(desk).id) == {"AUD": aud(-50_00)}


def test_a_part_payment_leaves_the_rest_open_as_at_each_day(desk: Desk) -> None:
    invoice = issued(desk, "1", 110_00)
    received(desk, 60_00, (invoice, 60_00), day=LATER)
    assert [left_of(desk, invoice, day) for day in (date(2026, 6, 30), ISSUED, LATER)] == [0, 110_00, 50_00]


def test_credit_is_applied_later_from_the_day_on_which_both_are_there(desk: Desk) -> None:
    receipt = received(desk, 100_00, day=date(2026, 7, 5))
    invoice = issued(desk, "1", 70_00, day=date(2026, 7, 10))
    with changing(desk) as work:
        row = apply_receipt(work, work.get(Receipt, receipt.id), Applied(invoice.id, aud(70_00)))
        work.commit()
    assert row.day == date(2026, 7, 10)
    assert unapplied_money(desk, as_at=date(2026, 7, 9)) == {"AUD": 100_00}
    assert unapplied_money(desk) == {"AUD": 30_00}
    assert in_receivables(desk, customer(desk)) == (-30_00, -30_00)


def test_a_reversed_receipt_leaves_everything_open_again_and_books_at_nothing(desk: Desk) -> None:
    invoice = issued(desk, "1", 110_00)
    receipt = received(desk, 110_00, (invoice, 110_00))
    reversed_on(desk, receipt, LATER)
    assert [left_of(desk, invoice, day) for day in (ISSUED, date(2026, 7, 19), LATER)] == [0, 0, 110_00]
    assert in_receivables(desk, customer(desk)) == (110_00, 110_00)
    assert unapplied_money(desk) == {}
    with pytest.raises(RuleBroken, match="reversed before"):
        reversed_on(desk, receipt, LATER)


def test_the_number_of_a_reversed_receipt_stays_used(desk: Desk) -> None:
    reversed_on(desk, received(desk, 1_00), LATER)
    assert received(desk, 2_00).number == "REC-0002"


def test_numbers_go_on_from_the_highest_of_the_series_also_after_it_was_changed(desk: Desk) -> None:
    assert received(desk, 1_00).number == "REC-0001"
    with changing(desk) as work:
        work.add(
            NumberSeries(
                kind=NumberedKind.RECEIPT,
                prefix="Q",
                digits=3,
                year=YearShown.STARTS,
                separator="-",
                restarts=True,
                start_month=7,
                first=1,
            )
        )
        work.commit()
    days = [date(2026, 7, 1), date(2027, 6, 30), date(2027, 7, 1), date(2026, 8, 1)]
    assert [received(desk, 1_00, day=day).number for day in days] == [
        "Q2026-001",
        "Q2026-002",
        "Q2027-001",
        "Q2026-003",
    ]


def test_freed_money_counts_again_only_from_that_day_on(desk: Desk) -> None:
    first, second = issued(desk, "1", 100_00), issued(desk, "2", 100_00)
    receipt = received(desk, 100_00, (first, 100_00), day=date(2026, 7, 5))
    with changing(desk) as work:
        row = work.get(Receipt, receipt.id)
        assert free_receipt(work, row, None, LATER, "meant for the other") == [first.id]
        applied = apply_receipt(work, row, Applied(second.id, aud(100_00)), date(2026, 7, 6))
        work.commit()
    assert applied.day == LATER
    days = (date(2026, 7, 5), date(2026, 7, 19), LATER)
    assert [(left_of(desk, first, day), left_of(desk, second, day)) for day in days] == [
        (0, 100_00),
        (0, 100_00),
        (100_00, 0),
    ]


@pytest.mark.parametrize(
    ("amount", "applied", "said"),
    [
        (120_00, 110_01, "is open, not"),
        (100_00, 105_00, "laid on invoices"),
        (100_00, -1, "settles nothing"),
        (100_00, 0, "settles nothing"),
        (0, 0, "no money"),
        (-5_00, 0, "no money"),
    ],
)
def test_amounts_that_are_not_there_are_refused(desk: Desk, amount: int, applied: int, said: str) -> None:
    invoice = issued(desk, "1", 110_00)
    with pytest.raises(RuleBroken, match=said):
        received(desk, amount, (invoice, applied))
    assert left_of(desk, invoice) == 110_00
    assert in_receivables(desk, customer(desk)) == (110_00, 110_00)


def test_another_customers_invoice_and_the_same_one_twice_are_refused(desk: Desk) -> None:
    theirs, ours = issued(desk, "1", 50_00, name="Other"), issued(desk, "2", 50_00)
    with pytest.raises(RuleBroken, match="another customer"):
        received(desk, 50_00, (theirs, 50_00))
    with pytest.raises(RuleBroken, match="named twice"):
        received(desk, 50_00, (ours, 20_00), (ours, 20_00))
    with pytest.raises(RuleBroken, match="add up to"):
        received(desk, 50_00, (ours, 50_00), banked=aud(40_00))
    with pytest.raises(RuleBroken, match="more than came in"):
        received(desk, 50_00, fee=Fee(aud(51_00), aud(0), account_id(desk, "6-0400")))
    with pytest.raises(RuleBroken, match="not an invoice"):
        received(desk, 10_00, (issued(desk, "3", 50_00, kind=NOTE), 10_00))


def test_nothing_is_received_into_a_locked_period(desk: Desk) -> None:
    invoice = issued(desk, "1", 110_00)
    receipt = received(desk, 110_00, (invoice, 110_00))
    with changing(desk) as work:
        work.add(PeriodLock(locked_through=date(2026, 7, 31), source=LockSource.PERSON, note="June"))
        work.commit()
    with pytest.raises(RuleBroken, match="locked through"):
        received(desk, 5_00)
    reversed_on(desk, receipt, LATER)
    assert left_of(desk, invoice, date(2026, 7, 31)) == 0
    assert left_of(desk, invoice, date(2026, 8, 1)) == 110_00


def test_a_credit_note_settles_an_invoice_without_posting_anything(desk: Desk) -> None:
    invoice, note = issued(desk, "1", 110_00), issued(desk, "2", 40_00, kind=NOTE)
    with changing(desk) as work:
        allocate_credit(work, work.get(Invoice, note.id), Applied(invoice.id, aud(30_00)))
        work.commit()
    assert (left_of(desk, invoice), left_of(desk, note)) == (80_00, 10_00)
    assert in_receivables(desk, customer(desk)) == (70_00, 70_00)
    with changing(desk) as work, pytest.raises(RuleBroken, match="is left, not"):
        allocate_credit(work, work.get(Invoice, note.id), Applied(invoice.id, aud(10_01)))


def test_no_more_is_paid_back_than_the_rest_of_a_receipt(desk: Desk) -> None:
    invoice = issued(desk, "1", 100_00)
    receipt = received(desk, 150_00, (invoice, 100_00))
    with pytest.raises(RuleBroken, match=r"50\.00 AUD is left, not 50\.01"):
        refunded(desk, 50_01, receipt_id=receipt.id)
    refund = refunded(desk, 50_00, receipt_id=receipt.id)
    with pytest.raises(RuleBroken, match="is left, not"):
        refunded(desk, 1, receipt_id=receipt.id)
    assert (unapplied_money(desk), in_receivables(desk, customer(desk))) == ({}, (0, 0))
    with pytest.raises(RuleBroken, match="was paid back"):
        reversed_on(desk, receipt, LATER)
    with changing(desk) as work:
        reverse_refund(work, work.get(Refund, refund.id), LATER, "the bank sent it back")
        work.commit()
    assert unapplied_money(desk) == {"AUD": 50_00}
    reversed_on(desk, receipt, LATER)
    assert in_receivables(desk, customer(desk)) == (100_00, 100_00)


def test_a_refund_uses_a_credit_note_up_and_an_invoice_is_not_paid_back(desk: Desk) -> None:
    note = issued(desk, "1", 40_00, kind=NOTE)
    refund = refunded(desk, 40_00, credit_note_id=note.id)
    assert (left_of(desk, note), in_receivables(desk, customer(desk))) == (0, (0, 0))
    with changing(desk) as work:
        reverse_refund(work, work.get(Refund, refund.id), LATER, "wrong account")
        work.commit()
    assert left_of(desk, note) == 40_00
    with pytest.raises(RuleBroken, match="no credit note"):
        refunded(desk, 1_00, credit_note_id=issued(desk, "2", 10_00).id)
    with pytest.raises(RuleBroken, match="not said"):
        refunded(desk, 1_00)
    receipt = received(desk, 10_00, day=LATER)
    with pytest.raises(RuleBroken, match="would be paid back on"):
        refunded(desk, 1_00, day=ISSUED, receipt_id=receipt.id)


def test_a_discount_counts_inside_its_window_only_and_lowers_tax(desk: Desk) -> None:
    inside, outside = issued(desk, "1", 110_00, early=SKONTO), issued(desk, "2", 110_00, early=SKONTO)
    received(desk, 107_80, (inside, 107_80), day=date(2026, 7, 11))
    received(desk, 107_80, (outside, 107_80), day=date(2026, 7, 12))
    assert (left_of(desk, inside), left_of(desk, outside)) == (0, 2_20)
    assert balance_of(desk, AccountRole.DISCOUNTS_ALLOWED) == (2_00, 2_00)
    assert balance_of(desk, AccountRole.TAX_ON_SALES) == (-19_80, -19_80)
    assert in_receivables(desk, customer(desk)) == (2_20, 2_20)
    with changing(desk) as work, pytest.raises(RuleBroken, match="earned no discount"):
        take_discount(work, work.get(Invoice, outside.id), LATER)


def test_a_discount_goes_with_the_receipt_that_earned_it(desk: Desk) -> None:
    invoice = issued(desk, "1", 110_00, early=SKONTO)
    receipt = received(desk, 107_80, (invoice, 107_80), day=date(2026, 7, 5))
    reversed_on(desk, receipt, LATER)
    assert left_of(desk, invoice) == 110_00
    assert balance_of(desk, AccountRole.DISCOUNTS_ALLOWED) == (0, 0)
    assert in_receivables(desk, customer(desk)) == (110_00, 110_00)


def test_a_discount_earned_by_money_applied_later_is_booked_on_the_first_open_day(desk: Desk) -> None:
    receipt = received(desk, 107_80, day=date(2026, 7, 5))
    invoice = issued(desk, "1", 110_00, early=SKONTO)
    with changing(desk) as work:
        work.add(PeriodLock(locked_through=date(2026, 7, 31), source=LockSource.PERSON, note="July"))
        work.commit()
    with changing(desk) as work:
        row = apply_receipt(work, work.get(Receipt, receipt.id), Applied(invoice.id, aud(107_80)))
        follow_discounts(work, [invoice.id], receipt.day)
        work.commit()
    assert row.day == date(2026, 8, 1)
    days = (date(2026, 7, 31), date(2026, 8, 1))
    assert [left_of(desk, invoice, day) for day in days] == [110_00, 0]
    assert in_receivables(desk, customer(desk)) == (0, 0)


def test_what_would_be_earned_is_told_before_it_is_paid(desk: Desk) -> None:
    invoice = issued(desk, "1", 110_00, early=SKONTO)
    with desk.books.query() as session:
        row = session.get_one(Invoice, invoice.id)
        told = [discount_if_paid(session, row, day).minor for day in (date(2026, 7, 11), date(2026, 7, 12))]
    assert told == [2_20, 0]


def test_bad_debts_take_what_is_written_off_with_or_without_its_tax(desk: Desk) -> None:
    gross, relieved = issued(desk, "1", 110_00), issued(desk, "2", 110_00)
    with changing(desk) as work:
        write_off(work, work.get(Invoice, gross.id), aud(110_00), LATER, "insolvent")
        write_off(work, work.get(Invoice, relieved.id), aud(11_00), LATER, "insolvent", with_tax=True)
        work.commit()
    assert (left_of(desk, gross), left_of(desk, relieved)) == (0, 99_00)
    assert balance_of(desk, AccountRole.BAD_DEBTS) == (120_00, 120_00)
    assert balance_of(desk, AccountRole.TAX_ON_SALES) == (-19_00, -19_00)
    with changing(desk) as work, pytest.raises(RuleBroken, match="is open, not"):
        write_off(work, work.get(Invoice, relieved.id), aud(99_01), LATER, "insolvent")


def test_a_foreign_invoice_is_cleared_as_booked_and_the_difference_is_its_own_posting(desk: Desk) -> None:
    invoice = issued(desk, "1", 100_00, currency="USD", rate="1.5")
    received(desk, 100_00, (invoice, 100_00), currency="USD", banked=aud(155_00))
    assert in_receivables(desk, customer(desk), "USD") == (0, 0)
    assert balance_of(desk, AccountRole.EXCHANGE_DIFFERENCES) == (-5_00, -5_00)


def test_steps_of_a_foreign_invoice_add_up_to_the_cent_in_any_order(desk: Desk) -> None:
    invoice = issued(desk, "1", 100_00, currency="USD", rate="1.33333")
    steps = [received(desk, 33_33, (invoice, 33_33), currency="USD", banked=aud(44_44)) for _ in range(2)]
    reversed_on(desk, steps[0], LATER)
    received(desk, 33_34, (invoice, 33_34), currency="USD", banked=aud(44_45))
    received(desk, 33_33, (invoice, 33_33), currency="USD", banked=aud(44_44))
    assert left_of(desk, invoice) == 0
    assert in_receivables(desk, customer(desk), "USD") == (0, 0)


def test_foreign_credit_is_worth_what_it_was_when_it_came(desk: Desk) -> None:
    receipt = received(desk, 100_00, currency="USD", banked=aud(150_00))
    invoice = issued(desk, "1", 60_00, currency="USD", rate="1.4")
    with changing(desk) as work:
        apply_receipt(work, work.get(Receipt, receipt.id), Applied(invoice.id, Money(60_00, "USD")))
        own = bank(desk)
        back = NewRefund(
            LATER, Money(40_00, "USD"), ReceiptWay.BANK, own.account_id, "rest", receipt.id, paid=aud(61_00)
        )
        book_refund(work, back, by="ann", at=desk.clock.now())
        work.commit()
    assert in_receivables(desk, customer(desk), "USD") == (0, 0)
    assert balance_of(desk, AccountRole.EXCHANGE_DIFFERENCES)[0] == -6_00 + 1_00
    with desk.books.query() as session:
        assert session.scalars(select(InvoiceAllocation.gain)).one() == 6_00


def test_currencies_that_do_not_go_together_are_refused(desk: Desk) -> None:
    dollars, yen = (
        issued(desk, "1", 100_00, currency="USD", rate="1.5"),
        issued(desk, "2", 5_000, currency="JPY", rate="0.0098"),
    )
    with pytest.raises(RuleBroken, match="is in JPY"):
        received(desk, 100_00, (dollars, 100_00), currency="JPY", banked=aud(100_00))
    with pytest.raises(RuleBroken, match="cannot be banked as USD"):
        received(desk, 100_00, banked=Money(100_00, "USD"))
    with pytest.raises(RuleBroken, match="the books are in AUD"):
        received(desk, 100_00, currency="USD")
    rate = ExchangeRate(Decimal("1.5"), "typed", ISSUED)
    with pytest.raises(RuleBroken, match="kept in AUD"):
        received(desk, 100_00, currency="USD", rate=rate)
    received(desk, 5_000, (yen, 5_000), currency="JPY", banked=aud(49_50))
    assert left_of(desk, yen) == 0
    assert in_receivables(desk, customer(desk), "JPY") == (0, 0)


def test_an_account_in_the_foreign_currency_takes_it_at_the_rate_of_the_day(desk: Desk) -> None:
    invoice = issued(desk, "1", 100_00, currency="USD", rate="1.5")
    with changing(desk) as work:
        new = NewReceipt(
            customer(desk).id,
            LATER,
            Money(100_00, "USD"),
            ReceiptWay.CASH,
            account_id(desk, "1-1200"),
            fee=Fee(Money(3_33, "USD"), Money(33, "USD"), account_id(desk, "6-0400"), tax_code_id(desk, "GST")),
            applied=(Applied(invoice.id, Money(100_00, "USD")),),
            rate=ExchangeRate(Decimal("1.61"), "typed", LATER),
        )
        book_receipt(work, new, by="ann", at=desk.clock.now())
        work.commit()
    assert in_receivables(desk, customer(desk), "USD") == (0, 0)
    assert balance_of(desk, AccountRole.UNDEPOSITED_FUNDS, currency="USD")[0] == 96_67
    assert balance_of(desk, AccountRole.EXCHANGE_DIFFERENCES) == (-11_00, -11_00)
