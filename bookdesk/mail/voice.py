"""In whose name a mail is written and how it speaks to one customer: sender, reply address, language, where to pay."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.bankdetails import BankDetails
from bookdesk.ledger.owner import client_profile
from bookdesk.mail.phrases import Phrases
from bookdesk.mail.wordings import language_of
from bookdesk.models.bank import BankAccount
from bookdesk.models.client import ClientProfile
from bookdesk.models.contact import Contact
from bookdesk.models.sales import SalesSettings

_APART = re.compile(r"[;,\s]+")
_SPOKEN = {"DE": "de-DE", "AT": "de-AT", "FR": "fr-FR", "ES": "es-ES", "MX": "es-MX", "US": "en-US", "AU": "en-AU"}
_SPOKEN |= {"NZ": "en-NZ", "IE": "en-IE", "CA": "en-CA", "GB": "en-GB"}
"""What is spoken where nobody says otherwise; a country of several languages is not among them."""
_USUAL = "en-GB"


@dataclass(frozen=True, slots=True)
class Voice:
    """Who writes: the name that customers know, where answers go, the client's own zone, country and locale."""

    from_name: str
    reply_to: str | None
    zone: str
    country: str
    locale: str


def settings_of(session: Session) -> SalesSettings | None:
    """Return how the client invoices; `None` where nobody entered anything yet."""
    return session.scalars(select(SalesSettings)).one_or_none()


def voice(session: Session) -> Voice:
    """Return in whose name mails of this client are; `NotStarted` for one who was not taken on yet."""
    profile, settings = client_profile(session), settings_of(session)
    name, reply_to, language = profile.name, None, None
    if settings is not None:
        name = settings.from_name or settings.trading_name or profile.name
        reply_to, language = settings.reply_to or settings.email, settings.language
    return Voice(name, reply_to, profile.zone, profile.country, language or home_locale(profile))


def locale_for(spoken: Voice, contact: Contact) -> str:
    """Return the locale a customer is written to in: his own, that of his country abroad, else the client's."""
    abroad = contact.country if contact.country != spoken.country else None
    return contact.language or _SPOKEN.get(abroad or "") or spoken.locale


def greeted(contact: Contact) -> str:
    """Return by which name a customer is greeted: the person who is written to, else the customer."""
    return contact.attention or contact.name


def recipients(contact: Contact) -> tuple[str, ...]:
    """Return the addresses of a contact, as they were entered; none is empty."""
    return addresses_in(contact.email)


def reminder_recipients(contact: Contact) -> tuple[str, ...]:
    """Return where reminders and statements to a contact go: an address of their own where he has one."""
    return addresses_in(contact.reminder_email) or recipients(contact)


def addresses_in(entered: str | None) -> tuple[str, ...]:
    """Return the addresses in what a person entered as one text, parted by commas, semicolons or blanks."""
    return tuple(part for part in _APART.split(entered or "") if part)


def bank_lines(session: Session, locale: str, reference: str = "") -> tuple[str, ...]:
    """Return where to pay, one detail a line; nothing where the client chose no account for it."""
    settings = settings_of(session)
    account = session.get(BankAccount, settings.bank_account_id) if settings and settings.bank_account_id else None
    instructions = (settings.instructions or "").splitlines() if settings else []
    if account is None or account.archived:
        return tuple(line for line in instructions if line.strip())
    phrases = Phrases(locale)
    rows = [(phrases.word("holder"), account.holder), *BankDetails.of(account).named(phrases.word("account"))]
    rows += [(phrases.word("reference"), reference)] if reference else []
    colon = " : " if language_of(locale) == "fr" else ": "
    return tuple(f"{name}{colon}{value}" for name, value in rows if value) + tuple(
        line for line in instructions if line.strip()
    )


def home_locale(profile: ClientProfile) -> str:
    """Return what is spoken where a client is at home."""
    return _SPOKEN.get(profile.country, _USUAL)
