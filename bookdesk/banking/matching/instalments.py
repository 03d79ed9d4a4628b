"""Several lines of one payee that add up to one document: the sum turned round."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from bookdesk.banking.matching.candidates import GOOD_NAMES, Candidate, candidate_of, name_of
from bookdesk.banking.matching.index import Entry, Index, Item
from bookdesk.banking.matching.model import DocumentKind
from bookdesk.banking.matching.references import SURE
from bookdesk.banking.matching.subsets import chance, subsets_to

_MOST_LINES = 12
_MOST_PARTS = 6
_LONGEST = 100
_EARLIEST = -30


def instalment_candidates(index: Index, entries: Iterable[Entry]) -> Iterator[Candidate]:
    """Yield, for each line of a set that exactly pays one document, the candidate that names the whole set."""
    by_party: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for party in _parties(entry):
            by_party[party].append(entry)
    for party in sorted(by_party):
        lines = by_party[party]
        days = [entry.day for entry in lines]
        for item in index.by_party.get(party, ()):
            timely = lines[bisect_left(days, item.due + _EARLIEST) : bisect_right(days, item.due + _LONGEST)]
            if item.left and len(timely) > 1 and item.document.kind in {DocumentKind.INVOICE, DocumentKind.BILL}:
                yield from _of_document(item, timely)


def _parties(entry: Entry) -> set[str]:
    named = {entry.named_parties[position] for position in entry.sure}
    return named | {party for party, how in entry.parties.items() if how in GOOD_NAMES}


def _of_document(item: Item, lines: Sequence[Entry]) -> Iterator[Candidate]:
    """Yield the candidates of one document, if one set of lines, and no other, adds up to it."""
    fitting = [entry for entry in lines if _fits(entry, item)]
    naming = [entry for entry in fitting if entry.named.get(item.position) in SURE]
    if len(naming) > 1 and sum(entry.line.amount for entry in naming) == item.left:
        yield from _candidates(item, naming, unique=True, accident=0.0)
        return
    chosen = fitting if len(fitting) <= _MOST_LINES else (naming or fitting)[:_MOST_LINES]
    amounts = [entry.line.amount for entry in chosen]
    found = [
        members
        for members in subsets_to(amounts, item.left, most=_MOST_PARTS)
        if naming or regular([chosen[position] for position in members])
    ]
    for members in found[:1]:
        lines_of_set = [chosen[position] for position in members]
        yield from _candidates(
            item, lines_of_set, unique=len(found) == 1, accident=chance(amounts, len(members), item.left)
        )


def _fits(entry: Entry, item: Item) -> bool:
    """Return whether a line may be a part: same sign and money, smaller, in time, and naming no other document."""
    line = entry.line
    if line.currency != item.document.currency or line.amount * item.left <= 0 or abs(line.amount) >= abs(item.left):
        return False
    return not entry.sure or item.position in entry.sure


def regular(entries: Sequence[Entry]) -> bool:
    """Return whether payments come at even intervals, give or take three days, in nearly equal amounts."""
    days = sorted(entry.day for entry in entries)
    pauses = [later - earlier for earlier, later in pairwise(days)]
    amounts = sorted(abs(entry.line.amount) for entry in entries)
    return max(pauses) - min(pauses) <= 3 and min(pauses) >= 5 and amounts[-1] <= 2 * amounts[0]  # noqa: PLR2004 - as said


def _candidates(item: Item, entries: Sequence[Entry], *, unique: bool, accident: float) -> Iterator[Candidate]:
    together = tuple(entries)
    for entry in entries:
        yield candidate_of(
            entry,
            (item,),
            (entry.line.amount,),
            "instalments",
            entry.named.get(item.position, "none"),
            name_of(entry, item.document.party),
            chance=accident,
            unique=unique,
            together=together,
        )
