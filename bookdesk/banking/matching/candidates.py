"""A candidate: documents that a line may pay, how the amounts, the text and the payee speak for it, and its points."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

from bookdesk.banking.matching.index import Entry, Item
from bookdesk.banking.matching.references import SURE
from bookdesk.banking.matching.weights import (
    AMOUNT,
    BANK_OWN_WORDS,
    CERTAIN,
    ELSEWHERE,
    NAME,
    NEIGHBOURS,
    REFERENCE,
    lag_points,
)

WRITTEN = frozenset({"written", "spelt"})
GOOD_NAMES = frozenset({"same", "learnt", "cut"})
_NO_CHANCE = 1e-4
_PER_DECADE = 1.2
_NOT_UNIQUE = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One possible answer for one line.

    `shares` are amounts in the documents' currencies; `chance` is how likely the sum is met by accident; `unique`
    says that no other set of the party's documents meets it; `difference` is left over, in the line's currency.
    """

    entry: Entry
    items: tuple[Item, ...]
    shares: tuple[int, ...]
    amount: str
    reference: str = "none"
    name: str = "unknown"
    points: float = 0.0
    difference: int = 0
    chance: float = 0.0
    unique: bool = True
    elsewhere: bool = False
    spent: tuple[int, ...] = ()
    """What is no longer open of each once the line is matched, where a discount goes with its share."""
    together: tuple[Entry, ...] = ()
    """The lines that pay the document by instalments, this one included."""

    @property
    def key(self) -> frozenset[int]:
        """The documents, whatever their order."""
        return frozenset(item.position for item in self.items)

    def free(self) -> bool:
        """Return whether every share is still open."""
        return all(fits(item, share) for item, share in zip(self.items, self.spent or self.shares, strict=True))

    def take(self) -> None:
        """Spend the shares, and the discounts that go with them."""
        for item, share in zip(self.items, self.spent or self.shares, strict=True):
            item.left -= share


def fits(item: Item, share: int) -> bool:
    """Return whether `share` has the sign of what is left of a document and is no more than that."""
    return 0 < share <= item.left if item.left > 0 else item.left <= share < 0


def name_of(entry: Entry, party: str) -> str:
    """Return how the payee of a line relates to a party."""
    if not entry.payee:
        return "unknown"
    return entry.parties.get(party, "other")


def names_another(entry: Entry, items: tuple[Item, ...]) -> bool:
    """Return whether the text names, by itself, a document of the same payee that is not among `items`."""
    if not entry.sure:
        return False
    parties = {item.document.party for item in items}
    positions = {item.position for item in items}
    return any(entry.named_parties[position] in parties for position in entry.sure - positions)


def candidate_of(  # noqa: PLR0913, PLR0917 - the evidence, each piece by name
    entry: Entry,
    items: tuple[Item, ...],
    shares: tuple[int, ...],
    amount: str,
    reference: str,
    name: str,
    *,
    difference: int = 0,
    chance: float = 0.0,
    unique: bool = True,
    elsewhere: bool = False,
    neighbours: bool = False,
    together: tuple[Entry, ...] = (),
) -> Candidate:
    """Return a candidate with its points."""
    if amount == "exact" and reference in WRITTEN and name in GOOD_NAMES:
        return Candidate(entry, items, shares, amount, reference, name, CERTAIN)
    points = AMOUNT[amount] + REFERENCE[reference] + NAME[name]
    if amount != "exact" or reference not in SURE:
        # A named whole amount is sure on any day; of two such lines the earlier one pays, the later paid twice.
        points += lag_points(entry.day - min(item.due for item in items))
    if elsewhere:
        points += ELSEWHERE
    if entry.bank_own and reference == "none":
        points += BANK_OWN_WORDS
    if chance > _NO_CHANCE:
        points -= _PER_DECADE * log10(chance / _NO_CHANCE)
    if neighbours:
        points += NEIGHBOURS
    if not unique:
        points -= _NOT_UNIQUE
    return Candidate(
        entry,
        items,
        shares,
        amount,
        reference,
        name,
        points,
        difference,
        chance,
        unique,
        elsewhere,
        together=together,
    )
