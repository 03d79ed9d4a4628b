"""What the lists of reminders show: a row for each mail, and one for each invoice of which nothing is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QLocale

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import Tone as Voice
from bookdesk.receivables.dunning import Held, Message
from bookdesk.receivables.dunningfacts import Line, OpenInvoice, Why
from bookdesk.receivables.facts import Facts
from bookdesk.receivables.reminding import Preview, goes_out
from bookdesk.receivables.sending_hours import zone_of
from bookdesk.receivables.thanks import Waiting
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

WRITE, HELD, PERSON, SPARED = "write", "held", "person", "spared"
"""The lists: what would be written, what is held back, what a person takes up, of what nothing is said."""
_TONES = {Voice.FRIENDLY: "Friendly", Voice.FIRM: "Firm", Voice.FINAL: "Final"}
_HELD = {
    Why.ALREADY_TODAY: Pill("check", "Reminded", Tone.GOOD),
    Why.IN_OUTBOX: Pill("waiting", "In the outbox", Tone.INFO),
    Why.NO_ADDRESS: Pill("alert", "No address", Tone.WARN),
    Why.CAME_BACK: Pill("failed", "Came back", Tone.BAD),
    Why.FIRST_DAY: Pill("hold", "First list", Tone.WARN),
}
_SPARED = {
    Why.DISPUTED: Pill("dispute", "Disputed", Tone.BAD),
    Why.PROMISED: Pill("clock", "Promised", Tone.INFO),
    Why.IN_PROCESS: Pill("match", "Being paid", Tone.INFO),
    Why.PAID: Pill("paid", "Paid", Tone.GOOD),
    Why.SWITCHED_OFF: Pill("hold", "Spared"),
    Why.GRACE: Pill("waiting", "Grace"),
    Why.NOT_YET: Pill("waiting", "Not yet"),
    Why.FINISHED: Pill("check", "All steps done"),
    Why.AUTO_PAY: Pill("match", "Collected", Tone.INFO),
}
_UNREADY = Pill("alert", "Not ready", Tone.WARN)
_OFF = Pill("hold", "Spared")


@dataclass(frozen=True, slots=True)
class AboutInvoice:
    """An invoice that a row is about, with the version it was read in; `spared` says that it is never reminded of."""

    id: str
    version: int
    number: str
    currency: str
    spared: bool = False
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """A row of either kind: a mail with the invoices in it, or one invoice of which nothing is said now.

    `digest` is that of the message, nothing where there is none. `leaves` is when it leaves by the recipient's clock.
    """

    key: str
    contact_id: str
    customer: str
    contact_version: int
    invoices: tuple[AboutInvoice, ...]
    open: tuple[Money, ...]
    late: int
    due: date | None
    tone: str
    pill: Pill
    words: str
    digest: str = ""
    thanks: str = ""
    """The id of the payment that is thanked for; nothing for any other row."""

    @property
    def numbers(self) -> str:
        """The numbers of its invoices."""
        return ", ".join(one.number for one in self.invoices)

    @property
    def no_address(self) -> bool:
        """Whether it reaches nobody until an address is entered."""
        return self.pill == _HELD[Why.NO_ADDRESS]

    @property
    def first_list(self) -> bool:
        """Whether it waits for the approval of the client's first list."""
        return self.pill == _HELD[Why.FIRST_DAY]


def late_words(days: int) -> str:
    """Return how late something is, or how long it has still time."""
    if days == 0:
        return "due today"
    return wording.count(days, "day") if days > 0 else f"due in {wording.count(-days, 'day')}"


def moment_there(at: datetime, zone: str) -> str:
    """Return an instant on the clock of its recipient."""
    there = at.astimezone(zone_of(zone))
    return f"{wording.day(there.date())} {there:%H:%M}"


MAILS: tuple[Column[ReminderRow], ...] = (
    Column("customer", "Customer", 180, lambda row: row.customer, grows=True),
    Column("invoices", "Invoices", 120, lambda row: row.numbers, note=lambda row: row.numbers, spare=3),
    Column("late", "Late", 92, lambda row: "" if row.thanks else late_words(row.late), number=True, spare=2),
    Column("open", "Open", 116, lambda row: wording.sums(row.open), number=True),
    Column("tone", "Tone", 78, lambda row: row.tone, muted=True, spare=1),
    Column("state", "Leaves", 124, lambda row: row.pill.words, pill=lambda row: row.pill, note=lambda row: row.words),
)
INVOICES: tuple[Column[ReminderRow], ...] = (
    Column("customer", "Customer", 180, lambda row: row.customer, grows=True),
    Column("number", "Invoice", 104, lambda row: row.numbers, spare=1),
    Column("due", "Due", 96, lambda row: wording.day(row.due), spare=2),
    Column("open", "Open", 116, lambda row: wording.sums(row.open), number=True),
    Column("state", "Why", 124, lambda row: row.pill.words, pill=lambda row: row.pill, note=lambda row: row.words),
)


def mail_rows(found: Preview) -> Iterator[ReminderRow]:
    """Yield a row for each mail that would be written now, those of a first list that waits for its approval too."""
    pill = Pill("send", "Now", Tone.GOOD)
    for message in found.decision.ready:
        yield _of_message(found.facts, message, pill, "It leaves with the next mail.")
    for held in found.decision.held:
        if goes_out(held, found.at, approved=found.approved):
            yield _of_message(found.facts, held.message, _when(found.facts, held), held.words)


def held_rows(found: Preview) -> Iterator[ReminderRow]:
    """Yield a row for each mail that something holds back."""
    for held in found.decision.held:
        if not goes_out(held, found.at, approved=found.approved):
            yield _of_message(found.facts, held.message, _when(found.facts, held), held.words)


def person_rows(found: Preview) -> Iterator[ReminderRow]:
    """Yield a row for each invoice that a person takes up: those that come to him now, and those that wait for him."""
    pill = Pill("user", "For a person", Tone.WARN)
    for one in found.decision.escalations:
        words = one.line.reason.removeprefix(f"Step {one.line.step_id}, ")
        yield _of_invoice(found.facts, one.line.invoice, pill, f"Its turn is {words}")
    waiting = _with_a_person(found.facts)
    for spared in found.decision.spared:
        if spared.why is Why.FINISHED and spared.invoice.id in waiting:
            words = f"It waits for a person since {waiting[spared.invoice.id].isoformat()}: no reminder is left."
            yield _of_invoice(found.facts, spared.invoice, pill, words)


def spared_rows(found: Preview) -> Iterator[ReminderRow]:
    """Yield a row for each invoice of which nothing is said, what may be mended first and what only waits last."""
    facts = found.facts
    for one in found.decision.unready:
        row = one.invoice
        contact = facts.contacts[row.contact_id]
        about = AboutInvoice(
            row.id, row.version, row.number or "no number", row.currency, not row.reminders, row.disputed
        )
        pill = _UNREADY if row.reminders else _OFF
        yield ReminderRow(
            row.id, contact.id, contact.name, contact.version, (about,), (one.open,), 0, row.due_date, "", pill, one.why
        )
    waits, with_a_person = {Why.NOT_YET, Why.GRACE, Why.FINISHED, Why.PAID}, _with_a_person(facts)
    for spared in sorted(found.decision.spared, key=lambda one: one.why in waits):
        if spared.why is Why.FINISHED and spared.invoice.id in with_a_person:
            continue
        pill = _SPARED.get(spared.why, _UNREADY)
        yield _of_invoice(facts, spared.invoice, pill, spared.words)


def thanks_rows(waiting: tuple[Waiting, ...]) -> Iterator[ReminderRow]:
    """Yield a row for each mail of thanks that would be written now."""
    pill = Pill("receipt", "Thanks", Tone.GOOD)
    for one in waiting:
        invoices = tuple(AboutInvoice("", 0, number, one.money.currency) for number in one.invoices)
        words = f"Thanks for {one.money}, paid on {one.day.isoformat()}."
        yield ReminderRow(
            f"thanks:{one.receipt_id}", one.contact_id, one.customer, 0, invoices, (one.money,), 0, one.day, "", pill,
            words, thanks=one.receipt_id,
        )  # fmt: skip


def line_words(line: Line) -> str:
    """Return when the step of a line comes, in the words of the rules."""
    return line.reason.split(": ", 1)[0].removeprefix(f"Step {line.step_id}, ")


def _of_message(facts: Facts, message: Message, pill: Pill, words: str) -> ReminderRow:
    contact = facts.contacts[message.customer_id]
    return ReminderRow(
        contact.id,
        contact.id,
        contact.name,
        contact.version,
        tuple(_about(facts, line.invoice) for line in message.lines),
        message.open,
        max(line.days_late for line in message.lines),
        min(line.invoice.due for line in message.lines),
        _TONES[message.tone],
        pill,
        words,
        message.digest,
    )


def _of_invoice(facts: Facts, invoice: OpenInvoice, pill: Pill, words: str) -> ReminderRow:
    contact = facts.contacts[invoice.customer_id]
    late = (facts.round.now.astimezone(zone_of(facts.round.zone)).date() - invoice.due).days
    about = (_about(facts, invoice),)
    return ReminderRow(
        invoice.id,
        contact.id,
        contact.name,
        contact.version,
        about,
        (invoice.open,),
        late,
        invoice.due,
        "",
        pill,
        words,
    )


def _with_a_person(facts: Facts) -> dict[str, date]:
    """Return the invoices that went to a person by the step that says so, with the day."""
    found: dict[str, date] = {}
    for one in facts.reminded.sent:
        row = facts.rows.get(one.key.invoice_id)
        if one.escalated and row is not None:
            ladder = facts.customers[row.contact_id].policy or facts.round.policy
            if any(step.escalates and step.id == one.key.step_id for step in ladder.steps):
                found[row.id] = max(one.day, found.get(row.id, one.day))
    return found


def _about(facts: Facts, invoice: OpenInvoice) -> AboutInvoice:
    row = facts.rows[invoice.id]
    return AboutInvoice(row.id, row.version, invoice.number, row.currency, not row.reminders, row.disputed)


def _when(facts: Facts, held: Held) -> Pill:
    """Return when a held mail may leave by the clock of its recipient, else what holds it, or would right after."""
    if held.until is None:
        return _HELD.get(held.why, Pill("clock", "Later"))
    zone = facts.customers[held.message.customer_id].zone
    there = held.until.astimezone(zone_of(zone))
    return Pill("clock", f"{_weekday(there.date())} {there:%H:%M}", Tone.INFO)


def _weekday(day: date) -> str:
    return QLocale().dayName(day.isoweekday(), QLocale.FormatType.ShortFormat)
