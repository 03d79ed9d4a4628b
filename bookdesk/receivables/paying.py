"""Whether an invoice is being paid online just now, as far as the books know: then nobody is reminded of it. Pure.

A debit that is under way is not paid, and not unpaid either: a reminder would ask for the same money twice. The same
holds for a call to the gateway without an answer, and for money that reached the gateway and not yet the books.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState

_WORDS: Final = {
    AttemptState.UNKNOWN: "Whether {amount} was asked for online on {day} is not known: ask the gateway again.",
    AttemptState.PROCESSING: "{amount} of {day} is under way at his bank, which may take days: wait for its outcome.",
    AttemptState.SUCCEEDED: "{amount} was paid online and is not booked yet: ask the gateway, and book it first.",
}
"""What each state says, the surest last. Any other is a page that may be left unpaid, or an attempt that ended."""
_PAGE: Final = (
    "A page on which {number} is paid online is open: the next look at the gateway closes it, and what is paid there"
    " before that stays the customer's credit, to be paid back."
)
_STAYS_CREDIT: Final = {
    AttemptState.CREATED: _PAGE,
    AttemptState.OPEN: _PAGE,
    AttemptState.UNKNOWN: (
        "Whether a page was opened on which {number} is paid online is not known: the next look at the gateway tells,"
        " and what was paid there stays the customer's credit, to be paid back."
    ),
    AttemptState.PROCESSING: (
        "{amount} for {number} is under way at the customer's bank: it may still arrive, and stays his credit then, to"
        " be paid back."
    ),
    AttemptState.SUCCEEDED: (
        "{amount} for {number} was paid online and is not booked yet: it stays the customer's credit, to be paid back."
    ),
}
"""What becomes of what is under way once the invoice is settled otherwise, by state, the surest last."""
FORETOLD: Final = tuple(_STAYS_CREDIT)
"""The states of an attempt of which money may still come."""
TELLING: Final = tuple(_WORDS)
"""The states of an attempt that keep an invoice from being asked for."""


@dataclass(frozen=True, slots=True)
class Trying:
    """An attempt to collect an invoice: how far it is, what it asks for, and since which day.

    One that succeeded is given only while its money is not in the books.
    """

    invoice_id: str
    state: AttemptState
    amount: Money
    day: date


def under_way(tries: Iterable[Trying]) -> dict[str, str]:
    """Return by invoice why it counts as being paid, in a sentence; of several attempts the surest speaks."""
    told = sorted((one for one in tries if one.state in _WORDS), key=lambda one: TELLING.index(one.state))
    return {one.invoice_id: _WORDS[one.state].format(amount=one.amount, day=one.day.isoformat()) for one in told}


def foretold(tries: Iterable[Trying], numbers: Mapping[str, str]) -> tuple[str, ...]:
    """Return in sentences what becomes of attempts once their invoices are settled otherwise; the surest of each."""
    told = sorted((one for one in tries if one.state in _STAYS_CREDIT), key=lambda one: FORETOLD.index(one.state))
    words = {
        one.invoice_id: _STAYS_CREDIT[one.state].format(amount=one.amount, number=numbers[one.invoice_id])
        for one in told
    }
    return tuple(words.values())
