"""What became of charges on the due date: told to the desk, with when it is tried again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.protocol.events import AttemptState, AutoChargeResult, Event
from bookdesk.server.collecting.attempts import AUTO
from bookdesk.server.collecting.retries import Failure, next_try
from bookdesk.server.storage.base import moment
from bookdesk.server.storage.moneytables import AttemptRow
from bookdesk.server.storage.tables import DocumentRow


def failures(session: Session, tenant: str, document: str) -> list[Failure]:
    """Return the charges of a document that failed, oldest first."""
    query = select(AttemptRow).where(AttemptRow.tenant == tenant, AttemptRow.document == document)
    failed = query.where(AttemptRow.kind == AUTO, AttemptRow.state == AttemptState.FAILED).order_by(AttemptRow.begun)
    return [Failure(moment(row.changed), row.why, bool(row.retry)) for row in session.scalars(failed)]


def auto_told(session: Session, row: AttemptRow, document: DocumentRow, now: datetime) -> list[Event]:
    """Return what to tell of a charge whose state changed; one that fails for good stops the document's."""
    state = AttemptState(row.state)
    again = next_try(failures(session, row.tenant, row.document)) if state is AttemptState.FAILED else None
    if state is AttemptState.FAILED and again is None:
        document.auto_stopped = row.why or "failed"
    amount, consent = Money(row.amount, row.currency), row.consent or ""
    return [AutoChargeResult(row.document, row.id, consent, state, amount, row.payment, row.why, again, now)]
