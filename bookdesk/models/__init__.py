"""What is stored and what is always true of it; one aggregate a file.

Importing this package registers every table of a client file on `ClientBase.metadata`.
"""

from __future__ import annotations

from bookdesk.models import (
    account,
    approval,
    arrival,
    bank,
    bill,
    client,
    commitment,
    contact,
    document,
    estimate,
    gateway,
    invoice,
    layout,
    ledger,
    mail,
    paper,
    payment,
    product,
    receipt,
    reminder,
    sales,
    schedule,
    sync,
)

__all__ = [
    "account",
    "approval",
    "arrival",
    "bank",
    "bill",
    "client",
    "commitment",
    "contact",
    "document",
    "estimate",
    "gateway",
    "invoice",
    "layout",
    "ledger",
    "mail",
    "paper",
    "payment",
    "product",
    "receipt",
    "reminder",
    "sales",
    "schedule",
    "sync",
]
