"""Credit notes of suppliers (ACCPAYCREDIT) and to customers (ACCRECCREDIT), and their allocation to documents."""

from __future__ import annotations

from decimal import Decimal

from bookdesk.sandbox.xero import allocations, invoices
from bookdesk.sandbox.xero.context import Context, envelope, fresh_id
from bookdesk.sandbox.xero.lines import fill_lines
from bookdesk.sandbox.xero.listing import listed
from bookdesk.sandbox.xero.messages import Invalid, Record, Reply, answer, dated, day_of
from bookdesk.sandbox.xero.saving import saved

KIND = "CreditNotes"
_TYPES = ("ACCPAYCREDIT", "ACCRECCREDIT")


def get_list(context: Context) -> Reply:
    """GET /CreditNotes."""
    return listed(context, KIND)


def get_one(context: Context, record_id: str) -> Reply:
    """GET /CreditNotes/{CreditNoteID}."""
    return answer(envelope(context, KIND, [context.require(KIND, record_id)]))


def put_list(context: Context) -> Reply:
    """PUT /CreditNotes: creates."""
    return saved(context, KIND, _create)


def post_one(context: Context, record_id: str) -> Reply:
    """POST /CreditNotes/{CreditNoteID}: voids, the only change the stand-in allows."""
    context.require(KIND, record_id)
    return saved(context, KIND, lambda inner, body: _void(inner, record_id, body))


def put_allocations(context: Context, record_id: str) -> Reply:
    """PUT /CreditNotes/{CreditNoteID}/Allocations."""
    context.require(KIND, record_id)
    return saved(context, "Allocations", lambda inner, body: allocations.allocate(inner, KIND, record_id, body))


def delete_allocation(context: Context, record_id: str, allocation_id: str) -> Reply:
    """DELETE /CreditNotes/{CreditNoteID}/Allocations/{AllocationID}."""
    return allocations.delete(context, KIND, record_id, allocation_id)


def _create(context: Context, body: Record) -> Record:
    if body.get("Type") not in _TYPES:
        raise Invalid("Type must be ACCPAYCREDIT or ACCRECCREDIT")
    record: Record = {
        "Type": body["Type"],
        "CreditNoteID": fresh_id(),
        "CreditNoteNumber": _number(context, body),
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


def _number(context: Context, body: Record) -> str:
    """Numbers of credit notes to customers are unique; where none is given, the next one is."""
    known = context.records(KIND)
    number = str(body.get("CreditNoteNumber") or f"CN-{len(known) + 1:04d}")
    taken = {
        item["CreditNoteNumber"] for item in known if item["Type"] == "ACCRECCREDIT" and item["Status"] != "VOIDED"
    }
    if body["Type"] == "ACCRECCREDIT" and number in taken:
        raise Invalid("Credit Note # must be unique.")
    return number


def _void(context: Context, record_id: str, body: Record) -> Record:
    record = context.require(KIND, record_id)
    if body.get("Status") != "VOIDED" or record["Status"] not in {"AUTHORISED", "PAID"}:
        raise Invalid("Credit note not of valid status for modification")
    if record["Allocations"] or record["Payments"]:
        raise Invalid("This document cannot be voided as it has payments or credit notes allocated to it")
    record.update(Status="VOIDED", RemainingCredit=Decimal("0.00"))
    return context.put(KIND, record_id, record)
