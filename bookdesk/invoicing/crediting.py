"""A credit note for an invoice: the whole of it or some of its lines, with its prices, its rates and its customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.invoicing.drafting import begun, entered_of
from bookdesk.invoicing.entered import Entered, EnteredLine
from bookdesk.invoicing.issuing import credited, shown
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.store.change import Change


def begin_credit(  # noqa: PLR0913 - each is a separate fact of the credit note
    work: Change,
    invoice: Invoice,
    user: str,
    today: date,
    *,
    quantities: Mapping[int, Decimal | None] | None = None,
    lines: tuple[EnteredLine, ...] = (),
    note: str | None = None,
) -> Invoice:
    """Write the draft of a credit note for an issued invoice.

    `quantities` names lines by their position, with how much of each (None is all of it); without them it is the whole
    invoice. `lines` are entered anew instead, as for an invoice that was taken over and has none.
    """
    if invoice.kind is not InvoiceKind.INVOICE or invoice.status is not InvoiceStatus.ISSUED:
        raise RuleBroken(f"The {invoice.kind} {shown(invoice)} is {invoice.status}.", "Credit an issued invoice only.")
    before = entered_of(work.session, invoice)
    if not (lines or before.lines):
        raise InputError(f"The invoice {shown(invoice)} was taken over without its lines.", "Write what is credited.")
    taken = lines or _taken(before, quantities)
    whole = not (lines or quantities) and not credited(work.session, invoice.id)
    entered = replace(
        before,
        lines=taken,
        document_date=max(today, invoice.document_date),
        tax_point=None,
        posting_date=None,
        due_date=None,
        discount=None,
        milestones=(),
        introduction=None,
        note=note,
        payment_reference=None,
    )
    made = begun(work, entered, user, kind=InvoiceKind.CREDIT_NOTE, corrects_id=invoice.id)
    made.rate_source = invoice.rate_source if made.rate is not None else None
    if whole:
        made.rounding = invoice.rounding
        made.total = made.net + made.tax + made.rounding
    work.session.flush()
    return made


def _taken(before: Entered, quantities: Mapping[int, Decimal | None] | None) -> tuple[EnteredLine, ...]:
    if not quantities:
        return before.lines
    found = []
    for position, quantity in sorted(quantities.items()):
        if not 1 <= position <= len(before.lines):
            raise InputError(f"The invoice has no line {position}.", f"It has lines 1 to {len(before.lines)}.")
        line = before.lines[position - 1]
        if quantity is None:
            found.append(line)
            continue
        if not 0 < abs(quantity) <= abs(line.quantity) or quantity * line.quantity < 0:
            raise InputError(
                f"{quantity} of line {position} cannot be credited: it has {line.quantity.normalize():f}.",
                "Credit what was invoiced at most.",
            )
        found.append(replace(line, quantity=quantity))
    return tuple(found)
