"""What reminders are decided on, read from the books: open invoices, customers, what was sent, and what may be paid.

Whatever leaves doubt whether a customer still owes speaks for him: credit of his that settles nothing yet counts for
his oldest invoices, and a line of the bank that is not matched and looks like his payment keeps an invoice from being
named, as does a payment that is under way online (`paying`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.ledger.receivable import open_invoices, still_open_invoice, still_unapplied, unapplied
from bookdesk.mail.lists import shut_addresses
from bookdesk.mail.voice import Voice, locale_for, voice
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Instalment, Invoice, InvoiceKind
from bookdesk.models.receipt import Receipt
from bookdesk.receivables.dunning import Round
from bookdesk.receivables.dunningfacts import Customer, OpenInvoice
from bookdesk.receivables.ladders import Ladders, read_ladders
from bookdesk.receivables.online.underway import being_paid
from bookdesk.receivables.parts import Part, asked
from bookdesk.receivables.reminded import Reminded, among, read_reminded
from bookdesk.receivables.sending_hours import zone_of
from bookdesk.receivables.unmatched import read_unmatched


@dataclass(frozen=True, slots=True)
class Unready:
    """An open invoice of which no reminder can speak, with the reason in a sentence, and what is open of it."""

    invoice: Invoice
    why: str
    open: Money


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a plan is made of, for one customer or for all.

    `rows` are the stored invoices by id; `doubts` say of an invoice that counts as being paid why it does; `shut` are
    the keys of addresses from which mail came back.
    """

    round: Round
    ladders: Ladders
    voice: Voice
    invoices: tuple[OpenInvoice, ...]
    customers: Mapping[str, Customer]
    contacts: Mapping[str, Contact]
    rows: Mapping[str, Invoice]
    reminded: Reminded
    unready: tuple[Unready, ...]
    doubts: Mapping[str, str]
    shut: frozenset[str] = frozenset()


def read_facts(
    session: Session,
    now: datetime,
    contact_id: str | None = None,
    *,
    without: str | None = None,
    unanswered: Collection[str] = (),
) -> Facts:
    """Return the facts at an instant, of one customer or all. `without` is the id of a mail taken as not written.

    `unanswered` are invoices of whose page no answer of the gateway came just now (`being_paid`).
    """
    spoken = voice(session)
    ladders = read_ladders(session, now.astimezone(zone_of(spoken.zone)).date())
    rows = _open_rows(session, contact_id, InvoiceKind.INVOICE)
    contacts = _contacts(session, {row.contact_id for row in rows})
    customers = {id_: _customer(one, spoken, ladders) for id_, one in contacts.items()}
    zones = {id_: one.zone for id_, one in customers.items()}
    reminded = read_reminded(session, [row.id for row in rows], zones, without)
    found, unready = _asked(session, rows, _days(now, spoken.zone, zones), reminded)
    invoices, doubts = _doubted(session, found, being_paid(session, without=unanswered))
    return Facts(
        Round(now, spoken.zone, ladders.usual, ladders.first_day, ladders.hours),
        ladders,
        spoken,
        invoices,
        customers,
        contacts,
        {row.id: row for row in rows},
        reminded,
        unready,
        doubts,
        shut_addresses(session),
    )


def _open_rows(session: Session, contact_id: str | None, kind: InvoiceKind) -> Sequence[Invoice]:
    query = select(Invoice).where(Invoice.kind == kind, still_open_invoice())
    if contact_id is not None:
        query = query.where(Invoice.contact_id == contact_id)
    return session.scalars(query.order_by(Invoice.due_date, Invoice.id)).all()


def _contacts(session: Session, ids: Collection[str]) -> dict[str, Contact]:
    query = select(Contact).where(among(Contact.id, ids))
    return {one.id: one for one in session.scalars(query) if one.id in ids}


def _customer(contact: Contact, spoken: Voice, ladders: Ladders) -> Customer:
    """Return a contact as the plan sees him; a zone nobody knows is taken for the client's."""
    return Customer(
        contact.id,
        contact.name,
        sound_zone(contact.zone, spoken.zone),
        locale_for(spoken, contact),
        contact.kind,
        max(0, contact.grace_days),
        contact.reminders and not contact.archived,
        ladders.own.get(contact.reminder_policy_id or ""),
    )


def sound_zone(zone: str | None, otherwise: str) -> str:
    """Return the zone of a customer; another where he has none, or one that nobody knows."""
    try:
        return zone_of(zone or otherwise).key
    except InputError:
        return otherwise


def _days(now: datetime, zone: str, zones: Mapping[str, str]) -> dict[str, date]:
    """Return by customer the earlier of the client's day and his own, as the plan counts lateness."""
    here = now.astimezone(zone_of(zone)).date()
    return {id_: min(here, now.astimezone(zone_of(one)).date()) for id_, one in zones.items()}


def _asked(
    session: Session, rows: Sequence[Invoice], days: Mapping[str, date], reminded: Reminded
) -> tuple[list[OpenInvoice], tuple[Unready, ...]]:
    """Return what is asked for of each invoice, and those of which no reminder can speak."""
    left, parts = open_invoices(session, rows), _parts(session, rows)
    found: list[OpenInvoice] = []
    unready: list[Unready] = []
    for row in rows:
        one = _invoice(row, left[row.id], parts.get(row.id, ()), days[row.contact_id], reminded)
        if isinstance(one, Unready):
            unready.append(one)
        else:
            found.append(one)
    return found, tuple(unready)


def _parts(session: Session, rows: Iterable[Invoice]) -> dict[str, list[Part]]:
    """Return the instalments of invoices that are to be paid in some, by invoice."""
    currencies = {row.id: row.currency for row in rows}
    found: dict[str, list[Part]] = defaultdict(list)
    query = select(Instalment).where(among(Instalment.invoice_id, currencies))
    for one in session.scalars(query.order_by(Instalment.invoice_id, Instalment.position)):
        if one.invoice_id in currencies:
            amount = Money(one.amount, currencies[one.invoice_id])
            found[one.invoice_id].append(Part(one.position, one.due_date, amount))
    return found


def _invoice(
    row: Invoice, left: Money, parts: Sequence[Part], today: date, reminded: Reminded
) -> OpenInvoice | Unready:
    if not row.number:
        return Unready(row, "It has no number yet: the ledger gives it.", left)
    position, due, whole, open_ = 0, row.due_date, row.claim, left
    if parts:
        part = asked(parts, left, today)
        if part is None:
            return Unready(row, "Its next milestone has no due day yet.", left)
        position, due, whole, open_ = part.position, part.due, part.total, part.open
    if due is None:
        return Unready(row, "It has no due day.", left)
    version = reminded.version(row.id, position)
    number, issued = row.number, row.document_date
    marks = row.disputed, row.promised_until
    one = OpenInvoice(row.id, version, row.contact_id, number, issued, due, whole, open_, *marks)
    return one if row.reminders else Unready(row, "Reminders are switched off for it.", left)


def _doubted(
    session: Session, found: Sequence[OpenInvoice], online: Mapping[str, str]
) -> tuple[tuple[OpenInvoice, ...], dict[str, str]]:
    """Return the invoices with what is not theirs to ask for taken off, and why some count as being paid.

    `online` says so of those that are being paid online.
    """
    doubts: dict[str, str] = {}
    credit = _credit(session, {one.customer_id for one in found})
    oldest_first = sorted(found, key=lambda one: (one.customer_id, one.due, one.number))
    seen = [_less(one, credit.get(one.customer_id, {}), doubts) for one in oldest_first]
    lines = read_unmatched(session, min((one.issued for one in seen), default=None))
    told = {one.id: online[one.id] for one in seen if one.id in online}
    doubts = {id_: line.words for id_, line in lines.paying(seen).items()} | doubts | told
    return tuple(replace(one, in_process=True) if one.id in doubts else one for one in seen), doubts


def _credit(session: Session, contact_ids: Collection[str]) -> dict[str, dict[str, Money]]:
    """Return by customer and currency what he has to his credit: money that settles nothing yet, open credit notes."""
    only = next(iter(contact_ids)) if len(contact_ids) == 1 else None
    having = select(Receipt.contact_id).where(among(Receipt.contact_id, contact_ids), still_unapplied()).distinct()
    credit = {id_: dict(unapplied(session, id_)) for id_ in session.scalars(having) if id_ in contact_ids}
    notes = {note.id: note for note in _open_rows(session, only, InvoiceKind.CREDIT_NOTE)}
    for id_, left in open_invoices(session, notes.values()).items():
        his = credit.setdefault(notes[id_].contact_id, {})
        his[left.currency] = his.get(left.currency, Money.zero(left.currency)) + left
    return credit


def _less(invoice: OpenInvoice, credit: dict[str, Money], doubts: dict[str, str]) -> OpenInvoice:
    """Take a customer's credit off an invoice, or let it count as being paid where the credit covers it."""
    currency = invoice.open.currency
    his = credit.get(currency, Money.zero(currency))
    if his.minor <= 0:
        return invoice
    used = min(his, invoice.open)
    credit[currency] = his - used
    if used == invoice.open:
        doubts[invoice.id] = f"He has {his} to his credit that settles nothing yet: apply it first."
        return invoice
    return replace(invoice, open=invoice.open - used)
