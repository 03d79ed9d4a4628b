"""Several bank lines in one match: bills settled on each line's day, what is left over coded, and all of it undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bookdesk.banking.charging import Part
from bookdesk.banking.clearing import Choice
from bookdesk.banking.residue import Cause
from bookdesk.banking.service import BankingService
from bookdesk.core.errors import RuleBroken, UsageError
from bookdesk.core.money import Money
from bookdesk.ledger.balances import account_balance, settlements, trial_balance
from bookdesk.ledger.periods import lock_through
from bookdesk.ledger.posting import post_bill
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankLine, Match, MatchKind, MatchLine
from bookdesk.models.bill import Allocation, Bill, BillKind, SettlementState
from bookdesk.models.history import ChangeSet
from bookdesk.models.ledger import LedgerEntry
from bookdesk.store.desk import Desk
from tests.support.books import account_id, client_desk
from tests.unit.banking.bank_desk import BILL_DAY, bill, booking, import_ofx, released_run


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def _lines(desk: Desk) -> list[BankLine]:
    return [line for line, _ in BankingService(desk).lines(None)]


def _ids(desk: Desk) -> list[str]:
    return [line.id for line in _lines(desk)]


def _choices(*wanted: str) -> list[Choice]:
    return [Choice(one) for one in wanted]


def _state(desk: Desk, row: Bill, as_at: date | None = None) -> tuple[SettlementState, int]:
    with desk.books.query() as session:
        found = settlements(session, [row], as_at)[row.id]
    return found.state, found.open.minor


def _balance(desk: Desk, code: str) -> int:
    with desk.books.query() as session:
        assert sum(trial_balance(session).values()) == 0
        return account_balance(session, account_id(desk, code), "AUD").minor


def _allocated(desk: Desk) -> list[tuple[date, int]]:
    with desk.books.query() as session:
        return [(row.day, row.amount) for row in session.scalars(select(Allocation).order_by(Allocation.day))]


def _difference(desk: Desk, day: int | None = None) -> int:
    return BankingService(desk).reconcile(None, None if day is None else date(2026, 7, day)).difference


def test_two_lines_pay_three_bills_each_on_its_own_day(desk: Desk) -> None:
    rows = [bill(desk, "Cedar Cleaning", f"C-{number}", 10000) for number in (1, 2, 3)]
    import_ofx(desk, [booking(15, -12000, "CEDAR 1"), booking(18, -18000, "CEDAR 2")])
    service, before = BankingService(desk), _balance(desk, "1-1010")
    accepted = service.accept_many(_ids(desk), _choices("bill:C-1", "bill:C-2", "bill:C-3"))
    assert accepted.kind is MatchKind.BILL
    assert {_state(desk, row)[0] for row in rows} == {SettlementState.PAID}
    assert _state(desk, rows[1], date(2026, 7, 15)) == (SettlementState.PART_PAID, 8000)
    assert _balance(desk, "1-1010") == before - 30000
    assert [_difference(desk, day) for day in (15, 16, 18)] == [0, 0, 0]
    matches = {match.id for _, match in service.lines(None) if match is not None}
    assert matches == {accepted.match_id}


def test_an_act_is_one_change_set_and_undo_by_any_line_takes_all_back(desk: Desk) -> None:
    rows = [bill(desk, "Cedar Cleaning", f"C-{number}", 10000) for number in (1, 2)]
    import_ofx(desk, [booking(15, -5000, "A"), booking(16, -7000, "B"), booking(18, -8000, "C")])
    service, before = BankingService(desk), _balance(desk, "1-1010")
    with desk.books.query() as session:
        sets = session.scalar(select(func.count()).select_from(ChangeSet))
    service.accept_many(_ids(desk), _choices("bill:C-1", "bill:C-2"))
    with desk.books.query() as session:
        assert session.scalar(select(func.count()).select_from(ChangeSet)) == (sets or 0) + 1
        last = session.scalars(select(ChangeSet.reason).order_by(ChangeSet.position.desc()).limit(1)).one()
    assert last == "3 bank lines matched with bill C-1 of Cedar Cleaning, -100.00 AUD and 1 more"
    assert service.undo(_ids(desk)[1]) is MatchKind.BILL
    assert all(match is None for _, match in service.lines(None))
    assert {_state(desk, row) for row in rows} == {(SettlementState.OPEN, 10000)}
    assert _balance(desk, "1-1010") == before
    with desk.books.query() as session:
        assert not session.scalars(select(Match)).all()
        entries = session.scalars(select(LedgerEntry).where(LedgerEntry.reverses_id.is_not(None))).all()
    assert [entry.posting_date.day for entry in entries] == [15, 16, 18]
    service.accept_many(_ids(desk), _choices("bill:C-1", "bill:C-2"))
    assert _difference(desk) == 0


def test_a_credit_note_is_netted_over_several_lines(desk: Desk) -> None:
    row = bill(desk, "Cedar Cleaning", "C-1", 10000)
    note = bill(desk, "Cedar Cleaning", "N-1", 4000, kind=BillKind.CREDIT_NOTE)
    import_ofx(desk, [booking(15, -1000, "A"), booking(18, -5000, "B")])
    service = BankingService(desk)
    service.accept_many(_ids(desk), _choices("bill:C-1", "credit:N-1"))
    assert {_state(desk, one)[0] for one in (row, note)} == {SettlementState.PAID}
    assert _allocated(desk) == [(date(2026, 7, 15), 4000), (date(2026, 7, 15), 1000), (date(2026, 7, 18), 5000)]
    service.undo(_ids(desk)[0])
    assert {_state(desk, one)[0] for one in (row, note)} == {SettlementState.OPEN}


def test_a_fee_on_top_is_coded_with_its_tax_as_an_entry_of_its_own(desk: Desk) -> None:
    row = bill(desk, "Cedar Cleaning", "C-1", 10000)
    import_ofx(desk, [booking(15, -6000, "A"), booking(18, -4550, "B")])
    service = BankingService(desk)
    weighed = service.weigh(_ids(desk), _choices("bill:C-1"))
    assert weighed.residue == Money(-550, "AUD")
    assert weighed.explanations[0].cause is Cause.FEE
    with pytest.raises(RuleBroken, match=r"adds up to -100\.00 AUD, the lines are -105\.50 AUD"):
        service.accept_many(_ids(desk), _choices("bill:C-1"))
    service.accept_many(_ids(desk), _choices("bill:C-1"), residue=[Part("6-0800", "GST")])
    assert (_balance(desk, "6-0800"), _balance(desk, "2-1220")) == (500, 50 + 910)
    assert _state(desk, row) == (SettlementState.PAID, 0)
    assert [_difference(desk, day) for day in (15, 18)] == [0, 0]
    service.undo(_ids(desk)[0])
    assert (_balance(desk, "6-0800"), _balance(desk, "2-1220")) == (0, 910)


def test_a_discount_settles_the_bill_and_is_no_payment(desk: Desk) -> None:
    row = bill(desk, "Cedar Cleaning", "C-1", 10000)
    import_ofx(desk, [booking(15, -9800, "CEDAR")])
    service, before = BankingService(desk), _balance(desk, "1-1010")
    part = service.accept_many(_ids(desk), _choices("bill:C-1"))
    assert _state(desk, row) == (SettlementState.PART_PAID, 200)
    service.undo(_ids(desk)[0])
    service.accept_many(_ids(desk), _choices("bill:C-1"), residue=[Part("5-2000", "FRE")])
    assert part.kind is MatchKind.BILL
    assert _state(desk, row) == (SettlementState.PAID, 0)
    assert (_balance(desk, "5-2000"), _balance(desk, "1-1010")) == (-200, before - 9800)
    assert _difference(desk) == 0


def test_a_payment_shown_in_two_lines_is_outstanding_until_both_are_there(desk: Desk) -> None:
    released_run(desk, [bill(desk, "Harbour Foods", "INV-1001", 11000)])
    import_ofx(desk, [booking(16, -5000, "PART ONE"), booking(20, -6000, "PART TWO")])
    service, before = BankingService(desk), _balance(desk, "1-1010")
    accepted = service.accept_many(_ids(desk), _choices("payment:INV-1001"))
    assert (accepted.kind, accepted.entry_id) == (MatchKind.PAYMENT, None)
    assert _balance(desk, "1-1010") == before
    assert [_difference(desk, day) for day in (14, 15, 16, 18, 20)] == [0, 0, 0, 0, 0]
    halfway = service.reconcile(None, date(2026, 7, 18))
    assert ([one.amount for one in halfway.unpresented], [one.amount for one in halfway.early]) == ([-11000], [-5000])
    assert service.undo(_ids(desk)[1]) is MatchKind.PAYMENT
    service.accept_many(_ids(desk), _choices("payment:INV-1001"))


def test_several_payments_with_a_fee_between_them(desk: Desk) -> None:
    released_run(desk, [bill(desk, "Harbour Foods", "INV-1", 11000), bill(desk, "Cedar Cleaning", "C-1", 22000)])
    import_ofx(desk, [booking(16, -20000, "PART ONE"), booking(16, -13150, "PART TWO")])
    service = BankingService(desk)
    accepted = service.accept_many(
        _ids(desk), _choices("payment:INV-1", "payment:C-1"), residue=[Part("6-0400", "FRE")]
    )
    assert (accepted.kind, accepted.entry_id is None) == (MatchKind.PAYMENT, False)
    assert (_balance(desk, "6-0400"), _difference(desk)) == (150, 0)
    service.undo(_ids(desk)[1])
    assert (_balance(desk, "6-0400"), _difference(desk)) == (0, 33150)


def test_a_match_across_the_day_of_sign_off_is_fixed_with_its_first_line(desk: Desk) -> None:
    released_run(desk, [bill(desk, "Harbour Foods", "INV-1001", 11000)])
    import_ofx(desk, [booking(16, -5000, "PART ONE"), booking(20, -6000, "PART TWO")])
    service = BankingService(desk)
    service.accept_many(_ids(desk), _choices("payment:INV-1001"))
    service.sign_off(None, date(2026, 7, 18))
    service.sign_off(None)
    with pytest.raises(RuleBroken, match="reconciliation of 2026-07-18, which is signed off"):
        service.undo(_ids(desk)[1])
    service.reopen(None, date(2026, 7, 18))
    with pytest.raises(RuleBroken, match="reconciliation of 2026-07-20, which is signed off"):
        service.undo(_ids(desk)[0])
    service.reopen(None, date(2026, 7, 20))
    service.undo(_ids(desk)[0])


def test_a_part_of_one_of_several_bills_may_be_taken(desk: Desk) -> None:
    first, second = bill(desk, "Cedar Cleaning", "C-1", 10000), bill(desk, "Cedar Cleaning", "C-2", 10000)
    import_ofx(desk, [booking(15, -15000, "CEDAR")])
    service = BankingService(desk)
    service.accept_many(_ids(desk), [Choice("bill:C-1"), Choice("bill:C-2", Money(-5000, "AUD"))])
    assert (_state(desk, first)[1], _state(desk, second)[1]) == (0, 5000)
    with pytest.raises(RuleBroken, match="matched already"):
        service.accept_many(_ids(desk), [Choice("bill:C-2")])


def test_what_is_wrong_with_a_residue_is_said(desk: Desk) -> None:
    bill(desk, "Cedar Cleaning", "C-1", 10000)
    import_ofx(desk, [booking(15, -10000, "A"), booking(16, -10150, "B")])
    service, (exact, more) = BankingService(desk), _ids(desk)
    with pytest.raises(RuleBroken, match="Nothing is left over"):
        service.accept_many([exact], _choices("bill:C-1"), residue=[Part("6-0400")])
    with pytest.raises(RuleBroken, match=r"parts do not add up to 1\.50"):
        service.accept_many([more], _choices("bill:C-1"), residue=[Part("6-0400", "FRE", Decimal("1.49"))])
    with pytest.raises(UsageError, match="chosen twice"):
        service.accept_many([exact, more], _choices("bill:C-1", "bill:C-1"))
    with pytest.raises(UsageError, match="not said which bank line"):
        service.accept_many([], _choices("bill:C-1"))
    lock_through(desk, date(2026, 7, 15), "test")
    with pytest.raises(RuleBroken, match="locked through"):
        service.accept_many([exact], _choices("bill:C-1"))
    assert all(match is None for _, match in service.lines(None))


def test_a_reversal_after_the_lock_is_dated_on_the_first_open_day(desk: Desk) -> None:
    row = bill(desk, "Cedar Cleaning", "C-1", 10000)
    import_ofx(desk, [booking(15, -4000, "A"), booking(20, -6000, "B")])
    service = BankingService(desk)
    service.accept_many(_ids(desk), _choices("bill:C-1"))
    lock_through(desk, date(2026, 7, 17), "test")
    service.undo(_ids(desk)[0])
    assert _state(desk, row, date(2026, 7, 17)) == (SettlementState.PART_PAID, 6000)
    assert _state(desk, row) == (SettlementState.OPEN, 10000)
    assert [day.day for day, amount in _allocated(desk) if amount < 0] == [18, 20]


def test_money_that_came_back_is_cleared_with_what_went_out_too_much(desk: Desk) -> None:
    released_run(desk, [bill(desk, "Harbour Foods", "INV-1001", 11000)])
    import_ofx(desk, [booking(16, -12000, "HARBOUR"), booking(20, 1000, "HARBOUR RETURNED")])
    service = BankingService(desk)
    assert service.accept_many(_ids(desk), _choices("payment:INV-1001")).kind is MatchKind.PAYMENT
    assert [_difference(desk, day) for day in (15, 18, 20)] == [0, 0, 0]


def test_a_fee_beside_a_bill_in_another_currency_is_told_by_its_amount(desk: Desk) -> None:
    row = bill(desk, "Cedar Cleaning", "C-1", 10000)
    with desk.books.change(Action.BILL_EDITED, "test", actor=desk.actor) as work:
        foreign = work.get(Bill, row.id)
        foreign.currency, foreign.rate, foreign.rate_source = "EUR", Decimal("1.6"), "test"
        post_bill(work, foreign, BILL_DAY)
        work.commit()
    import_ofx(desk, [booking(15, -17500, "CEDAR EUR 100"), booking(16, -100, "OTHER")])
    service, (line, other) = BankingService(desk), _ids(desk)
    with pytest.raises(RuleBroken, match="not said how much the fee is"):
        service.accept_many([line], _choices("bill:C-1"), residue=[Part("6-0400", "FRE")])
    with pytest.raises(RuleBroken, match="all of the line or more"):
        service.accept_many([line], _choices("bill:C-1"), residue=[Part("6-0400", "FRE", Decimal(175))])
    with pytest.raises(RuleBroken, match="one line at a time"):
        service.accept_many([line, other], _choices("bill:C-1"))
    service.accept_many([line], _choices("bill:C-1"), residue=[Part("6-0400", "FRE", Decimal(15))])
    assert (_state(desk, row), _difference(desk)) == ((SettlementState.PAID, 0), 100)
    assert (_balance(desk, "6-0400"), _balance(desk, "6-0600")) == (1500, 0)


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.integers(1, 50_000), min_size=1, max_size=4),
    st.lists(st.integers(1, 20), min_size=1, max_size=3),
    st.integers(-400, 400),
)
def test_money_is_conserved(bills: list[int], days: list[int], residue: int) -> None:
    """Whatever is matched: payables fall by the bills, the bank by the lines, and the difference goes to zero."""
    with TemporaryDirectory() as folder, client_desk(Path(folder)) as desk:
        rows = [bill(desk, "Cedar Cleaning", f"C-{number}", amount) for number, amount in enumerate(bills)]
        whole = max(sum(bills) + residue, len(days))
        shares = [share.minor for share in Money(whole, "AUD").split([1] * len(days))]
        import_ofx(desk, [booking(day, -share, f"LINE {day}") for day, share in zip(sorted(days), shares, strict=True)])
        service = BankingService(desk)
        coded = [Part("6-0400", "GST")] if whole != sum(bills) else []
        service.accept_many(_ids(desk), _choices(*(f"bill:C-{number}" for number in range(len(bills)))), residue=coded)
        assert {_state(desk, row)[1] for row in rows} == {0}
        assert sum(amount for _, amount in _allocated(desk)) == sum(bills)
        assert _balance(desk, "2-1100") == 0
        assert {_difference(desk, day) for day in range(1, 22)} == {0}
        with desk.books.query() as session:
            assert session.scalar(select(func.count()).select_from(MatchLine)) == len(days)
        service.undo(_ids(desk)[-1])
        assert _balance(desk, "2-1100") == -sum(bills)
        assert sum(amount for _, amount in _allocated(desk)) == 0
