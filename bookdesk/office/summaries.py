"""Taking a client's summary, keeping it sealed in the practice file, and telling whether its books went on since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import Session

from bookdesk.banking.standing import proof
from bookdesk.core.clock import Clock
from bookdesk.core.errors import Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.models.bank import BankAccount, Statement
from bookdesk.models.client import ClientProfile
from bookdesk.models.history import ChangeSet
from bookdesk.models.practice import ClientSummary
from bookdesk.office.asking import Asking
from bookdesk.reports.content import Summary, from_data, to_data
from bookdesk.reports.summary import read_summary
from bookdesk.security.anchors import Heads
from bookdesk.security.practice import OpenPractice
from bookdesk.security.redaction import Secret
from bookdesk.security.summaries import open_summary, seal_summary
from bookdesk.store.books import Books
from bookdesk.store.history import Head, heads


@dataclass(frozen=True, slots=True)
class Taken:
    """A summary, when it was taken and of which state of the books; `outdated` where they are known to have gone on."""

    summary: Summary
    taken_at: datetime
    position: int
    heads: tuple[Head, ...]
    outdated: bool = False

    def says_the_same(self, other: Taken | None) -> bool:
        """Whether `other` may stay kept in its place."""
        return other is not None and replace(self, taken_at=other.taken_at) == other


class Proofs:
    """Up to which day each bank account is proven, worked out again only when its statements changed.

    Lines come and go with their statements only; to follow thousands of them at every act would cost too much.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known: dict[str, tuple[object, date | None]] = {}

    def __call__(self, session: Session, account: BankAccount) -> date | None:
        """Return the day, or nothing where none is proven."""
        state = (account.version, *session.execute(_STATE, {"account": account.id}).one())
        known = self._known.get(account.id)
        if known is None or known[0] != state:
            known = self._known[account.id] = (state, proof(session, account).proven_to)
        return known[1]


_STATE = select(
    func.count(),
    func.max(Statement.id),
    func.sum(Statement.withdrawn.cast(Integer)),
    select(ClientProfile.zone).scalar_subquery(),
).where(Statement.bank_account_id == bindparam("account"))


def take(books: Books, clock: Clock, proofs: Proofs, asking: Asking) -> Taken:
    """Read the summary of a client as its books are at one moment."""
    taken_at = clock.now()
    with books.query() as session:
        position = session.scalar(select(func.max(ChangeSet.position))) or 0
        summary = replace(read_summary(session, proofs), asking=asking(session, taken_at))
        return Taken(summary, taken_at, position, heads(session))


def keep(practice: OpenPractice, client_id: ClientId, taken: Taken) -> None:
    """Seal a summary into the practice file; needs a practice opened for writing."""
    sealed = seal_summary(practice.client_key(client_id), client_id, taken.position, _packed(taken))
    practice.file.keep_summary(client_id, taken.position, sealed)


def kept(practice: OpenPractice) -> dict[ClientId, Taken]:
    """Return the kept summaries of all clients this user holds keys of.

    One that cannot be read is left out: it is only drawn from the books, where tampering is told of, and is taken anew.
    """
    keys = practice.client_keys()
    found = {
        ClientId(client_id): _opened(keys[client_id], row)
        for client_id, row in practice.file.summaries().items()
        if client_id in keys
    }
    return {client_id: taken for client_id, taken in found.items() if taken is not None}


def went_on(practice: OpenPractice, client_id: ClientId, taken: Taken, anchored: Heads) -> bool:
    """Return whether a client's books are known to have changed since, without opening them.

    Whoever wrote without taking a summary marks it; who died before he could leaves his write-ahead log behind; what
    was restored or written by other means is not what was anchored.
    """
    log = practice.places.books(client_id).with_name("books.db-wal")
    return taken.outdated or set(anchored) != set(taken.heads) or (log.is_file() and log.stat().st_size > 0)


def _packed(taken: Taken) -> Mapping[str, Any]:
    return {
        "taken_at": taken.taken_at.isoformat(),
        "heads": [astuple(head) for head in taken.heads],
        "summary": to_data(taken.summary),
    }


def _opened(key: Secret, row: ClientSummary) -> Taken | None:
    try:
        opened = open_summary(key, row)
    except Tampered:
        return None
    summary = from_data(opened.data["summary"])
    if summary is None:
        return None
    ends = tuple(Head(*head) for head in opened.data["heads"])
    return Taken(summary, datetime.fromisoformat(opened.data["taken_at"]), opened.position, ends, opened.outdated)
