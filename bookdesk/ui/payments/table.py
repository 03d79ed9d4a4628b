"""What runs and payments show of themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bookdesk.core.money import Money
from bookdesk.models.payment import PaymentState, RunState
from bookdesk.payments.runfile import RunFile
from bookdesk.payments.runlist import RunRow
from bookdesk.payments.safeguards import Severity
from bookdesk.payments.views import PaymentView, RunView
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.columns import Column, Pill

RUN_PILLS = {
    RunState.DRAFT: Pill("draft", "Draft", Tone.ACCENT),
    RunState.RELEASED: Pill("release", "Released", Tone.GOOD),
    RunState.CANCELLED: Pill("void", "Dropped"),
    RunState.RECALLED: Pill("undo", "Recalled", Tone.WARN),
}
RUNS_WHOLE = ("number", "day", "total", "state")
PAYMENTS_WHOLE = ("account", "amount", "state")
"""Columns that are never cut."""
_RECALLED = Pill("undo", "Recalled", Tone.WARN)
_PAYMENT_PILLS = {
    PaymentState.EXCLUDED: Pill("void", "Left out"),
    PaymentState.HELD: Pill("hold", "Held", Tone.WARN),
    PaymentState.RELEASED: Pill("release", "Released", Tone.GOOD),
    PaymentState.RETURNED: Pill("undo", "Returned", Tone.BAD),
}

_SAID = 3
"""Payments whose findings a question says in full."""
_GROUP = 8
"""Digits of a SHA-256 that stand together."""

RUNS: tuple[Column[RunRow], ...] = (
    Column("number", "Run", 42, lambda row: str(row.number), number=True),
    Column("day", "Pays on", 96, lambda row: wording.day(row.execution_date)),
    Column("account", "From", 110, lambda row: row.account, note=lambda row: row.account, grows=True, spare=2),
    Column("payments", "Payees", 64, lambda row: str(row.payments), number=True, spare=3),
    Column("total", "Total", 92, lambda row: wording.amount(row.total), number=True),
    Column(
        "state", "State", 106, lambda row: RUN_PILLS[row.state].words, pill=lambda row: RUN_PILLS[row.state], spare=1
    ),
)


def payment_pill(one: PaymentView) -> Pill:
    """Return what a person must know first of a payment: that it stops the run, then that something is new."""
    if _taken_back(one)[0] == "recalled":
        return _RECALLED
    if one.payment.state in _PAYMENT_PILLS:
        return _PAYMENT_PILLS[one.payment.state]
    if one.blocked:
        return Pill("failed", "Stops", Tone.BAD)
    return Pill("alert", "Look", Tone.WARN) if one.findings else Pill("check", "Ready", Tone.GOOD)


def _taken_back(one: PaymentView) -> tuple[str, str]:
    """Return how a released payment was taken back, and why; the books keep both in one text."""
    how, _, why = (one.payment.state_reason or "").partition(": ")
    return (how, why) if one.payment.state is PaymentState.RETURNED else ("", one.payment.state_reason or "")


def bills_of(one: PaymentView) -> str:
    """Return which bills and credit notes a payment settles."""
    return ", ".join(bill.number or "without number" for _, bill in one.parts)


PAYMENTS: tuple[Column[PaymentView], ...] = (
    Column("payee", "Payee", 130, lambda one: one.payment.holder, note=lambda one: one.payment.holder, grows=True),
    Column("account", "Account", 150, lambda one: one.account, note=lambda one: one.account),
    Column("bills", "Settles", 96, bills_of, note=bills_of, muted=True, spare=2),
    Column("amount", "Amount", 92, lambda one: wording.amount(one.amount), number=True),
    Column("state", "State", 92, lambda one: payment_pill(one).words, pill=payment_pill),
)


@dataclass(frozen=True, slots=True)
class PartRow:
    """What a payment settles of one bill or credit note."""

    key: str
    number: str
    words: str
    amount: Money
    bill_id: str


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A bill the run leaves out, and why."""

    key: str
    number: str
    open: Money
    why: str


PARTS: tuple[Column[PartRow], ...] = (
    Column("number", "Document", 140, lambda row: row.number, grows=True),
    Column("words", "Kind", 100, lambda row: row.words, muted=True),
    Column("amount", "Settled", 104, lambda row: wording.amount(row.amount), number=True),
)
LEFT: tuple[Column[LeftRow], ...] = (
    Column("number", "Not in this run", 130, lambda row: row.number),
    Column("open", "Open", 100, lambda row: wording.amount(row.open), number=True),
    Column("why", "Because", 240, lambda row: row.why, note=lambda row: row.why, grows=True),
)


def part_rows(one: PaymentView) -> list[PartRow]:
    """Return what a payment settles as rows."""
    return [
        PartRow(part.id, bill.number or "", bill.kind.value, Money(part.amount, one.payment.currency), bill.id)
        for part, bill in one.parts
    ]


def left_rows(view: RunView, named: Callable[[str], str]) -> list[LeftRow]:
    """Return what a run leaves as rows."""
    return [LeftRow(one.payable.bill_id, one.payable.number, one.payable.open, named(one.words)) for one in view.left]


def findings_of(one: PaymentView, named: Callable[[str], str]) -> str:
    """Return what is wrong or new about a payment, what stops it first."""
    marks = {Severity.BLOCK: "Stops the run: ", Severity.WARN: "Look: "}
    lines = [marks[finding.severity] + named(finding.words) for finding in one.findings]
    if one.payment.state_reason:
        lines.insert(0, f"{payment_pill(one).words}: {_taken_back(one)[1]}")
    return "\n".join(lines)


def looks_of(view: RunView, named: Callable[[str], str]) -> str:
    """Return which payments are to be looked at before a release, and why: the first few in full, the rest counted."""
    warned = [one for one in view.paying if one.findings]
    lines = [f"{one.payment.holder}: {' '.join(named(finding.words) for finding in one.findings)}" for one in warned]
    more = [f"And {wording.count(len(lines) - _SAID, 'payment')} more to look at."] if len(lines) > _SAID else []
    return "\n".join((*lines[:_SAID], *more))


def saved_words(file: RunFile, name: str) -> Message:
    """Return what is held against the bank's screen, and what the file writes otherwise."""
    sha = " ".join(file.sha256[at : at + _GROUP] for at in range(0, len(file.sha256), _GROUP))
    words = f"Saved {name}: {wording.count(file.payments, 'payment')}, {wording.money(file.total)}."
    compare = f"Hold both against the bank's screen. SHA-256 {sha}."
    return Message(words, Tone.WARN if file.notes else Tone.GOOD, "\n".join((compare, " ".join(file.notes))).strip())


def stops_of(view: RunView, named: Callable[[str], str]) -> Message | None:
    """Return which payments stop a run, and why the first of them does; nothing where none does."""
    stopping = [one for one in view.paying if one.blocked]
    if not stopping:
        return None
    first, more = stopping[0], len(stopping) - 1
    why = " ".join(named(finding.words) for finding in first.findings if finding.severity is Severity.BLOCK)
    others = f" {wording.count(more, 'other payment')} stop it, too." if more else ""
    remedy = "Mend it, or leave the payment out or hold it."
    return Message(f"This run cannot be released. {first.payment.holder}: {why}{others}", Tone.BAD, remedy)
