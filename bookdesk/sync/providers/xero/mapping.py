"""Our intents as Xero's requests, what to look for when an answer was lost, and what its answers hold. Pure.

A packed request carries everything needed to send it again, to find it and to compare it, and is kept as text:
`{"method", "path", "body", "list", "id", "look", "expect"}`. Marks, by which a thing of ours is found:

    bill          Url (https, must not hold the word xero); it is a mark, no page
    credit note   the end of its first line's description (it has no number or reference of our choosing)
    payment       Reference
    attachment    eight digits of its hash in its name, and its size
    contact       its name, which is unique among active ones
    allocation    credit note, bill, amount and day
    sales         `salesmapping`
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast
from urllib.parse import quote, urlencode

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import OutboxKind, TaxMode
from bookdesk.formats import exactjson
from bookdesk.sync.intents import (
    AllocationIntent,
    AttachmentIntent,
    ContactIntent,
    Counterpart,
    DocumentIntent,
    Line,
    PaymentIntent,
    RefundIntent,
    mark,
    parent_kind,
)
from bookdesk.sync.ports import References, Sighting, Taken

Packed = dict[str, Any]
Body = Mapping[str, Any]

PAGE = {"page": "1", "pageSize": "1000"}
_GONE = frozenset({"VOIDED", "DELETED"})
MODES = {TaxMode.EXCLUSIVE: "Exclusive", TaxMode.INCLUSIVE: "Inclusive", TaxMode.NONE: "NoTax"}
_AMOUNTS = frozenset({"SubTotal", "TotalTax", "Total", "Amount"})
_UNIT_PLACES = Decimal("0.0001")
_STAMP = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
LONGEST_DESCRIPTION = 3900


def unpack(text: str) -> Packed:
    """Read a packed request back."""
    return cast("Packed", exactjson.loads(text))


def taken(packed: Packed, record: Body) -> Taken:
    """Return what an answer's record says, with everything that is otherwise than it was meant."""
    version, given = str(record.get("UpdatedDateUTC") or "") or None, record.get(packed.get("numbered") or "")
    number = str(given) if given else None
    return Taken(identity(packed, record), version, differences(packed, record), number=number)


def identity(packed: Packed, record: Body) -> str:
    """Return the record's id, known before where it is taken back; an allocation without one is what it joins."""
    if "undone" in packed:
        return str(packed["undone"])
    found = record.get(packed["id"])
    return str(found or "|".join((packed["path"], str(packed["expect"].get("InvoiceID")), str(record.get("Amount")))))


def differences(packed: Packed, record: Body) -> tuple[str, ...]:
    """Compare a record with what was meant, field by field."""
    found = []
    for name, meant in packed["expect"].items():
        there = _field(record, name)
        if there is not None and not _same(name, there, meant):
            found.append(f"{name} is {there} in Xero and {meant} here.")
    return tuple(found)


def sighting(packed: Packed, records: list[Body]) -> Sighting:
    """Sort what a look returned into exact copies and near ones; of what is taken back, whether that is done."""
    look = packed["look"]
    if "undone" in packed:
        return Sighting((Taken(str(packed["undone"])),) if _gone(packed, records) else ())
    alive = [record for record in records if record.get("Status") not in _GONE]
    exact = [record for record in alive if _marked(record, look)]
    near = [record for record in alive if not _marked(record, look) and _resembles(record, look["near"])]
    return Sighting(
        tuple(taken(packed, record) for record in exact),
        tuple(str(record.get("InvoiceNumber") or record.get("FileName") or packed["list"]) for record in near),
    )


def agreed(packed: Packed) -> dict[str, str]:
    """Return what a document said when it was packed, in neutral names."""
    names = {"net": "SubTotal", "tax": "TotalTax", "total": "Total", "currency": "CurrencyCode", "date": "Date"}
    said = {name: str(packed["expect"][field]) for name, field in names.items()} | {"status": "AUTHORISED"}
    number = packed["expect"].get("InvoiceNumber") or packed["expect"].get("CreditNoteNumber")
    return said | {"number": str(number)} if number else said


def day_of(value: object) -> date | None:
    """Read a date of Xero's: `/Date(1552519200797+0000)/` or ISO."""
    instant = instant_of(value)
    return instant.date() if instant else None


def instant_of(value: object) -> datetime | None:
    """Read an instant of Xero's; None where there is none."""
    found = _STAMP.match(str(value or ""))
    if found:
        return datetime.fromtimestamp(int(found[1]) / 1000, UTC)
    try:
        return datetime.fromisoformat(str(value).removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        return None


def contact(intent: ContactIntent) -> Packed:
    """Pack a contact."""
    name = intent.name.replace('"', "'")
    where = urlencode({"where": f'Name=="{name}"'})
    body = {"Name": name, "TaxNumber": intent.tax_id, "EmailAddress": intent.email}
    return {
        "method": "PUT",
        "path": "Contacts",
        "body": {"Contacts": [{key: value for key, value in body.items() if value}]},
        "list": "Contacts",
        "id": "ContactID",
        "look": {"path": f"Contacts?{where}", "mark": {"Name": name}, "near": None},
        "expect": {"Name": name},
    }


def document(intent: DocumentIntent, references: References) -> Packed:
    """Pack a supplier's bill or credit note."""
    contact = intent.contact.remote_id or references[OutboxKind.CONTACT, intent.contact.local_id]
    ours, places = mark(intent.local_id), {"unitdp": "4"}
    body: Packed = {
        "Type": "ACCPAYCREDIT" if intent.credit else "ACCPAY",
        "Contact": {"ContactID": contact},
        "Date": intent.day.isoformat(),
        "LineAmountTypes": MODES[intent.tax_mode],
        "CurrencyCode": intent.total.currency,
        "Status": "AUTHORISED",
        "LineItems": [line_of(line, intent.tax_mode) for line in intent.lines],
    }
    expect = {
        "ContactID": contact,
        "CurrencyCode": intent.total.currency,
        "Date": intent.day.isoformat(),
        "SubTotal": intent.net.text,
        "TotalTax": intent.tax.text,
        "Total": intent.total.text,
    }
    listed = "CreditNotes" if intent.credit else "Invoices"
    if intent.credit:
        first = body["LineItems"][0]
        first["Description"] = f"{first['Description'][:LONGEST_DESCRIPTION]} [{intent.number} BD {ours}]"
        marked = {"Description": f"BD {ours}]"}
    else:
        due = intent.due.isoformat() if intent.due else None
        marked = {"Url": f"https://bookdesk.example/bill/{ours}"}
        body.update(InvoiceNumber=intent.number, DueDate=due, **marked)
    near = {"ContactID": contact, "Total": intent.total.text, "Date": intent.day.isoformat()}
    return {
        "method": "PUT",
        "path": f"{listed}?{urlencode(places)}",
        "body": {listed: [body]},
        "list": listed,
        "id": "CreditNoteID" if intent.credit else "InvoiceID",
        "look": {"path": _document_look(intent, contact), "mark": marked, "near": near},
        "expect": expect,
    }


def _document_look(intent: DocumentIntent, contact: str) -> str:
    if intent.credit:
        where = f'Contact.ContactID==guid("{contact}") AND Type=="ACCPAYCREDIT"'
        return f"CreditNotes?{urlencode({'where': where, **PAGE})}"
    query = {"ContactIDs": contact, "createdByMyApp": "true", **PAGE}
    if intent.number and "," not in intent.number:
        query["InvoiceNumbers"] = intent.number
    return f"Invoices?{urlencode(query)}"


def line_of(line: Line, mode: TaxMode) -> Packed:
    """Return a line as Xero takes it, with the tax that we reckoned rather than Xero's own."""
    amount = line.gross if mode is TaxMode.INCLUSIVE else line.net
    quantity, unit = _quantity(line, amount)
    body: Packed = {"Description": line.description, "Quantity": quantity, "UnitAmount": unit}
    if line.account is not None:
        name = "AccountCode" if line.account.remote_code else "AccountID"
        body[name] = line.account.remote_code or line.account.remote_id
    if mode is not TaxMode.NONE and line.tax_code is not None:
        body.update(TaxType=line.tax_code.remote_id, TaxAmount=line.tax.major)
    return body


def _quantity(line: Line, amount: Money) -> tuple[Decimal, Decimal]:
    """Quantity and price where they multiply to the line's amount to the cent as Xero rounds, else one of all."""
    if line.quantity is not None and line.unit_price is not None:
        unit = line.unit_price.quantize(_UNIT_PLACES)
        if Money.rounded(line.quantity * unit, amount.currency) == amount:
            return line.quantity, unit
    return Decimal(1), amount.major


def attachment(intent: AttachmentIntent, references: References) -> Packed:
    """Pack the original of a document, or the PDF of our own."""
    listed = "CreditNotes" if intent.parent_credit else "Invoices"
    path = f"{listed}/{references[parent_kind(intent), intent.parent_id]}/Attachments"
    name, size = intent.sent_name, str(intent.size)
    return {
        "method": "PUT",
        "path": f"{path}/{quote(name, safe='')}",
        "media_type": intent.media_type,
        "list": "Attachments",
        "id": "AttachmentID",
        "look": {"path": path, "mark": {"FileName": name, "ContentLength": size}, "near": {"FileName": name}},
        "expect": {"FileName": name, "ContentLength": size},
    }


def payment(intent: PaymentIntent, references: References, kind: OutboxKind = OutboxKind.BILL) -> Packed:
    """Pack a payment of a bill, or of another `kind` of document."""
    invoice = references[kind, intent.bill_id]
    where = f'Invoice.InvoiceID==guid("{invoice}")'
    figures = {"InvoiceID": invoice, "Amount": intent.amount.text, "Date": intent.day.isoformat()}
    packed = moved(intent, {"Invoice": {"InvoiceID": invoice}})
    packed["look"].update(path=f"Payments?{urlencode({'where': where, **PAGE})}", near=figures)
    packed["expect"].update(figures)
    return packed


def moved(intent: PaymentIntent | RefundIntent, of: Packed) -> Packed:
    """Pack money that moves on a bank account, `of` a document, a credit note or an overpayment."""
    reference = f"BD {mark(intent.local_id)}"
    body = {
        **of,
        "Account": account_of(intent.bank),
        "Date": intent.day.isoformat(),
        "Amount": intent.amount.major,
        "Reference": reference,
    }
    where = f'Reference=="{reference}"'
    return {
        "method": "PUT",
        "path": "Payments",
        "body": {"Payments": [body]},
        "list": "Payments",
        "id": "PaymentID",
        "look": {
            "path": f"Payments?{urlencode({'where': where, **PAGE})}",
            "mark": {"Reference": reference},
            "near": None,
        },
        "expect": {"Amount": intent.amount.text, "Date": intent.day.isoformat(), "Reference": reference},
    }


def account_of(bank: Counterpart) -> Packed:
    """Return a bank account as Xero takes it."""
    return {"AccountID": bank.remote_id}


def allocation(intent: AllocationIntent, references: References) -> Packed:
    """Pack the allocation of a supplier's credit note to a bill."""
    credit, invoice = references[OutboxKind.CREDIT_NOTE, intent.credit_id], references[OutboxKind.BILL, intent.bill_id]
    return allocated(intent, f"CreditNotes/{credit}", invoice)


def allocated(intent: AllocationIntent, source: str, invoice: str) -> Packed:
    """Pack an allocation of what is at the path `source` to a document."""
    figures = {"InvoiceID": invoice, "Amount": intent.amount.text, "Date": intent.day.isoformat()}
    body = {
        "Invoice": {"InvoiceID": invoice},
        "Amount": intent.amount.major,
        "Date": intent.day.isoformat(),
    }
    return {
        "method": "PUT",
        "path": f"{source}/Allocations",
        "body": {"Allocations": [body]},
        "list": "Allocations",
        "id": "AllocationID",
        "look": {"path": source, "mark": figures, "near": None},
        "expect": figures,
    }


def _marked(record: Body, look: Packed) -> bool:
    """Tell whether a record carries our mark."""
    wanted = dict(look["mark"])
    if "Description" in wanted:
        lines = record.get("LineItems") or []
        return any(str(line.get("Description", "")).endswith(wanted["Description"]) for line in lines)
    return all(_alike(record, name, value) for name, value in wanted.items())


def _alike(record: Body, name: str, value: str) -> bool:
    there = _field(record, name)
    return there is not None and _same(name, there, value)


def _gone(packed: Packed, records: list[Body]) -> bool:
    """Tell whether what is to be taken back is void, deleted, or not in the list any more."""
    if packed["list"] == "Allocations":
        found = [record for record in records if record.get("AllocationID") == packed["undone"]]
        return all(record.get("IsDeleted") for record in found)
    return bool(records) and all(record.get("Status") in _GONE for record in records)


def _same(name: str, there: str, meant: str) -> bool:
    """Compare two fields: amounts as numbers, since Xero writes two decimals for every currency."""
    return Decimal(there) == Decimal(meant) if name in _AMOUNTS else there == meant


def _resembles(record: Body, near: Mapping[str, str] | None) -> bool:
    """Tell whether a record without our mark could still be it."""
    return near is not None and all(_alike(record, name, value) for name, value in near.items())


def _field(record: Body, name: str) -> str | None:
    """Return a field as comparable text: amounts with two decimals, dates as ISO, ids of what is inside."""
    if name == "ContactID" and "Contact" in record:
        value = record["Contact"].get("ContactID")
    elif name == "InvoiceID" and "Invoice" in record:
        value = record["Invoice"].get("InvoiceID")
    else:
        value = record.get(name)
    if value is None:
        return None
    if name == "Date":
        day = day_of(value)
        return day.isoformat() if day else str(value)
    if name in _AMOUNTS:
        return format(Decimal(str(value)).quantize(Decimal("0.01")), "f")
    return str(value)
