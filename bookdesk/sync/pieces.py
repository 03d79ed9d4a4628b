"""How the money of one receipt stands at the ledger: payments of invoices, and overpayments that are drawn on. Pure.

A ledger records what a customer paid as payments of invoices; what is left is an overpayment, which is given to
invoices later, or paid back, without touching the bank again. So what was allocated with the receipt itself is a
payment, and everything later draws on an overpayment. A payment that is released becomes an overpayment of its own.
The past never changes by what is done later: each step is decided by those before it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Did(StrEnum):
    """What was done with the money of a receipt."""

    APPLIED = "applied"
    RELEASED = "released"
    REFUNDED = "refunded"
    RETURNED = "refund taken back"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `amount` in minor units, above zero; `target` is the step that is taken back, where one is.

    `booked` tells that it was done with the receipt itself, in one change.
    """

    id: str
    did: Did
    amount: int
    target: str = ""
    booked: bool = False


@dataclass(frozen=True, slots=True)
class Draw:
    """What an allocation or a refund (`of`) takes from one overpayment (`source`), in minor units."""

    of: str
    source: str
    amount: int
    refund: bool


@dataclass(frozen=True, slots=True)
class Pieces:
    """All pieces there ever were, by local id, and which of them are `standing`.

    `overpayments` is what each held at first, in minor units. What no single overpayment holds is drawn in parts, each
    called by its row and its overpayment (`part_of`).
    """

    payments: frozenset[str]
    overpayments: Mapping[str, int]
    draws: Mapping[str, Draw]
    standing: frozenset[str]


def row_of(local_id: str) -> str:
    """Return the row that a piece is, or is a part of."""
    return local_id.partition(_OF)[0]


def part_of(row_id: str, overpayment_id: str) -> str:
    """Return how the part of a row that one overpayment pays is called."""
    return f"{row_id}{_OF}{overpayment_id}"


_OF = "/"


def pieces(receipt_id: str, amount: int, steps: Iterable[Step]) -> Pieces:
    """Return the pieces of a receipt of `amount` minor units after `steps`, oldest first."""
    done = list(steps)
    booked = sum(step.amount for step in done if step.booked and step.did is Did.APPLIED)
    standing = _Standing({receipt_id: amount - booked} if amount > booked else {})
    for step in done:
        match step.did:
            case Did.APPLIED if step.booked:
                standing.payments.append(step)
            case Did.APPLIED | Did.REFUNDED:
                standing.draw(step)
            case Did.RELEASED:
                standing.release(step)
            case Did.RETURNED:
                standing.give_back(step.target)
    return Pieces(
        frozenset(step.id for step in done if step.booked and step.did is Did.APPLIED),
        standing.first,
        standing.draws,
        frozenset({*(step.id for step in standing.payments), *standing.drawn, *standing.first}),
    )


class _Standing:
    """What stands at one moment."""

    def __init__(self, rest: dict[str, int]) -> None:
        self.rest, self.first = dict(rest), dict(rest)
        self.payments: list[Step] = []
        self.drawn: set[str] = set()
        self.draws: dict[str, Draw] = {}

    def draw(self, step: Step) -> None:
        """Take it from the oldest overpayment that holds enough, else from as many as it needs, oldest first."""
        enough = next((one for one, rest in self.rest.items() if rest >= step.amount), None)
        if enough is not None:
            self._take(step.id, step, enough, step.amount)
            return
        left = step.amount
        for source, rest in list(self.rest.items()):
            if part := min(left, rest):
                self._take(part_of(step.id, source), step, source, part)
                left -= part

    def _take(self, local_id: str, step: Step, source: str, amount: int) -> None:
        self.rest[source] -= amount
        self.draws[local_id] = Draw(step.id, source, amount, refund=step.did is Did.REFUNDED)
        self.drawn.add(local_id)

    def release(self, step: Step) -> None:
        """Take back what settled an invoice: of a payment, its money is an overpayment from then on."""
        paid = next((one for one in self.payments if one.id == step.target), None)
        if paid is None:
            self.give_back(step.target)
            return
        self.payments.remove(paid)
        self.rest[step.id] = self.first[step.id] = step.amount

    def give_back(self, row_id: str) -> None:
        """Put what was drawn back to where it was taken from."""
        for local_id in [one for one in self.drawn if self.draws[one].of == row_id]:
            self.drawn.remove(local_id)
            self.rest[self.draws[local_id].source] += self.draws[local_id].amount
