"""What stands on a letter that goes with money: a receipt, a reminder, a statement of account.

    LetterPaper(
        title="Statement of account",
        issued=date(2026, 11, 30),
        seller=Seller("Harbour Lane Ltd", ("4 Quay Street", "Bristol BS1 4DJ")),
        address=("Bayside Plumbing", "12 Shore Road", "Bristol BS2 0AA"),
        asked=Asked("Amount due", Money(14814, "GBP")),
        paragraphs=("Dear Sir or Madam,", "this is how your account stands."),
        tables=(
            LetterTable(
                (LetterColumn("Date"), LetterColumn("Document"), LetterColumn("Amount", figures=True)),
                rows=((date(2026, 11, 2), "Invoice INV-0042", Money(14814, "GBP")),),
                last=("", "Amount due", Money(14814, "GBP")),
            ),
        ),
        closing=("Kind regards,",),
        ways=(PaymentWay("Bank transfer", (Detail("Account", "12345678"),)),),
        locale="en-GB",
    )

`letters.render_letter` makes the PDF of it. Amounts, numbers and days in cells are written as people of the locale
write them; sums are checked by whoever makes the table, since one may hold several.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.formats.paper.content import (
    MOST_ROWS,
    Detail,
    OnlineWay,
    PaymentWay,
    QrCode,
    Seller,
    check_look,
    check_texts,
)
from bookdesk.formats.paper.stationery import DIN_5008_B, Stationery

MOST_TABLE_ROWS: Final = 2_000
"""Rows of all tables together, which are some 60 pages."""
MOST_COLUMNS: Final = 8

Cell = str | Money | Decimal | int | date | None
"""What stands in a cell; an amount is written without its currency, None leaves it blank."""


@dataclass(frozen=True, slots=True)
class LetterColumn:
    """A column: one of `figures` is aligned at its right and never broken, any other may be wrapped."""

    title: str
    figures: bool = False


@dataclass(frozen=True, slots=True)
class LetterTable:
    """A table; every row has a cell for each column. `last` is a row of sums, set off from the others."""

    columns: tuple[LetterColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    last: tuple[Cell, ...] | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the letter is about in one figure, such as the amount due; it stands on a tint in the head."""

    label: str
    amount: Money


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """All that the letter says, from the top down.

    `title` is the subject, `number` one that the letter has itself. `paragraphs` come before the tables, `closing`
    after them. `facts` stand in the head below number and date. `online` is a panel of its own before the other ways.
    """

    title: str
    issued: date
    seller: Seller
    address: tuple[str, ...]
    number: str = ""
    facts: tuple[Detail, ...] = ()
    asked: Asked | None = None
    paragraphs: tuple[str, ...] = ()
    tables: tuple[LetterTable, ...] = ()
    closing: tuple[str, ...] = ()
    ways: tuple[PaymentWay, ...] = ()
    qr: QrCode | None = None
    link: str | None = None
    online: OnlineWay | None = None
    watermark: str = ""
    locale: str = "en-GB"
    accent: str = "#1f5f8b"
    stationery: Stationery = DIN_5008_B

    @property
    def introduction(self) -> str:
        """Nothing: what it says stands in its paragraphs, which may go on over pages."""
        return ""

    @property
    def language(self) -> str:
        """The language of its labels: `de` of `de-AT`."""
        return self.locale.partition("-")[0]


def checked_letter(letter: LetterPaper) -> LetterPaper:
    """Return the letter as it is; `InputError` for what no page can hold or no reader could use."""
    check_look(letter.locale, letter.accent, letter.link)
    check_look(letter.locale, letter.accent, letter.online.link if letter.online else None)
    if not letter.title.strip():
        raise InputError("The letter has no subject.", "Say in a few words what it is about.")
    check_texts(_named(letter), [*letter.paragraphs, *letter.closing])
    together = (letter.seller.address, letter.seller.details, letter.facts, letter.address)
    ways = sum(len(way.rows) for way in letter.ways)
    if max(ways, *(len(part) for part in together)) > MOST_ROWS:
        raise InputError(f"More than {MOST_ROWS} rows do not fit together on a page.", "Leave some out.")
    for table in letter.tables:
        _check_table(table)
    rows = sum(len(table.rows) for table in letter.tables)
    if rows > MOST_TABLE_ROWS:
        raise InputError(f"A letter has {MOST_TABLE_ROWS} rows at most, this one {rows}.", "Choose a shorter time.")
    return letter


def _check_table(table: LetterTable) -> None:
    if not 1 <= len(table.columns) <= MOST_COLUMNS:
        raise InputError(f"A table has 1 to {MOST_COLUMNS} columns.", "Leave some out.")
    rows = [*table.rows, *([table.last] if table.last is not None else [])]
    if any(len(row) != len(table.columns) for row in rows):
        raise ValueError("every row has a cell for each column")


def _named(letter: LetterPaper) -> list[str]:
    seller = letter.seller
    panels = (*letter.ways, *(letter.online.ways if letter.online else ()))
    details = [*seller.details, *letter.facts, *(row for way in panels for row in way.rows)]
    cells = (cell for table in letter.tables for row in (*table.rows, table.last or ()) for cell in row)
    return [
        letter.title,
        letter.number,
        letter.watermark,
        seller.name,
        *seller.address,
        *letter.address,
        *(text for detail in details for text in (detail.name, detail.value)),
        *(way.title for way in panels),
        *(table.heading for table in letter.tables),
        *(column.title for table in letter.tables for column in table.columns),
        *(cell for cell in cells if isinstance(cell, str)),
        letter.asked.label if letter.asked else "",
        letter.qr.caption if letter.qr else "",
        letter.online.qr.caption if letter.online and letter.online.qr else "",
    ]
