"""What a draft needs before it may be confirmed, and what confirming writes beside it: supplier and bank details."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture import records, words
from bookdesk.capture.agreeing import agrees, printed_total
from bookdesk.capture.bankdetails import details_of
from bookdesk.capture.evidence import ABSENT, Field
from bookdesk.capture.readiness import Needs, Objection, by_line, in_words, missing_of
from bookdesk.capture.suppliers import Identity, KnownSupplier, SupplierMatch, match_supplier, registered_as
from bookdesk.capture.views import lines_of
from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.checkdigits import vat_country
from bookdesk.core.errors import RuleBroken
from bookdesk.core.vocabulary import FieldState, Provenance, WayOfPayment
from bookdesk.ledger.owner import client_profile
from bookdesk.ledger.periods import require_open
from bookdesk.models.bill import Bill
from bookdesk.models.contact import Contact, PayeeAccount, Terms
from bookdesk.models.document import Document, DocumentField
from bookdesk.store.change import Change

_LONGEST_TERMS = 120
ACCOUNT = ("iban", "bank_routing", "bank_account")
"""Fields that name the account to pay to."""


def lacks_of(session: Session, bill: Bill, document: Document) -> Iterator[Objection]:
    """Yield what a draft lacks of what every bill needs, all absent fields at once."""
    lines = lines_of(session, bill.id)
    coded = tuple((line.account_id, line.tax_code_id) for line in lines)
    missing = missing_of(
        Needs(document.kind, bill.supplier_name, bill.number, bill.document_date, bill.due_date, bill.total, coded)
    )
    if missing:
        named = by_line(missing, [(line.position, line.account_id, line.tax_code_id) for line in lines])
        ways = [f"bookdesk inbox set {document.intake_number} {' '.join(f'{name}=…' for name in missing)}"]
        ways += ["bookdesk account list"] if "account" in missing else []
        yield Objection(
            f"Document {document.intake_number} cannot be confirmed yet: {in_words(named)}.",
            "Fill in what is missing.",
            named,
            command="; ".join(ways),
        )
    yield from _other_total(session, bill, document)
    if bill.currency != client_profile(session).base_currency and bill.rate is None:
        yield Objection(
            f"The bill is in {bill.currency} and has no exchange rate.",
            "Give what one unit of it was in the base currency.",
            ("rate",),
            command=f"bookdesk inbox set {document.intake_number} rate=RATE",
        )
    try:
        require_open(session, bill.posting_date or bill.document_date or bill.received_date)
    except RuleBroken as closed:
        yield Objection(closed.what, closed.remedy, ("posting_date",), command=closed.command)


def _other_total(session: Session, bill: Bill, document: Document) -> Iterator[Objection]:
    """Yield that the lines do not add up to what the document asks for."""
    query = select(DocumentField).where(DocumentField.document_id == document.id, DocumentField.name == "total")
    field = session.scalars(query).one_or_none()
    if agrees(field, bill):
        return
    added, printed = bill.total_money, printed_total(field, bill)
    single = len(lines_of(session, bill.id)) == 1
    yield Objection(
        f"{'The line makes' if single else 'The lines add up to'} {added}, but the document's total is {printed}.",
        "Correct net, tax or total, whichever was misread."
        if single
        else f"Correct net or tax of the lines, or the total to {added.text} if it was misread.",
        ("total",),
        command=(
            f"bookdesk inbox set {document.intake_number} line.N.net=AMOUNT;"
            f" bookdesk inbox set {document.intake_number} total={added.text}"
        ),
    )


def supplier_of(work: Change, bill: Bill, fields: dict[str, DocumentField]) -> Contact:
    """Return the bill's supplier, made from the document where he is new, with the habits this first bill shows.

    He is looked for once more: another document of his may have been confirmed since this one was read.
    """
    known_id = bill.contact_id or known_since(work.session, bill, fields)
    if known_id is not None:
        bill.contact_id = known_id
        return work.get(Contact, known_id)
    tax_id = _value(fields, "supplier_tax_id")
    days = (bill.due_date - bill.document_date).days if bill.due_date and bill.document_date else None
    known_terms = days is not None and 0 <= days <= _LONGEST_TERMS
    lines = lines_of(work.session, bill.id)
    accounts = {line.account_id for line in lines}
    contact = Contact(
        name=bill.supplier_name,
        supplier=True,
        customer=False,
        tax_id=tax_id,
        country=vat_country(tax_id) if tax_id else None,
        terms=Terms.NET if known_terms else None,
        terms_days=days if known_terms else None,
        way_of_payment=bill.way_of_payment,
        default_account_id=accounts.pop() if len(accounts) == 1 else None,
    )
    work.add(contact)
    work.session.flush()
    bill.contact_id = contact.id
    return contact


def known_since(session: Session, bill: Bill, fields: dict[str, DocumentField]) -> str | None:
    """Return the supplier who matches without a doubt; by name only where a person has set the name."""
    match = seen_since(bill, fields, records.known_suppliers(session))
    return match.supplier.id if match is not None and match.doubt is None else None


def seen_since(bill: Bill, fields: Mapping[str, DocumentField], known: Sequence[KnownSupplier]) -> SupplierMatch | None:
    """Return the supplier among those `known` now, with what speaks against him; by a name that a person set alone."""
    name = fields.get("supplier_name")
    found = Identity(bill.supplier_name)
    if name is None or name.state is not FieldState.CORRECTED:
        found = Identity(bill.supplier_name, _value(fields, "supplier_tax_id"), printed_account(fields))
    return match_supplier(found, known)


def printed_account(fields: Mapping[str, DocumentField]) -> str | None:
    """Return the account that a document asks to pay to as one text."""
    return records.account_key(*(_value(fields, one) for one in ACCOUNT))


def second_of_a_number(
    session: Session, bill: Bill, fields: Mapping[str, DocumentField], document: Document
) -> Iterator[Objection]:
    """Yield that confirming would make a second supplier of one tax number, until a person says that he is one."""
    if bill.contact_id is not None or words.said(session, document.id, words.OTHER_SUPPLIER):
        return
    known, tax_id = records.known_suppliers(session), _value(fields, "supplier_tax_id")
    match = seen_since(bill, fields, known)
    if match is not None and match.doubt is None:
        return
    for his in registered_as(tax_id, known)[:1]:
        number = document.intake_number
        yield Objection(
            f"The tax number {tax_id} on it is that of {his.name} in the books; the bill is of {bill.supplier_name}.",
            f"Set {his.name} as its supplier, or say that {bill.supplier_name} is another one.",
            ("supplier_name",),
            "supplier=new",
            command=(
                f'bookdesk inbox set {number} supplier_name="{his.name}"; bookdesk inbox set {number} supplier=new'
            ),
        )


def _value(fields: Mapping[str, DocumentField], name: str) -> str | None:
    return fields[name].value if name in fields else None


def payee_account_of(  # noqa: PLR0913, PLR0917 - a bill, its supplier, what was read, who and when
    work: Change, bill: Bill, contact: Contact, fields: dict[str, DocumentField], user: str, now: datetime
) -> None:
    """Point the bill to the supplier's account that the document names; a supplier without any gets it, unconfirmed.

    Details that differ from the supplier's are not taken over: the known account stays, and the remark says so.
    """
    if bill.way_of_payment is not WayOfPayment.TRANSFER:
        return
    printed = details_of({name: _field(fields.get(name)) for name in ACCOUNT}, bill.currency)
    accounts = work.session.scalars(
        select(PayeeAccount).where(PayeeAccount.contact_id == contact.id, PayeeAccount.archived.is_(False))
    ).all()
    if not accounts and printed is not None:
        row = _account(contact, printed, user, now)
        if any(fields[name].corrected for name in ACCOUNT if name in fields):
            row.provenance = Provenance.TYPED
        work.add(row)
        work.session.flush()
        bill.payee_account_id = row.id
        return
    same = [row for row in accounts if printed and BankDetails.of(row).fingerprint == printed.fingerprint]
    chosen = same or (list(accounts) if len(accounts) == 1 else [])
    bill.payee_account_id = chosen[0].id if chosen else None


def _account(contact: Contact, details: BankDetails, user: str, now: datetime) -> PayeeAccount:
    return PayeeAccount(
        contact_id=contact.id,
        holder=contact.name,
        scheme=details.scheme,
        iban=details.iban,
        bic=details.bic,
        routing=details.routing,
        account_number=details.account_number,
        provenance=Provenance.DOCUMENT,
        edited_by=user,
        edited_at=now,
    )


def _field(row: DocumentField | None) -> Field:
    if row is None:
        return ABSENT
    return Field(row.value, row.state, float(row.confidence), row.why)
