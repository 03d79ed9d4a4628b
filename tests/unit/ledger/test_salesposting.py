"""Invoices in real books: every cent of the lines is somewhere, in base currency too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.balances import account_balance, trial_balance
from bookdesk.ledger.entry import Side
from bookdesk.ledger.exchange import ExchangeRate, in_base
from bookdesk.ledger.posting import postings_of
from bookdesk.ledger.salesposting import _shares, booked_claim, invoice_entry, post_invoice, unpost_invoice
from bookdesk.models.actions import Action
from bookdesk.models.client import LockSource, PeriodLock
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceLine
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from tests.support.books import account_id, client_desk, supplier, tax_code_id

DAY = date(2026, 7, 15)
AR, SALES, TAX, ROUNDING = "1-1100", "4-1000", "2-1210", "6-1400"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def change(desk: Desk) -> Change:
    return desk.books.change(Action.INVOICE_ISSUED, "test", actor=desk.actor)


def new_invoice(desk: Desk, work: Change, lines: Sequence[tuple[int, int]], **values: object) -> Invoice:
    net, tax = (sum(line[part] for line in lines) for part in (0, 1))
    usual: dict[str, object] = {"currency": "AUD", "number": "INV-1", "rounding": 0, "billed_to": {"name": "Cedar"}}
    invoice = Invoice(contact_id=supplier(desk, "Cedar Cleaning").id, document_date=DAY, **usual | values)
    invoice.net, invoice.tax, invoice.total = net, tax, net + tax + invoice.rounding
    work.add(invoice)
    work.session.flush()
    for position, (line_net, line_tax) in enumerate(lines, 1):
        work.add(
            InvoiceLine(
                invoice_id=invoice.id,
                position=position,
                description="x",
                quantity=Decimal(1),
                unit_price=Decimal(0),
                tax_rate=Decimal("0.1") if line_tax else Decimal(0),
                account_id=account_id(desk, SALES),
                tax_code_id=tax_code_id(desk, "GSTI" if line_tax else "FRE"),
                net=line_net,
                tax=line_tax,
                gross=line_net + line_tax,
            )
        )
    work.session.flush()
    return invoice


def balances(desk: Desk, *codes: str) -> list[int]:
    with desk.books.query() as session:
        return [account_balance(session, account_id(desk, code), "AUD").minor for code in codes]


def test_an_invoice_and_its_credit_note_leave_nothing(desk: Desk) -> None:
    with change(desk) as work:
        entry = post_invoice(work, new_invoice(desk, work, [(10000, 1000), (-500, 0)]), DAY)
        assert (entry.kind, entry.narration) == (EntryKind.INVOICE, "invoice INV-1 Cedar")
        assert [row.contact_id for row in postings_of(work.session, entry.id)] == [
            supplier(desk, "Cedar Cleaning").id
        ] * 4
        work.commit()
    assert balances(desk, AR, SALES, TAX) == [10500, -9500, -1000]
    with change(desk) as work:
        note = new_invoice(desk, work, [(10000, 1000), (-500, 0)], kind=InvoiceKind.CREDIT_NOTE, number="CN-1")
        assert post_invoice(work, note, DAY).kind is EntryKind.SALES_CREDIT
        work.commit()
    assert balances(desk, AR, SALES, TAX) == [0, 0, 0]


def test_what_coins_round_away_has_an_account_of_its_own(desk: Desk) -> None:
    with change(desk) as work:
        post_invoice(work, new_invoice(desk, work, [(1002, 100)], rounding=-2), DAY)
        work.commit()
    assert balances(desk, AR, SALES, TAX, ROUNDING) == [1100, -1002, -100, 2]


def test_a_foreign_invoice_is_claimed_at_its_own_rate_to_the_cent(desk: Desk) -> None:
    lines = [(333, 33)] * 7
    with change(desk) as work:
        invoice = new_invoice(desk, work, lines, currency="EUR", rate=Decimal("1.6543"), rate_source="entered")
        post_invoice(work, invoice, DAY)
        work.commit()
    with desk.books.query() as session:
        found = trial_balance(session)
        claimed = found[account_id(desk, AR)]
        assert (
            claimed
            == booked_claim(invoice, "AUD").minor
            == in_base(invoice.total_money, "AUD", ExchangeRate(Decimal("1.6543"), "entered", DAY)).minor
        )
        assert found[account_id(desk, SALES)] + found[account_id(desk, TAX)] == -claimed


@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=30),
    st.decimals("0.0001", "20000", places=4),
    st.sampled_from([("EUR", "AUD"), ("JPY", "EUR"), ("KWD", "AUD"), ("EUR", "JPY")]),
)
def test_base_shares_are_the_whole_and_each_its_own(amounts: list[int], rate: Decimal, pair: tuple[str, str]) -> None:
    currency, base = pair
    exchange = ExchangeRate(rate, "x", DAY)
    sides = [Side("a", Money(minor, currency), Money(minor, currency)) for minor in amounts]
    shares = _shares(sides, base, exchange)
    assert sum(shares) == in_base(Money(sum(amounts), currency), base, exchange).minor
    for side, share in zip(sides, shares, strict=True):
        assert abs(share - in_base(side.amount, base, exchange).minor) <= 1


def test_what_no_return_could_carry_is_refused(desk: Desk) -> None:
    with change(desk) as work:
        invoice = new_invoice(desk, work, [(10000, 1000)], currency="EUR")
        with pytest.raises(RuleBroken, match="no exchange rate"):
            post_invoice(work, invoice, DAY)
        invoice.currency, invoice.total = "AUD", 11001
        with pytest.raises(RuleBroken, match="do not make the total"):
            post_invoice(work, invoice, DAY)
        free = new_invoice(desk, work, [(10000, 0)], number="INV-2")
        free.tax, free.total = 1000, 11000
        line = work.session.query(InvoiceLine).filter_by(invoice_id=free.id).one()
        line.tax, line.gross = 1000, 11000
        work.session.flush()
        with pytest.raises(RuleBroken, match="FRE makes none"):
            post_invoice(work, free, DAY)
        line.account_id = None
        work.session.flush()
        with pytest.raises(RuleBroken, match="without an account"):
            post_invoice(work, free, DAY)


def test_it_is_booked_once_and_reversed_on_an_open_day(desk: Desk) -> None:
    with change(desk) as work:
        invoice = new_invoice(desk, work, [(10000, 1000)])
        post_invoice(work, invoice, DAY)
        with pytest.raises(RuleBroken, match="booked already"):
            post_invoice(work, invoice, DAY)
        work.commit()
    with change(desk) as work:
        work.add(PeriodLock(locked_through=DAY, source=LockSource.PERSON, note="july"))
        work.session.flush()
        gone = unpost_invoice(work, invoice, date(2026, 7, 1), "cancelled")
        assert gone is not None
        assert gone.posting_date == date(2026, 7, 16)
        assert invoice_entry(work.session, invoice) is None
        assert unpost_invoice(work, invoice, DAY, "again") is None
        work.commit()
    assert balances(desk, AR, SALES, TAX) == [0, 0, 0]
