"""What is stored and what is always true of it; one aggregate a file.

Importing this package registers every table of a client file on `ClientBase.metadata`.
"""

from __future__ import annotations

from bookdesk.models import account, approval, bank, bill, client, contact, document, invoice, ledger, payment, sync

__all__ = [
    "account",
    "approval",
    "bank",
    "bill",
    "client",
    "contact",
    "document",
    "invoice",
    "ledger",
    "payment",
    "sync",
]
