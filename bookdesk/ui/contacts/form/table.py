"""What the form of a contact asks for: names of fields by country, what may be chosen, and what is checked at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bookdesk.contacts.details import ContactDetails
from bookdesk.core import partychecks
from bookdesk.core.vatids import VAT_COUNTRIES
from bookdesk.core.vocabulary import CustomerKind, WayOfPayment
from bookdesk.models.contact import Terms
from bookdesk.ui.pieces.choice_field import Choice

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "name": "Name",
        "attention": "Contact person",
        "phone": "Phone",
        "email": "Mail",
        "reminder_email": "Mail for reminders and statements",
        "street": "Street",
        "postcode": "Postcode",
        "city": "Town",
        "country": "Country",
        "tax_id": "Tax number",
        "currency": "Currency",
        "language": "Language",
        "zone": "Time zone",
        "terms": "Due",
        "terms_days": "Days",
        "grace_days": "Days of grace",
        "sales_account": "Sold on account",
        "sales_tax_code": "Sales tax code",
        "buyer_reference": "Buyer reference",
        "electronic_address": "E-invoice address",
        "way_of_payment": "Paid by",
        "default_account": "Usual account",
        "default_tax_code": "Usual tax code",
    }
)
"""Fields of one line, by the names under which they are set, and what a person calls them."""
HINTS: Mapping[str, str] = MappingProxyType(
    {
        "terms_days": "As in 30.",
        "terms": "From when they count, if not from the document. Both empty: the usual terms.",
        "reminder_email": "Empty: the same as above.",
        "grace_days": "So long nothing is said of being late.",
        "electronic_address": "As in 0204:991-12345-67.",
    }
)
CHOSEN = frozenset(
    {
        *("country", "currency", "language", "zone", "terms", "way_of_payment"),
        *("sales_account", "sales_tax_code", "default_account", "default_tax_code"),
    }
)
"""Fields whose values are chosen from a list."""
KINDS = (
    Choice(CustomerKind.BUSINESS, "Business"),
    Choice(CustomerKind.CONSUMER, "Person"),
    Choice(CustomerKind.PUBLIC, "Public authority"),
)
TERMS = (
    Choice(Terms.NET, "days after the document"),
    Choice(Terms.MONTH_END, "days after the end of the month"),
    Choice(Terms.DAY_OF_NEXT_MONTH, "as day of the next month"),
)
WAYS = tuple(Choice(one, one.value.capitalize()) for one in WayOfPayment)
_NAMES = {
    "en-AU": "English (Australia)",
    "en-GB": "English (Britain)",
    "en-IE": "English (Ireland)",
    "en-NZ": "English (New Zealand)",
    "en-US": "English (United States)",
    "de-DE": "German (Germany)",
    "de-AT": "German (Austria)",
    "de-CH": "German (Switzerland)",
    "fr-FR": "French (France)",
    "fr-CH": "French (Switzerland)",
    "es-ES": "Spanish (Spain)",
    "es-MX": "Spanish (Mexico)",
}
LANGUAGES = tuple(Choice(code, name) for code, name in _NAMES.items())
"""Languages with built-in words; any other one is written as its code."""
_TOWN_FIRST = frozenset({"AU", "CA", "GB", "IE", "IN", "NZ", "SG", "US"})
_TOWNS = {"AU": "Suburb and state", "US": "City and state", "CA": "City and province"}
_POSTCODES = {"US": "ZIP code", "IE": "Eircode", "CA": "Postal code"}


def words_for(country: str) -> dict[str, str]:
    """Return what the fields of an address and the tax number are called in a country."""
    tax = "ABN" if country == "AU" else ("VAT number" if country in VAT_COUNTRIES else WORDS["tax_id"])
    return {
        "city": _TOWNS.get(country, WORDS["city"]),
        "postcode": _POSTCODES.get(country, WORDS["postcode"]),
        "tax_id": tax,
    }


def town_first(country: str) -> bool:
    """Whether the post of a country wants the town before its postcode."""
    return country in _TOWN_FIRST


CHECKS: Mapping[str, Callable[[str, str], object]] = MappingProxyType(
    {
        "email": lambda text, _: partychecks.mail_address(text),
        "reminder_email": lambda text, _: partychecks.mail_address(text),
        "tax_id": lambda text, country: partychecks.tax_number(text, country or None),
        "electronic_address": lambda text, _: partychecks.electronic_address(text),
    }
)
"""What is checked as soon as a field is left, with the country; each raises a `BookDeskError`."""


def value_of(details: ContactDetails, name: str) -> str:
    """Return a field as text, in the form in which it is set."""
    value = getattr(details, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
