"""Where voices are kept: a desk's own in the client's books, the firm's in the practice file. Never in a history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.core.identifiers import new_id
from bookdesk.models.columns import JsonValue
from bookdesk.models.portal import PortalDevice, PortalPairing
from bookdesk.protocol.envelope import FIRM, FIRST
from bookdesk.receivables.portal.speaking import Then, UnderWay, Voice
from bookdesk.store.desk import Desk
from bookdesk.store.practice import PracticeFile

_Row = PortalDevice | PortalPairing


@dataclass(frozen=True, slots=True)
class DeskMemory:
    """The voice of the desk at work, in one client's tenant."""

    desk: Desk

    def voice(self) -> Voice:
        """Return it; `NotFound` where this desk has no key of its own yet."""
        with self.desk.books.query() as session:
            row = _device(session, self.desk)
        return _voice(self.desk.books.client_id, row.name, row)

    def begin(self, what: UnderWay, then: Then) -> None:
        """Keep that a request leaves."""
        with self.desk.books.upkeep() as session:
            _begin(_device(session, self.desk), what)
            then(session)

    def ended(self, voice: Voice, then: Then) -> None:
        """Keep where the voice stands now."""
        with self.desk.books.upkeep() as session:
            _end(_device(session, self.desk), voice)
            then(session)


@dataclass(frozen=True, slots=True)
class FirmMemory:
    """The voice of the firm, which opens tenants and lets desks in."""

    file: PracticeFile

    def voice(self) -> Voice:
        """Return it; `NotFound` where the practice is not paired."""
        row = pairing(self.file)
        return _voice(FIRM, row.device, row)

    def begin(self, what: UnderWay, then: Then) -> None:
        """Keep that a request leaves."""
        with self.file.upkeep() as session:
            _begin(_paired(session), what)
            then(session)

    def ended(self, voice: Voice, then: Then) -> None:
        """Keep where the voice stands now."""
        with self.file.upkeep() as session:
            _end(_paired(session), voice)
            then(session)


def pairing(file: PracticeFile) -> PortalPairing:
    """Return how the practice is paired; `NotFound` where it is not."""
    with file.query() as session:
        return _paired(session)


def new_device(session: Session, desk: Desk, key: str) -> PortalDevice:
    """Return this desk's device, made with a key (seed, hex) where it has none."""
    row = _find(session, desk)
    if row is None:
        row = PortalDevice(
            desk=desk.actor.device, name=new_id(), key=key, seq=0, last_hash=FIRST, under_way=None, registered=False
        )
        session.add(row)
        session.flush()
    return row


def device_of(session: Session, desk: Desk) -> PortalDevice | None:
    """Return this desk's device, if it has one."""
    return _find(session, desk)


def _find(session: Session, desk: Desk) -> PortalDevice | None:
    return session.scalars(select(PortalDevice).where(PortalDevice.desk == desk.actor.device)).one_or_none()


def _device(session: Session, desk: Desk) -> PortalDevice:
    row = _find(session, desk)
    if row is None or not row.registered:
        raise NotFound(
            "This computer is not registered at the pay portal for this client.",
            "Let his papers go to the portal here first.",
            command="bookdesk portal on",
        )
    return row


def _paired(session: Session) -> PortalPairing:
    row = session.scalars(select(PortalPairing)).one_or_none()
    if row is None:
        raise NotFound(
            "The firm is paired with no pay portal.",
            "Pair it by the code that the portal shows.",
            command="bookdesk portal pair",
        )
    return row


def _voice(tenant: str, device: str, row: _Row) -> Voice:
    return Voice(tenant, device, row.key, row.seq, row.last_hash, _under_way(row.under_way))


def _under_way(kept: JsonValue) -> UnderWay | None:
    if not isinstance(kept, Mapping):
        return None
    return UnderWay(*(str(kept[name]) for name in ("path", "body", "idem", "created")))


def _begin(row: _Row, what: UnderWay) -> None:
    row.under_way = {"path": what.path, "body": what.body, "idem": what.idem, "created": what.created}


def _end(row: _Row, voice: Voice) -> None:
    row.seq, row.last_hash, row.under_way = voice.seq, voice.last_hash, None
