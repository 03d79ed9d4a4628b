"""What is paid again and again and entered once: wages, tax, loans, rent. The forecast reads it, nothing is posted."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import CommitmentSort, Rhythm, Shift
from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Currency, Day, Flag, Minor, member, one_of


class RecurringCommitment(Books, ClientBase):
    """A payment that recurs (`reports/commitments`); `amount` is positive where money comes in."""

    __tablename__ = "commitment"
    __extra__ = (one_of("sort", CommitmentSort), one_of("rhythm", Rhythm), one_of("shift", Shift))

    name: Mapped[str]
    sort: Mapped[CommitmentSort] = member(CommitmentSort)
    currency: Mapped[Currency]
    amount: Mapped[Minor]
    first_day: Mapped[Day]
    rhythm: Mapped[Rhythm] = member(Rhythm)
    last_day: Mapped[Day | None]
    month_end: Mapped[Flag] = mapped_column(default=False)
    shift: Mapped[Shift] = member(Shift, default=Shift.BEFORE)
    archived: Mapped[Flag] = mapped_column(default=False)
