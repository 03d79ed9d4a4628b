"""What is asked of the books once when a review begins: which documents wait, and what lines may be coded to."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.capture.listing import InboxList, InboxListing, InboxOrder, InboxQuery
from bookdesk.ledger.chart import accounts, tax_codes
from bookdesk.workspace import Workspace

_OPEN_LISTS = (InboxList.TO_REVIEW, InboxList.READY)


@dataclass(frozen=True)
class Codes:
    """What lines may be coded to: account and tax codes with their names."""

    accounts: tuple[tuple[str, str], ...]
    taxes: tuple[tuple[str, str], ...]


def queue_of(workspace: Workspace, order: InboxOrder, *, descending: bool) -> dict[str, InboxList]:
    """Return the documents that wait for a person with their lists, those with doubts first, each in this order."""
    listing = InboxListing(workspace.desk)
    found: dict[str, InboxList] = {}
    for which in _OPEN_LISTS:
        view = listing.of(InboxQuery(which, order=order, descending=descending))
        found |= {row.id: which for row in view.rows(view.keys())}
    return found


def codes_of(workspace: Workspace) -> Codes:
    """Return the account and tax codes of a client."""
    with workspace.desk.books.query() as session:
        return Codes(
            tuple((one.code, one.name) for one in accounts(session)),
            tuple((one.code, one.name) for one in tax_codes(session)),
        )
