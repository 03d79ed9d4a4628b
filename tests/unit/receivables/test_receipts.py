"""Receipts by hand: cash, cheques and cards taken in, applied, held, paid back, written off, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.banking.clearing import Choice
from bookdesk.banking.service import BankingService
from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import BookDeskError, Conflict, InputError, NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind, ReceiptWay
from bookdesk.ledger.posting import standing_entry
from bookdesk.models.account import AccountRole
from bookdesk.models.actions import Action
from bookdesk.models.history import ChangeSet
from bookdesk.models.invoice import InvoiceKind
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.accounts import AccountService
from bookdesk.receivables.receiptlists import ReceiptQuery
from bookdesk.receivables.receipts import PaidBack, ReceiptService
from bookdesk.receivables.receiptshown import show_receipt
from bookdesk.receivables.takings import KeptBack, Taken, Wanted
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.sales import ISSUED, Early, balance_of, customer, in_receivables, issued, left_of, received
from tests.unit.banking.bank_desk import booking, import_ofx

NAME = "Hilton Park"
NOTE = InvoiceKind.CREDIT_NOTE
DAY = date(2026, 7, 20)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        assert isinstance(opened.clock, MovableClock)
        opened.clock.instant = datetime(2026, 8, 1, 2, tzinfo=UTC)
        customer(opened, NAME)
        yield opened


def aud(minor: int) -> Money:
    return Money(minor, "AUD")


def taken(minor: int, way: ReceiptWay = ReceiptWay.CHEQUE, **more: object) -> Taken:
    return Taken(NAME, aud(minor), way, DAY, **more)  # type: ignore[arg-type]


def test_a_cheque_pays_the_oldest_invoices_first_and_waits_in_hand(desk: Desk) -> None:
    newer, older = issued(desk, "2", 100_00, day=date(2026, 7, 5)), issued(desk, "1", 100_00)
    found = ReceiptService(desk).take(taken(150_00, reference="cheque 0017"))
    assert [(one.number, one.amount) for one in found.settled] == [("1", aud(100_00)), ("2", aud(50_00))]
    assert (left_of(desk, older), left_of(desk, newer)) == (0, 50_00)
    assert found.into == "1-1200 Undeposited funds"
    assert balance_of(desk, AccountRole.UNDEPOSITED_FUNDS) == (150_00, 150_00)


def test_named_invoices_take_what_is_said_and_the_rest_is_held(desk: Desk) -> None:
    first, second = issued(desk, "1", 100_00), issued(desk, "2", 100_00)
    wanted = (Wanted("2", aud(30_00)),)
    found = ReceiptService(desk).take(taken(80_00, ReceiptWay.CASH, invoices=wanted))
    assert (left_of(desk, first), left_of(desk, second), found.row.unapplied) == (100_00, 70_00, aud(50_00))
    held = ReceiptService(desk).take(taken(20_00, ReceiptWay.CASH, invoices=()))
    assert (held.settled, held.row.unapplied) == ((), aud(20_00))


def test_a_card_payment_is_short_by_its_fee_with_tax(desk: Desk) -> None:
    invoice = issued(desk, "1", 110_00)
    fee = KeptBack(aud(2_20), "6-0400", "GST")
    found = ReceiptService(desk).take(taken(110_00, ReceiptWay.CARD, into="Everyday", fee=fee))
    row = found.row.receipt
    assert (row.banked, row.fee, row.fee_tax, left_of(desk, invoice)) == (107_80, 2_20, 20, 0)


@pytest.mark.parametrize(
    ("code", "why"), [("1-1100", "add up to"), ("1-1200", "add up to"), ("1-1010", "bank account")]
)
def test_a_fee_is_no_part_of_what_documents_or_the_bank_add_up_to(desk: Desk, code: str, why: str) -> None:
    issued(desk, "1", 110_00)
    ReceiptService(desk).take(taken(1_00))  # so that there are funds in hand
    with pytest.raises(RuleBroken, match=why):
        ReceiptService(desk).take(taken(50_00, ReceiptWay.CARD, into="Everyday", fee=KeptBack(aud(1_23), code)))


def test_the_same_money_is_not_entered_twice_unless_it_came_twice(desk: Desk) -> None:
    service = ReceiptService(desk)
    service.take(taken(50_00))
    with pytest.raises(Conflict, match="REC-0001"):
        service.take(taken(50_00))
    assert service.take(taken(50_00, again=True)).row.receipt.number == "REC-0002"


def test_credit_is_applied_later_and_freed_again(desk: Desk) -> None:
    service = ReceiptService(desk)
    service.take(taken(80_00))
    invoice = issued(desk, "1", 50_00, day=date(2026, 7, 25))
    found = service.apply("REC-0001")
    assert [(one.number, one.day) for one in found.settled] == [("1", date(2026, 7, 25))]
    assert found.row.unapplied == aud(30_00)
    with pytest.raises(RuleBroken, match="no open invoice"):
        service.apply("REC-0001")
    assert service.free("rec-0001", "1", why="meant for another").row.unapplied == aud(80_00)
    assert left_of(desk, invoice) == 50_00


def test_a_credit_note_is_applied_by_its_number(desk: Desk) -> None:
    invoice = issued(desk, "1", 50_00)
    issued(desk, "CN-1", 70_00, kind=NOTE)
    (row,) = ReceiptService(desk).apply_credit_note("CN-1")
    assert (row.amount, left_of(desk, invoice)) == (50_00, 0)


def test_a_reversed_receipt_can_only_be_reversed_once_and_not_before_it_came(desk: Desk) -> None:
    invoice = issued(desk, "1", 50_00)
    service = ReceiptService(desk)
    service.take(taken(50_00))
    with pytest.raises(RuleBroken, match="later"):
        service.reverse("REC-0001", why="bounced", day=date(2026, 7, 1))
    found = service.reverse("REC-0001", why="  bounced\u202e\n", day=date(2026, 7, 28))
    assert (found.row.receipt.reversed_on, found.row.receipt.reversed_reason) == (date(2026, 7, 28), "bounced")
    assert left_of(desk, invoice) == 50_00
    with pytest.raises(RuleBroken, match="reversed before"):
        service.reverse("REC-0001", why="bounced")


def test_a_refund_takes_the_rest_of_a_receipt_and_no_more(desk: Desk) -> None:
    issued(desk, "1", 50_00)
    service = ReceiptService(desk)
    service.take(taken(80_00))
    with pytest.raises(RuleBroken, match="is left, not"):
        service.refund(PaidBack(aud(30_01), "too much paid", receipt="REC-0001"))
    refund = service.refund(PaidBack(aud(30_00), "too much paid", receipt="REC-0001", way=ReceiptWay.CASH))
    assert in_receivables(desk, customer(desk)) == (0, 0)
    assert service.reverse_refund(refund.id, why="came back").reversed_on == date(2026, 8, 1)
    assert service.show("REC-0001").row.unapplied == aud(30_00)


def test_what_was_written_off_is_taken_back_when_money_comes_after_all(desk: Desk) -> None:
    invoice = issued(desk, "1", 110_00)
    service = ReceiptService(desk)
    service.write_off("1", why="insolvent", with_tax=True)
    assert (left_of(desk, invoice), balance_of(desk, AccountRole.BAD_DEBTS)) == (0, (100_00, 100_00))
    with pytest.raises(RuleBroken, match="Nothing is open of invoice 1"):
        service.write_off("1", why="insolvent")
    with pytest.raises(RuleBroken, match="was written off") as told:
        service.take(taken(110_00, invoices=(Wanted("1"),)))
    assert "--reverse" in told.value.command
    assert service.reverse_write_off("1", why="the liquidator paid") == 1
    assert (left_of(desk, invoice), balance_of(desk, AccountRole.BAD_DEBTS)) == (110_00, (0, 0))
    with pytest.raises(RuleBroken, match="written off"):
        service.reverse_write_off("1", why="again")


def test_cash_in_hand_is_paid_in_once_and_goes_with_its_receipt(desk: Desk) -> None:
    service = ReceiptService(desk)
    service.take(taken(80_00))
    service.take(taken(20_00, ReceiptWay.CASH))
    service.pay_in(["REC-0001", "REC-0002"], "Everyday")
    assert balance_of(desk, AccountRole.UNDEPOSITED_FUNDS) == (0, 0)
    with pytest.raises(RuleBroken, match="paid in already"):
        service.pay_in(["REC-0001"], "Everyday")
    service.reverse("REC-0001", why="bounced")
    assert balance_of(desk, AccountRole.UNDEPOSITED_FUNDS) == (0, 0)
    assert in_receivables(desk, customer(desk)) == (-20_00, -20_00)


def test_a_paying_in_is_taken_back_dated_and_once(desk: Desk) -> None:
    service = ReceiptService(desk)
    service.take(taken(80_00))
    service.pay_in(["REC-0001"], "Everyday", day=date(2026, 7, 25))
    receipt = service.show("REC-0001").row.receipt
    shown = show_receipt(desk, receipt.id)
    assert shown.paid_in is not None
    assert (shown.paid_in.account.split()[-1], shown.paid_in.day) == ("Everyday", date(2026, 7, 25))
    for day, words in ((date(2026, 7, 24), "on 2026-07-25 only"), (date(2026, 8, 2), "still to come")):
        with pytest.raises(RuleBroken, match=words):
            service.reverse_paying_in(["REC-0001"], why="the other bank", day=day)
    with pytest.raises(InputError, match="not said why"):
        service.reverse_paying_in(["REC-0001"], why=" ")
    service.reverse_paying_in(["REC-0001"], why="the other bank", day=date(2026, 7, 26))
    assert balance_of(desk, AccountRole.UNDEPOSITED_FUNDS) == (80_00, 80_00)
    shown = show_receipt(desk, receipt.id)
    assert (shown.paid_in, shown.line.in_hand, shown.posted[-1].day) == (None, True, date(2026, 7, 26))
    with pytest.raises(RuleBroken, match="is not paid in"):
        service.reverse_paying_in(["REC-0001"], why="again")
    service.pay_in(["REC-0001"], "Everyday")
    assert balance_of(desk, AccountRole.UNDEPOSITED_FUNDS) == (0, 0)


def test_a_paying_in_that_the_bank_shows_stays(desk: Desk) -> None:
    service = ReceiptService(desk)
    service.take(taken(80_00))
    service.pay_in(["REC-0001"], "Everyday")
    receipt = service.show("REC-0001").row.receipt
    with desk.books.query() as session:
        entry = standing_entry(session, receipt.id, EntryKind.TRANSFER)
    assert entry is not None
    import_ofx(desk, [booking(28, 80_00, "DEPOSIT")])
    banking = BankingService(desk)
    ((line, _),) = banking.lines("Everyday")
    banking.accept_many([line.id], [Choice(f"entry:{entry.id}")])
    with pytest.raises(RuleBroken, match="bank line was matched"):
        service.reverse_paying_in(["REC-0001"], why="the other bank")


def test_an_account_shows_all_of_it_as_at_a_day(desk: Desk) -> None:
    issued(desk, "1", 110_00, early=Early(Decimal("0.02"), 30))
    issued(desk, "CN-1", 10_00, kind=NOTE, day=date(2026, 7, 25))
    service = ReceiptService(desk)
    service.take(taken(130_00))
    account = AccountService(desk).account("hilton park")
    assert account.owed == {"AUD": aud(-30_00)}
    assert account.unapplied == {"AUD": aud(20_00)}
    assert [(one.number, one.open) for one in account.items] == [("CN-1", aud(-10_00))]
    (statement,) = account.statements
    assert [row.balance.minor for row in statement.rows] == [110_00, -20_00, -30_00]
    assert AccountService(desk).account(NAME, as_at=ISSUED).owed == {"AUD": aud(110_00)}


def test_receipts_are_listed_newest_first_page_by_page(desk: Desk) -> None:
    for number in range(5):
        received(desk, 100 + number, day=date(2026, 7, 1 + number // 2))
    service = ReceiptService(desk)
    first = service.find(ReceiptQuery(limit=2))
    rest = service.find(ReceiptQuery(after=first[-1].receipt.id))
    assert [one.receipt.amount for one in (*first, *rest)] == [104, 103, 102, 101, 100]
    assert [one.receipt.amount for one in service.find(ReceiptQuery(last=date(2026, 7, 1)))] == [101, 100]
    service.refund(PaidBack(aud(104), "back", receipt=first[0].receipt.number))
    assert len(service.find(ReceiptQuery(on_account_only=True, customer=NAME))) == 4


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (Taken("Nobody", aud(1), ReceiptWay.CASH), NotFound),
        (Taken(NAME, aud(-1), ReceiptWay.CASH), RuleBroken),
        (Taken(NAME, Money(100, "JPY"), ReceiptWay.CASH), RuleBroken),
        (Taken(NAME, Money(1000, "KWD"), ReceiptWay.CASH, banked=aud(0)), RuleBroken),
        (Taken(NAME, aud(1), ReceiptWay.CASH, date(2026, 8, 3)), RuleBroken),
        (Taken(NAME, aud(1), ReceiptWay.BANK, into="Nowhere"), NotFound),
        (Taken(NAME, aud(10**15), ReceiptWay.CASH, invoices=(Wanted("nothing"),)), NotFound),
        (Taken(NAME, aud(1), ReceiptWay.CARD, fee=KeptBack(aud(5), "9-9999")), NotFound),
        (Taken(NAME, aud(1), ReceiptWay.CARD, fee=KeptBack(aud(5), "6-0400")), RuleBroken),
        (Taken(NAME, aud(1), ReceiptWay.CARD, fee=KeptBack(Money(5, "EUR"))), InputError),
        (Taken(NAME, aud(1), ReceiptWay.CARD, fee=KeptBack(aud(-5))), InputError),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(desk: Desk, wrong: Taken, error: type[BookDeskError]) -> None:
    with pytest.raises(error):
        ReceiptService(desk).take(wrong)
    with desk.books.query() as session:
        assert session.scalars(select(Receipt)).all() == []


def test_yen_and_dinars_are_taken_in_with_what_the_bank_made_of_them(desk: Desk) -> None:
    yen = issued(desk, "1", 100_000, currency="JPY", rate="0.0098")
    dinars = issued(desk, "2", 123_456, currency="KWD", rate="4.98")
    service = ReceiptService(desk)
    service.take(Taken(NAME, Money(100_000, "JPY"), ReceiptWay.BANK, DAY, banked=aud(970_00)))
    service.take(Taken(NAME, Money(123_456, "KWD"), ReceiptWay.BANK, DAY, banked=aud(615_00)))
    assert (left_of(desk, yen), left_of(desk, dinars)) == (0, 0)
    assert in_receivables(desk, customer(desk), "JPY") == (0, 0)
    assert in_receivables(desk, customer(desk), "KWD") == (0, 0)


def test_each_act_is_one_change_with_its_reason(desk: Desk) -> None:
    issued(desk, "1", 50_00)
    service = ReceiptService(desk)
    service.take(taken(80_00))
    service.free("REC-0001", why="wrong invoice")
    service.apply("REC-0001", [Wanted("1")])
    service.refund(PaidBack(aud(30_00), "rest", receipt="REC-0001"))
    with desk.books.query() as session:
        told = [row.action for row in session.scalars(select(ChangeSet).order_by(ChangeSet.id))][-4:]
        assert len(session.scalars(select(Refund)).all()) == 1
    acts = (Action.RECEIPT_BOOKED, Action.RECEIPT_RELEASED, Action.RECEIPT_ALLOCATED, Action.REFUNDED)
    assert told == [act.value for act in acts]
