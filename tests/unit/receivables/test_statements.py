"""The statement of account: it says exactly what the books say is owed, on any day, whatever happened."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.ledger.allocating import Applied, allocate_credit, apply_receipt, release
from bookdesk.ledger.discounting import write_off
from bookdesk.ledger.receivable import owed_by
from bookdesk.ledger.receiving import reverse_receipt
from bookdesk.ledger.refunding import NewRefund, book_refund, reverse_refund
from bookdesk.mail.letterhead import letterhead
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.models.receipt import Receipt
from bookdesk.receivables.statementpaper import statement_letter
from bookdesk.receivables.statements import AccountStatement, RowKind, account_statements
from bookdesk.store.desk import Desk
from tests.support.books import bank, client_desk
from tests.support.sales import ISSUED, changing, customer, issued, received
from tests.unit.receivables.owing import DUE, Owing

DAYS = 12


def of(desk: Desk, contact_id: str, since: date, until: date) -> tuple[AccountStatement, ...]:
    with desk.books.query() as session:
        return account_statements(session, session.get_one(Contact, contact_id), since, until)


def test_it_tells_what_happened_and_what_is_owed(dublin: Owing) -> None:
    acme = dublin.customer()
    first = dublin.invoice(acme, "R-1", "100", document_date=date(2026, 4, 20))
    dublin.invoice(acme, "R-2", "50", document_date=date(2026, 5, 2))
    dublin.invoice(acme, "C-1", "20", None, kind=InvoiceKind.CREDIT_NOTE, document_date=date(2026, 5, 5))
    dublin.pays(acme, "60", date(2026, 5, 10), (first, "60"))
    (found,) = of(dublin.desk, acme, date(2026, 5, 1), date(2026, 5, 31))
    assert found.opening == Money.of(100, "EUR")
    assert [(row.kind, row.amount.text, row.balance.text) for row in found.rows] == [
        (RowKind.INVOICE, "50.00", "150.00"),
        (RowKind.CREDIT_NOTE, "-20.00", "130.00"),
        (RowKind.RECEIPT, "-60.00", "70.00"),
    ]
    assert found.closing == Money.of(70, "EUR")
    assert (found.ages.not_due.text, found.ages.credit.text) == ("90.00", "-20.00")


def test_each_currency_has_a_statement_of_its_own(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1", "100", document_date=date(2026, 5, 2))
    dublin.invoice(acme, "R-2", "500", currency="JPY", document_date=date(2026, 5, 2))
    found = of(dublin.desk, acme, date(2026, 5, 1), date(2026, 5, 31))
    assert [(one.currency, one.closing.text) for one in found] == [("EUR", "100.00"), ("JPY", "500")]


def test_a_cancelled_invoice_counts_until_it_was_cancelled(dublin: Owing) -> None:
    acme = dublin.customer()
    gone: dict[str, Any] = {
        "status": InvoiceStatus.VOID,
        "cancelled_on": date(2026, 5, 20),
        "document_date": date(2026, 5, 2),
    }
    dublin.invoice(acme, "R-1", "100", **gone)
    (before,) = of(dublin.desk, acme, date(2026, 5, 1), date(2026, 5, 19))
    assert before.closing == Money.of(100, "EUR")
    (after,) = of(dublin.desk, acme, date(2026, 5, 1), date(2026, 5, 20))
    assert [row.kind for row in after.rows] == [RowKind.INVOICE, RowKind.CANCELLED]
    assert after.closing == Money.zero("EUR")
    assert of(dublin.desk, acme, date(2026, 6, 1), date(2026, 6, 30)) == ()


def test_instalments_are_as_old_as_their_own_days(dublin: Owing) -> None:
    acme = dublin.customer()
    plan = (("30", DUE), ("30", DUE + timedelta(days=40)), ("40", None))
    first = dublin.invoice(acme, "R-1", plan=plan)
    dublin.pays(acme, "10", DUE, (first, "10"))
    (found,) = of(dublin.desk, acme, DUE, DUE + timedelta(days=45))
    ages = found.ages
    assert [one.text for one in (ages.not_due, ages.to_30, ages.to_60, ages.to_90)] == [
        "40.00",
        "30.00",
        "20.00",
        "0.00",
    ]


def test_each_row_of_a_day_says_what_it_is_and_stands_as_it_was_booked(tmp_path: Path) -> None:
    day = ISSUED + timedelta(days=3)
    with client_desk(tmp_path) as desk:
        receipt, invoice = received(desk, 30_00, day=day), issued(desk, "R-1", 110_00, day=day)
        with changing(desk) as work:
            new = NewRefund(day, Money(10_00, "AUD"), ReceiptWay.BANK, bank(desk).account_id, "too much", receipt.id)
            refund = book_refund(work, new, by="ann", at=desk.clock.now())
            reverse_refund(work, refund, day, "wrong account")
            lost = write_off(work, work.get(Invoice, invoice.id), Money(5_00, "AUD"), day, "lost")
            release(work, lost, day, "paid after all")
            reverse_receipt(work, work.get(Receipt, receipt.id), day, "bounced")
            work.commit()
        (found,) = of(desk, customer(desk).id, day, day)
        with desk.books.query() as session:
            head = letterhead(session, desk.books)
    assert [(row.kind, row.balance.text) for row in found.rows] == [
        (RowKind.RECEIPT, "-30.00"),
        (RowKind.INVOICE, "80.00"),
        (RowKind.REFUND, "90.00"),
        (RowKind.REFUND_BACK, "80.00"),
        (RowKind.WRITTEN_OFF, "75.00"),
        (RowKind.WRITE_OFF_BACK, "80.00"),
        (RowKind.TAKEN_BACK, "110.00"),
    ]
    for locale in ("en-AU", "de-DE", "fr-FR", "es-ES"):
        table = statement_letter([found], head, (), day, locale).tables[0]
        assert len({row[1] for row in table.rows}) == len(table.rows), locale


def test_a_period_that_ends_before_it_begins_is_refused(dublin: Owing) -> None:
    with pytest.raises(InputError, match="covers no day"):
        of(dublin.desk, dublin.customer(), DUE, DUE - timedelta(days=1))


_ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["invoice", "note", "receive", "apply", "credit", "write off", "reverse", "refund", "refund note"]
        ),
        st.integers(1, 90),
        st.integers(0, DAYS - 1),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=10,
)


def act(desk: Desk, what: str, amount: int, day: date, which: int) -> None:
    """Do one thing, on the document or receipt that the number picks; what the books refuse did not happen."""
    with desk.books.query() as session:
        rows = session.query(Invoice).order_by(Invoice.id).all()
        receipts = session.query(Receipt).order_by(Receipt.id).all()
    invoices = [one for one in rows if one.sign > 0]
    notes = [one for one in rows if one.sign < 0]
    money, number = Money(amount, "AUD"), f"N-{len(rows) + 1}"
    if what == "invoice":
        issued(desk, number, amount * 2, day=day)
    elif what == "note":
        issued(desk, number, amount, kind=InvoiceKind.CREDIT_NOTE, day=day)
    elif what == "receive":
        received(desk, amount, *([(invoices[0], min(amount, 5))] if invoices and which == 0 else []), day=day)
    else:
        with changing(desk) as work:
            if what == "apply":
                receipt = work.get(Receipt, receipts[which % len(receipts)].id)
                apply_receipt(work, receipt, Applied(invoices[which % len(invoices)].id, money), day)
            elif what == "credit":
                note = work.get(Invoice, notes[which % len(notes)].id)
                allocate_credit(work, note, Applied(invoices[which % len(invoices)].id, money), day)
            elif what == "write off":
                write_off(work, work.get(Invoice, invoices[which % len(invoices)].id), money, day, "lost")
            elif what == "reverse":
                reverse_receipt(work, work.get(Receipt, receipts[which % len(receipts)].id), day, "bounced")
            else:
                named = (receipts[which % len(receipts)].id, None) if what == "refund" else (None, notes[0].id)
                new = NewRefund(day, money, ReceiptWay.BANK, bank(desk).account_id, "back", *named)
                book_refund(work, new, by="ann", at=desk.clock.now())
            work.commit()


_EVERYTHING = [
    ("invoice", 60, 0, 0),
    ("note", 30, 1, 0),
    ("receive", 50, 1, 1),
    ("write off", 7, 2, 0),
    ("credit", 10, 3, 0),
    ("apply", 20, 4, 0),
    ("refund", 5, 5, 0),
    ("refund note", 6, 6, 0),
    ("receive", 9, 6, 0),
    ("reverse", 1, 8, 1),
]


@settings(max_examples=10)
@given(_ACTS)
@example(_EVERYTHING)
def test_on_every_day_it_closes_with_what_the_books_say_is_owed(acts: list[tuple[str, int, int, int]]) -> None:
    with TemporaryDirectory() as folder, client_desk(Path(folder)) as desk:
        who = customer(desk)
        for what, amount, after, which in acts:
            with nullcontext() if acts is _EVERYTHING else suppress(BookDeskError, IndexError, ZeroDivisionError):
                act(desk, what, amount, ISSUED + timedelta(days=after), which)
        for ahead in range(-1, DAYS + 1):
            _agrees(desk, who, ISSUED + timedelta(days=ahead))


def _agrees(desk: Desk, who: Contact, day: date) -> None:
    """Check a statement through a day against what is owed then, and against itself."""
    with desk.books.query() as session:
        owed = {currency: money for currency, money in owed_by(session, who.id, day).items() if money}
        found = account_statements(session, who, ISSUED - timedelta(days=30), day)
    assert {one.currency: one.closing for one in found if one.closing} == owed
    for one in found:
        ages = one.ages
        buckets = (ages.not_due, ages.to_30, ages.to_60, ages.to_90, ages.over_90, ages.credit)
        assert sum(bucket.minor for bucket in buckets) == one.closing.minor
        assert one.opening.minor + sum(row.amount.minor for row in one.rows) == one.closing.minor
