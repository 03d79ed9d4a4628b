"""Invoices that come again: the template, when it is due, and the days that were billed."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import CatchUp, Every
from bookdesk.models.base import Books, ClientBase, Facts
from bookdesk.models.columns import Day, Flag, Json, Rate, member, one_of, part_of, reference
from bookdesk.models.contact import Terms
from bookdesk.models.priced import Priced, PricedLine, priced_checks


class Makes(StrEnum):
    """How far an invoice of a schedule goes by itself."""

    DRAFT = "a draft"
    ISSUED = "an issued invoice"
    SENT = "an issued invoice that is mailed"


class InvoiceSchedule(Priced, Books, ClientBase):
    """A schedule; `invoicing/schedules` says which days it bills. `pauses` is a list of [first, last or null] days."""

    __tablename__ = "schedule"
    __extra__ = (
        one_of("every", Every),
        *priced_checks(),
        one_of("catch_up", CatchUp),
        one_of("makes", Makes),
        one_of("terms", Terms),
        Index(None, "contact_id"),
    )

    name: Mapped[str]
    every: Mapped[Every] = member(Every)
    interval: Mapped[int] = mapped_column(default=1)
    first_day: Mapped[Day]
    until: Mapped[Day | None]
    times: Mapped[int | None]
    month_end: Mapped[Flag] = mapped_column(default=False)
    catch_up: Mapped[CatchUp] = member(CatchUp, default=CatchUp.EACH)
    pauses: Mapped[Json]
    makes: Mapped[Makes] = member(Makes, default=Makes.DRAFT)
    terms: Mapped[Terms | None] = member(Terms)
    terms_days: Mapped[int | None]
    discount_days: Mapped[int | None]
    discount_share: Mapped[Rate | None]
    stopped: Mapped[Flag] = mapped_column(default=False)
    created_by: Mapped[str]


class ScheduleLine(PricedLine, Books, ClientBase):
    """A line that each invoice of the schedule gets; `{period}` in its text becomes the months it bills."""

    __tablename__ = "schedule_line"
    __extra__ = (Index(None, "schedule_id", "position", unique=True),)

    schedule_id: Mapped[str] = mapped_column(part_of("schedule"))


class ScheduleOccurrence(Facts, ClientBase):
    """A day of a schedule that was billed. Its `key` is unique, so that no start of the program bills it again."""

    __tablename__ = "schedule_occurrence"
    __extra__ = (Index(None, "schedule_id", "day"),)

    schedule_id: Mapped[str] = mapped_column(reference("schedule"))
    key: Mapped[str] = mapped_column(unique=True)
    day: Mapped[Day]
    invoice_id: Mapped[str]
