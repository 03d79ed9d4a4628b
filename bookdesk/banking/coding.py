"""Coding a bank line that has no document: fees, wages, tax office, card purchases; in parts; and transfers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.banking import records
from bookdesk.banking.charging import Part, charges
from bookdesk.banking.clearing import Accepted, LinesDone, account_of, new_match
from bookdesk.banking.wishes import rate_for, require_open_line
from bookdesk.core.errors import BookDeskError, NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.ledger.periods import require_open
from bookdesk.ledger.posting import base_currency, post_coding, post_transfer
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount, BankLine, MatchKind, MatchLine, MatchPart, TargetKind
from bookdesk.models.contact import Contact
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

_TRANSFER_DAYS = 3


@dataclass(frozen=True, slots=True)
class Coding:
    """How lines are coded: their parts, whose they are, and base currency for one unit of the account's."""

    parts: Sequence[Part]
    contact: str | None = None
    rate: Decimal | None = None


def code(desk: Desk, line_id: str, coding: Coding) -> Accepted:
    """Book an open line to accounts, its tax taken out of each part, and match it with the entry."""
    with desk.books.change(Action.LINE_CODED, "bank line coded", actor=desk.actor) as work:
        done = _book(desk, work, require_open_line(work.session, line_id), coding)
        work.commit()
    return done


def code_many(desk: Desk, line_ids: Sequence[str], coding: Coding) -> LinesDone:
    """Code several lines alike, each as a match of its own, in one change set.

    A line that cannot be coded is left alone, with the reason; the others are coded nevertheless.
    """
    done = LinesDone({}, {})
    reason = f"{len(set(line_ids))} bank lines coded"
    with desk.books.change(Action.LINE_CODED, reason, actor=desk.actor) as work:
        for line_id in dict.fromkeys(line_ids):
            try:
                line = _codable(work.session, line_id, coding)
            except BookDeskError as error:
                done.refused[line_id] = error
            else:
                done.accepted[line_id] = _book(desk, work, line, coding)
        if done.accepted:
            work.commit()
    return done


def _codable(session: Session, line_id: str, coding: Coding) -> BankLine:
    """Return the line if nothing stands in the way of coding it; what does is raised before anything is written."""
    line = require_open_line(session, line_id)
    require_open(session, line.day)
    rate_for(session, records.bank_account(session, line.bank_account_id), coding.rate, line)
    charges(session, Money(line.amount, line.currency), coding.parts, line.day)
    _contact(session, coding.contact)
    return line


def _book(desk: Desk, work: Change, line: BankLine, coding: Coding) -> Accepted:
    """Book one line."""
    amount, bank = Money(line.amount, line.currency), account_of(work, line)
    splits = charges(work.session, amount, coding.parts, line.day)
    match = new_match(desk, work, [line], MatchKind.CODED, {"coded": [_as_json(part) for part in coding.parts]})
    entry = post_coding(
        work,
        source_id=match.id,
        bank=bank,
        amount=amount,
        splits=splits,
        day=line.day,
        narration=line.description[:200] or "bank line",
        contact_id=_contact(work.session, coding.contact),
        rate=rate_for(work.session, bank, coding.rate, line),
    )
    match.entry_id = entry.id
    _point(work, match.id, entry.id, line.amount)
    return Accepted(match.id, MatchKind.CODED, entry.id)


def _as_json(part: Part) -> dict[str, str | None]:
    told = {
        "account": part.account,
        "tax": part.tax,
        "amount": None if part.amount is None else format(part.amount, "f"),
    }
    return told if part.percent is None else told | {"percent": format(part.percent, "f")}


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
        line = require_open_line(work.session, line_id)
        here, there = account_of(work, line), records.bank_account(work.session, other_account)
        if here.id == there.id:
            raise RuleBroken("A transfer needs two accounts.", "Choose the other account.", command="--to NAME")
        if here.currency == there.currency != base_currency(work.session):
            raise RuleBroken(
                f"Both accounts are in {here.currency}, and the rate of that day is not known.",
                "Code both lines to the transfers account, each with its rate.",
            )
        other = _other_line(work.session, line, there)
        match = new_match(desk, work, [line], MatchKind.TRANSFER, {"with": there.name})
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
