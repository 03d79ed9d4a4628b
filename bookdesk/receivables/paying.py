"""Whether an invoice is being paid online just now, as far as the books know: then nobody is reminded of it. Pure.

A debit that is under way is not paid, and not unpaid either: a reminder would ask for the same money twice. The same
holds for a call to the gateway without an answer, and for money that reached the gateway and not yet the books.
"""

from __future__ import annotations

from collections.abc import Iterable
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
