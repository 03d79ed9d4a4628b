"""What speaks against confirming a complete draft: it is here already, or belongs elsewhere, or its tax is not right.

A person may overrule all but the last; his word is kept with the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture import records, words
from bookdesk.capture.addressee import other_addressee
from bookdesk.capture.agreeing import sums_agree
from bookdesk.capture.duplicates import KnownBill, find_duplicate, same_supplier_and_number
from bookdesk.capture.guessed import guessed_objection
from bookdesk.capture.moneyback import minus_objection
from bookdesk.capture.prepaid import prepaid_objection
from bookdesk.capture.readiness import Objection
from bookdesk.capture.rows import CHECK
from bookdesk.capture.stepping import reasons_of
from bookdesk.capture.summing import SUMS, Said, said_in
from bookdesk.capture.supporting import papers_missing
from bookdesk.capture.taxing import DraftLine, misfit
from bookdesk.capture.views import lines_of
from bookdesk.core.clock import Clock
from bookdesk.core.entered import entered_money
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind, FieldState
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.document import Document, DocumentField, DocumentPage

_LISTS_BILLS = frozenset({DocumentKind.STATEMENT, DocumentKind.REMINDER})
_SHORTEST_NUMBER = 3
"""A shorter number stands on many pages by chance."""


def objections_to(session: Session, bill: Bill, document: Document, clock: Clock) -> Iterator[Objection]:
    """Yield what speaks against confirming, in order of weight."""
    yield from _duplicate(session, bill, document)
    yield from _statement(session, bill, document)
    yield from _other_customer(session, bill, document)
    yield from guessed_objection(session, bill, document)
    yield from _contradiction(session, bill, document)
    yield from minus_objection(session, bill, document)
    yield from prepaid_objection(session, bill, document)
    yield from _wrong_tax(session, bill, document, clock)
    yield from papers_missing(session, bill, document)


def _duplicate(session: Session, bill: Bill, document: Document) -> Iterator[Objection]:
    if words.said(session, document.id, words.NOT_A_DUPLICATE):
        return
    known = records.known_bills(
        session, bill.currency, bill.total, apart_from=document.id, number=bill.number_key or ""
    )
    business = records.business_of(bill, document)
    found = find_duplicate(business, known)
    if found and found.certain:
        yield _again(f"This is {_where(found.known)} again: {found.why}.", document)
        return
    numbered = same_supplier_and_number(business, [one for one in known if one.decided])
    if numbered is not None:
        old = numbered.business
        told = f"over {Money(old.minor, old.currency)}{f' of {old.day}' if old.day else ''}"
        yield _again(
            f"This may be {_where(numbered)} again, {told}: its supplier and its number {bill.number} are the same.",
            document,
        )


def _again(what: str, document: Document) -> Objection:
    return Objection(
        what,
        "Put it aside, or say that it is another bill if the supplier really billed twice.",
        ("invoice_number",),
        "duplicate=no",
        command=f"bookdesk inbox set {document.intake_number} duplicate=no",
    )


def _where(known: KnownBill) -> str:
    return f"document {known.intake_number}" if known.intake_number else "a bill entered before"


def _statement(session: Session, bill: Bill, document: Document) -> Iterator[Objection]:
    """Yield what reads as a statement or reminder of bills that are here, though a person set its kind."""
    kind = words.read_kind(session, document.id)
    if kind not in _LISTS_BILLS or words.said(session, document.id, words.NO_STATEMENT):
        return
    listed = _listed(session, bill, _text(session, document.id))
    if listed:
        yield Objection(
            f"It reads as a {kind} and names what is in the books already: {', '.join(listed)}.",
            "Put it aside, so that nothing is paid twice, unless it is a bill of its own.",
            word="statement=no",
            command=f"bookdesk inbox set {document.intake_number} statement=no",
        )


def _listed(session: Session, bill: Bill, text: str) -> list[str]:
    """Return the numbers of known bills that stand on the document; its own number is one of them if it is known."""
    query = select(Bill.number).where(Bill.id != bill.id, Bill.status != BillStatus.VOID, Bill.number.is_not(None))
    numbers = dict.fromkeys(session.scalars(query.order_by(Bill.document_date, Bill.id)))
    return [number for number in numbers if number and _stands(number, text)]


def _stands(number: str, text: str) -> bool:
    parts = re.findall(r"[^\W_]+", number)
    if sum(map(len, parts)) < _SHORTEST_NUMBER:
        return False
    pattern = r"[\W_]*".join(map(re.escape, parts))
    return re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE) is not None


def _other_customer(session: Session, bill: Bill, document: Document) -> Iterator[Objection]:
    query = select(DocumentField.value).where(
        DocumentField.document_id == document.id, DocumentField.name == "customer_name"
    )
    customer, own = session.scalar(query), records.background(session).own
    if not other_addressee(customer, bill.supplier_name, _text(session, document.id), own):
        return
    if customer not in words.accepted_customers(session):
        yield Objection(
            f"The document is addressed to {customer}; these are the books of {client_profile(session).name}.",
            "Move it to the right client, put it aside, or say that it belongs here.",
            ("customer_name",),
            "customer=ok",
            command=(
                f"bookdesk inbox move {document.intake_number} --to CLIENT;"
                f" bookdesk inbox set {document.intake_number} customer=ok"
            ),
        )


def _contradiction(session: Session, bill: Bill, document: Document) -> Iterator[Objection]:
    """Yield that the figures that stand contradict each other, read or set, until a person saw that it is so."""
    if words.said(session, document.id, words.SEEN):
        return
    rows = session.scalars(select(DocumentField).where(DocumentField.document_id == document.id)).all()
    told = _unlike_sums(rows) or _unlike_lines(said_in(reasons_of(session, bill.id)), bill)
    if told:
        yield Objection(
            told,
            "Correct the one that was misread, ask the supplier, or say that you have seen it and it is right.",
            SUMS,
            "checks=ok",
            command=f"bookdesk inbox set {document.intake_number} checks=ok",
        )
    failed = [row.name.removeprefix(CHECK) for row in rows if row.state is FieldState.FAILED and _of_page(row.name)]
    if failed:
        yield Objection(
            f"The e-invoice and its page say different things; this failed: {', '.join(failed)}.",
            "Ask the supplier which is right, then say that you have seen it, or put it aside.",
            word="checks=ok",
            command=f"bookdesk inbox set {document.intake_number} checks=ok",
        )


def _unlike_sums(rows: Sequence[DocumentField]) -> str | None:
    """Say that net and tax of a document do not make its total, whoever read or set them."""
    values = {row.name: row.value for row in rows if row.name in SUMS and row.value is not None}
    if sums_agree(values) is not False:
        return None
    net, tax, total = (abs(Decimal(values.get(name, "0"))) for name in SUMS)
    with_tax = f"and tax {tax} do" if "tax" in values else "without any tax read does"
    return f"The document contradicts itself: net {net} {with_tax} not make its total of {total}."


def _unlike_lines(said: Said, bill: Bill) -> str | None:
    """Say that the lines do not make a net or tax that a person set."""
    for name, made in (("net", bill.net), ("tax", bill.tax)):
        if name not in said:
            continue
        shown, wanted = Money(made, bill.currency), abs(entered_money(said[name][-1], bill.currency))
        if shown != wanted:
            return f"The lines make a {name} of {shown}, but it was set to {wanted}."
    return None


def _of_page(name: str) -> bool:
    return name.startswith(f"{CHECK}the page shows")


def _wrong_tax(session: Session, bill: Bill, document: Document, clock: Clock) -> Iterator[Objection]:
    """Yield a line whose tax its code cannot make."""
    day = bill.document_date or client_today(session, clock)
    codes = records.rated_codes(session, day)
    by_id = {code.id: code for code in codes}
    lines = [
        DraftLine(
            line.position,
            by_id[line.tax_code_id],
            Money(line.net, bill.currency),
            Money(line.tax, bill.currency),
            edited=line.tax_edited,
        )
        for line in lines_of(session, bill.id)
        if line.tax_code_id in by_id
    ]
    found = misfit(lines, bill.tax_mode, codes)
    if found:
        ways = [f"bookdesk inbox set {document.intake_number} {one}" for one in found.corrections]
        yield Objection(found.what, found.remedy, ("tax_code",), command="; ".join(ways))


def _text(session: Session, document_id: str) -> str:
    query = select(DocumentPage.text).where(DocumentPage.document_id == document_id).order_by(DocumentPage.number)
    return "\n".join(session.scalars(query))
