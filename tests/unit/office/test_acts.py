"""Every act of a person is known by what it sealed, and told in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

import pytest

from bookdesk.banking.service import Part
from bookdesk.core.dates import in_words
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.terms import Milestone
from bookdesk.ledger.chart import add_account
from bookdesk.models.account import AccountKind
from bookdesk.models.actions import Action
from bookdesk.models.bill import BillKind
from bookdesk.models.contact import Contact
from bookdesk.models.history import Origin
from bookdesk.office.acts import watching
from bookdesk.office.answers import ANSWERS
from bookdesk.office.labels import LABELS
from bookdesk.office.trail import trail
from bookdesk.payments.bills import BillService
from bookdesk.store.undo import undo
from bookdesk.workspace import Workspace
from tests.support.billing import customer, issued, line
from tests.unit.office.bureau import (
    BOOKSHOP,
    CLEANING,
    PAY_DAY,
    Bureau,
    approvals,
    banking,
    capture,
    editing,
    enter_bill,
    inbox,
    payees,
    paying,
    statement,
)


class Tell(Protocol):
    def __call__(self, expected: str, work: Callable[[Workspace], object], who: str = "anna") -> None: ...


def test_every_kind_of_act_has_its_label() -> None:
    assert set(LABELS) == set(Action)


def test_a_bulk_act_is_one_act_with_the_number_of_what_it_did(bureau: Bureau) -> None:
    numbers = [f"INV-{number}" for number in range(1, 4)]
    bureau.act(lambda one: [enter_bill(one, "Bean Brothers", number, 11000) for number in numbers])
    ids = [bureau.id_of(number) for number in numbers]
    done = bureau.act(lambda one: [approvals(one).approve(bill) for bill in ids], "ben")
    assert done.label == "3 bills approved"
    assert [one.action for one in done.sets] == ["bill approved"] * 3
    assert {one.client_id for one in done.sets} == {done.client_id} == {bureau.cafe}
    assert done.person == bureau.ben.practice.actor.user
    assert done.when == bureau.clock.now()


def test_what_jobs_and_others_do_meanwhile_is_not_the_persons_act(bureau: Bureau) -> None:
    bureau.act(lambda one: enter_bill(one, "Bean Brothers", "INV-1", 11000))
    bill = bureau.id_of("INV-1")
    bureau.act(lambda one: approvals(one).approve(bill), "ben")

    def hold(workspace: Workspace) -> None:
        other = replace(workspace.desk, actor=bureau.ben.practice.actor)
        BillService(other).dispute(bill, disputed=True)
        with workspace.desk.books.change(
            Action.CONTACT_EDITED, "job", actor=workspace.desk.actor, origin=Origin.JOB
        ) as work:
            work.add(Contact(name="Pulled"))
            work.commit()
        BillService(workspace.desk).hold(bill, "asked")

    assert bureau.act(hold).label == "Bill INV-1 put on hold"


def test_nothing_done_is_no_act_and_a_half_done_act_is_known(bureau: Bureau) -> None:
    with bureau.anna.workspace(bureau.cafe) as workspace:
        with watching(workspace) as acts:
            BillService(workspace.desk).bills()
        assert acts.done() is None
        enter_bill(workspace, "Bean Brothers", "INV-1", 11000)
        bill = bureau.id_of("INV-1")
        service = BillService(workspace.desk)
        with watching(workspace) as acts, pytest.raises(RuleBroken, match="cannot become void"):
            _hold_then_void_twice(service, bill)
        done = acts.done()
    assert done is not None
    assert done.label == "Bill INV-1 put on hold and bill INV-1 voided"


def _hold_then_void_twice(service: BillService, bill: str) -> None:
    service.hold(bill, "asked")
    service.void(bill, "entered twice")
    service.void(bill, "entered twice")


def test_sets_in_other_files_belong_to_the_act(bureau: Bureau) -> None:
    shop = bureau.client(BOOKSHOP.name)

    def both(workspace: Workspace) -> None:
        add_account(workspace.desk, "6-9000", "Sundries", AccountKind.EXPENSE, None)
        with bureau.anna.workspace(shop) as other:
            add_account(other.desk, "6-9000", "Sundries", AccountKind.EXPENSE, None)

    done = bureau.act(both)
    assert [one.client_id for one in done.sets] == [bureau.cafe, shop]
    assert done.label == "Account Sundries added, account Sundries added"


@pytest.fixture
def tell(bureau: Bureau) -> Tell:
    """Return what does an act and holds its label against the one expected."""
    cafe = bureau.cafe

    def told(expected: str, work: Callable[[Workspace], object], who: str = "anna") -> None:
        assert bureau.act(work, who, cafe).label == expected

    return told


def test_bills_are_told_in_the_words_of_the_trade(bureau: Bureau, tell: Tell) -> None:
    tell("Document tidewater.xml added", lambda one: (capture(one).capture([CLEANING]), capture(one).read_waiting()))
    tell("Bill TCC-003907 corrected", lambda one: inbox(one).set("1", {"po_number": "PO-7", "account": "6-0500"}))
    tell("Bill TCC-003907 confirmed", lambda one: inbox(one).confirm("1"))
    tell("Bill INV-1 confirmed", lambda one: enter_bill(one, "Bean Brothers", "INV-1", 11000))
    tell("Bill INV-2 confirmed", lambda one: enter_bill(one, "Bean Brothers", "INV-2", 5500))
    credit = BillKind.CREDIT_NOTE
    tell("Credit note CN-1 confirmed", lambda one: enter_bill(one, "Bean Brothers", "CN-1", 1100, credit))
    first, second, note = (bureau.id_of(number) for number in ("INV-1", "INV-2", "CN-1"))
    tell("Bill INV-1 approved", lambda one: approvals(one).approve(first), "ben")
    tell("Bill INV-2 sent back", lambda one: approvals(one).reject(second, "wrong month"), "ben")
    tell("Bill INV-2 submitted for approval", lambda one: approvals(one).submit(second))
    tell("2 bills approved", lambda one: [approvals(one).approve(bill) for bill in (second, note)], "ben")
    tell("Approval of bill INV-2 withdrawn", lambda one: approvals(one).withdraw(second, "asked"), "ben")
    tell("Bill INV-1 recoded", lambda one: editing(one).recode(first, {"line.1.account": "6-1200"}))
    tell("Bill INV-2 changed", lambda one: editing(one).edit(second, {"note": "ring first"}))
    tell("Bill INV-2 put on hold", lambda one: BillService(one.desk).hold(second, "short delivery"))
    tell("Bill INV-2 taken off hold", lambda one: BillService(one.desk).lift_hold(second))
    tell("Bill INV-2 marked as disputed", lambda one: BillService(one.desk).dispute(second, disputed=True))
    tell(
        "Credit allocated to bill INV-1",
        lambda one: BillService(one.desk).allocate_credit(note, first, Money(1100, "AUD")),
    )


def test_what_an_invoice_was_marked_as_is_told(bureau: Bureau, tell: Tell) -> None:
    parts = (Milestone("Deposit", Decimal("0.3"), None), Milestone("Rest", None, None))
    made = bureau.ask(lambda one: issued(one.desk, customer(one.desk), line("100"), milestones=parts).id)
    credited: list[str] = []
    until = PAY_DAY + timedelta(days=30)

    def sales(workspace: Workspace) -> InvoiceService:
        return InvoiceService(workspace.desk)

    tell("Invoice INV-0001 disputed", lambda one: sales(one).dispute(made, "two boxes: missing"))
    told = bureau.ask(lambda one: trail(one, "invoice", made))
    assert told[-1].note == "two boxes: missing"
    tell("Invoice INV-0001 no longer disputed", lambda one: sales(one).dispute(made, None))
    tell(f"Invoice INV-0001 promised until {in_words(until)}", lambda one: sales(one).promise(made, until))
    tell("Invoice INV-0001 no longer promised", lambda one: sales(one).promise(made, None))
    tell("Invoice INV-0001 spared reminders", lambda one: sales(one).remind(made, wanted=False))
    tell("Invoice INV-0001 given reminders again", lambda one: sales(one).remind(made, wanted=True))
    tell("Instalment of invoice INV-0001 called due", lambda one: sales(one).reached(made, 1))
    tell("Credit note added", lambda one: credited.append(sales(one).credit(made).id))
    tell("Credit note CN-0001 issued", lambda one: sales(one).issue(credited[0]))
    words = ANSWERS[Action.INVOICE_ISSUED]
    assert "invoice" not in words.words.casefold(), "a credit note is issued, too"


def test_payments_and_the_bank_are_told_in_the_words_of_the_trade(bureau: Bureau, tell: Tell) -> None:
    bureau.act(lambda one: enter_bill(one, "Bean Brothers", "INV-1", 9900))
    bill = bureau.id_of("INV-1")
    bureau.act(lambda one: approvals(one).approve(bill), "ben")
    tell(
        "2 bank accounts of suppliers confirmed",
        lambda one: payees(one).confirm_taken_over("held against the old list"),
        "ben",
    )
    tell("Payment run 1 proposed", lambda one: paying(one).propose(paying(one).bank_account("Everyday").id, PAY_DAY))
    run = bureau.ask(lambda one: paying(one).find("1"))
    payment = bureau.ask(lambda one: paying(one).show(run).payments[0].payment.id)
    tell("Payment to Bean Brothers held back in run 1", lambda one: paying(one).hold(payment, "asked"))
    tell("Payment to Bean Brothers put back into run 1", lambda one: paying(one).include(payment))
    tell("Payment run 1 released", lambda one: paying(one).release(run), "ben")
    file = statement(("-99.00", "DIRECT ENTRY"), ("-10.00", "ACCOUNT FEE"), ("-50.00", "TO SAVINGS"))
    tell(
        "Bank statement july.ofx imported, 3 lines",
        lambda one: banking(one).import_statement("july.ofx", file, account="Everyday"),
    )
    paid, fee, saved = (bureau.line(text) for text in ("DIRECT ENTRY", "ACCOUNT FEE", "TO SAVINGS"))
    tell(
        "Bank line matched with payment to Bean Brothers", lambda one: banking(one).accept(paid, [f"payment:{payment}"])
    )
    tell("Bank line coded to Bank fees", lambda one: banking(one).code(fee, [Part("6-0400")]))
    tell("Bank line booked as a transfer with Savings", lambda one: banking(one).transfer(saved, "Savings"))
    tell("Bank account Everyday reconciled to 2 Jul 2026", lambda one: banking(one).sign_off("Everyday"))
    tell("Reconciliation of Everyday reopened", lambda one: banking(one).reopen("Everyday", PAY_DAY))
    tell("Coding of a bank line reversed", lambda one: banking(one).undo(fee))
    tell("Bank line unmatched", lambda one: banking(one).undo(paid))
    tell("Payment run 1 recalled", lambda one: paying(one).recall(run, "the bank was closed"), "ben")


def test_an_undo_and_the_undo_of_it_are_told_by_what_they_undid(bureau: Bureau) -> None:
    bureau.act(lambda one: enter_bill(one, "Bean Brothers", "INV-1", 11000))
    bill = bureau.id_of("INV-1")
    held = bureau.act(lambda one: BillService(one.desk).hold(bill, "asked"))
    undone = bureau.act(lambda one: undo(one.desk.books, held.sets[0].id, actor=one.desk.actor))
    assert undone.label == "Undone: Bill INV-1 put on hold"
    again = bureau.act(lambda one: undo(one.desk.books, undone.sets[0].id, actor=one.desk.actor))
    assert again.label == "Done again: Bill INV-1 put on hold"


def test_what_is_gone_is_called_what_it_was_called_last(bureau: Bureau) -> None:
    added = bureau.act(lambda one: add_account(one.desk, "6-9000", "Sundries", AccountKind.EXPENSE, None))
    undone = bureau.act(lambda one: undo(one.desk.books, added.sets[0].id, actor=one.desk.actor))
    assert undone.label == "Undone: Account Sundries added"


def test_what_became_of_an_estimate_is_told(bureau: Bureau, tell: Tell) -> None:
    def offered(workspace: Workspace) -> str:
        service = EstimateService(workspace.desk)
        return service.offer(service.draft(Entered(customer(workspace.desk), (line("100"),))).id).id

    first = bureau.ask(offered)
    tell("Estimate EST-0001 accepted", lambda one: EstimateService(one.desk).accept(first, by="Jo: by phone"))
