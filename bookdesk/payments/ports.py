"""What a payment asks of others: whether bills are approved, and whether signatures are genuine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from bookdesk.ledger.alone import Alone
from bookdesk.models.bill import Bill
from bookdesk.security.roles import Permission


class Approval(Protocol):
    """Where one bill stands with its approvers."""

    @property
    def approved(self) -> bool:
        """Whether enough approvals hold for its present payee, account, amount and document."""
        ...

    @property
    def why(self) -> str:
        """What is given and what is missing, in sentences."""
        ...

    @property
    def approvers(self) -> Sequence[str]:
        """Whose approvals count: users by id, persons outside the practice by name."""
        ...

    @property
    def decision_ids(self) -> Sequence[str]:
        """The recorded decisions for the bill as it is now, by their ids."""
        ...

    @property
    def payee_account_id(self) -> str | None:
        """The account it is to be paid to."""
        ...


class Approvals(Protocol):
    """Judges bills; the approvals' own service does."""

    @property
    def people(self) -> Verifier:
        """Who tells whether what somebody signed is his, and whether he had the role for it."""
        ...

    def standings(self, bill_ids: Sequence[str] | None = None) -> Mapping[str, Approval]:
        """Return where bills stand, by id; all reviewed and approved ones with something open where none are named."""
        ...

    def alone(self, session: Session) -> Alone | None:
        """Return who works alone for this client, or None."""
        ...

    def first_step(self, session: Session) -> int | None:
        """Return from how many minor units of base currency on a bill may need several approvals; None for never."""
        ...


class Approved(Protocol):
    """Tells whether an edit touches what was approved, and draws the consequence; the approvals' own service does."""

    def content_of(self, session: Session, bill: Bill) -> str:
        """Return the hash that approvals of a bill hold to, as the bill stands in `session`."""
        ...

    def revalidate(self) -> Sequence[str]:
        """Take back the approved state of bills whose approvals no longer count; returns their ids."""
        ...


class Verifier(Protocol):
    """Checks signatures against certified keys, and whether who signed had the right."""

    def verify(
        self, user_id: str, domain: str, payload: Mapping[str, object], signature: str, *, at: datetime | None = None
    ) -> bool:
        """Return whether the key that was the user's then, or any he ever had, made this signature (hex)."""
        ...

    def counts(self, user_id: str, permission: Permission, client_id: str, at: datetime) -> bool:
        """Return whether what a user signed for a client counted when he did, by the roles he was certified to have."""
        ...
