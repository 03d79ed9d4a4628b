"""A filled document into its rows: what is the same for invoices, estimates and schedules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError, NotFound
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import RoundedBy, TaxMode
from bookdesk.invoicing.entered import Entered, EnteredLine
from bookdesk.invoicing.pricing import Priced, ToPrice, priced
from bookdesk.ledger.roles import FOLLOWING_DOCUMENTS
from bookdesk.ledger.salescategories import category
from bookdesk.ledger.taxcodes import sales_codes
from bookdesk.models.account import Account, AccountKind, AccountRole, TaxCode
from bookdesk.models.estimate import Estimate, EstimateLine
from bookdesk.models.invoice import Invoice, InvoiceLine
from bookdesk.models.schedule import InvoiceSchedule, ScheduleLine
from bookdesk.store.change import Change

Document = Invoice | Estimate | InvoiceSchedule
Line = InvoiceLine | EstimateLine | ScheduleLine
_LINES: dict[type[Document], tuple[type[InvoiceLine | EstimateLine | ScheduleLine], str]] = {
    Invoice: (InvoiceLine, "invoice_id"),
    Estimate: (EstimateLine, "estimate_id"),
    InvoiceSchedule: (ScheduleLine, "schedule_id"),
}


def write_head(document: Document, entered: Entered) -> None:
    """Bring what all three kinds have of a filled document to its row."""
    document.contact_id, document.currency = entered.contact_id, entered.currency or ""
    document.language, document.reference = entered.language, entered.reference
    document.tax_mode, document.rounded_by = entered.tax_mode or TaxMode.EXCLUSIVE, entered.rounded_by
    document.introduction, document.note = entered.introduction, entered.note


def lines_of(session: Session, document: Document) -> Sequence[Line]:
    """Return the lines of a document in order."""
    model, key = _LINES[type(document)]
    query = select(model).where(getattr(model, key) == document.id).order_by(model.position)
    return cast("Sequence[Line]", session.scalars(query).all())


def entered_lines(lines: Iterable[Line]) -> tuple[EnteredLine, ...]:
    """Return kept lines as they would be entered."""
    return tuple(
        EnteredLine(
            one.description,
            one.quantity,
            one.unit_price,
            one.unit,
            one.detail,
            one.discount,
            one.product_id,
            one.account_id,
            one.tax_code_id,
            one.served_from,
            one.served_to,
        )
        for one in lines
    )


def write_lines(
    work: Change, document: Document, entered: Sequence[EnteredLine], day: date, step: Money | None = None
) -> Priced:
    """Replace the lines of a document by these, reckoned with the tax rates of `day`; returns the sums.

    `InputError` for a line without text or price, a tax code that is not for sales or has no rate on that day, or an
    account that nothing is sold on.
    """
    model, key = _LINES[type(document)]
    done, rates = reckoned(work.session, document, entered, day, step)
    _require_accounts(work.session, entered)
    for row in lines_of(work.session, document):
        work.delete(row)
    work.session.flush()
    for position, (one, rate, sums) in enumerate(zip(entered, rates, done.lines, strict=True), 1):
        row = model(**{key: document.id}, position=position)
        row.product_id, row.description, row.detail, row.unit = one.product_id, one.description, one.detail, one.unit
        row.quantity, row.unit_price = one.quantity, one.unit_price or Decimal(0)
        row.discount = one.discount or None
        row.account_id, row.tax_code_id, row.tax_rate = one.account_id, one.tax_code_id, rate
        row.net, row.tax, row.gross = sums.net.minor, sums.tax.minor, sums.gross.minor
        row.served_from, row.served_to = one.served_from, one.served_to
        work.add(row)
    work.session.flush()
    return done


def reckoned(
    session: Session, document: Document, entered: Sequence[EnteredLine], day: date, step: Money | None = None
) -> tuple[Priced, list[Decimal]]:
    """Return the sums of a document whose lines are these, and the tax rate of each line on `day`."""
    mode = document.tax_mode
    dated = {one.id: one for one in sales_codes(session, day)}
    kept = {one.id: one for one in session.scalars(select(TaxCode))}
    to_price, rates = [], []
    for number, one in enumerate(entered, 1):
        if one.tax_code_id is not None and one.tax_code_id not in dated:
            _refuse_code(number, kept.get(one.tax_code_id), day)
        code = dated[one.tax_code_id] if one.tax_code_id else None
        rate = code.rate if code and mode is not TaxMode.NONE else Decimal(0)
        known = kept[code.id] if code else None
        sort = category(known.code, known.treatment) if known else None
        if one.unit_price is None:
            raise InputError(f"Line {number} has no price.", "Write one.")
        to_price.append(ToPrice(one.quantity, one.unit_price, rate, one.discount, code.code if code else None, sort))
        rates.append(rate)
    by = document.rounded_by or RoundedBy.CATEGORY
    return priced(to_price, document.currency, mode=mode, by=by, step=step), rates


def _refuse_code(number: int, code: TaxCode | None, day: date) -> None:
    if code is None:
        raise NotFound(f"There is no tax code as line {number} has it.", "Choose one from the list.")
    raise InputError(
        f"The tax code {code.code} of line {number} is not for sales, or has no rate on {day}.",
        "Choose one that is charged on sales.",
        command="bookdesk account tax-codes",
    )


_SOLD_ON = frozenset({AccountKind.INCOME, AccountKind.LIABILITY, AccountKind.ASSET, AccountKind.EXPENSE})
"""Deposits are sold on a liability, what is passed on at cost on an expense; money at a bank and equity are not."""


def _require_accounts(session: Session, entered: Sequence[EnteredLine]) -> None:
    wanted = {one.account_id for one in entered} - {None}
    found = {one.id: one for one in session.scalars(select(Account).where(Account.id.in_(wanted)))}
    for number, one in enumerate(entered, 1):
        account = found.get(one.account_id or "")
        if one.account_id is None:
            continue
        if account is None or account.archived:
            raise NotFound(f"There is no account as line {number} has it.", "Choose one from the chart.")
        if not may_be_sold_on(account):
            raise InputError(
                f"Nothing is sold on {account.code} {account.name}, as line {number} has it.",
                "Choose an account for income.",
            )


def may_be_sold_on(account: Account) -> bool:
    """Whether lines may name an account."""
    return account.kind in _SOLD_ON and not _posted_by_the_program(account)


def _posted_by_the_program(account: Account) -> bool:
    """Whether what stands on an account follows from documents, so that a line on it would break what they say."""
    return account.role in FOLLOWING_DOCUMENTS | _OF_TAX


_OF_TAX = frozenset({AccountRole.TAX_ON_PURCHASES, AccountRole.TAX_ON_SALES})
"""A payment of tax is coded to these; what is sold is not."""
