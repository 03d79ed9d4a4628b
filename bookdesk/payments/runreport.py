"""The report of a payment run, as it is filed: what was paid to whom, who approved and released it, and the seals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from bookdesk.core.money import Money
from bookdesk.formats.anchored import Anchored, anchored
from bookdesk.formats.printed import (
    WIDTH,
    facts,
    grouped,
    head,
    printed,
    ruled,
    section,
    shown,
    text,
    with_currency,
)


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One payment of the run; `state` where it is another one than released."""

    position: int
    payee: str
    account: str
    reference: str
    bills: str
    amount: Money
    state: str = ""


@dataclass(frozen=True, slots=True)
class ApprovedLine:
    """One bill that was paid, with everybody whose approval counted, when they gave it and how."""

    bill: str
    supplier: str
    amount: Money
    approvals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What the report says; `alone` where one person worked by himself, `moment`s are in the client's zone."""

    client: str
    tax_id: str | None
    number: int
    state: str
    execution_date: date
    account: str
    proposed: str
    released: str
    file_name: str
    sha256: str
    total: Money
    payments: tuple[PaidLine, ...]
    approvals: tuple[ApprovedLine, ...]
    left_out: tuple[str, ...]
    alone: str
    stood: Anchored


def render_run(report: RunReport) -> bytes:
    """Return the report as PDF; equal reports give equal bytes."""
    title = f"Payment run {report.number}"
    foot = (" · ".join(filter(None, (report.client, report.tax_id))), title)
    story: list[Flowable] = [
        *head(report.client, "Payment run report"),
        facts(_facts(report), WIDTH, strong=("Total",), share=0.2),
        *_alone(report),
        *section("Payments"),
        _payments(report),
        *section("Approvals"),
        _approvals(report),
        *_left(report),
        *anchored(report.stood),
    ]
    return printed(f"{title} of {report.client}", report.client, foot, story)


def _facts(report: RunReport) -> list[tuple[str, str]]:
    count = len(report.payments)
    return [
        ("Payment run", f"{report.number}, {report.state}"),
        ("Execution date", shown(report.execution_date)),
        ("Paid from", report.account),
        ("Proposed", report.proposed),
        ("Released", report.released),
        ("Bank file", report.file_name),
        ("Its SHA-256", report.sha256),
        ("Total", f"{with_currency(report.total)} in {count} {'payment' if count == 1 else 'payments'}"),
    ]


def _alone(report: RunReport) -> list[Flowable]:
    return [Spacer(0, 4 * mm), text(report.alone, 9, bold=True)] if report.alone else []


def _payments(report: RunReport) -> Flowable:
    titles = [("", False), ("Payee", False), ("Account", False), ("Reference", False), ("Settles", False)]
    rows = [
        (
            str(one.position),
            f"{one.payee} ({one.state})" if one.state else one.payee,
            one.account,
            one.reference,
            one.bills,
            grouped(one.amount),
        )
        for one in report.payments
    ]
    return ruled([*titles, (f"Amount {report.total.currency}", True)], (0.05, 0.25, 0.19, 0.18, 0.18, 0.15), rows)


def _approvals(report: RunReport) -> Flowable:
    titles = [("Document", False), ("Supplier", False), ("Approved", False), ("Total", True)]
    rows = [
        (one.bill, one.supplier, "; ".join(one.approvals) or "none is recorded", grouped(one.amount))
        for one in report.approvals
    ]
    return ruled(titles, (0.18, 0.24, 0.43, 0.15), rows)


def _left(report: RunReport) -> list[Flowable]:
    return (
        [*section("In the run, but not paid"), *(text(one, 8.5) for one in report.left_out)] if report.left_out else []
    )
