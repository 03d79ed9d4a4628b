"""Whether a document is addressed to somebody else than the client whose books these are. Pure."""

from __future__ import annotations

from rapidfuzz import fuzz

from bookdesk.capture.identity import OwnIdentity, name_key

_THERE = 85
"""Share of letters of a name that must stand on the page one after the other; engines misread a few."""


def other_addressee(customer: str | None, supplier: str | None, text: str, own: OwnIdentity) -> bool:
    """Whether the document names a `customer` who is not the client, and the client nowhere in its `text`.

    Without a name, or where the `supplier` was taken for the customer, nothing can be said.
    """
    if not customer or own.is_name(customer) or (supplier and name_key(supplier) == name_key(customer)):
        return False
    page = name_key(text)
    names = [name_key(name) for name in own.names]
    return not any(name and (name in page or fuzz.partial_ratio(name, page) >= _THERE) for name in names)
