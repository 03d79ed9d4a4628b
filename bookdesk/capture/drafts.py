"""Make the draft bill of a document that was read: amounts, lines, supplier, and what is proposed for coding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from bookdesk.capture import records
from bookdesk.capture.bankdetails import HasValue
from bookdesk.capture.evidence import Field
from bookdesk.capture.extraction import Extracted
from bookdesk.capture.items import Item
from bookdesk.capture.moneyback import nothing_due
from bookdesk.capture.proposal import Coding, RatedCode, SupplierHabits, propose_coding, propose_due, propose_way
from bookdesk.capture.remembering import supplier_by_layout
from bookdesk.capture.suppliers import Identity, SupplierMatch, match_layout, match_supplier
from bookdesk.core.dates import Terms
from bookdesk.core.money import MICRO, Money
from bookdesk.core.texts import number_key
from bookdesk.core.vocabulary import DocumentKind, TaxMode
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.ledger.tax import MOST_DRIFT, line
from bookdesk.models.bill import Bill, BillKind, BillLine
from bookdesk.models.document import Document
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Amounts:
    """A document's sums in its currency, all positive; `tax` is None where none is printed."""

    net: Money
    tax: Money | None
    total: Money
    due: Money | None


@dataclass(frozen=True, slots=True)
class Part:
    """One line as the document shows it; `rate` is a fraction, None where it is not known."""

    description: str
    net: Money
    tax: Money
    rate: Decimal | None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A bill with its lines, not yet added, the supplier it was matched with, and the terms known of him."""

    bill: Bill
    lines: tuple[BillLine, ...]
    match: SupplierMatch | None
    terms: Terms | None
    unproved: tuple[str, ...] = ()
    """Sentences on lines that are coded by a rule which did not prove itself yet."""


def draft_of(work: Change, document: Document, extracted: Extracted, desk: Desk) -> Draft:
    """Return the draft bill or credit note of a document, made at `desk`."""
    session, fields = work.session, extracted.extraction.fields
    user, today = desk.actor.user, client_today(session, desk.clock)
    match = _match(session, extracted, desk)
    habits = records.habits(session, match.supplier.id if match else None)
    issued = _day(fields["issue_date"])
    currency = fields["currency"].value or client_profile(session).base_currency
    amounts = amounts_of(fields, currency)
    bill = _bill(document, extracted, amounts, match, habits)
    bill.received_date, bill.created_by = today, user
    bill.document_date = bill.tax_point = issued
    codes = records.rated_codes(session, issued or today)
    parts = parts_of(extracted, amounts, codes, bill)
    codings = [propose_coding(part.description, part.rate, habits, codes) for part in parts]
    lines = tuple(
        _line(place, part, coding) for place, (part, coding) in enumerate(zip(parts, codings, strict=True), 1)
    )
    unproved = tuple(unproved_words(place, coding.why) for place, coding in enumerate(codings, 1) if not coding.proved)
    return Draft(bill, lines, match, habits.terms, unproved)


def _match(session: Session, extracted: Extracted, desk: Desk) -> SupplierMatch | None:
    """Return the supplier by what the document says of him, else by how it is laid out."""
    found, known = identity_of(extracted.extraction.fields), records.known_suppliers(session)
    match = match_supplier(found, known)
    named = is_named(extracted.extraction.fields["supplier_name"])
    return match or match_layout(found, supplier_by_layout(session, desk, extracted.pages), known, named=named)


_NAMED = 0.9
"""How sure a name must be for it to be somebody's name and no heading."""


def is_named(name: Field) -> bool:
    """Whether what was read as the sender's name is one, as far as can be seen."""
    return name.value is not None and name.confidence >= _NAMED


def add_draft(work: Change, draft: Draft) -> None:
    """Add the bill and then its lines, which name it."""
    work.add(draft.bill)
    work.session.flush()
    for row in draft.lines:
        row.bill_id = draft.bill.id
    work.add(*draft.lines)
    work.session.flush()


def identity_of(fields: dict[str, Field]) -> Identity:
    """Return what a document says of its sender."""
    account = records.account_key(fields["iban"].value, fields["bank_routing"].value, fields["bank_account"].value)
    return Identity(fields["supplier_name"].value, fields["supplier_tax_id"].value, account)


def amounts_of(fields: Mapping[str, HasValue], currency: str) -> Amounts:
    """Return the sums; what is missing of net and total follows from the other, and nothing is invented for tax."""
    net, tax, total, due = (_money(fields[name], currency) for name in ("net", "tax", "total", "amount_due"))
    if due is not None and nothing_due(fields):
        due = Money.zero(currency)
    whole = total or due or (net + tax if net and tax else net) or Money.zero(currency)
    if tax is not None and (net is None or net + tax != whole):
        net = whole - tax if tax.minor <= whole.minor else whole
    if tax is None:
        net = whole
    return Amounts(net or whole, tax, whole, due if due != whole else None)


def parts_of(extracted: Extracted, amounts: Amounts, codes: Sequence[RatedCode], bill: Bill) -> tuple[Part, ...]:
    """Return the lines: the document's own where they add up, else one for each tax rate, else one for all."""
    read = extracted.extraction
    mode, own = lines_of_items(read.items, amounts, codes)
    if own:
        bill.tax_mode = mode
        return own
    currency = amounts.net.currency
    rows = [
        Part(
            f"{row.rate.normalize():f} %",
            abs(Money.rounded(row.net, currency)),
            abs(Money.rounded(row.tax, currency)),
            row.rate / _HUNDRED,
        )
        for row in read.tax_rows
    ]
    if len(rows) > 1 and _sums(rows) == (amounts.net.minor, (amounts.tax or Money.zero(currency)).minor):
        return tuple(rows)
    tax = amounts.tax or Money.zero(currency)
    rate = rate_of(amounts.net, tax, codes) if amounts.tax is not None else None
    what = " ".join(filter(None, (bill.supplier_name, bill.number))) or "as the document shows"
    return (Part(what, amounts.total - tax, tax, rate),)


def lines_of_items(
    items: Sequence[Item], amounts: Amounts, codes: Sequence[RatedCode]
) -> tuple[TaxMode, tuple[Part, ...]]:
    """Return the document's own lines with their tax mode; none where they make neither its net nor its total."""
    for mode in (TaxMode.EXCLUSIVE, TaxMode.INCLUSIVE):
        own = _own_lines(items, amounts, codes, mode)
        if own:
            return mode, own
    return TaxMode.EXCLUSIVE, ()


def lines_as_printed(items: Sequence[Item], amounts: Amounts, codes: Sequence[RatedCode]) -> tuple[Part, ...]:
    """Return lines that do not make the document's sums as they are, each taxed by its rate or the document's own."""
    common = rate_of(amounts.net, amounts.tax, codes) if amounts.tax is not None else None
    shown = [Money.rounded(item.net or Decimal(0), amounts.net.currency) for item in items]
    sign = -1 if sum(one.minor for one in shown) < 0 else 1
    return tuple(_as_printed(item, one.times(Decimal(sign)), common) for item, one in zip(items, shown, strict=True))


def _as_printed(item: Item, net: Money, common: Decimal | None) -> Part:
    rate = common if item.tax_rate is None else item.tax_rate / _HUNDRED
    taxed = line(net, rate or Decimal(0), TaxMode.EXCLUSIVE)
    return Part(item.description, taxed.net, taxed.tax, rate, _micro(item.quantity), _micro(item.unit_price))


def rate_of(net: Money, tax: Money, codes: Sequence[RatedCode]) -> Decimal | None:
    """Return the rate of a purchase code that makes this tax of this net."""
    fitting = [code for code in codes if abs(net.times(code.rate).minor - tax.minor) <= 1]
    return min(fitting, key=lambda code: not code.plain).rate if fitting else None


def _own_lines(items: Sequence[Item], amounts: Amounts, codes: Sequence[RatedCode], mode: TaxMode) -> tuple[Part, ...]:
    """Return the document's own lines where they add up to its net, or to its total where prices include tax."""
    currency = amounts.net.currency
    tax = amounts.tax or Money.zero(currency)
    entered = [Money.rounded(item.net, currency) for item in items if item.net is not None]
    whole = amounts.total if mode is TaxMode.INCLUSIVE else amounts.net
    if not entered or len(entered) != len(items) or abs(sum(one.minor for one in entered)) != whole.minor:
        return ()
    sign = -1 if sum(one.minor for one in entered) < 0 else 1
    common = rate_of(amounts.net, tax, codes)
    parts = []
    for item, shown in zip(items, entered, strict=True):
        rate = common if item.tax_rate is None or common is not None else item.tax_rate / _HUNDRED
        taxed = line(Money(shown.minor * sign, currency), rate or Decimal(0), mode)
        quantity, price = _micro(item.quantity), _micro(item.unit_price)
        parts.append(Part(item.description, taxed.net, taxed.tax, rate, quantity, price))
    return _spread(parts, tax, mode)


def _spread(parts: list[Part], tax: Money, mode: TaxMode) -> tuple[Part, ...]:
    """Let the lines' tax add up to the document's: a few cents of rounding go to the largest line that is taxed."""
    drift = tax.minor - sum(part.tax.minor for part in parts)
    if drift == 0:
        return tuple(parts)
    taxed = [index for index, part in enumerate(parts) if part.rate]
    if abs(drift) > MOST_DRIFT or not taxed:
        return ()
    largest = max(taxed, key=lambda index: abs(parts[index].net.minor))
    found = parts[largest]
    corrected = Money(found.tax.minor + drift, tax.currency)
    net = Money(found.net.minor - drift, tax.currency) if mode is TaxMode.INCLUSIVE else found.net
    parts[largest] = replace(found, net=net, tax=corrected)
    return tuple(parts)


def _sums(parts: Sequence[Part]) -> tuple[int, int]:
    return sum(part.net.minor for part in parts), sum(part.tax.minor for part in parts)


def _bill(
    document: Document, extracted: Extracted, amounts: Amounts, match: SupplierMatch | None, habits: SupplierHabits
) -> Bill:
    fields, kind = extracted.extraction.fields, extracted.extraction.kind.kind
    issued = _day(fields["issue_date"])
    due, _ = propose_due(_day(fields["due_date"]), issued, habits.terms)
    number = fields["invoice_number"].value
    return Bill(
        kind=BillKind.CREDIT_NOTE if kind is DocumentKind.CREDIT_NOTE else BillKind.BILL,
        contact_id=match.supplier.id if match else None,
        supplier_name=match.supplier.name if match else fields["supplier_name"].value,
        number=number,
        number_key=number_key(number) if number else None,
        order_number=fields["po_number"].value,
        due_date=due or issued,
        currency=amounts.total.currency,
        net=amounts.net.minor,
        tax=(amounts.tax or Money.zero(amounts.net.currency)).minor,
        total=amounts.total.minor,
        amount_due=amounts.due.minor if amounts.due is not None else None,
        way_of_payment=propose_way(extracted.extraction.way, habits),
        payment_reference=fields["payment_reference"].value,
        document_id=document.id,
    )


def unproved_words(position: int, why: str) -> str:
    """Say of a line that it is coded by a rule which did not prove itself yet."""
    return f"Line {position} is coded by a rule that is not proved yet: {why}."


def _line(position: int, part: Part, coding: Coding) -> BillLine:
    computed = part.net.times(part.rate) if part.rate is not None else part.tax
    return BillLine(
        position=position,
        description=part.description,
        quantity=part.quantity,
        unit_price=part.unit_price,
        account_id=coding.account_id,
        tax_code_id=coding.tax_code_id,
        net=part.net.minor,
        tax=part.tax.minor,
        gross=part.net.minor + part.tax.minor,
        tax_edited=0 < abs(computed - part.tax).minor <= MOST_DRIFT,
    )


def _day(field: Field) -> date | None:
    return date.fromisoformat(field.value) if field.value else None


def _money(field: HasValue, currency: str) -> Money | None:
    return abs(Money.rounded(Decimal(field.value), currency)) if field.value else None


def _micro(value: Decimal | None) -> Decimal | None:
    """Round to the millionths that are kept."""
    return None if value is None else value.quantize(Decimal(1) / MICRO)
