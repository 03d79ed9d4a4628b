"""The kinds of things that bank lines may settle, and what is peculiar to each. Pure."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a target is; the word before the colon in `bank accept LINE --with payment:…`."""

    PAYMENT = "payment"
    RUN = "run"
    BILL = "bill"
    CREDIT_NOTE = "credit"
    INVOICE = "invoice"
    RECEIPT = "receipt"
    """What is left of a customer's money."""
    ENTRY = "entry"


CLEARED = frozenset({Kind.PAYMENT, Kind.RUN, Kind.ENTRY})
"""In the books already: a match only clears them, and only whole."""
SETTLED = frozenset({Kind.BILL, Kind.CREDIT_NOTE})
"""Settled by dated allocations; the match books the payment."""

SOLD = frozenset({Kind.INVOICE, Kind.RECEIPT})
"""Customers' side: invoices, credit notes and money on account; the match books receipts and refunds."""


def go_together(kinds: frozenset[Kind], count: int) -> bool:
    """Return whether `count` targets of these kinds may stand in one match: one side, and a run by itself."""
    if kinds <= SETTLED or kinds <= SOLD:
        return bool(kinds)
    return len(kinds) == 1 and (Kind.RUN not in kinds or count == 1)
