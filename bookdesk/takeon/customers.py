"""Customers from the sheet of another program, at any time: who is here already comes in no second time.

A sheet with a fault in any row is not used at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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


def import_customers(desk: Desk, sheet: str) -> Imported:
    """Take customers of a sheet in; one is known by his name, whatever its case and punctuation."""
    with desk.books.change(Action.CONTACT_EDITED, "customers from a sheet", actor=desk.actor) as work:
        known = _Known(work.session.scalars(select(Contact).order_by(Contact.id)))
        home = client_profile(work.session).country
        for row in rows(sheet, ("name",)):
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
        self._numbers: set[str | None] = {None}
        self._added: list[str] = []
        self._known: list[str] = []
        self._became: list[str] = []
        self._alike: list[str] = []
        for one in contacts:
            self._by_name.setdefault(_key(one.name), one)
            self._numbers.add(one.tax_id)

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
        if made.tax_id is not None and made.tax_id in self._numbers:
            self._alike.append(made.name)
        self._by_name[_key(made.name)] = made
        self._numbers.add(made.tax_id)
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
    made.attention, made.phone = row.text("attention"), row.text("phone")
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
