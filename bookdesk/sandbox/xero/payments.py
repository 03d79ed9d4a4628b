"""Payments of documents, and what is paid back of credit notes and overpayments."""

from __future__ import annotations

from decimal import Decimal

from bookdesk.sandbox.xero import allocations, invoices
from bookdesk.sandbox.xero.context import Context, envelope, fresh_id
from bookdesk.sandbox.xero.listing import listed
from bookdesk.sandbox.xero.messages import Invalid, Record, Reply, answer, dated, day_of, number_of
from bookdesk.sandbox.xero.rounding import cents
from bookdesk.sandbox.xero.saving import saved

KIND = "Payments"
_ELEMENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    invoices.KIND: ("Invoice", ("InvoiceID", "InvoiceNumber")),
    "CreditNotes": ("CreditNote", ("CreditNoteID", "CreditNoteNumber")),
    "Overpayments": ("Overpayment", ("OverpaymentID",)),
}
_PAYMENT_TYPES = {
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "RECEIVE-OVERPAYMENT": "AROVERPAYMENTPAYMENT",
    "SPEND-OVERPAYMENT": "APOVERPAYMENTPAYMENT",
}


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
    kind, paid = _paid(context, body)
    account = context.account((body.get("Account") or {}).get("Code"), (body.get("Account") or {}).get("AccountID"))
    amount = cents(number_of(body.get("Amount"), "Amount"))
    day = day_of(body.get("Date") or context.now.date(), "Date")
    _check(paid, account, amount)
    assert paid is not None  # noqa: S101 - _check refused None
    assert account is not None  # noqa: S101 - _check refused None
    context.check_lock(day)
    record: Record = {
        "PaymentID": fresh_id(),
        "Amount": amount,
        "BankAmount": amount,
        "CurrencyRate": Decimal("1.0"),
        "PaymentType": _PAYMENT_TYPES[paid["Type"]],
        "Status": "AUTHORISED",
        "IsReconciled": False,
        "HasAccount": True,
        "HasValidationErrors": False,
        "Account": {"AccountID": account["AccountID"], "Code": account["Code"]},
        _ELEMENTS[kind][0]: {name: paid[name] for name in _ELEMENTS[kind][1] if name in paid},
        **({"Reference": body["Reference"]} if body.get("Reference") else {}),
        "_app": True,
    }
    dated(record, "Date", day)
    summary = {name: record[name] for name in ("PaymentID", "Date", "Amount", "Reference") if name in record}
    paid["Payments"].append(summary)
    _pay(context, kind, paid, amount)
    return context.put(KIND, record["PaymentID"], record)


def _paid(context: Context, body: Record) -> tuple[str, Record | None]:
    """Return what a payment is of: a document, or a credit note or overpayment that is paid back."""
    for kind, (element, (identity, *_)) in _ELEMENTS.items():
        if body.get(element):
            return kind, context.find(kind, body[element].get(identity))
    return invoices.KIND, None


def _check(paid: Record | None, account: Record | None, amount: Decimal) -> None:
    if paid is None:
        raise Invalid("Invoice could not be found")
    if paid["Status"] != "AUTHORISED":
        raise Invalid("Payments can only be made against Authorised documents")
    if account is None or account["Status"] != "ACTIVE":
        raise Invalid("Account could not be found")
    if account["Type"] != "BANK" and not account.get("EnablePaymentsToAccount"):
        raise Invalid("Payments can only be made to bank accounts or accounts with payments enabled")
    if amount <= 0:
        raise Invalid("Payment amount must be greater than zero")
    if amount > (paid["AmountDue"] if "AmountDue" in paid else paid["RemainingCredit"]):
        raise Invalid("Payment amount exceeds the amount outstanding on this document")


def _pay(context: Context, kind: str, paid: Record, amount: Decimal) -> None:
    if kind != invoices.KIND:
        allocations.use(context, kind, paid, amount)
        return
    paid["AmountPaid"] += amount
    invoices.settle(paid)
    context.put(kind, paid["InvoiceID"], paid)


def _delete(context: Context, record_id: str, body: Record) -> Record:
    record = context.require(KIND, record_id)
    if body.get("Status") != "DELETED" or record["Status"] == "DELETED":
        raise Invalid("The only change a payment allows is to be deleted")
    record["Status"] = "DELETED"
    kind, paid = _paid(context, record)
    assert paid is not None  # noqa: S101 - documents are never removed
    paid["Payments"] = [item for item in paid["Payments"] if item["PaymentID"] != record["PaymentID"]]
    _pay(context, kind, paid, -record["Amount"])
    return context.put(KIND, record_id, record)
