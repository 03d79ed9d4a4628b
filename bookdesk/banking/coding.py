"""Coding a bank line that has no document: fees, wages, tax office, card purchases; in parts; and transfers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.banking import records
from bookdesk.banking.clearing import Accepted, account_of, new_match, require_open_line
from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.core.money import Money, total
from bookdesk.core.vocabulary import TaxMode
from bookdesk.ledger import tax
from bookdesk.ledger.entry import Charge
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.posting import post_coding, post_transfer
from bookdesk.models.account import Account, AccountKind, TaxCode, TaxRate
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount, BankLine, MatchKind, MatchLine, MatchPart, TargetKind
from bookdesk.models.contact import Contact
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

_TRANSFER_DAYS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a line: an account by its code, a tax code (the account's own by default), and an amount.

    `amount` is with tax, positive, in major units; None takes what the other parts leave.
    """

    account: str
    tax: str | None = None
    amount: Decimal | None = None


def code(
    desk: Desk, line_id: str, parts: Sequence[Part], *, contact: str | None = None, rate: Decimal | None = None
) -> Accepted:
    """Book an open line to accounts, its tax taken out of each part, and match it with the entry.

    `rate` is base currency for one unit of the bank account's, where that is another.
    """
    with desk.books.change(Action.LINE_CODED, "bank line coded", actor=desk.actor) as work:
        line = require_open_line(work, line_id)
        charges = _charges(work.session, line, parts)
        match = new_match(desk, work, line, MatchKind.CODED, {"coded": [_as_json(part) for part in parts]})
        entry = post_coding(
            work,
            source_id=match.id,
            bank=account_of(work, line),
            amount=Money(line.amount, line.currency),
            splits=charges,
            day=line.day,
            narration=line.description[:200] or "bank line",
            contact_id=_contact(work.session, contact),
            rate=None if rate is None else ExchangeRate(rate, "typed", line.day),
        )
        match.entry_id = entry.id
        _point(work, match.id, entry.id, line.amount)
        work.commit()
    return Accepted(match.id, MatchKind.CODED, entry.id)


def _as_json(part: Part) -> dict[str, str | None]:
    return {
        "account": part.account,
        "tax": part.tax,
        "amount": None if part.amount is None else format(part.amount, "f"),
    }


def _charges(session: Session, line: BankLine, parts: Sequence[Part]) -> list[Charge]:
    """Return the parts as charges signed like the line; together they are the whole line."""
    whole = Money(line.amount, line.currency)
    amounts = _amounts(whole, parts)
    return [_charge(session, part, amount, line.day) for part, amount in zip(parts, amounts, strict=True)]


def _amounts(whole: Money, parts: Sequence[Part]) -> list[Money]:
    """Return each part's gross, signed like the line; one part without an amount takes the rest."""
    open_parts = [position for position, part in enumerate(parts) if part.amount is None]
    if not parts or len(open_parts) > 1:
        raise RuleBroken(
            "Only one part may be without an amount.", "Give each other part its amount, as in 6-0400:5.50."
        )
    sign = -1 if whole.minor < 0 else 1
    amounts = [Money.of(part.amount or 0, whole.currency).times(sign) for part in parts]
    rest = whole - total(amounts, whole.currency)
    if open_parts:
        amounts[open_parts[0]] = rest
    if (rest and not open_parts) or any(amount.minor * sign <= 0 for amount in amounts):
        raise RuleBroken(
            f"The parts do not add up to {abs(whole)}.", "Let them add up, or leave one part without an amount."
        )
    return amounts


def _charge(session: Session, part: Part, amount: Money, day: date) -> Charge:
    """Take the tax out of a part by its code's rate on the day."""
    account = records.account_by_code(session, part.account)
    if account.kind is AccountKind.BANK:
        raise RuleBroken(f"{account.code} is a bank account.", "Book a transfer instead: bank transfer LINE --to NAME.")
    chosen = _tax_code(session, part, account)
    if chosen is None:
        return Charge(account.id, amount, Money.zero(amount.currency))
    computed = tax.line(amount, rate_on(session, chosen, day), TaxMode.INCLUSIVE, code=chosen.code)
    return Charge(account.id, computed.net, computed.tax, chosen.id)


def _tax_code(session: Session, part: Part, account: Account) -> TaxCode | None:
    if part.tax is not None:
        return records.tax_code_by_code(session, part.tax)
    return None if account.default_tax_code_id is None else session.get(TaxCode, account.default_tax_code_id)


def rate_on(session: Session, chosen: TaxCode, day: date) -> Decimal:
    """Return a tax code's rate on a day; `NotFound` before its first."""
    query = select(TaxRate).where(TaxRate.tax_code_id == chosen.id, TaxRate.valid_from <= day)
    found = session.scalars(query.order_by(TaxRate.valid_from.desc()).limit(1)).one_or_none()
    if found is None:
        raise NotFound(f"Tax code {chosen.code} has no rate on {day.isoformat()}.", "Choose another code.")
    return found.rate


def _contact(session: Session, name: str | None) -> str | None:
    if name is None:
        return None
    found = session.scalars(select(Contact.id).where(Contact.name == name)).one_or_none()
    if found is None:
        raise NotFound(f"There is no contact {name!r}.", "Use the name of a supplier or customer of this client.")
    return found


def _point(work: Change, match_id: str, entry_id: str, amount: int) -> None:
    work.add(MatchPart(match_id=match_id, target_kind=TargetKind.ENTRY, target_id=entry_id, amount=amount))
    work.session.flush()


def transfer(desk: Desk, line_id: str, other_account: str) -> Accepted:
    """Book a line as a transfer to or from another own account, with its other line if the bank has shown it."""
    with desk.books.change(Action.LINE_TRANSFERRED, f"transfer with {other_account}", actor=desk.actor) as work:
        line = require_open_line(work, line_id)
        here, there = account_of(work, line), records.bank_account(work.session, other_account)
        if here.id == there.id:
            raise RuleBroken("A transfer needs two accounts.", "Name the other account with --to.")
        other = _other_line(work.session, line, there)
        match = new_match(desk, work, line, MatchKind.TRANSFER, {"with": there.name})
        if other is not None:
            work.add(MatchLine(match_id=match.id, bank_line_id=other.id))
        out_of, into = (here, there) if line.amount < 0 else (there, here)
        entry = post_transfer(
            work,
            source_id=match.id,
            out_of=out_of,
            into=into,
            amount=Money(abs(line.amount), line.currency),
            day=line.day if other is None else min(line.day, other.day),
            narration=f"transfer from {out_of.name} to {into.name}",
        )
        match.entry_id = entry.id
        _point(work, match.id, entry.id, line.amount)
        work.commit()
    return Accepted(match.id, MatchKind.TRANSFER, entry.id)


def _other_line(session: Session, line: BankLine, there: BankAccount) -> BankLine | None:
    """Return the open line on the other account that is the other half, the nearest day first."""
    fitting = [
        one
        for one in records.open_lines(session, there.id)
        if one.amount == -line.amount and abs((one.day - line.day).days) <= _TRANSFER_DAYS
    ]
    return min(fitting, key=lambda one: (abs((one.day - line.day).days), one.id), default=None)
