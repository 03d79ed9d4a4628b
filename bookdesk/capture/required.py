"""Which papers a bill needs beside it: rules that a person reads as a sentence, and what a bill lacks by them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind

REQUIRABLE: Final = (
    DocumentKind.ORDER,
    DocumentKind.DELIVERY_NOTE,
    DocumentKind.QUOTE,
    DocumentKind.STATEMENT,
    DocumentKind.OTHER,
)
"""Kinds that a bill can need beside it; none of them is ever paid."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """No bill over `above` without a document of `kind`; of one supplier or with one account where they are named."""

    id: str
    kind: DocumentKind
    above: Money
    supplier_id: str | None = None
    supplier: str = ""
    account_id: str | None = None
    account: str = ""

    @property
    def sentence(self) -> str:
        """The rule as a person reads it."""
        whose = f" of {self.supplier}" if self.supplier else ""
        what = f" with a line on {self.account}" if self.account else ""
        over = f" over {self.above}" if self.above.minor else ""
        return f"No bill{whose}{what}{over} without {named(self.kind)}."


@dataclass(frozen=True, slots=True)
class BillFacts:
    """What of a bill decides: `total` in the client's currency, its supplier, and the accounts of its lines."""

    total: Money
    supplier_id: str | None
    account_ids: frozenset[str]


def named(kind: DocumentKind) -> str:
    """Return a kind with its article: `an order`, `a delivery note`."""
    words = "paper that explains it" if kind is DocumentKind.OTHER else kind.value.replace("_", " ")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def unlike_agreed(agreed: Sequence[Money], net: Money, total: Money, *, sure: bool = True) -> str | None:
    """Say by how much a bill is over or under what its orders or quotes come to; None where it is not, or nobody knows.

    `agreed` are their totals, which are often without tax: net or total of the bill may be the same.
    Where one of them is not `sure` it says so.
    """
    if not agreed or any(one.currency != total.currency for one in agreed):
        return None
    ordered = sum(agreed[1:], agreed[0])
    if ordered in {net, total}:
        return None
    apart = total - ordered
    said = f"{ordered} was agreed{'' if sure else ', as far as it could be read'}"
    return f"Beside it {said}; the bill of {total} is {abs(apart)} {'more' if apart.minor > 0 else 'less'}."


def lacking(
    requirements: Sequence[Requirement], bill: BillFacts, there: Collection[DocumentKind]
) -> tuple[Requirement, ...]:
    """Return the rules that a bill does not meet, one for each kind, that with the lowest limit."""
    broken: dict[DocumentKind, Requirement] = {}
    for one in sorted(requirements, key=lambda rule: rule.above.minor):
        if _holds_for(one, bill) and one.kind not in there:
            broken.setdefault(one.kind, one)
    return tuple(broken.values())


def _holds_for(rule: Requirement, bill: BillFacts) -> bool:
    if rule.supplier_id is not None and rule.supplier_id != bill.supplier_id:
        return False
    if rule.account_id is not None and rule.account_id not in bill.account_ids:
        return False
    return bill.total.minor > rule.above.minor
