"""What a person says of money that came, put into the words of the ledger: which invoices, which account, which fee."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError, NotFound, RuleBroken, UsageError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind, ReceiptWay, TaxMode
from bookdesk.ledger import tax
from bookdesk.ledger.allocating import Applied
from bookdesk.ledger.entry import EntryDraft, Setting
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.periods import open_day
from bookdesk.ledger.posting import base_currency, post, reverse, standing_entry
from bookdesk.ledger.receivable import open_invoices
from bookdesk.ledger.receiving import Fee, oldest_first, receipt_in_words
from bookdesk.ledger.roles import ensure_role, refuse_following_documents
from bookdesk.ledger.taxcodes import purchase_codes
from bookdesk.models.account import Account, AccountKind, AccountRole
from bookdesk.models.bank import BankAccount
from bookdesk.models.invoice import InvoiceKind
from bookdesk.models.receipt import Receipt
from bookdesk.receivables.receiptlists import document_named
from bookdesk.store.change import Change

_IN_HAND = frozenset({ReceiptWay.CASH, ReceiptWay.CHEQUE, ReceiptWay.OTHER})


@dataclass(frozen=True, slots=True)
class Wanted:
    """An invoice by number or id, and how much of it is settled (all that is open, or what is left, by default)."""

    invoice: str
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class KeptBack:
    """A fee with its tax inside, coded to an account and tax code (merchant fees and that account's own by default)."""

    amount: Money
    account: str | None = None
    tax_code: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a person says of money that came. `amount` counts for the customer, in the currency of his invoices.

    `into` names a bank account; without one cash and cheques are in hand until they are paid in. `invoices` is None for
    the oldest first, empty to hold all of it as credit. `banked` is what reached the account where its currency is
    another; `rate` is base currency for one unit of the account's. `again` says that an equal one is no mistake;
    `discounts` whether a discount for paying early is given that it earns.
    """

    customer: str
    amount: Money
    way: ReceiptWay
    day: date | None = None
    into: str | None = None
    invoices: Sequence[Wanted] | None = None
    fee: KeptBack | None = None
    banked: Money | None = None
    rate: Decimal | None = None
    reference: str | None = None
    note: str | None = None
    again: bool = False
    discounts: bool = True


def applied_of(
    session: Session, contact_id: str, whole: Money, invoices: Sequence[Wanted] | None
) -> tuple[Applied, ...]:
    """Return what of `whole` settles which invoice: as named, each all that is open or as much as is left."""
    if invoices is None:
        return oldest_first(session, contact_id, whole)
    left, found = whole, []
    for wanted in invoices:
        row = document_named(session, wanted.invoice, InvoiceKind.INVOICE)
        amount = wanted.amount
        if amount is None:
            opened = open_invoices(session, [row])[row.id]
            amount = min(opened, left) if opened.currency == left.currency else opened
        found.append(Applied(row.id, amount))
        left = left - amount if amount.currency == left.currency else left
    return tuple(found)


def account_of(work: Change, way: ReceiptWay, name: str | None) -> tuple[Account, BankAccount | None]:
    """Return the ledger account that money moves on, and the bank account where it is one's."""
    session = work.session
    if name is not None:
        bank = bank_named(session, name)
        return session.get_one(Account, bank.account_id), bank
    if way in _IN_HAND:
        return session.get_one(Account, ensure_role(work, AccountRole.UNDEPOSITED_FUNDS)), None
    only = session.scalars(select(BankAccount).where(BankAccount.archived.is_(False))).all()
    if len(only) != 1:
        raise UsageError("It is not said on which bank account.", "Name it.", command="--account NAME")
    return session.get_one(Account, only[0].account_id), only[0]


def bank_named(session: Session, name: str) -> BankAccount:
    """Return the bank account of a name or id."""
    query = select(BankAccount).where((BankAccount.id == name) | (BankAccount.name == name))
    found = session.scalars(query.where(BankAccount.archived.is_(False))).one_or_none()
    if found is None:
        names = ", ".join(session.scalars(select(BankAccount.name).where(BankAccount.archived.is_(False))))
        raise NotFound(f"There is no bank account {name!r}.", f"The accounts are: {names or 'none yet'}.")
    return found


def fee_of(work: Change, kept: KeptBack, day: date, currency: str) -> Fee:
    """Return a fee with its tax taken out by the rate of the day."""
    session = work.session
    if kept.amount.minor < 0:
        raise InputError(f"A fee of {kept.amount} is less than nothing.", "Write what was kept back, without a minus.")
    if kept.amount.currency != currency:
        raise InputError(
            f"A fee of {kept.amount} was not kept back of {currency}.", "Give it in the account's currency."
        )
    if kept.account is None:
        account = session.get_one(Account, ensure_role(work, AccountRole.MERCHANT_FEES))
    else:
        named = session.scalars(select(Account).where(Account.code == kept.account)).one_or_none()
        if named is None:
            raise NotFound(f"The chart has no account {kept.account}.", "Use a code of the chart of accounts.")
        if named.kind is AccountKind.BANK:
            raise RuleBroken(f"{named.code} is a bank account.", "Code the fee to an account for costs.")
        refuse_following_documents(named)
        account = named
    codes = purchase_codes(session, day)
    wanted = kept.tax_code
    usual = account.default_tax_code_id
    code = next((one for one in codes if (one.id == usual if wanted is None else one.code == wanted)), None)
    if wanted is not None and code is None:
        raise NotFound(f"There is no tax code {wanted}.", f"Known are {', '.join(one.code for one in codes)}.")
    if code is None:
        return Fee(kept.amount, Money.zero(currency), account.id)
    computed = tax.line(kept.amount, code.rate, TaxMode.INCLUSIVE, code=code.code)
    return Fee(kept.amount, computed.tax, account.id, code.id)


def pay_in(work: Change, row: Receipt, bank: BankAccount, day: date) -> None:
    """Book that money in hand was paid in at a bank: an entry whose source is the receipt, for the bank to clear."""
    session = work.session
    in_hand = ensure_role(work, AccountRole.UNDEPOSITED_FUNDS)
    if row.reversed_on is not None or row.account_id != in_hand:
        raise RuleBroken(f"The {receipt_in_words(row)} is not in hand.", "Pay in what was taken as cash or cheque.")
    if standing_entry(session, row.id, EntryKind.TRANSFER) is not None:
        raise RuleBroken(f"The {receipt_in_words(row)} was paid in already.", "Look at the bank account's entries.")
    banked = Money(row.banked, row.banked_currency)
    if bank.currency != banked.currency:
        raise RuleBroken(f"{bank.name} is in {bank.currency}, and this is {banked}.", "Choose another account.")
    if day < row.day:
        raise RuleBroken(f"The {receipt_in_words(row)} came on {row.day.isoformat()} only.", "Correct the day.")
    base = base_currency(session)
    rate = ExchangeRate(row.rate, row.rate_source or "", row.day) if row.rate and banked.currency != base else None
    setting = Setting(base, rate)
    sides = (setting.side(bank.account_id, banked), setting.side(in_hand, -banked))
    narration = f"paid in: {receipt_in_words(row)}"
    post(work, EntryDraft(EntryKind.TRANSFER, day, narration, sides, source_id=row.id))


def take_out(work: Change, row: Receipt, day: date, why: str) -> None:
    """Take back that a receipt was paid in: its entry at the bank is reversed on `day`, the money is in hand again."""
    entry = standing_entry(work.session, row.id, EntryKind.TRANSFER)
    if entry is None:
        raise RuleBroken(f"The {receipt_in_words(row)} is not paid in.", "Look at where it lies.")
    if day < entry.posting_date:
        raise RuleBroken(
            f"The {receipt_in_words(row)} was paid in on {entry.posting_date.isoformat()} only.", "Correct the day."
        )
    reverse(work, entry.id, open_day(work.session, day), why)
