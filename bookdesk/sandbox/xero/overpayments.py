"""Overpayments: made as bank transactions of their own kind, then allocated to documents or paid back."""

from __future__ import annotations

from bookdesk.sandbox.xero import allocations
from bookdesk.sandbox.xero.context import Context, envelope
from bookdesk.sandbox.xero.listing import listed
from bookdesk.sandbox.xero.messages import Record, Reply, answer
from bookdesk.sandbox.xero.saving import saved

KIND = "Overpayments"
TYPES = ("RECEIVE-OVERPAYMENT", "SPEND-OVERPAYMENT")
_SHARED = (
    *("Type", "Status", "Contact", "Date", "DateString", "LineAmountTypes", "LineItems"),
    *("SubTotal", "TotalTax", "Total", "CurrencyCode", "CurrencyRate", "HasAttachments"),
)


def get_list(context: Context) -> Reply:
    """GET /Overpayments."""
    return listed(context, KIND)


def get_one(context: Context, record_id: str) -> Reply:
    """GET /Overpayments/{OverpaymentID}."""
    return answer(envelope(context, KIND, [context.require(KIND, record_id)]))


def put_allocations(context: Context, record_id: str) -> Reply:
    """PUT /Overpayments/{OverpaymentID}/Allocations."""
    context.require(KIND, record_id)
    return saved(context, "Allocations", lambda inner, body: allocations.allocate(inner, KIND, record_id, body))


def delete_allocation(context: Context, record_id: str, allocation_id: str) -> Reply:
    """DELETE /Overpayments/{OverpaymentID}/Allocations/{AllocationID}."""
    return allocations.delete(context, KIND, record_id, allocation_id)


def made_of(context: Context, transaction: Record) -> None:
    """Keep the overpayment that a bank transaction of such a type makes; both have one id."""
    record: Record = {name: transaction[name] for name in _SHARED if name in transaction}
    record.update(
        OverpaymentID=transaction["OverpaymentID"],
        RemainingCredit=transaction["Total"],
        Allocations=[],
        Payments=[],
        _app=True,
    )
    context.put(KIND, record["OverpaymentID"], record)
