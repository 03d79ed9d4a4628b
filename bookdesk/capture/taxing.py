"""Whether the tax of a draft's lines can be right for their codes, and how to split what mixes rates. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bookdesk.capture.proposal import RatedCode
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import TaxMode
from bookdesk.ledger.tax import TaxedLine, fits, line


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line as it is to be confirmed; `edited` says that a person set its tax."""

    position: int
    code: RatedCode
    net: Money
    tax: Money
    edited: bool


@dataclass(frozen=True, slots=True)
class Misfit:
    """A line whose tax cannot be right, in two sentences: what does not fit, and what to do.

    `corrections` are the ways to do it as they are set, each with a mark where a person's choice is missing.
    """

    what: str
    remedy: str
    corrections: tuple[str, ...]


def misfit(lines: Sequence[DraftLine], mode: TaxMode, codes: Sequence[RatedCode]) -> Misfit | None:
    """Return the first line whose tax its code cannot make; `codes` are those it may be split into."""
    for one in lines:
        shown = TaxedLine(one.net, one.tax, one.net + one.tax, one.code.rate)
        if not fits(shown, mode, edited=one.edited):
            entered = shown.gross if mode is TaxMode.INCLUSIVE else shown.net
            right = line(entered, one.code.rate, mode).tax
            return Misfit(
                f"Line {one.position} has {one.tax} of tax, but {one.code.code} makes {right} of {one.net} net.",
                *_remedy(one, mode, codes, len(lines) + 1),
            )
    return None


def _remedy(one: DraftLine, mode: TaxMode, codes: Sequence[RatedCode], free: int) -> tuple[str, tuple[str, ...]]:
    """Return the sentence that says what to do, and the corrections that do it."""
    if mode is TaxMode.NONE:
        remedy = "If the document charges tax, say whether its amounts are with or without it."
        return remedy, ("tax_mode=exclusive", "tax_mode=inclusive")
    split = _split(one, codes, free)
    ways = [split[0] if split else "choose its tax code, or split it by rate"]
    corrections = [split[1] if split else f"line.{one.position}.tax_code=…"]
    if one.code.rate:
        ways.append(f"say that the tax is {one.tax.text}, if the document prints it so")
        corrections.append(f"line.{one.position}.tax={one.tax.text}")
    return f"Look at the document and {'; or '.join(ways)}.", tuple(corrections)


def _split(one: DraftLine, codes: Sequence[RatedCode], free: int) -> tuple[str, str] | None:
    """Return how to split a line so that one part makes this tax and the rest none, where such parts exist.

    First in words, then as the corrections that do it.
    """
    plain = [code for code in codes if code.plain and bool(code.rate) is not bool(one.code.rate)]
    if not plain or not one.tax.minor:
        return None
    usual = max(plain, key=lambda code: code.rate)
    rate = one.code.rate or usual.rate
    taxed = Money.rounded(one.tax.major / rate, one.tax.currency)
    rest = one.net - taxed
    if taxed.minor * one.net.minor <= 0 or rest.minor * one.net.minor <= 0:
        return None
    kept, other = (taxed, rest) if one.code.rate else (rest, taxed)
    old, new = f"line.{one.position}", f"line.{free}"
    words = f"split it, if only a part is taxed: {kept.text} net stay, {other.text} go to a new line as {usual.code}"
    steps = (f"{old}.net={kept.text}", f"{new}.description=…", f"{new}.tax_code={usual.code}", f"{new}.account=…")
    return words, " ".join((*steps, f"{new}.net={other.text}"))
