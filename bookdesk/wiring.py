"""Which sealed change wakes which service: a table, and the loop that serves it. No logic of any service is here.

Each consumer has a durable cursor over the sealed history, moved after it ran: a crash before that loses nothing, it
is woken again when the client is next opened. So a consumer must bear to be woken once too often.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, StorageError
from bookdesk.models.actions import Action
from bookdesk.store.desk import Desk
from bookdesk.store.history import acts_since, advance

Consumer = Callable[[Desk], None]

APPROVALS = "approvals"
"""Takes the approved state back where what was approved has changed."""
OUTBOX = "outbox"
"""Keeps what is to be sent to the accounting system in step."""

LEARNING = "learning"
"""Lets drafts that wait for review know of a supplier who was confirmed since."""

READINESS = "readiness"
"""Weighs which drafts are held back from the list of ready ones."""

RECEIPTS = "receipts"
"""Writes the mails of what customers paid, where the client wants that."""

SHARING = "layout sharing"
"""Lets the firm's other clients have what was learned of a layout, where the firm wants that, and takes it back."""

WAKES: Mapping[Action, tuple[str, ...]] = {
    Action.CLIENT_EDITED: (READINESS,),
    Action.PERIOD_LOCKED: (READINESS,),
    Action.TAX_CODE_EDITED: (READINESS,),
    Action.TAKEN_ON: (READINESS,),
    Action.DOCUMENT_READ: (READINESS,),
    Action.DOCUMENT_EDITED: (READINESS,),
    Action.DOCUMENT_REJECTED: (READINESS,),
    Action.DOCUMENT_MOVED_IN: (READINESS,),
    Action.DOCUMENT_MOVED_OUT: (READINESS,),
    Action.DOCUMENT_SUPPORTED: (READINESS,),
    Action.DOCUMENT_WAIVED: (READINESS,),
    Action.DOCUMENT_BOUND: (READINESS,),
    Action.DOCUMENT_REJOINED: (READINESS,),
    Action.REQUIRED_PAPER_EDITED: (READINESS,),
    Action.LEDGER_PULLED: (READINESS,),
    Action.BILL_REVIEWED: (LEARNING, READINESS, SHARING),
    Action.BILL_REOPENED: (READINESS, SHARING),
    Action.CONTACT_EDITED: (LEARNING, OUTBOX, READINESS, SHARING),
    Action.PAYEE_ACCOUNT_EDITED: (APPROVALS, LEARNING, READINESS),
    Action.SOLE_PRACTICE_EDITED: (APPROVALS,),
    Action.BILL_EDITED: (APPROVALS, OUTBOX, READINESS),
    Action.BILL_APPROVED: (OUTBOX,),
    Action.BILL_REJECTED: (OUTBOX,),
    Action.APPROVAL_RECEIVED: (OUTBOX,),
    Action.APPROVAL_WITHDRAWN: (OUTBOX,),
    Action.BILL_RECODED: (OUTBOX, READINESS),
    Action.BILL_VOIDED: (OUTBOX, READINESS),
    Action.CREDIT_ALLOCATED: (OUTBOX,),
    Action.RUN_RELEASED: (OUTBOX,),
    Action.RUN_RECALLED: (OUTBOX,),
    Action.PAYMENT_RETURNED: (OUTBOX,),
    Action.LINE_MATCHED: (OUTBOX,),
    Action.LINE_UNMATCHED: (OUTBOX,),
    Action.LINE_CODED: (OUTBOX, RECEIPTS),
    Action.CODING_REVERSED: (OUTBOX,),
    Action.INVOICE_ISSUED: (OUTBOX,),
    Action.INVOICE_NUMBERED: (OUTBOX,),
    Action.INVOICE_CANCELLED: (OUTBOX,),
    Action.SCHEDULE_BILLED: (OUTBOX,),
    Action.PAPER_MADE: (OUTBOX,),
    Action.RECEIPT_BOOKED: (OUTBOX, RECEIPTS),
    Action.ONLINE_BOOKED: (OUTBOX, RECEIPTS),
    Action.MOVE_DECIDED: (OUTBOX, RECEIPTS),
    Action.RECEIPT_REVERSED: (OUTBOX,),
    Action.RECEIPT_ALLOCATED: (OUTBOX,),
    Action.RECEIPT_RELEASED: (OUTBOX,),
    Action.REFUNDED: (OUTBOX,),
    Action.REFUND_REVERSED: (OUTBOX,),
    Action.WRITTEN_OFF: (OUTBOX,),
    Action.WRITE_OFF_REVERSED: (OUTBOX,),
    Action.UNDONE: (APPROVALS, OUTBOX, READINESS, SHARING),
}
"""Acts that concern somebody, and whom."""

_MOST_ROUNDS = 10
"""What consumers do may wake others, but never in a circle; more rounds than this would be one."""


@dataclass(frozen=True, slots=True)
class Unserved:
    """A consumer that could not do its work; it is woken again at the next opportunity."""

    consumer: str
    error: BookDeskError


def wake(desk: Desk, consumers: Mapping[str, Consumer]) -> tuple[Unserved, ...]:
    """Run every consumer for which something was sealed since it last ran; returns those that failed, with why.

    A disk that refuses is told so, too, and raises nothing: what was sealed before is done, whatever follows from it.
    """
    failed: dict[str, Unserved] = {}
    for _ in range(_MOST_ROUNDS):
        try:
            seen = {name: _seen(desk, name) for name in consumers if name not in failed}
        except StorageError as error:
            return (*failed.values(), *(Unserved(name, error) for name in consumers if name not in failed))
        if not any(seen.values()):
            break
        for name, acts in seen.items():
            if acts and (failure := _served(desk, name, consumers[name], acts)):
                failed[name] = failure
    return tuple(failed.values())


def _seen(desk: Desk, name: str) -> Mapping[str, int]:
    with desk.books.query() as session:
        return acts_since(session, _cursor(name))


def _served(desk: Desk, name: str, consumer: Consumer, acts: Mapping[str, int]) -> Unserved | None:
    """Run a consumer where one of the acts concerns it, then move its cursor over all of them."""
    if any(name in WAKES.get(Action(act), ()) for act in acts):
        try:
            consumer(desk)
        except BookDeskError as error:
            return Unserved(name, error)
    try:
        with desk.books.upkeep() as session:
            advance(session, _cursor(name), max(acts.values()))
    except StorageError as error:
        return Unserved(name, error)
    return None


def concerned(session: Session, name: str) -> bool:
    """Return whether something that concerns a consumer was sealed since it last ran."""
    return any(name in WAKES.get(Action(act), ()) for act in acts_since(session, _cursor(name)))


def _cursor(name: str) -> str:
    return f"wiring {name}"
