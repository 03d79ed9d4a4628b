"""What the list of estimates shows of each."""

from __future__ import annotations

from datetime import date

from bookdesk.core.money import Money
from bookdesk.invoicing.estimates import EstimateDetails, EstimateView
from bookdesk.models.estimate import EstimateStatus
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill
from bookdesk.ui.sales.table import LineRow, quantity_words

_STATES = {
    EstimateStatus.DRAFT: Pill("draft", "Draft", Tone.WARN),
    EstimateStatus.OFFERED: Pill("send", "Offered", Tone.INFO),
    EstimateStatus.ACCEPTED: Pill("check", "Accepted", Tone.GOOD),
    EstimateStatus.DECLINED: Pill("reject", "Declined"),
    EstimateStatus.WITHDRAWN: Pill("void", "Withdrawn"),
    EstimateStatus.INVOICED: Pill("paid", "Invoiced", Tone.GOOD),
}
OPEN, EXPIRED, ALL = "open", "expired", "all"
"""Lists beside those of a status: what an answer is still expected to, what ran out, and everything."""


def state_pill(view: EstimateView) -> Pill:
    """Return how far an estimate is; an offer that ran out says so."""
    if view.drafted:
        return Pill("draft", "Invoice drafted", Tone.WARN)
    return Pill("clock", "Ran out", Tone.WARN) if view.expired else _STATES[view.estimate.status]


def is_on(view: EstimateView, name: str) -> bool:
    """Whether an estimate is on a list."""
    status = view.estimate.status
    if name == OPEN:
        return status is EstimateStatus.OFFERED and not view.expired
    return name == ALL or (view.expired if name == EXPIRED else status.value == name)


def matches(view: EstimateView, text: str) -> bool:
    """Whether each word stands in customer, number, reference or total."""
    estimate = view.estimate
    said = (view.customer, estimate.number, estimate.reference, wording.money(estimate.total_money))
    there = " ".join(filter(None, said)).casefold()
    return all(word in there for word in text.casefold().split())


COLUMNS: tuple[Column[EstimateView], ...] = (
    Column("customer", "Customer", 108, lambda row: row.customer, grows=True),
    Column("number", "Number", 92, lambda row: row.estimate.number or ""),
    Column("dated", "Date", 96, lambda row: wording.day(row.estimate.document_date), spare=3),
    Column("until", "Holds until", 100, lambda row: wording.day(row.estimate.valid_until), spare=2),
    Column("total", "Total", 124, lambda row: wording.money(row.estimate.total_money), number=True),
    Column("state", "State", 138, lambda row: state_pill(row).words, pill=state_pill),
)


def line_rows(details: EstimateDetails) -> list[LineRow]:
    """Return the lines of an estimate as rows."""
    return [
        LineRow(
            line.id,
            line.description,
            quantity_words(line.quantity.normalize(), line.unit),
            details.codes.get(line.account_id or "", ""),
            details.codes.get(line.tax_code_id or "", ""),
            Money(line.net, details.view.estimate.currency),
        )
        for line in details.lines
    ]


def facts_of(details: EstimateDetails) -> list[tuple[str, str]]:
    """Return what stands beside an estimate: amounts, days, what the customer said, what was made of it."""
    estimate = details.view.estimate
    decided: date | None = estimate.decided_on
    return [
        ("Net", wording.amount(Money(estimate.net, estimate.currency))),
        ("Tax", wording.amount(Money(estimate.tax, estimate.currency))),
        ("Total", wording.money(estimate.total_money)),
        ("Date", wording.day(estimate.document_date)),
        ("Holds until", wording.day(estimate.valid_until)),
        ("Reference", estimate.reference or ""),
        ("Decided", wording.day(decided)),
        ("Accepted by", estimate.accepted_by or ""),
        ("Said", estimate.decision_note or ""),
        ("Evidence", "kept with it" if estimate.evidence_id else ""),
        ("Invoices", ", ".join(one.number or "a draft" for one in details.invoices)),
        ("Note", estimate.note or ""),
    ]
