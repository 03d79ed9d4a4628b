"""Search everything: clients by name, and records of the client in front: documents both ways, money, contacts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bookdesk.capture.listing import InboxList, InboxListing, InboxQuery
from bookdesk.contacts.listing import ContactList, ContactListing, ContactQuery
from bookdesk.core.money import Money
from bookdesk.office.finding import ranked
from bookdesk.office.opened import Office
from bookdesk.payments.listing import BillList, BillListing, BillOrder, BillQuery
from bookdesk.reports.found import find_estimates, find_invoices, find_receipts
from bookdesk.workspace import Workspace

MOST = 8
"""Hits of each kind."""


class FoundKind(StrEnum):
    """What was found."""

    CLIENT = "client"
    BILL = "bill"
    INVOICE = "invoice"
    ESTIMATE = "estimate"
    RECEIPT = "receipt"
    CONTACT = "contact"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Found:
    """A thing found: its id, what it is called, and what tells it from others; `amount` where it has one.

    `contact_id` is the customer's whose document or money it is.
    """

    kind: FoundKind
    id: str
    title: str
    subtitle: str = ""
    amount: Money | None = None
    contact_id: str = ""


def search(office: Office, client_id: str, text: str, most: int = MOST) -> list[Found]:
    """Return up to `most` hits of each kind; only clients where no client is in front.

    Clients come first, then people: a name is asked for to see how its owner stands.
    """
    entries = {str(entry.client_id): entry.name for entry in office.clients()}
    found = [Found(FoundKind.CLIENT, one, entries[one], "Client") for one in ranked(text, entries.items())[:most]]
    if client_id:
        with office.workspace(client_id) as workspace:
            found += [
                *_contacts(workspace, text, most),
                *_bills(workspace, text, most),
                *_sales(workspace, text, most),
                *_documents(workspace, text, most),
            ]
    return found


def _bills(workspace: Workspace, text: str, most: int) -> Iterator[Found]:
    query = BillQuery(BillList.ALL, text=text, order=BillOrder.RECEIVED, descending=True)
    view = BillListing(workspace.desk).of(query)
    for row in view.rows(view.keys()[:most]):
        title = f"{row.supplier or 'Unknown supplier'}  {row.number or ''}".strip()
        yield Found(FoundKind.BILL, row.id, title, f"{row.kind.value.capitalize()}, {row.settlement.value}", row.total)


def _sales(workspace: Workspace, text: str, most: int) -> Iterator[Found]:
    with workspace.desk.books.query() as session:
        found = {
            FoundKind.INVOICE: find_invoices(session, text, most),
            FoundKind.ESTIMATE: find_estimates(session, text, most),
            FoundKind.RECEIPT: find_receipts(session, text, most),
        }
    for kind, records in found.items():
        for one in records:
            title = f"{one.contact}  {one.number}".strip()
            told = f"{one.kind.capitalize()}, {one.state}"
            yield Found(kind, one.id, title, told, one.amount, one.contact_id)


def _contacts(workspace: Workspace, text: str, most: int) -> Iterator[Found]:
    view = ContactListing(workspace.desk).of(ContactQuery(ContactList.ALL, text=text))
    for row in view.rows(view.keys()[:most]):
        both = " and ".join(word for word, so in (("customer", row.customer), ("supplier", row.supplier)) if so)
        yield Found(FoundKind.CONTACT, row.id, row.name, (both or "contact").capitalize(), contact_id=row.id)


def _documents(workspace: Workspace, text: str, most: int) -> Iterator[Found]:
    view = InboxListing(workspace.desk).of(InboxQuery(InboxList.ALL_OPEN, text=text))
    for row in view.rows(view.keys()[:most]):
        yield Found(
            FoundKind.DOCUMENT, row.id, row.supplier or row.file_name, f"Document {row.number}, {row.file_name}"
        )
