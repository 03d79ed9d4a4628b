"""Why: each point of a suggestion, in words, with the part of the text it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from bookdesk.banking.matching.candidates import Candidate
from bookdesk.banking.matching.index import Entry, Item
from bookdesk.banking.matching.model import Reason
from bookdesk.banking.matching.normalise import confusable, fold
from bookdesk.banking.matching.references import SURE
from bookdesk.banking.matching.sums import are_neighbours
from bookdesk.banking.matching.weights import AMOUNT, BANK_OWN_WORDS, ELSEWHERE, NAME, NEIGHBOURS, REFERENCE, lag_points

_AMOUNTS = {
    "exact": "the amount is the whole open amount",
    "remainder": "the amount is what is left open",
    "foreign-stated": "the document's own amount stands in the text",
    "foreign-rate": "the amount fits the rate of the day",
    "sum-referenced": "the documents named add up to the amount",
    "sum-partly-referenced": "the documents, some of them named, add up to the amount",
    "sum": "documents of this party add up to the amount",
    "netted-referenced": "the document named, less credit, is the amount",
    "netted": "documents less credit are the amount",
    "instalments": "with other lines it adds up to the document",
    "fee-model": "the difference is a usual fee to the cent",
    "slip": "the amount is off by a few cents or two swapped digits",
    "part-even": "the amount is an even part of the document",
    "part": "the amount is a part of the document",
    "over": "the amount is more than is open",
    "early": "the amount is what is open less the discount for paying early",
    "sum-early-referenced": "the documents, some of them named, less their discounts for paying early are the amount",
    "sum-early": "documents of this party less their discounts for paying early are the amount",
}
_NAMES = {
    "same": "the payee is the party",
    "learnt": "this payee was this party before",
    "cut": "the payee is the party's name, cut or abbreviated",
    "akin": "the payee shares a word with the party",
    "other": "the payee is somebody else",
}


def reasons_of(candidate: Candidate) -> tuple[Reason, ...]:
    """Return the reasons of a candidate, the weightiest first."""
    return tuple(sorted(_reasons(candidate), key=lambda reason: -abs(reason.points)))


def _reasons(candidate: Candidate) -> Iterator[Reason]:
    entry = candidate.entry
    yield Reason("amount", AMOUNT[candidate.amount], _AMOUNTS[candidate.amount])
    for item in candidate.items:
        how = entry.named.get(item.position) or (candidate.reference if len(candidate.items) == 1 else "none")
        if how != "none":
            span = number_span(entry, item)
            shown = "" if span is None else f"{entry.words.folded[slice(*span)]!r}: "
            yield Reason("reference", REFERENCE[how], f"{shown}number {item.document.number} ({how})", span)
    if candidate.name in _NAMES:
        span = payee_span(entry)
        yield Reason("name", NAME[candidate.name], f"{entry.payee!r}: {_NAMES[candidate.name]}", span)
    lag = max(entry.day - item.due for item in candidate.items)
    if not (candidate.amount == "exact" and candidate.reference in SURE):
        yield Reason("day", lag_points(lag), f"{abs(lag)} days {'after' if lag >= 0 else 'before'} it was due")
    if are_neighbours(candidate.items):
        yield Reason("neighbours", NEIGHBOURS, "the documents bear neighbouring numbers")
    if candidate.elsewhere:
        yield Reason("elsewhere", ELSEWHERE, "the text names another document")
    if entry.bank_own and candidate.reference == "none":
        yield Reason("bank", BANK_OWN_WORDS, "the text is the bank's own")


def number_span(entry: Entry, item: Item) -> tuple[int, int] | None:
    """Return where a document's number stands in the text, if it does as such."""
    words = entry.words
    found = words.spelt.get(item.spelt) or words.digits.get(item.digits) or words.spelt.get(item.theirs)
    if found is not None:
        return found
    return next((span for word, span in words.spelt.items() if confusable(word) == item.confused), None)


def payee_span(entry: Entry) -> tuple[int, int] | None:
    """Return where the payee stands in the text."""
    start = fold(entry.line.text).find(entry.payee) if entry.payee else -1
    return None if start < 0 else (start, start + len(entry.payee))
