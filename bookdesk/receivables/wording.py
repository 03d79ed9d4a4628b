"""A reminder in words: what the client's template says, filled with what the plan and the books know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import MailKind
from bookdesk.mail.chosen import chosen, worded
from bookdesk.mail.paymark import pay_mark
from bookdesk.mail.phrases import Phrases
from bookdesk.mail.templates import Placeholder, Rendered, Values
from bookdesk.mail.voice import bank_lines, greeted
from bookdesk.receivables.dunning import Message
from bookdesk.receivables.dunningfacts import Line
from bookdesk.receivables.facts import Facts
from bookdesk.receivables.lateclaims import Claimed, Grounds, claimed


@dataclass(frozen=True, slots=True)
class Wording:
    """A reminder as its customer reads it, and what it claims besides what is open."""

    message: Message
    text: Rendered
    claims: tuple[Claimed, ...]


def put_in_words(session: Session, facts: Facts, message: Message, grounds: Grounds) -> Wording:
    """Return the text of a reminder; `FaultyTemplate` where the client's own words cannot be used."""
    contact, phrases = facts.contacts[message.customer_id], Phrases(message.language)
    claims = [claimed(session, facts, line, message.day, grounds) for line in message.lines]
    found = tuple(one for one in claims if one is not None)
    first = message.lines[0].invoice
    numbers = ", ".join(line.invoice.number for line in message.lines)
    values: Values = {
        Placeholder.CUSTOMER: greeted(contact),
        Placeholder.SENDER: facts.voice.from_name,
        Placeholder.NUMBER: numbers,
        Placeholder.ISSUED: phrases.day(first.issued),
        Placeholder.DUE: phrases.day(first.due),
        Placeholder.OPEN: phrases.sums(message.open),
        Placeholder.TOTAL: phrases.sums(message.open),
        Placeholder.DAYS: str(max(0, *(line.days_late for line in message.lines), 0)),
        Placeholder.INVOICES: [_line(line, phrases) for line in message.lines],
        Placeholder.CHARGE: _charges(found, phrases, message),
        Placeholder.LINK: pay_mark(session),
        Placeholder.BANK: list(bank_lines(session, message.language, numbers)),
    }
    template = chosen(session, MailKind.REMINDER, message.language, message.tone)
    return Wording(message, worded(template, values), found)


def _line(line: Line, phrases: Phrases) -> str:
    key = "late" if line.days_late > 0 else "today" if line.days_late == 0 else "coming"
    return phrases.line(key, line.invoice.number, line.invoice.open, line.invoice.due)


def _charges(claims: Sequence[Claimed], phrases: Phrases, message: Message) -> list[str]:
    """Return each claim as a line of its own with its law: fee first, as it does not grow."""
    found = []
    for one in claims:
        number = one.line.invoice.number
        if one.claim.fee is not None:
            found.append(phrases.line("fee", number, one.claim.fee, law=one.basis))
        if one.claim.interest is not None:
            found.append(phrases.line("interest", number, one.claim.interest, message.day, one.basis))
    return found
