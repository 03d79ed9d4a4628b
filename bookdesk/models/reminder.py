"""Reminders: the ladder of each client, when they may be sent, whether the first list was approved, what was sent."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import Counted, LateCharge, Tone
from bookdesk.models.base import Books, ClientBase, Facts
from bookdesk.models.columns import Day, Flag, Json, member, one_of, part_of, reference


class ReminderPolicy(Books, ClientBase):
    """A ladder; the one that is `usual` holds for all customers that have none of their own."""

    __tablename__ = "reminder_policy"

    name: Mapped[str] = mapped_column(unique=True)
    rest_days: Mapped[int] = mapped_column(default=1)
    usual: Mapped[Flag] = mapped_column(default=False)


class ReminderStep(Books, ClientBase):
    """One rung (`receivables/dunningpolicy`). `step` is its own name, which what was sent refers to.

    `least_open` is a list of [minor units, currency]; `kinds` of the customers it is for, empty for all.
    """

    __tablename__ = "reminder_step"
    __extra__ = (
        one_of("counted", Counted),
        one_of("tone", Tone),
        one_of("charge", LateCharge),
        Index(None, "policy_id", "position", unique=True),
    )

    policy_id: Mapped[str] = mapped_column(part_of("reminder_policy"))
    position: Mapped[int]
    step: Mapped[str]
    days: Mapped[int]
    counted: Mapped[Counted] = member(Counted)
    tone: Mapped[Tone] = member(Tone)
    charge: Mapped[LateCharge] = member(LateCharge, default=LateCharge.NONE)
    statement: Mapped[Flag] = mapped_column(default=False)
    escalates: Mapped[Flag] = mapped_column(default=False)
    part_paid: Mapped[Flag | None]
    least_open: Mapped[Json]
    kinds: Mapped[Json]


class ReminderSettings(Books, ClientBase):
    """One row: whether reminders are on, since when, and the first list that was approved (`receivables/firstday`).

    `opens` and `closes` are wall-clock times (`09:00`) of the recipient, `weekdays` a list of 0 (Monday) to 6. On
    `statements_day` of each month statements of account go out; on none by themselves where there is no such day.
    """

    __tablename__ = "reminder_settings"

    active: Mapped[Flag] = mapped_column(default=False)
    connected_on: Mapped[Day]
    approved_on: Mapped[Day | None]
    approved_by: Mapped[str | None]
    approved_messages: Mapped[Json | None]
    approved_hash: Mapped[str | None]
    opens: Mapped[str]
    closes: Mapped[str]
    weekdays: Mapped[Json]
    statements_day: Mapped[int | None]


class ReminderSent(Facts, ClientBase):
    """A step that was sent for an invoice, or went to a person (`escalated`) or was left out by one: each once.

    `mail_id` is the message, which may speak of several invoices; `day` is of the customer's own calendar.
    """

    __tablename__ = "reminder_sent"
    __extra__ = (
        Index(None, "invoice_id", "invoice_version", "step", unique=True),
        Index(None, "contact_id", "day"),
    )

    contact_id: Mapped[str] = mapped_column(reference("contact"))
    invoice_id: Mapped[str] = mapped_column(reference("invoice"))
    invoice_version: Mapped[int]
    step: Mapped[str]
    day: Mapped[Day]
    escalated: Mapped[Flag] = mapped_column(default=False)
    mail_id: Mapped[str | None] = mapped_column(reference("mail_message"))
