"""Words of the trade that both the pure rules and the stored models use. Values are stored: add, never rename."""

from __future__ import annotations

from enum import StrEnum


class TaxMode(StrEnum):
    """Whether line amounts are before tax, with tax, or know no tax."""

    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"
    NONE = "none"


class EntryKind(StrEnum):
    """Why a ledger entry was made."""

    OPENING = "opening"
    BILL = "bill"
    CREDIT_NOTE = "credit note"
    PAYMENT = "payment"
    CODING = "coding"
    TRANSFER = "transfer"
    EXCHANGE_DIFFERENCE = "exchange difference"
    RECODING = "recoding"
    REVERSAL = "reversal"
    JOURNAL = "journal"
