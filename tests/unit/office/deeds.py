"""What people do at the cafe all day: acts by name, each with whoever does it, restored or countered by their undo."""

from __future__ import annotations

from collections.abc import Callable

from bookdesk.approvals.evidence import Evidence
from bookdesk.approvals.limits import ApprovalRules
from bookdesk.banking.service import Part
from bookdesk.capture.rulebook import RuleBook, RuleTyped
from bookdesk.capture.service import Incoming
from bookdesk.capture.supporting import RequiredPapers
from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme, DocumentKind
from bookdesk.ledger.chart import add_account
from bookdesk.ledger.periods import lock_through
from bookdesk.models.account import AccountKind
from bookdesk.models.approval import Channel
from bookdesk.office.undostack import Done
from bookdesk.payments.bills import BillService
from bookdesk.sandbox.bank import Account as BankNumber
from bookdesk.sandbox.papers import bills as papers
from bookdesk.sandbox.papers.einvoice import ubl
from bookdesk.workspace import Workspace
from tests.unit.office.bureau import (
    PAY_DAY,
    Bureau,
    approvals,
    banking,
    capture,
    editing,
    inbox,
    payees,
    paying,
    statement,
)

Act = Callable[[Bureau], Done]

OTHER_ACCOUNT = BankDetails(BankScheme.BSB, routing="063010", account_number="10448821")
COFFEE = Incoming("coffee.xml", ubl(papers.COFFEE))
MAIL = Evidence("approval.eml", "message/rfc822", b"From: mia@example.com\n\nYes, pay it.")


def on_bill(bureau: Bureau, number: str, work: Callable[[Workspace, str], object], who: str = "anna") -> Done:
    """Do something with the bill of a number."""
    bill = bureau.id_of(number)
    return bureau.act(lambda one: work(one, bill), who)


RESTORED: dict[str, tuple[Act, str]] = {
    "held": (lambda on: on_bill(on, "INV-1", lambda one, bill: BillService(one.desk).hold(bill, "asked")), "anna"),
    "disputed": (
        lambda on: on_bill(on, "INV-1", lambda one, bill: BillService(one.desk).dispute(bill, disputed=True)),
        "anna",
    ),
    "edited": (lambda on: on_bill(on, "INV-2", lambda one, bill: editing(one).edit(bill, {"total": "60.00"})), "anna"),
    "edited after approval": (
        lambda on: on_bill(on, "INV-1", lambda one, bill: editing(one).edit(bill, {"total": "90.00"})),
        "anna",
    ),
    "booked otherwise after approval": (
        lambda on: on_bill(on, "INV-1", lambda one, bill: editing(one).edit(bill, {"posting_date": "2026-07-02"})),
        "anna",
    ),
    "edited by its approver": (
        lambda on: on_bill(
            on, "INV-1", lambda one, bill: editing(one).edit(bill, {"note": "slip", "total": "1.10"}), "ben"
        ),
        "ben",
    ),
    "confirmed, with a supplier who was new": (lambda on: on.act(lambda one: inbox(one).confirm("1")), "anna"),
    "corrected in the inbox": (
        lambda on: on.act(lambda one: inbox(one).set("1", {"po_number": "PO-9", "line.1.net": "100.00"})),
        "anna",
    ),
    "turned into a credit note": (lambda on: on.act(lambda one: inbox(one).set("1", {"kind": "credit_note"})), "anna"),
    "rejected in the inbox": (lambda on: on.act(lambda one: inbox(one).reject("1", "not ours")), "anna"),
    "said to be needless": (
        lambda on: on.act(lambda one: RequiredPapers(one.desk).waive("1", "agreed by phone")),
        "anna",
    ),
    "a rule of coding": (
        lambda on: on.act(lambda one: RuleBook(one.desk).add(RuleTyped("6-0500", contains="milk"))),
        "anna",
    ),
    "a rule of required documents": (
        lambda on: on.act(lambda one: RequiredPapers(one.desk).add(DocumentKind.ORDER, Money(100, "AUD"))),
        "anna",
    ),
    "credit allocated": (
        lambda on: on.act(
            lambda one: BillService(one.desk).allocate_credit(on.id_of("CN-1"), on.id_of("INV-1"), Money(1100, "AUD"))
        ),
        "anna",
    ),
    "bank details entered": (
        lambda on: on.act(lambda one: payees(one).enter("Milk Maids", OTHER_ACCOUNT)),
        "anna",
    ),
    "run proposed": (
        lambda on: on.act(lambda one: paying(one).propose(paying(one).bank_account("Everyday").id, PAY_DAY)),
        "anna",
    ),
    "matched": (lambda on: on.act(lambda one: banking(one).accept(on.line("DIRECT ENTRY"), ["payment:R1-1"])), "anna"),
    "books locked": (lambda on: on.act(lambda one: lock_through(one.desk, PAY_DAY, "BAS lodged")), "anna"),
    "account added": (
        lambda on: on.act(lambda one: add_account(one.desk, "6-9000", "Sundries", AccountKind.EXPENSE, None)),
        "anna",
    ),
    "limit set": (
        lambda on: on.act(lambda one: ApprovalRules(one.desk).set_limit(one.desk.actor.user, Money(100, "AUD"))),
        "anna",
    ),
}

COUNTERED: dict[str, tuple[Act, str]] = {
    "approved": (lambda on: on_bill(on, "INV-2", lambda one, bill: approvals(one).approve(bill), "ben"), "ben"),
    "approved in bulk": (
        lambda on: on.act(lambda one: [approvals(one).approve(on.id_of(bill)) for bill in ("INV-2", "INV-3")], "ben"),
        "ben",
    ),
    "rejected": (lambda on: on_bill(on, "INV-2", lambda one, bill: approvals(one).reject(bill, "no"), "ben"), "ben"),
    "rejected after approval": (
        lambda on: on_bill(on, "INV-1", lambda one, bill: approvals(one).reject(bill, "no"), "ben"),
        "ben",
    ),
    "approval received": (
        lambda on: on_bill(
            on, "INV-2", lambda one, bill: approvals(one).receive(bill, "Mia", Channel.MAIL, MAIL, colleagues=())
        ),
        "anna",
    ),
    "recoded": (
        lambda on: on_bill(on, "PAID-1", lambda one, bill: editing(one).recode(bill, {"line.1.account": "6-1200"})),
        "anna",
    ),
    "coded": (lambda on: on.act(lambda one: banking(one).code(on.line("ACCOUNT FEE"), [Part("6-0400")])), "anna"),
    "a bill paid by a bank line": (
        lambda on: on.act(lambda one: banking(one).accept(on.line("MILK MAIDS"), ["bill:INV-1"])),
        "anna",
    ),
    "transferred": (lambda on: on.act(lambda one: banking(one).transfer(on.line("TO SAVINGS"), "Savings")), "anna"),
    "statement imported": (lambda on: on.act(_import_savings), "anna"),
    "document added and read": (
        lambda on: on.act(lambda one: (capture(one).capture([COFFEE]), capture(one).read_waiting())),
        "anna",
    ),
}


def _import_savings(workspace: Workspace) -> None:
    own = BankNumber("306041", "5550002", "AUD")
    banking(workspace).import_statement("savings.ofx", statement(("5.00", "INTEREST"), account=own), account="Savings")
