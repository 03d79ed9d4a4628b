"""The bank's side of the books, on real encrypted files: statements in, lines matched, the account at 0.00."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.banking.service import BankingService, Part
from bookdesk.core.errors import InputError, NotFound, RuleBroken, UsageError
from bookdesk.core.money import Money
from bookdesk.formats.statements.csv_profile import named_profile
from bookdesk.ledger.balances import account_balance, settlements, trial_balance
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankLine, MatchKind, StatementProof
from bookdesk.models.bill import Bill, BillKind, SettlementState
from bookdesk.models.client import LockSource, PeriodLock
from bookdesk.models.history import ChangeSet
from bookdesk.models.ledger import LedgerEntry
from bookdesk.sandbox.bank import Account, ofx
from bookdesk.store.desk import Desk
from bookdesk.store.undo import undo
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account
from tests.support.books import OPENING_DAY, account_id, client_desk
from tests.unit.banking.bank_desk import OWN, as_csv, bill, booking, import_ofx, released_run

_JULY = [
    booking(15, -11000, "HARBOUR FOODS INV-1001"),
    booking(16, -1100, "MONTHLY ACCOUNT FEE"),
    booking(20, 50000, "CARD SALES DEPOSIT"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def _line(desk: Desk, word: str) -> BankLine:
    (found,) = [line for line, _ in BankingService(desk).lines(None) if word in line.description]
    return found


def _settlement(desk: Desk, row: Bill) -> SettlementState:
    with desk.books.query() as session:
        return settlements(session, [row])[row.id].state


def _balance(desk: Desk, code: str) -> int:
    with desk.books.query() as session:
        assert sum(trial_balance(session).values()) == 0
        return account_balance(session, account_id(desk, code), "AUD").minor


def test_import_again_and_overlapping_changes_nothing_and_proves_the_balance(desk: Desk) -> None:
    coffees = [booking(2, -420, "COFFEE"), booking(2, -420, "COFFEE")]
    service = BankingService(desk)
    (first,) = service.import_statement("a.csv", as_csv(coffees), account=None, profile=named_profile("day-first"))
    assert (first.new, first.proof, first.closing) == (2, StatementProof.PROVED, Money(999160, "AUD"))
    (again,) = service.import_statement("a.csv", as_csv(coffees), account=None, profile=named_profile("day-first"))
    assert (again.new, again.known, again.statement_id) == (0, 2, None)
    longer = [*coffees, booking(13, -500, "TEA")]
    (third,) = service.import_statement("b.csv", as_csv(longer), account="Everyday")
    assert (third.new, third.known) == (1, 2)
    assert len(service.lines(None)) == 3


def test_two_equal_bookings_of_one_file_are_two_and_each_finds_its_bill(desk: Desk) -> None:
    bills = [bill(desk, "Harbour Foods", "CARD 4488", 5500), bill(desk, "Harbour Foods", "CARD 4489", 5500)]
    twice = [booking(15, -5500, "CARD 8815 HARBOUR FOODS")] * 2
    service = BankingService(desk)
    service.import_statement("a.csv", as_csv(twice), account=None, profile=named_profile("day-first"))
    found = service.propose(None)
    assert {one.kind for one in found} == {"exact"}
    assert {target.number for one in found for target, _ in one.targets} == {one.number for one in bills}


def test_a_statement_of_another_account_or_currency_is_refused(desk: Desk) -> None:
    service = BankingService(desk)
    other = ofx(Account("062000", "99999999", "AUD"), Money(0, "AUD"), _JULY).encode()
    with pytest.raises(InputError, match="of account 99999999, not of Everyday"):
        service.import_statement("x.ofx", other, account=None)
    euros = ofx(OWN, Money(1_000_000, "AUD"), _JULY).replace("<CURDEF>AUD", "<CURDEF>EUR").encode()
    with pytest.raises(InputError, match="in EUR, and Everyday in AUD"):
        service.import_statement("x.ofx", euros, account=None)
    assert not service.lines(None)


def test_swapped_columns_and_missing_statements_are_refused_by_the_balance(desk: Desk) -> None:
    service = BankingService(desk)
    swapped = as_csv(_JULY).replace(b"Amount,Balance", b"Balance,Amount")
    with pytest.raises(RuleBroken, match="columns are swapped"):
        service.import_statement("x.csv", swapped, account=None)
    late = ofx(OWN, Money(900_000, "AUD"), _JULY).encode()
    with pytest.raises(RuleBroken, match=r"bookings of -1000\.00 AUD are missing"):
        service.import_statement("x.ofx", late, account=None)
    assert not service.lines(None)
    (found,) = service.import_statement("x.ofx", late, account=None, accept_gap=True)
    assert (found.new, found.proof) == (3, StatementProof.GAP)


def test_lines_up_to_the_opening_day_are_in_the_opening_balance(desk: Desk) -> None:
    rows = b"Date,Description,Amount,Balance\n2026-06-29,OLD,-5.00,10000.00\n2026-07-02,NEW,-5.00,9995.00\n"
    (found,) = BankingService(desk).import_statement("x.csv", rows, account=None)
    assert (found.new, found.before_opening, found.proof) == (1, 1, StatementProof.PROVED)


def test_an_import_is_withdrawn_unless_a_line_is_matched(desk: Desk) -> None:
    import_ofx(desk, _JULY)
    service = BankingService(desk)
    (statement,) = service.statements(None)
    service.code(_line(desk, "FEE").id, [Part("6-0500", "GST")])
    with pytest.raises(RuleBroken, match="1 lines of this statement are matched"):
        service.withdraw_statement(statement.id)
    service.undo(_line(desk, "FEE").id)
    service.withdraw_statement(statement.id)
    assert not service.lines(None)
    assert import_ofx(desk, _JULY) == 3


def test_a_released_payment_is_cleared_undone_and_cleared_again(desk: Desk) -> None:
    run = released_run(desk, [bill(desk, "Harbour Foods", "INV-1001", 11000)])
    import_ofx(desk, _JULY)
    service, before = BankingService(desk), _balance(desk, "1-1010")
    best = next(one for one in service.propose(None) if one.rank == 1)
    assert (best.kind, best.auto, best.targets[0][0].number) == ("exact", True, "INV-1001")
    accepted = service.accept(best.line.id)
    assert (accepted.kind, accepted.entry_id) == (MatchKind.PAYMENT, None)
    assert _balance(desk, "1-1010") == before  # a match only clears what the release booked
    with pytest.raises(RuleBroken, match="matched already"):
        service.accept(best.line.id)
    assert service.undo(best.line.id) is MatchKind.PAYMENT
    assert service.accept(best.line.id, ["payment:INV-1001"]).kind is MatchKind.PAYMENT
    assert run.number == 7


def test_a_match_that_only_clears_can_be_undone_as_a_change_set(desk: Desk) -> None:
    released_run(desk, [bill(desk, "Harbour Foods", "INV-1001", 11000)])
    import_ofx(desk, _JULY)
    BankingService(desk).accept(_line(desk, "HARBOUR").id)
    with desk.books.query() as session:
        last = session.scalars(select(ChangeSet).where(ChangeSet.action == Action.LINE_MATCHED)).one()
    undo(desk.books, last.id, actor=desk.actor)
    assert [match for _, match in BankingService(desk).lines(None)] == [None, None, None]


def test_a_run_is_matched_as_one_line_or_by_item(desk: Desk) -> None:
    bills = [bill(desk, "Harbour Foods", "INV-1001", 11000), bill(desk, "Cedar Cleaning", "C-77", 22000)]
    released_run(desk, bills)
    import_ofx(desk, [booking(16, -33000, "DIRECT ENTRY 301500")])
    service = BankingService(desk)
    (best,) = [one for one in service.propose(None) if one.rank == 1]
    assert (best.kind, best.auto) == ("run", True)
    assert service.accept(best.line.id).kind is MatchKind.RUN
    service.undo(best.line.id)
    by_item = service.accept(best.line.id, ["payment:INV-1001", "payment:C-77"])
    assert by_item.kind is MatchKind.PAYMENT
    assert service.reconcile(None).difference == 0


def test_a_direct_debit_pays_a_bill_and_undo_reverses_it(desk: Desk) -> None:
    row = bill(desk, "Cedar Cleaning", "C-77", 22000)
    import_ofx(desk, [booking(15, -22000, "CEDAR CLEANING C-77")])
    service, before = BankingService(desk), _balance(desk, "1-1010")
    line = _line(desk, "CEDAR")
    accepted = service.accept(line.id)
    assert (accepted.kind, _settlement(desk, row)) == (MatchKind.BILL, SettlementState.PAID)
    assert _balance(desk, "1-1010") == before - 22000
    service.undo(line.id)
    assert (_settlement(desk, row), _balance(desk, "1-1010")) == (SettlementState.OPEN, before)
    assert service.reconcile(None).difference == 22000
    service.accept(line.id)
    assert _settlement(desk, row) is SettlementState.PAID
    assert service.reconcile(None).difference == 0


def test_part_of_a_bill_and_a_credit_note_netted(desk: Desk) -> None:
    row = bill(desk, "Cedar Cleaning", "C-77", 22000)
    import_ofx(desk, [booking(15, -5000, "CEDAR CLEANING C-77"), booking(18, -12000, "CEDAR CLEANING C-77")])
    service = BankingService(desk)
    first, second = (line for line, _ in service.lines(None))
    service.accept(first.id, ["bill:C-77"])
    assert _settlement(desk, row) is SettlementState.PART_PAID
    bill(desk, "Cedar Cleaning", "N-5", 5000, kind=BillKind.CREDIT_NOTE)
    service.accept(second.id, ["bill:C-77", "credit:N-5"])
    assert _settlement(desk, row) is SettlementState.PAID
    service.undo(second.id)
    assert _settlement(desk, row) is SettlementState.PART_PAID


def test_what_does_not_add_up_or_mix_is_refused(desk: Desk) -> None:
    bill(desk, "Cedar Cleaning", "C-77", 900)
    released_run(desk, [bill(desk, "Harbour Foods", "INV-1001", 11000)])
    import_ofx(desk, _JULY)
    service = BankingService(desk)
    line = _line(desk, "HARBOUR")
    with pytest.raises(RuleBroken, match=r"adds up to -9\.00 AUD, the line is -110\.00 AUD"):
        service.accept(line.id, ["bill:C-77"])
    with pytest.raises(RuleBroken, match="cannot be matched together"):
        service.accept(line.id, ["bill:C-77", "payment:INV-1001"])
    with pytest.raises(NotFound, match="no open bill"):
        service.accept(line.id, ["bill:nobody"])
    with pytest.raises(UsageError, match="names nothing"):
        service.accept(line.id, ["C-77"])


def test_a_fee_and_a_split_are_coded_with_tax_and_reversed(desk: Desk) -> None:
    import_ofx(desk, _JULY)
    service, line = BankingService(desk), _line(desk, "FEE")
    accepted = service.code(line.id, [Part("6-0500", "GST")])
    assert (_balance(desk, "6-0500"), accepted.kind) == (1000, MatchKind.CODED)
    service.undo(line.id)
    assert _balance(desk, "6-0500") == 0
    service.code(line.id, [Part("6-0500", "GST", Decimal("5.50")), Part("5-1000", "FRE")])
    assert (_balance(desk, "6-0500"), _balance(desk, "5-1000")) == (500, 550)
    with desk.books.query() as session:
        assert len(session.scalars(select(LedgerEntry).where(LedgerEntry.source_id.is_not(None))).all()) >= 3


def test_parts_that_do_not_add_up_are_refused(desk: Desk) -> None:
    import_ofx(desk, _JULY)
    service, line = BankingService(desk), _line(desk, "FEE")
    with pytest.raises(RuleBroken, match=r"do not add up to 11\.00 AUD"):
        service.code(line.id, [Part("6-0500", "GST", Decimal(99))])
    with pytest.raises(NotFound, match="no account 9-9999"):
        service.code(line.id, [Part("9-9999")])
    with pytest.raises(NotFound, match="no tax code Q99"):
        service.code(line.id, [Part("6-0500", "Q99")])
    with pytest.raises(RuleBroken, match="is a bank account"):
        service.code(line.id, [Part("1-1010")])


def test_a_locked_period_refuses_coding_and_a_later_undo_posts_on_the_first_open_day(desk: Desk) -> None:
    import_ofx(desk, _JULY)
    service, line = BankingService(desk), _line(desk, "FEE")
    service.code(line.id, [Part("6-0500", "GST")])
    with desk.books.change(Action.PERIOD_LOCKED, "test", actor=desk.actor) as work:
        work.add(PeriodLock(locked_through=date(2026, 7, 31), source=LockSource.PERSON, note="BAS"))
        work.commit()
    service.undo(line.id)
    with desk.books.query() as session:
        mirror = session.scalars(select(LedgerEntry).where(LedgerEntry.reverses_id.is_not(None))).one()
    assert mirror.posting_date == date(2026, 8, 1)
    with pytest.raises(RuleBroken, match="locked through 2026-07-31"):
        service.code(line.id, [Part("6-0500", "GST")])


def _savings(desk: Desk) -> None:
    details = BankDetails("Savings", "1-1020", "AUD", bsb="062-000", account_number="55667788")
    TakeOnService(desk).bank_account(*bank_account(details, Decimal(0), date(2026, 6, 30)))


def test_a_transfer_takes_both_lines_and_is_one_entry(desk: Desk) -> None:
    _savings(desk)
    service = BankingService(desk)
    here = ofx(OWN, Money(1_000_000, "AUD"), [booking(10, -30000, "TFR TO SAVINGS")]).encode()
    there = ofx(Account("062000", "55667788", "AUD"), Money(0, "AUD"), [booking(11, 30000, "TRANSFER FROM EVERYDAY")])
    service.import_statement("a.ofx", here, account="Everyday")
    service.import_statement("b.ofx", there.encode(), account="Savings")
    best = next(one for one in service.propose("Everyday") if one.rank == 1)
    assert (best.kind, best.auto) == ("transfer", True)
    assert service.accept(best.line.id).kind is MatchKind.TRANSFER
    assert [match is None for _, match in service.lines("Savings")] == [False]
    assert (service.reconcile("Everyday").difference, service.reconcile("Savings").difference) == (0, 0)
    service.undo(best.line.id)
    assert [match is None for _, match in service.lines("Savings")] == [True]


def test_a_transfer_seen_on_one_side_waits_for_the_other(desk: Desk) -> None:
    _savings(desk)
    service = BankingService(desk)
    here = ofx(OWN, Money(1_000_000, "AUD"), [booking(10, -30000, "TFR TO SAVINGS")]).encode()
    service.import_statement("a.ofx", here, account="Everyday")
    service.transfer(_everyday(service).id, "Savings")
    assert [item.amount for item in service.reconcile("Savings", date(2026, 7, 31)).in_transit] == [30000]
    there = ofx(Account("062000", "55667788", "AUD"), Money(0, "AUD"), [booking(11, 30000, "FROM EVERYDAY")])
    service.import_statement("b.ofx", there.encode(), account="Savings")
    ((line, _),) = service.lines("Savings")
    (target,) = [one for one in service.targets("Savings") if one.kind == "entry"]
    assert service.accept(line.id, [target.key]).kind is MatchKind.ENTRY
    assert service.reconcile("Savings").difference == 0


def _everyday(service: BankingService) -> BankLine:
    ((line, _),) = service.lines("Everyday")
    return line


def test_reconciliation_ends_at_zero_with_what_is_outstanding_and_guards_its_matches(desk: Desk) -> None:
    released_run(desk, [bill(desk, "Harbour Foods", "INV-1001", 11000)])
    released_run(desk, [bill(desk, "Cedar Cleaning", "C-77", 22000)], number=8)
    import_ofx(desk, _JULY)
    service = BankingService(desk)
    assert len(service.accept_all(None)) == 1
    with pytest.raises(RuleBroken, match="2 lines are not matched"):
        service.sign_off(None)
    service.code(_line(desk, "FEE").id, [Part("6-0500", "GST")])
    service.code(_line(desk, "SALES").id, [Part("4-1000", "GST")])
    found = service.reconcile(None, stated=Money(1_037_900, "AUD"))
    assert (found.difference, [item.amount for item in found.unpresented]) == (0, [-22000])
    with pytest.raises(RuleBroken, match=r"lead to 10379\.00 AUD"):
        service.reconcile(None, stated=Money(1, "AUD"))
    signed = service.sign_off(None)
    assert (signed.difference, signed.statement_balance) == (0, 1_037_900)
    with pytest.raises(RuleBroken, match="signed off"):
        service.undo(_line(desk, "FEE").id)
    service.reopen(None, signed.statement_day)
    service.undo(_line(desk, "FEE").id)
    assert service.reconcile(None).difference == 1100


def test_a_payment_of_one_month_may_clear_in_the_next(desk: Desk) -> None:
    released_run(desk, [bill(desk, "Harbour Foods", "INV-1001", 11000)])
    import_ofx(desk, [booking(18, -11000, "HARBOUR FOODS INV-1001")])
    service = BankingService(desk)
    service.accept_all(None)
    assert [item.amount for item in service.reconcile(None, date(2026, 7, 16)).unpresented] == [-11000]
    assert service.reconcile(None, date(2026, 7, 16)).difference == 0
    assert not service.reconcile(None, date(2026, 7, 18)).unpresented


def test_three_equal_codings_propose_a_rule_that_then_proposes(desk: Desk) -> None:
    import_ofx(desk, [booking(day, -1100, f"MONTHLY ACCOUNT FEE {day}") for day in (2, 9, 16, 23)])
    service = BankingService(desk)
    lines = [line for line, _ in service.lines(None)]
    for line in lines[:3]:
        service.code(line.id, [Part("6-0500", "GST")])
    (rule,) = service.rule_proposals()
    assert (rule.contains, rule.right, rule.tried) == ("MONTHLY ACCOUNT FEE", 3, 3)
    service.enable_rule(rule.contains)
    assert not service.rule_proposals()
    (best,) = service.propose(None)
    assert (best.kind, best.auto, best.coding) == ("rule", False, ("6-0500", "GST"))
    assert service.accept(lines[3].id).kind is MatchKind.CODED


def test_names_of_accounts_and_lines_are_asked_for(desk: Desk) -> None:
    service = BankingService(desk)
    with pytest.raises(NotFound, match="no bank account 'Nobody'"):
        service.lines("Nobody")
    with pytest.raises(NotFound, match="No bank line has"):
        service.undo("0123456789")
    _savings(desk)
    with pytest.raises(UsageError, match="Everyday, Savings"):
        service.lines(None)
    assert len(service.accounts()) == 2


def test_a_bill_taken_on_is_paid_by_a_direct_debit_without_being_booked_again(desk: Desk) -> None:
    sheet = "Supplier,Number,Date,Due,Total,Open\nHarbour Foods,H-9,2026-06-01,2026-07-10,330.00,330.00\n"
    TakeOnService(desk).bills(sheet, OPENING_DAY)
    import_ofx(desk, [booking(10, -33000, "HARBOUR FOODS H-9")])
    service = BankingService(desk)
    assert service.accept(_line(desk, "HARBOUR").id).kind is MatchKind.BILL
    assert service.reconcile(None).difference == 0


def test_what_contradicts_the_banks_own_balance_is_not_signed_off(desk: Desk) -> None:
    service = BankingService(desk)
    service.import_statement("a.csv", as_csv([booking(2, -420, "COFFEE"), booking(3, -500, "TEA")]), account=None)
    extra = b"Date,Description,Amount\n2026-07-02,TWICE,-4.20\n"
    service.import_statement("b.csv", extra, account=None, accept_gap=True)
    for line, _ in service.lines(None):
        service.code(line.id, [Part("6-0500", "GST")])
    with pytest.raises(RuleBroken, match="The bank's balance of 2026-07-0"):
        service.sign_off(None, None, None)
