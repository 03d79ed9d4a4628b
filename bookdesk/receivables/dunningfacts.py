"""What reminders are decided on: open invoices, customers, and what was sent before. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CustomerKind, LateCharge
from bookdesk.receivables.dunningpolicy import Policy
from bookdesk.receivables.sending_hours import zone_of


class Why(StrEnum):
    """Why an invoice brings no reminder now."""

    PAID = "paid"
    DISPUTED = "disputed"
    PROMISED = "promised"
    IN_PROCESS = "payment in process"
    AUTO_PAY = "collected automatically"
    SWITCHED_OFF = "no reminders for this customer"
    NOT_YET = "no step reached"
    GRACE = "grace"
    FINISHED = "no step left"
    ALREADY_TODAY = "reminded already"
    FIRST_DAY = "first list not approved"
    QUIET_HOURS = "quiet hours"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    IN_OUTBOX = "a reminder waits in the outbox"
    NO_ADDRESS = "no mail address"
    CAME_BACK = "the last mail came back"


@dataclass(frozen=True, slots=True)
class Key:
    """What is sent at most once: a step for one version of an issued document."""

    invoice_id: str
    version: int
    step_id: str


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An issued invoice: `open` is what is left of its `total`, in one currency; `due` is a date, not an instant.

    `promised_until` is the last day on which the customer said he would pay; `auto_pay` that it is collected from him
    without his doing; `in_process` that a payment is on its way, or that it is not known whether one is (`paying`).
    """

    id: str
    version: int
    customer_id: str
    number: str
    issued: date
    due: date
    total: Money
    open: Money
    disputed: bool = False
    promised_until: date | None = None
    auto_pay: bool = False
    in_process: bool = False

    def __post_init__(self) -> None:
        """Refuse an invoice of two currencies."""
        if self.open.currency != self.total.currency:
            raise ValueError(f"{self.number}: {self.total} cannot have {self.open} open")

    @property
    def part_paid(self) -> bool:
        """Whether something of it, but not all, is settled."""
        return 0 < self.open.minor < self.total.minor


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer: his IANA `zone`, his language, and how he is reminded.

    `grace_days` pass after the due date before anything speaks of lateness. `policy` replaces the client's where it is
    given. `holidays` are those where he lives. `InputError` for a zone that does not exist.
    """

    id: str
    name: str
    zone: str
    language: str = "en"
    kind: CustomerKind = CustomerKind.BUSINESS
    grace_days: int = 0
    reminders: bool = True
    policy: Policy | None = None
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a zone that does not exist, and grace that ends before it begins."""
        zone_of(self.zone)
        if self.grace_days < 0:
            raise ValueError(f"{self.grace_days} days are no grace")


@dataclass(frozen=True, slots=True)
class Sent:
    """A step that was sent: on which `day` of the customer's own calendar.

    One that is `escalated` went to a person instead, or was left out by one.
    """

    customer_id: str
    day: date
    key: Key
    escalated: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What a reminder says of one invoice: the step reached and why. `days_late` is negative before it is due.

    `charge` is what the step claims for lateness; how much that is, and whether there is a ground, `latefees` says.
    """

    invoice: OpenInvoice
    step_id: str
    days_late: int
    charge: LateCharge
    reason: str

    @property
    def key(self) -> Key:
        """Under which it is recorded as sent."""
        return Key(self.invoice.id, self.invoice.version, self.step_id)


@dataclass(frozen=True, slots=True)
class Spared:
    """An invoice of which nothing is said now: why, in words, and the day that may change, where one is known."""

    invoice: OpenInvoice
    why: Why
    words: str
    again: date | None = None
