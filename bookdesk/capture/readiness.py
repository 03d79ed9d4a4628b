"""Whether a document is ready to confirm, which of its fields a person should look at, and in which order. Pure.

One list of what every bill needs: confirming refuses by it, and a reviewer is led by it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bookdesk.capture.fields import FIELD_NAMES
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind, FieldState

DOUBTFUL = frozenset({FieldState.CHECK, FieldState.FAILED})
_OF_LINES = ("account", "tax_code")
_WORDS = {
    "supplier_name": "the supplier",
    "invoice_number": "the number",
    "issue_date": "the date",
    "due_date": "the due date",
    "total": "the total",
    "account": "a line with account and tax code",
}
"""What a form calls what every bill needs; the last where there is no line."""
_MOST_NAMED = 3
"""Lines that are named one by one."""


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a document is not confirmed: what is wrong, what to do, and the fields it is about.

    `word` is what a person may set to overrule it, as in `duplicate=no`; None where he cannot. `command` is what does
    it on the command line, which alone tells it.
    """

    what: str
    remedy: str
    about: tuple[str, ...] = ()
    word: str | None = None
    command: str = ""

    def __str__(self) -> str:
        """Both sentences."""
        return f"{self.what} {self.remedy}".strip()


@dataclass(frozen=True, slots=True)
class Needs:
    """What of a draft decides whether it is complete; `coded` has account and tax code of each line."""

    kind: DocumentKind | None
    supplier_name: str | None
    number: str | None
    issued: date | None
    due: date | None
    total: int
    coded: tuple[tuple[str | None, str | None], ...]


def missing_of(needs: Needs) -> tuple[str, ...]:
    """Return the names of what every bill needs and this one lacks; a receipt needs no number."""
    there = {
        "supplier_name": bool(needs.supplier_name),
        "invoice_number": bool(needs.number) or needs.kind is DocumentKind.RECEIPT,
        "issue_date": needs.issued is not None,
        "due_date": needs.due is not None,
        "total": needs.total > 0,
        "account": bool(needs.coded) and all(account for account, _ in needs.coded),
        "tax_code": bool(needs.coded) and all(code for _, code in needs.coded),
    }
    return tuple(name for name, found in there.items() if not found)


def by_line(missing: Sequence[str], coded: Iterable[tuple[int, str | None, str | None]]) -> tuple[str, ...]:
    """Return the names with `account` and `tax_code` replaced by those of the lines that lack them: `line.2.account`.

    `coded` has the position, account and tax code of each line; where there is no line the names stay.
    """
    lines = list(coded)
    named: list[str] = []
    for name in missing:
        lacking = [line[0] for line in lines if name in _OF_LINES and not line[1 + _OF_LINES.index(name)]]
        named.extend(f"line.{position}.{name}" for position in lacking)
        if not lacking:
            named.append(name)
    return tuple(named)


def in_words(missing: Sequence[str]) -> str:
    """Say what is missing as a form calls it: `the number and the account of line 2 are missing`."""
    said = [_WORDS[name] for name in missing if name in _WORDS]
    for what in _OF_LINES:
        lines = [name.split(".")[1] for name in missing if name.startswith("line.") and name.endswith(f".{what}")]
        if lines:
            said.append(f"the {what.replace('_', ' ')} of {_lines(lines)}")
    return f"{_and(said)} {'are' if len(said) > 1 else 'is'} missing"


def _lines(positions: Sequence[str]) -> str:
    named = list(positions[:_MOST_NAMED])
    if len(positions) > _MOST_NAMED:
        named.append(f"{len(positions) - _MOST_NAMED} more")
    return f"line{'s' if len(positions) > 1 else ''} {_and(named)}"


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


class ReadField(Protocol):
    """A field as it was read (`views.FieldView` is one)."""

    @property
    def name(self) -> str: ...  # noqa: D102 - as in FieldView
    @property
    def value(self) -> str | None: ...  # noqa: D102 - as in FieldView
    @property
    def state(self) -> FieldState: ...  # noqa: D102 - as in FieldView


class CodedLine(Protocol):
    """A line of the draft (`views.LineView` is one)."""

    @property
    def position(self) -> int: ...  # noqa: D102 - as in LineView
    @property
    def account(self) -> str | None: ...  # noqa: D102 - as in LineView
    @property
    def tax_code(self) -> str | None: ...  # noqa: D102 - as in LineView


class Summary(Protocol):
    """The document's row in the list (`views.InboxRow` is one)."""

    @property
    def kind(self) -> DocumentKind | None: ...  # noqa: D102 - as in InboxRow
    @property
    def supplier(self) -> str | None: ...  # noqa: D102 - as in InboxRow
    @property
    def bill_number(self) -> str | None: ...  # noqa: D102 - as in InboxRow
    @property
    def document_date(self) -> date | None: ...  # noqa: D102 - as in InboxRow
    @property
    def due_date(self) -> date | None: ...  # noqa: D102 - as in InboxRow
    @property
    def total(self) -> Money | None: ...  # noqa: D102 - as in InboxRow


class DraftBill(Protocol):
    """The draft (`views.BillView` is one)."""

    @property
    def lines(self) -> Sequence[CodedLine]: ...  # noqa: D102 - as in BillView


class Item(Protocol):
    """One document under review (`views.InboxItem` is one)."""

    @property
    def row(self) -> Summary: ...  # noqa: D102 - as in InboxItem
    @property
    def fields(self) -> Sequence[ReadField]: ...  # noqa: D102 - as in InboxItem
    @property
    def bill(self) -> DraftBill | None: ...  # noqa: D102 - as in InboxItem


def review_order(item: Item) -> tuple[str, ...]:
    """Return the names of what is reviewed: the document's fields, always in one order, then the coding of each line.

    A line's names are `line.N.account` and `line.N.tax_code`, as they are set.
    """
    known = {field.name for field in item.fields}
    lines = item.bill.lines if item.bill is not None else ()
    return (
        *(name for name in FIELD_NAMES if name in known),
        *(f"line.{line.position}.{name}" for line in lines for name in _OF_LINES),
    )


def missing(item: Item) -> tuple[str, ...]:
    """Return the names of what the draft lacks, those of lines one by one; nothing where there is no draft."""
    if item.bill is None:
        return ()
    row = item.row
    total = row.total.minor if row.total is not None else 0
    coded = tuple((line.account, line.tax_code) for line in item.bill.lines)
    needs = Needs(row.kind, row.supplier, row.bill_number, row.document_date, row.due_date, total, coded)
    return by_line(missing_of(needs), [(line.position, line.account, line.tax_code) for line in item.bill.lines])


def doubtful(item: Item, seen: Collection[str] = ()) -> tuple[str, ...]:
    """Return, in the order of review, what is doubtful, contradicted or needed and absent.

    `seen` are names that a person looked at and left as they are; what is needed and absent stays doubtful still.
    """
    lacking = set(missing(item))
    unsure = {field.name for field in item.fields if field.state in DOUBTFUL} - set(seen) - follows(item)
    return tuple(name for name in review_order(item) if name in lacking or name in unsure)


def follows(item: Item) -> set[str]:
    """Return the amount due where it is the total itself, which is sure: there is nothing of its own to look at."""
    fields = {field.name: field for field in item.fields}
    total, due = fields.get("total"), fields.get("amount_due")
    if total is None or due is None or total.value is None or total.state in DOUBTFUL:
        return set()
    return {due.name} if due.value == total.value else set()


def next_doubtful(item: Item, after: str | None = None, seen: Collection[str] = ()) -> str | None:
    """Return the doubtful name that follows `after`, going round at the end; None where nothing is doubtful."""
    order, wanted = review_order(item), doubtful(item, seen)
    if not wanted:
        return None
    place = order.index(after) if after in order else -1
    return next((name for name in wanted if order.index(name) > place), wanted[0])


def is_ready(item: Item, seen: Collection[str] = ()) -> bool:
    """Whether there is a draft with everything a bill needs and nothing on it is doubtful any more."""
    return item.bill is not None and not doubtful(item, seen)
