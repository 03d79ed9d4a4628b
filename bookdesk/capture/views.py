"""What the inbox shows: frozen rows for lists and one document in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.capture import records
from bookdesk.capture.arrivals import Came, how_it_came
from bookdesk.capture.editing import as_text
from bookdesk.capture.listrows import DocumentRow, read_rows
from bookdesk.capture.meanings import Alternative
from bookdesk.capture.proposal import SupplierHabits, propose_coding
from bookdesk.capture.readiness import DOUBTFUL
from bookdesk.capture.repeating import resemblances
from bookdesk.capture.rows import CHECK, remark_of
from bookdesk.capture.told import Remark, RemarkKind
from bookdesk.capture.weighing import Weighty, weighty
from bookdesk.capture.words import SAID
from bookdesk.core.errors import NotFound
from bookdesk.core.identifiers import counted
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind, FieldState, TaxMode, WayOfPayment
from bookdesk.ledger.inboxlists import is_doubtful
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.store.listing import read_keys, rowid

_AT_ONCE = 500
"""Documents read with one set of queries."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One document in the list; `to_check` counts fields, failed checks and remarks in doubt.

    `version` is of bill or document.
    """

    number: int
    document_id: str
    version: int
    file_name: str
    state: DocumentState
    kind: DocumentKind | None
    reason: str | None
    duplicate_of: int | None
    bill_id: str | None
    supplier: str | None
    bill_number: str | None
    document_date: date | None
    due_date: date | None
    total: Money | None
    to_check: int


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as it was read or corrected; `box` as shares of the page."""

    name: str
    value: str | None
    read_value: str | None
    state: FieldState
    confidence: Decimal
    page: int | None
    box: tuple[float, float, float, float] | None
    why: str
    alternatives: tuple[Alternative, ...] = ()
    """Other values that something on the document speaks for, best first."""
    on_bill: str | None = None
    """What the draft has for it now, in exact form: a due date by the supplier's terms, his name in the books."""


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the draft with the codes people know; `why` says where its account comes from, if that is known."""

    position: int
    description: str
    quantity: Decimal | None
    unit_price: Decimal | None
    account: str | None
    tax_code: str | None
    net: Money
    tax: Money
    gross: Money
    tax_edited: bool
    account_name: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class BillView:
    """The draft bill or credit note."""

    kind: str
    status: BillStatus
    supplier_known: bool
    tax_mode: TaxMode
    net: Money
    tax: Money
    total: Money
    amount_due: Money | None
    way_of_payment: WayOfPayment
    order_number: str | None
    payment_reference: str | None
    posting_date: date | None
    lines: tuple[LineView, ...]
    contact_id: str | None = None
    tax_point: date | None = None
    rate: Decimal | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a document came and what it is: `pages` is None where it has none, `source` as in `reading.words.Source`."""

    media_type: str
    size: int
    pages: int | None
    source: str | None
    received_at: datetime
    received_by: str
    came: Came | None = None
    """How it came, unless somebody handed it in as a file."""


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One document in full; `said` are words of persons against what was read, with who said them."""

    row: InboxRow
    fields: tuple[FieldView, ...]
    checks: tuple[tuple[str, bool], ...]
    remarks: tuple[str, ...]
    bill: BillView | None
    arrival: Arrival
    said: tuple[tuple[str, str], ...] = ()
    alike: bool = False
    """Whether there is another document that it may be again, or that may be this one."""
    papers: tuple[str, ...] = ()
    """Which documents go with its bill, and why none is needed, in sentences."""
    weighty: tuple[Weighty, ...] = ()
    """Those of the remarks that nobody should overlook."""


def find_document(session: Session, reference: str) -> Document:
    """Return a document by intake number or id."""
    query = select(Document)
    number = counted(reference.removeprefix("#"))
    wanted = Document.id == reference if number is None else Document.intake_number == number
    found = session.scalars(query.where(wanted)).one_or_none()
    if found is None:
        raise NotFound(
            f"There is no document {reference} in this client's inbox.",
            "Choose one from the list.",
            command="bookdesk inbox list",
        )
    return found


def bill_of(session: Session, document_id: str) -> Bill | None:
    """Return the bill of a document, a void one only if there is no other."""
    bills = session.scalars(select(Bill).where(Bill.document_id == document_id).order_by(Bill.id)).all()
    return min(bills, key=lambda bill: bill.status is BillStatus.VOID, default=None)


def inbox_rows(session: Session, states: Sequence[DocumentState]) -> list[InboxRow]:
    """Return the documents in one of `states` (all if none is named); evidence of approvals is not listed."""
    query = select(rowid("document")).where(Document.kind.is_(None) | (Document.kind != DocumentKind.EVIDENCE))
    if states:
        query = query.where(Document.state.in_(states))
    keys = read_keys(session, query.order_by(Document.intake_number))
    pages = (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
    return [_as_listed(row) for page in pages for row in read_rows(session, page)]


def _as_listed(row: DocumentRow) -> InboxRow:
    return InboxRow(
        number=row.number,
        document_id=row.id,
        version=row.version,
        file_name=row.file_name,
        state=row.state,
        kind=row.kind,
        reason=row.reason,
        duplicate_of=row.duplicate_of,
        bill_id=row.bill_id,
        supplier=row.supplier,
        bill_number=row.bill_number,
        document_date=row.document_date,
        due_date=row.due_date,
        total=row.total,
        to_check=row.doubts,
    )


def inbox_row(session: Session, document: Document) -> InboxRow:
    """Return one document as a row."""
    bill = bill_of(session, document.id)
    other = session.get(Document, document.duplicate_of_id) if document.duplicate_of_id else None
    fields = {field.name: field for field in _fields(session, document.id)}
    doubts = (
        select(func.count()).select_from(DocumentField).where(DocumentField.document_id == document.id, is_doubtful())
    )
    supplier, number = fields.get("supplier_name"), fields.get("invoice_number")
    return InboxRow(
        number=document.intake_number,
        document_id=document.id,
        version=bill.version if bill is not None else document.version,
        file_name=document.file_name,
        state=document.state,
        kind=document.kind,
        reason=document.failure,
        duplicate_of=other.intake_number if other is not None else None,
        bill_id=bill.id if bill is not None else None,
        supplier=bill.supplier_name if bill is not None else (supplier.value if supplier is not None else None),
        bill_number=bill.number if bill is not None else (number.value if number is not None else None),
        document_date=bill.document_date if bill is not None else None,
        due_date=bill.due_date if bill is not None else None,
        total=bill.total_money if bill is not None else None,
        to_check=session.scalar(doubts) or 0,
    )


def inbox_item(session: Session, document: Document) -> InboxItem:
    """Return one document with everything a reviewer looks at."""
    rows = _fields(session, document.id)
    bill = bill_of(session, document.id)
    remarks = [(row, remark) for row in rows if (remark := remark_of(row)) is not None and not _is_past(remark, bill)]
    return InboxItem(
        inbox_row(session, document),
        tuple(_field(row, bill) for row in rows if ": " not in row.name),
        tuple(
            (row.name.removeprefix(CHECK), row.state is FieldState.PROVED) for row in rows if row.name.startswith(CHECK)
        ),
        tuple(remark.words for _, remark in remarks),
        _bill(session, bill) if bill is not None else None,
        Arrival(
            document.media_type,
            document.size,
            document.pages,
            document.source,
            document.received_at,
            document.received_by,
            how_it_came(session, document.id),
        ),
        tuple((row.name.removeprefix(SAID), row.why) for row in rows if row.name.startswith(SAID)),
        bool(resemblances(session, document)),
        weighty=tuple(
            found for row, remark in remarks if row.state in DOUBTFUL and (found := weighty(remark)) is not None
        ),
    )


def _is_past(remark: Remark, bill: Bill | None) -> bool:
    """Whether a remark says that the supplier is none yet, and confirming the bill made him one."""
    return bill is not None and bill.contact_id is not None and remark.kind is RemarkKind.NEWCOMER


def with_names(item: InboxItem, named: Callable[[str], str]) -> InboxItem:
    """Return a document as it is told to people: `named` puts names in the place of user ids in a sentence."""
    return replace(
        item,
        fields=tuple(replace(field, why=named(field.why)) for field in item.fields),
        remarks=tuple(map(named, item.remarks)),
        said=tuple((name, named(why)) for name, why in item.said),
        papers=tuple(map(named, item.papers)),
        weighty=tuple(replace(one, words=named(one.words)) for one in item.weighty),
    )


def lines_of(session: Session, bill_id: str) -> Sequence[BillLine]:
    """Return a bill's lines in order."""
    return session.scalars(select(BillLine).where(BillLine.bill_id == bill_id).order_by(BillLine.position)).all()


def _fields(session: Session, document_id: str) -> Sequence[DocumentField]:
    return session.scalars(
        select(DocumentField).where(DocumentField.document_id == document_id).order_by(DocumentField.id)
    ).all()


def _field(row: DocumentField, bill: Bill | None) -> FieldView:
    box = row.box if isinstance(row.box, list) else None
    places = tuple(int(side) / 10_000 for side in box) if box else None
    shown = (places[0], places[1], places[2], places[3]) if places else None
    others = tuple(_alternative(one) for one in row.alternatives) if isinstance(row.alternatives, list) else ()
    return FieldView(
        row.name,
        row.value,
        row.read_value,
        row.state,
        row.confidence,
        row.page,
        shown,
        row.why,
        others,
        as_text(bill, row.name) if bill is not None else None,
    )


def _alternative(stored: object) -> Alternative:
    """Return what is kept as value and reason; older readings kept the value of a date alone."""
    if isinstance(stored, list):
        value, why = stored
        return Alternative(str(value), str(why))
    return Alternative(str(stored), "day and month swapped")


def _bill(session: Session, bill: Bill) -> BillView:
    accounts = {row.id: (row.code, row.name) for row in session.scalars(select(Account))}
    codes = dict(session.execute(select(TaxCode.id, TaxCode.code)).all())
    currency = bill.currency
    habits = records.habits(session, bill.contact_id) if bill.status is BillStatus.DRAFT else None
    return BillView(
        bill.kind.value,
        bill.status,
        bill.contact_id is not None,
        bill.tax_mode,
        Money(bill.net, currency),
        Money(bill.tax, currency),
        bill.total_money,
        Money(bill.amount_due, currency) if bill.amount_due is not None else None,
        bill.way_of_payment,
        bill.order_number,
        bill.payment_reference,
        bill.posting_date,
        tuple(_line(line, currency, accounts, codes, habits) for line in lines_of(session, bill.id)),
        bill.contact_id,
        bill.tax_point,
        bill.rate,
        bill.note,
    )


def _line(
    line: BillLine,
    currency: str,
    accounts: dict[str, tuple[str, str]],
    codes: dict[str, str],
    habits: SupplierHabits | None,
) -> LineView:
    code, name = accounts.get(line.account_id or "", (None, None))
    return LineView(
        line.position,
        line.description,
        line.quantity,
        line.unit_price,
        code,
        codes.get(line.tax_code_id or ""),
        Money(line.net, currency),
        Money(line.tax, currency),
        Money(line.gross, currency),
        line.tax_edited,
        name,
        _why_coded(line, habits) if habits is not None else "",
    )


def _why_coded(line: BillLine, habits: SupplierHabits) -> str:
    """Return where a draft line's account comes from: what would be proposed for it now, or a person."""
    proposed = propose_coding(line.description, None, habits, ())
    return proposed.why if proposed.account_id == line.account_id else "chosen by a person"
