"""Commands about documents, links, customers, statements and receipts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from bookdesk.core.errors import NotAllowed, NotFound
from bookdesk.core.records import to_data
from bookdesk.protocol import commands, jsontext
from bookdesk.protocol.contents import PaperContent, ReceiptContent, StatementContent
from bookdesk.protocol.envelopes import Envelope
from bookdesk.protocol.events import Outcome
from bookdesk.protocol.words import PaperState
from bookdesk.server import tenants
from bookdesk.server.collecting.attempts import is_too_much, live, locked_document, want_closed
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.moneytables import (
    AttemptRow,
    CodeRow,
    ConsentRow,
    MethodRow,
    PaymentRow,
    VisitRow,
    WaitingRow,
)
from bookdesk.server.storage.tables import (
    CustomerRow,
    DocumentRow,
    EventRow,
    LinkRow,
    ReceiptRow,
    StatementRow,
    WishRow,
)
from bookdesk.server.sync.applying import Done, Turn

_LINES = 250_000
"""Bytes that lines, names and addresses may take beside the paper itself."""
_DONE = frozenset({PaperState.SETTLED, PaperState.VOID, PaperState.WITHDRAWN, PaperState.DECLINED, PaperState.LAPSED})


def publish(turn: Turn, command: commands.PublishDocument) -> Done:
    """Keep a version of a document, unless a newer one is held; an attempt under way for more is closed."""
    tenant = turn.own()
    _fits(command.envelope, tenants.settings(tenant).pdf_bytes)
    where = tenants.paper_place(tenant.id, command.document, command.version)
    tenants.read(turn.heart.keys, tenant, PaperContent, command.envelope, where)
    row = locked_document(turn.session, turn.tenant, command.document)
    for link in command.links:
        _grant(turn, command.document, link)
    _customer(turn, command.customer)
    if row is not None and row.version > command.version:
        return Done(why="A newer version is held.")
    if row is None:
        row = DocumentRow(tenant=turn.tenant, id=command.document, version=0, revision=0, disputed=0)
        turn.session.add(row)
    _fill(row, command)
    return _changed(turn, row)


def _fill(row: DocumentRow, command: commands.PublishDocument) -> None:
    if command.version > row.version:
        row.disputed, row.answered_by, row.answered_at, row.auto_stopped = 0, None, None, None
    row.version, row.kind, row.number, row.state = command.version, command.kind, command.number, command.state
    row.amount, row.open, row.currency = command.amount.minor, command.open.minor, command.amount.currency
    row.included, row.as_of = json.dumps(list(command.included)), stamp(command.as_of)
    row.issued, row.due = command.issued.isoformat(), command.due.isoformat() if command.due else None
    row.customer, row.envelope = command.customer.id, jsontext.dumps(to_data(command.envelope))
    row.untold = 0


def change(turn: Turn, command: commands.ChangeAmount) -> Done:
    """Keep what is open now."""
    row = _known(turn, command.document)
    _open(row, command.open.minor, command.open.currency, command.included, command.as_of)
    row.state = command.state
    return _changed(turn, row)


def credit(turn: Turn, command: commands.CreditDocument) -> Done:
    """Keep what a credit note left open."""
    row = _known(turn, command.document)
    _open(row, command.open.minor, command.open.currency, command.included, command.as_of)
    return _changed(turn, row)


def withdraw(turn: Turn, command: commands.WithdrawDocument) -> Done:
    """Let nobody pay or answer it any more."""
    row = _known(turn, command.document)
    row.state = command.state
    return _changed(turn, row)


def expire(turn: Turn, command: commands.ExpireSession) -> Done:
    """Have the attempt under way closed; its end is told by an event."""
    row = _known(turn, command.document)
    attempt = live(turn.session, turn.tenant, row.id)
    return Done(why="Nothing is under way.") if attempt is None else _close(turn, attempt)


def _open(row: DocumentRow, minor: int, currency: str, included: tuple[str, ...], as_of: datetime) -> None:
    if currency != row.currency:
        raise NotAllowed("The document is in another currency.", "Publish it anew with its amounts.")
    if stamp(as_of) < row.as_of:
        raise NotAllowed("A newer amount is held.", "Nothing is to be done.")
    row.open, row.included, row.as_of, row.untold = minor, json.dumps(list(included)), stamp(as_of), 0


def _changed(turn: Turn, row: DocumentRow) -> Done:
    """Count the change, see whether the document is done with, and close what would collect too much."""
    row.revision += 1
    over = row.state in _DONE or (row.open == 0 and row.kind == "invoice")
    row.settled = (row.settled or stamp(turn.at)) if over else None
    turn.session.flush()
    attempt = live(turn.session, turn.tenant, row.id)
    if attempt is None or not is_too_much(turn.session, row, attempt):
        return Done()
    return _close(turn, attempt)


def _close(turn: Turn, attempt: AttemptRow) -> Done:
    want_closed(attempt, turn.at)
    kind = "expire session"
    turn.session.add(WaitingRow(tenant=turn.tenant, idem=turn.idem, kind=kind, attempt=attempt.id))
    return Done(Outcome.WAITING, "The attempt under way is being closed at the gateway.")


def grant(turn: Turn, command: commands.GrantLink) -> Done:
    """Keep one more way to a document."""
    row = _known(turn, command.document)
    _grant(turn, row.id, command.link)
    return Done()


def _grant(turn: Turn, document: str, link: commands.Link) -> None:
    row = turn.session.get(LinkRow, link.token_hash)
    if row is not None and (row.tenant, row.document, row.contact) != (turn.tenant, document, link.contact):
        raise NotAllowed("A link's token leads elsewhere already.", "Make another token.")
    if row is None:
        row = LinkRow(token_hash=link.token_hash, tenant=turn.tenant, document=document, contact=link.contact)
        turn.session.add(row)
    row.expires = stamp(link.expires)


def revoke(turn: Turn, command: commands.RevokeLink) -> Done:
    """Let a link lead nowhere."""
    row = turn.session.get(LinkRow, command.token_hash)
    if row is None or row.tenant != turn.tenant:
        return Done(why="There is no such link.")
    row.revoked = row.revoked or stamp(turn.at)
    return Done()


def statement(turn: Turn, command: commands.PublishStatement) -> Done:
    """Keep a customer's statement in the place of an older one."""
    tenant = turn.own()
    _fits(command.envelope, tenants.settings(tenant).pdf_bytes)
    where = tenants.statement_place(tenant.id, command.customer.id, command.version)
    tenants.read(turn.heart.keys, tenant, StatementContent, command.envelope, where)
    _customer(turn, command.customer)
    row = turn.session.get(StatementRow, (turn.tenant, command.customer.id))
    if row is not None and row.version > command.version:
        return Done(why="A newer statement is held.")
    closed = jsontext.dumps(to_data(command.envelope))
    named = {"tenant": turn.tenant, "customer": command.customer.id}
    fields = {"version": command.version, "as_of": command.as_of.isoformat(), "envelope": closed}
    turn.session.merge(StatementRow(**named, **fields))
    return Done()


def receipt(turn: Turn, command: commands.ReceiptAvailable) -> Done:
    """Keep a receipt."""
    tenant, row = turn.own(), _known(turn, command.document)
    _fits(command.envelope, tenants.settings(tenant).pdf_bytes)
    where = tenants.receipt_place(tenant.id, command.document, command.receipt)
    tenants.read(turn.heart.keys, tenant, ReceiptContent, command.envelope, where)
    named = {"tenant": turn.tenant, "document": command.document, "receipt": command.receipt}
    fields = {"number": command.number, "amount": command.amount.minor, "currency": command.amount.currency}
    closed = jsontext.dumps(to_data(command.envelope))
    turn.session.merge(ReceiptRow(**named, **fields, paid=command.paid.isoformat(), envelope=closed))
    row.revision += 1
    return Done()


def withdraw_receipt(turn: Turn, command: commands.WithdrawReceipt) -> Done:
    """Hand out a receipt no more."""
    row = turn.session.get(ReceiptRow, (turn.tenant, command.document, command.receipt))
    if row is None:
        return Done(why="There is no such receipt.")
    turn.session.delete(row)
    _known(turn, command.document).revision += 1
    return Done()


def erase(turn: Turn, command: commands.EraseCustomer) -> Done:
    """Delete all of a customer, unless money of his is on its way; then what is under way is being closed first."""
    session, tenant = turn.session, turn.tenant
    own = select(DocumentRow.id).where(DocumentRow.tenant == tenant, DocumentRow.customer == command.customer)
    documents = list(session.scalars(own.order_by(DocumentRow.id)))
    under_way = [attempt for document in documents if (attempt := live(session, tenant, document)) is not None]
    for attempt in under_way:
        want_closed(attempt, turn.at)
    if under_way:
        return Done(Outcome.REFUSED, "A payment of the customer is under way and is being closed. Send it again later.")
    for document in documents:
        forget_document(turn, document)
    _let_go_of_events(turn, (command.customer, *documents))
    for table in (StatementRow, WishRow, CodeRow, VisitRow, MethodRow, ConsentRow):
        session.execute(delete(table).where(table.tenant == tenant, table.customer == command.customer))
    session.execute(delete(CustomerRow).where(CustomerRow.tenant == tenant, CustomerRow.id == command.customer))
    return Done()


def _let_go_of_events(turn: Turn, names: Sequence[str]) -> None:
    """Let go of what events that the desk has say of a customer or his documents; their hashes stay."""
    known = (EventRow.tenant == turn.tenant, EventRow.n <= turn.own().acked_n, EventRow.content.is_not(None))
    for name in names:
        named = EventRow.content.contains(f'"{name}"', autoescape=True)
        turn.session.execute(update(EventRow).where(*known, named).values(content=None))


def forget_document(turn: Turn, document: str) -> None:
    """Delete a document with all that belongs to it."""
    for table in (LinkRow, ReceiptRow, PaymentRow, AttemptRow):
        turn.session.execute(delete(table).where(table.tenant == turn.tenant, table.document == document))
    turn.session.execute(delete(DocumentRow).where(DocumentRow.tenant == turn.tenant, DocumentRow.id == document))


def _known(turn: Turn, document: str) -> DocumentRow:
    row = locked_document(turn.session, turn.tenant, document)
    if row is None:
        raise NotFound("The portal does not hold that document.", "Publish it first.")
    return row


def _customer(turn: Turn, customer: commands.Customer) -> None:
    hashes = json.dumps(list(customer.mail_hashes))
    turn.session.merge(CustomerRow(tenant=turn.tenant, id=customer.id, mail_hashes=hashes, locale=customer.locale))


def _fits(envelope: Envelope, pdf_bytes: int) -> None:
    if len(envelope.content) > (pdf_bytes * 4 // 3 + _LINES) * 4 // 3:  # base64 in base64
        raise NotAllowed("The paper is larger than this client's papers may be.", "Publish it without its PDF.")
