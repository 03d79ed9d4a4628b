"""Papers beside bills: the client's rules of what is required, what is there, and why none is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture import records
from bookdesk.capture.arrivals import GONE
from bookdesk.capture.naming import account_named, supplier_named
from bookdesk.capture.readiness import DOUBTFUL, Objection
from bookdesk.capture.required import REQUIRABLE, BillFacts, Requirement, lacking, named, unlike_agreed
from bookdesk.capture.suppliers import Identity, match_supplier
from bookdesk.capture.views import find_document, lines_of
from bookdesk.core.errors import InputError, NotFound
from bookdesk.core.money import Money
from bookdesk.core.texts import clean, number_key
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.ledger.owner import client_profile
from bookdesk.models.account import Account
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill
from bookdesk.models.capturing import RequiredPaper, SupportingPaper
from bookdesk.models.contact import Contact
from bookdesk.models.document import Document, DocumentField
from bookdesk.store.desk import Desk

_NUMBERS = ("invoice_number", "po_number")
_LONGEST_REASON = 400


@dataclass(frozen=True, slots=True)
class BesideBill:
    """A document that goes with a bill; `by_number` where its number stands on the bill and nobody put it there."""

    document_id: str
    number: int
    kind: DocumentKind | None
    file_name: str
    by_number: bool

    @property
    def words(self) -> str:
        """Its kind in words."""
        return (self.kind or DocumentKind.OTHER).value.replace("_", " ")


class RequiredPapers:
    """The rules of one client, and the papers beside its bills."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def rules(self) -> tuple[Requirement, ...]:
        """Return every rule, the lowest limit first."""
        with self._desk.books.query() as session:
            return requirements(session)

    def add(self, kind: DocumentKind, above: Money, supplier: str = "", account: str = "") -> Requirement:
        """Add a rule, narrowed by supplier (name or id) and account (code); `InputError` for another kind."""
        if kind not in REQUIRABLE:
            raise InputError(
                f"{named(kind).capitalize()} cannot be required.",
                f"Known are {', '.join(one.value.replace('_', ' ') for one in REQUIRABLE)}.",
            )
        with self._desk.books.change(Action.REQUIRED_PAPER_EDITED, "rule added", actor=self._desk.actor) as work:
            base = client_profile(work.session).base_currency
            if above.currency != base or above.minor < 0:
                raise InputError(f"{above} is no limit.", f"Give an amount in {base}, from 0.")
            row = RequiredPaper(
                kind=kind,
                above=above.minor,
                contact_id=supplier_named(work.session, supplier) if supplier else None,
                account_id=account_named(work.session, account) if account else None,
            )
            work.add(row)
            work.commit()
            return _requirement(work.session, row, base)

    def remove(self, rule_id: str) -> None:
        """Remove a rule, by id or by its place in the list (from 1)."""
        rules = self.rules()
        ids = {one.id for one in rules} | {str(place) for place in range(1, len(rules) + 1)}
        if rule_id not in ids:
            raise NotFound("There is no such rule.", "Choose one from the list.", command="bookdesk required list")
        wanted = rules[int(rule_id) - 1].id if rule_id.isdecimal() else rule_id
        with self._desk.books.change(Action.REQUIRED_PAPER_EDITED, "rule removed", actor=self._desk.actor) as work:
            work.delete(work.get(RequiredPaper, wanted))
            work.commit()

    def put_beside(self, reference: str, paper: str) -> None:
        """Let a document go with the bill of another one, both by number or id."""
        with self._desk.books.change(Action.DOCUMENT_SUPPORTED, "beside its bill", actor=self._desk.actor) as work:
            document, other = find_document(work.session, reference), find_document(work.session, paper)
            if document.id == other.id or other.kind not in REQUIRABLE:
                raise InputError(
                    f"Document {other.intake_number} is no paper beside a bill.",
                    "Say first what kind of document it is, or name another one.",
                    command=f"bookdesk inbox set {other.intake_number} kind=order",
                )
            if other.id not in [one.paper_id for one in _rows(work.session, document.id)]:
                work.add(SupportingPaper(document_id=document.id, paper_id=other.id))
            work.commit()

    def waive(self, reference: str, reason: str) -> None:
        """Say why a bill needs no paper beside it; whoever may review bills may say so.

        What names a paper of this client is no reason: that paper is put beside the bill. `InputError` for a number of
        no document.
        """
        why = clean(reason)[:_LONGEST_REASON]
        if not why:
            raise InputError("That no paper is needed wants a reason.", "Say why, for whoever asks later.")
        named_one = self._paper_named(reference, why)
        if named_one is not None:
            self.put_beside(reference, named_one)
            return
        with self._desk.books.change(Action.DOCUMENT_WAIVED, f"no paper needed: {why}", actor=self._desk.actor) as work:
            document = find_document(work.session, reference)
            for row in _rows(work.session, document.id):
                if row.paper_id is None:
                    work.delete(row)
            work.add(SupportingPaper(document_id=document.id, reason=why))
            work.commit()

    def _paper_named(self, reference: str, words: str) -> str | None:
        """Return the paper that bears this number or file name, None where it is no number at all."""
        with self._desk.books.query() as session:
            own = find_document(session, reference).id
            found = {one.id for one in _named_as(session, words) if one.id != own}
        if len(found) == 1:
            return found.pop()
        if found or _is_number(words):
            raise InputError(
                f"{len(found) or 'No'} documents of this client are called {words}.",
                "Write the number that stands before the document in the inbox, or in words why none is needed.",
            )
        return None


def requirements(session: Session) -> tuple[Requirement, ...]:
    """Return the client's rules, the lowest limit first."""
    rows = session.scalars(select(RequiredPaper).order_by(RequiredPaper.above, RequiredPaper.id)).all()
    base = client_profile(session).base_currency if rows else ""
    return tuple(_requirement(session, row, base) for row in rows)


def papers_beside(session: Session, document_id: str, bill: Bill | None) -> tuple[BesideBill, ...]:
    """Return the documents that go with a bill: those put there, and those whose number it names as its order."""
    linked = [row.paper_id for row in _rows(session, document_id) if row.paper_id]
    found = [
        BesideBill(one.id, one.intake_number, one.kind, one.file_name, by_number=False) for one in _all(session, linked)
    ]
    named_ones = _by_number(session, document_id, bill) if bill is not None and bill.order_number else ()
    found += [
        BesideBill(one.id, one.intake_number, one.kind, one.file_name, by_number=True)
        for one in named_ones
        if one.id not in linked
    ]
    return tuple(found)


def told(session: Session, document_id: str, bill: Bill | None) -> tuple[str, ...]:
    """Return in sentences which papers go with a bill, and why none is needed."""
    beside = papers_beside(session, document_id, bill)
    found = [
        f"Beside it: document {one.number} ({one.words}, {one.file_name}){', by its number' if one.by_number else ''}."
        for one in beside
    ]
    unlike = _unlike(session, bill, beside) if bill is not None else ()
    why = waiver(session, document_id)
    return (*found, *unlike, *([f"No paper is needed beside it: {why}."] if why is not None else []))


def _unlike(session: Session, bill: Bill, beside: Sequence[BesideBill]) -> Iterator[str]:
    """Yield that a bill is over more or less than its orders, or than its quotes where there is no order."""
    ordered = any(one.kind is DocumentKind.ORDER for one in beside)
    kind = DocumentKind.ORDER if ordered else DocumentKind.QUOTE
    read = [_read(session, one.document_id) for one in beside if one.kind is kind]
    if not all("total" in one for one in read):
        return
    agreed = [_total(one, bill.currency) for one in read]
    sure = not any(one["total"].state in DOUBTFUL for one in read)
    said = unlike_agreed(agreed, Money(bill.net, bill.currency), bill.total_money, sure=sure)
    if said is not None:
        yield said


def _read(session: Session, paper_id: str) -> dict[str, DocumentField]:
    """Return total and currency of a paper, as far as they were read."""
    query = select(DocumentField).where(
        DocumentField.document_id == paper_id,
        DocumentField.name.in_(("total", "currency")),
        DocumentField.value.is_not(None),
    )
    return {row.name: row for row in session.scalars(query)}


def _total(read: Mapping[str, DocumentField], currency: str) -> Money:
    """Return the total of a paper in its currency, in `currency` where it names none."""
    own = read["currency"].value if "currency" in read else None
    return abs(Money.rounded(Decimal(read["total"].value or 0), own or currency))


def waiver(session: Session, document_id: str) -> str | None:
    """Return why a person said that no paper is needed, if one did."""
    return next((row.reason for row in _rows(session, document_id) if row.paper_id is None), None)


def papers_missing(session: Session, bill: Bill, document: Document) -> Iterator[Objection]:
    """Yield each rule that a bill breaks, unless a person said why no paper is needed."""
    if document.kind is not DocumentKind.INVOICE:
        return
    rules = requirements(session)
    if not rules or waiver(session, document.id) is not None:
        return
    there = {one.kind for one in papers_beside(session, document.id, bill) if one.kind is not None}
    for broken in lacking(rules, _facts(session, bill, rules[0].above.currency), there):
        number = document.intake_number
        yield Objection(
            f"It has no {broken.kind.value.replace('_', ' ')} beside it. {broken.sentence}",
            "Name the document that it is, or say why none is needed.",
            ("po_number",),
            "paper=",
            command=f"bookdesk inbox set {number} paper=DOCUMENT; bookdesk inbox set {number} no_paper=REASON",
        )


def _facts(session: Session, bill: Bill, base: str) -> BillFacts:
    total = bill.total_money
    if total.currency != base:
        total = Money.rounded(total.major * (bill.rate or 1), base)
    accounts = frozenset(line.account_id for line in lines_of(session, bill.id) if line.account_id)
    return BillFacts(total, bill.contact_id, accounts)


def _by_number(session: Session, document_id: str, bill: Bill) -> Iterator[Document]:
    """Yield the papers that bear the order number of a bill and are of no other supplier, as far as that was read."""
    query = (
        select(Document, DocumentField.value)
        .join(DocumentField, DocumentField.document_id == Document.id)
        .where(
            Document.kind.in_(REQUIRABLE),
            Document.state.not_in(GONE),
            Document.id != document_id,
            DocumentField.name.in_(_NUMBERS),
            DocumentField.value.is_not(None),
        )
        .order_by(Document.intake_number)
    )
    wanted, told = number_key(bill.order_number or ""), set()
    for document, value in session.execute(query):
        if number_key(value or "") == wanted and document.id not in told and not _of_another(session, document, bill):
            told.add(document.id)
            yield document


def _named_as(session: Session, words: str) -> Iterator[Document]:
    """Yield the papers that bear a number, or have a file name."""
    query = (
        select(Document, DocumentField.value)
        .outerjoin(DocumentField, (DocumentField.document_id == Document.id) & DocumentField.name.in_(_NUMBERS))
        .where(Document.kind.in_(REQUIRABLE), Document.state.not_in(GONE))
    )
    for document, value in session.execute(query):
        if document.file_name.casefold() == words.casefold() or (value and number_key(value) == number_key(words)):
            yield document


def _is_number(words: str) -> bool:
    """Whether what was written is one word with figures, which nobody means as a reason."""
    return " " not in words and any(map(str.isdigit, words))


def _of_another(session: Session, document: Document, bill: Bill) -> bool:
    """Whether a paper is of another supplier of the books; an order is often the client's own, which names nobody."""
    query = select(DocumentField.value).where(
        DocumentField.document_id == document.id, DocumentField.name == "supplier_name"
    )
    match = match_supplier(Identity(session.scalar(query)), records.known_suppliers(session))
    return match is not None and match.supplier.id != bill.contact_id


def _rows(session: Session, document_id: str) -> Sequence[SupportingPaper]:
    query = select(SupportingPaper).where(SupportingPaper.document_id == document_id).order_by(SupportingPaper.id)
    return session.scalars(query).all()


def _all(session: Session, ids: Sequence[str]) -> Sequence[Document]:
    query = select(Document).where(Document.id.in_(ids), Document.state.not_in(GONE))
    return session.scalars(query.order_by(Document.intake_number)).all()


def _requirement(session: Session, row: RequiredPaper, base: str) -> Requirement:
    contact = session.get(Contact, row.contact_id) if row.contact_id else None
    account = session.get(Account, row.account_id) if row.account_id else None
    return Requirement(
        row.id,
        row.kind,
        Money(row.above, base),
        row.contact_id,
        contact.name if contact is not None else "",
        row.account_id,
        f"{account.code} {account.name}" if account is not None else "",
    )
