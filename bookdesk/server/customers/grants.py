"""Who may see what: a link opens one document, a session one customer's account. Everything else is nothing, alike."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from bookdesk.protocol.words import PaperState
from bookdesk.server.heart import Heart
from bookdesk.server.pages.port import AccountGrant, DocumentGrant
from bookdesk.server.storage.base import moment, stamp
from bookdesk.server.storage.moneytables import VisitRow
from bookdesk.server.storage.tables import DocumentRow
from bookdesk.server.storage.unchanged import UntilCommit

VISIT_LIFE: Final = timedelta(hours=1)
"""How long an account stays open after its code was typed."""
_LONGEST_TOKEN = 100
_LINK: Final = text(
    "SELECT link.token_hash, link.tenant, link.document, link.contact, link.expires, link.revoked, document.state,"
    " document.customer, coalesce(wish.locale, customer.locale) AS locale FROM link"
    " JOIN document ON document.tenant = link.tenant AND document.id = link.document"
    " JOIN customer ON customer.tenant = link.tenant AND customer.id = document.customer"
    " LEFT JOIN wish ON wish.tenant = link.tenant AND wish.customer = document.customer AND wish.contact = link.contact"
    " WHERE link.token_hash = :hash"
)


def hash_of(token: str) -> str:
    """Return the hash under which a token, or a session's id, is kept."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class Grants:
    """Looks up links and sessions."""

    def __init__(self, heart: Heart) -> None:
        """Look in the database of `heart`; links are remembered until anybody commits."""
        self.heart = heart
        self._links: UntilCommit[str, Row[Any] | None] = UntilCommit(heart.store.commits)

    def at_hand(self, token: str) -> bool:
        """Whether what a token opens is known without asking the database."""
        return self._links.has(hash_of(token[:_LONGEST_TOKEN]))

    def link(self, token: str) -> DocumentGrant | None:
        """Return what a token opens; None for one that is wrong, expired or revoked, or whose document is gone."""
        wanted = hash_of(token[:_LONGEST_TOKEN])
        found = self._links.get(wanted, lambda: self._link_row(wanted))
        if found is None or not self._opens(found, wanted):
            return None
        whose = (found.tenant, found.document, found.customer, found.contact)
        return DocumentGrant(*whose, spoken(found.locale), moment(found.expires))

    def session(self, session_id: str) -> AccountGrant | None:
        """Return whose account a session opens."""
        with self.heart.store.reading() as session:
            row = session.get(VisitRow, hash_of(session_id))
        if row is None or row.expires <= stamp(self.heart.now()):
            return None
        return AccountGrant(row.tenant, row.customer, row.contact, row.locale)

    def own_document(self, account: AccountGrant, document: str) -> DocumentGrant | None:
        """Return leave for one document of an account."""
        with self.heart.store.reading() as session:
            row = session.get(DocumentRow, (account.tenant, document))
        if row is None or row.customer != account.customer or row.state == PaperState.WITHDRAWN:
            return None
        return DocumentGrant(account.tenant, document, account.customer, account.contact, account.locale)

    def enter(self, session: Session, grant: DocumentGrant, session_id: str) -> AccountGrant:
        """Open an account under a fresh id."""
        now = self.heart.now()
        whose = {"tenant": grant.tenant, "customer": grant.customer, "contact": grant.contact, "locale": grant.locale}
        times = {"opened": stamp(now), "expires": stamp(now + VISIT_LIFE)}
        session.add(VisitRow(session_hash=hash_of(session_id), **whose, **times))
        return AccountGrant(grant.tenant, grant.customer, grant.contact, grant.locale)

    def leave(self, session_id: str) -> None:
        """End a session."""
        with self.heart.store.writing() as session:
            row = session.get(VisitRow, hash_of(session_id))
            if row is not None:
                session.delete(row)

    def _link_row(self, wanted: str) -> Row[Any] | None:
        with self.heart.store.looking() as connection:
            return connection.execute(_LINK, {"hash": wanted}).one_or_none()

    def _opens(self, row: Row[Any], wanted: str) -> bool:
        same, over = hmac.compare_digest(row.token_hash, wanted), row.expires <= stamp(self.heart.now())
        return same and not over and row.revoked is None and row.state != PaperState.WITHDRAWN


def spoken(locale: str) -> str:
    """Return a language tag as catalogues name it: `de_AT`."""
    return locale.replace("-", "_")
