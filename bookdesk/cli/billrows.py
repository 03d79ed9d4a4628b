"""Bills as rows and sentences of the command line."""

from __future__ import annotations

from bookdesk.capture.prepaid import told_prepaid
from bookdesk.cli.console import Row
from bookdesk.core.money import Money
from bookdesk.models.bill import BillKind
from bookdesk.payments.bills import BillDetails, BillView


def row(view: BillView) -> Row:
    """Return a bill as one object of the list."""
    bill, left = view.bill, view.settlement
    return {
        "id": bill.id,
        "version": bill.version,
        "kind": bill.kind.value,
        "supplier": bill.supplier_name,
        "number": bill.number,
        "document_date": bill.document_date,
        "due_date": bill.due_date,
        "currency": bill.currency,
        "total": left.total.text,
        "settled": left.settled.text,
        "open": left.open.text,
        "settlement": left.state.value,
        "status": bill.status.value,
        "on_hold": bill.on_hold,
        "hold_reason": bill.hold_reason,
        "disputed": bill.disputed,
        "way_of_payment": bill.way_of_payment.value,
    }


def details(found: BillDetails) -> Row:
    """Return one bill with its lines and what settled it."""
    currency = found.view.bill.currency
    return {
        **row(found.view),
        "tax_point": found.view.bill.tax_point,
        "posting_date": found.view.bill.posting_date,
        "tax_mode": found.view.bill.tax_mode.value,
        "net": Money(found.view.bill.net, currency).text,
        "tax": Money(found.view.bill.tax, currency).text,
        "amount_due": _text(found.view.bill.amount_due, currency),
        "payment_reference": found.view.bill.payment_reference,
        "lines": [
            {
                "line": line.position,
                "description": line.description,
                "account": found.codes.get(line.account_id or ""),
                "tax_code": found.codes.get(line.tax_code_id or ""),
                "net": Money(line.net, currency).text,
                "tax": Money(line.tax, currency).text,
            }
            for line in found.lines
        ],
        "allocations": [
            {"day": one.day.isoformat(), "source": one.source.value, "amount": Money(one.amount, currency).text}
            for one in found.allocations
        ],
    }


def _text(minor: int | None, currency: str) -> str | None:
    return None if minor is None else Money(minor, currency).text


def sentence(view: BillView) -> str:
    """Return a bill of the list in words."""
    bill, left = view.bill, view.settlement
    due = f"due {bill.due_date}" if bill.due_date else "no due date"
    flags = [f"on hold: {bill.hold_reason}"] * bill.on_hold + ["disputed"] * bill.disputed
    kind = [bill.kind.value] if bill.kind is BillKind.CREDIT_NOTE else []
    words = ", ".join([*kind, bill.status.value, left.state.value, due, *flags])
    return f"{bill.supplier_name or '?':32.32} {bill.number or '?':18.18} {left.open.text:>14} of {left.total}  {words}"


def in_full(found: BillDetails) -> str:
    """Return one bill in words: what the list says, its lines, and what settled it."""
    currency = found.view.bill.currency
    words = [sentence(found.view), *(f"    {told}" for told in told_prepaid(found.view.bill))]
    for line in found.lines:
        net, tax = Money(line.net, currency), Money(line.tax, currency)
        codes = [found.codes.get(one or "") or "?" for one in (line.account_id, line.tax_code_id)]
        what = f"    line {line.position}: {line.description or '?'}  {net.text} + {tax.text} = {(net + tax).text}"
        words.append(f"{what}  account {codes[0]}  tax code {codes[1]}")
    words += [
        f"    {one.day.isoformat()} settled by {one.source.value}: {Money(one.amount, currency)}"
        for one in found.allocations
    ]
    return "\n".join(words)
