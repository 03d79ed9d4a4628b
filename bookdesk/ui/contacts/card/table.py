"""What the card of a contact and its timeline say, in words, rows and pills."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from bookdesk.contacts.details import ContactDetails
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CustomerKind, MailStage
from bookdesk.models.contact import Terms
from bookdesk.reports.ageing import BUCKETS, Aged, Bucket
from bookdesk.reports.collection import KeyFigure, Unit
from bookdesk.reports.contactcard import NOT_PAID, ContactCard, LastMail, OpenItem, PayBehaviour
from bookdesk.reports.owed import Kind
from bookdesk.reports.service import Side
from bookdesk.reports.timeline import Event, EventKind
from bookdesk.ui import wording
from bookdesk.ui.contacts.form.table import town_first
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Place, history_of
from bookdesk.ui.pieces import countries
from bookdesk.ui.pieces.columns import Column, Pill

# -- open with a customer

_KINDS = {Kind.INVOICE: "Invoice", Kind.CREDIT_NOTE: "Credit note", Kind.ON_ACCOUNT: "On account"}


def item_pill(one: OpenItem) -> Pill:
    """Return the one thing a person asks of an open item: what stops it, else how late it is."""
    if one.disputed:
        return Pill("dispute", "Disputed", Tone.BAD)
    if one.kind is not Kind.INVOICE:
        return Pill("credit", "To be used", Tone.INFO)
    if one.promised_until is not None:
        return Pill("clock", "Promised", Tone.INFO)
    late = one.days_overdue > 0
    return Pill("alert", f"{wording.count(one.days_overdue, 'day')} late", Tone.BAD) if late else Pill("open", "Open")


def _left(one: OpenItem) -> Money:
    """Return what is open of it; of credit less than nothing, as the sums count it."""
    return -one.credit if one.credit else one.open


ITEMS: tuple[Column[OpenItem], ...] = (
    Column("number", "Number", 120, lambda one: one.number or _KINDS[one.kind], grows=True),
    Column("kind", "Kind", 92, lambda one: _KINDS[one.kind], muted=True, spare=3),
    Column("due", "Due", 92, lambda one: wording.day(one.due), spare=2),
    Column("open", "Open", 126, lambda one: wording.money(_left(one)), number=True),
    Column("state", "", 130, lambda one: item_pill(one).words, pill=item_pill, spare=1),
)

# -- mails

_STAGES = {
    MailStage.QUEUED: Pill("waiting", "Waits", Tone.INFO),
    MailStage.SENDING: Pill("send", "Being sent", Tone.INFO),
    MailStage.ACCEPTED: Pill("check", "Sent", Tone.GOOD),
    MailStage.UNKNOWN: Pill("alert", "Not known", Tone.WARN),
    MailStage.REFUSED: Pill("failed", "Refused", Tone.BAD),
    MailStage.CANCELLED: Pill("void", "Not sent"),
}


def mail_pill(one: LastMail) -> Pill | None:
    """Return how far a mail is."""
    if one.bounced:
        return Pill("failed", "Came back", Tone.BAD)
    if one.stopped is not None:
        return Pill("void", f"Stopped: {one.stopped.word}", Tone.BAD)
    return _STAGES[one.stage] if one.stage is not None else None


MAILS: tuple[Column[LastMail], ...] = (
    Column("subject", "Mail", 150, lambda one: one.subject, grows=True, note=lambda one: one.subject),
    Column("at", "Written", 136, lambda one: wording.moment(one.written_at), muted=True, spare=1),
    Column("stage", "", 116, lambda _: "", pill=mail_pill),
)

# -- facts

_LATE = {
    Bucket.CURRENT: "not due yet",
    Bucket.TO_30: "1 to 30 days late",
    Bucket.TO_60: "31 to 60 days late",
    Bucket.TO_90: "61 to 90 days late",
    Bucket.OVER_90: "over 90 days late",
}
_SIDES = {Side.RECEIVABLES: "Owes us", Side.PAYABLES: "We owe"}


def standing(card: ContactCard, reminder: str) -> list[tuple[str, str]]:
    """Return how a contact stands: sums by currency and age, credit, what falls due next, how he pays."""
    facts: list[tuple[str, str]] = []
    for side, sums in ((Side.RECEIVABLES, card.owes), (Side.PAYABLES, card.owed)):
        facts.append((_SIDES[side], wording.sums(sums) if sums else ""))
        for whose, aged in card.ages:
            facts += _by_age(aged) if whose is side else ()
    promised = [f"{one.number} by {wording.day(one.promised_until)}" for one in card.open if one.promised_until]
    credit = [aged.unapplied for side, aged in card.ages if side is Side.RECEIVABLES and aged.unapplied]
    following = card.next_due
    facts += [
        ("Credit kept", wording.sums(credit) if credit else ""),
        (
            "Falls due next",
            f"{following.number}, {wording.day(following.due)}, {wording.money(following.open)}" if following else "",
        ),
        ("Promised", ", ".join(promised)),
        *(_pays(card.behaviour) if card.behaviour is not None else ()),
        ("Next reminder", wording.local(reminder)),
    ]
    return facts


def _by_age(aged: Aged) -> list[tuple[str, str]]:
    """Return what is open by how late it is; what is all of one age is told by its sum."""
    parts = zip(BUCKETS, aged.buckets, strict=True)
    return [(f"– {_LATE[bucket]}", wording.money(money)) for bucket, money in parts if money]


def _pays(found: PayBehaviour) -> list[tuple[str, str]]:
    """Return how he paid, each figure as the reports define it."""
    days = found.usual_lag
    usual = ""
    if days is not None:
        off = f"{wording.count(abs(days), 'day')} {'after' if days > 0 else 'before'} the due date"
        usual = f"{off if days else 'on the due date'}, by {wording.count(found.invoices, 'paid invoice')}"
    return [("Usually pays", usual), *((one.name.value, _figure(one)) for one in found.figures)]


def _figure(one: KeyFigure) -> str:
    if one.value is None:
        return NOT_PAID if one.remark == NOT_PAID else ""
    if one.unit is Unit.SHARE:
        return f"{(one.rounded(3) or 0) * 100:.0f} %"
    return f"{one.rounded()} days"


_WHAT = {
    CustomerKind.BUSINESS: "business",
    CustomerKind.PUBLIC: "public authority",
    CustomerKind.CONSUMER: "person",
}


def who(details: ContactDetails, home: str) -> list[tuple[str, str]]:
    """Return what is kept of a contact; `home` is the country of those that say nothing else."""
    account = "  ".join(filter(None, (details.default_account, details.default_account_name)))
    parts = (details.city, details.postcode)
    town = " ".join(filter(None, parts if town_first(details.country or home) else parts[::-1]))
    country = countries.name_of(details.country) if details.country else ""
    return [
        ("Is", _is(details)),
        ("Contact person", details.attention or ""),
        ("Phone", details.phone or ""),
        ("Mail", details.email or ""),
        ("Reminders to", details.reminder_email or ""),
        ("Address", ", ".join(filter(None, (details.street, town, country)))),
        ("Tax number", details.tax_id or ""),
        ("Currency", details.currency or ""),
        ("Language", details.language or ""),
        ("Time zone", details.zone or ""),
        ("Terms", terms_words(details)),
        ("Grace", wording.count(details.grace_days, "day") if details.grace_days else ""),
        ("Reminders", "" if details.reminders or not details.customer else "none are wanted"),
        ("Sold on", "  ".join(filter(None, (details.sales_account, details.sales_tax_code)))),
        ("Buyer reference", details.buyer_reference or ""),
        ("E-invoice address", details.electronic_address or ""),
        ("Paid by", details.way_of_payment.value if details.way_of_payment else ""),
        ("Usually coded to", account),
        ("Usual tax code", details.default_tax_code or ""),
        ("Came from", details.origin or ""),
    ]


def _is(details: ContactDetails) -> str:
    both = ", ".join(word for word, so in (("supplier", details.supplier), ("customer", details.customer)) if so)
    return f"{both} ({_WHAT[details.kind]})" if details.customer else both


def terms_words(details: ContactDetails) -> str:
    """Return when bills of a contact and invoices to it fall due, in words."""
    days = details.terms_days or 0
    words = {
        Terms.NET: f"{days} days after the document",
        Terms.MONTH_END: f"{days} days after the end of the month",
        Terms.DAY_OF_NEXT_MONTH: f"day {days} of the next month",
    }
    return words.get(details.terms, "") if details.terms is not None else ""


# -- the timeline

_EVENTS = MappingProxyType(
    {
        EventKind.BILL: Pill("bill", "Bill"),
        EventKind.PAYMENT: Pill("pay", "Payment"),
        EventKind.ESTIMATE: Pill("sales", "Estimate"),
        EventKind.INVOICE: Pill("sales", "Invoice"),
        EventKind.RECEIPT: Pill("receipt", "Receipt", Tone.GOOD),
        EventKind.REFUND: Pill("undo", "Refund", Tone.WARN),
        EventKind.SETTLED: Pill("check", "Settled"),
        EventKind.MAIL: Pill("send", "Mail", Tone.INFO),
        EventKind.REMINDER: Pill("clock", "Reminder", Tone.WARN),
        EventKind.MATCH: Pill("match", "Bank"),
        EventKind.EDIT: Pill("edit", "Change"),
    }
)
_NOTE: Final = Pill("draft", "Note", Tone.INFO)


def event_pill(one: Event) -> Pill:
    """Return what kind of thing happened."""
    return _NOTE if is_note(one) else _EVENTS[one.kind]


def is_note(one: Event) -> bool:
    """Whether somebody wrote a note."""
    return one.kind is EventKind.EDIT and one.title == "Note"


def event_words(one: Event) -> str:
    """Return what happened in one line."""
    detail = wording.local(one.detail)
    return detail if is_note(one) else "  ·  ".join(filter(None, (one.title, detail)))


def event_columns(person: Callable[[str], str]) -> tuple[Column[Event], ...]:
    """Return the columns of a timeline; `person` names users."""

    def by(one: Event) -> str:
        return person(one.by) if one.by else ""

    def note(one: Event) -> str:
        return "\n".join(filter(None, (event_words(one), wording.money(one.amount), by(one))))

    return (
        Column("day", "On", 96, lambda one: wording.day(one.day)),
        Column("kind", "", 104, lambda one: event_pill(one).words, pill=event_pill, spare=1),
        Column("what", "What", 260, event_words, note=note, grows=True),
        Column("amount", "Amount", 118, lambda one: wording.money(one.amount), number=True, spare=2),
        Column("who", "By", 90, by, muted=True, spare=3),
    )


SORTS: tuple[tuple[str, str, frozenset[EventKind]], ...] = (
    ("all", "Everything", frozenset(EventKind)),
    (
        "documents",
        "Documents",
        frozenset({EventKind.BILL, EventKind.INVOICE, EventKind.ESTIMATE, EventKind.SETTLED}),
    ),
    ("money", "Money", frozenset({EventKind.PAYMENT, EventKind.RECEIPT, EventKind.REFUND, EventKind.MATCH})),
    ("mails", "Mails", frozenset({EventKind.MAIL, EventKind.REMINDER})),
    ("notes", "Notes and changes", frozenset({EventKind.EDIT})),
)
"""Which kinds of events a person looks at together."""


_SCREENS = MappingProxyType(
    {
        EventKind.BILL: "bills",
        EventKind.ESTIMATE: "estimates",
        EventKind.INVOICE: "sales",
        EventKind.SETTLED: "sales",
        EventKind.REMINDER: "sales",
        EventKind.RECEIPT: "receipts",
        EventKind.MAIL: "outbox",
    }
)


def place_of(one: Event, contact_id: str) -> Place:
    """Return where an event is seen: on its own screen where it has one, else in the history."""
    if one.kind in _SCREENS:
        return Place(_SCREENS[one.kind], item=one.about or one.id)
    if one.kind is EventKind.PAYMENT:
        return Place("payments", view="released", item=one.about)
    if one.kind is EventKind.REFUND and one.about:
        return Place("receipts", item=one.about)
    return history_of("match", one.id) if one.kind is EventKind.MATCH else history_of("contact", contact_id)


def item_place(one: OpenItem) -> Place:
    """Return where an open item of a customer is seen."""
    return Place("receipts" if one.kind is Kind.ON_ACCOUNT else "sales", item=one.record)


def mail_place(mail_id: str) -> Place:
    """Return where a mail is seen."""
    return Place("outbox", item=mail_id)
