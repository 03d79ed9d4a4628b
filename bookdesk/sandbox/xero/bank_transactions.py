"""Bank transactions without a document: SPEND and RECEIVE, and overpayments of either kind."""

from __future__ import annotations

from decimal import Decimal

from bookdesk.sandbox.xero import invoices, overpayments
from bookdesk.sandbox.xero.context import Context, envelope, fresh_id
from bookdesk.sandbox.xero.lines import fill_lines
from bookdesk.sandbox.xero.listing import listed
from bookdesk.sandbox.xero.messages import Invalid, Record, Reply, answer, dated, day_of
from bookdesk.sandbox.xero.saving import saved

KIND = "BankTransactions"


def get_list(context: Context) -> Reply:
    """GET /BankTransactions."""
    return listed(context, KIND)


def get_one(context: Context, record_id: str) -> Reply:
    """GET /BankTransactions/{BankTransactionID}."""
    return answer(envelope(context, KIND, [context.require(KIND, record_id)]))


def put_list(context: Context) -> Reply:
    """PUT /BankTransactions: creates."""
    return saved(context, KIND, _create)


def _create(context: Context, body: Record) -> Record:
    over = body.get("Type") in overpayments.TYPES
    if not over and body.get("Type") not in {"SPEND", "RECEIVE"}:
        raise Invalid("Type must be SPEND, RECEIVE, SPEND-OVERPAYMENT or RECEIVE-OVERPAYMENT")
    given = body.get("BankAccount") or {}
    account = context.account(given.get("Code"), given.get("AccountID"))
    if account is None or account["Type"] != "BANK":
        raise Invalid("A valid bank account must be specified")
    record: Record = {
        "Type": body["Type"],
        "BankTransactionID": fresh_id(),
        "Status": "AUTHORISED",
        "BankAccount": {name: account[name] for name in ("AccountID", "Code", "Name")},
        "Contact": invoices.contact_of(context, body),
        "LineAmountTypes": "NoTax" if over else body.get("LineAmountTypes") or "Exclusive",
        "LineItems": _overpaid(context, body) if over else body.get("LineItems") or [],
        "CurrencyCode": context.organisation()["BaseCurrency"],
        "CurrencyRate": Decimal("1.0"),
        "IsReconciled": False,
        "HasAttachments": False,
        **({"Reference": body["Reference"]} if body.get("Reference") and not over else {}),
        **({"OverpaymentID": fresh_id()} if over else {}),
        "_app": True,
    }
    day = day_of(body.get("Date") or context.now.date(), "Date")
    context.check_lock(day)
    dated(record, "Date", day)
    fill_lines(context, record, draft=over)
    if not record["Total"]:
        raise Invalid("The total of a bank transaction must be above zero")
    if over:
        overpayments.made_of(context, record)
    return context.put(KIND, record["BankTransactionID"], record)


def _overpaid(context: Context, body: Record) -> list[Record]:
    """Return the one line of an overpayment: no tax, and no account but that of the debtors or creditors."""
    lines = body.get("LineItems") or []
    if len(lines) != 1 or body.get("LineAmountTypes") not in {None, "NoTax"}:
        raise Invalid("An overpayment has one line item without tax")
    account = context.account(lines[0].get("AccountCode"), lines[0].get("AccountID"))
    if account is not None and account.get("SystemAccount") not in {"DEBTORS", "CREDITORS"}:
        raise Invalid("The account of an overpayment must be accounts receivable or payable")
    return [{name: value for name, value in lines[0].items() if name not in {"AccountCode", "AccountID"}}]
