"""Payments of documents."""

from __future__ import annotations

from decimal import Decimal

from bookdesk.sandbox.xero import invoices
from bookdesk.sandbox.xero.context import Context, envelope, fresh_id
from bookdesk.sandbox.xero.listing import listed
from bookdesk.sandbox.xero.messages import Invalid, Record, Reply, answer, dated, day_of, number_of
from bookdesk.sandbox.xero.rounding import cents
from bookdesk.sandbox.xero.saving import saved

KIND = "Payments"


def get_list(context: Context) -> Reply:
    """GET /Payments."""
    return listed(context, KIND)


def get_one(context: Context, record_id: str) -> Reply:
    """GET /Payments/{PaymentID}."""
    return answer(envelope(context, KIND, [context.require(KIND, record_id)]))


def put_list(context: Context) -> Reply:
    """PUT /Payments: creates."""
    return saved(context, KIND, _create)


def post_one(context: Context, record_id: str) -> Reply:
    """POST /Payments/{PaymentID}: deletes, the only change there is."""
    context.require(KIND, record_id)
    return saved(context, KIND, lambda inner, body: _delete(inner, record_id, body))


def _create(context: Context, body: Record) -> Record:
    invoice = context.find(invoices.KIND, (body.get("Invoice") or {}).get("InvoiceID"))
    account = context.account((body.get("Account") or {}).get("Code"), (body.get("Account") or {}).get("AccountID"))
    amount = cents(number_of(body.get("Amount"), "Amount"))
    day = day_of(body.get("Date") or context.now.date(), "Date")
    _check(invoice, account, amount)
    assert invoice is not None  # noqa: S101 - _check refused None
    assert account is not None  # noqa: S101 - _check refused None
    context.check_lock(day)
    record: Record = {
        "PaymentID": fresh_id(),
        "Amount": amount,
        "BankAmount": amount,
        "CurrencyRate": Decimal("1.0"),
        "PaymentType": "ACCPAYPAYMENT" if invoice["Type"] == "ACCPAY" else "ACCRECPAYMENT",
        "Status": "AUTHORISED",
        "IsReconciled": False,
        "HasAccount": True,
        "HasValidationErrors": False,
        "Account": {"AccountID": account["AccountID"], "Code": account["Code"]},
        "Invoice": {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice["InvoiceNumber"]},
        **({"Reference": body["Reference"]} if body.get("Reference") else {}),
        "_app": True,
    }
    dated(record, "Date", day)
    summary = {name: record[name] for name in ("PaymentID", "Date", "Amount", "Reference") if name in record}
    invoice["Payments"].append(summary)
    _pay(context, invoice, amount)
    return context.put(KIND, record["PaymentID"], record)


def _check(invoice: Record | None, account: Record | None, amount: Decimal) -> None:
    if invoice is None:
        raise Invalid("Invoice could not be found")
    if invoice["Status"] != "AUTHORISED":
        raise Invalid("Payments can only be made against Authorised documents")
    if account is None or account["Status"] != "ACTIVE":
        raise Invalid("Account could not be found")
    if account["Type"] != "BANK" and not account.get("EnablePaymentsToAccount"):
        raise Invalid("Payments can only be made to bank accounts or accounts with payments enabled")
    if amount <= 0:
        raise Invalid("Payment amount must be greater than zero")
    if amount > invoice["AmountDue"]:
        raise Invalid("Payment amount exceeds the amount outstanding on this document")


def _pay(context: Context, invoice: Record, amount: Decimal) -> None:
    invoice["AmountPaid"] += amount
    invoices.settle(invoice)
    context.put(invoices.KIND, invoice["InvoiceID"], invoice)


def _delete(context: Context, record_id: str, body: Record) -> Record:
    record = context.require(KIND, record_id)
    if body.get("Status") != "DELETED" or record["Status"] == "DELETED":
        raise Invalid("The only change a payment allows is to be deleted")
    record["Status"] = "DELETED"
    invoice = context.require(invoices.KIND, record["Invoice"]["InvoiceID"])
    invoice["Payments"] = [item for item in invoice["Payments"] if item["PaymentID"] != record["PaymentID"]]
    _pay(context, invoice, -record["Amount"])
    return context.put(KIND, record_id, record)
