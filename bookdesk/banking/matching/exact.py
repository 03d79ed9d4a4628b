"""Candidates whose whole open amount equals the line's amount."""

from __future__ import annotations

from bookdesk.banking.matching.candidates import GOOD_NAMES, Candidate, candidate_of, name_of, names_another
from bookdesk.banking.matching.index import Entry, Index, Item
from bookdesk.banking.matching.references import SURE, near

_FEW = 8
_MOST = 6


def exact_candidates(index: Index, entry: Entry) -> list[Candidate]:
    """Return the documents of equal amount, best first; of equal ones the older first.

    Where many are equal, those that neither number nor payee speaks for are not looked at.
    """
    items = index.equal_amount(entry)
    few = len(items) <= _FEW
    found = [candidate for item in items if (candidate := _candidate(entry, item, few=few)) is not None]
    found.sort(key=lambda candidate: (-candidate.points, candidate.items[0].position))
    return found[:_MOST]


def _candidate(entry: Entry, item: Item, *, few: bool) -> Candidate | None:
    name = name_of(entry, item.document.party)
    reference = entry.named.get(item.position, "none")
    if reference == "none" and name not in GOOD_NAMES and not few:
        return None
    elsewhere = reference not in SURE and names_another(entry, (item,))
    if elsewhere:
        reference = "none"  # where the text names one document by itself, a likeness to another is an accident
    elif reference == "none" and near(entry, item):
        reference = "near"
    return candidate_of(entry, (item,), (item.amount,), "exact", reference, name, elsewhere=elsewhere)
