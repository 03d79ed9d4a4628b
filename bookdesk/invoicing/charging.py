"""An invoice for paying late: what is claimed of a late invoice, on an account of its own and outside tax.

What is claimed for lateness is no price of a supply (Court of Justice of the EU, C-222/81, BAZ Bausystem), so the line
has the tax code of the account for it, which the templates keep outside the scope of tax.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.money import Money
from bookdesk.invoicing.drafting import begun
from bookdesk.invoicing.entered import Entered, EnteredLine
from bookdesk.invoicing.filling import filled
from bookdesk.invoicing.issuing import shown
from bookdesk.ledger.receivable import open_invoices
from bookdesk.ledger.roles import ensure_role
from bookdesk.ledger.taxcodes import sales_codes
from bookdesk.models.account import Account, AccountRole, TaxCode, TaxTreatment
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.store.change import Change


def begin_charge(
    work: Change, invoice: Invoice, claims: Sequence[tuple[str, Money]], user: str, today: date
) -> Invoice:
    """Draft the invoice of what is claimed of a late one: pairs of text and amount, such as a fee and interest.

    `RuleBroken` where nothing is late: an invoice that is not open, or not due yet.
    """
    _require_late(work.session, invoice, today)
    if not claims or any(amount.minor <= 0 for _, amount in claims):
        raise InputError("Nothing is claimed, or less.", "Claim amounts above zero.")
    if any(amount.currency != invoice.currency for _, amount in claims):
        raise InputError(f"The invoice is in {invoice.currency}.", "Claim in its currency.")
    account = ensure_role(work, AccountRole.LATE_FEES)
    code = _code(work.session, account, today)
    lines = tuple(
        EnteredLine(text, unit_price=amount.major, account_id=account, tax_code_id=code) for text, amount in claims
    )
    entered = Entered(
        invoice.contact_id,
        lines,
        currency=invoice.currency,
        language=invoice.language,
        reference=invoice.number,
        usual=False,
    )
    return begun(work, filled(work.session, entered, today), user, fee_for_id=invoice.id)


def _require_late(session: Session, invoice: Invoice, today: date) -> None:
    still = invoice.kind is InvoiceKind.INVOICE and invoice.status is InvoiceStatus.ISSUED
    if not still or not open_invoices(session, [invoice])[invoice.id]:
        raise RuleBroken(f"Nothing is open of {shown(invoice)}.", "Charge for an open invoice only.")
    if invoice.due_date is None or invoice.due_date >= today:
        raise RuleBroken(f"The invoice {shown(invoice)} is not late.", "Wait until it is.")


def _code(session: Session, account_id: str, day: date) -> str | None:
    """Return the account's own tax code where it makes no tax, else one that is outside the scope of tax."""
    free = [one.id for one in sales_codes(session, day) if not one.rate]
    own = session.scalar(select(Account.default_tax_code_id).where(Account.id == account_id))
    outside = select(TaxCode.id).where(TaxCode.treatment == TaxTreatment.OUTSIDE, TaxCode.id.in_(free))
    return own if own in free else session.scalar(outside.order_by(TaxCode.code).limit(1))
