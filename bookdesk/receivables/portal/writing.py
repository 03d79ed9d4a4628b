"""Commands as they are queued: papers closed for the tenant, links by their hashes, settings as customers see them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from bookdesk.core.records import to_data
from bookdesk.core.vocabulary import PayMethod
from bookdesk.ledger.owner import client_profile
from bookdesk.mail.voice import settings_of as sales_settings
from bookdesk.mail.voice import voice
from bookdesk.models.contact import Contact
from bookdesk.models.portal import PortalLink, PortalSettings, PortalTenant
from bookdesk.protocol import boxes, contents, jsontext
from bookdesk.protocol.commands import (
    LARGEST_PAPER,
    Link,
    PublishDocument,
    SetGateway,
    SetTenant,
)
from bookdesk.protocol.contents import PaperContent, ReceiptContent, StatementContent
from bookdesk.protocol.envelopes import Chance, Envelope, close, place
from bookdesk.receivables.online.settings import wishes_in
from bookdesk.receivables.portal.links import hash_of
from bookdesk.receivables.portal.outbox import fits
from bookdesk.receivables.portal.standing import customer_of
from bookdesk.receivables.portal.telling import Standing

PDF_BYTES = 500_000
"""The largest paper that goes along; a larger one is to be had from the sender."""
_KEY, _NONCE = 32, 12

Pdf = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """What the reader of a document sees, without its PDF, and how that is to be had (None where there is none)."""

    content: PaperContent
    pdf: Callable[[], Pdf | None]


Papers = Callable[[str], Written]
"""Returns what stands on the paper of a document, by id."""
Fresh = Callable[[int], bytes]
"""Returns so many random bytes."""


def content_hash(standing: Standing, content: PaperContent, settings: PortalSettings) -> str:
    """Return the hash of what makes a new version necessary: all that a reader sees but what was paid of it."""
    plain = replace(content, payments=(), credited=None, pdf=None, pdf_name="")
    head = (standing.kind.value, standing.number, standing.amount.text, str(standing.due), standing.customer)
    said = jsontext.dumps([*head, settings.papers, to_data(plain)])
    return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes commands of one tenant."""

    tenant_id: str
    tenant: PortalTenant
    settings: PortalSettings
    chance: Fresh

    def closed(
        self, content: PaperContent | ReceiptContent | StatementContent, what: str, subject: str, edition: int
    ) -> Envelope:
        """Close content for the tenant, in its place."""
        own = Chance(self.chance(_KEY), self.chance(_NONCE), self.chance(_NONCE), self._key())
        where = place(self.tenant_id, what, subject, edition)
        return close(contents.to_bytes(content), where, self.tenant.box_key, own)

    def boxed(self, what: str, secret: str) -> str:
        """Close a secret for the tenant."""
        context = f"{what}/{self.tenant_id}"
        return boxes.seal(self.tenant.box_key, context, secret.encode(), self._key(), self.chance(_NONCE))

    def gateway(self, name: str, account: str, key: str, hook_secrets: Sequence[str]) -> SetGateway:
        """Say where customers pay: with the portal's own restricted key and the secrets of its messages, closed."""
        secrets = tuple(self.boxed("webhook secret", one) for one in hook_secrets)
        return SetGateway(name, account, self.boxed("gateway key", key), secrets)

    def paper(  # noqa: PLR0913, PLR0917 - what a version of a document is made of
        self,
        session: Session,
        standing: Standing,
        content: PaperContent,
        pdf: Pdf | None,
        edition: int,
        as_of: datetime,
        links: Sequence[PortalLink],
    ) -> PublishDocument:
        """Return the command that publishes a version; without its PDF where that is too large to travel."""
        command = PublishDocument(
            document=standing.document,
            version=edition,
            kind=standing.kind,
            number=standing.number,
            state=standing.state,
            amount=standing.amount,
            open=min(standing.open, standing.amount),
            included=standing.included,
            as_of=as_of.astimezone(UTC),
            issued=standing.issued,
            due=standing.due,
            customer=customer_of(session, session.get_one(Contact, standing.customer)),
            envelope=self.closed(_with(content, pdf), "paper", standing.document, edition),
            links=tuple(self.link(one) for one in links),
        )
        if pdf is None or fits(command):
            return command
        return self.paper(session, standing, content, None, edition, as_of, links)

    def link(self, link: PortalLink) -> Link:
        """Return a link as the portal knows it."""
        return Link(hash_of(self.tenant, link), link.contact_id, link.expires_at.astimezone(UTC))

    def _key(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self.chance(_KEY))


def tenant_settings(session: Session, settings: PortalSettings) -> SetTenant:
    """Return how the client is shown, from his letterhead, his profile and what was decided about paying online."""
    profile, sales, spoken = client_profile(session), sales_settings(session), voice(session)
    wishes = wishes_in(session)
    accent = (sales.accent if sales is not None else None) or ""
    return SetTenant(
        display_name=spoken.from_name[:200],
        locale=spoken.locale,
        currency=profile.base_currency,
        zone=profile.zone,
        methods=wishes.methods or (PayMethod.CARD,),
        part_payment=settings.parts,
        auto_pay=settings.auto_pay,
        fresh_days=settings.fresh_days,
        keep_days=settings.keep_days,
        pdf_bytes=min(PDF_BYTES, LARGEST_PAPER) if settings.papers else 0,
        contact_line=(settings.contact_line or "")[:200],
        mail_from=spoken.reply_to or "",
        **({"colour": accent.lstrip("#").lower()} if accent else {}),
    )


def settings_hash(session: Session, settings: PortalSettings) -> str:
    """Return the hash of what is offered and how: where it changes, a person looks again before anything leaves."""
    offered = (settings.on, settings.invoices, settings.credit_notes, settings.estimates, settings.statements)
    said = jsontext.dumps([*offered, settings.papers, to_data(tenant_settings(session, settings))])
    return hashlib.sha256(said.encode()).hexdigest()


def _with(content: PaperContent, pdf: Pdf | None) -> PaperContent:
    if pdf is None or len(pdf[1]) > PDF_BYTES:
        return content
    return replace(content, pdf=base64.b64encode(pdf[1]).decode("ascii"), pdf_name=pdf[0])
