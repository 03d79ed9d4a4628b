"""Which customer is meant by what a person types."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.core.texts import clean
from bookdesk.models.contact import Contact

_NAMED = 5
"""How many customers a refusal names."""


def find_customer(session: Session, which: str) -> Contact:
    """Return a contact by id, name, or part of the name that fits one only; customers go before others."""
    wanted = clean(which)
    everybody = session.scalars(select(Contact).where(Contact.archived.is_(False)).order_by(Contact.name, Contact.id))
    people = list(everybody)
    found = [one for one in people if wanted in {one.id, one.name}]
    if not found and wanted:
        fitting = [one for one in people if wanted.casefold() in one.name.casefold()]
        found = [one for one in fitting if one.customer] or fitting
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            f"No customer is called {which}.", "Write the name, or add him first.", command="bookdesk customer add NAME"
        )
    names = ", ".join(one.name for one in found[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    raise NotFound(f"'{which}' fits {len(found)} customers: {names}{more}.", "Write the name in full.")
