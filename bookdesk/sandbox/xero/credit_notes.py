"""Credit notes of suppliers (ACCPAYCREDIT) and to customers (ACCRECCREDIT), and their allocation to documents."""

from __future__ import annotations

from decimal import Decimal

from bookdesk.sandbox.xero import invoices
from bookdesk.sandbox.xero.context import Context, envelope, fresh_id
from bookdesk.sandbox.xero.lines import fill_lines
from bookdesk.sandbox.xero.listing import listed
from bookdesk.sandbox.xero.messages import Invalid, Record, Reply, answer, dated, day_of, number_of
from bookdesk.sandbox.xero.rounding import cents
from bookdesk.sandbox.xero.saving import saved

KIND = "CreditNotes"
_MATCHING = {"ACCPAYCREDIT": "ACCPAY", "ACCRECCREDIT": "ACCREC"}


def get_list(context: Context) -> Reply:
    """GET /CreditNotes."""
    return listed(context, KIND)


def get_one(context: Context, record_id: str) -> Reply:
    """GET /CreditNotes/{CreditNoteID}."""
    return answer(envelope(context, KIND, [context.require(KIND, record_id)]))


def put_list(context: Context) -> Reply:
    """PUT /CreditNotes: creates."""
    return saved(context, KIND, _create)


def put_allocations(context: Context, record_id: str) -> Reply:
    """PUT /CreditNotes/{CreditNoteID}/Allocations."""
    context.require(KIND, record_id)
    return saved(context, "Allocations", lambda inner, body: _allocate(inner, record_id, body))


def _create(context: Context, body: Record) -> Record:
    if body.get("Type") not in _MATCHING:
        raise Invalid("Type must be ACCPAYCREDIT or ACCRECCREDIT")
    number = len(context.records(KIND)) + 1
    record: Record = {
        "Type": body["Type"],
        "CreditNoteID": fresh_id(),
        "CreditNoteNumber": body.get("CreditNoteNumber") or f"CN-{number:04d}",
        "Status": body.get("Status") or "DRAFT",
        "Contact": invoices.contact_of(context, body),
        "LineAmountTypes": body.get("LineAmountTypes") or "Exclusive",
        "LineItems": body.get("LineItems") or [],
        "CurrencyCode": body.get("CurrencyCode") or context.organisation()["BaseCurrency"],
        "CurrencyRate": Decimal("1.0"),
        "Allocations": [],
        "Payments": [],
        "HasAttachments": False,
        "HasErrors": False,
        "_app": True,
    }
    if body["Type"] == "ACCRECCREDIT" and body.get("Reference"):
        record["Reference"] = body["Reference"]
    day = day_of(body.get("Date") or context.now.date(), "Date")
    context.check_lock(day)
    dated(record, "Date", day)
    sums = fill_lines(context, record, draft=record["Status"] == "DRAFT")
    record["RemainingCredit"] = sums.gross
    return context.put(KIND, record["CreditNoteID"], record)


def _allocate(context: Context, record_id: str, body: Record) -> Record:
    note = context.require(KIND, record_id)
    invoice = context.find(invoices.KIND, (body.get("Invoice") or {}).get("InvoiceID"))
    amount = cents(number_of(body.get("Amount"), "Amount"))
    _check(note, invoice, amount)
    assert invoice is not None  # noqa: S101 - _check refused None
    day = day_of(body.get("Date") or context.now.date(), "Date")
    context.check_lock(day)
    allocation: Record = {
        "AllocationID": fresh_id(),
        "Amount": amount,
        "Invoice": {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice["InvoiceNumber"]},
    }
    dated(allocation, "Date", day)
    note["Allocations"].append(allocation)
    note["RemainingCredit"] -= amount
    if not note["RemainingCredit"]:
        note["Status"] = "PAID"
    invoice["AmountCredited"] += amount
    invoice["CreditNotes"].append(
        {"CreditNoteID": note["CreditNoteID"], "CreditNoteNumber": note["CreditNoteNumber"], "AppliedAmount": amount}
    )
    invoices.settle(invoice)
    context.put(KIND, record_id, note)
    context.put(invoices.KIND, invoice["InvoiceID"], invoice)
    return allocation


def _check(note: Record, invoice: Record | None, amount: Decimal) -> None:
    if invoice is None or invoice["Type"] != _MATCHING[note["Type"]]:
        raise Invalid("The document the credit is allocated to could not be found")
    if note["Status"] != "AUTHORISED" or invoice["Status"] != "AUTHORISED":
        raise Invalid("Both documents must be of status AUTHORISED")
    if invoice["Contact"]["ContactID"] != note["Contact"]["ContactID"]:
        raise Invalid("The credit note and the document must have the same contact")
    if amount <= 0 or amount > note["RemainingCredit"]:
        raise Invalid("The allocation amount exceeds the remaining credit")
    if amount > invoice["AmountDue"]:
        raise Invalid("The allocation amount exceeds the amount outstanding on this document")
