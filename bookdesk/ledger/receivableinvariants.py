"""What is always true of customers' money, as sentences about whatever breaks it. For tests and for `verify`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.allocating import invoice_standing, receipt_standing
from bookdesk.ledger.owner import NotStarted, client_profile
from bookdesk.ledger.receivable import settled_invoices, unapplied_receipts
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource, InvoiceStatus
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.models.receipt import Receipt
from bookdesk.store.verify import Invariant

_BY_HAND = (EntryKind.CODING, EntryKind.JOURNAL)
"""What people post to receivables themselves, and what matches posted before receipts were kept: no document's."""
_DOCUMENTS = (EntryKind.INVOICE, EntryKind.SALES_CREDIT, EntryKind.OPENING)

_Key = tuple[str, str]


def allocations_fit(session: Session) -> Iterator[str]:
    """Of no document more is settled than it claims, nor less than nothing; an opposite is of what it takes back."""
    rows = session.scalars(select(Invoice)).all()
    done = settled_invoices(session, [row.id for row in rows])
    for row in rows:
        if not 0 <= done[row.id] <= max(row.claim.minor, 0):  # a draft may come to less than nothing
            yield f"{row.kind} {row.id}: {done[row.id]} of {row.claim.minor} minor units are settled"
        if done[row.id] and row.status is not InvoiceStatus.ISSUED:
            yield f"{row.kind} {row.id} is {row.status}, and {done[row.id]} minor units of it are settled"
    first = aliased(InvoiceAllocation)
    wrong = (
        select(InvoiceAllocation.id)
        .join(first, first.id == InvoiceAllocation.reverses_id)
        .where(
            (first.amount + InvoiceAllocation.amount != 0)
            | (first.invoice_id != InvoiceAllocation.invoice_id)
            | (first.source_id != InvoiceAllocation.source_id)
            | (first.day > InvoiceAllocation.day)
        )
    )
    for row_id in session.scalars(wrong):
        yield f"allocation {row_id} is not the opposite of what it takes back"


def receipts_add_up(session: Session) -> Iterator[str]:
    """A receipt is what it settles, what was paid back and what is unapplied, none of it below nothing."""
    rows = session.scalars(select(Receipt)).all()
    left = unapplied_receipts(session, [row.id for row in rows])
    for row in rows:
        if not 0 <= left[row.id] <= (0 if row.reversed_on else row.amount):
            yield f"receipt {row.number or row.id}: {left[row.id]} of {row.amount} minor units are unapplied"
        if row.banked_currency == row.currency and row.banked + row.fee != row.amount:
            yield f"receipt {row.number or row.id}: what was banked and the fee do not make it"


def receivables_agree(session: Session) -> Iterator[str]:
    """Receivables show what booked documents leave open less unapplied money, by customer and currency.

    What is in another currency than base agrees in base currency, too: nothing is left of what is settled.
    """
    booked, booked_base = _by_customer(session)
    owed = Counter(_owed(session))
    for key in sorted(owed.keys() | booked.keys()):
        if owed[key] != booked[key]:
            yield f"customer {key[0]}: {owed[key]} open, {booked[key]} {key[1]} in receivables"
    try:
        base = client_profile(session).base_currency
    except NotStarted:
        return
    yield from _left_behind(session, base)
    owed_base = Counter(_owed_in_base(session, base))
    for key in sorted(owed_base.keys() | {one for one in booked_base if one[1] != base}):
        if owed_base[key] != booked_base[key]:
            yield f"customer {key[0]}: {owed_base[key]} {base} open of {key[1]}, {booked_base[key]} in receivables"


RECEIVABLES = (
    Invariant("allocations fit", allocations_fit),
    Invariant("receipts add up", receipts_add_up),
    Invariant("receivables agree", receivables_agree),
)


def _by_customer(session: Session) -> tuple[Counter[_Key], Counter[_Key]]:
    """Return what documents and receipts posted to receivables, in its currency and in base currency."""
    turned = aliased(LedgerEntry)
    query = (
        select(Posting.contact_id, Posting.currency, func.sum(Posting.amount), func.sum(Posting.base_amount))
        .join(Account, Account.id == Posting.account_id)
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .outerjoin(turned, turned.id == LedgerEntry.reverses_id)
        .where(Account.role == AccountRole.RECEIVABLES, func.coalesce(turned.kind, LedgerEntry.kind).not_in(_BY_HAND))
        .group_by(Posting.contact_id, Posting.currency)
    )
    own, base = Counter[_Key](), Counter[_Key]()
    for contact_id, currency, amount, base_amount in session.execute(query):
        own[contact_id or "", currency] = int(amount)
        base[contact_id or "", currency] = int(base_amount)
    return own, base


def _booked(session: Session) -> list[Invoice]:
    mirror = aliased(LedgerEntry)
    query = (
        select(Invoice)
        .join(LedgerEntry, LedgerEntry.source_id == Invoice.id)
        .outerjoin(mirror, mirror.reverses_id == LedgerEntry.id)
        .where(LedgerEntry.kind.in_(_DOCUMENTS), mirror.id.is_(None))
        .distinct()
    )
    return list(session.scalars(query))


def _matched_before(session: Session) -> dict[str, int]:
    """Return what matches settled before receipts were kept: their codings are not counted here either."""
    query = select(InvoiceAllocation.invoice_id, func.sum(InvoiceAllocation.amount)).where(
        InvoiceAllocation.source == InvoiceSource.BANK_LINE
    )
    return {row_id: int(amount) for row_id, amount in session.execute(query.group_by(InvoiceAllocation.invoice_id))}


def _owed(session: Session) -> dict[_Key, int]:
    rows = _booked(session)
    done, before = settled_invoices(session, [row.id for row in rows]), _matched_before(session)
    sums = Counter[_Key]()
    for row in rows:
        left = row.claim.minor - done[row.id] + before.get(row.id, 0)
        sums[row.contact_id, row.currency] += row.sign * left
    receipts = session.scalars(select(Receipt)).all()
    left_of = unapplied_receipts(session, [row.id for row in receipts])
    for receipt in receipts:
        sums[receipt.contact_id, receipt.currency] -= left_of[receipt.id]
    return sums


def _left_behind(session: Session, base: str) -> Iterator[str]:
    """Yield what is settled in its own currency and not in base currency."""
    for row in _booked(session):
        if row.currency != base:
            standing = invoice_standing(session, row)
            if not standing.left and standing.whole_base != standing.used_base:
                yield f"{row.kind} {row.id} is settled, and {standing.used_base} of {standing.whole_base} is cleared"
    receipts = select(Receipt).where(Receipt.currency != base, Receipt.reversed_on.is_(None))
    for receipt in session.scalars(receipts):
        standing = receipt_standing(session, receipt)
        if not standing.left and standing.whole_base != standing.used_base:
            yield f"receipt {receipt.number} is used up, and {standing.used_base} of {standing.whole_base} is cleared"


def _owed_in_base(session: Session, base: str) -> dict[_Key, int]:
    sums = Counter[_Key]()
    for row in _booked(session):
        standing = invoice_standing(session, row) if row.currency != base else None
        if standing is not None and standing.whole_base is not None and standing.used_base is not None:
            sums[row.contact_id, row.currency] += row.sign * (standing.whole_base - standing.used_base).minor
    receipts = select(Receipt).where(Receipt.currency != base, Receipt.reversed_on.is_(None))
    for receipt in session.scalars(receipts):
        standing = receipt_standing(session, receipt)
        if standing.whole_base is not None and standing.used_base is not None:
            sums[receipt.contact_id, receipt.currency] -= (standing.whole_base - standing.used_base).minor
    return sums
