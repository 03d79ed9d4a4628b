"""The fields of a contact that a person may set, one setter for each name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core import dates
from bookdesk.core import partychecks as checks
from bookdesk.core.entered import entered_member, is_nothing
from bookdesk.core.errors import Conflict, InputError, NotFound
from bookdesk.core.texts import clean, clean_lines
from bookdesk.core.vocabulary import CustomerKind, WayOfPayment
from bookdesk.models.account import Account, TaxCode, TaxSide
from bookdesk.models.contact import Contact, Terms

Setter = Callable[[Session, Contact, str], None]
_MOST_GRACE = 90
"""Days for which a customer may be late without being reminded; more are terms."""
_LONGEST_NOTES = 8_000
_KIND_WORDS = {"person": "consumer", "private": "consumer", "public": "public authority", "company": "business"}
_TERMS = re.compile(r"(.*?)(?: ?([0-9]{1,3}))?", re.ASCII)
_SHORT = {"eom": Terms.MONTH_END, "next": Terms.DAY_OF_NEXT_MONTH}
_KINDS = {
    Terms.NET: dates.TermsKind.NET,
    Terms.MONTH_END: dates.TermsKind.END_OF_MONTH,
    Terms.DAY_OF_NEXT_MONTH: dates.TermsKind.DAY_OF_NEXT_MONTH,
}


def apply(session: Session, contact: Contact, assignments: Mapping[str, str]) -> None:
    """Set fields in order, then hold those against each other that belong together; `InputError` says what is wrong."""
    for name, typed in assignments.items():
        if name not in SETTERS:
            raise InputError(f"{name} of a contact cannot be set.", f"Known are {', '.join(sorted(SETTERS))}.")
        SETTERS[name](session, contact, notes(typed) if name == "notes" else clean(typed))
    if contact.tax_id is not None and assignments.keys() & {"tax_id", "country"}:
        contact.tax_id = checks.tax_number(contact.tax_id, contact.country)
    if not (contact.supplier or contact.customer):
        raise InputError("A contact is a supplier, a customer or both.", "Say which.")
    _hold_terms_together(contact)
    if assignments.keys() & {"default_tax_code", "supplier", "customer"}:
        _refuse_other_side(session, contact)


def notes(typed: str) -> str:
    """Return notes as they are kept: line by line, without invisible signs; `InputError` where they are a book."""
    kept = clean_lines(typed)
    if len(kept) > _LONGEST_NOTES:
        raise InputError(f"The notes have {len(kept)} letters.", f"Keep them under {_LONGEST_NOTES}.")
    return kept


def _name(session: Session, contact: Contact, value: str) -> None:
    if is_nothing(value):
        raise InputError("A contact needs a name.", "Write it as it stands on the contact's papers.")
    others = session.scalars(select(Contact.name).where(Contact.id != contact.id))
    if value.casefold() in {other.casefold() for other in others}:
        raise Conflict(f"There is a contact {value} already.", "Use that one, or tell them apart by town or branch.")
    contact.name = value


def _text(name: str) -> Setter:
    def set_text(_session: Session, contact: Contact, value: str) -> None:
        setattr(contact, name, None if is_nothing(value) else value)

    return set_text


def _checked(name: str, check: Callable[[str], object]) -> Setter:
    def set_checked(_session: Session, contact: Contact, value: str) -> None:
        setattr(contact, name, None if is_nothing(value) else check(value))

    return set_checked


def _flag(name: str) -> Setter:
    return lambda _session, contact, value: setattr(contact, name, checks.yes_or_no(value, name))


def _way(value: str) -> WayOfPayment:
    return entered_member(value, WayOfPayment, "way of payment")


def _terms(_session: Session, contact: Contact, value: str) -> None:
    """Set the terms, with their days where these are written along: `net 30`, `month end 10`, `next 20`."""
    found = _TERMS.fullmatch(value)
    if is_nothing(value) or found is None:
        contact.terms = contact.terms_days = None
        return
    contact.terms = _SHORT.get(found[1].lower()) or entered_member(found[1], Terms, "kind of terms")
    contact.terms_days = int(found[2]) if found[2] else contact.terms_days


def _terms_days(_session: Session, contact: Contact, value: str) -> None:
    if not (is_nothing(value) or (value.isascii() and value.isdigit() and len(value) < len("1000"))):
        raise InputError(f"{value} is no number of days.", "Write a number of days, as in 30.")
    contact.terms_days = None if is_nothing(value) else int(value)


def _hold_terms_together(contact: Contact) -> None:
    if contact.terms is None and contact.terms_days is None:
        return
    if contact.terms is None:
        contact.terms = Terms.NET  # a number of days alone is said of the document
    if contact.terms_days is None:
        raise InputError(
            "Only half of the terms is there: it is said from when days count, but not how many.",
            "Give both, as 30 and days after the document, or leave both empty.",
        )
    try:
        dates.Terms(_KINDS[contact.terms], contact.terms_days)
    except ValueError:
        raise InputError(
            f"{contact.terms} {contact.terms_days} are no terms.", "Write net 30, month end 10 or next 20."
        ) from None


def _account(name: str) -> Setter:
    def set_account(session: Session, contact: Contact, value: str) -> None:
        setattr(contact, name, None if is_nothing(value) else _account_of(session, value))

    return set_account


def _account_of(session: Session, value: str) -> str:
    query = select(Account.id).where((Account.code == value) | (Account.id == value), Account.archived.is_(False))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(f"There is no account {value}.", "Use a code of the client's chart of accounts.")
    return found


def _tax_code(session: Session, contact: Contact, value: str) -> None:
    contact.default_tax_code_id = None if is_nothing(value) else _tax_code_of(session, value).id


def _sales_tax_code(session: Session, contact: Contact, value: str) -> None:
    code = None if is_nothing(value) else _tax_code_of(session, value)
    if code is not None and code.side is TaxSide.PURCHASES:
        raise InputError(f"The tax code {code.code} is for purchases.", "Choose one that is charged on sales, or none.")
    contact.sales_tax_code_id = code.id if code is not None else None


def _tax_code_of(session: Session, value: str) -> TaxCode:
    query = select(TaxCode).where((TaxCode.code == value) | (TaxCode.id == value), TaxCode.archived.is_(False))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(f"There is no tax code {value}.", "Use one of the client's tax codes.")
    return found


def _kind(_session: Session, contact: Contact, value: str) -> None:
    contact.kind = entered_member(_KIND_WORDS.get(value.lower(), value), CustomerKind, "kind of customer")


def _grace_days(_session: Session, contact: Contact, value: str) -> None:
    days = "0" if is_nothing(value) else value
    if not (days.isascii() and days.isdigit() and int(days) <= _MOST_GRACE):
        raise InputError(f"{value} is no number of days.", f"Write a number of days up to {_MOST_GRACE}, as in 5.")
    contact.grace_days = int(days)


def _refuse_other_side(session: Session, contact: Contact) -> None:
    """Refuse a tax code for sales where the contact only supplies, and one for purchases where he only buys."""
    code = session.get(TaxCode, contact.default_tax_code_id) if contact.default_tax_code_id else None
    other = TaxSide.SALES if contact.supplier else TaxSide.PURCHASES
    if code is not None and code.side is other and not (contact.supplier and contact.customer):
        raise InputError(f"The tax code {code.code} is for {other}.", "Choose another for this contact, or none.")


SETTERS: Mapping[str, Setter] = {
    "name": _name,
    "supplier": _flag("supplier"),
    "customer": _flag("customer"),
    "tax_id": _text("tax_id"),
    "email": _checked("email", checks.mail_address),
    "street": _text("street"),
    "city": _text("city"),
    "postcode": _text("postcode"),
    "country": _checked("country", checks.country_code),
    "currency": _checked("currency", checks.currency_code),
    "terms": _terms,
    "terms_days": _terms_days,
    "way_of_payment": _checked("way_of_payment", _way),
    "default_account": _account("default_account_id"),
    "default_tax_code": _tax_code,
    "kind": _kind,
    "attention": _text("attention"),
    "phone": _text("phone"),
    "language": _checked("language", checks.locale_name),
    "zone": _checked("zone", checks.zone_name),
    "grace_days": _grace_days,
    "reminders": _flag("reminders"),
    "sales_account": _account("sales_account_id"),
    "sales_tax_code": _sales_tax_code,
    "buyer_reference": _text("buyer_reference"),
    "electronic_address": _checked("electronic_address", checks.electronic_address),
    "reminder_email": _checked("reminder_email", checks.mail_address),
    "notes": _text("notes"),
}
"""What can be set on a contact."""
