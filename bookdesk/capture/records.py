"""What the books know, read for capture: the client's identity, suppliers, earlier bills, tax codes, habits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Final, TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bookdesk.capture.duplicates import Business, KnownBill
from bookdesk.capture.fields import Background
from bookdesk.capture.identity import OwnIdentity
from bookdesk.capture.memory.layouts import Memory
from bookdesk.capture.proposal import CodedLine, RatedCode, SupplierHabits
from bookdesk.capture.rulebook import rules_for
from bookdesk.capture.suppliers import KnownSupplier
from bookdesk.core.dates import DayOrder, Terms, TermsKind
from bookdesk.core.texts import number_key
from bookdesk.ledger.owner import client_profile
from bookdesk.models import contact as contacts
from bookdesk.models.account import TaxCode, TaxRate, TaxSide, TaxTreatment
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.models.document import Document

T = TypeVar("T")
_ONCE: Final = "capture: read once"
_PLAIN = frozenset({TaxTreatment.TAXABLE, TaxTreatment.ZERO_RATED, TaxTreatment.EXEMPT})
_USUAL_FIRST: Mapping[TaxTreatment, int] = {TaxTreatment.TAXABLE: 0, TaxTreatment.ZERO_RATED: 1}
"""What is proposed of several codes of one rate: at 0 % zero rated before exempt, which is the exception."""
_LAST_LINES = 20
_BETWEEN = " "
_OCR = frozenset({"ocr", "embedded-ocr", "mixed"})
_MONTH_FIRST_COUNTRIES = frozenset({"US"})
_TERMS: Mapping[contacts.Terms, TermsKind] = {
    contacts.Terms.NET: TermsKind.NET,
    contacts.Terms.MONTH_END: TermsKind.END_OF_MONTH,
    contacts.Terms.DAY_OF_NEXT_MONTH: TermsKind.DAY_OF_NEXT_MONTH,
}


@contextmanager
def one_moment(session: Session) -> Iterator[None]:
    """Let what is asked of the books for each of many documents be read once; for a session that changes nothing."""
    session.info[_ONCE] = {}
    try:
        yield
    finally:
        del session.info[_ONCE]


def _once(session: Session, what: object, read: Callable[[], T]) -> T:
    """Return what is read, within `one_moment` what was read first."""
    kept = session.info.get(_ONCE)
    if kept is None:
        return read()
    if what not in kept:
        kept[what] = read()
    found: T = kept[what]
    return found


def background(session: Session, memory: Memory | None = None) -> Background:
    """Return what helps to read a document for this client, with the layouts that are remembered, where asked for."""
    return replace(_once(session, "background", lambda: _background(session)), memory=memory)


def _background(session: Session) -> Background:
    client = client_profile(session)
    accounts = session.scalars(select(BankAccount)).all()
    own = OwnIdentity(
        names=tuple(dict.fromkeys((client.name, client.legal_name))),
        tax_ids=(client.tax_id,) if client.tax_id else (),
        accounts=tuple(
            key for row in accounts if (key := account_key(row.iban, row.routing, row.account_number)) is not None
        ),
    )
    names = session.scalars(select(Contact.name).where(Contact.supplier.is_(True), Contact.archived.is_(False))).all()
    order = DayOrder.MONTH_FIRST if client.country in _MONTH_FIRST_COUNTRIES else DayOrder.DAY_FIRST
    return Background(own, client.base_currency, tuple(names), order=order)


def known_suppliers(session: Session) -> tuple[KnownSupplier, ...]:
    """Return every supplier with his numbers."""
    return _once(session, "suppliers", lambda: _known_suppliers(session))


def _known_suppliers(session: Session) -> tuple[KnownSupplier, ...]:
    accounts: dict[str, list[str]] = {}
    for row in session.scalars(select(PayeeAccount).where(PayeeAccount.archived.is_(False))):
        accounts.setdefault(row.contact_id, []).append(account_key(row.iban, row.routing, row.account_number) or "")
    rows = session.scalars(
        select(Contact)
        .where(Contact.supplier.is_(True), Contact.archived.is_(False))
        .order_by(Contact.name, Contact.id)
    )
    return tuple(KnownSupplier(row.id, row.name, row.tax_id, tuple(accounts.get(row.id, ()))) for row in rows)


def account_key(iban: str | None, routing: str | None, number: str | None) -> str | None:
    """Return an account as one text, for comparing."""
    return iban or (f"{routing or ''}{number}" if number else None)


def known_bills(session: Session, currency: str, minor: int, *, apart_from: str, number: str = "") -> list[KnownBill]:
    """Return the bills of the same total, or of the same `number` where one is given; without document `apart_from`."""
    same = and_(Bill.currency == currency, Bill.total == minor)
    query = (
        select(Bill, Document)
        .outerjoin(Document, Document.id == Bill.document_id)
        .where(or_(same, Bill.number_key == number_key(number)) if number else same, Bill.status != BillStatus.VOID)
        .order_by(Bill.id)
    )
    return [
        KnownBill(
            bill.id,
            bill.document_id,
            _intake_number(document),
            business_of(bill, document),
            bill.status is not BillStatus.DRAFT,
        )
        for bill, document in session.execute(query)
        if bill.document_id != apart_from
    ]


def _intake_number(document: Document | None) -> int | None:
    return None if document is None else document.intake_number


def business_of(bill: Bill, document: Document | None) -> Business:
    """Return what a bill is about."""
    return Business(
        bill.kind.value,
        bill.contact_id,
        bill.supplier_name,
        bill.number,
        bill.document_date,
        bill.currency,
        bill.total,
        by_ocr=document is not None and document.source in _OCR,
        looks=looks_of(document),
    )


def looks_of(document: Document | None) -> tuple[str, ...]:
    """Return the hashes of a document's pages, an empty one where a page's look is not known."""
    return tuple(document.image_hash.split(_BETWEEN)) if document is not None and document.image_hash else ()


def look_hash(looks: Iterable[str]) -> str | None:
    """Return the hashes of pages as they are kept, None where none is known."""
    told = list(looks)
    return _BETWEEN.join(told) if any(told) else None


def read_by_ocr(source: str) -> bool:
    """Whether words of such a source may hold look-alike letters."""
    return source in _OCR


def rated_codes(session: Session, day: date) -> tuple[RatedCode, ...]:
    """Return the tax codes for purchases with their rates on `day`."""
    return _once(session, ("codes", day), lambda: _rated_codes(session, day))


def _rated_codes(session: Session, day: date) -> tuple[RatedCode, ...]:
    rates: dict[str, TaxRate] = {}
    for rate in session.scalars(select(TaxRate).where(TaxRate.valid_from <= day).order_by(TaxRate.valid_from)):
        rates[rate.tax_code_id] = rate
    codes = session.scalars(
        select(TaxCode).where(TaxCode.archived.is_(False), TaxCode.side != TaxSide.SALES).order_by(TaxCode.code)
    ).all()
    order = sorted(codes, key=lambda code: (_USUAL_FIRST.get(code.treatment, len(_USUAL_FIRST)), code.code))
    return tuple(
        RatedCode(code.id, code.code, rates[code.id].rate, code.treatment in _PLAIN)
        for code in order
        if code.id in rates
    )


def habits(session: Session, contact_id: str | None) -> SupplierHabits:
    """Return a supplier's defaults, how his last bills were coded, and the rules that may be about his lines."""
    contact = session.get(Contact, contact_id) if contact_id else None
    rules = rules_for(session, contact_id)
    if contact is None:
        return SupplierHabits(rules=rules)
    query = (
        select(BillLine)
        .join(Bill, Bill.id == BillLine.bill_id)
        .where(
            Bill.contact_id == contact.id,
            Bill.taken_on.is_(False),
            Bill.status.in_((BillStatus.REVIEWED, BillStatus.APPROVED)),
            BillLine.account_id.is_not(None),
        )
        .order_by(Bill.document_date.desc(), Bill.id.desc(), BillLine.position)
        .limit(_LAST_LINES)
    )
    lines = tuple(
        CodedLine(line.description, line.account_id, line.tax_code_id, contact.origin)
        for line in session.scalars(query)
        if line.account_id
    )
    return SupplierHabits(
        contact.default_account_id,
        contact.default_tax_code_id,
        terms_of(contact),
        contact.way_of_payment,
        lines,
        rules,
        contact.id,
    )


def terms_of(contact: Contact) -> Terms | None:
    """Return a contact's terms as the calendar counts them."""
    if contact.terms is None or contact.terms_days is None:
        return None
    return Terms(_TERMS[contact.terms], contact.terms_days)
