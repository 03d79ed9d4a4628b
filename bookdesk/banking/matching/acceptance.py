"""What may be accepted without a person: only what the evidence singles out. Everything else is a suggestion.

Each rule returns the reasons against (vetoes); none means yes. A tie is never accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from bookdesk.banking.matching.assignment import Assignment
from bookdesk.banking.matching.candidates import GOOD_NAMES, WRITTEN, Candidate
from bookdesk.banking.matching.index import EARLIEST, LATEST, Entry, Index, Item
from bookdesk.banking.matching.instalments import regular
from bookdesk.banking.matching.references import SURE
from bookdesk.banking.matching.weights import RIVAL

_WEAK = frozenset({"near", "few-digits", "two-digits"})
_SUM_CHANCE = 5e-4
_PARTLY_CHANCE = 2e-3
_EARLIEST, _LATEST = -25, 60
_SUMS = frozenset(
    {
        *("sum", "sum-partly-referenced", "netted", "netted-referenced", "instalments"),
        *("sum-early", "sum-early-referenced"),
    }
)


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges chosen candidates against everything that was considered."""

    index: Index
    assignment: Assignment
    wanted: dict[int, list[Candidate]]
    """By document, the candidates of all lines that name no document but would take it."""

    def vetoes(self, candidate: Candidate) -> tuple[str, ...]:
        """Return why a candidate may not be accepted unseen; empty if it may."""
        found = [*self._common(candidate)]
        if candidate.amount in {"exact", "remainder"}:
            found += self._exact(candidate)
        elif candidate.amount in _SUMS or candidate.amount == "sum-referenced":
            found += self._sum(candidate)
        else:
            found += self._part(candidate)
        return tuple(dict.fromkeys(found))

    def _common(self, candidate: Candidate) -> Iterable[str]:
        if candidate.elsewhere:
            yield "the text names another document"
        if candidate.entry.bank_own and candidate.reference == "none":
            yield "the text is the bank's own"
        if candidate.difference and candidate.amount != "fee-model":
            yield "the amount is not fully explained"

    def _exact(self, candidate: Candidate) -> Iterable[str]:
        good = candidate.name in GOOD_NAMES
        if candidate.reference in SURE:
            if not good and candidate.name != "unknown" and candidate.reference not in WRITTEN:
                yield "the payee is somebody else"
            if self._equally_named(candidate):
                yield "another document is named as well"
            return
        if not good:
            yield "neither number nor payee is sure"
        if candidate.reference == "none":
            yield from self._unnamed(candidate)
        elif self._equal_items(candidate, candidate.reference):
            yield "another equal amount of this party is open"

    def _unnamed(self, candidate: Candidate) -> Iterable[str]:
        """Judge amount and payee alone."""
        if sum(how in GOOD_NAMES for how in candidate.entry.parties.values()) > 1:
            yield "several parties bear this name"
        if self._equal_items(candidate, "none"):
            yield "another equal amount of this party is open"
        if _unexplained_number(candidate.entry):
            yield "the text carries a reference that is not this document's"
        lag = candidate.entry.day - candidate.items[0].due
        if not _EARLIEST <= lag <= _LATEST:
            yield "the day is unusual"
        others = self.wanted.get(candidate.items[0].position, ())
        if any(other.entry is not candidate.entry and not self._settled(other.entry) for other in others):
            yield "another line may pay it as well"

    def _settled(self, entry: Entry) -> bool:
        """Return whether a line was given a document that its text names."""
        chosen = self.assignment.chosen.get(entry.line.id)
        return chosen is not None and chosen.reference in SURE

    def _equally_named(self, candidate: Candidate) -> bool:
        """Return whether the text names another document of this amount, of a party the payee may mean."""
        return any(
            other.amount == "exact"
            and other.key != candidate.key
            and other.reference in SURE
            and (other.name in GOOD_NAMES or candidate.name not in GOOD_NAMES)
            and other.points > candidate.points - RIVAL
            for other in self.assignment.considered[candidate.entry.line.id]
        )

    def _equal_items(self, candidate: Candidate, reference: str) -> bool:
        """Return whether an equal open amount of a party the payee may mean could be meant instead."""
        entry, own = candidate.entry, candidate.items[0]
        for item in self.index.by_amount.get((entry.line.currency, entry.line.amount), ()):
            if item is own or entry.parties.get(item.document.party) not in GOOD_NAMES or self._surely_paid(item):
                continue
            if reference == "none" or entry.named.get(item.position, "none") == reference:
                return True
        return False

    def _surely_paid(self, item: Item) -> bool:
        """Return whether a line that names a document by itself has taken it."""
        takers = self.assignment.takers.get(item.position, ())
        return not item.left and any(taker.reference in SURE for taker in takers)

    def _sum(self, candidate: Candidate) -> Iterable[str]:
        good = candidate.name in GOOD_NAMES
        sure = candidate.reference in SURE
        if not good and not (sure and candidate.name == "unknown"):
            yield "the payee is not sure"
        if not candidate.unique:
            yield "several sets add up"
        if candidate.amount != "instalments" and any(map(partial(self._has_twin, candidate.entry), candidate.items)):
            yield "another equal amount of this party is open"
        limit = _PARTLY_CHANCE if sure else _SUM_CHANCE
        if candidate.chance > limit:
            yield "the sum may be met by chance"
        if not sure and self._rival(candidate):
            yield "something else explains it nearly as well"
        if candidate.amount == "instalments":
            yield from self._instalments(candidate)

    def _instalments(self, candidate: Candidate) -> Iterable[str]:
        """Judge a set of lines for one document: one of them must name it, and all must have got it."""
        item = candidate.items[0]
        if not any(entry.named.get(item.position) in SURE for entry in candidate.together):
            yield "no instalment names the document"
        unnamed = [entry for entry in candidate.together if item.position not in entry.sure]
        if unnamed and not regular(candidate.together):
            yield "the instalments are not regular"
        if not self._together(candidate):
            yield "not all instalments are assigned"

    def _has_twin(self, entry: Entry, item: Item) -> bool:
        """Return whether a document could be exchanged for an equal one of its party that the text does not name."""
        if entry.named.get(item.position) in SURE:
            return False
        equal = self.index.by_amount.get((item.document.currency, item.amount), ())
        return any(
            other is not item and other.document.party == item.document.party and not self._surely_paid(other)
            for other in equal
            if EARLIEST <= entry.day - other.due <= LATEST
        )

    def _together(self, candidate: Candidate) -> bool:
        """Return whether every line of a set of instalments got this document."""
        chosen = (self.assignment.chosen.get(entry.line.id) for entry in candidate.together)
        return all(other is not None and other.key == candidate.key for other in chosen)

    def _rival(self, candidate: Candidate) -> bool:
        considered = self.assignment.considered[candidate.entry.line.id]
        return any(other.key != candidate.key and other.points > candidate.points - RIVAL / 2 for other in considered)

    def _part(self, candidate: Candidate) -> Iterable[str]:
        """Judge parts, fees and other currencies: the text must name the one document."""
        entry, item = candidate.entry, candidate.items[0]
        good = candidate.name in GOOD_NAMES
        stated = candidate.amount == "foreign-stated" and good
        if candidate.reference not in SURE and not stated:
            yield "the text does not name the document"
        if not good:
            yield "the payee is not sure"
        if len(_named_of_party(entry, item)) > 1:
            yield "the text names several documents"
        if candidate.amount == "over":
            yield "more was paid than is open"
        if self._explained_exactly(candidate):
            yield "other documents explain the amount exactly"
        if stated and candidate.reference not in SURE and self._rival(candidate):
            yield "something else explains it nearly as well"

    def _explained_exactly(self, candidate: Candidate) -> bool:
        """Return whether documents of the same party add up to the line exactly."""
        return any(
            other.key != candidate.key
            and other.amount in {"exact", "remainder", *_SUMS, "sum-referenced"}
            and other.items[0].document.party == candidate.items[0].document.party
            for other in self.assignment.considered[candidate.entry.line.id]
        )


def _named_of_party(entry: Entry, item: Item) -> list[int]:
    party = item.document.party
    return [p for p, how in entry.named.items() if how in SURE and entry.named_parties.get(p) == party]


_LONG_TRACE = 6


def _unexplained_number(entry: Entry) -> bool:
    """Return whether the text carries a reference that names nothing; a long number at its end is a trace."""
    reference = entry.line.reference.strip()
    if reference and any(map(str.isdigit, reference)):
        return True
    words = entry.words.folded.split()
    if words and words[-1].isdigit() and len(words[-1]) >= _LONG_TRACE:
        words.pop()
    return any(any(map(str.isdigit, word)) for word in words)


def wanted_by(considered: dict[str, list[Candidate]], entries: Sequence[Entry]) -> dict[int, list[Candidate]]:
    """Return, by document, the unnamed exact candidates that are serious for their line."""
    wanted: dict[int, list[Candidate]] = {}
    for entry in entries:
        candidates = considered.get(entry.line.id, [])
        for candidate in candidates:
            if candidate.points < candidates[0].points - RIVAL:
                break
            if candidate.amount == "exact" and candidate.name in GOOD_NAMES:
                wanted.setdefault(candidate.items[0].position, []).append(candidate)
    return wanted
