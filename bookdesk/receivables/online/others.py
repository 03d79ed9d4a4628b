"""Other clients of the practice: who has the same account at a gateway, and whose invoice a payment names.

Each is asked in his own books, and only those whom the person at work may open: nothing is told of the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, Conflict, RuleBroken
from bookdesk.gateways.port import MerchantAccount, MoveKind
from bookdesk.gateways.references import document_in
from bookdesk.models.gateway import GatewayConnection, GatewayMove, MoveBooking, MoveWaiting
from bookdesk.models.invoice import Invoice
from bookdesk.store.books import Books

_AT_ONCE = 500
"""Invoices that are asked for in one question."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another client: what he is called, and how his books are opened for a moment."""

    name: str
    opens: Callable[[], AbstractContextManager[Books]]


Neighbours = Callable[[], Iterable[Neighbour]]
"""Finds the other clients of the practice whom the person at work may see; asked only when they are needed."""


def nobody() -> Iterable[Neighbour]:
    """Return no neighbours: those of a client that stands alone."""
    return ()


def require_alone(neighbours: Neighbours, gateway: str, account: MerchantAccount, *, shared: bool) -> None:
    """Refuse an account that another client follows: each would list the other's payments, and pay them back.

    `Conflict`, which names the clients, unless it is `shared` on purpose; `RuleBroken` where it is not shared at all.
    """
    follows = select(GatewayConnection.id).where(
        GatewayConnection.gateway == gateway, GatewayConnection.merchant == account.id
    )
    names = [name for name, session in _opened(neighbours) if session.scalars(follows).first() is not None]
    if shared and not names:
        raise RuleBroken(
            f"No other client whom you may see has the account {account.name}.", "Connect it as this client's own."
        )
    if names and not shared:
        raise Conflict(
            f"{account.name} ({account.id}) is the account of {' and '.join(names)} already: the books of both would"
            " follow the same money.",
            "Use a key of this client's own account, unless the two share one on purpose.",
            command="--shared REASON",
        )


def marks_to_ask(session: Session, *, new: bool) -> dict[str, str]:
    """Return by move the invoice that it names and these books do not have; with `new` only where nobody asked yet."""
    booked, waiting = select(MoveBooking.move_id), select(MoveWaiting.move_id)
    query = select(GatewayMove.id, GatewayMove.reference).where(
        GatewayMove.kind == MoveKind.PAYMENT.value, GatewayMove.reference.is_not(None), GatewayMove.id.not_in(booked)
    )
    if new:
        query = query.where(GatewayMove.id.not_in(waiting))
    named = {row.id: found for row in session.execute(query) if (found := document_in(row.reference)) is not None}
    ours = _known(session, set(named.values()))
    return {move: invoice for move, invoice in named.items() if invoice not in ours}


def mark_of(session: Session, move: str) -> tuple[str, str] | None:
    """Return the id of a payment (by that, or the gateway's) and the invoice that it names and these books have not."""
    query = select(GatewayMove).where((GatewayMove.id == move) | (GatewayMove.move_id == move))
    row = session.scalars(query).one_or_none()
    found = document_in(row.reference) if row is not None else None
    return (row.id, found) if row is not None and found is not None and not _known(session, [found]) else None


def owners(neighbours: Neighbours, invoices: Collection[str]) -> Mapping[str, str]:
    """Return by invoice which other client it belongs to, by his name; those of nobody known are left out."""
    found: dict[str, str] = {}
    left = set(invoices)
    for name, session in _opened(neighbours) if left else ():
        his = _known(session, left)
        found |= dict.fromkeys(his, name)
        left -= his
        if not left:
            break
    return found


def _known(session: Session, invoices: Collection[str]) -> set[str]:
    """Return which of these the books have."""
    wanted, found = sorted(invoices), set[str]()
    for start in range(0, len(wanted), _AT_ONCE):
        found |= set(session.scalars(select(Invoice.id).where(Invoice.id.in_(wanted[start : start + _AT_ONCE]))))
    return found


def _opened(neighbours: Neighbours) -> Iterator[tuple[str, Session]]:
    """Yield each neighbour's name and books; one whose books do not open keeps nobody."""
    for one in neighbours():
        try:
            with one.opens() as books, books.query() as session:
                yield one.name, session
        except BookDeskError:
            continue
