"""A client at a glance: what its line on the dashboard shows. Pure.

Each figure is the length of a list that a screen opens (`ledger/billlists`, `inboxlists`, `banklists`, `outboxlists`).
What depends on the day is kept by due date, so that overdue and due soon are told for today without the books.
Amounts are minor units; instants are ISO text in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

FORM = 8
"""Raise it when a field changes: a summary of another form is taken anew."""

FINE = 1_000
"""Parts of a minor unit in which amounts are kept that are only compared."""
Data = Mapping[str, Any]
"""JSON-ready."""


@dataclass(frozen=True, slots=True)
class InboxSummary:
    """Documents of the inbox by list; `oldest` is when the oldest open one was received."""

    open: int = 0
    received: int = 0
    to_review: int = 0
    ready: int = 0
    not_payable: int = 0
    duplicate: int = 0
    failed: int = 0
    oldest: str | None = None

    @property
    def oldest_at(self) -> datetime | None:
        """When the oldest open document was received."""
        return None if self.oldest is None else datetime.fromisoformat(self.oldest)


@dataclass(frozen=True, slots=True)
class DueDay:
    """What is open and due on one day: how many, what is left in base currency, how many have no rate for it."""

    day: date
    count: int
    base: int
    without_rate: int = 0


@dataclass(frozen=True, slots=True)
class BillSummary:
    """Bills by list. `doubtful` are approved ones whose approvals may have lapsed unnoticed: somebody must look."""

    drafts: int = 0
    returned: int = 0
    to_approve: int = 0
    to_pay: int = 0
    open: int = 0
    on_hold: int = 0
    disputed: int = 0
    doubtful: int = 0
    due: tuple[DueDay, ...] = ()


@dataclass(frozen=True, slots=True)
class SalesSummary:
    """What customers owe: open invoices by the day from which on something of them is late, part by part of a plan.

    `drafts` were never issued, `waiting` mails are in the outbox, of `stuck` ones somebody decides. `owed` is what
    customers owe less their credits, `sold` what was sold of late by day, less credit notes: both without what has no
    rate, in `FINE` parts of a minor unit, since amounts are compared that rates made.
    """

    due: tuple[DueDay, ...] = ()
    drafts: int = 0
    waiting: int = 0
    stuck: int = 0
    owed: int = 0
    sold: tuple[tuple[date, int], ...] = ()


Days = tuple[tuple[date, int], ...]
"""How many there are by a day."""


@dataclass(frozen=True, slots=True)
class AskingSummary:
    """What is to be asked for: customers by the first day they are reminded on, schedules by the first they bill.

    Nobody is reminded before the first list is `approved`.
    """

    reminders: Days = ()
    approved: bool = False
    schedules: Days = ()


@dataclass(frozen=True, slots=True)
class BankSummary:
    """An account in use that is reconciled here: its open lines, the last day imported, and to which day proven."""

    account_id: str
    name: str
    currency: str
    open: int = 0
    money_in: int = 0
    money_out: int = 0
    oldest: date | None = None
    last_day: date | None = None
    proven_to: date | None = None


@dataclass(frozen=True, slots=True)
class LastAct:
    """What a person did last: when, which act, and his user id."""

    at: str
    action: str
    by: str

    @property
    def instant(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class Summary:
    """One client; `currency` and `zone` are missing until it is taken on."""

    currency: str | None = None
    zone: str | None = None
    inbox: InboxSummary = InboxSummary()
    bills: BillSummary = BillSummary()
    sales: SalesSummary = SalesSummary()
    asking: AskingSummary = AskingSummary()
    banks: tuple[BankSummary, ...] = ()
    draft_runs: int = 0
    unconfirmed_payees: int = 0
    sync_waiting: int = 0
    sync_problems: int = 0
    connected: bool = False
    reconnect: bool = False
    online_to_decide: int = 0
    disputes_to_answer: int = 0
    customer_words: int = 0
    last_act: LastAct | None = None


def to_data(summary: Summary) -> Data:
    """Return a summary as JSON-ready data."""
    asking = replace(summary.asking, reminders=(), schedules=())
    sales = replace(summary.sales, due=(), sold=())
    bare = replace(summary, bills=replace(summary.bills, due=()), sales=sales, asking=asking, banks=())
    data = asdict(bare)
    data["bills"]["due"], data["sales"]["due"] = _due_data(summary.bills.due), _due_data(summary.sales.due)
    data["sales"]["sold"] = _days_data(summary.sales.sold)
    data["asking"]["reminders"] = _days_data(summary.asking.reminders)
    data["asking"]["schedules"] = _days_data(summary.asking.schedules)
    data["banks"] = [_bank_data(one) for one in summary.banks]
    return {"form": FORM, **data}


def from_data(data: Data) -> Summary | None:
    """Return what `to_data` gave; nothing for data of another form."""
    if data.get("form") != FORM:
        return None
    values = {name: value for name, value in data.items() if name != "form"}
    last = values["last_act"]
    values["inbox"] = InboxSummary(**values["inbox"])
    values["bills"] = BillSummary(**(values["bills"] | {"due": _due(values["bills"])}))
    sold = _days(values["sales"]["sold"])
    values["sales"] = SalesSummary(**(values["sales"] | {"due": _due(values["sales"]), "sold": sold}))
    asking = values["asking"]
    by_day = {name: _days(asking[name]) for name in ("reminders", "schedules")}
    values["asking"] = AskingSummary(**(asking | by_day))
    values["banks"] = tuple(_bank(one) for one in values["banks"])
    values["last_act"] = None if last is None else LastAct(**last)
    return Summary(**values)


def _days_data(days: Days) -> list[Sequence[object]]:
    return [[day.isoformat(), count] for day, count in days]


def _days(data: Iterable[Sequence[Any]]) -> Days:
    return tuple((date.fromisoformat(day), count) for day, count in data)


def _due_data(days: Iterable[DueDay]) -> list[Sequence[object]]:
    return [[one.day.isoformat(), one.count, one.base, one.without_rate] for one in days]


def _due(data: Data) -> tuple[DueDay, ...]:
    return tuple(DueDay(date.fromisoformat(day), *figures) for day, *figures in data["due"])


_BANK_DAYS = ("oldest", "last_day", "proven_to")


def _bank_data(bank: BankSummary) -> Data:
    data = asdict(bank)
    return data | {name: data[name] and data[name].isoformat() for name in _BANK_DAYS}


def _bank(data: Data) -> BankSummary:
    days = {name: None if data[name] is None else date.fromisoformat(data[name]) for name in _BANK_DAYS}
    return BankSummary(**(dict(data) | days))
