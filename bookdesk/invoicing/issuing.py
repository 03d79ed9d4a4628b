"""Issuing: number, what stands on the document, entry in the books, all in one change; and cancelling, its reversal.

From here on the content stands: the database refuses to change it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.dates import due_date
from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import NumberedBy, TaxMode
from bookdesk.invoicing.custom import settings_of, terms_for
from bookdesk.invoicing.drafting import (
    entered_of,
    free_estimate,
    instalments_of,
    not_a_draft,
    rate_day,
    reckon,
)
from bookdesk.invoicing.filling import customer_of
from bookdesk.invoicing.papers import check_printable
from bookdesk.invoicing.writing import entered_lines, lines_of, reckoned
from bookdesk.ledger.allocating import Applied, allocate_credit, release
from bookdesk.ledger.discounting import follow_discounts
from bookdesk.ledger.posting import base_currency
from bookdesk.ledger.receivable import open_invoices, standing_allocations
from bookdesk.ledger.roles import ensure_role
from bookdesk.ledger.salesnumbers import kind_of, next_number
from bookdesk.ledger.salesposting import invoice_day, post_invoice, unpost_invoice
from bookdesk.mail.billing import billed
from bookdesk.models.account import AccountRole
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import (
    Invoice,
    InvoiceAllocation,
    InvoiceKind,
    InvoiceLine,
    InvoiceSource,
    InvoiceStatus,
)
from bookdesk.store.books import Books
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk


class SettingMissing(RuleBroken):
    """A document lacks what a setting of the client would give it; `page` names where that is set."""

    def __init__(self, page: str, what: str, remedy: str) -> None:
        """Keep the sentences, and the page of the settings."""
        super().__init__(what, remedy)
        self.page = page


@dataclass(frozen=True, slots=True)
class Issuing:
    """Who issues, when, which day it is for the client, and the books that the paper is drawn from."""

    user: str
    now: datetime
    today: date
    books: Books

    @classmethod
    def at(cls, desk: Desk, today: date) -> Issuing:
        """Return the setting of a person at work."""
        return cls(desk.actor.user, desk.clock.now(), today, desk.books)


def issue(work: Change, invoice: Invoice, by: Issuing, *, on: date | None = None) -> Invoice:
    """Issue a draft, dated `on` where that is said: it gets its number, stands from now on, and is in the books.

    `RuleBroken` for what no invoice can be: nothing or less, without an account or tax code, foreign without a rate,
    dated in the future, a credit note above its invoice; and for a posting date in a locked period. A credit note
    settles what is open of the invoice it is for. What no page can hold is refused, too.
    """
    if invoice.status is not InvoiceStatus.DRAFT:
        raise not_a_draft(invoice)
    customer = customer_of(work.session, invoice.contact_id)
    if on is not None and on != invoice.document_date:
        _redate(work, invoice, customer, on)
    require_issuable(work.session, invoice, by.today)
    _fill_accounts(work, invoice)
    customer.customer = True
    invoice.billed_to = billed(customer)
    if settings_of(work.session).numbered_by is NumberedBy.BOOKDESK:
        invoice.number = next_number(work.session, kind_of(invoice), invoice.document_date)
        invoice.payment_reference = invoice.payment_reference or invoice.number
    invoice.tax_point = invoice.tax_point or invoice.document_date
    invoice.posting_date = invoice.posting_date or invoice.document_date
    invoice.issued_at, invoice.issued_by = by.now, by.user
    invoice.move_to(InvoiceStatus.ISSUED)
    work.session.flush()
    post_invoice(work, invoice, invoice_day(invoice))
    if invoice.corrects_id is not None:
        _lay_on_its_invoice(work, invoice)
    check_printable(work.session, by.books, invoice)
    return invoice


def cancel(work: Change, invoice: Invoice, reason: str, today: date) -> None:
    """Cancel an issued invoice or credit note: it is reversed in the books, its number stays used and visible.

    Refused once anything of it is settled or credited, since then a credit note is the way. Invoices that a credit note
    settles are open again. `cancelled_on` is the day of the reversal.
    """
    session = work.session
    if invoice.status is InvoiceStatus.DRAFT:
        raise RuleBroken("A draft is not cancelled.", "Throw it away.", command="bookdesk invoice delete INVOICE")
    if not reason:
        raise InputError("A cancelled document needs the reason.", "Say why it does not hold.")
    if _is_note(invoice):
        _take_off_invoices(work, invoice, today)
    own = (InvoiceAllocation.invoice_id == invoice.id) | (InvoiceAllocation.source_id == invoice.id)
    if standing_allocations(session, own):
        what = "Something of it was paid back." if _is_note(invoice) else "Something was paid or credited already."
        raise RuleBroken(
            f"The {invoice.kind} {shown(invoice)} cannot be cancelled. {what}",
            "Take that back first, or write a credit note for what is left.",
        )
    if credited(session, invoice.id):
        raise RuleBroken(
            f"There is a credit note for the invoice {shown(invoice)}.", "Cancel the credit note first, or keep both."
        )
    invoice.move_to(InvoiceStatus.VOID)
    gone = unpost_invoice(work, invoice, today, "cancelled")
    invoice.cancelled_on = gone.posting_date if gone is not None else today
    invoice.cancelled_reason = reason
    free_estimate(work, invoice)
    session.flush()


def credited(session: Session, invoice_id: str) -> int:
    """Return the minor units of the issued credit notes for an invoice that were not cancelled."""
    query = select(func.coalesce(func.sum(Invoice.total), 0)).where(
        Invoice.corrects_id == invoice_id,
        Invoice.kind == InvoiceKind.CREDIT_NOTE,
        Invoice.status == InvoiceStatus.ISSUED,
    )
    return int(session.scalar(query) or 0)


def creditable(session: Session, invoice: Invoice) -> Money:
    """Return how much of an invoice may still be credited: its claim less credit notes and what was let go of it."""
    gone = credited(session, invoice.id) + let_go(session, invoice.id)
    return Money(invoice.claim.minor - gone, invoice.currency)


def let_go(session: Session, invoice_id: str) -> int:
    """Return the minor units that the customer need not pay any more: discounts given, and what was written off.

    Both lowered sales and tax already; to credit them as well would give money back that never came.
    """
    query = select(func.coalesce(func.sum(InvoiceAllocation.amount), 0)).where(
        InvoiceAllocation.invoice_id == invoice_id,
        InvoiceAllocation.source.in_((InvoiceSource.DISCOUNT, InvoiceSource.WRITE_OFF)),
    )
    return int(session.scalar(query) or 0)


def beyond_its_invoice(session: Session, note: Invoice) -> RuleBroken | None:
    """Return why a credit note does not fit its invoice as things stand, None where it does.

    It claims no more than can still be credited, and has customer and currency of an invoice that stands.
    """
    invoice = session.get(Invoice, note.corrects_id) if note.corrects_id else None
    if invoice is None:
        return None
    if invoice.status is not InvoiceStatus.ISSUED:
        return RuleBroken(f"The invoice {shown(invoice)} is {invoice.status}.", "Credit an issued invoice only.")
    if (invoice.contact_id, invoice.currency) != (note.contact_id, note.currency):
        return RuleBroken(
            f"The invoice {shown(invoice)} is another customer's, or in another currency.",
            "A credit note has customer and currency of the invoice it is for.",
        )
    left = creditable(session, invoice)
    if note.total <= left.minor:
        return None
    gone = let_go(session, invoice.id)
    why = f" {Money(gone, note.currency)} of it is a discount given, or written off." if gone else ""
    return RuleBroken(
        f"{note.total_money} is more than can be credited of the invoice {shown(invoice)}: {left} is left.{why}",
        "Credit less, or take the write-off back first." if gone else "Credit less.",
    )


def still_open(session: Session, invoice: Invoice) -> Money:
    """Return what is open of an issued invoice today."""
    return open_invoices(session, [invoice])[invoice.id]


def shown(invoice: Invoice) -> str:
    """Return what a document is called in a sentence: its number, or whose and when."""
    if invoice.number:
        return invoice.number
    said = invoice.billed_to
    name = said.get("name") if isinstance(said, dict) else None
    return f"of {invoice.document_date}" + (f" to {name}" if name else "")


def _is_note(invoice: Invoice) -> bool:
    return invoice.kind is InvoiceKind.CREDIT_NOTE


def _redate(work: Change, invoice: Invoice, customer: Contact, on: date) -> None:
    """Date a draft anew: days that were the document's follow, as does the day by which it is due by its terms."""
    if instalments_of(work.session, invoice.id):
        raise RuleBroken(
            "The invoice is paid by a plan that counts from its date.",
            "Change the date in the draft; the plan follows.",
        )
    terms = terms_for(settings_of(work.session), customer)
    if invoice.due_date is not None:
        by_terms = invoice.due_date == due_date(invoice.document_date, terms)
        invoice.due_date = due_date(on, terms) if by_terms else max(on, invoice.due_date)
    for name in ("tax_point", "posting_date"):
        if getattr(invoice, name) == invoice.document_date:
            setattr(invoice, name, on)
    invoice.document_date = on
    work.session.flush()
    reckon(work, invoice, entered_of(work.session, invoice))
    work.session.flush()


def _lay_on_its_invoice(work: Change, note: Invoice) -> None:
    """Settle by a credit note what is open of its invoice; what is more stays the customer's credit.

    What was paid early may have earned the discount of what the invoice asks for now, as when a credit is applied.
    """
    invoice = work.get(Invoice, note.corrects_id or "")
    amount = min(still_open(work.session, invoice), note.total_money)
    if amount:
        allocate_credit(work, note, Applied(invoice.id, amount))
        follow_discounts(work, [invoice.id], note.document_date)


def _take_off_invoices(work: Change, note: Invoice, today: date) -> None:
    """Let the invoices that a credit note settles be open again, before it is cancelled, with discounts it earned."""
    its = (InvoiceAllocation.source_id == note.id, InvoiceAllocation.source == InvoiceSource.CREDIT_NOTE)
    rows = standing_allocations(work.session, *its)
    for row in rows:
        release(work, row, today, "credit note cancelled")
    follow_discounts(work, [row.invoice_id for row in rows], today)


def require_issuable(session: Session, invoice: Invoice, today: date) -> None:
    """Refuse what no invoice can be, as `issue` does; it may be asked before a person decides."""
    lines = lines_of(session, invoice)
    if not lines:
        raise RuleBroken("The invoice has no lines.", "Write what is billed.")
    if invoice.total <= 0:
        remedy = "Write a credit note for what you owe the customer." if invoice.total < 0 else "Write what is billed."
        raise RuleBroken(f"A document is for more than nothing; this one is for {invoice.total_money}.", remedy)
    if invoice.document_date > today:
        raise RuleBroken(
            f"The document is dated {invoice.document_date}, and today is {today}.",
            "Issue it on its day, or date it today.",
        )
    if invoice.tax_mode is not TaxMode.NONE and (bare := [one.position for one in lines if one.tax_code_id is None]):
        raise SettingMissing(
            "tax",
            f"Line {bare[0]} has no tax code.",
            "Choose one for every line, or a usual one in the settings, or show no tax at all.",
        )
    if invoice.currency != base_currency(session) and invoice.rate is None:
        raise RuleBroken(
            f"The document is in {invoice.currency} and has no exchange rate.",
            f"Say what one {invoice.currency} costs in {base_currency(session)}.",
            command="bookdesk invoice edit INVOICE rate=RATE",
        )
    _require_current(session, invoice)
    if _is_note(invoice):
        beyond = beyond_its_invoice(session, invoice)
        if beyond is not None:
            raise beyond


def _require_current(session: Session, invoice: Invoice) -> None:
    """Refuse a draft whose sums are not those of today's tax codes: what was shown is what is issued."""
    lines = entered_lines(lines_of(session, invoice))
    done, _ = reckoned(session, invoice, lines, rate_day(session, invoice))
    if (done.net.minor, done.tax.minor) != (invoice.net, invoice.tax):
        raise RuleBroken(
            f"By the tax rates of {rate_day(session, invoice)} the lines make {done.net + done.tax},"
            f" not {Money(invoice.net + invoice.tax, invoice.currency)}.",
            "Save the draft anew and look at it before it is issued.",
        )


def _fill_accounts(work: Change, invoice: Invoice) -> None:
    """Give lines that name no account the one for sales; before the status moves, since then lines stand."""
    bare: Sequence[InvoiceLine] = work.session.scalars(
        select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id, InvoiceLine.account_id.is_(None))
    ).all()
    for line in bare:
        line.account_id = ensure_role(work, AccountRole.SALES)
    work.session.flush()
