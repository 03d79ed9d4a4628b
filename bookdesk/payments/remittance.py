"""The remittance advice: a page or more that tells a payee which documents a payment settles. Same bytes each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from bookdesk.core.money import Money
from bookdesk.formats.printed import (
    ACCENT,
    MUTED,
    WIDTH,
    facts,
    grouped,
    head,
    printed,
    ruled,
    shown,
    spaced,
    text,
    with_currency,
)


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """A document in the payment. `settled` is negative for a netted credit note; `total` is the document's own."""

    day: date | None
    kind: str
    number: str
    total: Money
    settled_before: Money
    settled: Money


@dataclass(frozen=True, slots=True)
class Advice:
    """What a payee is told."""

    payer: str
    payer_tax_id: str | None
    payee: str
    payee_address: tuple[str, ...]
    paid_to: str
    day: date
    reference: str
    amount: Money
    lines: tuple[AdviceLine, ...]


def render(advice: Advice) -> bytes:
    """Return the advice as PDF; equal advices give equal bytes."""
    foot = (" · ".join(filter(None, (advice.payer, advice.payer_tax_id))), advice.reference)
    story = [*_head(advice), *_lines(advice), *_tail(advice)]
    return printed(f"Remittance advice {advice.reference}", advice.payer, foot, story)


def _head(advice: Advice) -> list[Flowable]:
    body = Table([[_addressee(advice), _facts(advice)]], colWidths=[WIDTH * 0.5, WIDTH * 0.5])
    body.setStyle(spaced(0, 0, 0))
    return [*head(advice.payer, "Remittance advice"), body, Spacer(0, 10 * mm)]


def _addressee(advice: Advice) -> list[Flowable]:
    address = [text(line, 9) for line in advice.payee_address]
    return [text("PAID TO", 7, colour=MUTED), text(advice.payee, 10, bold=True), *address]


def _facts(advice: Advice) -> Table:
    rows = (
        ("Payment date", shown(advice.day)),
        ("Reference", advice.reference),
        ("Account", advice.paid_to),
        ("Amount", with_currency(advice.amount)),
    )
    return facts(rows, WIDTH * 0.5, strong=("Amount",))


def _lines(advice: Advice) -> list[Flowable]:
    titles = [(name, False) for name in ("Date", "Document", "Number")]
    titles += [(name, True) for name in ("Total", "Settled before", "This payment")]
    return [ruled(titles, (0.13, 0.15, 0.24, 0.16, 0.16, 0.16), [_line(line) for line in advice.lines])]


def _line(line: AdviceLine) -> tuple[str, ...]:
    before = grouped(line.settled_before) if line.settled_before else ""
    return (shown(line.day), line.kind, line.number, grouped(line.total), before, grouped(line.settled))


def _tail(advice: Advice) -> list[Flowable]:
    amount = with_currency(advice.amount)
    box = Table(
        [[text("Total paid", 10, bold=True), text(amount, 10, bold=True, right=True)]],
        colWidths=[WIDTH * 0.22, WIDTH * 0.3],
        hAlign="RIGHT",
    )
    style = spaced(4, 6, 3)
    style.add("LINEABOVE", (0, 0), (-1, 0), 1.2, ACCENT)
    box.setStyle(style)
    note = (
        f"We have instructed our bank to pay {amount} on {shown(advice.day)}. "
        f"The payment carries the reference {advice.reference}."
    )
    return [Spacer(0, 4 * mm), box, Spacer(0, 8 * mm), text(note, 8.5, colour=MUTED)]
