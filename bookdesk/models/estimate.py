"""An estimate: what a customer was offered, until when, and what he said. Accepted, it becomes an invoice, once."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Day, Minor, member, one_of, part_of, reference
from bookdesk.models.priced import Priced, PricedLine, priced_checks


class EstimateStatus(StrEnum):
    """The workflow. That an offer ran out follows from its last day and is not kept."""

    DRAFT = "draft"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    INVOICED = "invoiced"


LEGAL_ESTIMATE_STEPS: dict[EstimateStatus, frozenset[EstimateStatus]] = {
    EstimateStatus.DRAFT: frozenset({EstimateStatus.OFFERED}),
    EstimateStatus.OFFERED: frozenset(
        {EstimateStatus.DRAFT, EstimateStatus.ACCEPTED, EstimateStatus.DECLINED, EstimateStatus.WITHDRAWN}
    ),
    EstimateStatus.ACCEPTED: frozenset(
        {EstimateStatus.INVOICED, EstimateStatus.WITHDRAWN, EstimateStatus.DECLINED, EstimateStatus.DRAFT}
    ),
    EstimateStatus.DECLINED: frozenset({EstimateStatus.DRAFT, EstimateStatus.ACCEPTED}),
    EstimateStatus.WITHDRAWN: frozenset({EstimateStatus.DRAFT}),
    EstimateStatus.INVOICED: frozenset({EstimateStatus.ACCEPTED}),
}
"""An offer that is changed goes back to draft and is offered anew. What the customer decided may turn out to be another
decision while nothing is invoiced. Where its invoice is thrown away or cancelled,
it may be invoiced again."""


class Estimate(Priced, Books, ClientBase):
    """An estimate with its totals. `accepted_by` is the customer's own word for who said yes, `evidence_id` a paper."""

    __tablename__ = "estimate"
    __extra__ = (
        one_of("status", EstimateStatus),
        *priced_checks(),
        Index(None, "document_date", "id"),
        Index(None, "contact_id"),
        Index(None, "number", unique=True),
    )

    status: Mapped[EstimateStatus] = member(EstimateStatus, default=EstimateStatus.DRAFT)
    number: Mapped[str | None]
    document_date: Mapped[Day]
    valid_until: Mapped[Day | None]
    net: Mapped[Minor] = mapped_column(default=0)
    tax: Mapped[Minor] = mapped_column(default=0)
    total: Mapped[Minor] = mapped_column(default=0)
    decided_on: Mapped[Day | None]
    accepted_by: Mapped[str | None]
    decision_note: Mapped[str | None]
    evidence_id: Mapped[str | None] = mapped_column(reference("paper"))
    created_by: Mapped[str]

    @property
    def total_money(self) -> Money:
        """The total with its currency."""
        return Money(self.total, self.currency)

    def move_to(self, status: EstimateStatus) -> None:
        """Take a step of the workflow; `RuleBroken` if it is not a legal one."""
        if status not in LEGAL_ESTIMATE_STEPS[self.status]:
            possible = " or ".join(sorted(LEGAL_ESTIMATE_STEPS[self.status])) or "nothing else"
            raise RuleBroken(f"An estimate that is {self.status} cannot become {status}.", f"It can become {possible}.")
        self.status = status


class EstimateLine(PricedLine, Books, ClientBase):
    """A line of an estimate."""

    __tablename__ = "estimate_line"
    __extra__ = (Index(None, "estimate_id", "position", unique=True),)

    estimate_id: Mapped[str] = mapped_column(part_of("estimate"))
