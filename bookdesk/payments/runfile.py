"""The file of a released run with what a person holds against his bank's screen."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, RuleBroken
from bookdesk.core.money import Money
from bookdesk.models.contact import Contact
from bookdesk.models.payment import PaymentRun
from bookdesk.payments.files import write_file
from bookdesk.payments.views import RunView
from bookdesk.store.documents import DocumentStore


@dataclass(frozen=True, slots=True)
class RunFile:
    """Name and bytes of the file, how many payments of how much are in it, and what it writes otherwise than we do."""

    name: str
    content: bytes
    sha256: str
    payments: int
    total: Money
    notes: tuple[str, ...]


def stored_file(documents: DocumentStore, run: PaymentRun | None) -> tuple[str, bytes]:
    """Return name and bytes of a released run's file, always the same bytes."""
    if run is None or not (run.file_stored_name and run.file_seal_key and run.file_sha256):
        raise RuleBroken("This run was not released, so it has no file.", "Release it first.")
    content = documents.read(run.file_stored_name, run.file_seal_key, run.file_sha256)
    return run.file_name or run.file_stored_name, content


def run_file(session: Session, documents: DocumentStore, view: RunView) -> RunFile:
    """Return the file of a released run with its figures and notes."""
    name, content = stored_file(documents, view.run)
    sha256 = view.run.file_sha256 or ""
    return RunFile(name, content, sha256, len(view.paying), view.total, _notes(session, view))


def _notes(session: Session, view: RunView) -> tuple[str, ...]:
    """Return how the file writes what its form has no room or letters for: it is written once more, and not kept."""
    run, payments = view.run, [one.payment for one in view.paying]
    payees = select(Contact).where(Contact.id.in_([one.contact_id for one in payments]))
    contacts = {row.id: row for row in session.scalars(payees)}
    if run.released_at is None:
        return ()
    try:
        parts = {one.payment.id: one.parts for one in view.paying}
        again = write_file(run, view.bank_account, payments, parts, contacts, run.released_at)
    except BookDeskError:
        return ()  # the account was changed since: what is in the file is there all the same
    return tuple(dict.fromkeys(again.notes))
