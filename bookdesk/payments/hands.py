"""Through whose hands an account of a supplier went: who entered it as it stands, and who confirmed it so.

The row names the last of each only. Whoever enters the same account once more, or confirms it again, takes nobody's
place: the first proposer would otherwise be free to confirm what he proposed. So the history is asked, back to where
it last said another account.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.vocabulary import BankScheme
from bookdesk.models.contact import PayeeAccount
from bookdesk.store.glance import images_of

_FIELDS = ("iban", "bic", "routing", "account_number")


@dataclass(frozen=True, slots=True)
class Hands:
    """User ids: who entered an account as it stands, and who confirmed it so."""

    entered: frozenset[str]
    confirmed: frozenset[str]


def hands_on(session: Session, accounts: Collection[PayeeAccount]) -> dict[str, Hands]:
    """Return by account id through whose hands each went since it says what it says, the last ones always included."""
    images: dict[str, list[dict[str, Any]]] = {row.id: [] for row in accounts}
    keys = [(PayeeAccount.__tablename__, row.id) for row in accounts]
    entries = (entry for those in images_of(session, keys).values() for entry in those)
    for entry in sorted(entries, key=lambda one: one.seq):
        if entry.after is not None:
            images[entry.row_id].append(dict(entry.after))
    return {row.id: _hands(row, reversed(images[row.id])) for row in accounts}


def _hands(row: PayeeAccount, newest_first: Iterable[dict[str, Any]]) -> Hands:
    entered, confirmed = {row.edited_by}, {row.confirmed_by}
    present = BankDetails.of(row).fingerprint
    for image in newest_first:
        if _fingerprint(image) != present:
            break
        entered.add(image["edited_by"])
        confirmed.add(image["confirmed_by"])
    return Hands(frozenset(entered), frozenset(one for one in confirmed if one is not None))


def _fingerprint(image: dict[str, Any]) -> str:
    raw = BankDetails(BankScheme(image["scheme"]), **{name: image[name] for name in _FIELDS})
    return BankDetails.of(raw).fingerprint
