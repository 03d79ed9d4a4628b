"""Allocation of credit notes and overpayments to documents: made within what remains of both, and deleted again."""

from __future__ import annotations

from decimal import Decimal

from bookdesk.sandbox.xero import invoices
from bookdesk.sandbox.xero.context import Context, fresh_id
from bookdesk.sandbox.xero.messages import Invalid, Record, Refusal, Reply, answer, dated, day_of, not_found, number_of
from bookdesk.sandbox.xero.rounding import cents

_MATCHING = {
    "ACCPAYCREDIT": "ACCPAY",
    "ACCRECCREDIT": "ACCREC",
    "RECEIVE-OVERPAYMENT": "ACCREC",
    "SPEND-OVERPAYMENT": "ACCPAY",
}
_IDENTITIES = {"CreditNotes": "CreditNoteID", "Overpayments": "OverpaymentID"}


def allocate(context: Context, kind: str, record_id: str, body: Record) -> Record:
    """Allocate a part of a credit note or overpayment (`kind`) to a document."""
    holder = context.require(kind, record_id)
    invoice = context.find(invoices.KIND, (body.get("Invoice") or {}).get("InvoiceID"))
    amount = cents(number_of(body.get("Amount"), "Amount"))
    _check(holder, invoice, amount)
    assert invoice is not None  # noqa: S101 - _check refused None
    day = day_of(body.get("Date") or context.now.date(), "Date")
    context.check_lock(day)
    allocation: Record = {
        "AllocationID": fresh_id(),
        "Amount": amount,
        "Invoice": {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice["InvoiceNumber"]},
    }
    dated(allocation, "Date", day)
    holder["Allocations"].append(allocation)
    use(context, kind, holder, amount)
    name = _IDENTITIES[kind]
    applied = {name: holder[name], "AppliedAmount": amount}
    invoice[kind].append(applied | ({"CreditNoteNumber": holder["CreditNoteNumber"]} if kind == "CreditNotes" else {}))
    _credit(context, invoice, amount)
    return allocation


def delete(context: Context, kind: str, record_id: str, allocation_id: str) -> Reply:
    """Delete an allocation; what it settled is open again, and what it used remains. 404 where there is none."""
    holder = context.require(kind, record_id)
    found = next((one for one in holder["Allocations"] if one["AllocationID"] == allocation_id.lower()), None)
    if found is None:
        raise Refusal(not_found())
    holder["Allocations"].remove(found)
    use(context, kind, holder, -found["Amount"])
    invoice = context.require(invoices.KIND, found["Invoice"]["InvoiceID"])
    applied = (holder[_IDENTITIES[kind]], found["Amount"])
    invoice[kind].remove(
        next(one for one in invoice[kind] if (one[_IDENTITIES[kind]], one["AppliedAmount"]) == applied)
    )
    _credit(context, invoice, -found["Amount"])
    return answer({**found, "IsDeleted": True})


def use(context: Context, kind: str, holder: Record, amount: Decimal) -> None:
    """Take an amount of what remains, or give it back."""
    holder["RemainingCredit"] -= amount
    holder["Status"] = "AUTHORISED" if holder["RemainingCredit"] else "PAID"
    context.put(kind, holder[_IDENTITIES[kind]], holder)


def _credit(context: Context, invoice: Record, amount: Decimal) -> None:
    invoice["AmountCredited"] += amount
    invoices.settle(invoice)
    context.put(invoices.KIND, invoice["InvoiceID"], invoice)


def _check(holder: Record, invoice: Record | None, amount: Decimal) -> None:
    if invoice is None or invoice["Type"] != _MATCHING[holder["Type"]]:
        raise Invalid("The document the credit is allocated to could not be found")
    if holder["Status"] != "AUTHORISED" or invoice["Status"] != "AUTHORISED":
        raise Invalid("Both documents must be of status AUTHORISED")
    if invoice["Contact"]["ContactID"] != holder["Contact"]["ContactID"]:
        raise Invalid("The credit and the document must have the same contact")
    if invoice["CurrencyCode"] != holder["CurrencyCode"]:
        raise Invalid("The credit and the document must be in the same currency")
    if amount <= 0 or amount > holder["RemainingCredit"]:
        raise Invalid("The allocation amount exceeds the remaining credit")
    if amount > invoice["AmountDue"]:
        raise Invalid("The allocation amount exceeds the amount outstanding on this document")
