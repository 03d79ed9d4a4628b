"""Writing entries: the only place that makes ledger rows, from a draft or for one of the usual events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger import entry as drafts
from bookdesk.ledger.exchange import ExchangeRate, carried
from bookdesk.ledger.owner import client_profile
from bookdesk.ledger.periods import open_day, require_open
from bookdesk.ledger.taxcodes import purchase_codes
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill, BillKind, BillLine
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.store.change import Change

_KNOWN = "accounts by role"
"""Where a session keeps the accounts that entries are posted to; one that lost its role is looked for anew."""


def base_currency(session: Session) -> str:
    """Return the currency the client's books are kept in."""
    return client_profile(session).base_currency


def account_for(session: Session, role: AccountRole) -> str:
    """Return the id of the account with a role; says which to name where the chart has none."""
    known: dict[AccountRole, Account] = session.info.setdefault(_KNOWN, {})
    found = known.get(role)
    if found is None or found not in session or found.role is not role:
        found = session.scalars(select(Account).where(Account.role == role)).one_or_none()
        if found is None:
            raise NotFound(f"The chart has no account for {role}.", f"Give one account the role '{role}'.")
        known[role] = found
    return found.id


def post(work: Change, draft: drafts.EntryDraft) -> LedgerEntry:
    """Write a balanced draft as an entry with its postings; refuses locked periods with the first open day."""
    balanced = draft.balanced()
    require_open(work.session, balanced.day)
    written = LedgerEntry(
        id=new_id(),
        kind=balanced.kind,
        posting_date=balanced.day,
        narration=balanced.narration,
        source_id=balanced.source_id,
        reverses_id=balanced.reverses_id,
    )
    sides = enumerate(balanced.sides, start=1)
    work.add(written, *(_posting(written.id, position, side) for position, side in sides))
    work.session.flush()
    return written


def reverse(work: Change, entry_id: str, day: date, why: str) -> LedgerEntry:
    """Cancel an entry by its mirror image on `day`; an entry is reversed once."""
    original = work.get(LedgerEntry, entry_id)
    if work.session.scalar(select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry_id)):
        raise RuleBroken(f"'{original.narration}' was reversed before.", "Nothing was posted; look at its history.")
    sides = tuple(drafts.turned(_side(row, base_currency(work.session))) for row in postings_of(work.session, entry_id))
    narration = f"{why}: {original.narration}"
    return post(
        work,
        drafts.EntryDraft(
            EntryKind.REVERSAL, day, narration, sides, source_id=original.source_id, reverses_id=entry_id
        ),
    )


def standing_entry(session: Session, source_id: str, kind: EntryKind) -> LedgerEntry | None:
    """Return the entry of a source that was not reversed, if there is one."""
    mirror = aliased(LedgerEntry)
    return session.scalars(
        select(LedgerEntry)
        .outerjoin(mirror, mirror.reverses_id == LedgerEntry.id)
        .where(LedgerEntry.source_id == source_id, LedgerEntry.kind == kind, mirror.id.is_(None))
    ).one_or_none()


def booked_entry(session: Session, bill: Bill) -> LedgerEntry | None:
    """Return the standing entry of a bill or credit note, if it is booked."""
    return standing_entry(session, bill.id, _kind(bill))


def posting_day(bill: Bill) -> date:
    """Return the day a bill belongs to in the books: its posting date, else that of the document, else the receipt."""
    return bill.posting_date or bill.document_date or bill.received_date


def postings_of(session: Session, entry_id: str) -> Sequence[Posting]:
    """Return the postings of an entry in order."""
    return session.scalars(select(Posting).where(Posting.entry_id == entry_id).order_by(Posting.position)).all()


def post_bill(work: Change, bill: Bill, day: date) -> LedgerEntry:
    """Book a bill (Dr expense and tax, Cr payables) or credit note (the mirror). A standing entry is replaced.

    On `day` the old entry is reversed and the new one posted, so that recoding a paid bill moves cost between
    accounts and leaves payables as they were. Every line needs an account. A bill that was taken on is in the
    books by its opening balance; nothing is posted for it again.
    """
    if bill.taken_on:
        return _opening_of(work.session, bill)
    draft = _bill_draft(work.session, bill, _kind(bill), day)
    standing = booked_entry(work.session, bill)
    if standing is not None:
        if _same_sides(postings_of(work.session, standing.id), draft.balanced().sides):
            return standing
        reverse(work, standing.id, day, "recoded")
    return post(work, draft)


def unpost_bill(work: Change, bill: Bill, day: date, why: str) -> LedgerEntry | None:
    """Reverse a bill's standing entry and return the reversal; None if there is none (approval withdrawn, bill voided).

    It is reversed on `day`, but never before it was booked, and after a lock on the first open day. Of a bill that
    was taken on it is the opening balance.
    """
    standing = standing_entry(work.session, bill.id, EntryKind.OPENING if bill.taken_on else _kind(bill))
    if standing is None:
        return None
    return reverse(work, standing.id, open_day(work.session, max(day, standing.posting_date)), why)


def post_payment(  # noqa: PLR0913 - each is a separate fact of a payment
    work: Change,
    *,
    source_id: str,
    contact_id: str | None,
    bank: BankAccount,
    settled: Sequence[tuple[Bill, Money, Money]],
    paid: Money,
    day: date,
    narration: str,
    rate: ExchangeRate | None = None,
) -> LedgerEntry:
    """Book money that leaves: Dr payables, Cr bank, dated the execution date; outstanding until the bank shows it.

    `settled` lists (bill, settled before, settled now); a netted credit note is settled by a negative amount. The
    difference between what the debt was booked at and what was paid in base currency is its own posting.
    """
    base = base_currency(work.session)
    payables = account_for(work.session, AccountRole.PAYABLES)
    sides = [_payable_side(work.session, bill, before, now, payables, base) for bill, before, now in settled]
    sides.append(drafts.Setting(base, rate).side(bank.account_id, -paid, contact_id=contact_id))
    difference = Money(-sum(side.base.minor for side in sides), base)
    if difference:
        sides.append(drafts.Side(account_for(work.session, AccountRole.EXCHANGE_DIFFERENCES), difference, difference))
    return post(work, drafts.EntryDraft(EntryKind.PAYMENT, day, narration, tuple(sides), source_id=source_id))


def post_coding(  # noqa: PLR0913 - each is a separate fact of a bank line
    work: Change,
    *,
    source_id: str,
    bank: BankAccount,
    amount: Money,
    splits: Sequence[drafts.Charge],
    day: date,
    narration: str,
    contact_id: str | None = None,
    rate: ExchangeRate | None = None,
) -> LedgerEntry:
    """Book a bank line that has no document; `amount` as the bank signs it, `splits` (net, tax) signed alike.

    Money out -11.00 with one split net -10.00, tax -1.00 books Dr expense 10.00, Dr tax 1.00, Cr bank 11.00.
    """
    session = work.session
    setting = drafts.Setting(base_currency(session), rate)
    if sum(split.net.minor + split.tax.minor for split in splits) != amount.minor:
        raise RuleBroken(f"The split does not add up to {amount}.", "Let net and tax of all parts equal the bank line.")
    role = AccountRole.TAX_ON_SALES if amount.minor > 0 else AccountRole.TAX_ON_PURCHASES
    tax_account = account_for(session, role) if any(split.tax for split in splits) else ""
    sides = tuple(drafts.turned(side) for side in drafts.charges(setting, splits, tax_account, contact_id))
    bank_side = drafts.against(setting, bank.account_id, sides, contact_id)
    return post(work, drafts.EntryDraft(EntryKind.CODING, day, narration, (*sides, bank_side), source_id=source_id))


def post_transfer(  # noqa: PLR0913 - each is a separate fact of a transfer
    work: Change, *, source_id: str, out_of: BankAccount, into: BankAccount, amount: Money, day: date, narration: str
) -> LedgerEntry:
    """Book a transfer between two of the client's own accounts of one currency: Dr receiving, Cr sending."""
    if out_of.currency != into.currency:
        raise RuleBroken(
            f"{out_of.name} is in {out_of.currency} and {into.name} in {into.currency}.",
            "Code both lines to the transfers account; the bank's rate makes the difference.",
        )
    setting = drafts.Setting(base_currency(work.session))
    sides = (setting.side(into.account_id, amount), setting.side(out_of.account_id, -amount))
    return post(work, drafts.EntryDraft(EntryKind.TRANSFER, day, narration, sides, source_id=source_id))


def _kind(bill: Bill) -> EntryKind:
    return EntryKind.CREDIT_NOTE if bill.kind is BillKind.CREDIT_NOTE else EntryKind.BILL


def _opening_of(session: Session, bill: Bill) -> LedgerEntry:
    opening = standing_entry(session, bill.id, EntryKind.OPENING)
    if opening is None:
        raise NotFound(f"Bill {bill.number} was taken on without an opening balance.", "Take it on again.")
    return opening


def _bill_draft(session: Session, bill: Bill, kind: EntryKind, day: date) -> drafts.EntryDraft:
    lines = session.scalars(select(BillLine).where(BillLine.bill_id == bill.id).order_by(BillLine.position)).all()
    _require_bookable(session, bill, lines)
    setting = drafts.Setting(base_currency(session), _rate_of(bill))
    booked = drafts.charges(
        setting,
        [_charge(row, bill.currency) for row in lines],
        account_for(session, AccountRole.TAX_ON_PURCHASES),
        bill.contact_id,
    )
    sides = (*booked, drafts.against(setting, account_for(session, AccountRole.PAYABLES), booked, bill.contact_id))
    if bill.kind is BillKind.CREDIT_NOTE:
        sides = tuple(drafts.turned(side) for side in sides)
    narration = f"{bill.kind} {bill.number or ''} {bill.supplier_name or ''}".strip()
    return drafts.EntryDraft(kind, day, narration, sides, source_id=bill.id)


def _require_bookable(session: Session, bill: Bill, lines: Sequence[BillLine]) -> None:
    """Refuse lines that no return could carry, whichever way they came: no account, or tax under a code of 0 %."""
    if not lines or any(row.account_id is None for row in lines):
        raise RuleBroken(
            f"Bill {bill.number or bill.id} has a line without an account.", "Choose an account for every line."
        )
    dated = purchase_codes(session, bill.tax_point or bill.document_date or bill.received_date)
    free = {code.id: code.code for code in dated if code.rate == 0}
    for row in lines:
        if row.tax and row.tax_code_id in free:
            raise RuleBroken(
                f"Line {row.position} of bill {bill.number or bill.id} has {Money(row.tax, bill.currency)} of tax, but"
                f" {free[row.tax_code_id]} makes none.",
                "Choose the tax code that was charged, or split the line by rate.",
                command=f"bookdesk bill edit {bill.id} line.{row.position}.tax_code=CODE",
            )


def _charge(row: BillLine, currency: str) -> drafts.Charge:
    return drafts.Charge(row.account_id or "", Money(row.net, currency), Money(row.tax, currency), row.tax_code_id)


def _rate_of(bill: Bill) -> ExchangeRate | None:
    if bill.rate is None:
        return None
    return ExchangeRate(bill.rate, bill.rate_source or "", bill.document_date or bill.received_date)


def _payable_side(  # noqa: PLR0913, PLR0917 - a debt, what was paid of it, and where it stands
    session: Session, bill: Bill, before: Money, now: Money, payables: str, base: str
) -> drafts.Side:
    """Clear the debt at what it was booked at; the steps of a part-paid bill add up to its whole base amount.

    Each line of a foreign bill was converted by itself, so that what stands in payables may differ from the converted
    total by some minor units.
    """
    rate = _rate_of(bill)
    whole = bill.total_money
    whole_base = drafts.Setting(base, rate).side(payables, whole).base
    standing = booked_entry(session, bill) if bill.currency != base else None
    if standing is not None:
        owed = [row.base_amount for row in postings_of(session, standing.id) if row.account_id == payables]
        whole_base = Money(abs(sum(owed)), base)
    step = carried(before + abs(now), whole, whole_base) - carried(before, whole, whole_base)
    booked = step if now.minor >= 0 else -step
    return drafts.Side(payables, now, booked, contact_id=bill.contact_id, rate=rate if now.currency != base else None)


def _posting(entry_id: str, position: int, side: drafts.Side) -> Posting:
    return Posting(
        entry_id=entry_id,
        position=position,
        account_id=side.account_id,
        contact_id=side.contact_id,
        tax_code_id=side.tax_code_id,
        is_tax=side.is_tax,
        currency=side.amount.currency,
        amount=side.amount.minor,
        base_amount=side.base.minor,
        rate=side.rate.rate if side.rate else None,
        rate_source=side.rate.source if side.rate else None,
        rate_date=side.rate.day if side.rate else None,
    )


def _side(row: Posting, base: str) -> drafts.Side:
    rate = None
    if row.rate is not None and row.rate_date is not None:
        rate = ExchangeRate(row.rate, row.rate_source or "", row.rate_date)
    return drafts.Side(
        row.account_id,
        Money(row.amount, row.currency),
        Money(row.base_amount, base),
        contact_id=row.contact_id,
        tax_code_id=row.tax_code_id,
        is_tax=row.is_tax,
        rate=rate,
    )


def _same_sides(rows: Sequence[Posting], sides: Sequence[drafts.Side]) -> bool:
    def key(account: str, code: str | None, amount: int, base: int) -> tuple[str, str, int, int]:
        return (account, code or "", amount, base)

    return sorted(key(row.account_id, row.tax_code_id, row.amount, row.base_amount) for row in rows) == sorted(
        key(side.account_id, side.tax_code_id, side.amount.minor, side.base.minor) for side in sides
    )
