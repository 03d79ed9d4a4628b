"""How a client invoices, as a form begins from it, and what would be refused of what is typed. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CustomerKind, NumberedKind, RoundedBy
from bookdesk.formats.paper.letterhead import tax_id_label
from bookdesk.invoicing.custom import settings_of
from bookdesk.invoicing.lawful import Warned, warnings
from bookdesk.invoicing.logo import Logo
from bookdesk.invoicing.settingfields import SETTERS
from bookdesk.invoicing.settings import SettingsService, SettingsShown, set_all
from bookdesk.ledger.chart import accounts
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.ledger.salescategories import category
from bookdesk.ledger.salesnumbers import highest_number
from bookdesk.ledger.salestax import policy
from bookdesk.ledger.taxcodes import dated_codes
from bookdesk.mail.voice import home_locale
from bookdesk.models.account import AccountKind, TaxCode, TaxSide
from bookdesk.models.bank import BankAccount
from bookdesk.models.invoice import Invoice, InvoiceStatus
from bookdesk.models.paper import Paper
from bookdesk.models.sales import SalesSettings
from bookdesk.store.desk import Desk
from bookdesk.store.papers import read

_APART: Final = frozenset(
    {"legal_name", "tax_id", "terms", "discount", "bank_account", "default_account", "default_tax_code", "cash_step"}
)
"""Settings that are kept otherwise than they are typed."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something to choose by its code or name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class SalesTax:
    """A tax code that is charged on sales: its rate today (None where it has none yet), and what it is by EN 16931."""

    id: str
    code: str
    name: str
    rate: Decimal | None
    category: str
    usual: bool


@dataclass(frozen=True, slots=True)
class SettingsOpened:
    """The settings with all that a form offers. `typed` has each as a person would type it, empty where undecided.

    `version` is 0 where nothing was decided yet. `highest` is the number of each kind that the next one follows,
    `waiting` counts invoices that wait for a number of the accounting system. `warned` says where mail is not enough.
    """

    shown: SettingsShown
    typed: Mapping[str, str]
    version: int
    country: str
    currency: str
    home: str
    tax_name: str
    rounded_by: RoundedBy
    logo: Logo
    banks: tuple[Named, ...]
    accounts: tuple[Named, ...]
    taxes: tuple[SalesTax, ...]
    highest: Mapping[NumberedKind, str]
    waiting: int
    warned: tuple[Warned, ...]


def opened(desk: Desk) -> SettingsOpened:
    """Return the settings as a form begins from them."""
    shown = SettingsService(desk).show()
    with desk.books.query() as session:
        profile, row = client_profile(session), shown.settings
        today = client_today(session, desk.clock)
        return SettingsOpened(
            shown=shown,
            typed=MappingProxyType(_typed(session, shown)),
            version=row.version or 0,
            country=profile.country,
            currency=profile.base_currency,
            home=home_locale(profile),
            tax_name=tax_id_label(profile.country),
            rounded_by=policy(profile.country),
            logo=_logo(session, desk, row),
            banks=_banks(session),
            accounts=tuple(Named(one.code, one.name) for one in accounts(session) if one.kind is AccountKind.INCOME),
            taxes=_taxes(session, desk, row),
            highest=MappingProxyType(
                {kind: highest_number(session, kind, today, its) or "" for kind, its in shown.series.items()}
            ),
            waiting=_waiting(session),
            warned=warnings(profile.country, profile.country, CustomerKind.BUSINESS, today, with_data=True),
        )


def problems(desk: Desk, assignments: Mapping[str, str]) -> Mapping[str, BookDeskError]:
    """Return by name what would be refused of these settings, all at once; nothing is changed."""
    with desk.books.query() as session:
        return tried(session, assignments)[1]


def tried(session: Session, assignments: Mapping[str, str]) -> tuple[SalesSettings, Mapping[str, BookDeskError]]:
    """Return the settings as they would be with these, in no books, and what is refused of them.

    What belongs to the profile is changed in this reading of it only: the session never writes.
    """
    kept = settings_of(session)
    names = [one.key for one in inspect(SalesSettings).column_attrs]
    row = SalesSettings(**{name: getattr(kept, name) for name in names})
    found: dict[str, BookDeskError] = {}
    for name, typed in assignments.items():
        try:
            set_all(session, row, {name: typed})
        except BookDeskError as error:
            found[name] = error
    return row, found


def _typed(session: Session, shown: SettingsShown) -> dict[str, str]:
    """Return each setting as a person would type it."""
    row, profile = shown.settings, client_profile(session)
    found = {name: _said(getattr(row, name)) for name in SETTERS if name not in _APART}
    step = Money(row.cash_step, profile.base_currency) if row.cash_step else None
    share = (row.discount_share * 100).normalize() if row.discount_share is not None else None
    return found | {
        "legal_name": profile.legal_name,
        "tax_id": profile.tax_id or "",
        "terms": f"{row.terms} {row.terms_days}" if row.terms is not None else "",
        "discount": f"{share:f}% {row.discount_days}" if share is not None else "",
        "cash_step": f"{step.major:f}" if step is not None else "",
        "bank_account": shown.bank_account or "",
        "default_account": shown.default_account or "",
        "default_tax_code": shown.default_tax_code or "",
    }


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _logo(session: Session, desk: Desk, row: SalesSettings) -> Logo:
    paper = session.get(Paper, row.logo_id) if row.logo_id else None
    return Logo() if paper is None or not paper.seal_key else Logo(paper.file_name, read(desk.books, paper))


def _banks(session: Session) -> tuple[Named, ...]:
    query = select(BankAccount).where(BankAccount.archived.is_(False)).order_by(BankAccount.name)
    return tuple(Named(one.name, one.currency) for one in session.scalars(query) if not one.card)


def _taxes(session: Session, desk: Desk, row: SalesSettings) -> tuple[SalesTax, ...]:
    today = client_today(session, desk.clock)
    rates = {one.id: one.rate for one in dated_codes(session, today)}
    query = select(TaxCode).where(TaxCode.side != TaxSide.PURCHASES, TaxCode.archived.is_(False))
    return tuple(
        SalesTax(
            one.id,
            one.code,
            one.name,
            rates.get(one.id),
            category(one.code, one.treatment.value).value,
            one.id == row.default_tax_code_id,
        )
        for one in session.scalars(query.order_by(TaxCode.code))
    )


def _waiting(session: Session) -> int:
    query = select(func.count()).select_from(Invoice)
    return session.scalar(query.where(Invoice.number.is_(None), Invoice.status == InvoiceStatus.ISSUED)) or 0
