"""Who may approve up to which amount, and what was decided: signed, dated, never changed."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import Channel, Decision, SoleWay
from bookdesk.models.base import Books, ClientBase, Facts
from bookdesk.models.columns import Instant, Minor, member, one_of, reference

__all__ = ["ApprovalDecision", "ApprovalLimit", "ApprovalStep", "Channel", "Decision", "SolePractice", "SoleWay"]


class ApprovalLimit(Books, ClientBase):
    """A user may approve bills of this client up to `limit` minor units of base currency; none means any amount.

    Where a bill needs several approvals they climb: nobody of an earlier `turn` approves after a later one.
    """

    __tablename__ = "approval_limit"

    user_id: Mapped[str] = mapped_column(unique=True)
    limit: Mapped[Minor | None]
    turn: Mapped[int] = mapped_column(default=1)


class ApprovalStep(Books, ClientBase):
    """From `amount_from` minor units of base currency on, a bill needs `approvals_needed` different approvers."""

    __tablename__ = "approval_step"

    amount_from: Mapped[Minor] = mapped_column(unique=True)
    approvals_needed: Mapped[int]


class ApprovalDecision(Facts, ClientBase):
    """One decision about one state of a bill.

    `payment_hash` is of the content that was approved: the decision counts only while the bill still has it.
    `statement` is the canonical JSON that was signed, `signature` its Ed25519 signature (hex) by `decided_by`.
    """

    __tablename__ = "approval_decision"
    __extra__ = (one_of("decision", Decision), one_of("channel", Channel), Index(None, "bill_id"))

    bill_id: Mapped[str] = mapped_column(reference("bill"))
    decision: Mapped[Decision] = member(Decision)
    channel: Mapped[Channel] = member(Channel)
    decided_by: Mapped[str]
    decided_at: Mapped[Instant]
    given_by: Mapped[str | None]
    comment: Mapped[str | None]
    payment_hash: Mapped[str]
    accounting_hash: Mapped[str]
    evidence_id: Mapped[str | None] = mapped_column(reference("document"))
    about_id: Mapped[str | None] = mapped_column(reference("approval_decision"))
    statement: Mapped[str]
    signature: Mapped[str]


class SolePractice(Facts, ClientBase):
    """An owner's decision that one person works alone for this client, or no longer: the last one holds.

    `hours` must pass before money goes where the way is a delay, else 0. `statement` is the canonical JSON that was
    signed, `signature` its Ed25519 signature (hex) by `decided_by`.
    """

    __tablename__ = "sole_practice"
    __extra__ = (one_of("way", SoleWay),)

    way: Mapped[SoleWay] = member(SoleWay)
    hours: Mapped[int]
    reason: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[Instant]
    statement: Mapped[str]
    signature: Mapped[str]
