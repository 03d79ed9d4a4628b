"""What of a client asks for somebody today, how urgently, and in which words. Pure: a summary and a day in.

Late money comes first, then what has stopped, then what is soon, then plain work; within a level more items come first.
A person is asked only for what one of his roles may do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from bookdesk.reports.content import BankSummary, Summary
from bookdesk.reports.figures import Due, Figure, counts, due, words
from bookdesk.security.roles import Permission, Role, permitted

_MOST = 999
"""Items of one level that count: so many of a lesser level never outweigh one of a higher."""


class Level(IntEnum):
    """How urgent something is."""

    WORK = 0
    SOON = 1
    STOPPED = 2
    LATE = 3


@dataclass(frozen=True, slots=True)
class Need:
    """A figure that asks this person to act, with its words: `3 bills overdue`."""

    figure: Figure
    count: int
    level: Level
    words: str


@dataclass(frozen=True, slots=True)
class Attention:
    """A client on one day, to one person. Ages are in days; `proven_to` is missing unless every account is proven.

    `statement_age` is of the account whose statements lag most.
    """

    overdue: Due
    due_in_7_days: Due
    due_in_14_days: Due
    oldest_document: int | None
    oldest_line: int | None
    statement_age: int | None
    proven_to: date | None
    needs: tuple[Need, ...]

    @property
    def score(self) -> int:
        """By which clients are ordered; zero where nothing asks for this person."""
        return sum(min(_MOST, _items(self.needs, level)) * (_MOST + 1) ** level for level in Level)


def attention(summary: Summary, today: date, roles: Collection[Role]) -> Attention:
    """Return what a client asks of a person with `roles`, most urgent first; `today` is the client's own day."""
    return Attention(
        overdue=due(summary, None, today - timedelta(days=1)),
        due_in_7_days=due(summary, today, today + timedelta(days=7)),
        due_in_14_days=due(summary, today, today + timedelta(days=14)),
        oldest_document=_age(_received(summary), today),
        oldest_line=_age(_first(bank.oldest for bank in summary.banks), today),
        statement_age=_age(_first(bank.last_day for bank in summary.banks), today),
        proven_to=_proven(summary.banks),
        needs=_needs(summary, today, roles),
    )


_ASKS: tuple[tuple[Figure, Level, tuple[Permission, ...]], ...] = (
    (Figure.OVERDUE, Level.LATE, (Permission.ASSEMBLE_RUN, Permission.APPROVE)),
    (Figure.RECONNECT, Level.STOPPED, (Permission.SYNC,)),
    (Figure.SYNC_PROBLEMS, Level.STOPPED, (Permission.SYNC,)),
    (Figure.RETURNED, Level.STOPPED, (Permission.CAPTURE,)),
    (Figure.FAILED, Level.STOPPED, (Permission.CAPTURE,)),
    (Figure.MAIL_STUCK, Level.STOPPED, (Permission.INVOICE,)),
    (Figure.ONLINE_TO_DECIDE, Level.STOPPED, (Permission.BANK,)),
    (Figure.DISPUTES_TO_ANSWER, Level.STOPPED, (Permission.BANK, Permission.INVOICE)),
    (Figure.CUSTOMER_WORDS, Level.SOON, (Permission.INVOICE,)),
    (Figure.TO_APPROVE, Level.SOON, (Permission.APPROVE,)),
    (Figure.DUE_IN_7_DAYS, Level.SOON, (Permission.ASSEMBLE_RUN,)),
    (Figure.DRAFT_RUNS, Level.SOON, (Permission.ASSEMBLE_RUN, Permission.RELEASE_RUN)),
    (Figure.TO_BILL, Level.SOON, (Permission.INVOICE,)),
    (Figure.FIRST_LIST, Level.SOON, (Permission.INVOICE,)),
    (Figure.UNCONFIRMED_PAYEES, Level.WORK, (Permission.CONFIRM_PAYEE,)),
    (Figure.TO_REVIEW, Level.WORK, (Permission.CAPTURE,)),
    (Figure.READY, Level.WORK, (Permission.REVIEW,)),
    (Figure.RECEIVED, Level.WORK, (Permission.CAPTURE,)),
    (Figure.DUPLICATE, Level.WORK, (Permission.CAPTURE,)),
    (Figure.NOT_PAYABLE, Level.WORK, (Permission.CAPTURE,)),
    (Figure.OPEN_LINES, Level.WORK, (Permission.BANK,)),
    (Figure.INVOICES_OVERDUE, Level.WORK, (Permission.INVOICE,)),
    (Figure.TO_REMIND, Level.WORK, (Permission.INVOICE,)),
    (Figure.INVOICE_DRAFTS, Level.WORK, (Permission.INVOICE,)),
    (Figure.SYNC_WAITING, Level.WORK, (Permission.SYNC,)),
)
"""What asks for somebody, how urgently, and which permissions can do something about it; most urgent first.

Held and disputed bills wait for others, draft bills stand behind their documents, what is to be paid asks by its date.
What customers owe is late for them, not for us; mail that waits goes by itself. Nothing is mailed to anybody before
the first list is approved, and what a schedule bills waits for its invoice, so both are soon.
"""


def _needs(summary: Summary, today: date, roles: Collection[Role]) -> tuple[Need, ...]:
    found = counts(summary, today)
    return tuple(
        Need(figure, found[figure], level, words(figure, found[figure]))
        for figure, level, permissions in _ASKS
        if found[figure] and any(permitted(roles, permission) for permission in permissions)
    )


def _items(needs: Iterable[Need], level: Level) -> int:
    return sum(need.count for need in needs if need.level is level)


def _received(summary: Summary) -> date | None:
    """Return the day on which the oldest open document came, as it was at the client."""
    at = summary.inbox.oldest_at
    if at is None:
        return None
    return at.astimezone(ZoneInfo(summary.zone)).date() if summary.zone else at.date()


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _age(day: date | None, today: date) -> int | None:
    return None if day is None else max(0, (today - day).days)


def _proven(banks: Iterable[BankSummary]) -> date | None:
    days = [bank.proven_to for bank in banks]
    return None if None in days else _first(days)
