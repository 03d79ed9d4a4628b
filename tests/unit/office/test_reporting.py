"""The forecast of a client in real books: it begins where the bank is, and holds all that is open, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bookdesk.banking.service import BankingService
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CommitmentSort, ReceiptWay, Rhythm, WayOfPayment
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.recurring import Rule, ScheduleService
from bookdesk.invoicing.service import InvoiceService
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill, BillKind, BillStatus
from bookdesk.models.contact import PayeeAccount
from bookdesk.models.payment import Payment, PaymentPart, PaymentRun, PaymentState, Rail, RunState
from bookdesk.office.reporting import forecasts
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.takings import Taken
from bookdesk.reports.cashcurve import CashCurve, Part, Placing
from bookdesk.reports.commitmentservice import CommitmentService, EnteredCommitment
from bookdesk.sandbox.bank import Account, Booking, ofx
from bookdesk.store.desk import Desk
from tests.support import billing, sales
from tests.support.books import bank, client_desk, supplier
from tests.support.owed import Owed, enter

TODAY = date(2026, 7, 1)
APPROVED = BillStatus.APPROVED
BILL, CREDIT = BillKind.BILL, BillKind.CREDIT_NOTE
OWN = Account("062000", "11223344", "AUD")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def aud(minor: int) -> Money:
    return Money(minor, "AUD")


def curve(desk: Desk, days: int = 90) -> CashCurve:
    (only,) = forecasts(desk).forecast(Placing(days)).curves
    return only.curve


def parts(found: CashCurve) -> dict[str, Part]:
    return {one.name: one for day in found.days for one in day.parts} | {one.name: one for one in found.later}


def import_statement(desk: Desk, *rows: tuple[date, str, str]) -> None:
    bookings = [Booking(day, Money.of(amount, "AUD"), text) for day, amount, text in rows]
    BankingService(desk).import_statement(
        "s.ofx", ofx(OWN, Money.of("10000.00", "AUD"), bookings).encode(), account=None
    )


def test_with_nothing_open_the_balance_stays_as_the_bank_has_it(desk: Desk) -> None:
    found = forecasts(desk).forecast()
    (only,) = found.curves
    assert {one.balance for one in only.curve.days} == {aud(1_000_000)}
    assert len(only.curve.days) == 90
    assert (only.currency, only.starts[0].day) == ("AUD", date(2026, 6, 30))
    assert found.back_test.count == 0


def test_bills_move_on_their_due_date_or_in_their_run_and_what_is_held_is_told_apart(desk: Desk) -> None:
    due, run, held, credit = enter(
        desk,
        [
            Owed(BILL, APPROVED, "any", 500, 6),
            Owed(BILL, APPROVED, "any", 400, 20),
            Owed(BILL, APPROVED, "any", 300, 9, on_hold=True),
            Owed(CREDIT, APPROVED, "any", 200, None),
        ],
        [supplier(desk, "Harbour Foods").id],
    )
    _propose(desk, date(2026, 7, 3), (run, 250), (credit, -150))
    found = curve(desk)
    placed = [(part.id.partition("/")[0], part.day, part.amount) for day in found.days for part in day.parts]
    assert sorted(placed, key=lambda one: (one[1], one[2].minor)) == [
        (run.id, date(2026, 7, 3), aud(-250)),
        (credit.id, date(2026, 7, 3), aud(150)),
        (due.id, date(2026, 7, 7), aud(-500)),
        (run.id, date(2026, 7, 21), aud(-150)),
    ]
    assert {(one.id, one.amount) for one in found.left_out} == {(held.id, aud(-300)), (credit.id, aud(50))}
    assert found.days[-1].balance == aud(1_000_000 - 250 + 150 - 500 - 150)


def test_what_the_owner_paid_does_not_leave_the_bank(desk: Desk) -> None:
    (bill,) = enter(desk, [Owed(BILL, APPROVED, "any", 500, 6)], [supplier(desk, "Harbour Foods").id])
    with desk.books.change(Action.BILL_EDITED, "test", actor=desk.actor) as work:
        work.get(Bill, bill.id).way_of_payment = WayOfPayment.PAID_BY_OWNER
        work.commit()
    found = curve(desk)
    assert [one.why for one in found.left_out] == ["Paid by the owner, not from the bank."]
    assert found.days[-1].balance == aud(1_000_000)


def test_invoices_come_by_habit_promise_and_plan_and_credits_cover_some(desk: Desk) -> None:
    for number in range(9):  # nine invoices, each paid four days late
        invoice = sales.issued(desk, f"OLD-{number}", 1_100, day=date(2026, 5, 1))
        sales.received(desk, 1_100, (invoice, 1_100), day=date(2026, 6, 4))
    open_ = sales.issued(desk, "I-1", 5_500, day=date(2026, 6, 10))
    late = sales.issued(desk, "I-2", 2_200, day=date(2026, 6, 12))
    disputed = sales.issued(desk, "I-3", 3_300)
    InvoiceService(desk).promise(late.id, date(2026, 7, 20))
    InvoiceService(desk).dispute(disputed.id, "wrong goods")
    found = curve(desk)
    habit, promise = parts(found)["Hilton Park I-1"], parts(found)["Hilton Park I-2"]
    assert (habit.day, habit.amount) == (date(2026, 7, 14), aud(open_.total))
    assert (promise.day, promise.amount, promise.why[:8]) == (date(2026, 7, 20), aud(2_200), "Promised")
    assert [one.why for one in found.left_out] == ["Disputed."]
    tested = forecasts(desk).forecast().back_test
    assert (tested.count, tested.error) == (0, None)  # nothing was known when they were issued


def test_money_on_account_is_not_expected_a_second_time(desk: Desk) -> None:
    sales.issued(desk, "I-1", 5_500, day=date(2026, 6, 10))
    sales.received(desk, 2_000)
    found = curve(desk)
    assert parts(found)["Hilton Park I-1"].amount == aud(3_500)
    assert [(one.amount, one.why) for one in found.left_out] == [(aud(2_000), "Covered by a credit of its customer.")]
    moving = [part for day in found.days for part in day.parts if part.amount == aud(2_000)]
    assert len(moving) == 1  # the receipt itself: booked, and not on the statement yet


def test_cash_that_was_not_banked_comes_and_a_matched_line_is_not_counted_again(desk: Desk) -> None:
    who = sales.customer(desk).id
    ReceiptService(desk).take(Taken(who, aud(1_500), ReceiptWay.CASH))
    import_statement(desk, (TODAY, "200.00", "HILTON PARK"), (TODAY, "-50.00", "FEE"))
    found = forecasts(desk).forecast()
    assert found.curves[0].curve.given.balance == aud(1_015_000)
    assert parts(found.curves[0].curve)["Cash and cheques not banked yet"].amount == aud(1_500)
    assert any(one.startswith("2 lines are not matched at Everyday, 150.00 AUD") for one in found.remarks)


def test_schedules_and_commitments_come_and_drafts_are_told_to_be_missing(desk: Desk) -> None:
    who = billing.customer(desk)
    ScheduleService(desk).add(Entered(who, (billing.line("100"),)), Rule("Rent", date(2026, 7, 15)))
    wages = EnteredCommitment("Wages", CommitmentSort.PAYROLL, aud(-70_000), date(2026, 7, 31), Rhythm.MONTHLY)
    CommitmentService(desk).add(wages)
    billing.drafted(desk, who)
    enter(desk, [Owed(BILL, BillStatus.DRAFT, "any", 100, 3)])
    found = forecasts(desk).forecast(Placing(60))
    (only,) = found.curves
    every = [part for day in only.curve.days for part in day.parts] + list(only.curve.later)
    assert [one.amount for one in every if one.name == "Wages"] == [aud(-70_000)]
    assert [one.amount for one in every if one.name == "Blue Cafe Rent"] == [aud(11_000)] * 2  # July's and August's
    assert "1 bill is not reviewed yet and not in it." in found.remarks
    assert "1 invoice is not issued yet and not in it." in found.remarks


def test_each_currency_has_its_own_curve_and_what_has_no_account_is_told_apart(desk: Desk) -> None:
    with desk.books.change(Action.BANK_ACCOUNT_EDITED, "test", actor=desk.actor) as work:
        here = bank(desk)
        row = BankAccount(
            name="Dollars", account_id=here.account_id, holder="x", scheme=here.scheme, currency="USD",
            opening_balance=50_000, opening_date=TODAY - timedelta(days=1),
        )  # fmt: skip
        work.add(row)
        work.commit()
    enter(
        desk,
        [Owed(BILL, APPROVED, "any", 500, 6, currency=currency) for currency in ("AUD", "USD", "JPY")],
        [supplier(desk, "Harbour Foods").id],
    )
    found = forecasts(desk).forecast()
    assert [one.currency for one in found.curves] == ["AUD", "USD"]
    assert [one.curve.days[-1].balance for one in found.curves] == [aud(999_500), Money(49_500, "USD")]
    assert [one.amount for one in found.curves[0].curve.left_out] == [Money(-500, "JPY")]
    assert found.curves[1].curve.left_out == ()


def test_a_client_without_a_bank_account_has_nothing_to_begin_from(desk: Desk) -> None:
    with desk.books.change(Action.BANK_ACCOUNT_EDITED, "test", actor=desk.actor) as work:
        work.get(BankAccount, bank(desk).id).archived = True
        work.commit()
    with pytest.raises(RuleBroken, match="no bank account") as refused:
        forecasts(desk).forecast()
    assert refused.value.remedy


def _propose(desk: Desk, day: date, *parts_: tuple[Bill, int]) -> None:
    foods = supplier(desk, "Harbour Foods")
    with desk.books.change(Action.RUN_PROPOSED, "test", actor=desk.actor) as work:
        account = work.session.query(PayeeAccount).filter_by(contact_id=foods.id).one()
        run = PaymentRun(
            number=1, bank_account_id=bank(desk).id, rail=Rail.ABA, execution_date=day, currency="AUD",
            state=RunState.DRAFT, proposed_by="ann", proposed_at=desk.clock.now(),
        )  # fmt: skip
        work.add(run)
        work.session.flush()
        payment = Payment(
            run_id=run.id, position=1, contact_id=foods.id, payee_account_id=account.id, holder="x",
            scheme=account.scheme, bank_hash="x", amount=sum(minor for _, minor in parts_), currency="AUD",
            statement_reference="x", state=PaymentState.PROPOSED,
        )  # fmt: skip
        work.add(payment)
        work.session.flush()
        work.add(*(PaymentPart(payment_id=payment.id, bill_id=bill.id, amount=minor) for bill, minor in parts_))
        work.commit()
