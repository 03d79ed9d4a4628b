"""The moment money is let go: what must hold, the file that is written once, and the signature over it."""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.canonical import Canonical, canonical
from bookdesk.core.errors import InputError, NotAllowed, RuleBroken
from bookdesk.core.failpoints import reach
from bookdesk.core.money import Money
from bookdesk.ledger.alone import Alone
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.posting import base_currency
from bookdesk.models.contact import Contact
from bookdesk.models.payment import RunState
from bookdesk.payments.editing import require_amount
from bookdesk.payments.files import write_file
from bookdesk.payments.safeguards import Severity
from bookdesk.payments.views import RunView
from bookdesk.security.putback import require_compared
from bookdesk.security.signatures import Signer
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

DOMAIN = "payment release"
"""Keeps signatures over releases apart from those over approvals."""
VERSION = 1


def require_releasable(session: Session, view: RunView, today: date, rate: ExchangeRate | None) -> None:
    """Refuse a run that pays nobody, is late, is blocked, lacks its rate or no longer adds up.

    And any, where the client was put back from a backup and nobody compared bank and books since.
    """
    run = view.run
    require_compared(session)
    if not view.paying:
        raise RuleBroken(f"Payment run {run.number} pays nobody.", "Put a payment back, or drop the run.")
    if run.execution_date < today:
        raise RuleBroken(f"The execution date {run.execution_date.isoformat()} is past.", "Propose the run again.")
    blocks = [finding.words for one in view.paying for finding in one.findings if finding.severity is Severity.BLOCK]
    if blocks:
        more = f" And {len(blocks) - 1} more." if len(blocks) > 1 else ""
        raise NotAllowed(
            f"{blocks[0]}{more}",
            "Mend it, or leave the payment out or hold it.",
            command=f"bookdesk pay show {run.number}",
        )
    if rate is None and run.currency != base_currency(session):
        raise InputError(
            f"The run is in {run.currency} and has no exchange rate.", "Give its rate.", command="--rate RATE"
        )
    for one in view.paying:
        require_amount(session, one.payment, one.parts)


def write(work: Change, view: RunView, desk: Desk, signer: Signer, sole: Alone | None) -> None:
    """Write, seal and sign: from here on the run has its file. What one person released alone says so for ever."""
    run, at = view.run, desk.clock.now()
    payments = [one.payment for one in view.paying]
    parts = {one.payment.id: one.parts for one in view.paying}
    payees = select(Contact).where(Contact.id.in_([one.contact_id for one in payments]))
    contacts = {row.id: row for row in work.session.scalars(payees)}
    file = write_file(run, view.bank_account, payments, parts, contacts, at)
    sealed = desk.books.documents.put(file.content)
    work.otherwise(partial(desk.books.documents.take_back, sealed.name))
    reach("release: file written")
    run.file_name = f"run-{run.number}-{run.execution_date.isoformat()}.{file.extension}"
    run.file_sha256, run.file_stored_name, run.file_seal_key = sealed.sha256, sealed.name, sealed.key_hex
    run.state, run.released_by, run.released_at = RunState.RELEASED, desk.actor.user, at
    statement: dict[str, Canonical] = {
        "type": "payment release",
        "version": VERSION,
        "client": desk.books.client_id,
        "run": run.id,
        "file": sealed.sha256,
        "total": str(view.total),
        "payments": [[one.id, one.bank_hash, str(Money(one.amount, one.currency))] for one in payments],
        "by": run.released_by,
        "device": desk.actor.device,
        "at": at.isoformat(),
    }
    if sole is not None:
        statement["sole"] = {"user": sole.user, "way": sole.way.value, "hours": sole.hours}
    run.release_statement = canonical(statement).decode()
    run.release_signature = signer.sign(DOMAIN, statement)
