"""The lines of a confirmed bill, between their rows and the rules of `corrections`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from bookdesk.core.entered import entered_member, entered_money
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import TaxMode
from bookdesk.ledger.taxcodes import purchase_codes
from bookdesk.models.account import Account
from bookdesk.models.bill import Bill, BillLine
from bookdesk.models.document import DocumentField
from bookdesk.payments import corrections
from bookdesk.payments.corrections import Chart, Corrections, Line
from bookdesk.store.change import Change


def lines_of(session: Session, bill: Bill) -> tuple[Line, ...]:
    """Return the lines of a bill in order."""
    return _lines(bill, _rows(session, bill.id).values())


def recode(work: Change, bill: Bill, wanted: Corrections) -> None:
    """Code lines anew; every amount stays."""
    rows = _rows(work.session, bill.id)
    coded = corrections.recoded(_lines(bill, rows.values()), wanted.steps, _chart(work.session, bill))
    _write(work, bill, rows, coded)


def edit(work: Change, bill: Bill, wanted: Corrections) -> None:
    """Bring lines and sums to what is wanted; `RuleBroken` where the bill could not be booked or paid so."""
    rows, chart = _rows(work.session, bill.id), _chart(work.session, bill)
    before = lines = _lines(bill, rows.values())
    total_before = bill.total
    if "tax_mode" in wanted.fields:
        bill.tax_mode = entered_member(wanted.fields["tax_mode"], TaxMode, "tax mode")
        lines = corrections.in_mode(lines, chart, bill.tax_mode)
    lines = corrections.edited(lines, wanted.steps, chart, bill.tax_mode, bill.currency)
    if "total" in wanted.fields:
        stated = entered_money(wanted.fields["total"], bill.currency)
        lines = corrections.to_total(lines, stated, chart, bill.tax_mode)
    if lines == before:
        return
    corrections.require_whole(lines)
    _write(work, bill, rows, lines)
    bill.net, bill.tax = sum(line.net.minor for line in lines), sum(line.tax.minor for line in lines)
    bill.total = bill.net + bill.tax
    if bill.amount_due == bill.total:
        bill.amount_due = None
    if bill.total <= 0:
        raise RuleBroken(
            f"The lines add up to {bill.total_money}.", "A bill is for more than nothing; void it instead."
        )
    if bill.total != total_before and "total" not in wanted.fields:
        _require_document_total(work.session, bill)


def _require_document_total(session: Session, bill: Bill) -> None:
    """Refuse a new total that its document does not show, unless it was stated."""
    query = select(DocumentField.value).where(
        DocumentField.document_id == bill.document_id, DocumentField.name == "total", DocumentField.value.is_not(None)
    )
    value = session.scalar(query) if bill.document_id else None
    if value is not None and abs(Money.rounded(Decimal(value), bill.currency)) != bill.total_money:
        raise RuleBroken(
            f"The lines add up to {bill.total_money}, but the document's total is {value}.",
            f"Correct the lines, or set the total to {bill.total_money.text} as well if the document was misread.",
            command=f"bookdesk bill edit {bill.id} FIELD=VALUE total={bill.total_money.text}",
        )


def _chart(session: Session, bill: Bill) -> Chart:
    accounts = session.execute(select(Account.code, Account.id).where(Account.archived.is_(False))).all()
    day = bill.tax_point or bill.document_date or bill.received_date
    return Chart(dict([*accounts]), purchase_codes(session, day))


def _rows(session: Session, bill_id: str) -> dict[int, BillLine]:
    query = select(BillLine).where(BillLine.bill_id == bill_id).order_by(BillLine.position)
    return {row.position: row for row in session.scalars(query)}


def _lines(bill: Bill, rows: Iterable[BillLine]) -> tuple[Line, ...]:
    return tuple(
        Line(
            row.position,
            row.description,
            row.account_id,
            row.tax_code_id,
            Money(row.net, bill.currency),
            Money(row.tax, bill.currency),
            row.tax_edited,
        )
        for row in rows
    )


def _write(work: Change, bill: Bill, rows: Mapping[int, BillLine], lines: Sequence[Line]) -> None:
    """Bring the rows to the lines. A line's change is one of its bill: the bill's version moves with it."""
    if tuple(lines) == _lines(bill, rows.values()):
        return
    kept = {line.position for line in lines}
    for position, row in rows.items():
        if position not in kept:
            work.delete(row)
    for line in lines:
        row = rows.get(line.position) or BillLine(bill_id=bill.id, position=line.position)
        if (line.net.minor, line.tax.minor) != (row.net, row.tax):
            row.quantity = row.unit_price = None  # they no longer make this amount
        row.description, row.account_id, row.tax_code_id = line.description, line.account_id, line.tax_code_id
        row.net, row.tax, row.gross, row.tax_edited = (
            line.net.minor,
            line.tax.minor,
            line.gross.minor,
            line.tax_edited,
        )
        work.add(row)
    flag_modified(bill, "status")
    work.session.flush()
