"""A document as a person types it: customers, products, accounts and tax codes by the names people know, days, amounts.

    3 hours of work; quantity=3; price=120; tax=GSTI        a line: its text, then what is said of it
    Deposit; 30%; 2026-07-10                                a part: name, share or amount or rest, day or terms

Fields of a document are `FIELD=VALUE`; of a line that is there already `line.2.price=50`, and `line.2=` takes it away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core import dates
from bookdesk.core.amounts import exact_amount
from bookdesk.core.entered import entered_member, entered_rate, is_nothing
from bookdesk.core.errors import InputError, NotFound
from bookdesk.core.money import Money
from bookdesk.core.partychecks import currency_code, locale_name
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import RoundedBy, TaxMode
from bookdesk.invoicing.entered import Entered, EnteredLine
from bookdesk.invoicing.products import find_product
from bookdesk.invoicing.settingfields import early_payment, terms
from bookdesk.invoicing.terms import Milestone
from bookdesk.ledger.customers import find_customer
from bookdesk.ledger.posting import base_currency
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.contact import Contact
from bookdesk.store.desk import Desk

_OF_A_LINE = re.compile(r"line\.([0-9]{1,4})(?:\.([a-z_]+))?", re.ASCII)


class Typing:
    """Reads what is typed of a client's documents."""

    def __init__(self, desk: Desk) -> None:
        """Look things up at `desk`."""
        self._desk = desk

    def customer(self, which: str) -> Contact:
        """Return the customer that is meant by id, name, or a part of the name that fits one only."""
        with self._desk.books.query() as session:
            return find_customer(session, which)

    def new(
        self, customer: str, fields: Mapping[str, str], lines: Sequence[str] = (), parts: Sequence[str] = ()
    ) -> Entered:
        """Return a new document for a customer."""
        with self._desk.books.query() as session:
            begun = Entered(find_customer(session, customer).id)
            return _with_parts(session, _changed(session, begun, fields, lines), parts)

    def changed(
        self, entered: Entered, fields: Mapping[str, str], lines: Sequence[str] = (), parts: Sequence[str] = ()
    ) -> Entered:
        """Return a document with these fields set, lines added, and its plan replaced where `parts` are said.

        Unless a day of its own is said, the day by which it is due follows from its terms again where its date changes.
        """
        with self._desk.books.query() as session:
            done = _changed(session, entered, fields, lines)
            if {"date", "terms"} & fields.keys() and "due" not in fields:
                done = replace(done, due_date=None)
            return _with_parts(session, done, parts)


def _changed(session: Session, entered: Entered, fields: Mapping[str, str], lines: Sequence[str]) -> Entered:
    kept: list[EnteredLine | None] = list(entered.lines)
    for name, value in fields.items():
        of_line = _OF_A_LINE.fullmatch(name)
        if of_line is not None:
            _change_line(session, kept, int(of_line[1]), of_line[2], value)
        elif name in _FIELDS:
            entered = _FIELDS[name](entered, clean(value) if name not in _LONG else value)
        else:
            raise InputError(f"{name} of a document cannot be set.", f"Known are {', '.join(sorted(_FIELDS))}.")
    added = [_line(session, text) for text in lines]
    return replace(entered, lines=(*(one for one in kept if one is not None), *added))


def _change_line(session: Session, lines: list[EnteredLine | None], number: int, name: str | None, value: str) -> None:
    line = lines[number - 1] if 1 <= number <= len(lines) else None
    if line is None:
        raise InputError(f"There is no line {number}.", f"The document has {len(lines)}.")
    if name is None:
        if not is_nothing(value):
            raise InputError(f"It is not said what of line {number} changes.", "Name one of its fields.")
        lines[number - 1] = None
        return
    lines[number - 1] = _set(session, line, name, value)


def _line(session: Session, text: str) -> EnteredLine:
    """Read a line: its text first, unless it begins with a field."""
    first, *rest = [part.strip() for part in text.split(";")]
    line = EnteredLine()
    if _is_field(first):
        rest.insert(0, first)
    else:
        line = replace(line, description=first)
    for part in filter(None, rest):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals:
            raise InputError(f"'{part}' says nothing of a line.", "Write what it is and its value, as in a price.")
        line = _set(session, line, name, value)
    return line


def _is_field(text: str) -> bool:
    return text.partition("=")[0].strip() in _OF_LINES and "=" in text


def _set(session: Session, line: EnteredLine, name: str, value: str) -> EnteredLine:
    if name not in _OF_LINES:
        raise InputError(f"{name} of a line cannot be set.", f"Known are {', '.join(sorted(_OF_LINES))}.")
    return _OF_LINES[name](session, line, clean(value))


def _with_parts(session: Session, entered: Entered, parts: Sequence[str]) -> Entered:
    if not parts:
        return entered
    if [clean(part).lower() for part in parts] == ["none"]:
        return replace(entered, milestones=())
    contact = session.get(Contact, entered.contact_id)
    currency = entered.currency or (contact.currency if contact else None) or base_currency(session)
    return replace(entered, milestones=tuple(_part(text, currency) for text in parts))


def _part(text: str, currency: str) -> Milestone:
    pieces = [clean(piece) for piece in text.split(";")]
    if len(pieces) not in {2, 3} or not pieces[0]:
        raise InputError(
            f"'{text}' is no part of a plan.", "Write its name, its share, and its day: Deposit; 30%; net 7."
        )
    name, share, due = pieces[0], pieces[1], pieces[2] if len(pieces) > 2 else ""  # noqa: PLR2004 - the third piece
    part: Decimal | Money | None
    if share.lower() == "rest":
        part = None
    else:
        part = _share(share) if share.endswith("%") else Money.of(exact_amount(share), currency)
    return Milestone(name, part, _due(due))


def _due(text: str) -> dates.Terms | date | None:
    """Read when a part is due; nothing is when somebody says that it is reached."""
    if is_nothing(text):
        return None
    return _day(text) if text[:1].isdigit() else terms(text)


def _share(text: str) -> Decimal:
    return exact_amount(text.removesuffix("%").strip()) / 100


def _discount_share(text: str) -> Decimal:
    return _share(text) if text.endswith("%") else exact_amount(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text} is no date.", "Write it as year, month, day: 2026-06-30.") from None


def _account(session: Session, code: str) -> str:
    query = select(Account.id).where(Account.code == code, Account.archived.is_(False))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(f"There is no account {code}.", "Choose one.", command="bookdesk account list")
    return found


def _tax_code(session: Session, code: str) -> str:
    query = select(TaxCode.id).where(TaxCode.code == code, TaxCode.archived.is_(False))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(f"There is no tax code {code}.", "Choose one.", command="bookdesk account tax-codes")
    return found


_Setter = Callable[[Entered, str], Entered]
_LineSetter = Callable[[Session, EnteredLine, str], EnteredLine]


def _field(name: str, read: Callable[[str], object]) -> _Setter:
    def set_field(entered: Entered, value: str) -> Entered:
        return replace(entered, **{name: None if is_nothing(value) else read(value)})  # type: ignore[arg-type] # by name

    return set_field


def _of_line(name: str, read: Callable[[str], object], empty: object = None) -> _LineSetter:
    def set_field(_session: Session, line: EnteredLine, value: str) -> EnteredLine:
        return replace(line, **{name: empty if is_nothing(value) else read(value)})  # type: ignore[arg-type] # by name

    return set_field


def _looked_up(name: str, look: Callable[[Session, str], str]) -> _LineSetter:
    def set_field(session: Session, line: EnteredLine, value: str) -> EnteredLine:
        return replace(line, **{name: None if is_nothing(value) else look(session, value)})  # type: ignore[arg-type]

    return set_field


_LONG = frozenset({"introduction", "note"})
_FIELDS: Mapping[str, _Setter] = {
    "date": _field("document_date", _day),
    "due": _field("due_date", _day),
    "terms": _field("terms", terms),
    "tax_point": _field("tax_point", _day),
    "posting_date": _field("posting_date", _day),
    "served_from": _field("served_from", _day),
    "served_to": _field("served_to", _day),
    "currency": _field("currency", currency_code),
    "rate": _field("rate", entered_rate),
    "language": _field("language", locale_name),
    "reference": _field("reference", str),
    "payment_reference": _field("payment_reference", str),
    "introduction": _field("introduction", str),
    "note": _field("note", str),
    "discount": _field("discount", early_payment),
    "tax_mode": _field("tax_mode", lambda text: entered_member(text, TaxMode, "way of showing tax")),
    "rounded_by": _field("rounded_by", lambda text: entered_member(text, RoundedBy, "way of rounding")),
}
_OF_LINES: Mapping[str, _LineSetter] = {
    "text": _of_line("description", str, ""),
    "detail": _of_line("detail", str),
    "quantity": _of_line("quantity", exact_amount, Decimal(1)),
    "price": _of_line("unit_price", exact_amount),
    "unit": _of_line("unit", str),
    "discount": _of_line("discount", _discount_share),
    "product": _looked_up("product_id", lambda session, code: find_product(session, code).id),
    "account": _looked_up("account_id", _account),
    "tax": _looked_up("tax_code_id", _tax_code),
    "from": _of_line("served_from", _day),
    "to": _of_line("served_to", _day),
}
