"""Customers from the sheet of another program, at any time: who is here already comes in no second time.

A sheet with a fault in any row is not used at all, unless a person saw the fault and said to leave the row out. What is
kept of a customer here is never changed by a sheet; `look_through` says first what would become of each row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core import partychecks
from bookdesk.core.entered import entered_member
from bookdesk.core.errors import BookDeskError, InputError, NotFound
from bookdesk.core.vocabulary import CustomerKind
from bookdesk.ledger.owner import client_profile
from bookdesk.models.account import Account, TaxCode, TaxSide
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.store.desk import Desk
from bookdesk.takeon import rows as from_sheet
from bookdesk.takeon.sheets import SheetRow, rows

_Value = TypeVar("_Value")
_MOST_GRACE = 90


@dataclass(frozen=True, slots=True)
class Imported:
    """What a sheet brought: names of those that were `added`, and of those `known` before, of which nothing changed.

    `became` are known suppliers who are customers from now on. `alike` were added though another contact has the same
    tax number: a person looks whether they are one.
    """

    added: tuple[str, ...]
    known: tuple[str, ...]
    became: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What would become of a row."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    """He is here, and something in the row is other than here: it stays as it is here."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Looked:
    """A row of a sheet before it is used: its line, whom it names, and in words what differs or why it is refused."""

    line: int
    name: str
    outcome: Outcome
    words: str = ""


def look_through(desk: Desk, sheet: str) -> tuple[Looked, ...]:
    """Return what `import_customers` would do with each row of a sheet; nothing is changed.

    `InputError` where it is no sheet of customers at all.
    """
    with desk.books.query() as session:
        known = _Known(session.scalars(select(Contact).order_by(Contact.id)))
        home = client_profile(session).country
        return tuple(_look(session, row, known, home) for row in rows(sheet, ("name",)))


def _look(session: Session, row: SheetRow, known: _Known, home: str) -> Looked:
    name = row.text("name") or ""
    found = known.named(name) if name else None
    try:
        made = _customer(session, row, home)
    except BookDeskError as error:
        why = error.what.removeprefix(f"Line {row.line}: ")
        # A row of somebody who is here is not used, so what is wrong in it refuses nothing.
        return Looked(row.line, name, Outcome.CHANGED if found else Outcome.REFUSED, why)
    if found is not None:
        differs = _differences(row, found, made)
        return Looked(row.line, name, Outcome.CHANGED if differs else Outcome.SAME, differs)
    alike = known.of_number(made.tax_id)
    known.add(made)
    return Looked(row.line, name, Outcome.NEW, f"{alike.name} has the same tax number." if alike else "")


_COMPARED = {
    "tax_id": "tax number",
    "email": "mail",
    "street": "street",
    "city": "town",
    "postcode": "postcode",
    "country": "country",
    "currency": "currency",
    "terms_days": "days of the terms",
    "attention": "contact person",
    "phone": "phone",
    "language": "language",
    "grace_days": "days of grace",
    "reminder_email": "mail for reminders",
}


def _differences(row: SheetRow, found: Contact, made: Contact) -> str:
    """Return in words what a row says otherwise than is kept; empty cells say nothing."""
    told = [
        f"{words} {getattr(found, name) or 'unknown'} here, {getattr(made, name)} in the sheet"
        for name, words in _COMPARED.items()
        if row.text(name) is not None and getattr(found, name) != getattr(made, name)
    ]
    told += [] if found.customer else ["becomes a customer"]
    said = "; ".join(told)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def import_customers(desk: Desk, sheet: str, *, without: Collection[int] = ()) -> Imported:
    """Take customers of a sheet in; one is known by his name, whatever its case and punctuation.

    `without` are lines of the file that a person decided to leave out.
    """
    with desk.books.change(Action.CONTACT_EDITED, "customers from a sheet", actor=desk.actor) as work:
        known = _Known(work.session.scalars(select(Contact).order_by(Contact.id)))
        home = client_profile(work.session).country
        for row in rows(sheet, ("name",)):
            if row.line in without:
                continue
            made = known.meet(row.need("name"))
            if made is None:
                made = _customer(work.session, row, home)
                work.add(made)
                known.add(made)
        work.commit()
    return known.told()


class _Known:
    """Who is here already, and who came."""

    def __init__(self, contacts: Iterable[Contact]) -> None:
        self._by_name: dict[str, Contact] = {}
        self._numbers: dict[str | None, Contact] = {}
        self._added: list[str] = []
        self._known: list[str] = []
        self._became: list[str] = []
        self._alike: list[str] = []
        for one in contacts:
            self._by_name.setdefault(_key(one.name), one)
            self._numbers.setdefault(one.tax_id, one)

    def named(self, name: str) -> Contact | None:
        """Return the contact of that name."""
        return self._by_name.get(_key(name))

    def of_number(self, tax_id: str | None) -> Contact | None:
        """Return a contact with that tax number."""
        return self._numbers.get(tax_id) if tax_id is not None else None

    def meet(self, name: str) -> Contact | None:
        """Return the contact of that name, who is a customer from now on."""
        found = self._by_name.get(_key(name))
        if found is not None:
            self._known.append(name)
            if not found.customer:
                found.customer = True
                self._became.append(found.name)
        return found

    def add(self, made: Contact) -> None:
        if self.of_number(made.tax_id) is not None:
            self._alike.append(made.name)
        self._by_name[_key(made.name)] = made
        self._numbers.setdefault(made.tax_id, made)
        self._added.append(made.name)

    def told(self) -> Imported:
        return Imported(tuple(self._added), tuple(self._known), tuple(self._became), tuple(self._alike))


def _key(name: str) -> str:
    """Return a name by which the same customer is found: letters and digits only, in small letters."""
    return "".join(sign for sign in name.casefold() if sign.isalnum()) or name.casefold()


def _customer(session: Session, row: SheetRow, home: str) -> Contact:
    made = from_sheet.contact(row, supplier=False)
    made.country = _read(row, "country", partychecks.country_code)
    made.currency = _read(row, "currency", partychecks.currency_code)
    made.email = _read(row, "email", partychecks.mail_address)
    made.tax_id = _read(row, "tax_id", lambda text: partychecks.tax_number(text, made.country or home))
    made.language = _read(row, "language", partychecks.locale_name)
    made.zone = _read(row, "zone", partychecks.zone_name)
    made.electronic_address = _read(row, "electronic_address", partychecks.electronic_address)
    made.reminder_email = _read(row, "reminder_email", partychecks.mail_address)
    made.attention, made.phone, made.notes = row.text("attention"), row.text("phone"), row.text("notes")
    made.buyer_reference = row.text("buyer_reference")
    kind = _read(row, "customer_kind", lambda text: entered_member(text, CustomerKind, "kind of customer"))
    made.kind = kind or CustomerKind.BUSINESS
    made.reminders = _read(row, "reminders", lambda text: partychecks.yes_or_no(text, "reminders")) is not False
    made.grace_days = _read(row, "grace_days", _grace) or 0
    made.sales_account_id = sales_account(session, row)
    made.sales_tax_code_id = sales_tax_code(session, row)
    return made


def sales_account(session: Session, row: SheetRow) -> str | None:
    """Return the id of the account of a row, None where it names none; `NotFound` where the chart has no such one."""
    code = row.text("account")
    found = session.scalar(select(Account.id).where(Account.code == code, Account.archived.is_(False)))
    if code is not None and found is None:
        raise NotFound(f"Line {row.line}: there is no account {code}.", "Nothing was imported.")
    return found


def sales_tax_code(session: Session, row: SheetRow) -> str | None:
    """Return the id of the tax code of a row, None where it names none; refused where it is not one for sales."""
    code = row.text("tax_code")
    query = select(TaxCode.id).where(
        TaxCode.code == code, TaxCode.archived.is_(False), TaxCode.side != TaxSide.PURCHASES
    )
    found = session.scalar(query)
    if code is not None and found is None:
        raise NotFound(f"Line {row.line}: there is no tax code {code} for sales.", "Nothing was imported.")
    return found


def _read(row: SheetRow, column: str, check: Callable[[str], _Value]) -> _Value | None:
    """Read a cell, None where it is empty; a refusal names the line."""
    text = row.text(column)
    if text is None:
        return None
    try:
        return check(text)
    except BookDeskError as error:
        raise InputError(f"Line {row.line}: {error.what}", f"{error.remedy} Nothing was imported.") from None


def _grace(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= _MOST_GRACE):
        raise InputError(f"{text} is no number of days.", f"Write a number of days up to {_MOST_GRACE}.")
    return int(text)
