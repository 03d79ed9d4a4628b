"""Invoices, estimates and schedules as rows and sentences of the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bookdesk.cli.console import Row
from bookdesk.core.money import Money
from bookdesk.invoicing.details import InvoiceDetails
from bookdesk.invoicing.estimates import EstimateDetails, EstimateView
from bookdesk.invoicing.listing import InvoiceRow
from bookdesk.invoicing.recurring import Billed, ScheduleView
from bookdesk.invoicing.writing import Line
from bookdesk.models.invoice import InvoiceStatus


def listed(one: InvoiceRow) -> Row:
    """Return an invoice as one object of the list."""
    return {
        "id": one.id,
        "version": one.version,
        "kind": one.kind.value,
        "status": one.status.value,
        "settlement": one.settlement.value,
        "customer": one.customer,
        "number": one.number,
        "reference": one.reference,
        "document_date": one.document_date,
        "due_date": one.due_date,
        "days_late": one.days_late,
        "currency": one.total.currency,
        "total": one.total.text,
        "open": one.open.text,
        "disputed": one.disputed,
        "promised_until": one.promised_until,
        "reminders": one.reminders,
    }


def listed_sentence(one: InvoiceRow) -> str:
    """Return an invoice as a line of the list."""
    state = str(one.settlement) if one.status is InvoiceStatus.ISSUED else str(one.status)
    late = f", {one.days_late} days late" if one.days_late else ""
    due = f", due {one.due_date}" if one.due_date and one.open else ""
    number, disputed = one.number or f"({one.id})", ", disputed" if one.disputed else ""
    return f"{one.document_date}  {number}  {one.customer}  {one.total}: {state}, {one.open} open{due}{late}{disputed}"


def invoice_row(found: InvoiceDetails) -> Row:
    """Return one invoice in full."""
    invoice, currency = found.invoice, found.invoice.currency
    return {
        "id": invoice.id,
        "version": invoice.version,
        "kind": invoice.kind.value,
        "status": invoice.status.value,
        "number": invoice.number,
        "customer": found.customer,
        "document_date": invoice.document_date,
        "due_date": found.due,
        "tax_point": invoice.tax_point,
        "posting_date": invoice.posting_date,
        "reference": invoice.reference,
        "payment_reference": invoice.payment_reference,
        "language": invoice.language,
        "tax_mode": invoice.tax_mode.value,
        "currency": currency,
        "rate": invoice.rate,
        "net": Money(invoice.net, currency).text,
        "tax": Money(invoice.tax, currency).text,
        "rounding": Money(invoice.rounding, currency).text,
        "total": invoice.total_money.text,
        "settlement": found.settlement.state.value,
        "open": found.open.text,
        "creditable": found.creditable.text,
        "discount": None if found.discount is None else str(found.discount.share),
        "discount_until": found.discount_until,
        "corrects": invoice.corrects_id,
        "estimate": invoice.estimate_id,
        "cancelled_on": invoice.cancelled_on,
        "cancelled_reason": invoice.cancelled_reason,
        "disputed": invoice.disputed,
        "dispute_reason": invoice.dispute_reason,
        "promised_until": invoice.promised_until,
        "reminders": invoice.reminders,
        "lines": [line_row(one, found.codes, currency) for one in found.lines],
        "parts": [
            {
                "part": one.position,
                "name": one.name,
                "due_date": None if one.due_date is None else one.due_date.isoformat(),
                "amount": Money(one.amount, currency).text,
            }
            for one in found.instalments
        ],
        "allocations": [
            {"day": one.day.isoformat(), "source": one.source.value, "amount": Money(one.amount, currency).text}
            for one in found.allocations
        ],
        "credit_notes": [one.number or one.id for one in found.credit_notes],
    }


def invoice_sentence(found: InvoiceDetails) -> str:
    """Return one invoice in full, as text."""
    invoice = found.invoice
    due = f", due {found.due}" if found.due else ""
    what = f"{invoice.kind} {invoice.number or invoice.id} to {found.customer} of {invoice.document_date}{due}:"
    disputed = f", disputed: {invoice.dispute_reason}" if invoice.disputed else ""
    state = f"{invoice.status}, {found.settlement.state}, {found.open} open{disputed}"
    head = f"{what} {invoice.total_money}, {state if invoice.status is InvoiceStatus.ISSUED else invoice.status}"
    parts = [
        f"  part {one.position}: {one.name} {Money(one.amount, invoice.currency)}, due {one.due_date or 'when reached'}"
        for one in found.instalments
    ]
    lines = [line_sentence(one, found.codes, invoice.currency) for one in found.lines]
    rounded = [f"  rounding {Money(invoice.rounding, invoice.currency)}"] if invoice.rounding else []
    return "\n".join([head[:1].upper() + head[1:], *lines, *rounded, *parts])


def line_row(one: Line, codes: Mapping[str, str], currency: str) -> Row:
    """Return a line as an object."""
    return {
        "line": one.position,
        "text": one.description,
        "detail": one.detail,
        "product": codes.get(one.product_id or ""),
        "quantity": f"{one.quantity.normalize():f}",
        "unit": one.unit,
        "price": f"{one.unit_price.normalize():f}",
        "discount": None if one.discount is None else f"{one.discount.normalize():f}",
        "account": codes.get(one.account_id or ""),
        "tax_code": codes.get(one.tax_code_id or ""),
        "tax_rate": f"{one.tax_rate.normalize():f}",
        "net": Money(one.net, currency).text,
        "tax": Money(one.tax, currency).text,
    }


def line_sentence(one: Line, codes: Mapping[str, str], currency: str) -> str:
    """Return a line as text."""
    coded = " ".join(filter(None, (codes.get(one.account_id or ""), codes.get(one.tax_code_id or ""))))
    many = f"{one.quantity.normalize():f} x {one.unit_price.normalize():f}"
    return (
        f"  {one.position}. {one.description}  {many}  {Money(one.net, currency)} + {Money(one.tax, currency)}  {coded}"
    )


def estimate_row(view: EstimateView) -> Row:
    """Return an estimate as one object of the list."""
    one = view.estimate
    return {
        "id": one.id,
        "version": one.version,
        "status": one.status.value,
        "expired": view.expired,
        "number": one.number,
        "customer": view.customer,
        "document_date": one.document_date,
        "valid_until": one.valid_until,
        "reference": one.reference,
        "currency": one.currency,
        "total": one.total_money.text,
        "decided_on": one.decided_on,
        "accepted_by": one.accepted_by,
        "note": one.decision_note,
    }


def estimate_sentence(view: EstimateView) -> str:
    """Return an estimate as a line of the list."""
    one = view.estimate
    state = "ran out" if view.expired else str(one.status)
    number, until = one.number or f"({one.id})", f", until {one.valid_until}" if one.valid_until else ""
    return f"{one.document_date}  {number}  {view.customer}  {one.total_money}: {state}{until}"


def estimate_full(found: EstimateDetails) -> tuple[Row, str]:
    """Return one estimate in full, as an object and as text."""
    currency = found.view.estimate.currency
    lines: Sequence[Row] = [line_row(one, found.codes, currency) for one in found.lines]
    row = {**estimate_row(found.view), "lines": lines, "invoices": [one.number or one.id for one in found.invoices]}
    said = [line_sentence(one, found.codes, currency) for one in found.lines]
    return row, "\n".join([estimate_sentence(found.view), *said])


def schedule_row(view: ScheduleView) -> Row:
    """Return a schedule as one object of the list."""
    one = view.schedule
    return {
        "id": one.id,
        "version": one.version,
        "name": one.name,
        "customer": view.customer,
        "every": one.every.value,
        "interval": one.interval,
        "first_day": one.first_day,
        "until": one.until,
        "times": one.times,
        "catch_up": one.catch_up.value,
        "makes": one.makes.value,
        "stopped": one.stopped,
        "ended": view.ended,
        "due": [day.isoformat() for occurrence in view.due for day in occurrence.days],
        "coming": [day.isoformat() for day in view.coming],
    }


def schedule_sentence(view: ScheduleView) -> str:
    """Return a schedule as a line of the list."""
    one = view.schedule
    if one.stopped or view.ended:
        return f"{one.name}  {view.customer}: {'stopped' if one.stopped else 'ended'}"
    every = f"every {one.interval} {one.every}s" if one.interval > 1 else f"every {one.every}"
    coming = f", next {', '.join(map(str, view.coming))}" if view.coming else ""
    due = f", due {', '.join(str(day) for each in view.due for day in each.days)}" if view.due else ""
    return f"{one.name}  {view.customer}: {every}, makes {one.makes}{due}{coming}"


def billed_row(done: Billed) -> Row:
    """Return what became of a day of a schedule as an object."""
    invoice = done.invoice
    return {
        "schedule": done.schedule.name,
        "days": [day.isoformat() for day in done.occurrence.days],
        "invoice": None if invoice is None else invoice.id,
        "number": None if invoice is None else invoice.number,
        "status": None if invoice is None else invoice.status.value,
        "total": None if invoice is None else invoice.total_money.text,
        "to_send": done.to_send,
    }


def billed_sentence(done: Billed) -> str:
    """Return what became of a day of a schedule as text."""
    days = ", ".join(map(str, done.occurrence.days))
    if done.invoice is None:
        return f"{done.schedule.name}, {days}: nothing was made."
    return f"{done.schedule.name}, {days}: {done.invoice.status} {done.invoice.number or ''} {done.invoice.total_money}"
