"""Whether the document that a mail is about still holds: the one rule by which a mail that waits is stopped.

The sender asks it right before a mail leaves (`receivables/stillwanted`), the lists ask it of all that wait, so that
nobody learns only then that nothing will come of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind, MailStage
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceStatus
from bookdesk.models.mail import MailMessage, MailState
from bookdesk.models.receipt import Receipt


@dataclass(frozen=True, slots=True)
class _Rule:
    """Of which documents nothing is mailed any more: as a condition, as a sentence, and in a word for a list."""

    table: type[Any]
    ended: ColumnElement[bool]
    sentence: Callable[[Any], str | None]
    word: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why a mail will not leave: in a sentence, and in a word (`cancelled`)."""

    why: str
    word: str


def stopped(kind: MailKind, document: object) -> Stopped | None:
    """Return why a mail of a kind does not leave, given what it is about; `None` lets it leave."""
    rule = _RULES.get(kind)
    why = rule.sentence(document) if rule is not None and isinstance(document, rule.table) else None
    return Stopped(why, rule.word) if why and rule is not None else None


def stopped_in(session: Session, message: MailMessage) -> Stopped | None:
    """Return why a mail does not leave as the books are now."""
    rule = _RULES.get(message.kind)
    if rule is None or message.subject_id is None:
        return None
    return stopped(message.kind, session.get(rule.table, message.subject_id))


def will_be_stopped() -> ColumnElement[bool]:
    """Return the condition, over `MailState`, that a mail waits which `stopped` would keep from leaving."""
    of_kind = (
        and_(MailMessage.kind == kind, MailMessage.subject_id.in_(select(rule.table.id).where(rule.ended)))
        for kind, rule in _RULES.items()
    )
    return and_(MailState.stage == MailStage.QUEUED, MailState.mail_id.in_(select(MailMessage.id).where(or_(*of_kind))))


def sum_changed() -> ColumnElement[bool]:
    """Return the condition, over `MailState`, that a mail waits whose sum is an old one, as `settled_since` tells."""
    waits = aliased(MailState)
    told = (
        select(MailMessage.id)
        .join(waits, waits.mail_id == MailMessage.id)
        .join(InvoiceAllocation, InvoiceAllocation.invoice_id == MailMessage.subject_id)
        .where(waits.stage == MailStage.QUEUED, MailMessage.kind == MailKind.INVOICE)
        .where(InvoiceAllocation.id > MailMessage.id)
        .group_by(MailMessage.id)
        .having(func.sum(InvoiceAllocation.amount) != 0)
    )
    return and_(MailState.stage == MailStage.QUEUED, MailState.mail_id.in_(told), ~will_be_stopped())


def settled_since(session: Session, messages: Iterable[MailMessage]) -> dict[str, Money]:
    """Return by mail what was paid, credited or written off of its invoice after it was written, where that is any.

    Less than zero where something was taken back. The mail tells another sum than is to be paid then. Identifiers
    tell what came after what (`core/identifiers`): days do not within a day.
    """
    about = [one.id for one in messages if one.kind is MailKind.INVOICE and one.subject_id]
    query = (
        select(MailMessage.id, Invoice.currency, func.sum(InvoiceAllocation.amount))
        .join(Invoice, Invoice.id == MailMessage.subject_id)
        .join(InvoiceAllocation, InvoiceAllocation.invoice_id == Invoice.id)
        .where(MailMessage.id.in_(about), InvoiceAllocation.id > MailMessage.id)
        .group_by(MailMessage.id, Invoice.currency)
    )
    return {mail_id: Money(int(minor), currency) for mail_id, currency, minor in session.execute(query) if minor}


def _cancelled(row: Invoice) -> str | None:
    if row.status is not InvoiceStatus.VOID:
        return None
    return f"{row.number or 'The document'} was cancelled before the mail left."


def _withdrawn(estimate: Estimate) -> str | None:
    if estimate.status not in {EstimateStatus.WITHDRAWN, EstimateStatus.DRAFT}:
        return None
    return f"The offer {estimate.number or 'in it'} was withdrawn before the mail left."


def _taken_back(receipt: Receipt) -> str | None:
    return "The payment was taken back before the mail left." if receipt.reversed_on is not None else None


_INVOICE = _Rule(Invoice, Invoice.status == InvoiceStatus.VOID, _cancelled, "cancelled")
_ESTIMATE = _Rule(
    Estimate, Estimate.status.in_((EstimateStatus.WITHDRAWN, EstimateStatus.DRAFT)), _withdrawn, "withdrawn"
)
_RECEIPT = _Rule(Receipt, Receipt.reversed_on.is_not(None), _taken_back, "taken back")
_RULES: Mapping[MailKind, _Rule] = {
    MailKind.INVOICE: _INVOICE,
    MailKind.CREDIT_NOTE: _INVOICE,
    MailKind.ESTIMATE: _ESTIMATE,
    MailKind.RECEIPT: _RECEIPT,
    MailKind.THANKS: _RECEIPT,
}
