"""Kinds of act as people look for them in a history: each act of the program is of one kind."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from bookdesk.models.actions import Action


class ActKind(StrEnum):
    """A kind of act, as it reads."""

    DOCUMENTS = "Documents"
    BILLS = "Bills"
    APPROVALS = "Approvals"
    PAYMENTS = "Payments"
    BANK_DETAILS = "Bank details of suppliers"
    BANK = "Bank"
    SALES = "Sales"
    RECEIPTS = "Receipts"
    ONLINE = "Paid online"
    MAIL = "Mail and reminders"
    LEDGER = "Ledger and periods"
    SYNC = "Accounting system"
    MASTER = "Client, contacts and codes"
    PEOPLE = "People, keys and exports"
    OTHER = "Undone, purged, upgraded"


_BEGINS: Final[Mapping[str, ActKind]] = {
    "DOCUMENT_": ActKind.DOCUMENTS,
    "WATCHED_FOLDER_": ActKind.DOCUMENTS,
    "CAPTURE_RULE_": ActKind.DOCUMENTS,
    "REQUIRED_PAPER_": ActKind.DOCUMENTS,
    "BILL_APPROVED": ActKind.APPROVALS,
    "BILL_REJECTED": ActKind.APPROVALS,
    "BILL_": ActKind.BILLS,
    "CREDIT_": ActKind.BILLS,
    "APPROVAL_": ActKind.APPROVALS,
    "SOLE_PRACTICE_": ActKind.APPROVALS,
    "RUN_": ActKind.PAYMENTS,
    "PAYMENT_": ActKind.PAYMENTS,
    "PAYEE_": ActKind.BANK_DETAILS,
    "BANK_FILE_": ActKind.PAYMENTS,
    "BANK_COMPARED": ActKind.PAYMENTS,
    "BANK_": ActKind.BANK,
    "STATEMENT_": ActKind.BANK,
    "LINE_": ActKind.BANK,
    "CODING_": ActKind.BANK,
    "RECONCIL": ActKind.BANK,
    "SALES_": ActKind.SALES,
    "NUMBER_": ActKind.SALES,
    "PRODUCT_": ActKind.SALES,
    "ESTIMATE_": ActKind.SALES,
    "INVOICE_": ActKind.SALES,
    "INSTALMENT_": ActKind.SALES,
    "SCHEDULE_": ActKind.SALES,
    "PAPER_": ActKind.SALES,
    "RECEIPT": ActKind.RECEIPTS,
    "PAYING_IN_": ActKind.RECEIPTS,
    "REFUND": ActKind.RECEIPTS,
    "WRITTEN_OFF": ActKind.RECEIPTS,
    "WRITE_OFF_": ActKind.RECEIPTS,
    "GATEWAY_": ActKind.ONLINE,
    "ONLINE_": ActKind.ONLINE,
    "MOVE_": ActKind.ONLINE,
    "PORTAL_": ActKind.ONLINE,
    "MAIL_": ActKind.MAIL,
    "REMINDERS_": ActKind.MAIL,
    "ENTRY_": ActKind.LEDGER,
    "PERIOD_": ActKind.LEDGER,
    "LEDGER_": ActKind.SYNC,
    "SENT_": ActKind.SYNC,
    "CLIENT_ERASED": ActKind.PEOPLE,
    "CLIENT_REGISTERED": ActKind.PEOPLE,
    "CLIENT_RESTORED": ActKind.PEOPLE,
    "CLIENT_": ActKind.MASTER,
    "ACCOUNT_": ActKind.MASTER,
    "TAX_CODE_": ActKind.MASTER,
    "CONTACT_": ActKind.MASTER,
    "TAKEN_ON": ActKind.MASTER,
    "COMMITMENT_": ActKind.MASTER,
    "PRACTICE_": ActKind.PEOPLE,
    "DEVICE_": ActKind.PEOPLE,
    "USER_": ActKind.PEOPLE,
    "GRANT_": ActKind.PEOPLE,
    "SETTINGS_": ActKind.PEOPLE,
    "SECOND_FACTOR_": ActKind.PEOPLE,
    "STEPPED_": ActKind.PEOPLE,
    "KEYS_": ActKind.PEOPLE,
    "EXPORTED": ActKind.PEOPLE,
    "REPORT_": ActKind.PEOPLE,
    "MAILBOX_": ActKind.PEOPLE,
}
"""By how the name of an act begins, the more particular ones first."""


def kind_of(action: Action) -> ActKind:
    """Return the kind of an act."""
    return next((kind for start, kind in _BEGINS.items() if action.name.startswith(start)), ActKind.OTHER)


def acts_of(kind: ActKind) -> frozenset[str]:
    """Return the acts of a kind, by their stored values."""
    return frozenset(action.value for action in Action if kind_of(action) is kind)
