"""What speaks against confirming a draft: the one answer by which confirming refuses and a list calls it ready."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture.confirming import lacks_of, second_of_a_number
from bookdesk.capture.objections import objections_to
from bookdesk.capture.readiness import Objection
from bookdesk.core.clock import Clock
from bookdesk.models.bill import Bill
from bookdesk.models.document import Document, DocumentField


def speaks_against(session: Session, document: Document, bill: Bill, clock: Clock) -> Iterator[Objection]:
    """Yield everything for which confirming would refuse, in order of weight."""
    rows = session.scalars(select(DocumentField).where(DocumentField.document_id == document.id))
    yield from lacks_of(session, bill, document)
    yield from second_of_a_number(session, bill, {row.name: row for row in rows}, document)
    yield from objections_to(session, bill, document, clock)
