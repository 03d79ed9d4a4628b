"""How a payment run is told: as one object, and in lines a person reads before he lets money go."""

from __future__ import annotations

from bookdesk.cli.console import Console, Row
from bookdesk.cli.people import Peopled
from bookdesk.core.money import Money
from bookdesk.models.payment import PaymentRun
from bookdesk.payments.selection import LeftOut
from bookdesk.payments.views import PaymentView, RunView


def tell_run(view: RunView, people: Peopled, console: Console) -> None:
    """Print a run."""
    row = {
        **run_row(view.run, people),
        "bank_account": view.bank_account.name,
        "total": view.total.text,
        "count": len(view.paying),
        "notes": list(view.notes),
        "sole": view.sole,
        "payments": [_payment_row(one) for one in view.payments],
        "changed_bank_details": [finding.words for one in view.paying for finding in one.changed],
        "credits": [
            {"bill": one.bill_id, "number": one.number, "contact": one.contact_id, "free": one.free.text}
            for one in view.credits
        ],
        "left": [left_row(one, people) for one in view.left],
    }
    lines = [f"{run_text(view.run, people)} {len(view.paying)} payments, {view.total} in all."]
    lines += [_payment_text(one) for one in view.payments]
    lines += [f"  note: {note}" for note in (*view.notes, *filter(None, (view.sole,)))]
    lines += [f"  credit note to net: {one.number}, {one.free}" for one in view.credits]
    lines += [f"  left: {left_text(one, people)}" for one in view.left]
    console.row(row, "\n".join(lines))


def run_row(run: PaymentRun, people: Peopled) -> Row:
    """Return the run itself."""
    return {
        "id": run.id,
        "version": run.version,
        "number": run.number,
        "state": run.state.value,
        "rail": run.rail.value,
        "currency": run.currency,
        "execution_date": run.execution_date,
        "proposed_by": people.name(run.proposed_by),
        "released_by": people.name(run.released_by),
        "file": run.file_name,
        "sha256": run.file_sha256,
    }


def run_text(run: PaymentRun, people: Peopled) -> str:
    """Return the run in a sentence."""
    released = f" by {people.name(run.released_by)}, SHA-256 {run.file_sha256}" if run.released_by else ""
    return f"Run {run.number} ({run.rail}) on {run.execution_date}: {run.state}{released}."


def left_row(left: LeftOut, people: Peopled) -> Row:
    """Return a bill that is not in the run."""
    one = left.payable
    return {
        "bill": one.bill_id,
        "number": one.number,
        "what": "left out",
        "amount": one.open.text,
        "left_out": left.reason.value,
        "why": people.named(left.words),
    }


def left_text(left: LeftOut, people: Peopled) -> str:
    """Return why a bill is not in the run."""
    return f"{left.payable.number} ({left.payable.open}): {people.named(left.words)}"


def _payment_row(one: PaymentView) -> Row:
    payment = one.payment
    return {
        "id": payment.id,
        "position": payment.position,
        "payee": payment.holder,
        "account": one.account,
        "amount": one.amount.text,
        "reference": payment.statement_reference,
        "state": payment.state.value,
        "state_reason": payment.state_reason,
        "blocked": one.blocked,
        "bills": [
            {
                "id": bill.id,
                "number": bill.number,
                "kind": bill.kind.value,
                "amount": Money(part.amount, payment.currency).text,
            }
            for part, bill in one.parts
        ],
        "findings": [
            {"concern": finding.concern.value, "severity": finding.severity.value, "words": finding.words}
            for finding in one.findings
        ],
    }


def _payment_text(one: PaymentView) -> str:
    payment = one.payment
    bills = ", ".join(f"{bill.number} {Money(part.amount, payment.currency).text}" for part, bill in one.parts)
    reason = f" ({payment.state_reason})" if payment.state_reason else ""
    head = f"  {payment.position}. {payment.holder}, {one.account}: {one.amount}, {payment.state}{reason} [{bills}]"
    return "\n".join([head, *(f"     {finding.severity}: {finding.words}" for finding in one.findings)])
