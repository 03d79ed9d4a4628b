"""What customers answer: estimates accepted or declined, questions and disputes, what they wish to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bookdesk.core.texts import clean, clean_lines
from bookdesk.protocol.events import (
    DocumentSeen,
    EstimateAccepted,
    EstimateDeclined,
    Event,
    PreferencesChanged,
    QuestionRaised,
)
from bookdesk.protocol.words import PaperKind, PaperState
from bookdesk.server import tenants
from bookdesk.server.collecting.attempts import locked_document
from bookdesk.server.customers.cardnumbers import holds_card_number, without_card_numbers
from bookdesk.server.customers.sentfiles import LARGEST, MOST, media_type, sent
from bookdesk.server.heart import Heart
from bookdesk.server.pages.port import DocumentGrant, Raised
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.tables import DocumentRow, TenantRow, WishRow
from bookdesk.server.telling import tell
from bookdesk.server.views import PreferencesView, Upload

_NAME, _TEXT = 200, 4000


@dataclass(frozen=True, slots=True)
class Answers:
    """Keeps what customers answer, and tells it."""

    heart: Heart

    def accept(self, grant: DocumentGrant, name: str, version: int) -> bool:
        """Accept an estimate under a typed name; False where it is another version by now or no longer waits."""
        typed, now = _line(name), self.heart.now()
        said = EstimateAccepted(grant.document, version, grant.contact, typed, now)
        return self._decided(grant, version, PaperState.ACCEPTED, typed, said)

    def decline(self, grant: DocumentGrant, name: str, reason: str, version: int) -> bool:
        """Decline it with a reason; as above."""
        typed, why, now = _line(name), without_card_numbers(clean_lines(reason))[:_TEXT], self.heart.now()
        told = f"{typed}: {why}" if typed else why
        said = EstimateDeclined(grant.document, version, grant.contact, told, now)
        return self._decided(grant, version, PaperState.DECLINED, typed, said)

    def ask(
        self, grant: DocumentGrant, text: str, lines: Sequence[int], files: Sequence[Upload], *, dispute: bool
    ) -> Raised:
        """Raise a question or a dispute."""
        if holds_card_number(text) or any(holds_card_number(file.name) for file in files):
            return Raised.CARD_NUMBER
        kinds = [media_type(file.content) for file in files]
        if (refused := _refused(files, kinds)) is not None:
            return refused
        now = self.heart.now()
        attached = tuple(sent(file, kind) for file, kind in zip(files, kinds, strict=True) if kind)
        with self.heart.store.writing() as session:
            row = locked_document(session, grant.tenant, grant.document)
            if row is None:
                return Raised.DONE
            if dispute:
                row.disputed = 1
                row.revision += 1
            what = (dispute, tuple(lines), clean_lines(text)[:_TEXT], attached)
            tell(session, grant.tenant, [QuestionRaised(row.id, row.version, grant.contact, *what, now)], now)
        return Raised.DONE

    def seen(self, grant: DocumentGrant) -> None:
        """Tell that a person, who acted, has the document."""
        now = self.heart.now()
        with self.heart.store.writing() as session:
            row = session.get(DocumentRow, (grant.tenant, grant.document))
            if row is not None:
                tell(session, grant.tenant, [DocumentSeen(row.id, row.version, grant.contact, now)], now)

    def preferences(self, grant: DocumentGrant, mail: str) -> PreferencesView:
        """Return what a contact wishes; `mail` is his address, of which only a little is shown."""
        with self.heart.store.reading() as session:
            row = session.get(WishRow, (grant.tenant, grant.customer, grant.contact))
        reminders = row is None or bool(row.reminders)
        return PreferencesView(grant.locale.partition("_")[0], reminders, masked(mail))

    def prefer(self, grant: DocumentGrant, language: str, *, reminders: bool) -> None:
        """Keep what a contact wishes."""
        now, locale = self.heart.now(), language.replace("_", "-")
        named = {"tenant": grant.tenant, "customer": grant.customer, "contact": grant.contact}
        with self.heart.store.writing() as session:
            self.heart.store.exclusive(session, f"wishes of {grant.tenant}/{grant.customer}")
            row = session.get(WishRow, tuple(named.values()))
            if row is not None and (row.locale, bool(row.reminders)) == (locale, reminders):
                return
            session.merge(WishRow(**named, locale=locale, reminders=int(reminders)))
            said = PreferencesChanged(grant.customer, grant.contact, locale, reminders, now)
            tell(session, grant.tenant, [said], now)

    def _decided(self, grant: DocumentGrant, version: int, state: PaperState, name: str, said: Event) -> bool:
        now = self.heart.now()
        with self.heart.store.writing() as session:
            row = locked_document(session, grant.tenant, grant.document)
            if row is None or not _waits(session, row, version, now):
                return False
            row.state, row.answered_by, row.answered_at = state, name or None, stamp(now)
            row.revision += 1
            tell(session, grant.tenant, [said], now)
            return True


def _waits(session: Session, row: DocumentRow, version: int, now: datetime) -> bool:
    settings = tenants.settings(session.get_one(TenantRow, row.tenant))
    today = now.astimezone(tenants.zone_of(settings)).date().isoformat()
    waits = row.kind == PaperKind.ESTIMATE and row.state == PaperState.ISSUED
    return waits and row.version == version and (row.due is None or row.due >= today)


def _refused(files: Sequence[Upload], kinds: Sequence[str | None]) -> Raised | None:
    if len(files) > MOST:
        return Raised.TOO_MANY
    if any(len(file.content) > LARGEST for file in files):
        return Raised.FILE_SIZE
    return Raised.FILE_KIND if None in kinds else None


def _line(text: str) -> str:
    return without_card_numbers(clean(text))[:_NAME]


def masked(mail: str) -> str:
    """Return an address of which only so much is shown that its owner knows it: `k•••@example.org`."""
    local, at, host = mail.partition("@")
    return f"{local[:1]}•••@{host}" if at and local else ""
