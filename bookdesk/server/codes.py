"""Six digits by mail: how a customer who holds a link to one document comes to see all of his.

A code goes to the address that the desk published for his contact, never to one that was typed. It is good for ten
minutes, once, and for five tries; kept as a keyed hash.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from email.utils import formataddr, parseaddr
from typing import Final

from sqlalchemy import select

from bookdesk.protocol.events import CodeMailed
from bookdesk.server import tenants
from bookdesk.server.customers.grants import Grants
from bookdesk.server.customers.showing import Showing
from bookdesk.server.heart import Heart
from bookdesk.server.mailing import Letter, Mailer
from bookdesk.server.pages.port import AccountGrant, CodeAnswer, DocumentGrant
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.moneytables import CodeRow
from bookdesk.server.storage.tables import DocumentRow
from bookdesk.server.telling import tell

LIFE: Final = timedelta(minutes=10)
TRIES: Final = 5
_DIGITS = 6

WORDS: Final = {
    "en": (
        "Your code: {code}",
        "{code} is your code for all your documents with {firm}.\nIt is good for ten minutes.\n",
    ),
    "de": ("Ihr Code: {code}", "{code} ist Ihr Code für alle Ihre Dokumente von {firm}.\nEr gilt zehn Minuten.\n"),
    "fr": (
        "Votre code : {code}",
        "{code} est votre code pour tous vos documents de {firm}.\nIl est valable dix minutes.\n",
    ),
    "es": ("Su código: {code}", "{code} es su código para todos sus documentos de {firm}.\nVale diez minutos.\n"),
}
"""Subject and text by language."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Sends and redeems codes."""

    heart: Heart
    showing: Showing
    grants: Grants
    mailer: Mailer
    sender: str

    def send(self, grant: DocumentGrant) -> bool:
        """Mail a code to the contact; False where no address is known. `Unreachable` where mail cannot be sent now."""
        letter_to = self._address(grant)
        if letter_to is None:
            return False
        to, firm, answers = letter_to
        code = f"{int.from_bytes(self.heart.chance(8), 'big') % 10**_DIGITS:0{_DIGITS}d}"
        now = self.heart.now()
        named = {"tenant": grant.tenant, "customer": grant.customer, "contact": grant.contact}
        with self.heart.store.writing() as session:
            self.heart.store.exclusive(session, f"codes of {grant.tenant}/{grant.customer}")
            session.merge(CodeRow(**named, code_hash=self._hash(grant, code), expires=stamp(now + LIFE), tries=0))
        subject, body = WORDS.get(grant.locale.partition("_")[0], WORDS["en"])
        said = subject.format(code=code), body.format(code=code, firm=firm)
        self.mailer.send(Letter(self._sender(firm, answers), to, *said, answers))
        with self.heart.store.writing() as session:
            tell(session, grant.tenant, [CodeMailed(grant.customer, now)], now)
        return True

    def redeem(self, grant: DocumentGrant, code: str, session_id: str) -> AccountGrant | CodeAnswer:
        """Spend a code and open the account under a fresh id."""
        whose = (CodeRow.tenant == grant.tenant, CodeRow.customer == grant.customer, CodeRow.contact == grant.contact)
        with self.heart.store.writing() as session:
            row = session.scalars(select(CodeRow).where(*whose).with_for_update()).one_or_none()
            if row is None or row.expires <= stamp(self.heart.now()):
                return CodeAnswer.WRONG
            if row.tries >= TRIES:
                return CodeAnswer.TOO_MANY
            row.tries += 1
            typed = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
            if not hmac.compare_digest(row.code_hash, self._hash(grant, typed)):
                return CodeAnswer.WRONG
            session.delete(row)
            return self.grants.enter(session, grant, session_id)

    def _address(self, grant: DocumentGrant) -> tuple[str, str, str] | None:
        """Return the contact's address, the client's name and address; None where the desk gave no address."""
        with self.heart.store.reading() as session:
            row = session.get(DocumentRow, (grant.tenant, grant.document))
            owner = tenants.held(session, grant.tenant)
            if row is None:
                return None
            settings, content = tenants.settings(owner), self.showing.content(owner, row)
            found = [one.mail for one in content.contacts if one.contact == grant.contact]
            return (found[0], settings.display_name, settings.mail_from) if found else None

    def _sender(self, firm: str, answers: str) -> str:
        """Return the host's own address under the client's name: the host's mail server may not speak for others."""
        return formataddr((firm, parseaddr(self.sender)[1])) if self.sender else answers

    def _hash(self, grant: DocumentGrant, code: str) -> str:
        text = f"code\x00{grant.tenant}\x00{grant.customer}\x00{grant.contact}\x00{code}"
        return hmac.new(self.heart.keys.forms, text.encode(), hashlib.sha256).hexdigest()
