"""Bank lines of customers: receipts short by a fee, several invoices, credit, refunds, foreign money, all undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bookdesk.banking.charging import Part
from bookdesk.banking.clearing import Accepted, Choice
from bookdesk.banking.residue import Cause
from bookdesk.banking.service import BankingService
from bookdesk.core.errors import BookDeskError, RuleBroken, UsageError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.balances import account_balance, trial_balance
from bookdesk.ledger.invariants import INVARIANTS
from bookdesk.ledger.receivable import owed_by, unapplied
from bookdesk.models.account import AccountRole
from bookdesk.models.actions import Action
from bookdesk.models.bank import Match, MatchKind, MatchLine, MatchPart, TargetKind
from bookdesk.models.history import ChangeSet
from bookdesk.models.invoice import InvoiceAllocation, InvoiceKind, InvoiceSource
from bookdesk.models.ledger import LedgerEntry
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.store.desk import Desk
from tests.support.books import account_id, bank, client_desk
from tests.support.sales import Early, balance_of, changing, customer, in_receivables, issued, left_of, received
from tests.unit.banking.bank_desk import OPENING, booking, import_ofx

NOTE = InvoiceKind.CREDIT_NOTE


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def lines(desk: Desk, *amounts: int, text: str = "HILTON PARK") -> list[str]:
    """Import a booking of each amount, from the 15th of July on, and return the lines."""
    import_ofx(desk, [booking(15 + place, amount, text) for place, amount in enumerate(amounts)])
    return [line.id for line, _ in BankingService(desk).lines(None, only_open=True)]


def matched(
    desk: Desk,
    on: Sequence[str],
    *wanted: str,
    residue: Sequence[Part] = (),
    on_account: str | None = None,
    rate: str | None = None,
) -> Accepted:
    return BankingService(desk).accept_many(
        on,
        [Choice(one) for one in wanted],
        residue=residue,
        on_account=on_account,
        rate=Decimal(rate) if rate else None,
    )


def rows(desk: Desk) -> tuple[list[Receipt], list[Refund]]:
    with desk.books.query() as session:
        receipts = session.scalars(select(Receipt).order_by(Receipt.id)).all()
        return list(receipts), list(session.scalars(select(Refund).order_by(Refund.id)).all())


def on_account(desk: Desk, name: str = "Hilton Park") -> dict[str, int]:
    who = customer(desk, name)
    with desk.books.query() as session:
        return {key: amount.minor for key, amount in unapplied(session, who.id).items()}


def in_bank(desk: Desk) -> int:
    with desk.books.query() as session:
        assert sum(trial_balance(session).values()) == 0
        return account_balance(session, account_id(desk, "1-1010"), "AUD").minor


def settled_with(desk: Desk) -> bool:
    """Whether bank and books agree to the cent, with nothing outstanding."""
    found = BankingService(desk).standing(None)
    return not (found.in_transit or found.unpresented or found.difference)


def test_an_invoice_that_was_paid_is_a_receipt_of_the_line(desk: Desk) -> None:
    invoice = issued(desk, "INV-1", 110_00)
    (line,) = lines(desk, 110_00)
    done = matched(desk, [line], "invoice:INV-1")
    ((receipt,), _) = rows(desk)
    assert done.kind is MatchKind.INVOICE
    assert (receipt.amount, receipt.bank_line_id, receipt.match_id) == (110_00, line, done.match_id)
    assert left_of(desk, invoice) == 0
    assert in_receivables(desk, customer(desk)) == (0, 0)
    with desk.books.query() as session:
        part = session.scalars(select(MatchPart)).one()
        entry = session.get_one(LedgerEntry, done.entry_id)
    assert (part.target_kind, part.target_id, part.amount) == (TargetKind.INVOICE, invoice.id, 110_00)
    assert (entry.kind, entry.source_id) == (EntryKind.RECEIPT, receipt.id)


def test_what_a_bank_says_is_kept_without_signs_that_nobody_sees(desk: Desk) -> None:
    issued(desk, "INV-1", 110_00)
    ids = lines(desk, 110_00, -10_00, text="HILTON\u202e \u200bPARK")
    matched(desk, ids[:1], "invoice:INV-1")
    issued(desk, "CN-1", 10_00, kind=NOTE)
    matched(desk, ids[1:], "invoice:CN-1")
    (receipt,), (refund,) = rows(desk)
    assert (receipt.payment_reference, refund.reason) == ("HILTON PARK", "HILTON PARK")


def test_what_a_line_paid_is_cleared_and_no_target_any_more(desk: Desk) -> None:
    issued(desk, "INV-1", 110_00)
    (line,) = lines(desk, 110_00)
    matched(desk, [line], "invoice:INV-1")
    service = BankingService(desk)
    assert service.targets(None) == []
    outcome = service.reconcile(None)
    assert (outcome.difference, outcome.in_transit, outcome.unpresented) == (0, (), ())
    assert in_bank(desk) == OPENING + 110_00
    assert settled_with(desk)


def test_a_line_short_by_a_fee_codes_the_fee_with_its_tax(desk: Desk) -> None:
    invoice = issued(desk, "INV-1", 110_00)
    (line,) = lines(desk, 107_80)
    matched(desk, [line], "invoice:INV-1", residue=[Part("6-0400", "GST")])
    ((receipt,), _) = rows(desk)
    assert (receipt.amount, receipt.banked, receipt.fee, receipt.fee_tax) == (110_00, 107_80, 2_20, 20)
    assert left_of(desk, invoice) == 0
    details = BankingService(desk).match_of(line)
    assert details is not None
    assert [(one.kind, one.amount) for one in details.items] == [
        ("invoice", Money(110_00, "AUD")),
        ("account", Money(-2_20, "AUD")),
    ]


def test_a_payout_for_three_customers_shares_its_fee_out_to_the_cent(desk: Desk) -> None:
    invoices = [issued(desk, f"INV-{name}", 33_33, name=name) for name in ("A", "B", "C")]
    (line,) = lines(desk, 99_99 - 1_00)
    matched(desk, [line], "invoice:INV-A", "invoice:INV-B", "invoice:INV-C", residue=[Part("6-0400", "GST")])
    receipts, _ = rows(desk)
    assert [one.fee for one in receipts] == [34, 33, 33]
    assert sum(one.fee_tax for one in receipts) == 9
    assert sum(one.banked for one in receipts) == 98_99
    assert [left_of(desk, one) for one in invoices] == [0, 0, 0]
    assert in_bank(desk) == OPENING + 98_99


def test_several_lines_pay_several_invoices_each_from_its_own_day_on(desk: Desk) -> None:
    first, second = issued(desk, "INV-1", 100_00), issued(desk, "INV-2", 100_00)
    matched(desk, lines(desk, 50_00, 150_00), "invoice:INV-1", "invoice:INV-2")
    receipts, _ = rows(desk)
    assert [one.amount for one in receipts] == [50_00, 150_00]
    days = (date(2026, 7, 14), date(2026, 7, 15), date(2026, 7, 16))
    assert [(left_of(desk, first, day), left_of(desk, second, day)) for day in days] == [
        (100_00, 100_00),
        (50_00, 100_00),
        (0, 0),
    ]


def test_more_than_is_open_stays_the_customers_credit_where_somebody_says_so(desk: Desk) -> None:
    invoice = issued(desk, "INV-1", 110_00)
    (line,) = lines(desk, 130_00)
    weighing = BankingService(desk).weigh([line], [Choice("invoice:INV-1")])
    assert (weighing.acceptable, weighing.creditable, weighing.explanations[-1].cause) == (False, True, Cause.OVER)
    with pytest.raises(RuleBroken, match=r"20\.00 AUD more than is open"):
        matched(desk, [line], "invoice:INV-1")
    matched(desk, [line], "invoice:INV-1", on_account="")
    assert (left_of(desk, invoice), on_account(desk)) == (0, {"AUD": 20_00})
    details = BankingService(desk).match_of(line)
    assert details is not None
    assert [(one.kind, one.amount) for one in details.items] == [
        ("invoice", Money(110_00, "AUD")),
        ("receipt", Money(20_00, "AUD")),
    ]


def test_more_than_is_open_of_two_customers_asks_whose_it_is(desk: Desk) -> None:
    issued(desk, "INV-1", 50_00)
    issued(desk, "INV-2", 50_00, name="Other")
    (line,) = lines(desk, 130_00)
    with pytest.raises(UsageError, match="whose credit"):
        matched(desk, [line], "invoice:INV-1", "invoice:INV-2", on_account="")
    matched(desk, [line], "invoice:INV-1", "invoice:INV-2", on_account="Other")
    assert (on_account(desk), on_account(desk, "Other")) == ({}, {"AUD": 30_00})


def test_what_is_over_may_still_be_coded(desk: Desk) -> None:
    issued(desk, "INV-1", 110_00)
    (line,) = lines(desk, 130_00)
    matched(desk, [line], "invoice:INV-1", residue=[Part("4-1000", "GST")])
    ((receipt,), _) = rows(desk)
    assert (receipt.amount, on_account(desk)) == (110_00, {})
    assert in_bank(desk) == OPENING + 130_00
    assert settled_with(desk)


def test_a_payment_without_an_invoice_is_kept_on_account(desk: Desk) -> None:
    who = customer(desk)
    (line,) = lines(desk, 80_00)
    assert matched(desk, [line], on_account="Hilton Park").kind is MatchKind.INVOICE
    assert on_account(desk) == {"AUD": 80_00}
    assert in_receivables(desk, who) == (-80_00, -80_00)
    with desk.books.query() as session:
        assert owed_by(session, who.id) == {"AUD": Money(-80_00, "AUD")}
    with pytest.raises(BookDeskError, match="matched already"):
        matched(desk, [line], on_account="Hilton Park")


def test_money_out_and_unknown_customers_are_not_kept_on_account(desk: Desk) -> None:
    (line,) = lines(desk, -80_00)
    with pytest.raises(RuleBroken, match="Only money that came in"):
        matched(desk, [line], on_account="Hilton Park")
    (other,) = [one for one in lines(desk, -80_00, 90_00) if one != line]
    with pytest.raises(BookDeskError, match="Nobody"):
        matched(desk, [other], on_account="Nobody")


def test_a_credit_note_is_netted_before_money_settles_the_rest(desk: Desk) -> None:
    invoice, note = issued(desk, "INV-1", 110_00), issued(desk, "CN-1", 30_00, kind=NOTE)
    (line,) = lines(desk, 80_00)
    matched(desk, [line], "invoice:INV-1", "invoice:CN-1")
    assert (left_of(desk, invoice), left_of(desk, note)) == (0, 0)
    with desk.books.query() as session:
        sources = {(row.source, row.amount) for row in session.scalars(select(InvoiceAllocation))}
    assert sources == {(InvoiceSource.CREDIT_NOTE, 30_00), (InvoiceSource.RECEIPT, 80_00)}


def test_one_customers_credit_settles_no_other_customers_invoice(desk: Desk) -> None:
    issued(desk, "INV-1", 110_00)
    issued(desk, "CN-1", 30_00, kind=NOTE, name="Other")
    (line,) = lines(desk, 80_00)
    with pytest.raises(RuleBroken, match="goes the other way"):
        matched(desk, [line], "invoice:INV-1", "invoice:CN-1")


def test_money_on_account_is_used_beside_a_line(desk: Desk) -> None:
    receipt = received(desk, 30_00)
    invoice = issued(desk, "INV-1", 110_00)
    (line,) = lines(desk, 80_00)
    matched(desk, [line], "invoice:INV-1", f"receipt:{receipt.number}")
    assert (left_of(desk, invoice), on_account(desk)) == (0, {})


def test_money_out_pays_a_credit_note_back_in_parts_and_never_more(desk: Desk) -> None:
    note = issued(desk, "CN-1", 100_00, kind=NOTE)
    first, second = lines(desk, -60_00, -50_00)
    matched(desk, [first], "invoice:CN-1")
    assert left_of(desk, note) == 40_00
    with pytest.raises(RuleBroken):
        matched(desk, [second], "invoice:CN-1")
    _, (refund,) = rows(desk)
    assert (refund.amount, refund.credit_note_id, refund.match_id is not None) == (60_00, note.id, True)
    assert in_receivables(desk, customer(desk)) == (-40_00, -40_00)


def test_money_out_pays_the_rest_of_a_receipt_back(desk: Desk) -> None:
    receipt = received(desk, 100_00)
    ids = lines(desk, -100_00)
    matched(desk, ids, f"receipt:{receipt.number}")
    assert on_account(desk) == {}
    assert in_receivables(desk, customer(desk)) == (0, 0)


def test_an_invoice_netted_with_a_larger_credit_is_a_refund_of_the_rest(desk: Desk) -> None:
    invoice, note = issued(desk, "INV-1", 30_00), issued(desk, "CN-1", 100_00, kind=NOTE)
    matched(desk, lines(desk, -70_00), "invoice:CN-1", "invoice:INV-1")
    assert (left_of(desk, invoice), left_of(desk, note)) == (0, 0)
    assert rows(desk)[1][0].amount == 70_00


def test_a_discount_makes_up_what_is_missing_inside_its_window(desk: Desk) -> None:
    early = Early(Decimal("0.02"), 20)
    invoices = [issued(desk, f"INV-{number}", 110_00, early=early) for number in (1, 2)]
    (line,) = lines(desk, 215_60)
    matched(desk, [line], "invoice:INV-1", "invoice:INV-2")
    assert [left_of(desk, one) for one in invoices] == [0, 0]
    assert balance_of(desk, AccountRole.DISCOUNTS_ALLOWED) == (4_00, 4_00)
    assert in_receivables(desk, customer(desk)) == (0, 0)


def test_a_discount_after_its_window_is_a_part_payment(desk: Desk) -> None:
    invoice = issued(desk, "INV-1", 110_00, early=Early(Decimal("0.02"), 5))
    matched(desk, lines(desk, 107_80), "invoice:INV-1")
    assert left_of(desk, invoice) == 2_20


def test_a_shortness_coded_to_bad_debts_settles_without_money(desk: Desk) -> None:
    invoice = issued(desk, "INV-1", 110_00)
    matched(desk, lines(desk, 99_00), "invoice:INV-1", residue=[Part("6-0300", "GST")])
    ((receipt,), _) = rows(desk)
    assert (receipt.amount, receipt.fee, left_of(desk, invoice)) == (99_00, 0, 0)
    assert balance_of(desk, AccountRole.BAD_DEBTS) == (10_00, 10_00)
    assert balance_of(desk, AccountRole.TAX_ON_SALES) == (-9_00, -9_00)


def test_a_foreign_invoice_is_settled_by_what_the_bank_made_of_it_less_its_fee(desk: Desk) -> None:
    invoice = issued(desk, "INV-1", 100_00, currency="USD", rate="1.5")
    (line,) = lines(desk, 150_00)
    matched(desk, [line], "invoice:INV-1", residue=[Part("6-0400", "FRE", Decimal("5.00"))])
    ((receipt,), _) = rows(desk)
    assert (receipt.currency, receipt.amount, receipt.banked, receipt.fee) == ("USD", 100_00, 150_00, 5_00)
    assert left_of(desk, invoice) == 0
    assert in_receivables(desk, customer(desk), "USD") == (0, 0)
    assert balance_of(desk, AccountRole.EXCHANGE_DIFFERENCES) == (-5_00, -5_00)
    BankingService(desk).undo(line)
    assert in_receivables(desk, customer(desk), "USD") == (100_00, 150_00)
    assert balance_of(desk, AccountRole.EXCHANGE_DIFFERENCES) == (0, 0)


def test_items_of_several_currencies_are_refused(desk: Desk) -> None:
    issued(desk, "INV-1", 100_00, currency="USD", rate="1.5")
    issued(desk, "INV-2", 100_00, currency="EUR", rate="1.6")
    with pytest.raises(RuleBroken, match="several currencies"):
        matched(desk, lines(desk, 300_00), "invoice:INV-1", "invoice:INV-2")


def test_undoing_takes_back_receipts_credits_and_refunds_whole(desk: Desk) -> None:
    invoice, note = issued(desk, "INV-1", 110_00), issued(desk, "CN-1", 30_00, kind=NOTE)
    before = in_receivables(desk, customer(desk))
    first, second = lines(desk, 90_00, -10_00)
    matched(desk, [first], "invoice:INV-1", "invoice:CN-1", on_account="")
    ((receipt,), _) = rows(desk)
    matched(desk, [second], f"receipt:{receipt.number}")
    with pytest.raises(RuleBroken, match="was paid back"):
        BankingService(desk).undo(first)
    BankingService(desk).undo_many([second, first])
    assert (left_of(desk, invoice), left_of(desk, note), on_account(desk)) == (110_00, 30_00, {})
    assert in_receivables(desk, customer(desk)) == before
    assert in_bank(desk) == OPENING
    assert [one.reversed_on for one in rows(desk)[0]] == [date(2026, 7, 15)]
    matched(desk, [first], "invoice:INV-1", "invoice:CN-1", on_account="")
    assert left_of(desk, invoice) == 0


def test_undoing_takes_back_what_was_applied_from_the_credit_since(desk: Desk) -> None:
    issued(desk, "INV-1", 110_00)
    (line,) = lines(desk, 130_00)
    matched(desk, [line], "invoice:INV-1", on_account="")
    later = issued(desk, "INV-2", 20_00, day=date(2026, 7, 20))
    ((receipt,), _) = rows(desk)
    (deposit,) = [one for one in lines(desk, 130_00, 5_00) if one != line]
    matched(desk, [deposit], "invoice:INV-2", f"receipt:{receipt.number}", on_account="")
    assert left_of(desk, later) == 0
    BankingService(desk).undo(line)
    assert left_of(desk, later) == 20_00
    BankingService(desk).undo(deposit)
    assert in_receivables(desk, customer(desk)) == (130_00, 130_00)


def test_a_cheque_taken_in_by_hand_is_cleared_by_the_line_that_shows_it(desk: Desk) -> None:
    invoice = issued(desk, "INV-1", 110_00)
    received(desk, 110_00, (invoice, 110_00), day=date(2026, 7, 10))
    service = BankingService(desk)
    (target,) = service.targets(None)
    (line,) = lines(desk, 110_00)
    assert service.accept(line, [target.key]).kind is MatchKind.ENTRY
    assert in_bank(desk) == OPENING + 110_00
    assert service.targets(None) == []


def test_what_an_older_program_matched_is_undone_as_well(desk: Desk) -> None:
    invoice = issued(desk, "INV-1", 110_00)
    (line,) = lines(desk, 110_00)
    with changing(desk) as work:
        match = Match(
            bank_account_id=bank(desk).id,
            kind=MatchKind.INVOICE,
            matched_by="ann",
            matched_at=desk.clock.now(),
            why={"why": [], "invoices": [invoice.id], "received": {invoice.id: 110_00}},
        )
        work.add(match)
        work.session.flush()
        work.add(
            MatchPart(match_id=match.id, target_kind=TargetKind.INVOICE, target_id=invoice.id, amount=110_00),
            InvoiceAllocation(
                invoice_id=invoice.id,
                source=InvoiceSource.BANK_LINE,
                source_id=match.id,
                day=date(2026, 7, 15),
                amount=110_00,
            ),
        )
        work.add(MatchLine(match_id=match.id, bank_line_id=line))
        work.commit()
    service = BankingService(desk)
    details = service.match_of(line)
    assert details is not None
    assert [one.kind for one in details.items] == ["invoice"]
    assert left_of(desk, invoice) == 0
    assert service.undo(line) is MatchKind.INVOICE
    assert left_of(desk, invoice) == 110_00


def test_the_engine_names_an_issued_invoice_by_number_and_by_payment_reference(desk: Desk) -> None:
    issued(desk, "INV-1007", 110_00)
    issued(desk, "INV-1008", 110_00)
    (line,) = lines(desk, 110_00, text="HILTON PARK INV-1008 THANKS")
    (best,) = [one for one in BankingService(desk).propose(None) if one.rank == 1]
    assert [target.number for target, _ in best.targets] == ["INV-1008"]
    assert best.auto
    BankingService(desk).accept(line)
    with desk.books.query() as session:
        assert session.scalars(select(Receipt)).one().amount == 110_00


def test_the_engine_finds_an_invoice_by_the_reference_it_asked_for(desk: Desk) -> None:
    issued(desk, "INV-1007", 110_00, reference="RF18539007547034")
    issued(desk, "INV-1008", 110_00, reference="RF45539007547099")
    lines(desk, 110_00, text="PAYMENT RF45539007547099")
    (best,) = [one for one in BankingService(desk).propose(None) if one.rank == 1]
    assert [target.number for target, _ in best.targets] == ["INV-1008"]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(min_value=1, max_value=300_00), min_size=1, max_size=3),
    st.lists(st.integers(min_value=1, max_value=200_00), min_size=1, max_size=4),
    st.sampled_from([None, "6-0400", "6-0300"]),
    st.sampled_from([0, 7_77]),
)
def test_whatever_lines_pay_the_books_agree_and_undoing_leaves_nothing(
    amounts: list[int], totals: list[int], code: str | None, credit: int
) -> None:
    with TemporaryDirectory() as folder, client_desk(Path(folder)) as desk:
        for place, total in enumerate(totals):
            issued(desk, f"INV-{place}", total, name=("Hilton Park", "Other")[place % 2])
        if credit:
            issued(desk, "CN-1", credit, kind=NOTE)
        before = in_receivables(desk, customer(desk)), in_receivables(desk, customer(desk, "Other"))
        ids, service = lines(desk, *amounts), BankingService(desk)
        targets = [one.key for one in service.targets(None)]
        with suppress(RuleBroken):
            residue = [Part(code)] if code else []
            matched(desk, ids, *targets, residue=residue, on_account=None if code else "Hilton Park")
            assert settled_with(desk)
        with desk.books.query() as session:
            assert [said for one in INVARIANTS for said in one.check(session)] == []
        with suppress(RuleBroken):
            service.undo(ids[0])
        assert (in_receivables(desk, customer(desk)), in_receivables(desk, customer(desk, "Other"))) == before
        assert in_bank(desk) == OPENING
        with desk.books.query() as session:
            assert [said for one in INVARIANTS for said in one.check(session)] == []


def test_the_act_is_told_with_the_invoice(desk: Desk) -> None:
    issued(desk, "INV-1", 110_00)
    (line,) = lines(desk, 110_00)
    matched(desk, [line], "invoice:INV-1")
    with desk.books.query() as session:
        (told,) = session.scalars(select(ChangeSet.reason).where(ChangeSet.action == Action.LINE_CODED)).all()
    assert told == "bank line matched with invoice INV-1 of Hilton Park, 110.00 AUD"
