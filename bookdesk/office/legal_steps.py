"""Which steps records may take, and whether the history shows others; undo and upgrades go where they have to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy.orm import Session

from bookdesk.models.actions import Action
from bookdesk.models.bill import LEGAL_MOVES, BillStatus
from bookdesk.models.document import DocumentState
from bookdesk.models.estimate import LEGAL_ESTIMATE_STEPS, EstimateStatus
from bookdesk.models.invoice import LEGAL_STEPS, InvoiceStatus
from bookdesk.models.payment import PaymentState, RunState

Steps = Mapping[str, frozenset[str]]

_RUNS: Final[Steps] = {
    RunState.DRAFT: frozenset({RunState.RELEASED, RunState.CANCELLED}),
    RunState.RELEASED: frozenset({RunState.RECALLED}),
    RunState.CANCELLED: frozenset(),
    RunState.RECALLED: frozenset(),
}
_IN_A_DRAFT = frozenset({PaymentState.PROPOSED, PaymentState.EXCLUDED, PaymentState.HELD})
_PAYMENTS: Final[Steps] = {
    PaymentState.PROPOSED: _IN_A_DRAFT | {PaymentState.RELEASED},
    PaymentState.EXCLUDED: _IN_A_DRAFT,
    PaymentState.HELD: _IN_A_DRAFT,
    PaymentState.RELEASED: frozenset({PaymentState.RETURNED}),
    PaymentState.RETURNED: frozenset(),
}
_READ_ANEW = frozenset(DocumentState) - {DocumentState.RECEIVED, DocumentState.CONFIRMED}
_DOCUMENTS: Final[Steps] = {
    **dict.fromkeys(DocumentState, _READ_ANEW),
    DocumentState.TO_REVIEW: _READ_ANEW | {DocumentState.CONFIRMED},
    DocumentState.CONFIRMED: frozenset({DocumentState.TO_REVIEW}),
    DocumentState.MOVED: frozenset(),
}
_BILLS: Final[Steps] = {str(before): frozenset(map(str, after)) for before, after in LEGAL_MOVES.items()}
_INVOICES: Final[Steps] = {str(before): frozenset(map(str, after)) for before, after in LEGAL_STEPS.items()}
_ESTIMATES: Final[Steps] = {str(before): frozenset(map(str, after)) for before, after in LEGAL_ESTIMATE_STEPS.items()}
_FIRST: Final[Mapping[str, frozenset[str]]] = {
    "payment_run": frozenset({RunState.DRAFT}),
    "payment": frozenset({PaymentState.PROPOSED, PaymentState.HELD, PaymentState.EXCLUDED}),
    "document": frozenset(DocumentState) - {DocumentState.CONFIRMED},
    "bill": frozenset({BillStatus.DRAFT, BillStatus.REVIEWED}),
    "estimate": frozenset({EstimateStatus.DRAFT}),
    "invoice": frozenset({InvoiceStatus.DRAFT, InvoiceStatus.ISSUED}),
}
"""In which state a record may come into being."""

LEGAL: Final[Mapping[str, tuple[str, Steps]]] = {
    "bill": ("status", _BILLS),
    "document": ("state", _DOCUMENTS),
    "estimate": ("status", _ESTIMATES),
    "invoice": ("status", _INVOICES),
    "payment": ("state", _PAYMENTS),
    "payment_run": ("state", _RUNS),
}
"""By table: the column that says where a record stands, and where it may go from there."""

_ONLY_BY: Final[Mapping[tuple[str, str], Steps]] = {
    ("document", Action.DOCUMENT_REJOINED.value): {DocumentState.REJECTED: frozenset({DocumentState.RECEIVED})},
}
"""By table and kind of act: steps that this act takes and no other. A file brought back as it came waits to be read."""

_GO_ANYWHERE: Final = (Action.UNDONE.value, Action.UPGRADED.value)


def steps_are_legal(session: Session) -> Iterator[str]:
    """Yield a sentence for every step in the history that a record may not take."""
    for table, (column, steps) in LEGAL.items():
        for row_id, before, after, number, action in _steps(session, table, column):
            if before is None and after not in _FIRST[table]:
                yield f"{table} {row_id} began as {after} (entry {number})"
            elif before is not None and after not in _from(before, steps, _ONLY_BY.get((table, action), {})):
                yield f"{table} {row_id} went from {before} to {after} (entry {number})"


def _from(before: str, *steps: Steps) -> frozenset[str]:
    return frozenset[str]().union(*(one.get(before, frozenset()) for one in steps))


def _steps(session: Session, table: str, column: str) -> Iterator[tuple[str, str | None, str, int, str]]:
    path = f'$."{column}"'
    yield from session.connection().exec_driver_sql(
        "SELECT pk, json_extract(before, ?), json_extract(after, ?), seq, action FROM row_change"
        " JOIN change_set ON change_set.id = row_change.change_set"
        " WHERE tbl = ? AND after IS NOT NULL AND salt IS NOT NULL AND action NOT IN (?, ?)"
        " AND json_extract(before, ?) IS NOT json_extract(after, ?) ORDER BY seq",
        (path, path, table, *_GO_ANYWHERE, path, path),
    )
