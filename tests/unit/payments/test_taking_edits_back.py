"""An edit of a bill is taken back with all it had caused: what was signed counts again, what was booked is booked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from bookdesk.core.errors import RuleBroken
from bookdesk.core.identifiers import UserId
from bookdesk.ledger.balances import trial_balance
from bookdesk.models.account import Account
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.history import Actor
from bookdesk.payments.bill_edits import BillEditing
from bookdesk.payments.bills import BillService
from bookdesk.store.history import SealedSet, latest_sets
from bookdesk.store.undo import can_undo
from tests.unit.payments.office import PAY_DAY, Office


def editing(office: Office, who: str = "maker") -> BillEditing:
    return BillEditing(office.as_(who), office.approving(who))


def taxed(office: Office) -> str:
    """An approved bill of 110.00 with GST, coded to cleaning."""
    bill = office.bill("Bean Brothers", "INV-1", 10000, approve=False)
    editing(office).edit(bill, {"line.1.account": "6-0500", "line.1.tax_code": "GST"})
    office.approving("ann").approve(bill)
    return bill


def edited(office: Office, bill: str, *texts: str) -> SealedSet:
    """Edit a bill and return the seal of it, not of what followed."""
    editing(office).edit(bill, dict(text.split("=") for text in texts))
    with office.desk.books.query() as session:
        return next(one for one in latest_sets(session) if one.action == "bill edited")


def state(office: Office, bill: str) -> tuple[object, ...]:
    with office.desk.books.query() as session:
        row = session.get_one(Bill, bill)
        lines = session.scalars(select(BillLine).where(BillLine.bill_id == bill).order_by(BillLine.position))
        codes = {one.id: one.code for one in session.scalars(select(Account))}
        balances = {codes[one]: amount for one, amount in trial_balance(session).items() if amount}
        said = [(line.position, codes[line.account_id or ""], line.net, line.tax) for line in lines]
        return row.status, row.total, row.posting_date, row.number, said, balances


@pytest.mark.parametrize(
    "texts",
    [
        ["line.1.net=200.00"],
        ["line.2.net=50.00", "line.2.account=6-1200", "line.2.tax_code=GST"],
        ["posting_date=2026-06-20"],
        ["line.1.account=6-1200"],
        ["number=INV-1B", "note=corrected"],
    ],
)
def test_an_edit_of_an_approved_bill_is_taken_back_whole(office: Office, texts: list[str]) -> None:
    bill = taxed(office)
    before = state(office, bill)
    done = edited(office, bill, *texts)
    assert state(office, bill) != before
    editing(office).take_back(done)
    assert state(office, bill) == before
    assert office.approving("ann").standings([bill])[bill].approved
    with pytest.raises(RuleBroken, match="undone already"):
        editing(office).take_back(done)


def test_an_approver_who_slipped_and_took_it_back_has_still_approved(office: Office) -> None:
    bill = taxed(office)
    editing(office, "ann").edit(bill, {"note": "slipped", "total": "120.00"})
    with office.desk.books.query() as session:
        done = next(one for one in latest_sets(session) if one.action == "bill edited")
    assert "changed later" in (can_undo(office.desk.books, done.id) or "")
    editing(office, "ann").take_back(done)
    assert state(office, bill)[0] is BillStatus.APPROVED


def test_what_was_approved_anew_or_waits_in_a_run_is_not_taken_back(office: Office) -> None:
    bill = taxed(office)
    done = edited(office, bill, "posting_date=2026-06-20")
    office.paying().propose(office.bank, PAY_DAY)
    with pytest.raises(RuleBroken, match="waits in a payment run"):
        editing(office).take_back(done)
    other = office.bill("Milk Maids", "M-1", 5000)
    done = edited(office, other, "line.1.net=60.00")
    office.approving("ann").approve(other)
    with pytest.raises(RuleBroken, match=r"bill was changed later \(approved, "):
        editing(office).take_back(done)


def test_a_hold_that_came_later_stays_in_the_way_and_is_named(office: Office) -> None:
    bill = taxed(office)
    done = edited(office, bill, "posting_date=2026-06-20")
    ben = replace(office.desk, actor=Actor(UserId("bob"), office.desk.actor.device))
    BillService(ben).hold(bill, "asked")
    with pytest.raises(RuleBroken, match="put on hold"):
        editing(office).take_back(done)
    assert state(office, bill)[2] == date(2026, 6, 20)
