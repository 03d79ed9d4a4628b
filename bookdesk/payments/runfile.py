"""The file of a released run with what a person holds against his bank's screen."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, RuleBroken, Tampered
from bookdesk.core.money import Money
from bookdesk.models.contact import Contact
from bookdesk.models.payment import Payment, PaymentRun
from bookdesk.payments.files import write_file
from bookdesk.payments.ports import Verifier
from bookdesk.payments.signed import not_as_signed
from bookdesk.payments.views import RunView
from bookdesk.store.books import Books


@dataclass(frozen=True, slots=True)
class RunFile:
    """Name and bytes of the file, how many payments of how much are in it, and what it writes otherwise than we do."""

    name: str
    content: bytes
    sha256: str
    payments: int
    total: Money
    notes: tuple[str, ...]


def stored_file(session: Session, books: Books, run: PaymentRun | None, verifier: Verifier) -> tuple[str, bytes]:
    """Return name and bytes of a released run's file, always the same bytes.

    `Tampered` unless it is the file whose release was signed, by somebody who might release it: everybody with the
    client's key can write another one's name, key and hash into the run.
    """
    if run is None or not (run.file_stored_name and run.file_seal_key and run.file_sha256):
        raise RuleBroken("This run was not released, so it has no file.", "Release it first.")
    _require_signed(session, books.client_id, run, verifier)
    content = books.documents.read(run.file_stored_name, run.file_seal_key, run.file_sha256)
    return run.file_name or run.file_stored_name, content


def run_file(session: Session, books: Books, view: RunView, verifier: Verifier) -> RunFile:
    """Return the file of a released run with its figures and notes; `Tampered` as `stored_file` does."""
    name, content = stored_file(session, books, view.run, verifier)
    sha256 = view.run.file_sha256 or ""
    return RunFile(name, content, sha256, len(view.paying), view.total, _notes(session, view))


def _require_signed(session: Session, client_id: str, run: PaymentRun, verifier: Verifier) -> None:
    payments = session.scalars(select(Payment).where(Payment.run_id == run.id)).all()
    problem = next(not_as_signed(run, payments, client_id, verifier), None)
    if problem is not None:
        raise Tampered(
            f"The bank file of payment run {run.number} is not the one whose release was signed ({problem}).",
            "Do not send it. Verify the books, and ask whoever released the run which file he sent.",
            command="bookdesk verify",
        )


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
