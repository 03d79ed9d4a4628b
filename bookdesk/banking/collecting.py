"""What bank lines book where customers are concerned: receipts for money in, refunds for money out, credits netted.

Each line has one receipt for each customer it pays for, on its own day; what is more than his invoices stays his.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bookdesk.banking.charging import Part, charges
from bookdesk.banking.kinds import Kind
from bookdesk.banking.settling import Settling
from bookdesk.banking.spreading import Purse, Step, spread
from bookdesk.banking.targets import Target
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.ledger.allocating import Applied, allocate_credit, apply_receipt, release
from bookdesk.ledger.discounting import follow_discounts, write_off
from bookdesk.ledger.entry import Charge
from bookdesk.ledger.posting import base_currency
from bookdesk.ledger.receivable import standing_allocations
from bookdesk.ledger.receiving import Fee, NewReceipt, book_receipt, receipts_of_match, reverse_receipt
from bookdesk.ledger.refunding import NewRefund, book_refund, refunds_of_match, reverse_refund
from bookdesk.models.account import Account, AccountKind, AccountRole
from bookdesk.models.bank import BankLine, Match
from bookdesk.models.columns import JsonValue
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource
from bookdesk.models.receipt import Receipt
from bookdesk.store.change import Change

_LONGEST = 140
"""Signs of a reference (SEPA's remittance information)."""
_ELSEWHERE = "coded:"
"""Stands before the place of a part by which invoices are settled without money."""


@dataclass(frozen=True, slots=True)
class Collecting:
    """A match of customers' items. `kept` is whose credit the rest becomes, `parts` say where a shortness is coded.

    `by` and `at` are who matches, and when.
    """

    settling: Settling
    by: str
    at: datetime
    kept: str | None = None
    parts: Sequence[Part] = ()

    @property
    def currency(self) -> str:
        """The currency of the items; where nothing is chosen, the bank's."""
        shares = self.settling.shares
        return shares[0][1].currency if shares else self.settling.bank.currency

    @property
    def foreign(self) -> bool:
        """Whether the bank exchanged what was paid."""
        return self.currency != self.settling.bank.currency


def book_customers(work: Change, what: Collecting) -> dict[str, JsonValue]:
    """Book what the lines of a match are for; returns what undoing it needs besides receipts and refunds."""
    _require_currencies(work, what)
    netted, rest = _netted(what)
    allocations: list[JsonValue] = list(_book_netted(work, what, netted))
    if what.settling.lines[0].amount > 0:
        written, kept = _book_receipts(work, what, rest, _shortness(work, what))
        allocations += written
        return {"allocations": allocations} | ({"kept": kept} if kept else {})
    _book_refunds(work, what, rest)
    return {"allocations": allocations}


def release_customers(work: Change, match: Match, why: str) -> None:
    """Take back what a match booked for customers: refunds, credits netted, receipts, what older matches settled."""
    for refund in refunds_of_match(work.session, match.id):
        if refund.reversed_on is None:
            reverse_refund(work, refund, refund.day, why)
    kept = match.why.get("allocations") if isinstance(match.why, Mapping) else None
    ids = [str(one) for one in kept] if isinstance(kept, list) else []
    before = (InvoiceAllocation.source == InvoiceSource.BANK_LINE) & (InvoiceAllocation.source_id == match.id)
    rows = standing_allocations(work.session, before | InvoiceAllocation.id.in_(ids))
    for row in rows:
        release(work, row, row.day, why)
    for receipt in receipts_of_match(work.session, match.id):
        if receipt.reversed_on is None:
            reverse_receipt(work, receipt, receipt.day, why)
    for row in rows:
        follow_discounts(work, [row.invoice_id], row.day)


@dataclass(frozen=True, slots=True)
class _Netting:
    """A credit note or money on account that is laid on an invoice of the same customer."""

    source: Target
    invoice: str
    amount: int


@dataclass(frozen=True, slots=True)
class _Shortness:
    """What was kept back before the money came, and what settles invoices without money; positive amounts."""

    fee: Charge | None = None
    written_off: Sequence[Charge] = ()

    @property
    def fee_gross(self) -> int:
        """The fee with its tax."""
        return self.fee.net.minor + self.fee.tax.minor if self.fee else 0


@dataclass
class _Pile:
    """What one line brings for one customer."""

    line: BankLine
    contact_id: str
    applied: dict[str, int] = field(default_factory=dict)
    kept: int = 0

    @property
    def amount(self) -> int:
        """What counts for him."""
        return sum(self.applied.values()) + self.kept


def _require_currencies(work: Change, what: Collecting) -> None:
    base, bank = base_currency(work.session), what.settling.bank
    if len({amount.currency for _, amount in what.settling.shares}) > 1:
        raise RuleBroken("These items are in several currencies.", "Match those of one currency at a time.")
    if what.foreign and bank.currency != base:
        raise RuleBroken(
            f"An invoice in {what.currency} can be paid on an account in {what.currency} or {base} only.",
            "Code the line to the transfers account and settle the invoice from there.",
        )
    if what.foreign and what.kept:
        raise RuleBroken(
            f"It is not known how much of the line is {what.currency}.",
            "Match what it pays; take the rest in as a receipt of its own.",
            command="bookdesk receipt add CUSTOMER AMOUNT",
        )


def _netted(what: Collecting) -> tuple[list[_Netting], list[tuple[Target, int]]]:
    """Lay credits on invoices of the same customer, in the order chosen; returns that, and what money has to settle."""
    money_in = what.settling.lines[0].amount > 0
    left = {target.key: amount.minor for target, amount in what.settling.shares}
    credits_ = [target for target, amount in what.settling.shares if amount.minor < 0]
    found: list[_Netting] = []
    for invoice, amount in what.settling.shares:
        for source in credits_:
            now = min(left[invoice.key], -left[source.key]) if amount.minor > 0 else 0
            if now > 0 and source.contact_id == invoice.contact_id:
                found.append(_Netting(source, invoice.id, now))
                left[invoice.key] -= now
                left[source.key] += now
    rest = [(target, left[target.key]) for target, _ in what.settling.shares if left[target.key]]
    if any((amount > 0) is not money_in for _, amount in rest):
        raise RuleBroken(
            "Of one customer's items more goes the other way than this money.",
            "Match each customer's items apart, or pay back what is left of his credit.",
        )
    return found, rest


def _book_netted(work: Change, what: Collecting, netted: Sequence[_Netting]) -> list[str]:
    day = min(line.day for line in what.settling.lines)
    rows = []
    for one in netted:
        applied = Applied(one.invoice, Money(one.amount, what.currency))
        if one.source.kind is Kind.RECEIPT:
            rows.append(apply_receipt(work, work.get(Receipt, one.source.id), applied, day))
        else:
            rows.append(allocate_credit(work, work.get(Invoice, one.source.id), applied, day))
    follow_discounts(work, [one.invoice for one in netted], day)
    return [row.id for row in rows]


def _shortness(work: Change, what: Collecting) -> _Shortness:
    """Return what a line that is short says of the rest: one fee at most, everything else settles without money."""
    residue, day = what.settling.residue, what.settling.last.day
    if residue.minor >= 0:
        return _Shortness()
    fee: Charge | None = None
    others: list[Charge] = []
    for one in charges(work.session, residue, what.parts, day):
        positive = Charge(one.account_id, -one.net, -one.tax, one.tax_code_id)
        account = work.session.get_one(Account, one.account_id)
        if fee is None and account.kind is AccountKind.EXPENSE and account.role is not AccountRole.BAD_DEBTS:
            fee = positive
        else:
            others.append(positive)
    if what.foreign and others:
        raise RuleBroken(
            "Beside invoices in another currency only a fee can be coded.",
            "Match what was paid, and write the rest of the invoice off.",
            command="bookdesk receipt write-off INVOICE --why REASON",
        )
    return _Shortness(fee, others)


def _book_receipts(
    work: Change, what: Collecting, rest: Sequence[tuple[Target, int]], short: _Shortness
) -> tuple[list[str], dict[str, JsonValue]]:
    """Book a receipt for each line and customer.

    Returns the allocations of what was settled without money, and by receipt how much of it was kept on account.
    """
    contacts = {target.id: target.contact_id or "" for target, _ in rest}
    kept, steps = _spread(what, rest, short)
    piles: dict[tuple[str, str], _Pile] = {}
    lines = {line.id: line for line in what.settling.lines}
    for step in steps:
        if step.line in lines:
            pile = piles.setdefault((step.line, contacts[step.bill]), _Pile(lines[step.line], contacts[step.bill]))
            pile.applied[step.bill] = pile.applied.get(step.bill, 0) + step.amount
    for line_id, amount in kept.items():
        key = (line_id, what.kept or "")
        piles.setdefault(key, _Pile(lines[line_id], what.kept or "")).kept += amount
    written = [_write_off(work, what, step, short) for step in steps if step.line not in lines]
    by_line: dict[str, list[_Pile]] = defaultdict(list)
    for pile in piles.values():
        by_line[pile.line.id].append(pile)
    on_account: dict[str, JsonValue] = {}
    for line_id in sorted(by_line, key=lambda one: (lines[one].day, one)):
        booked = _book_line(work, what, lines[line_id], by_line[line_id], short)
        on_account |= {row.id: pile.kept for row, pile in zip(booked, by_line[line_id], strict=True) if pile.kept}
    return written, on_account


def _spread(
    what: Collecting, rest: Sequence[tuple[Target, int]], short: _Shortness
) -> tuple[dict[str, int], list[Step]]:
    """Return what of each line is kept as credit, and which line settles how much of which invoice."""
    needed = [(target.id, amount) for target, amount in rest]
    owed = sum(amount for _, amount in needed)
    if what.foreign:
        return {}, spread([Purse(what.settling.last.id, owed, what.settling.last.day)], needed, [])
    over = max(what.settling.residue.minor, 0)
    purses = [Purse(line.id, line.amount, line.day) for line in what.settling.lines]
    purses = sorted(purses, key=lambda one: (one.day, one.id))
    purses[-1] = Purse(purses[-1].id, purses[-1].amount + short.fee_gross, purses[-1].day)
    purses += [
        Purse(f"{_ELSEWHERE}{place}", one.net.minor + one.tax.minor, purses[-1].day)
        for place, one in enumerate(short.written_off)
    ]
    extra = sum(one.amount for one in purses) - over - owed
    kept: dict[str, int] = {}
    for place in reversed(range(len(purses))):  # what is too much is the last money that came
        one = purses[place]
        coded = min(one.amount, over)
        credit = min(one.amount - coded, extra)
        over, extra = over - coded, extra - credit
        purses[place] = Purse(one.id, one.amount - coded - credit, one.day)
        if credit:
            kept[one.id] = credit
    if kept and what.kept is None:
        raise ValueError("more came than the items ask for, and nobody is named whose credit it is")
    return kept, spread(purses, needed, [])


def _write_off(work: Change, what: Collecting, step: Step, short: _Shortness) -> str:
    """Settle a part of an invoice by what was coded instead of by money."""
    one = short.written_off[int(step.line.removeprefix(_ELSEWHERE))]
    amount = Money(step.amount, what.currency)
    net, tax = (amount, Money.zero(amount.currency)) if not one.tax else amount.split([one.net.minor, one.tax.minor])
    row = write_off(
        work,
        work.get(Invoice, step.bill),
        amount,
        step.day,
        "settled with the bank line",
        charges=[Charge(one.account_id, net, tax, one.tax_code_id)],
    )
    return row.id


def _book_line(
    work: Change, what: Collecting, line: BankLine, piles: Sequence[_Pile], short: _Shortness
) -> list[Receipt]:
    """Book the receipts of one line; a fee and, of a foreign payment, what the bank made of it are shared out."""
    settling = what.settling
    booked: list[Receipt] = []
    weights = [pile.amount for pile in piles]
    charged = short.fee if line.id == settling.last.id else None
    fees, taxes = _fee_shares(charged, weights, settling.bank.currency)
    if what.foreign:
        reached = Money(line.amount, line.currency) - max(settling.residue, Money.zero(line.currency))
        banked = reached.split(weights)
    else:
        banked = tuple(Money(pile.amount, line.currency) - fee for pile, fee in zip(piles, fees, strict=True))
    for pile, reached, fee, tax in zip(piles, banked, fees, taxes, strict=True):
        new = NewReceipt(
            pile.contact_id,
            line.day,
            Money(pile.amount, what.currency),
            ReceiptWay.BANK,
            settling.bank.account_id,
            banked=reached,
            fee=Fee(fee, tax, charged.account_id, charged.tax_code_id) if charged and fee else None,
            applied=tuple(Applied(one, Money(amount, what.currency)) for one, amount in pile.applied.items()),
            bank_account_id=settling.bank.id,
            rate=settling.rate,
            payment_reference=clean(line.reference or line.description)[:_LONGEST] or None,
            match_id=settling.match.id,
            bank_line_id=line.id,
        )
        booked.append(book_receipt(work, new, by=what.by, at=what.at))
    return booked


def _fee_shares(
    charged: Charge | None, weights: Sequence[int], currency: str
) -> tuple[tuple[Money, ...], tuple[Money, ...]]:
    nothing = tuple(Money.zero(currency) for _ in weights)
    if charged is None:
        return nothing, nothing
    fees = (charged.net + charged.tax).split(weights)
    return fees, charged.tax.split([fee.minor for fee in fees])


def _book_refunds(work: Change, what: Collecting, rest: Sequence[tuple[Target, int]]) -> None:
    """Book what each line pays back of each credit note or receipt."""
    settling = what.settling
    if settling.residue.minor > 0:
        raise RuleBroken(
            "A refund settles what was really paid back, and no more.",
            "Take less of the credit, as much as the line is.",
            command="bookdesk bank accept LINE --with invoice:NUMBER",
        )
    targets = {target.id: target for target, _ in rest}
    needed = [(target.id, -amount) for target, amount in rest]
    lines = {line.id: line for line in settling.lines}
    if what.foreign:
        purses = [Purse(settling.last.id, sum(amount for _, amount in needed), settling.last.day)]
    else:
        purses = settling.purses()
    steps = spread(purses, needed, [])
    paid = _paid_back(what, steps)
    for step, left in zip(steps, paid, strict=True):
        line, target = lines[step.line], targets[step.bill]
        is_receipt = target.kind is Kind.RECEIPT
        new = NewRefund(
            line.day,
            Money(step.amount, what.currency),
            ReceiptWay.BANK,
            settling.bank.account_id,
            clean(line.description)[:_LONGEST] or "paid back",
            target.id if is_receipt else None,
            None if is_receipt else target.id,
            paid=left,
            bank_account_id=settling.bank.id,
            rate=settling.rate,
            payment_reference=clean(line.reference or "")[:_LONGEST] or None,
            match_id=settling.match.id,
        )
        book_refund(work, new, by=what.by, at=what.at)


def _paid_back(what: Collecting, steps: Sequence[Step]) -> Sequence[Money]:
    """Return what left the bank with each step; of a foreign credit, shares of what the bank took."""
    settling = what.settling
    if not what.foreign:
        return [Money(step.amount, what.currency) for step in steps]
    taken = settling.residue - Money(settling.last.amount, settling.last.currency)
    return taken.split([step.amount for step in steps])
