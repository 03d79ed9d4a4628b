"""The figures of a client's line as of a day, and each of them in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bookdesk.reports.content import Days, DueDay, Summary


class Figure(StrEnum):
    """The figures of a client's line; values are the names of the lists they lead to, where there is such a list."""

    OVERDUE = "overdue"
    DUE_IN_7_DAYS = "due in 7 days"
    DUE_IN_14_DAYS = "due in 14 days"
    RECEIVED = "received"
    TO_REVIEW = "to review"
    READY = "ready"
    NOT_PAYABLE = "not payable"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    DRAFTS = "drafts"
    RETURNED = "returned"
    TO_APPROVE = "to approve"
    TO_PAY = "to pay"
    ON_HOLD = "on hold"
    DISPUTED = "disputed"
    OPEN_LINES = "open lines"
    DRAFT_RUNS = "draft runs"
    UNCONFIRMED_PAYEES = "unconfirmed payees"
    SYNC_WAITING = "sync waiting"
    SYNC_PROBLEMS = "sync problems"
    RECONNECT = "reconnect"
    INVOICES_OVERDUE = "invoices overdue"
    INVOICE_DRAFTS = "invoice drafts"
    TO_REMIND = "to remind"
    FIRST_LIST = "first list"
    TO_BILL = "to bill"
    MAIL_WAITING = "mail waiting"
    MAIL_STUCK = "mail stuck"
    ONLINE_TO_DECIDE = "online to decide"
    DISPUTES_TO_ANSWER = "disputes to answer"
    CUSTOMER_WORDS = "customer words"


@dataclass(frozen=True, slots=True)
class Due:
    """What is due in a span of days: how many, what is left of them in base currency, how many of them have no rate."""

    count: int
    base: int
    without_rate: int


def due(summary: Summary, first: date | None, last: date) -> Due:
    """Return the open bills due from `first` through `last`."""
    return _due(summary.bills.due, first, last)


def invoices_due(summary: Summary, first: date | None, last: date) -> Due:
    """Return the open invoices of which something is due from `first` through `last`, and nothing before."""
    return _due(summary.sales.due, first, last)


def _due(by_day: Iterable[DueDay], first: date | None, last: date) -> Due:
    days = [one for one in by_day if one.day <= last and (first is None or one.day >= first)]
    return Due(sum(one.count for one in days), sum(one.base for one in days), sum(one.without_rate for one in days))


_SOLD = 90
"""Days of sales that days sales outstanding look at, as the report does that is not asked for others."""


def days_outstanding(summary: Summary, today: date) -> int | None:
    """Return days sales outstanding, by the simple definition, in whole days; None where nothing was sold of late."""
    sold = sum(minor for day, minor in summary.sales.sold if 0 <= (today - day).days < _SOLD)
    return (2 * max(0, summary.sales.owed) * _SOLD + sold) // (2 * sold) if sold > 0 else None


def counts(summary: Summary, today: date) -> dict[Figure, int]:
    """Return every figure of a client's line."""
    inbox, bills, asking = summary.inbox, summary.bills, summary.asking
    reminders = _by(asking.reminders, today)
    return {
        Figure.OVERDUE: due(summary, None, today - timedelta(days=1)).count,
        Figure.DUE_IN_7_DAYS: due(summary, today, today + timedelta(days=7)).count,
        Figure.DUE_IN_14_DAYS: due(summary, today, today + timedelta(days=14)).count,
        Figure.RECEIVED: inbox.received,
        Figure.TO_REVIEW: inbox.to_review,
        Figure.READY: inbox.ready,
        Figure.NOT_PAYABLE: inbox.not_payable,
        Figure.DUPLICATE: inbox.duplicate,
        Figure.FAILED: inbox.failed,
        Figure.DRAFTS: bills.drafts,
        Figure.RETURNED: bills.returned,
        Figure.TO_APPROVE: bills.to_approve,
        Figure.TO_PAY: bills.to_pay,
        Figure.ON_HOLD: bills.on_hold,
        Figure.DISPUTED: bills.disputed,
        Figure.OPEN_LINES: sum(bank.open for bank in summary.banks),
        Figure.DRAFT_RUNS: summary.draft_runs,
        Figure.UNCONFIRMED_PAYEES: summary.unconfirmed_payees,
        Figure.SYNC_WAITING: summary.sync_waiting,
        Figure.SYNC_PROBLEMS: summary.sync_problems,
        Figure.RECONNECT: int(summary.reconnect),
        Figure.INVOICES_OVERDUE: invoices_due(summary, None, today - timedelta(days=1)).count,
        Figure.INVOICE_DRAFTS: summary.sales.drafts,
        Figure.TO_REMIND: reminders if asking.approved else 0,
        Figure.FIRST_LIST: 0 if asking.approved else reminders,
        Figure.TO_BILL: _by(asking.schedules, today),
        Figure.MAIL_WAITING: summary.sales.waiting,
        Figure.MAIL_STUCK: summary.sales.stuck,
        Figure.ONLINE_TO_DECIDE: summary.online_to_decide,
        Figure.DISPUTES_TO_ANSWER: summary.disputes_to_answer,
        Figure.CUSTOMER_WORDS: summary.customer_words,
    }


def _by(days: Days, today: date) -> int:
    return sum(count for day, count in days if day <= today)


def words(figure: Figure, count: int) -> str:
    """Return a figure in words: `1 bill overdue`, `3 bills overdue`."""
    one, many = _WORDS[figure]
    return (one if count == 1 else many).format(count)


_WORDS: dict[Figure, tuple[str, str]] = {
    Figure.OVERDUE: ("{} bill overdue", "{} bills overdue"),
    Figure.DUE_IN_7_DAYS: ("{} bill due within 7 days", "{} bills due within 7 days"),
    Figure.DUE_IN_14_DAYS: ("{} bill due within 14 days", "{} bills due within 14 days"),
    Figure.RECEIVED: ("{} document waits to be read", "{} documents wait to be read"),
    Figure.TO_REVIEW: ("{} document to review", "{} documents to review"),
    Figure.READY: ("{} document ready", "{} documents ready"),
    Figure.NOT_PAYABLE: ("{} document that is no bill", "{} documents that are no bills"),
    Figure.DUPLICATE: ("{} possible duplicate", "{} possible duplicates"),
    Figure.FAILED: ("{} unreadable file", "{} unreadable files"),
    Figure.DRAFTS: ("{} draft", "{} drafts"),
    Figure.RETURNED: ("{} bill sent back", "{} bills sent back"),
    Figure.TO_APPROVE: ("{} bill waits for approval", "{} bills wait for approval"),
    Figure.TO_PAY: ("{} approved bill to pay", "{} approved bills to pay"),
    Figure.ON_HOLD: ("{} bill on hold", "{} bills on hold"),
    Figure.DISPUTED: ("{} bill disputed", "{} bills disputed"),
    Figure.OPEN_LINES: ("{} bank line to reconcile", "{} bank lines to reconcile"),
    Figure.DRAFT_RUNS: ("{} payment run not released", "{} payment runs not released"),
    Figure.UNCONFIRMED_PAYEES: ("{} payee account to confirm", "{} payee accounts to confirm"),
    Figure.SYNC_WAITING: ("{} change waits to be sent", "{} changes wait to be sent"),
    Figure.SYNC_PROBLEMS: ("{} change was stopped", "{} changes were stopped"),
    Figure.RECONNECT: ("ledger to be connected again",) * 2,
    Figure.INVOICES_OVERDUE: ("{} invoice overdue", "{} invoices overdue"),
    Figure.INVOICE_DRAFTS: ("{} drafted invoice to issue", "{} drafted invoices to issue"),
    Figure.TO_REMIND: ("{} customer to remind", "{} customers to remind"),
    Figure.FIRST_LIST: ("{} first reminder to approve", "{} first reminders to approve"),
    Figure.TO_BILL: ("{} schedule to bill", "{} schedules to bill"),
    Figure.MAIL_WAITING: ("{} mail waits to be sent", "{} mails wait to be sent"),
    Figure.ONLINE_TO_DECIDE: ("{} online payment to decide", "{} online payments to decide"),
    Figure.DISPUTES_TO_ANSWER: ("{} disputed payment to answer", "{} disputed payments to answer"),
    Figure.CUSTOMER_WORDS: ("{} word of a customer to answer", "{} words of customers to answer"),
    Figure.MAIL_STUCK: ("{} mail needs a decision", "{} mails need a decision"),
}
