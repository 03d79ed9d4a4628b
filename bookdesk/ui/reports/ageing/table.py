"""What an ageing shows: whom it is owed by or to, and the documents behind each row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bookdesk.core.money import Money
from bookdesk.reports.ageing import BUCKETS, Aged, AgedItem, Bucket
from bookdesk.reports.owed import Kind
from bookdesk.reports.service import AgeingReport, Side
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill
from bookdesk.ui.pieces.shares import Share

_TITLES = ("Current", "1–30 days", "31–60", "61–90", "Over 90")
_TONES = {Bucket.CURRENT: Tone.ACCENT, Bucket.OVER_90: Tone.BAD}
_KINDS = {Kind.INVOICE: "", Kind.CREDIT_NOTE: "Credit note", Kind.ON_ACCOUNT: "On account"}


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A contact in one currency, the sum of all in one, or all in base currency; the last two have no `contact`."""

    key: str
    contact: str
    name: str
    currency: str
    amounts: Aged
    items: tuple[AgedItem, ...]

    @property
    def contact_id(self) -> str:
        """The contact's id; a bill may name a supplier that is no contact."""
        return self.contact if self.contact != self.name else ""


def owed_rows(report: AgeingReport) -> list[OwedRow]:
    """Return the sums, which are looked for first, then a row for each contact and currency, by name."""
    found, side = report.ageing, report.side
    everybody = "All customers" if side is Side.RECEIVABLES else "All suppliers"
    rows = [OwedRow(f"all {row.currency}", "", everybody, row.currency, row.amounts, ()) for row in found.totals]
    base = report.stamp.base
    if len(found.totals) > 1 or any(row.currency != base for row in found.totals):
        rows.append(OwedRow("base", "", f"All, worth in {base}", base, found.base, ()))
    several = len(found.rows) > 1 or len(rows) > 1
    each = [
        OwedRow(f"{row.contact} {row.currency}", row.contact, row.name, row.currency, row.amounts, row.items)
        for row in found.rows
    ]
    return [*rows, *each] if several else each


def _bucket(place: int) -> Callable[[OwedRow], str]:
    return lambda row: _some(row.amounts.buckets[place])


def _some(amount: Money) -> str:
    """Return an amount; nothing for nought, so that what is owed stands out."""
    return wording.amount(amount) if amount else ""


ROWS: tuple[Column[OwedRow], ...] = (
    Column("name", "Contact", 180, lambda row: row.name, grows=True, note=lambda row: row.name),
    Column("currency", "", 48, lambda row: row.currency, muted=True),
    *(Column(f"bucket {place}", title, 96, _bucket(place), number=True) for place, title in enumerate(_TITLES)),
    Column("credits", "Credits", 90, lambda row: _some(-row.amounts.unapplied), number=True),
    Column("total", "Total", 104, lambda row: wording.amount(row.amounts.total), number=True),
)
WHOLE = ("currency", *(f"bucket {place}" for place in range(len(_TITLES))), "credits", "total")


def late_pill(row: AgedItem) -> Pill | None:
    """Return what is the matter with a document, if anything."""
    if row.document.disputed:
        return Pill("dispute", "Disputed", Tone.BAD)
    if not row.open:
        return Pill("credit", "To be used")
    return Pill("alert", f"{wording.count(row.days_overdue, 'day')} late", Tone.BAD) if row.days_overdue > 0 else None


def _due(row: AgedItem) -> str:
    document = row.document
    if not document.reached:
        return "when reached"
    return wording.day(document.due_day) if document.kind is Kind.INVOICE else ""


DOCUMENTS: tuple[Column[AgedItem], ...] = (
    Column(
        "number",
        "Document",
        180,
        lambda row: " ".join(filter(None, (_KINDS[row.document.kind], row.document.number))) or "without a number",
        grows=True,
    ),
    Column("dated", "Date", 96, lambda row: wording.day(row.document.issued), spare=1),
    Column("due", "Due", 104, _due),
    Column("total", "Of", 104, lambda row: wording.amount(row.document.total), number=True, spare=2),
    Column("open", "Open", 104, lambda row: wording.amount(row.open or -row.unapplied), number=True),
    Column("state", "", 124, lambda _: "", pill=late_pill),
)


def shares(report: AgeingReport) -> list[Share]:
    """Return what is open by age, in base currency."""
    amounts = report.ageing.base.buckets
    return [
        Share(title, amount, _TONES.get(bucket, Tone.WARN))
        for bucket, title, amount in zip(BUCKETS, _TITLES, amounts, strict=True)
    ]
