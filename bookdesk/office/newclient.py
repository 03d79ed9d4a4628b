"""A client's first day: registered with a key of its own and, where its country has a template, given a chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bookdesk.core.checkdigits import is_abn
from bookdesk.core.errors import InputError
from bookdesk.office.opened import Office
from bookdesk.security.clientkeys import ClientEntry, Profile
from bookdesk.security.clients import add_client
from bookdesk.security.roles import Permission, permitted
from bookdesk.takeon.service import NEEDED, TakeOnService
from bookdesk.takeon.starting import profile
from bookdesk.takeon.templates import TEMPLATES
from bookdesk.workspace import Workspace


@dataclass(frozen=True, slots=True)
class NewClient:
    """What a person says of a new client. `starts`: with the chart of accounts and tax codes of its country."""

    name: str
    country: str
    currency: str
    zone: str
    tax_id: str = ""
    starts: bool = True


def started_countries() -> Mapping[str, str]:
    """Return the countries that have a template, each with its time zone."""
    return {country: template.zone for country, template in TEMPLATES.items()}


def add_new_client(office: Office, new: NewClient) -> ClientEntry:
    """Add a client and start its books; everything that could be refused is checked before anything is made."""
    known = Profile(new.name, new.country, new.currency, new.zone).checked()
    tax_id = _checked_tax_id(new)
    started = (
        profile(
            name=known.name,
            country=new.country,
            currency=known.currency or "",
            zone=known.zone,
            tax_id=tax_id,
        )
        if new.starts
        else None
    )
    entry = add_client(office.practice, known)
    office.refresh()
    if started is not None:
        with office.workspace(entry.client_id) as workspace:
            TakeOnService(workspace.desk).start(started)
            workspace.serve()
    return entry


def can_start(entry: ClientEntry) -> bool:
    """Whether what is known of a client is enough to start its books, and its country has a template."""
    return entry.profile.country in TEMPLATES and bool(entry.profile.currency)


def require_start(workspace: Workspace) -> None:
    """Return quietly if this person may start the client's books: who adds clients, or posts to their ledgers."""
    if not permitted(workspace.entry.roles, Permission.MANAGE_CLIENTS):
        workspace.require(NEEDED)


def start_books(workspace: Workspace) -> None:
    """Start the books of a client that was only registered, with the chart and tax codes of its country."""
    require_start(workspace)
    known = workspace.entry.profile
    TakeOnService(workspace.desk).start(
        profile(
            name=known.name, country=known.country or "", currency=known.currency or "", zone=known.zone, tax_id=None
        )
    )


def _checked_tax_id(new: NewClient) -> str | None:
    """An ABN whose digits contradict each other was mistyped; elsewhere a client may have no id of a known form."""
    tax_id = "".join(new.tax_id.split())
    if tax_id and new.country == "AU" and not is_abn(tax_id):
        raise InputError(f"{new.tax_id} is no ABN.", "Compare it with the client's papers: a digit is wrong.")
    return tax_id or None
