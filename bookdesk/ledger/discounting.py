"""What settles an invoice without money: a discount earned by paying early, and what is written off.

Both are entries of their own (Dr discounts allowed or bad debts, Dr tax on sales by code where tax is lowered, Cr
receivables) and allocations from the same day on. In a foreign currency they clear the claim as it was booked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money, total
from bookdesk.core.vocabulary import EntryKind, TaxOnDiscount
from bookdesk.ledger.allocating import fits_from, invoice_standing, release, require_settles
from bookdesk.ledger.allotting import in_proportion
from bookdesk.ledger.earlypayment import EarlyPayment, discount, to_pay
from bookdesk.ledger.earlypayment import Receipt as Paid
from bookdesk.ledger.entry import Charge, EntryDraft, Side
from bookdesk.ledger.periods import open_day
from bookdesk.ledger.posting import account_for, post
from bookdesk.ledger.receivable import standing_allocations, starts_on
from bookdesk.ledger.roles import ensure_role
from bookdesk.ledger.salesposting import invoice_rate
from bookdesk.ledger.tax import TaxShare
from bookdesk.models.account import AccountRole
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceLine, InvoiceSource
from bookdesk.models.receipt import Receipt
from bookdesk.store.change import Change

_MONEY = frozenset({InvoiceSource.RECEIPT, InvoiceSource.BANK_LINE})


@dataclass(frozen=True, slots=True)
class Offer:
    """What paying an invoice early is worth: all of the discount, until which day, and of which net and tax it is."""

    amount: Money
    last_day: date
    shares: tuple[TaxShare, ...]


def offer_of(session: Session, invoice: Invoice) -> Offer | None:
    """Return the discount that an invoice offers, less what credit notes took from it; None where it offers none."""
    if invoice.discount_share is None or invoice.discount_days is None or invoice.sign < 0:
        return None
    terms = EarlyPayment(invoice.discount_share, invoice.discount_days, invoice.discount_tax or TaxOnDiscount.REDUCED)
    found = discount(terms, tax_shares(session, invoice), invoice.currency)
    asked = _asked(session, invoice)
    if not found.amount or asked.minor <= 0:
        return None
    amount = found.amount if asked == invoice.claim else found.amount.times(Decimal(asked.minor) / invoice.claim.minor)
    return Offer(amount, terms.last_day(invoice.document_date), found.shares)


def discount_if_paid(session: Session, invoice: Invoice, day: date) -> Money:
    """Return the discount that is earned if the rest of an invoice is paid on a day; nothing where none is."""
    nothing = Money.zero(invoice.currency)
    offer = offer_of(session, invoice)
    if offer is None or _standing(session, invoice, InvoiceSource.DISCOUNT):
        return nothing
    found = to_pay(_asked(session, invoice), offer.amount, offer.last_day, _paid(session, invoice), day)
    return min(found.discount, invoice_standing(session, invoice).left) if found.last_day is not None else nothing


def follow_discounts(work: Change, invoice_ids: Iterable[str], day: date) -> None:
    """Book the discounts that invoices have earned by now, and take back those that they have no longer earned."""
    for invoice_id in dict.fromkeys(invoice_ids):
        invoice = work.get(Invoice, invoice_id)
        if invoice.discount_share is None:  # it offers none, so none was earned or taken
            continue
        taken = _standing(work.session, invoice, InvoiceSource.DISCOUNT)
        earned = _earned(work.session, invoice)
        if taken and not earned:
            for row in taken:
                release(work, row, day, "the discount is not earned any more")
        elif earned and not taken:
            paid_on = max(one.day for one in _paid(work.session, invoice))
            _take(work, invoice, earned, open_day(work.session, paid_on))


def refuse_discount(work: Change, invoice: Invoice, receipt: Receipt) -> Money:
    """Give none of the discount that an invoice earned with a receipt, and return how much that was.

    The refusal is an allocation over nothing from that day on: no later payment brings the discount back, and it goes
    with the receipt where that is taken back. Nothing is posted.
    """
    earned = _earned(work.session, invoice)
    if not earned or _standing(work.session, invoice, InvoiceSource.DISCOUNT):
        return Money.zero(invoice.currency)
    foreign = invoice_standing(work.session, invoice).whole_base is not None
    nothing = 0 if foreign else None
    row = InvoiceAllocation(
        invoice_id=invoice.id,
        source=InvoiceSource.DISCOUNT,
        source_id=receipt.id,
        day=open_day(work.session, max(receipt.day, starts_on(invoice))),
        amount=0,
        base_amount=nothing,
        gain=nothing,
    )
    work.add(row)
    work.session.flush()
    return earned


def take_discount(work: Change, invoice: Invoice, day: date) -> InvoiceAllocation:
    """Book the discount that an invoice has earned; `RuleBroken` where it has not, such as outside its window.

    Receipts do this of themselves; this is for an invoice whose payments were matched before.
    """
    earned = _earned(work.session, invoice)
    if not earned or _standing(work.session, invoice, InvoiceSource.DISCOUNT):
        raise RuleBroken(
            f"Invoice {invoice.number or invoice.id} has earned no discount that is still to be taken.",
            "A discount counts only for what is paid inside its window; otherwise write the rest off.",
            command="bookdesk receipt write-off INVOICE --why REASON",
        )
    return _take(work, invoice, earned, day)


def write_off(  # noqa: PLR0913 - what is written off, when, why, and where it goes
    work: Change,
    invoice: Invoice,
    amount: Money,
    day: date,
    why: str,
    *,
    charges: Sequence[Charge] | None = None,
    with_tax: bool = False,
) -> InvoiceAllocation:
    """Write an amount of an invoice off to bad debts, or to what `charges` (positive, together the amount) say.

    `with_tax` lowers tax on sales by the invoice's own rates, where the law gives relief for bad debts.
    """
    require_settles(work, invoice.id, invoice.contact_id, amount)
    if charges is None:
        account = ensure_role(work, AccountRole.BAD_DEBTS)
        charges = _by_code(work.session, invoice, account, amount, taxed=with_tax)
    return _settle(work, invoice, amount, day, _Kind(InvoiceSource.WRITE_OFF, EntryKind.WRITE_OFF, why), charges)


def tax_shares(session: Session, invoice: Invoice) -> list[TaxShare]:
    """Return net and tax of an invoice by tax code id and rate; one taken on has no lines and knows no tax."""
    rows = session.scalars(select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id)).all()
    currency, sums = invoice.currency, dict[tuple[str | None, Decimal], tuple[int, int]]()
    for row in rows:
        net, tax = sums.get((row.tax_code_id, row.tax_rate), (0, 0))
        sums[row.tax_code_id, row.tax_rate] = (net + row.net, tax + row.tax)
    if not sums:
        return [TaxShare(None, Decimal(0), invoice.claim, Money.zero(currency))]
    return [
        TaxShare(code, rate, Money(net, currency), Money(tax, currency)) for (code, rate), (net, tax) in sums.items()
    ]


@dataclass(frozen=True, slots=True)
class _Kind:
    source: InvoiceSource
    entry: EntryKind
    why: str


def _earned(session: Session, invoice: Invoice) -> Money | None:
    """Return the discount that what was paid in time has earned; at most what is open but for it."""
    offer = offer_of(session, invoice)
    paid = _paid(session, invoice)
    if offer is None or not paid:
        return None
    found = to_pay(_asked(session, invoice), offer.amount, offer.last_day, paid, max(one.day for one in paid))
    taken = total((Money(row.amount, invoice.currency) for row in _standing(session, invoice, InvoiceSource.DISCOUNT)),
                  invoice.currency)  # fmt: skip
    most = invoice_standing(session, invoice).left + taken
    earned = min(found.discount, most)
    return earned if found.last_day is None and earned.minor > 0 else None


def _asked(session: Session, invoice: Invoice) -> Money:
    """Return what an invoice asks for in money: its claim less credit notes and what was written off."""
    rows = standing_allocations(session, InvoiceAllocation.invoice_id == invoice.id)
    other = sum(row.amount for row in rows if row.source not in {*_MONEY, InvoiceSource.DISCOUNT})
    return invoice.claim - Money(other, invoice.currency)


def _paid(session: Session, invoice: Invoice) -> list[Paid]:
    """Return what was paid for an invoice, each with the day on which it came, not that from which it counts."""
    rows = standing_allocations(
        session, InvoiceAllocation.invoice_id == invoice.id, InvoiceAllocation.source.in_(_MONEY)
    )
    query = select(Receipt.id, Receipt.day).where(Receipt.id.in_([row.source_id for row in rows]))
    came = {row.id: row.day for row in session.execute(query)}
    return [Paid(came.get(row.source_id, row.day), Money(row.amount, invoice.currency)) for row in rows]


def _standing(session: Session, invoice: Invoice, source: InvoiceSource) -> list[InvoiceAllocation]:
    return standing_allocations(session, InvoiceAllocation.invoice_id == invoice.id, InvoiceAllocation.source == source)


def _take(work: Change, invoice: Invoice, amount: Money, day: date) -> InvoiceAllocation:
    account = ensure_role(work, AccountRole.DISCOUNTS_ALLOWED)
    taxed = (invoice.discount_tax or TaxOnDiscount.REDUCED) is TaxOnDiscount.REDUCED
    charges = _by_code(work.session, invoice, account, amount, taxed=taxed)
    kind = _Kind(InvoiceSource.DISCOUNT, EntryKind.DISCOUNT, "discount for paying early")
    return _settle(work, invoice, amount, day, kind, charges)


def _by_code(session: Session, invoice: Invoice, account: str, amount: Money, *, taxed: bool) -> list[Charge]:
    """Share an amount out by the invoice's tax codes, net and tax of each where tax is lowered, else all as net."""
    shares = tax_shares(session, invoice)
    nothing = Money.zero(amount.currency)
    if not taxed:
        return [Charge(account, amount, nothing)]
    parts = in_proportion(amount, [part for one in shares for part in (one.net, one.tax)])
    return [
        Charge(account, net, tax, share.code)
        for share, net, tax in zip(shares, parts[::2], parts[1::2], strict=True)
        if net or tax
    ]


def _settle(  # noqa: PLR0913, PLR0917 - the facts of one entry and its allocation
    work: Change, invoice: Invoice, amount: Money, day: date, kind: _Kind, charges: Sequence[Charge]
) -> InvoiceAllocation:
    """Post the entry and allocate it; the debits share what it clears of the claim, so that no cent is left."""
    session = work.session
    if total((one.net + one.tax for one in charges), amount.currency) != amount:
        raise RuleBroken(f"The parts do not add up to {amount}.", "Let net and tax of all parts equal it.")
    cleared = invoice_standing(session, invoice).step(amount)
    rate = invoice_rate(invoice) if cleared is not None else None
    tax_account = account_for(session, AccountRole.TAX_ON_SALES) if any(one.tax for one in charges) else ""
    parts = [
        (account, part, one.tax_code_id, is_tax)
        for one in charges
        for account, part, is_tax in ((one.account_id, one.net, False), (tax_account, one.tax, True))
        if part
    ]
    worth = cleared if cleared is not None else amount
    bases = in_proportion(worth, [part for _, part, _, _ in parts])
    sides = [
        Side(account, part, share, contact_id=invoice.contact_id, tax_code_id=code, is_tax=is_tax, rate=rate)
        for (account, part, code, is_tax), share in zip(parts, bases, strict=True)
    ]
    receivables = account_for(session, AccountRole.RECEIVABLES)
    sides.append(Side(receivables, -amount, -worth, contact_id=invoice.contact_id, rate=rate))
    narration = f"{kind.why}: invoice {invoice.number or invoice.id}"[:200]
    on = fits_from(session, invoice, amount, day)
    entry = post(work, EntryDraft(kind.entry, on, narration, tuple(sides), source_id=invoice.id))
    row = InvoiceAllocation(
        invoice_id=invoice.id,
        source=kind.source,
        source_id=entry.id,
        day=on,
        amount=amount.minor,
        base_amount=None if cleared is None else cleared.minor,
        gain=None if cleared is None else 0,
    )
    work.add(row)
    session.flush()
    return row
