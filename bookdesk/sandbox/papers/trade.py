"""Papers of any seller: what he sells, how he numbers and prints, and each paper a truth made from a seed.

The same seller, buyer, count and day make the same paper each time, so that nobody writes a sample page by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from bookdesk.sandbox.papers import Paper, bill_pdf, statement_pdf, ubl
from bookdesk.sandbox.papers.truth import Entry, Kind, Line, Locale, Party, Truth

ELECTRONIC = "ubl"
"""The layout of a seller who sends e-invoices."""
_STEP = Decimal("0.05")
_SPREAD = 8
"""Prices move by up to so many percent from one paper to the next."""


@dataclass(frozen=True, slots=True)
class Goods:
    """Something sold: its usual unit price, its tax rate in percent, and up to how many are bought at once."""

    name: str
    price: str
    rate: str
    most: int = 1


@dataclass(frozen=True, slots=True)
class Seller:
    """A supplier as his papers show him: `number` is a format of his count, `days` his terms, `lines` how many at most.

    `layout` is one of `layouts.BILLS`, or `ELECTRONIC`. `inclusive`: his prices are with tax.
    """

    party: Party
    locale: Locale
    currency: str
    layout: str
    days: int
    number: str
    goods: tuple[Goods, ...]
    lines: int = 3
    inclusive: bool = False
    note: str | None = None

    def numbered(self, count: int) -> str:
        """Return the number of his `count`th paper."""
        return self.number.format(count)


def invoice(seller: Seller, buyer: Party, count: int, issued: date, quantities: Sequence[int] = ()) -> Truth:
    """Return what a seller's `count`th invoice says: so many of each of his goods, or some of them by chance."""
    number = seller.numbered(count)
    chance = Random(f"{seller.party.name} {buyer.name} {number}")  # noqa: S311 - sample papers, no secrets
    return Truth(
        Kind.INVOICE,
        seller.locale,
        seller.party,
        buyer,
        number,
        issued,
        seller.currency,
        _lines(seller, chance, quantities),
        issued + timedelta(days=seller.days),
        inclusive=seller.inclusive,
        reference=number.replace("/", ""),
        note=seller.note,
    )


def credit_note(of: Truth, number: str, issued: date, lines: int = 1) -> Truth:
    """Return a credit note for the first lines of an invoice."""
    return replace(
        of,
        kind=Kind.CREDIT_NOTE,
        number=number,
        issued=issued,
        lines=of.lines[:lines],
        due=None,
        order=None,
        reference=None,
        corrects=of.number,
        note=None,
    )


def account_statement(seller: Seller, buyer: Party, code: str, issued: date, bills: Sequence[Truth]) -> Truth:
    """Return a seller's statement of account that lists these invoices."""
    entries = tuple(Entry(one.issued, f"Invoice {one.number}", one.total) for one in bills)
    return Truth(Kind.STATEMENT, seller.locale, seller.party, buyer, code, issued, seller.currency, entries=entries)


def paper(seller: Seller, truth: Truth) -> Paper:
    """Print a truth as its seller prints it."""
    name = _file_name(truth)
    if truth.kind is Kind.STATEMENT:
        return Paper(f"{name}.pdf", "application/pdf", statement_pdf(truth), truth)
    if seller.layout == ELECTRONIC:
        return Paper(f"{name}.xml", "application/xml", ubl(truth), truth)
    return Paper(f"{name}.pdf", "application/pdf", bill_pdf(truth, seller.layout), truth)


def _lines(seller: Seller, chance: Random, quantities: Sequence[int]) -> tuple[Line, ...]:
    if quantities:
        return tuple(_line(goods, many, chance) for goods, many in zip(seller.goods, quantities, strict=False) if many)
    count = chance.randint(1, min(seller.lines, len(seller.goods)))
    chosen = sorted(chance.sample(range(len(seller.goods)), count))
    return tuple(_line(seller.goods[one], chance.randint(1, seller.goods[one].most), chance) for one in chosen)


def _line(goods: Goods, many: int, chance: Random) -> Line:
    percent = Decimal(100 + chance.randint(-_SPREAD, _SPREAD)) / 100
    price = (Decimal(goods.price) * percent / _STEP).quantize(Decimal(1)) * _STEP
    return Line(goods.name, Decimal(many), price, Decimal(goods.rate))


def _file_name(truth: Truth) -> str:
    what = ["statement"] if truth.kind is Kind.STATEMENT else []
    words = [*truth.supplier.name.split()[:2], *what, truth.number]
    kept = ("".join(sign if sign.isalnum() else "-" for sign in word).strip("-") for word in words)
    return "-".join(kept).lower()
