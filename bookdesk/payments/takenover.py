"""Which accounts were taken over with the client: those the old system paid, so that no first payment is told of them.

The row says so; but everybody with the client's key can write a row at any time. So the history is asked when it was
said: after the first released run of the client nothing is taken over any more.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import Provenance
from bookdesk.models.contact import PayeeAccount
from bookdesk.models.history import RowChange
from bookdesk.models.payment import PaymentRun

_SAID = ("provenance", "contact_id", "scheme", "iban", "bic", "routing", "account_number")


def provenance_of(session: Session, account: PayeeAccount) -> Provenance:
    """Return where an account comes from: as typed by somebody, where it was said too late to be taken over."""
    late = account.provenance is Provenance.TAKEN_OVER and _said_late(session, account.id)
    return Provenance.TYPED if late else account.provenance


def _said_late(session: Session, account_id: str) -> bool:
    """Return whether an account became what it says after a run of the client was released."""
    let_go = select(func.min(RowChange.seq)).where(
        RowChange.tbl == PaymentRun.__tablename__, _part(RowChange.after, "released_at").is_not(None)
    )
    said = (_part(RowChange.before, name).is_distinct_from(_part(RowChange.after, name)) for name in _SAID)
    of_it = (RowChange.tbl == PayeeAccount.__tablename__, RowChange.pk == account_id)
    query = select(RowChange.seq).where(*of_it, RowChange.seq > let_go.scalar_subquery(), or_(*said))
    return session.scalar(query.limit(1)) is not None


def _part(image: Any, name: str) -> Any:  # noqa: ANN401 - a column of SQLAlchemy, and what SQL makes of it
    return func.json_extract(image, f"$.{name}")
