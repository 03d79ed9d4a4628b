"""What stands on the paper of an invoice, credit note or estimate, and what is refused before a page is begun."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.money import Money, total
from bookdesk.formats.paper.stationery import DIN_5008_B, Stationery
from bookdesk.formats.paper.wording import LANGUAGES

MOST_LINES: Final = 1_000
MOST_SIGNS: Final = 20_000
"""Characters of one text. What is longer belongs into an attachment."""
MOST_PROSE: Final = 200_000
"""Characters of all descriptions and remarks together, which are some 60 pages."""
MOST_NAMED: Final = 300
"""Characters of a name, a title, a label or a value."""
MOST_ROWS: Final = 24
"""Rows of what stands together on a page: details of a party, facts of the head, a way to pay."""
_LOCALE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LINK = re.compile(r"https://[!-~]{4,1192}")
"""As long as a code to be photographed holds (`pictures.MOST_PAYLOAD`); a gateway's addresses have some 400 signs."""


class Printed(StrEnum):
    """What the paper is; its heading follows, unless a title is given."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    ESTIMATE = "estimate"


@dataclass(frozen=True, slots=True)
class Detail:
    """A fact with its name: `VAT ID`, `DE123456788`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sends it: the address in lines, and what the letterhead and the foot of every page say besides."""

    name: str
    address: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of the invoice: `amount` as it is summed up; `price` for one, `rate` a fraction (0.19 is 19 %).

    What is None is left blank; a column that no line fills is left out.
    """

    description: str
    amount: Money
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    rate: Decimal | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is added to the lines, or taken off, before tax: carriage, a discount on the whole."""

    label: str
    amount: Money


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One row of the tax breakdown: its name where it is sold (`VAT`), the rate as a fraction, what it is on."""

    name: str
    rate: Decimal | None
    base: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class PaymentWay:
    """A way to pay, such as by bank transfer, with what must be typed for it."""

    title: str
    rows: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class QrCode:
    """The text of a code to be photographed, as the bank's or gateway's format has it, and the words under it."""

    payload: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class OnlineWay:
    """What stands together in a panel that says how to pay: rows, a code to be photographed, a page to be opened."""

    ways: tuple[PaymentWay, ...] = ()
    qr: QrCode | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A part of the total that is due on a day of its own; None where that day follows from what happens."""

    name: str
    due: date | None
    amount: Money


@dataclass(frozen=True, slots=True)
class InvoicePaper:
    """All that the paper says. Every amount is in the currency of `total`.

    `facts` stand in the head besides number and dates. With `tax_included` the lines hold the tax already, and its rows
    say how much of them it is. `rounding` is what a total is rounded by to be payable in coins. `paid` was paid before.
    The rows of a `plan` make the total; `next` is what is left of the one to be paid next, with which the head leads.
    `watermark` is a word across every page, for what is not issued yet.
    """

    kind: Printed
    number: str
    issued: date
    seller: Seller
    address: tuple[str, ...]
    lines: tuple[PaperLine, ...]
    total: Money
    taxes: tuple[TaxRow, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    rounding: Money | None = None
    paid: Money | None = None
    due: date | None = None
    supplied: date | None = None
    facts: tuple[Detail, ...] = ()
    title: str | None = None
    tax_included: bool = False
    introduction: str = ""
    terms: str = ""
    notes: str = ""
    plan: tuple[PlanRow, ...] = ()
    next: PlanRow | None = None
    watermark: str = ""
    ways: tuple[PaymentWay, ...] = ()
    qr: QrCode | None = None
    link: str | None = None
    slip: bool = False
    locale: str = "en-GB"
    accent: str = "#1f5f8b"
    stationery: Stationery = DIN_5008_B

    @property
    def subtotal(self) -> Money:
        """What the lines add up to."""
        return total((line.amount for line in self.lines), self.total.currency)

    @property
    def open(self) -> Money:
        """What is left to pay."""
        return self.total - self.paid if self.paid else self.total

    @property
    def language(self) -> str:
        """The language of its labels: `de` of `de-AT`."""
        return self.locale.partition("-")[0]


def checked(paper: InvoicePaper) -> InvoicePaper:
    """Return the paper as it is, or raise.

    `RuleBroken` where it does not add up; `InputError` for what no page can hold or no reader could use.
    """
    _sized(paper)
    _summed(paper)
    check_look(paper.locale, paper.accent, paper.link)
    return paper


def check_look(locale: str, accent: str, link: str | None) -> None:
    """Refuse a language that has no labels, what is no colour, and what is no address of a page."""
    if locale.partition("-")[0] not in LANGUAGES or not _LOCALE.fullmatch(locale):
        raise InputError(f"There are no labels in {locale!r}.", f"Choose one of {', '.join(LANGUAGES)}.")
    if not _COLOUR.fullmatch(accent):
        raise InputError(f"{accent!r} is not a colour.", "Write it like #1f5f8b.")
    if link is not None and not _LINK.fullmatch(link):
        raise InputError("The link to pay by is not a web address.", "It begins with https and has no blanks in it.")


def check_texts(short: Iterable[str], long: Sequence[str]) -> None:
    """Refuse names and values, and texts that go on over pages, which are longer than anybody reads."""
    over = next((text for text in short if len(text) > MOST_NAMED), None)
    if over is not None:
        raise InputError(f"{over[:40]!r} goes on for {len(over)} characters.", f"Shorten it to {MOST_NAMED} at most.")
    lengths = [len(text) for text in long]
    if sum(lengths) > MOST_PROSE:
        raise InputError(f"Its texts have {sum(lengths)} characters together.", "Attach a document of its own.")
    if max(lengths, default=0) > MOST_SIGNS:
        raise InputError(f"A text has more than {MOST_SIGNS} characters.", "Attach it as a document of its own.")


def named(paper: InvoicePaper) -> list[str]:
    """Return every text of the paper that is short: names, numbers, labels, values."""
    details = [*paper.seller.details, *paper.facts, *(row for way in paper.ways for row in way.rows)]
    return [
        paper.number,
        paper.title or "",
        paper.watermark,
        *paper.address,
        paper.seller.name,
        *paper.seller.address,
        *(text for detail in details for text in (detail.name, detail.value)),
        *(line.unit for line in paper.lines),
        *(row.label for row in paper.adjustments),
        *(row.name for row in paper.taxes),
        *(row.name for row in paper.plan),
        *(way.title for way in paper.ways),
        paper.qr.caption if paper.qr else "",
    ]


def prose(paper: InvoicePaper) -> list[str]:
    """Return every text of the paper that may go on over lines and pages."""
    lines = (text for line in paper.lines for text in (line.description, line.detail))
    return [*lines, paper.introduction, paper.terms, paper.notes]


def _sized(paper: InvoicePaper) -> None:
    if not 1 <= len(paper.lines) <= MOST_LINES:
        raise InputError(
            f"An invoice has 1 to {MOST_LINES} lines, this one {len(paper.lines)}.",
            "Split it, or sum up what belongs together.",
        )
    together = (paper.seller.address, paper.seller.details, paper.facts, paper.address, paper.ways, paper.taxes)
    rows = sum(len(way.rows) for way in paper.ways)
    if rows > MOST_ROWS or any(len(part) > MOST_ROWS for part in (*together, paper.adjustments, paper.plan)):
        raise InputError(f"More than {MOST_ROWS} rows do not fit together on a page.", "Leave some out.")
    check_texts(named(paper), prose(paper))


def _summed(paper: InvoicePaper) -> None:
    """Nobody is to be sent a page whose figures contradict each other."""
    sums = [paper.subtotal, *(row.amount for row in paper.adjustments)]
    if not paper.tax_included:
        sums += [row.tax for row in paper.taxes]
    if paper.rounding:
        sums.append(paper.rounding)
    added = total(sums, paper.total.currency)
    if added != paper.total:
        raise RuleBroken(
            f"The lines of {paper.number} and their tax add up to {added}, its total is {paper.total}.",
            "Correct the invoice before it is sent.",
        )
    planned = total((row.amount for row in paper.plan), paper.total.currency)
    if paper.plan and planned != paper.total:
        raise RuleBroken(
            f"The instalments of {paper.number} add up to {planned}, its total is {paper.total}.",
            "Correct the plan before it is sent.",
        )
