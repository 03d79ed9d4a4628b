"""Bills (ACCPAY) and sales invoices (ACCREC)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bookdesk.sandbox.xero.context import Context, envelope, fresh_id
from bookdesk.sandbox.xero.lines import fill_lines
from bookdesk.sandbox.xero.listing import listed
from bookdesk.sandbox.xero.messages import Invalid, Record, Reply, answer, dated, day_of
from bookdesk.sandbox.xero.saving import saved

KIND = "Invoices"
_TYPES = ("ACCPAY", "ACCREC")
_NOTHING = Decimal("0.00")
_MOVES = {
    "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "AUTHORISED": {"AUTHORISED", "VOIDED"},
}
_COPIED = ("Reference", "Url", "LineAmountTypes", "LineItems", "InvoiceNumber", "CurrencyCode")


def get_list(context: Context) -> Reply:
    """GET /Invoices."""
    return listed(context, KIND)


def get_one(context: Context, record_id: str) -> Reply:
    """GET /Invoices/{InvoiceID}; a number is accepted, too."""
    record = context.find(KIND, record_id) or next(
        (item for item in context.records(KIND) if item.get("InvoiceNumber") == record_id), None
    )
    return answer(envelope(context, KIND, [record or context.require(KIND, record_id)]))


def put_list(context: Context) -> Reply:
    """PUT /Invoices: creates only."""
    return saved(context, KIND, _create)


def post_list(context: Context) -> Reply:
    """POST /Invoices: updates what carries an id, creates the rest."""
    return saved(context, KIND, lambda inner, body: (_update if body.get("InvoiceID") else _create)(inner, body))


def post_one(context: Context, record_id: str) -> Reply:
    """POST /Invoices/{InvoiceID}."""
    context.require(KIND, record_id)
    return saved(context, KIND, lambda inner, body: _update(inner, {**body, "InvoiceID": record_id}))


def contact_of(context: Context, body: Record) -> Record:
    """Return the contact a document names by id or, failing that, by name; a new name makes a contact."""
    given = body.get("Contact") or {}
    contact = context.find("Contacts", given.get("ContactID"))
    if contact is None and given.get("Name"):
        contact = next((item for item in context.records("Contacts") if item["Name"] == given["Name"]), None)
    if contact is None:
        raise Invalid("The Contact could not be found: a valid ContactID must be specified")
    if contact["ContactStatus"] == "ARCHIVED":
        raise Invalid("The contact is archived and cannot be used on this document")
    return {"ContactID": contact["ContactID"], "Name": contact["Name"], "ContactStatus": contact["ContactStatus"]}


def settle(document: Record) -> None:
    """Set AmountDue and the status from what was paid and credited."""
    document["AmountDue"] = document["Total"] - document["AmountPaid"] - document["AmountCredited"]
    if document["Status"] in {"AUTHORISED", "PAID"}:
        document["Status"] = "AUTHORISED" if document["AmountDue"] else "PAID"


def _create(context: Context, body: Record) -> Record:
    if body.get("Type") not in _TYPES:
        raise Invalid("Type must be ACCPAY or ACCREC")
    record: Record = {
        "Type": body["Type"],
        "InvoiceID": fresh_id(),
        "Status": body.get("Status") or "DRAFT",
        "AmountPaid": _NOTHING,
        "AmountCredited": _NOTHING,
        "CurrencyRate": Decimal("1.0"),
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "HasAttachments": False,
        "HasErrors": False,
        "IsDiscounted": False,
        "_app": True,
    }
    if record["Status"] not in {"DRAFT", "SUBMITTED", "AUTHORISED"}:
        raise Invalid("Invoice Status is not a valid status for a new invoice")
    return _write(context, record, body)


def _update(context: Context, body: Record) -> Record:
    record = context.find(KIND, body["InvoiceID"])
    if record is None:
        raise Invalid("Invoice could not be found")
    status = body.get("Status") or record["Status"]
    if status not in _MOVES.get(record["Status"], set()):
        raise Invalid("Invoice not of valid status for modification")
    if status == "VOIDED" and (record["AmountPaid"] or record["AmountCredited"]):
        raise Invalid("This document cannot be voided as it has payments or credit notes allocated to it")
    record["Status"] = status
    if status in {"VOIDED", "DELETED"}:
        record["AmountDue"] = _NOTHING
        return context.put(KIND, record["InvoiceID"], record)
    return _write(context, record, {**_kept(record), **body})


def _kept(record: Record) -> Record:
    """Return what an update leaves as it was."""
    kept = {name: record[name] for name in (*_COPIED, "Contact") if name in record}
    return {**kept, "Date": record["DateString"], "DueDate": record.get("DueDateString")}


def _write(context: Context, record: Record, body: Record) -> Record:
    draft = record["Status"] == "DRAFT"
    record["Contact"] = contact_of(context, body)
    record.update({name: body[name] for name in _COPIED if body.get(name) is not None})
    record.setdefault("CurrencyCode", context.organisation()["BaseCurrency"])
    if record["Type"] == "ACCPAY":
        record.pop("Reference", None)
    _check_number(context, record)
    day = day_of(body.get("Date") or context.now.date(), "Date")
    due = _due(body, day, draft=draft)
    context.check_lock(day)
    dated(record, "Date", day)
    dated(record, "DueDate", due)
    fill_lines(context, record, draft=draft)
    settle(record)
    return context.put(KIND, record["InvoiceID"], record)


def _due(body: Record, day: date, *, draft: bool) -> date:
    if not body.get("DueDate") and not draft:
        raise Invalid("DueDate must be specified for an approved document")
    return day_of(body.get("DueDate") or day, "DueDate")


def _check_number(context: Context, record: Record) -> None:
    """Sales numbers are unique and given where missing; a supplier's numbers may repeat."""
    if record["Type"] == "ACCPAY":
        record.setdefault("InvoiceNumber", "")
        return
    others = [item for item in context.records(KIND) if item["Type"] == "ACCREC"]
    record.setdefault("InvoiceNumber", f"INV-{len(others) + 1:04d}")
    if any(
        item["InvoiceNumber"] == record["InvoiceNumber"] and item["InvoiceID"] != record["InvoiceID"]
        for item in others
        if item["Status"] not in {"DELETED", "VOIDED"}
    ):
        raise Invalid("Invoice # must be unique.")
