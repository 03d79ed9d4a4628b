"""What the list of regular payments shows of each."""

from __future__ import annotations

from bookdesk.core.vocabulary import CommitmentSort, Rhythm, Shift
from bookdesk.reports.commitmentservice import CommitmentView
from bookdesk.ui import wording
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.columns import Column

SORTS = (
    Choice(CommitmentSort.PAYROLL.value, "Payroll"),
    Choice(CommitmentSort.TAX.value, "Tax"),
    Choice(CommitmentSort.LOAN.value, "Loan"),
    Choice(CommitmentSort.SCHEDULE.value, "Rent or other"),
)
RHYTHMS = tuple(Choice(one.value, one.value.capitalize()) for one in Rhythm)
SHIFTS = (
    Choice(Shift.BEFORE.value, "The business day before"),
    Choice(Shift.AFTER.value, "The business day after"),
)
_SORTS = {choice.value: choice.words for choice in SORTS}


def rhythm_words(row: CommitmentView) -> str:
    """Return how often it moves: `every month, at month end`."""
    entered = row.entered
    return f"{entered.rhythm.value}, at month end" if entered.month_end else entered.rhythm.value


def until_words(row: CommitmentView) -> str:
    """Return until when it goes on."""
    return wording.day(row.entered.last_day)


COLUMNS: tuple[Column[CommitmentView], ...] = (
    Column("name", "Regular payment", 200, lambda row: row.entered.name, grows=True, note=lambda row: row.entered.name),
    Column("sort", "What for", 90, lambda row: _SORTS[row.entered.sort.value], spare=1),
    Column("rhythm", "How often", 200, rhythm_words),
    Column("next", "Next on", 96, lambda row: wording.day(row.next_day) or "ended"),
    Column("until", "Last on", 96, until_words, spare=2),
    Column("amount", "Amount", 140, lambda row: wording.money(row.entered.amount), number=True),
)
