"""The client's letterhead, from his settings, else from his profile: for every paper that leaves in his name."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.checkdigits import format_abn, is_abn
from bookdesk.formats.paper.content import Detail, Seller
from bookdesk.formats.paper.letterhead import Letterhead, OwnBank, tax_id_label, usual_sheet
from bookdesk.formats.paper.postal import Postal, postal_lines
from bookdesk.formats.paper.stationery import SHEETS
from bookdesk.ledger.owner import client_profile
from bookdesk.mail.voice import settings_of
from bookdesk.models.bank import BankAccount
from bookdesk.models.client import ClientProfile
from bookdesk.models.paper import Paper
from bookdesk.models.sales import SalesSettings
from bookdesk.store.books import Books
from bookdesk.store.papers import read

ACCENT = "#1f5f8b"
"""The colour of who chose none."""


def letterhead(session: Session, books: Books, settings: SalesSettings | None = None) -> Letterhead:
    """Return the client's letterhead with his logo and bank account; `NotStarted` for one who was not taken on yet.

    `settings` are some that are only thought of; left out, they are the client's.
    """
    profile, settings = client_profile(session), settings or settings_of(session)
    if settings is None:
        seller = Seller(profile.legal_name, (), _tax_number(profile))
        return Letterhead(seller, profile.country, profile.legal_name, ACCENT, usual_sheet(profile.country))
    return Letterhead(
        seller=_seller(session, books, profile, settings),
        country=profile.country,
        legal_name=profile.legal_name,
        accent=settings.accent or ACCENT,
        stationery=SHEETS.get(settings.stationery or "") or usual_sheet(profile.country),
        bank=_bank(session, settings),
        instructions=settings.instructions or "",
    )


def _seller(session: Session, books: Books, profile: ClientProfile, settings: SalesSettings) -> Seller:
    """The name customers know; where it is not the registered one, that one stands below it."""
    name = settings.trading_name or profile.legal_name
    legal = (profile.legal_name,) if name != profile.legal_name else ()
    where = Postal(settings.street or "", settings.city or "", settings.postcode or "", profile.country)
    details = [Detail("", one) for one in (settings.phone, settings.email, settings.website) if one]
    registered = (Detail("", settings.registration),) if settings.registration else ()
    logo = session.get(Paper, settings.logo_id) if settings.logo_id else None
    return Seller(
        name,
        (*legal, *postal_lines(where)),
        (*details, *_tax_number(profile), *registered),
        None if logo is None or not logo.seal_key else read(books, logo),
    )


def _tax_number(profile: ClientProfile) -> tuple[Detail, ...]:
    if not profile.tax_id:
        return ()
    shown = format_abn(profile.tax_id) if profile.country == "AU" and is_abn(profile.tax_id) else profile.tax_id
    return (Detail(tax_id_label(profile.country), shown),)


def _bank(session: Session, settings: SalesSettings) -> OwnBank | None:
    row = session.get(BankAccount, settings.bank_account_id) if settings.bank_account_id else None
    if row is None or row.archived:
        return None
    return OwnBank(row.holder, BankDetails.of(row), row.currency)
