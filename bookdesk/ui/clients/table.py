"""What the desk shows of a client: figures that lead to their lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bookdesk.office.overview import ClientLine
from bookdesk.reports.attention import Attention, Level
from bookdesk.reports.content import BankSummary
from bookdesk.reports.figures import Figure, days_outstanding
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.columns import Column, Pill


@dataclass(frozen=True)
class ClientRow:
    """A client with its figures today; none before somebody looked at its books."""

    line: ClientLine
    attention: Attention | None
    figures: dict[Figure, int]
    today: date

    @property
    def days_outstanding(self) -> int | None:
        """How many days of sales customers owe, as of today."""
        return days_outstanding(self.line.summary, self.today) if self.line.summary is not None else None

    @property
    def id(self) -> str:
        """The client's id."""
        return str(self.line.client_id)

    @property
    def clear(self) -> bool:
        """Whether nothing asks for this person."""
        return self.attention is not None and not self.attention.needs


LEADS_TO: dict[Figure, tuple[str, str]] = {
    Figure.OVERDUE: ("bills", Figure.OVERDUE),
    Figure.DUE_IN_7_DAYS: ("bills", Figure.DUE_IN_7_DAYS),
    Figure.DUE_IN_14_DAYS: ("bills", Figure.DUE_IN_14_DAYS),
    Figure.RECEIVED: ("inbox", Figure.RECEIVED),
    Figure.TO_REVIEW: ("inbox", Figure.TO_REVIEW),
    Figure.READY: ("inbox", Figure.READY),
    Figure.NOT_PAYABLE: ("inbox", Figure.NOT_PAYABLE),
    Figure.DUPLICATE: ("inbox", Figure.DUPLICATE),
    Figure.FAILED: ("inbox", Figure.FAILED),
    Figure.DRAFTS: ("bills", Figure.DRAFTS),
    Figure.RETURNED: ("bills", Figure.RETURNED),
    Figure.TO_APPROVE: ("bills", Figure.TO_APPROVE),
    Figure.TO_PAY: ("bills", Figure.TO_PAY),
    Figure.ON_HOLD: ("bills", Figure.ON_HOLD),
    Figure.DISPUTED: ("bills", Figure.DISPUTED),
    Figure.OPEN_LINES: ("bank", "open"),
    Figure.DRAFT_RUNS: ("payments", "draft"),
    Figure.UNCONFIRMED_PAYEES: ("contacts", "unconfirmed"),
    Figure.SYNC_WAITING: ("sync", "waiting"),
    Figure.SYNC_PROBLEMS: ("sync", "problems"),
    Figure.RECONNECT: ("sync", "waiting"),
    Figure.INVOICES_OVERDUE: ("sales", "overdue"),
    Figure.INVOICE_DRAFTS: ("sales", "drafts"),
    Figure.TO_REMIND: ("reminders", "write"),
    Figure.FIRST_LIST: ("reminders", "write"),
    Figure.TO_BILL: ("schedules", "due"),
    Figure.MAIL_WAITING: ("outbox", "waiting"),
    Figure.MAIL_STUCK: ("outbox", "to decide"),
    Figure.ONLINE_TO_DECIDE: ("online", "to decide"),
    Figure.DISPUTES_TO_ANSWER: ("online", "all"),
    Figure.CUSTOMER_WORDS: ("online", "all"),
}
"""Figure → the screen and the named list that it counts."""


_PANELS = {Figure.CUSTOMER_WORDS: "customers", Figure.DISPUTES_TO_ANSWER: "disputes"}
"""What stands in a panel beside the list."""


def place_of(row: ClientRow, figure: Figure) -> Place:
    """Return where a figure leads: for the bank to the account whose lines waited longest, words to their panel."""
    screen, view = LEADS_TO[figure]
    waiting = _waiting_banks(row) if figure is Figure.OPEN_LINES else []
    item = waiting[0].account_id if waiting else ""
    act = _PANELS.get(figure, "")
    return Place(screen, row.id, view=view, item=item, act=act)


def _waiting_banks(row: ClientRow) -> list[BankSummary]:
    """Return the bank accounts with open lines, the one whose lines have waited longest first."""
    banks = row.line.summary.banks if row.line.summary is not None else ()
    return sorted((bank for bank in banks if bank.open), key=lambda bank: bank.oldest or date.max)


def _open_lines(row: ClientRow) -> str:
    """Return the open lines of each bank account, since a list is of one: `30 + 2`, the one that is led to first."""
    if not row.figures.get(Figure.OPEN_LINES):
        return ""
    return " + ".join(f"{bank.open:,}" for bank in _waiting_banks(row))


def _figure(figure: Figure) -> Callable[[ClientRow], str]:
    def text(row: ClientRow) -> str:
        count = row.figures.get(figure, 0)
        return f"{count:,}" if count else ""

    return text


def _late(figure: Figure, tone: Tone, picture: str) -> Callable[[ClientRow], Pill | None]:
    def pill(row: ClientRow) -> Pill | None:
        count = row.figures.get(figure, 0)
        return Pill(picture, f"{count:,}", tone) if count else None

    return pill


def need_pill(row: ClientRow) -> Pill:
    """Return what a client needs most from this person."""
    if row.line.problem is not None:
        return Pill("failed", "Cannot be read", Tone.BAD)
    if row.attention is None:
        return Pill("waiting", "Not looked at yet")
    if not row.attention.needs:
        return Pill("clear", "All clear", Tone.GOOD)
    first = row.attention.needs[0]
    tone = {Level.LATE: Tone.BAD, Level.STOPPED: Tone.BAD, Level.SOON: Tone.WARN}.get(first.level, Tone.ACCENT)
    return Pill("alert" if first.level > Level.WORK else "right", first.words, tone)


def _oldest(row: ClientRow) -> str:
    days = row.attention.oldest_line if row.attention is not None else None
    return f"{days} d" if days else ""


def _outstanding(row: ClientRow) -> str:
    days = row.days_outstanding
    return f"{days:,} d" if days is not None else ""


def _proven(row: ClientRow) -> str:
    return wording.day(row.attention.proven_to) if row.attention is not None else ""


def _last(row: ClientRow) -> str:
    last = row.line.summary.last_act if row.line.summary is not None else None
    return wording.moment(last.instant) if last is not None else ""


def _where(row: ClientRow) -> str:
    profile = row.line.entry.profile
    return "  ".join(filter(None, (profile.country, profile.currency)))


COLUMNS: tuple[Column[ClientRow], ...] = (
    Column("name", "Client", 236, lambda row: row.line.name, order="name", grows=True),
    Column("need", "Needs most", 172, lambda row: need_pill(row).words, pill=need_pill, order="need"),
    Column(Figure.TO_REVIEW, "Review", 62, _figure(Figure.TO_REVIEW), number=True, order=Figure.TO_REVIEW),
    Column(Figure.READY, "Ready", 68, _figure(Figure.READY), number=True, order=Figure.READY, spare=5),
    Column(Figure.TO_APPROVE, "Approve", 72, _figure(Figure.TO_APPROVE), number=True, order=Figure.TO_APPROVE),
    Column(
        Figure.OVERDUE,
        "Overdue",
        72,
        _figure(Figure.OVERDUE),
        number=True,
        order=Figure.OVERDUE,
        pill=_late(Figure.OVERDUE, Tone.BAD, "alert"),
    ),
    Column(
        Figure.DUE_IN_7_DAYS,
        "7 days",
        58,
        _figure(Figure.DUE_IN_7_DAYS),
        number=True,
        order=Figure.DUE_IN_7_DAYS,
        spare=1,
    ),
    Column(Figure.TO_PAY, "To pay", 72, _figure(Figure.TO_PAY), number=True, order=Figure.TO_PAY, spare=4),
    Column(Figure.DRAFT_RUNS, "Runs", 50, _figure(Figure.DRAFT_RUNS), number=True, order=Figure.DRAFT_RUNS),
    Column(
        Figure.UNCONFIRMED_PAYEES,
        "Payees",
        60,
        _figure(Figure.UNCONFIRMED_PAYEES),
        number=True,
        order=Figure.UNCONFIRMED_PAYEES,
        spare=2,
    ),
    Column(Figure.OPEN_LINES, "Bank", 62, _open_lines, number=True, order=Figure.OPEN_LINES),
    Column(
        Figure.INVOICES_OVERDUE,
        "Owed late",
        118,
        _figure(Figure.INVOICES_OVERDUE),
        number=True,
        order=Figure.INVOICES_OVERDUE,
        note=lambda _: "Invoices that customers should have paid by now",
        spare=4,
    ),
    Column(
        "dso",
        "DSO",
        62,
        _outstanding,
        number=True,
        order="dso",
        muted=True,
        note=lambda _: "What customers owe, divided by the sales of the last 90 days, times 90",
        spare=10,
    ),
    Column("oldest", "Oldest", 68, _oldest, number=True, order="oldest", muted=True, spare=6),
    Column("proven", "Proven to", 92, _proven, order="proven", muted=True, spare=7),
    Column(
        Figure.RECEIVED,
        "Unread",
        68,
        _figure(Figure.RECEIVED),
        number=True,
        order=Figure.RECEIVED,
        note=lambda _: "Documents that wait to be read",
        spare=9,
    ),
    Column(Figure.FAILED, "Failed", 68, _figure(Figure.FAILED), number=True, order=Figure.FAILED, spare=8),
    Column(
        Figure.SYNC_PROBLEMS,
        "Sync",
        50,
        _figure(Figure.SYNC_PROBLEMS),
        number=True,
        order=Figure.SYNC_PROBLEMS,
        spare=5,
    ),
    Column("where", "Where", 80, _where, muted=True, hidden=True),
    Column("last", "Last act", 124, _last, order="last", muted=True, hidden=True),
)
FIGURES = frozenset(Figure)


def leads_on(row: ClientRow, column: str) -> bool:
    """Whether a click on this column leads to a list: a figure that is not nought, or what the client needs most."""
    if column in FIGURES:
        return bool(row.figures.get(Figure(column)))
    if column == "dso":
        return row.days_outstanding is not None
    return column == "need" and row.attention is not None and bool(row.attention.needs)


def sort_key(row: ClientRow, order: str) -> tuple[object, ...]:
    """Return what rows are compared by; by need one that cannot be read comes first, then the most urgent."""
    name = row.line.name.casefold()
    if order in _SORTED:
        return (*_SORTED[order](row), name)
    return (-row.figures.get(Figure(order), 0), name) if order in FIGURES else (name,)


def _by_need(row: ClientRow) -> tuple[object, ...]:
    return (row.line.problem is None, -(row.attention.score if row.attention is not None else 0))


def _by_age(row: ClientRow) -> tuple[object, ...]:
    return (-(row.attention.oldest_line or 0) if row.attention is not None else 0,)


def _by_proof(row: ClientRow) -> tuple[object, ...]:
    proven = row.attention.proven_to if row.attention is not None else None
    return (proven or date.min,)


def _by_last(row: ClientRow) -> tuple[object, ...]:
    last = row.line.summary.last_act if row.line.summary is not None else None
    return (last.at if last is not None else "",)


_SORTED: dict[str, Callable[[ClientRow], tuple[object, ...]]] = {
    "need": _by_need,
    "oldest": _by_age,
    "proven": _by_proof,
    "last": _by_last,
    "dso": lambda row: (-(row.days_outstanding or 0),),
}
