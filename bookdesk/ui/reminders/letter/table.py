"""What stands beside the list of reminders: the invoices of a letter, and its facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QLocale

from bookdesk.core.money import Money
from bookdesk.office.latecharging import Chargeable
from bookdesk.ui import wording
from bookdesk.ui.pieces.columns import Column
from bookdesk.ui.reminders.presenter import LetterShown
from bookdesk.ui.reminders.table import AboutInvoice, late_words, line_words, moment_there


@dataclass(frozen=True, slots=True)
class LineRow:
    """An invoice of a letter: how late, how much, and which step of the ladder speaks of it."""

    about: AboutInvoice
    due: date
    late: int
    open: Money
    step: str


LINES: tuple[Column[LineRow], ...] = (
    Column("number", "Invoice", 92, lambda row: row.about.number, grows=True, note=lambda row: row.step),
    Column("due", "Due", 92, lambda row: wording.day(row.due), spare=1),
    Column("late", "Late", 88, lambda row: late_words(row.late), number=True, spare=2),
    Column("open", "Open", 92, lambda row: wording.amount(row.open), number=True),
)


def line_rows(shown: LetterShown) -> list[LineRow]:
    """Return the invoices that the letter names, oldest first."""
    if shown.letting is None:
        return []
    about = {one.id: one for one in shown.row.invoices}
    return [
        LineRow(about[line.invoice.id], line.invoice.due, line.days_late, line.invoice.open, line_words(line))
        for line in shown.letting.wording.message.lines
        if line.invoice.id in about
    ]


def facts_of(shown: LetterShown) -> list[tuple[str, str]]:
    """Return what stands beside a row: whom it goes to and when, in which words, by which ladder, and why."""
    row, letting, his = shown.row, shown.letting, shown.climbing
    ladder = f"{his.own}, his own" if his.own else his.usual
    why = "" if letting is not None and letting.held is None else wording.local(row.words)
    facts = [("Why", why), *_of_letter(shown)]
    if letting is None and not row.thanks:
        facts += [("Open", wording.sums(row.open)), ("Due", wording.day(row.due))]
    if row.thanks:
        return facts
    grace = wording.count(his.grace_days, "day") if his.grace_days else ""
    off = "" if his.reminders else "none for this customer"
    return [*facts, ("Ladder", ladder), ("Grace", grace), ("Reminders", off), ("Late fee", _fees(shown.charges))]


def charge_of(shown: LetterShown | None, chosen: list[AboutInvoice]) -> Chargeable | None:
    """Return what may be charged for the first of the chosen invoices that is late enough."""
    ids = [one.id for one in chosen]
    fitting = [one for one in shown.charges if one.sum is not None and one.invoice_id in ids] if shown else []
    return fitting[0] if fitting else None


def _of_letter(shown: LetterShown) -> list[tuple[str, str]]:
    letting = shown.letting
    if letting is None:
        return []
    message = letting.wording.message
    steps = dict.fromkeys(line_words(line) for line in message.lines)
    language = QLocale.languageToString(QLocale(message.language.replace("-", "_")).language())
    return [
        ("To", ", ".join(letting.recipients) or "no mail address yet"),
        ("Leaves", _leaves(shown)),
        ("Step", "; ".join(steps)),
        ("Tone", f"{message.tone.value}, in {language}"),
        ("With it", "statement of account, invoices as PDF" if message.statement else "invoices as PDF"),
        ("Claims", "; ".join(_claims(shown))),
    ]


def _leaves(shown: LetterShown) -> str:
    letting = shown.letting
    if letting is None or letting.held is not None:
        return ""
    if letting.not_before is None:
        return "with the next mail"
    return f"{moment_there(letting.not_before, shown.climbing.zone)} of his clock"


def _claims(shown: LetterShown) -> list[str]:
    claims = shown.letting.wording.claims if shown.letting is not None else ()
    amounts = [(one.line.invoice.number, money) for one in claims for money in (one.claim.fee, one.claim.interest)]
    return [f"{wording.money(money)} for {number}" for number, money in amounts if money is not None]


def _fees(charges: tuple[Chargeable, ...]) -> str:
    """Return what may be charged, or once why nothing may be."""
    allowed = [f"{wording.money(one.sum)} for {one.number}" for one in charges if one.sum is not None]
    why = dict.fromkeys(word for one in charges for word in one.words if word.startswith(("No fee", "A fee was")))
    return "; ".join(allowed) or wording.local(" ".join(why))
