"""Bank transactions without a document: SPEND and RECEIVE."""

from __future__ import annotations

from decimal import Decimal

from bookdesk.sandbox.xero import invoices
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
    if body.get("Type") not in {"SPEND", "RECEIVE"}:
        raise Invalid("Type must be SPEND or RECEIVE")
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
        "LineAmountTypes": body.get("LineAmountTypes") or "Exclusive",
        "LineItems": body.get("LineItems") or [],
        "CurrencyCode": context.organisation()["BaseCurrency"],
        "CurrencyRate": Decimal("1.0"),
        "IsReconciled": False,
        "HasAttachments": False,
        **({"Reference": body["Reference"]} if body.get("Reference") else {}),
        "_app": True,
    }
    day = day_of(body.get("Date") or context.now.date(), "Date")
    context.check_lock(day)
    dated(record, "Date", day)
    fill_lines(context, record, draft=False)
    return context.put(KIND, record["BankTransactionID"], record)
