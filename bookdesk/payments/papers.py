"""Papers of a run handed out to be saved: remittance advices and its report, with an entry of the history."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.payments.advices import remittance
from bookdesk.payments.reporting import Person, run_report
from bookdesk.payments.views import PaymentView, RunView
from bookdesk.store.desk import Desk
from bookdesk.store.leaving import note_saved


def take_advices(desk: Desk, view: RunView, payments: Sequence[PaymentView]) -> tuple[tuple[str, bytes], ...]:
    """Return name and PDF of the remittance advice of each of these payments of a run."""
    made = tuple(remittance(desk, one.payment.id) for one in payments)
    note_saved(desk, f"remittance advices of run {view.run.number}, {len(made)} of {len(view.paying)},")
    return made


def take_report(desk: Desk, view: RunView, person: Person) -> tuple[str, bytes]:
    """Return name and PDF of the report of a run that was released."""
    made = run_report(desk, view, person)
    note_saved(desk, f"report of run {view.run.number}")
    return made
