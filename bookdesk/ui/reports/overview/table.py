"""What the overview shows: invoices by how they stand, and the figures of how fast customers pay."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bookdesk.core.money import Money
from bookdesk.reports.collection import Collection, KeyFigure, Name, Unit
from bookdesk.reports.standings import InvoiceOverview, Standing
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

_PILLS: dict[Standing | None, Pill] = {
    Standing.PENDING: Pill("open", "Pending"),
    Standing.PART_SETTLED: Pill("part", "Part settled", Tone.INFO),
    Standing.OVERDUE: Pill("alert", "Overdue", Tone.BAD),
    Standing.SETTLED: Pill("paid", "Settled", Tone.GOOD),
}
_MEANT: dict[Standing | None, str] = {
    Standing.PENDING: "nothing paid, nothing late",
    Standing.PART_SETTLED: "something paid or credited; may be overdue, too",
    Standing.OVERDUE: "something was due before this day",
    Standing.SETTLED: "nothing open: paid, credited or written off",
}
_SHORT = {
    Name.DSO: "Days of the latest sales, month by month back, that what is open comes to.",
    Name.DSO_SIMPLE: "What is open, divided by the sales of the last 90 days, times 90.",
    Name.BEST_DSO: "The same for what is not overdue: the DSO if nobody paid late.",
    Name.DELINQUENT: "Simple DSO less best possible DSO: days of sales that are overdue.",
    Name.DAYS_TO_PAY: "Mean days from invoice to payment; what is open counts as not paid yet.",
    Name.DAYS_TO_PAY_SETTLED: "The same for paid invoices only: it flatters.",
    Name.ON_TIME_COUNT: "Invoices wholly paid by their due date, of those that fell due within a year.",
    Name.ON_TIME_AMOUNT: "The amount paid by the due date, of what fell due within a year.",
}
"""Each figure's definition in one line; the whole of it is the service's, and stands below the table."""
_OPEN = "all of the above that is open, each invoice once"
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class StandingRow:
    """Invoices of one currency that stand alike."""

    standing: Standing | None
    """None for all that are open, each counted once."""
    count: int
    currency: str
    invoiced: Money
    open: Money

    @property
    def key(self) -> str:
        """What tells it from others."""
        return f"{self.standing.value if self.standing is not None else 'open'} {self.currency}"


def standing_rows(found: InvoiceOverview, base: str) -> list[StandingRow]:
    """Return a row for each standing and currency, one without any invoice with nothing, and all that is open."""
    rows: list[StandingRow] = []
    for which in Standing:
        nothing = Money.zero(base)
        known = found.standing[which].currencies
        rows += [StandingRow(which, one.count, one.claimed.currency, one.claimed, one.open) for one in known]
        if not known:
            rows.append(StandingRow(which, 0, base, nothing, nothing))
    whole = [StandingRow(None, one.count, one.claimed.currency, one.claimed, one.open) for one in found.owed.currencies]
    return [*rows, *whole]


def figure_words(one: KeyFigure) -> str:
    """Return a figure as it is read: `38.2 days`, `81.5 %`; a dash where there is nothing to count."""
    if one.value is None:
        return "–"
    if one.unit is Unit.SHARE:
        return f"{Decimal(one.rounded(3) or 0) * _HUNDRED:.1f} %"
    return f"{one.rounded(1)} days"


def in_short(one: KeyFigure) -> str:
    """Return what a figure is in one line; first what is the matter with this one."""
    return " ".join(filter(None, (one.remark, _SHORT[one.name])))


def in_full(one: KeyFigure) -> str:
    """Return a figure with its whole definition."""
    return " ".join(filter(None, (f"{one.name.value}: {figure_words(one)}.", one.remark, one.definition)))


def lead_words(figures: Collection) -> str:
    """Return what to tell the client first: how long customers take to pay, then how much of the sales is owed."""
    days, owed = figures.of(Name.DAYS_TO_PAY), figures.of(Name.DSO)
    told = (
        f"Customers pay {figure_words(days)} after the invoice, on average (true days to pay). {days.remark}".strip()
        if days.value
        else ""
    )
    waits = f"The sales of the last {figure_words(owed)} are not paid yet (DSO)." if owed.value else ""
    return " ".join(filter(None, (told, waits)))


def _standing(row: StandingRow) -> str:
    return _PILLS[row.standing].words if row.standing is not None else "All open"


STANDINGS: tuple[Column[StandingRow], ...] = (
    Column("standing", "Invoices", 120, _standing, pill=lambda row: _PILLS.get(row.standing)),
    Column(
        "meant",
        "",
        190,
        lambda row: _MEANT.get(row.standing, _OPEN),
        grows=True,
        muted=True,
        note=lambda row: _MEANT.get(row.standing, _OPEN),
    ),
    Column("count", "Number", 84, lambda row: f"{row.count:,}", number=True),
    Column("currency", "Currency", 84, lambda row: row.currency),
    Column("invoiced", "Invoiced", 130, lambda row: wording.amount(row.invoiced), number=True),
    Column("open", "Open", 130, lambda row: wording.amount(row.open), number=True),
)
FIGURES: tuple[Column[KeyFigure], ...] = (
    Column("name", "How fast customers pay", 230, lambda row: row.name.value),
    Column("value", "", 104, figure_words, number=True),
    Column("meant", "What it is", 260, in_short, grows=True, muted=True, note=lambda row: row.definition),
)
