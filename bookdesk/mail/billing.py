"""Whom a paper is for, as it stands on it: taken from the contact, and kept with what was issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bookdesk.core.vocabulary import CustomerKind
from bookdesk.formats.paper.postal import Postal, window_lines
from bookdesk.models.columns import JsonValue
from bookdesk.models.contact import Contact

_PARTS = (
    *("name", "attention", "street", "postcode", "city", "country", "tax_id", "email"),
    *("buyer_reference", "electronic_address"),
)


@dataclass(frozen=True, slots=True)
class Billed:
    """The customer on a paper; what is unknown is empty. `country` is a code of ISO 3166-1."""

    name: str
    attention: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    tax_id: str = ""
    email: str = ""
    buyer_reference: str = ""
    electronic_address: str = ""
    kind: CustomerKind = CustomerKind.BUSINESS

    def window(self, home: str, language: str) -> tuple[str, ...]:
        """Return the lines in the window of an envelope that is posted in `home`."""
        where = Postal(self.street, self.city, self.postcode, self.country)
        names = (self.name, self.attention) if self.attention != self.name else (self.name,)
        return window_lines(names, where, home, language)


def billed(contact: Contact) -> dict[str, str]:
    """Return what `Invoice.billed_to` keeps of a contact when the invoice is issued; what he lacks is left out."""
    found = {part: str(value) for part in _PARTS if (value := getattr(contact, part))}
    return {**found, "kind": contact.kind.value}


def billed_of(kept: JsonValue, contact: Contact) -> Billed:
    """Return the customer as he was kept at issue, else as he is now."""
    said = kept if isinstance(kept, Mapping) and kept.get("name") else billed(contact)
    parts = {part: str(said.get(part) or "") for part in _PARTS}
    return Billed(**parts, kind=CustomerKind(str(said.get("kind") or CustomerKind.BUSINESS)))
