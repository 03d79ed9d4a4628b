"""What a reviewer must be told: other bank details than before, what could not be read, a doubtful supplier."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from bookdesk.capture import records
from bookdesk.capture.addressee import other_addressee
from bookdesk.capture.bankdetails import details_of
from bookdesk.capture.drafts import Draft, identity_of
from bookdesk.capture.extraction import Extracted
from bookdesk.capture.paidto import Payee, account_remarks
from bookdesk.capture.suppliers import MatchedBy, SupplierMatch
from bookdesk.capture.told import Remark, RemarkKind, newcomer
from bookdesk.capture.words import accepted_customers
from bookdesk.core.lookalikes import alphabets, looks_like, mixes
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.ledger.owner import client_profile
from bookdesk.reading.words import Reading


def remarks_on(
    session: Session, reading: Reading, first: Extracted, draft: Draft, read_as: DocumentKind
) -> tuple[Remark, ...]:
    """Return the remarks in order of weight; `read_as` is the kind before a person said another."""
    return (
        *account_remarks(session, _payee(first, draft), records.known_suppliers(session)),
        *_forged(session, first),
        *_addressee(session, reading, first, draft),
        *_kind(first, read_as),
        *_supplier(draft),
        *(Remark(RemarkKind.RULE, one) for one in draft.unproved),
        *(Remark(RemarkKind.READING, one) for one in reading.problems),
    )


def _addressee(session: Session, reading: Reading, document: Extracted, draft: Draft) -> Iterator[Remark]:
    customer = document.extraction.fields["customer_name"].value
    if customer in accepted_customers(session):
        return
    text = "\n".join(page.text for page in reading.pages)
    if other_addressee(customer, draft.bill.supplier_name, text, records.background(session).own):
        yield Remark(
            RemarkKind.ADDRESSEE,
            f"It is addressed to {customer}; these are the books of {client_profile(session).name}.",
        )


def _kind(document: Extracted, read_as: DocumentKind) -> Iterator[Remark]:
    kind = document.extraction.kind.kind
    if kind is not read_as:
        yield Remark(RemarkKind.KIND, f"It reads as {_words(read_as)}; a person said that it is {_words(kind)}.")


def _words(kind: DocumentKind) -> str:
    words = kind.value.replace("_", " ")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _forged(session: Session, document: Extracted) -> Iterator[Remark]:
    """Warn of a name that only looks like a supplier's, or is written in two alphabets."""
    name = document.extraction.fields["supplier_name"].value or ""
    for known in records.known_suppliers(session):
        if looks_like(name, known.name):
            yield Remark(
                RemarkKind.FORGED,
                f"The sender's name only looks like {known.name} and is written with other letters."
                " Ask by a number you know before you confirm it.",
            )
    if mixes(name):
        written = " and ".join(sorted(alphabets(name)))
        words = f"The sender's name mixes letters of two alphabets, {written}, as forged names do."
        yield Remark(RemarkKind.FORGED, words)


def _supplier(draft: Draft) -> Iterator[Remark]:
    if draft.match is None and draft.bill.supplier_name:
        yield newcomer(draft.bill.supplier_name)
    if draft.match is not None:
        yield from recognised(draft.match)


def recognised(match: SupplierMatch) -> Iterator[Remark]:
    """Yield what a person must know of how a supplier was recognised."""
    known = f"{match.supplier.name} was recognised by {match.by}"
    if match.doubt:
        yield Remark(RemarkKind.GUESSED, f"The supplier {known}, but {match.doubt}.")
    elif match.by is MatchedBy.LAYOUT:
        yield Remark(RemarkKind.GUESSED, f"{known}, since it says nothing else of him.")


def _payee(document: Extracted, draft: Draft) -> Payee:
    fields = document.extraction.fields
    account, own = identity_of(fields).account, draft.match.supplier.id if draft.match is not None else None
    details = details_of(fields, draft.bill.currency)
    return Payee(own, draft.bill.supplier_name, account, details)
