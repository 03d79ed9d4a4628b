"""Which sealed change wakes which service: a table, and the loop that serves it. No logic of any service is here.

Each consumer reads the sealed history through its own durable cursor, so waking it once too often does nothing and a
crash before it ran loses nothing: it catches up the next time the client is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bookdesk.models.actions import Action
from bookdesk.store.desk import Desk

Consumer = Callable[[Desk], None]

WAKES: Mapping[Action, tuple[str, ...]] = {
    Action.CONTACT_EDITED: ("outbox",),
    Action.BILL_APPROVED: ("outbox",),
    Action.APPROVAL_RECEIVED: ("outbox",),
    Action.APPROVAL_WITHDRAWN: ("outbox",),
    Action.BILL_RECODED: ("outbox",),
    Action.BILL_VOIDED: ("outbox",),
    Action.CREDIT_ALLOCATED: ("outbox",),
    Action.RUN_RELEASED: ("outbox",),
    Action.RUN_RECALLED: ("outbox",),
    Action.PAYMENT_RETURNED: ("outbox",),
    Action.LINE_CODED: ("outbox",),
    Action.UNDONE: ("outbox",),
}
"""Acts that concern somebody, and whom."""
