"""Entries in real books: what is posted, what is refused, and by whom it is refused when code forgets to ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.errors import BookDeskError, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger import posting
from bookdesk.ledger.balances import account_balance, trial_balance
from bookdesk.ledger.entry import Charge
from bookdesk.models.account import AccountRole
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill, BillKind, BillLine
from bookdesk.models.client import LockSource, PeriodLock
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from tests.support.books import account_id, bank, client_desk, supplier, tax_code_id

DAY = date(2026, 7, 15)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def change(desk: Desk) -> Change:
    return desk.books.change(Action.ENTRY_POSTED, "test", actor=desk.actor)


def new_bill(
    desk: Desk, work: Change, amounts: tuple[int, int], currency: str = "AUD", rate: str | None = None
) -> Bill:
    net, tax = amounts
    bill = Bill(
        contact_id=supplier(desk, "Cedar Cleaning").id,
        supplier_name="Cedar Cleaning",
        number="C-1",
        document_date=DAY,
        received_date=DAY,
        currency=currency,
        rate=Decimal(rate) if rate else None,
        rate_source="typed" if rate else None,
        net=net,
        tax=tax,
        total=net + tax,
        created_by="ann",
    )
    work.add(bill)
    work.session.flush()
    work.add(
        BillLine(
            bill_id=bill.id,
            position=1,
            description="cleaning",
            account_id=account_id(desk, "6-0500"),
            tax_code_id=tax_code_id(desk, "GST"),
            net=net,
            tax=tax,
            gross=net + tax,
        )
    )
    work.session.flush()
    return bill


def balance(desk: Desk, code: str, currency: str = "AUD") -> int:
    with desk.books.query() as session:
        return account_balance(session, account_id(desk, code), currency).minor


def base_balance(desk: Desk, code: str) -> int:
    with desk.books.query() as session:
        return trial_balance(session).get(account_id(desk, code), 0)


def test_a_bill_and_its_payment_leave_payables_empty(desk: Desk) -> None:
    with change(desk) as work:
        bill = new_bill(desk, work, (10000, 1000))
        posting.post_bill(work, bill, DAY)
        total = bill.total_money
        posting.post_payment(
            work,
            source_id="p1",
            contact_id=bill.contact_id,
            bank=work.get(BankAccount, bank(desk).id),
            settled=[(bill, Money.zero("AUD"), total)],
            paid=total,
            day=DAY,
            narration="run 1",
        )
        work.commit()
    assert [balance(desk, code) for code in ("6-0500", "2-1220", "2-1100", "1-1010")] == [10000, 1000, 0, 989000]


def test_a_credit_note_is_the_mirror_of_a_bill(desk: Desk) -> None:
    with change(desk) as work:
        note = new_bill(desk, work, (10000, 1000))
        note.kind = BillKind.CREDIT_NOTE
        posting.post_bill(work, note, DAY)
        work.commit()
    assert [balance(desk, code) for code in ("6-0500", "2-1220", "2-1100")] == [-10000, -1000, 11000]


def test_recoding_moves_the_cost_and_leaves_payables(desk: Desk) -> None:
    with change(desk) as work:
        bill = new_bill(desk, work, (10000, 1000))
        first = posting.post_bill(work, bill, DAY)
        assert posting.post_bill(work, bill, DAY).id == first.id
        line = work.session.scalars(select(BillLine).where(BillLine.bill_id == bill.id)).one()
        line.account_id = account_id(desk, "6-1200")
        work.session.flush()
        posting.post_bill(work, bill, DAY)
        work.commit()
    assert [balance(desk, code) for code in ("6-0500", "6-1200", "2-1100")] == [0, 10000, -11000]


def test_tax_under_a_code_of_nothing_is_never_booked(desk: Desk) -> None:
    with change(desk) as work:
        bill = new_bill(desk, work, (10000, 1000))
        line = work.session.scalars(select(BillLine).where(BillLine.bill_id == bill.id)).one()
        line.tax_code_id = tax_code_id(desk, "FRE")
        work.session.flush()
        with pytest.raises(RuleBroken, match=r"Line 1 of bill C-1 has 10.00 AUD of tax, but FRE makes none"):
            posting.post_bill(work, bill, DAY)


def test_an_entry_is_reversed_once(desk: Desk) -> None:
    with change(desk) as work:
        bill = new_bill(desk, work, (10000, 1000))
        entry = posting.post_bill(work, bill, DAY)
        posting.reverse(work, entry.id, DAY, "typed wrongly")
        with pytest.raises(RuleBroken, match="reversed before"):
            posting.reverse(work, entry.id, DAY, "again")
        work.commit()
    assert [balance(desk, code) for code in ("6-0500", "2-1220", "2-1100")] == [0, 0, 0]


def test_a_part_paid_foreign_bill_books_its_realised_difference_apart(desk: Desk) -> None:
    with change(desk) as work:
        bill = new_bill(desk, work, (10000, 0), currency="EUR", rate="1.6543")
        posting.post_bill(work, bill, DAY)
        done = Money.zero("EUR")
        for part, rate in ((Money(3333, "EUR"), "1.70"), (Money(6667, "EUR"), "1.60")):
            paid = Money.rounded(part.major * Decimal(rate), "AUD")
            posting.post_payment(
                work,
                source_id=f"p{part}",
                contact_id=bill.contact_id,
                bank=work.get(BankAccount, bank(desk).id),
                settled=[(bill, done, part)],
                paid=paid,
                day=DAY,
                narration="run",
            )
            done += part
        work.commit()
    assert base_balance(desk, "2-1100") == 0
    assert base_balance(desk, "6-0600") == (5666 + 10667) - 16543


def test_a_foreign_bill_of_many_lines_leaves_no_cent_in_payables(desk: Desk) -> None:
    with change(desk) as work:
        bill = new_bill(desk, work, (333, 33), currency="EUR", rate="1.6543")
        for position in (2, 3, 4):
            work.add(
                BillLine(
                    bill_id=bill.id,
                    position=position,
                    description="more",
                    account_id=account_id(desk, "6-0500"),
                    tax_code_id=tax_code_id(desk, "GST"),
                    net=333,
                    tax=33,
                    gross=366,
                )
            )
        bill.net, bill.tax, bill.total = 1332, 132, 1464
        work.session.flush()
        posting.post_bill(work, bill, DAY)
        done = Money.zero("EUR")
        for part in (Money(500, "EUR"), Money(964, "EUR")):
            posting.post_payment(
                work,
                source_id=f"p{part}",
                contact_id=bill.contact_id,
                bank=work.get(BankAccount, bank(desk).id),
                settled=[(bill, done, part)],
                paid=Money.rounded(part.major * Decimal("1.6543"), "AUD"),
                day=DAY,
                narration="run",
            )
            done += part
        work.commit()
    assert base_balance(desk, "2-1100") == 0


def test_a_bank_line_is_coded_with_tax_and_split(desk: Desk) -> None:
    fee, tax = tax_code_id(desk, "FRE"), tax_code_id(desk, "GST")
    with change(desk) as work:
        posting.post_coding(
            work,
            source_id="m1",
            bank=work.get(BankAccount, bank(desk).id),
            amount=Money(-2100, "AUD"),
            splits=[
                Charge(account_id(desk, "6-0400"), Money(-1000, "AUD"), Money(0, "AUD"), fee),
                Charge(account_id(desk, "6-1000"), Money(-1000, "AUD"), Money(-100, "AUD"), tax),
            ],
            day=DAY,
            narration="card",
        )
        work.commit()
    assert [balance(desk, code) for code in ("6-0400", "6-1000", "2-1220", "1-1010")] == [1000, 1000, 100, 997900]


def test_a_split_that_does_not_add_up_is_refused(desk: Desk) -> None:
    with change(desk) as work, pytest.raises(RuleBroken, match="does not add up"):
        posting.post_coding(
            work,
            source_id="m1",
            bank=bank(desk),
            amount=Money(-2100, "AUD"),
            splits=[Charge(account_id(desk, "6-0400"), Money(-1000, "AUD"), Money(0, "AUD"))],
            day=DAY,
            narration="card",
        )


def lock(desk: Desk) -> None:
    with desk.books.change(Action.PERIOD_LOCKED, "quarter", actor=desk.actor) as work:
        work.add(PeriodLock(locked_through=DAY, source=LockSource.PERSON, note="BAS lodged"))
        work.commit()


def test_a_locked_period_is_refused_and_the_first_open_day_is_named(desk: Desk) -> None:
    lock(desk)
    with change(desk) as work, pytest.raises(RuleBroken, match=r"locked through 2026-07-15.*Post it on 2026-07-16"):
        posting.post_bill(work, new_bill(desk, work, (100, 10)), DAY)


def test_the_database_refuses_a_locked_day_that_code_forgot_to_ask_about(desk: Desk) -> None:
    lock(desk)
    with change(desk) as work:
        work.add(LedgerEntry(kind=EntryKind.JOURNAL, posting_date=DAY, narration="past the rules"))
        with pytest.raises(BookDeskError, match="locked"):
            work.commit()


def test_the_database_refuses_to_seal_an_entry_that_does_not_balance(desk: Desk) -> None:
    with change(desk) as work:
        entry = LedgerEntry(kind=EntryKind.JOURNAL, posting_date=DAY, narration="lopsided")
        work.add(entry)
        work.session.flush()
        work.add(
            Posting(
                entry_id=entry.id,
                position=1,
                account_id=posting.account_for(work.session, AccountRole.PAYABLES),
                currency="AUD",
                amount=5,
                base_amount=5,
            )
        )
        with pytest.raises(BookDeskError):
            work.commit()
    with desk.books.query() as session:
        assert session.scalars(select(LedgerEntry).where(LedgerEntry.narration == "lopsided")).all() == []
