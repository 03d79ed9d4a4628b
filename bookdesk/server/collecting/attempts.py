"""Attempts and payments of a document, as they stand in the database."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.protocol.events import AttemptState
from bookdesk.protocol.words import PaperKind, PaperState
from bookdesk.server.collecting.machine import payable
from bookdesk.server.storage.base import moment, stamp
from bookdesk.server.storage.moneytables import AttemptRow, PaymentRow
from bookdesk.server.storage.tables import DocumentRow

UNHEARD: Final = timedelta(minutes=2)
"""Until then an attempt that was begun is waited for by who began it; afterwards it is looked for."""
PAGE_LIFE: Final = timedelta(hours=3)
"""How long a page at the gateway lives; its customer gets another by the same link."""
PAGE, AUTO = "page", "auto"
"""How it is collected: on the gateway's page, or by a kept method on the due date."""


def locked_document(session: Session, tenant: str, document: str) -> DocumentRow | None:
    """Return a document that nobody else decides on until the transaction ends; None where there is none."""
    query = select(DocumentRow).where(DocumentRow.tenant == tenant, DocumentRow.id == document).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def live(session: Session, tenant: str, document: str) -> AttemptRow | None:
    """Return the attempt that holds the document's lease."""
    query = select(AttemptRow).where(AttemptRow.tenant == tenant, AttemptRow.document == document, AttemptRow.live == 1)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def captured(session: Session, document: DocumentRow) -> dict[str, int]:
    """Return the payments of a document that the gateway told us of and that were not returned: name → minor units."""
    found = session.execute(
        select(PaymentRow.id, PaymentRow.amount).where(
            PaymentRow.tenant == document.tenant, PaymentRow.document == document.id, PaymentRow.returned.is_(None)
        )
    )
    return {row.id: row.amount for row in found}


def payable_now(session: Session, document: DocumentRow) -> int:
    """Return what may be collected of a document were nothing under way, in minor units."""
    if document.kind != PaperKind.INVOICE or document.state != PaperState.ISSUED:
        return 0
    return payable(document.open, captured(session, document), frozenset(json.loads(document.included)))


def want_closed(attempt: AttemptRow, now: datetime) -> None:
    """Have the worker close an attempt at the gateway at its next turn, or once its making was answered."""
    attempt.closing = 1
    unheard = attempt.state == AttemptState.CREATED
    attempt.look = stamp(max(now, moment(attempt.begun) + UNHEARD) if unheard else now)
    attempt.changed = stamp(now)


def is_too_much(session: Session, document: DocumentRow, attempt: AttemptRow) -> bool:
    """Whether an attempt under way would collect more than the document still asks for."""
    return attempt.currency != document.currency or attempt.amount > payable_now(session, document)
