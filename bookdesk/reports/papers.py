"""Reports as PDF for whoever is to read them on paper: the same figures as on the screen, and what they do not know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reportlab.platypus import Flowable

from bookdesk.formats.printed import WIDE, grouped, head, printed, ruled, section, shown, text, with_currency
from bookdesk.ledger.owner import client_profile
from bookdesk.reports.ageing import BUCKETS, Aged, AgedRow
from bookdesk.reports.collection import KeyFigure, Unit
from bookdesk.reports.forecast import Curve, Forecast
from bookdesk.reports.saving import take_sheet
from bookdesk.reports.service import AgeingReport, CollectionReport, Side, Stamp
from bookdesk.reports.standings import InvoiceOverview
from bookdesk.store.desk import Desk

TITLES = {Side.RECEIVABLES: "Owed to us", Side.PAYABLES: "We owe"}
_AGED = (0.19, 0.05, *(0.1086,) * 7)
_HUNDRED = 100


def take_overview(desk: Desk, stamp: Stamp, found: InvoiceOverview, figures: CollectionReport) -> bytes:
    """Hand out invoices by how they stand, and how fast customers pay."""
    rows = [
        (which.value.capitalize(), one.claimed.currency, f"{one.count:,}", grouped(one.claimed), grouped(one.open))
        for which, stood in found.standing.items()
        for one in stood.currencies
    ]
    titles = (("Invoices", False), ("", False), ("Number", True), ("Invoiced", True), ("Open", True))
    told = [(one.name.value, in_figures(one), _defined(one)) for one in figures.collection.figures]
    story = [
        ruled(titles, (0.28, 0.1, 0.14, 0.24, 0.24), rows, WIDE),
        *_note("Part settled ones may be overdue, too; the others exclude each other."),
        *section("How fast customers pay"),
        ruled((("Figure", False), ("", True), ("Definition", False)), (0.24, 0.1, 0.66), told, WIDE),
        *_note(figures.remark),
    ]
    return _take(desk, "How invoices stand", f"overview as of {found.as_of.isoformat()}", stamp, story)


def take_ageing(desk: Desk, report: AgeingReport) -> bytes:
    """Hand out an ageing by contact and currency with its sums."""
    found, side = report.ageing, report.side
    titles = (
        *(("Contact", False), ("", False), ("Current", True), ("1 to 30", True), ("31 to 60", True)),
        *(("61 to 90", True), ("Over 90", True), ("Credits", True), ("Total", True)),
    )
    rows = [_aged(row) for row in (*found.rows, *found.totals)]
    if len(found.totals) > 1 or any(row.currency != report.stamp.base for row in found.totals):
        rows.append(("All, in base currency", report.stamp.base, *_amounts(found.base)))
    story = [
        ruled(titles, _AGED, rows, WIDE),
        *_note(report.tie(with_currency)),
        *_note(report.definition),
        *_note(report.rates()),
    ]
    what = f"ageing of {side.value} as of {found.as_of.isoformat()}"
    return _take(desk, f"{TITLES[side]}, by age", what, report.stamp, story)


def take_forecast(desk: Desk, found: Forecast, curve: Curve) -> bytes:
    """Hand out the curve of one currency: what moves when, the balances, and what is not in it."""
    low = curve.curve.lowest
    start = curve.curve.given
    story = [
        text(f"{with_currency(start.balance)} at the bank at the end of {shown(start.proven)}.", 9),
        *_note(f"Lowest: {with_currency(low.balance)} on {shown(low.day)}."),
        *section("Day by day"),
        ruled(
            (("Day", False), ("What", False), ("Amount", True), ("Balance", True), ("Low", True), ("High", True)),
            (0.1, 0.46, 0.11, 0.11, 0.11, 0.11),
            list(_moving(curve)),
            WIDE,
        ),
        *_left_out(curve),
        *(one for remark in found.remarks for one in _note(remark)),
        *_note(found.definition),
    ]
    what = f"cash forecast of {found.stamp.as_of.isoformat()}"
    return _take(desk, f"Cash in the next {len(curve.curve.days)} days", what, found.stamp, story)


def in_figures(one: KeyFigure) -> str:
    """Return a key figure as people read it: `38.2 days`, `81.5 %`; nothing where there is none."""
    if one.value is None:
        return ""
    if one.unit is Unit.SHARE:
        percent = Decimal(one.rounded(3) or 0) * _HUNDRED
        return f"{percent:.1f} %"
    return f"{one.rounded(1)} days"


def _defined(one: KeyFigure) -> str:
    return " ".join(filter(None, (one.remark, one.definition)))


def _aged(row: AgedRow) -> Sequence[str]:
    return (row.name or "All contacts", row.currency, *_amounts(row.amounts))


def _amounts(amounts: Aged) -> tuple[str, ...]:
    buckets = (grouped(amount) for _, amount in zip(BUCKETS, amounts.buckets, strict=True))
    return (*buckets, grouped(-amounts.unapplied), grouped(amounts.total))


def _moving(curve: Curve) -> Iterator[Sequence[str]]:
    for day in curve.curve.days:
        last = len(day.parts) - 1
        for place, part in enumerate(day.parts):
            ends = (grouped(day.balance), grouped(day.low), grouped(day.high)) if place == last else ("", "", "")
            yield (shown(day.day), f"{part.name}: {part.why}", grouped(part.amount), *ends)


def _left_out(curve: Curve) -> list[Flowable]:
    left, later = curve.curve.left_out, curve.curve.later
    rows = [(one.name, one.why, with_currency(one.amount)) for one in left]
    rows += [(one.name, f"Moves on {shown(one.day)}. {one.why}", with_currency(one.amount)) for one in later]
    if not rows:
        return []
    titles = (("What", False), ("Why", False), ("Amount", True))
    return [*section("Not in it"), ruled(titles, (0.32, 0.52, 0.16), rows, WIDE)]


def _note(words: str) -> list[Flowable]:
    return [text(words, 8.5)] if words else []


def _take(desk: Desk, title: str, what: str, stamp: Stamp, story: Sequence[Flowable]) -> bytes:
    """Draw it under the client's name and its day, and hand it out."""
    with desk.books.query() as session:
        client = client_profile(session)
        name, tax_id = client.legal_name, client.tax_id
    whole = [*head(name, title, WIDE), text(stamp.words(), 9), *_note(" "), *story]
    foot = (" · ".join(filter(None, (name, tax_id))), f"{title}, {shown(stamp.as_of)}")
    return take_sheet(desk, what, printed(f"{title} of {name}", name, foot, whole, wide=True))
