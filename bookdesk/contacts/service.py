"""Suppliers and customers of one client: shown, added, changed, put away and taken back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.contacts import fields
from bookdesk.contacts.details import Alike, ContactDetails, OpenDocument, read_alike, read_details, read_open_documents
from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.identifiers import new_id
from bookdesk.core.texts import clean
from bookdesk.ledger.billlists import reviewed_and_open
from bookdesk.ledger.owner import client_today
from bookdesk.ledger.receivable import still_open_invoice
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.contact import NOTED, Contact
from bookdesk.models.invoice import Invoice, InvoiceStatus
from bookdesk.models.schedule import InvoiceSchedule
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk


class ContactService:
    """The contacts of one client. Each act is one change, which undo takes back.

    Bank details are not changed here: they have a service of their own, with a second person in it.
    """

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def show(self, contact_id: str) -> ContactDetails:
        """Return a contact in full, with its bank accounts and the codes of its coding."""
        with self._desk.books.query() as session:
            contact = session.get(Contact, contact_id)
            if contact is None:
                raise NotFound("There is no such contact.", "Refresh the list of contacts.")
            return read_details(session, contact)

    def open_documents(self, contact_id: str) -> tuple[OpenDocument, ...]:
        """Return bills and credit notes of a contact of which something is left, the oldest due first."""
        with self._desk.books.query() as session:
            return read_open_documents(session, contact_id)

    def alike(self, contact_id: str) -> tuple[Alike, ...]:
        """Return other contacts that may be the same: of the same tax number, mail address or name."""
        with self._desk.books.query() as session:
            return read_alike(session, contact_id)

    def add(self, assignments: Mapping[str, str]) -> ContactDetails:
        """Add a contact with these fields (`contacts.fields.SETTERS`); a supplier unless it says otherwise."""
        if "name" not in assignments:
            raise InputError("A contact needs a name.", "Write it as it stands on the contact's papers.")
        contact = Contact(id=new_id(), supplier="customer" not in assignments, customer=False, archived=False)
        with self._change(f"added: {_said(assignments)}") as work:
            with work.session.no_autoflush:
                fields.apply(work.session, contact, assignments)
            work.add(contact)
            work.commit()
        return self.show(contact.id)

    def edit(self, contact_id: str, assignments: Mapping[str, str], *, version: int | None = None) -> ContactDetails:
        """Change fields of a contact: all of them, or none where one is refused."""
        if not assignments:
            raise InputError("Nothing to change was said.", "Change one field or more.")
        with self._change(_said(assignments)) as work:
            contact = work.get(Contact, contact_id, version=version)
            with work.session.no_autoflush:
                fields.apply(work.session, contact, assignments)
            work.commit()
        return self.show(contact_id)

    def note(self, contact_id: str, text: str, *, version: int | None = None) -> ContactDetails:
        """Add a line to the notes of a contact under today's date; the latest stands first."""
        said = clean(text)
        if not said:
            raise InputError("The note is empty.", "Write what a colleague should know.")
        with self._change(f"{NOTED}{said}") as work:
            contact = work.get(Contact, contact_id, version=version)
            line = f"{client_today(work.session, self._desk.clock).isoformat()}: {said}"
            contact.notes = fields.notes("\n".join(filter(None, (line, contact.notes))))
            work.commit()
        return self.show(contact_id)

    def archive(self, contact_id: str, *, version: int | None = None) -> ContactDetails:
        """Put a contact away; refused while a bill is unfinished, an invoice open, or a schedule bills him."""
        with self._change("archived") as work:
            contact = work.get(Contact, contact_id, version=version)
            _refuse_unpaid(work.session, contact)
            unfinished = _unfinished(work.session, contact_id)
            if unfinished:
                raise RuleBroken(
                    f"{contact.name} has {unfinished} {'bill' if unfinished == 1 else 'bills'} that are not settled.",
                    "Pay, allocate or void what is open first.",
                )
            contact.archived = True
            work.commit()
        return self.show(contact_id)

    def restore(self, contact_id: str, *, version: int | None = None) -> ContactDetails:
        """Take a contact back that was put away."""
        with self._change("restored") as work:
            work.get(Contact, contact_id, version=version).archived = False
            work.commit()
        return self.show(contact_id)

    def _change(self, reason: str) -> Change:
        return self._desk.books.change(Action.CONTACT_EDITED, reason, actor=self._desk.actor)


def _said(assignments: Mapping[str, str]) -> str:
    return ", ".join(name if name == "notes" else f"{name}={value}" for name, value in assignments.items())


def _refuse_unpaid(session: Session, contact: Contact) -> None:
    his = select(func.count()).select_from(Invoice).where(Invoice.contact_id == contact.id)
    issued = his.where(Invoice.status == InvoiceStatus.ISSUED, still_open_invoice())
    if left := session.scalar(issued) or session.scalar(his.where(Invoice.status == InvoiceStatus.DRAFT)):
        raise RuleBroken(
            f"{contact.name} has {left} {'invoice that is' if left == 1 else 'invoices that are'} not settled.",
            "See to what is open first, and throw drafts away.",
        )
    running = select(InvoiceSchedule.name).where(
        InvoiceSchedule.contact_id == contact.id, InvoiceSchedule.stopped.is_(False)
    )
    if name := session.scalar(running):
        raise RuleBroken(f"The schedule {name} still bills {contact.name}.", "Stop it first.")


def _unfinished(session: Session, contact_id: str) -> int:
    unfinished = reviewed_and_open() | (Bill.status == BillStatus.DRAFT)
    query = select(func.count()).select_from(Bill).where(Bill.contact_id == contact_id, unfinished)
    return session.scalar(query) or 0
