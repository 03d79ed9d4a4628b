"""What is sold, received, credited and taken back, as Xero's requests. Pure.

Marks, beside those of `mapping`:

    invoice       Url, and its number
    credit note   the end of its Reference, and its number
    receipt       Reference of the payment
    overpayment   the end of its line's description (its Reference is not ours to set)
    refund, fee   Reference
    taking back   what is taken back is void, deleted, or not there any more

An overpayment is money received of its own kind among Xero's bank transactions: a payment may not exceed its invoice.
"""

from __future__ import annotations

from urllib.parse import urlencode

from bookdesk.core.vocabulary import OutboxKind, TaxMode
from bookdesk.sync.intents import (
    Counterpart,
    FeeIntent,
    OverpaymentIntent,
    ReceiptIntent,
    RefundIntent,
    SalesAllocationIntent,
    SalesIntent,
    UndoIntent,
    mark,
)
from bookdesk.sync.ports import References
from bookdesk.sync.providers.xero.mapping import (
    LONGEST_DESCRIPTION,
    MODES,
    PAGE,
    Packed,
    account_of,
    allocated,
    line_of,
    moved,
    payment,
)

_LONGEST_REFERENCE = 200
"""Of Xero's 255; the rest is for the mark."""
_HOLDERS = {OutboxKind.SALES_CREDIT: "CreditNotes", OutboxKind.OVERPAYMENT: "Overpayments"}


def document(intent: SalesIntent, references: References) -> Packed:
    """Pack an invoice or credit note to a customer; without a number Xero gives it one."""
    contact = _contact(intent.contact, references)
    listed, number = ("CreditNotes", "CreditNoteNumber") if intent.credit else ("Invoices", "InvoiceNumber")
    named = {number: intent.number} if intent.number else {}
    own, marked = _marks(intent)
    body: Packed = {
        "Type": "ACCRECCREDIT" if intent.credit else "ACCREC",
        "Contact": {"ContactID": contact},
        "Date": intent.day.isoformat(),
        "LineAmountTypes": MODES[intent.tax_mode],
        "CurrencyCode": intent.total.currency,
        "Status": "AUTHORISED",
        "LineItems": [line_of(line, intent.tax_mode) for line in intent.lines],
        **named,
        **own,
    }
    if not intent.credit:
        body["DueDate"] = intent.due.isoformat() if intent.due else None
    return {
        "method": "PUT",
        "path": f"{listed}?{urlencode({'unitdp': '4'})}",
        "body": {listed: [body]},
        "list": listed,
        "id": "CreditNoteID" if intent.credit else "InvoiceID",
        "numbered": number,
        "look": {
            "path": _look(intent, contact),
            "mark": marked,
            "near": {"ContactID": contact, "Total": intent.total.text, "Date": intent.day.isoformat()},
        },
        "expect": {
            "ContactID": contact,
            "CurrencyCode": intent.total.currency,
            "Date": intent.day.isoformat(),
            "SubTotal": intent.net.text,
            "TotalTax": intent.tax.text,
            "Total": intent.total.text,
            **named,
        },
    }


def receipt(intent: ReceiptIntent, references: References) -> Packed:
    """Pack what a customer paid of an invoice."""
    return payment(intent, references, OutboxKind.INVOICE)


def allocation(intent: SalesAllocationIntent, references: References) -> Packed:
    """Pack the allocation of a customer's credit note or overpayment to an invoice."""
    source = f"{_HOLDERS[intent.source]}/{references[intent.source, intent.credit_id]}"
    return allocated(intent, source, references[OutboxKind.INVOICE, intent.bill_id])


def overpayment(intent: OverpaymentIntent, references: References) -> Packed:
    """Pack what a customer paid without an invoice to settle."""
    ours = f"BD {mark(intent.local_id)}]"
    words = f"Overpayment in the {intent.receipt_label}"[:LONGEST_DESCRIPTION]
    line = {"Description": f"{words} [{ours}", "LineAmount": intent.amount.major}
    packed = _transaction("RECEIVE-OVERPAYMENT", intent, [line], TaxMode.NONE, references)
    packed["id"] = "OverpaymentID"
    packed["look"]["mark"] = {"Description": ours}
    packed["expect"]["Total"] = packed["look"]["near"]["Total"] = intent.amount.text
    return packed


def fee(intent: FeeIntent, references: References) -> Packed:
    """Pack the fee that was kept of a receipt, as money spent."""
    reference, mode = f"BD {mark(intent.local_id)}", TaxMode.EXCLUSIVE if intent.line.tax_code else TaxMode.NONE
    packed = _transaction("SPEND", intent, [line_of(intent.line, mode)], mode, references)
    packed["body"]["BankTransactions"][0]["Reference"] = reference
    packed["look"]["mark"] = {"Reference": reference}
    packed["expect"]["Total"] = packed["look"]["near"]["Total"] = intent.line.gross.text
    return packed


def refund(intent: RefundIntent, references: References) -> Packed:
    """Pack what was paid back of a credit note or an overpayment."""
    name = _HOLDERS[intent.source].removesuffix("s")
    return moved(intent, {name: {f"{name}ID": references[intent.source, intent.credit_id]}})


def undo(intent: UndoIntent, references: References) -> Packed:
    """Pack the voiding of a document, or the deletion of a payment or an allocation."""
    there = references[intent.undone, intent.local_id]
    if intent.parent is not None and intent.undone is OutboxKind.SALES_ALLOCATION:
        holder = f"{_HOLDERS[intent.parent[0]]}/{references[intent.parent]}"
        return {
            "method": "DELETE",
            "path": f"{holder}/Allocations/{there}",
            "list": "Allocations",
            "id": "AllocationID",
            "undone": there,
            "look": {"path": holder},
            "expect": {"IsDeleted": "True"},
        }
    listed = {OutboxKind.INVOICE: "Invoices", OutboxKind.SALES_CREDIT: "CreditNotes"}.get(intent.undone, "Payments")
    identity, status = f"{listed.removesuffix('s')}ID", "DELETED" if listed == "Payments" else "VOIDED"
    body: Packed = {"Status": status}
    return {
        "method": "POST",
        "path": f"{listed}/{there}",
        "body": body if listed == "Payments" else {listed: [{identity: there, **_named(intent.undone), **body}]},
        "list": listed,
        "id": identity,
        "undone": there,
        "look": {"path": f"{listed}/{there}"},
        "expect": {"Status": status},
    }


def _named(kind: OutboxKind) -> Packed:
    return {"Type": "ACCREC" if kind is OutboxKind.INVOICE else "ACCRECCREDIT"}


def _contact(contact: Counterpart, references: References) -> str:
    return contact.remote_id or references[OutboxKind.CONTACT, contact.local_id]


def _marks(intent: SalesIntent) -> tuple[Packed, Packed]:
    """Return what a document carries of ours, and the part of it by which it is found."""
    ours, own = mark(intent.local_id), intent.reference[:_LONGEST_REFERENCE].strip()
    if intent.credit:
        marked = {"Reference": f"{own} BD {ours}".strip()}
        return marked, marked
    marked = {"Url": f"https://bookdesk.example/invoice/{ours}"}
    return marked | ({"Reference": own} if own else {}), marked


def _look(intent: SalesIntent, contact: str) -> str:
    if intent.credit:
        where = f'Contact.ContactID==guid("{contact}") AND Type=="ACCRECCREDIT"'
        return f"CreditNotes?{urlencode({'where': where, **PAGE})}"
    query = {"ContactIDs": contact, "createdByMyApp": "true", **PAGE}
    if intent.number and "," not in intent.number:
        query["InvoiceNumbers"] = intent.number
    return f"Invoices?{urlencode(query)}"


def _transaction(
    kind: str, intent: OverpaymentIntent | FeeIntent, lines: list[Packed], mode: TaxMode, references: References
) -> Packed:
    """Pack a bank transaction; mark and total are the caller's to say."""
    contact = _contact(intent.contact, references)
    figures = {"ContactID": contact, "Date": intent.day.isoformat()}
    where = f'Type=="{kind}" AND Contact.ContactID==guid("{contact}")'
    body = {
        "Type": kind,
        "Contact": {"ContactID": contact},
        "BankAccount": account_of(intent.bank),
        "Date": intent.day.isoformat(),
        "LineAmountTypes": MODES[mode],
        "LineItems": lines,
    }
    return {
        "method": "PUT",
        "path": "BankTransactions",
        "body": {"BankTransactions": [body]},
        "list": "BankTransactions",
        "id": "BankTransactionID",
        "look": {"path": f"BankTransactions?{urlencode({'where': where, **PAGE})}", "near": dict(figures)},
        "expect": figures,
    }
