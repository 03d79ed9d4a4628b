"""What a reviewer must be told: other bank details than before, what could not be read, a doubtful supplier."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture import records
from bookdesk.capture.addressee import other_addressee
from bookdesk.capture.bankdetails import details_of
from bookdesk.capture.drafts import Draft, identity_of
from bookdesk.capture.extraction import Extracted
from bookdesk.capture.suppliers import MatchedBy, owners_of
from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.lookalikes import alphabets, looks_like, mixes
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.ledger.owner import client_profile
from bookdesk.models.contact import PayeeAccount
from bookdesk.reading.words import Reading

NOT_KNOWN_YET = "is not a supplier yet; confirming the bill makes it one."
"""What is said of a sender whom the books do not know; it goes when they do."""


def remarks_on(
    session: Session, reading: Reading, first: Extracted, draft: Draft, read_as: DocumentKind
) -> tuple[str, ...]:
    """Return the remarks in order of weight; `read_as` is the kind before a person said another."""
    return (
        *_bank_details(session, first, draft),
        *_another_owner(session, first, draft),
        *_forged(session, first),
        *_addressee(session, reading, first, draft),
        *_kind(first, read_as),
        *_supplier(draft),
        *draft.unproved,
        *reading.problems,
    )


def _addressee(session: Session, reading: Reading, document: Extracted, draft: Draft) -> Iterator[str]:
    customer = document.extraction.fields["customer_name"].value
    text = "\n".join(page.text for page in reading.pages)
    if other_addressee(customer, draft.bill.supplier_name, text, records.background(session).own):
        yield f"It is addressed to {customer}; these are the books of {client_profile(session).name}."


def _kind(document: Extracted, read_as: DocumentKind) -> Iterator[str]:
    kind = document.extraction.kind.kind
    if kind is not read_as:
        yield f"It reads as {_words(read_as)}; a person said that it is {_words(kind)}."


def _words(kind: DocumentKind) -> str:
    words = kind.value.replace("_", " ")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _bank_details(session: Session, document: Extracted, draft: Draft) -> Iterator[str]:
    """Warn where the document asks to pay to another account than the supplier's."""
    found = details_of(document.extraction.fields, draft.bill.currency)
    if found is None or draft.match is None:
        return
    accounts = session.scalars(
        select(PayeeAccount).where(PayeeAccount.contact_id == draft.match.supplier.id, PayeeAccount.archived.is_(False))
    ).all()
    known = [BankDetails.of(row) for row in accounts]
    if known and found.fingerprint not in {details.fingerprint for details in known}:
        shown = " or ".join(details.shown for details in known)
        yield (
            f"The bank details on the document ({found.shown}) are not those of {draft.match.supplier.name} ({shown})."
            " The bill keeps the known account; ask the supplier by a number you know before you change it."
        )


def _another_owner(session: Session, document: Extracted, draft: Draft) -> Iterator[str]:
    """Warn where the account to pay to is another supplier's: his name is misread, or somebody takes his place."""
    account = identity_of(document.extraction.fields).account
    own = draft.match.supplier.id if draft.match is not None else None
    for owner in owners_of(account, records.known_suppliers(session)):
        if owner.id != own:
            who = draft.bill.supplier_name or "an unnamed sender"
            yield (
                f"The bank account on the document is that of {owner.name} in the books, and the document is from"
                f" {who}. Ask by a number you know before you confirm it."
            )


def _forged(session: Session, document: Extracted) -> Iterator[str]:
    """Warn of a name that only looks like a supplier's, or is written in two alphabets."""
    name = document.extraction.fields["supplier_name"].value or ""
    for known in records.known_suppliers(session):
        if looks_like(name, known.name):
            yield (
                f"The sender's name only looks like {known.name} and is written with other letters."
                " Ask by a number you know before you confirm it."
            )
    if mixes(name):
        written = " and ".join(sorted(alphabets(name)))
        yield f"The sender's name mixes letters of two alphabets, {written}, as forged names do."


def _supplier(draft: Draft) -> Iterator[str]:
    if draft.match is None and draft.bill.supplier_name:
        yield f"{draft.bill.supplier_name} {NOT_KNOWN_YET}"
    if draft.match and draft.match.by is MatchedBy.LAYOUT and not draft.match.doubt:
        yield f"{draft.match.supplier.name} was recognised by {draft.match.by}, since it says nothing else of him."
    if draft.match and draft.match.doubt:
        known = f"{draft.match.supplier.name} was recognised by {draft.match.by}"
        yield f"The supplier {known}, but {draft.match.doubt}."
