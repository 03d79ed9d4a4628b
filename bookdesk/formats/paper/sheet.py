"""What every part of a paper shares while it is laid out: its words, its figures, its margins, its types. Points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from reportlab.lib.units import mm

from bookdesk.core.currencies import exponent
from bookdesk.core.money import Money
from bookdesk.formats.paper.content import InvoicePaper, PaymentWay, Printed, QrCode, Seller
from bookdesk.formats.paper.figures import Figures
from bookdesk.formats.paper.pen import Type
from bookdesk.formats.paper.stationery import Stationery
from bookdesk.formats.paper.wording import labels

TITLE: Final = Type(21, 27, bold=True)
NAME: Final = Type(15, 20, bold=True, colour="accent")
HEADING: Final = Type(9.5, 14, bold=True)
BODY: Final = Type(9, 12.6)
BOLD: Final = Type(9, 12.6, bold=True)
QUIET: Final = Type(9, 12.6, colour="muted")
SMALL: Final = Type(8, 11, colour="muted")
COLUMN: Final = Type(8, 11, bold=True, colour="accent")
TINY: Final = Type(6.8, 9.2, colour="muted")
LARGE: Final = Type(12, 17, bold=True, colour="accent")

HEAD_TOP: Final = 14 * mm
FOOT: Final = 15 * mm
"""Where the foot of a page begins, from the lower edge."""
NEXT_TOP: Final = 25 * mm
"""Where the text of every page after the first begins."""
BOTTOM: Final = 20 * mm
INFO: Final = 76 * mm
"""The width of the column at the right of the first page: the letterhead's and the head's facts."""
PAD: Final = 10.0
"""Points between a panel's edge and what is in it."""


class Front(Protocol):
    """What every paper of ours has, whatever is written on it: letterhead, address, and how it can be paid."""

    @property
    def seller(self) -> Seller: ...  # noqa: D102 - as in InvoicePaper
    @property
    def address(self) -> tuple[str, ...]: ...  # noqa: D102 - as in InvoicePaper
    @property
    def number(self) -> str: ...  # noqa: D102 - as in InvoicePaper
    @property
    def issued(self) -> date: ...  # noqa: D102 - as in InvoicePaper
    @property
    def introduction(self) -> str: ...  # noqa: D102 - as in InvoicePaper
    @property
    def ways(self) -> tuple[PaymentWay, ...]: ...  # noqa: D102 - as in InvoicePaper
    @property
    def qr(self) -> QrCode | None: ...  # noqa: D102 - as in InvoicePaper
    @property
    def link(self) -> str | None: ...  # noqa: D102 - as in InvoicePaper
    @property
    def watermark(self) -> str: ...  # noqa: D102 - as in InvoicePaper
    @property
    def locale(self) -> str: ...  # noqa: D102 - as in InvoicePaper
    @property
    def language(self) -> str: ...  # noqa: D102 - as in InvoicePaper
    @property
    def accent(self) -> str: ...  # noqa: D102 - as in InvoicePaper
    @property
    def stationery(self) -> Stationery: ...  # noqa: D102 - as in InvoicePaper


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper with its words, and its sheet in points: `facts` stand in its head, `asked` on a tint below them."""

    front: Front
    title: str
    facts: tuple[tuple[str, str], ...]
    asked: tuple[str, Money] | None
    words: dict[str, str]
    figures: Figures

    @property
    def height(self) -> float:
        """Of the sheet."""
        return self.front.stationery.height * mm

    @property
    def left(self) -> float:
        """Where the text begins."""
        return self.front.stationery.left * mm

    @property
    def right(self) -> float:
        """Where the text ends."""
        return (self.front.stationery.width - self.front.stationery.right) * mm

    @property
    def width(self) -> float:
        """Between the margins."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class InvoiceSheet(Sheet):
    """The sheet of an invoice, credit note or estimate."""

    paper: InvoicePaper

    @property
    def decimals(self) -> int:
        """Of the currency."""
        return exponent(self.paper.total.currency)

    @property
    def owed(self) -> str:
        """The label of what is to be paid, was credited, or would be charged."""
        return _owed(self.paper, self.words)


def sheet_of(paper: InvoicePaper) -> InvoiceSheet:
    """Return an invoice's paper with what its parts share."""
    words, figures = labels(paper.language), Figures(paper.locale)
    title = paper.title or words[paper.kind.value]
    asked = (words["next"], paper.next.amount) if paper.next else (_owed(paper, words), paper.open)
    return InvoiceSheet(paper, title, tuple(_facts(paper, words, figures)), asked, words, figures, paper)


def due_day(paper: InvoicePaper, words: dict[str, str], figures: Figures) -> str:
    """Return by when what the head asks for is to be paid: nothing where that is not said."""
    if paper.next:
        return figures.day(paper.next.due) if paper.next.due else words["when_reached"]
    return figures.day(paper.due) if paper.due else ""


def _owed(paper: InvoicePaper, words: dict[str, str]) -> str:
    return words[{Printed.INVOICE: "open", Printed.CREDIT_NOTE: "credited"}.get(paper.kind, "total")]


def _facts(paper: InvoicePaper, words: dict[str, str], figures: Figures) -> Iterator[tuple[str, str]]:
    yield words["number"], paper.number
    yield words["issued"], figures.day(paper.issued)
    if paper.supplied:
        yield words["supplied"], figures.day(paper.supplied)
    if paper.next:
        yield words["total"], figures.money(paper.total)
    due = due_day(paper, words, figures)
    if due:
        yield words["valid" if paper.kind is Printed.ESTIMATE else "due"], due
    yield from ((fact.name, fact.value) for fact in paper.facts)
