"""One client's lines and documents, normalised once and indexed by amount, number and party."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from bookdesk.banking.matching.model import Document, DocumentKind, Line, Party
from bookdesk.banking.matching.names import Names
from bookdesk.banking.matching.normalise import (
    BANK_WORDS,
    FOREIGN,
    Words,
    confusable,
    digits_of,
    fold,
    payee_name,
    spelling,
    split,
)

EARLIEST, LATEST = -60, 150
"""Days after the due day in which a payment is looked for at all."""
_SHORTEST_NUMBER = 3


@dataclass(slots=True, eq=False)
class Item:
    """A document at work: `left` is what is not yet assigned of it."""

    document: Document
    position: int
    due: int
    issued: int
    written: str
    spelt: str
    confused: str
    digits: str
    theirs: str
    left: int
    number: int
    """The number as a number, to tell neighbours; 0 if it has no digits."""

    @property
    def amount(self) -> int:
        """The open amount it came with."""
        return self.document.amount

    def early(self, day: int) -> int:
        """Return what settles it on a day: what is left, less a discount that is still to be earned then."""
        one = self.document
        untouched = one.discount and self.left == self.amount and one.discount_until is not None
        return self.left - one.discount if untouched and day <= _last_day(one) else self.left


@dataclass(slots=True, eq=False)
class Entry:
    """A line at work."""

    line: Line
    day: int
    words: Words
    payee: str
    bank_own: bool
    stated: tuple[tuple[str, int], ...]
    parties: dict[str, str] = field(default_factory=dict)
    named: dict[int, str] = field(default_factory=dict)
    """Documents whose numbers stand in the text, by position, with how."""
    sure: frozenset[int] = frozenset()
    """Those of them that the text names by itself."""
    named_parties: dict[int, str] = field(default_factory=dict)
    """Their parties."""


class Index:
    """All that is asked about one client."""

    def __init__(self, lines: Iterable[Line], documents: Iterable[Document], parties: Iterable[Party]) -> None:
        """Normalise and index; the order of the input does not matter."""
        known = list(parties)
        self.names = Names(known)
        self.customers = frozenset(party.id for party in known if party.customer)
        self.items = [_item(document, position) for position, document in enumerate(sorted(documents, key=_due_order))]
        self.entries = [_entry(line) for line in sorted(lines, key=_statement_order)]
        self.by_amount: dict[tuple[str, int], list[Item]] = defaultdict(list)
        self.by_spelling: dict[str, list[Item]] = defaultdict(list)
        self.by_confused: dict[str, list[Item]] = defaultdict(list)
        self.by_digits: dict[str, list[Item]] = defaultdict(list)
        self.by_theirs: dict[str, list[Item]] = defaultdict(list)
        self.by_party: dict[str, list[Item]] = defaultdict(list)
        self.receipts: list[Item] = []
        """What only payouts settle."""
        for item in self.items:
            self._add(item)

    def _add(self, item: Item) -> None:
        if item.document.kind is DocumentKind.RECEIPT:
            self.receipts.append(item)
            return
        self.by_party[item.document.party].append(item)
        self.by_amount[item.document.currency, item.amount].append(item)
        if len(item.spelt) >= _SHORTEST_NUMBER:
            self.by_spelling[item.spelt].append(item)
            self.by_confused[item.confused].append(item)
        if item.digits:
            self.by_digits[item.digits].append(item)
        if item.theirs:
            self.by_theirs[item.theirs].append(item)

    def equal_amount(self, entry: Entry) -> list[Item]:
        """Return documents of exactly the line's amount, due within the window."""
        return _in_window(self.by_amount.get((entry.line.currency, entry.line.amount), []), entry)

    def of_party(self, party: str, entry: Entry) -> list[Item]:
        """Return what is left open of a party within the window."""
        return [item for item in _in_window(self.by_party.get(party, []), entry) if item.left]


def _in_window(items: list[Item], entry: Entry) -> list[Item]:
    """Return the items, given by due day, that are due within the window around a line."""
    first = bisect_left(items, entry.day - LATEST, key=_due)
    return items[first : bisect_right(items, entry.day - EARLIEST, lo=first, key=_due)]


def _last_day(document: Document) -> int:
    return document.discount_until.toordinal() if document.discount_until is not None else 0


def _due(item: Item) -> int:
    return item.due


def _due_order(document: Document) -> tuple[object, ...]:
    return _payable_from(document), document.issued_on, document.number, document.id


def _statement_order(line: Line) -> tuple[object, ...]:
    return line.booked_on, line.account, line.sequence, line.id


def _item(document: Document, position: int) -> Item:
    written = fold(document.number)
    spelt = spelling(written)
    digits = digits_of(spelt)
    return Item(
        document,
        position,
        _payable_from(document).toordinal(),
        document.issued_on.toordinal(),
        written,
        spelt,
        confusable(spelt),
        digits,
        spelling(fold(document.their_reference or "")),
        document.amount,
        int(digits[-9:]) if digits else 0,
    )


def _payable_from(document: Document) -> date:
    """Return the day around which a document is settled; a credit note may be used from the day it is issued."""
    return document.issued_on if document.kind is DocumentKind.CREDIT_NOTE else document.due_on


def _entry(line: Line) -> Entry:
    words = split(line.text, line.reference)
    stated = tuple(
        (currency, int(amount.replace(",", "").replace(".", ""))) for currency, amount in FOREIGN.findall(words.folded)
    )
    return Entry(
        line,
        line.booked_on.toordinal(),
        words,
        payee_name(line.payee, line.text),
        BANK_WORDS.search(words.folded) is not None,
        stated,
    )
