"""From a released run in the books to its report."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.checkdigits import mask_account
from bookdesk.core.errors import RuleBroken
from bookdesk.core.vocabulary import Channel, Decision
from bookdesk.formats.anchored import Anchored
from bookdesk.formats.printed import shown
from bookdesk.ledger.owner import client_profile
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalDecision
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill
from bookdesk.models.payment import PaymentRun, PaymentState
from bookdesk.payments.advices import masked
from bookdesk.payments.records import named
from bookdesk.payments.runreport import ApprovedLine, PaidLine, RunReport, render_run
from bookdesk.payments.views import PaymentView, RunView
from bookdesk.store.desk import Desk
from bookdesk.store.standing import heads_after

Person = Callable[[str], str]
_GIVEN = (Decision.APPROVED, Decision.RECEIVED, Decision.CONFIRMED)


def run_report(desk: Desk, view: RunView, person: Person = str) -> tuple[str, bytes]:
    """Return name and PDF of the report of a released run; `person` names users by their ids."""
    run = view.run
    if run.released_at is None:
        raise RuleBroken(f"Payment run {run.number} was not released.", "Release it first.")
    with desk.books.query() as session:
        report = _report(session, desk, view, person)
    return f"run-{run.number}-{run.execution_date.isoformat()}-report.pdf", render_run(report)


def _report(session: Session, desk: Desk, view: RunView, person: Person) -> RunReport:
    run, client = view.run, client_profile(session)
    zone = ZoneInfo(client.zone)
    heads = heads_after(session, Action.RUN_RELEASED, (PaymentRun.__tablename__, run.id))
    return RunReport(
        client=client.legal_name,
        tax_id=client.tax_id,
        number=run.number,
        state=run.state.value,
        execution_date=run.execution_date,
        account=f"{view.bank_account.name}, {_account(view.bank_account)}",
        proposed=_by(run.proposed_by, run.proposed_at, zone, person),
        released=_by(run.released_by, run.released_at, zone, person),
        file_name=run.file_name or "",
        sha256=run.file_sha256 or "",
        total=view.total,
        payments=tuple(map(_paid, view.paying)),
        approvals=tuple(_approvals(session, view, zone, person)),
        left_out=tuple(_left(view)),
        alone=_alone(run, person),
        stood=Anchored(str(desk.books.client_id), tuple(head.short for head in heads)),
    )


def _account(account: BankAccount) -> str:
    return (
        mask_account(account.iban)
        if account.iban
        else f"{account.routing} {mask_account(account.account_number or '')}"
    )


def _by(user: str | None, at: datetime | None, zone: ZoneInfo, person: Person) -> str:
    return f"{person(user)}, {_moment(at, zone)}" if user and at else ""


def _moment(at: datetime, zone: ZoneInfo) -> str:
    there = at.astimezone(zone)
    return f"{shown(there.date())} {there:%H:%M %Z}"


def _paid(one: PaymentView) -> PaidLine:
    payment, bills = one.payment, [named(bill) for _, bill in one.parts]
    state = "" if payment.state is PaymentState.RELEASED else payment.state.value
    return PaidLine(
        payment.position,
        payment.holder,
        masked(payment),
        payment.statement_reference,
        ", ".join(bills),
        one.amount,
        state,
    )


def _left(view: RunView) -> Iterator[str]:
    paying = {one.payment.id for one in view.paying}
    for one in view.payments:
        if one.payment.id not in paying:
            why = f" ({one.payment.state_reason})" if one.payment.state_reason else ""
            yield f"{one.payment.holder}, {one.amount}: {one.payment.state.value}{why}"


def _alone(run: PaymentRun, person: Person) -> str:
    """Say that one person worked alone, as the signed statement of the release has it."""
    sole = json.loads(run.release_statement or "{}").get("sole")
    if not sole:
        return ""
    how = {
        "client": "the client's own approval takes the place of a second person",
        "delay": f"money waits {sole.get('hours')} hours in the place of a second person",
    }
    return f"{person(str(sole.get('user')))} works alone for this client: {how.get(str(sole.get('way')), '')}."


def _approvals(session: Session, view: RunView, zone: ZoneInfo, person: Person) -> Iterator[ApprovedLine]:
    bills = {bill.id: bill for one in view.paying for _, bill in one.parts}
    decisions = _decisions(session, list(bills))
    for bill in bills.values():
        given = _standing(decisions.get(bill.id, ()), view.run.released_at)
        yield ApprovedLine(
            named(bill), _supplier(bill), bill.total_money, tuple(_said(one, zone, person) for one in given)
        )


def _supplier(bill: Bill) -> str:
    return bill.supplier_name or ""


def _decisions(session: Session, bill_ids: Sequence[str]) -> Mapping[str, Sequence[ApprovalDecision]]:
    query = select(ApprovalDecision).where(ApprovalDecision.bill_id.in_(bill_ids))
    found: dict[str, list[ApprovalDecision]] = defaultdict(list)
    for row in session.scalars(query.order_by(ApprovalDecision.decided_at, ApprovalDecision.id)):
        found[row.bill_id].append(row)
    return found


def _standing(decisions: Sequence[ApprovalDecision], released: datetime | None) -> list[ApprovalDecision]:
    """Return what had been given at the release: of the content that was approved last, and not withdrawn."""
    until = [one for one in decisions if released is None or one.decided_at <= released]
    withdrawn = {one.about_id for one in until if one.decision is Decision.WITHDRAWN}
    given = [one for one in until if one.decision in _GIVEN and one.id not in withdrawn]
    return [one for one in given if one.payment_hash == given[-1].payment_hash]


def _said(one: ApprovalDecision, zone: ZoneInfo, person: Person) -> str:
    when = _moment(one.decided_at, zone)
    if one.decision is Decision.RECEIVED:
        how = "" if one.channel is Channel.DESK else f" by {one.channel.value}"
        return f"{one.given_by}{how}, entered by {person(one.decided_by)}, {when}"
    confirmed = " (confirmed it)" if one.decision is Decision.CONFIRMED else ""
    return f"{person(one.decided_by)}{confirmed}, {when}"
