"""The firm at its pay portal: paired once by a code, clients let in one by one, and a round of telling and asking."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, NotAllowed, RuleBroken, Unreachable
from bookdesk.core.identifiers import new_id
from bookdesk.core.records import MalformedRecord
from bookdesk.models.portal import PortalPairing
from bookdesk.models.practice import Mode
from bookdesk.office.portalpapers import PortalPapers
from bookdesk.office.portalwords import Acted, act
from bookdesk.protocol import jsontext, messages, signing, versions
from bookdesk.protocol.answering import is_sealed
from bookdesk.protocol.commands import KINDS, Command, OpenTenant, RegisterDevice, RevokeDevice
from bookdesk.protocol.envelope import FIRST
from bookdesk.protocol.events import Outcome
from bookdesk.receivables.online.connection import reach
from bookdesk.receivables.online.service import Looked, OnlineService
from bookdesk.receivables.portal.joining import Step
from bookdesk.receivables.portal.memory import FirmMemory, device_of, new_device, pairing
from bookdesk.receivables.portal.outbox import awaited
from bookdesk.receivables.portal.pulling import Pulled
from bookdesk.receivables.portal.reaching import Http, Lost, Way, checked_address
from bookdesk.receivables.portal.service import PortalService, Pushed
from bookdesk.receivables.portal.speaking import COMMANDS, STATE, OutOfStep, Speaker, UnderWay
from bookdesk.receivables.portal.switching import (
    Offer,
    Place,
    PortalKeys,
    guard,
    keep_gateway,
    keep_offer,
    keep_place,
    note_problem,
    offer_in,
    require_free,
)
from bookdesk.receivables.portal.tenancy import find_tenant
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission
from bookdesk.workspace import Workspace

_PAIR = "/sync/pair"
_OK = 200
_SEED = 32


@dataclass(frozen=True, slots=True)
class Ways:
    """How portals are reached, and where chance comes from; tests put their own in."""

    opens: Callable[[str], Way] = Http
    chance: Callable[[int], bytes] = os.urandom


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did; `looked` is None where the gateway had no news or could not be asked, `problem` says why."""

    pushed: Pushed | None = None
    pulled: Pulled | None = None
    acted: Acted = field(default_factory=Acted)
    looked: Looked | None = None
    problem: BookDeskError | None = None

    def then(self, later: Round) -> Round:
        """Return both rounds as one: counts of both, what the later one says where only one can be said."""
        pushed, pulled = later.pushed or self.pushed, later.pulled or self.pulled
        if self.pushed is not None and later.pushed is not None:
            joined = self.pushed.joined if self.pushed.joined.anew else later.pushed.joined
            pushed = replace(later.pushed, sent=self.pushed.sent + later.pushed.sent, joined=joined)
        if self.pulled is not None and later.pulled is not None:
            events, unread = self.pulled.events + later.pulled.events, self.pulled.unread + later.pulled.unread
            pulled = Pulled(events, unread, self.pulled.news or later.pulled.news)
        acted = Acted(self.acted.done + later.acted.done, self.acted.asks + later.acted.asks)
        return Round(pushed, pulled, acted, later.looked or self.looked, later.problem)


@dataclass(frozen=True, slots=True)
class Met:
    """A portal that took the one-time code, before anybody trusts its key. `seed` is the firm's own key (hex)."""

    address: str
    portal_key: str
    device: str
    seed: str = field(repr=False)


def meet(practice: OpenPractice, address: str, code: str, ways: Ways | None = None) -> Met:
    """Show the portal at an address its one-time code and return whose key answers; nothing is kept or trusted yet.

    `NotAllowed` for a wrong code and for everybody but who manages users.
    """
    practice.require(Permission.MANAGE_USERS)
    ways = ways or Ways()
    origin = checked_address(address, practice=practice.practice.mode is not Mode.NORMAL)
    seed, device = ways.chance(_SEED), new_id()
    public = signing.public_of(Ed25519PrivateKey.from_private_bytes(seed))
    asked = messages.Pairing(code, device, public, practice.practice.name[:100], versions.spoken())
    paired = _paired(ways.opens(origin), messages.to_json(asked))
    versions.agree(paired.version, paired.capabilities)
    return Met(origin, paired.portal_key, device, seed.hex())


def trust(practice: OpenPractice, met: Met) -> PortalPairing:
    """Pin the key of a portal that was met: the practice is paired with it from now on.

    Paired with the same portal again, it gets a key of its own; `RuleBroken` for another portal while it is paired.
    """
    practice.require(Permission.MANAGE_USERS)
    with practice.file.upkeep() as session:
        row = session.scalars(select(PortalPairing)).one_or_none() or PortalPairing()
        if row.portal_key and row.portal_key != met.portal_key:
            raise RuleBroken(
                "Another pay portal answers at that address than the one the firm is paired with.",
                "Forget the old one first, if it is gone for good.",
                command="bookdesk portal forget",
            )
        row.address, row.portal_key, row.device, row.key = met.address, met.portal_key, met.device, met.seed
        row.seq, row.last_hash, row.under_way = 0, FIRST, None
        row.paired_by, row.paired_at = practice.actor.user, practice.clock.now()
        session.add(row)
    return row


def pair(practice: OpenPractice, address: str, code: str, ways: Ways | None = None) -> PortalPairing:
    """Pair the practice with the portal at an address by its one-time code, and pin the portal's key at once."""
    return trust(practice, meet(practice, address, code, ways))


def forget(practice: OpenPractice) -> None:
    """Forget the pairing; clients keep what they know of their place there. By who manages users."""
    practice.require(Permission.MANAGE_USERS)
    with practice.file.upkeep() as session:
        for row in session.scalars(select(PortalPairing)):
            session.delete(row)


def paired(practice: OpenPractice) -> PortalPairing:
    """Return how the practice is paired; `NotFound` where it is not."""
    return pairing(practice.file)


def service(workspace: Workspace, ways: Ways | None = None) -> PortalService:
    """Return the portal of a client."""
    ways = ways or Ways()
    return PortalService(workspace.desk, PortalPapers(workspace.desk), ways.opens, ways.chance)


def switch_on(
    practice: OpenPractice, workspace: Workspace, offer: Offer, keys: PortalKeys | None = None, ways: Ways | None = None
) -> None:
    """Let a client in at the portal, with a key of this desk's own, and keep what is offered there.

    `keys` are the portal's own at the gateway. Nothing leaves before a person has seen what would.
    """
    guard(workspace.desk)
    if offer.on:
        require_free(workspace.desk)
    ways = ways or Ways()
    where = pairing(practice.file)
    with workspace.desk.books.upkeep() as session:
        device = new_device(session, workspace.desk, ways.chance(_SEED).hex())
    public = signing.public_of(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(device.key)))
    tenant = workspace.desk.books.client_id
    register = RegisterDevice(tenant, device.name, public, workspace.desk.actor.device[:100])
    sent = {f"open:{tenant}": OpenTenant(tenant), f"register:{device.name}": register}
    opened = _firm(practice, ways, sent)[f"open:{tenant}"]
    made = jsontext.loads(opened.given)
    if not isinstance(made, dict):
        raise Unreachable("The portal does not say what it made for the client.", "Check its version.")
    place = Place(where.address, where.portal_key, str(made["box_key"]), str(made["hook"]))
    keep_place(workspace.desk, place, ways.chance)
    with workspace.desk.books.upkeep() as session:
        new_device(session, workspace.desk, device.key).registered = True
    keep_offer(workspace.desk, offer)
    if keys is not None:
        keep_gateway(workspace.desk, keys, ways.chance)


def offered(workspace: Workspace) -> Offer:
    """Return what is offered at the portal, or would be where nobody decided anything yet."""
    with workspace.desk.books.query() as session:
        found = offer_in(session)
    return found if found.on or found != Offer(on=False) else Offer()


def switch_off(workspace: Workspace) -> None:
    """Offer nothing at the portal any more; what is there is withdrawn with the next push, pages under way closed."""
    with workspace.desk.books.query() as session:
        offer = offer_in(session)
    values = {name: getattr(offer, name) for name in Offer.__slots__}
    keep_offer(workspace.desk, Offer(**{**values, "on": False}))


def revoke_device(practice: OpenPractice, workspace: Workspace, ways: Ways | None = None) -> None:
    """Let this desk speak no more for a client: its key is forgotten, and the portal told."""
    guard(workspace.desk)
    with workspace.desk.books.query() as session:
        device = device_of(session, workspace.desk)
    if device is None:
        return
    command = RevokeDevice(workspace.desk.books.client_id, device.name)
    _firm(practice, ways or Ways(), {f"revoke:{device.name}": command})
    with workspace.desk.books.upkeep() as session:
        row = device_of(session, workspace.desk)
        if row is not None:
            session.delete(row)


def go_round(workspace: Workspace, ways: Ways | None = None) -> Round:
    """Take what the portal has to tell, act upon it, look at the gateway where it has news, and tell what is new.

    What fails is told and keeps the rest from nothing: the portal is told what the desk knows though the gateway be
    away, and asked though nothing may leave yet.
    """
    found = ask(workspace, ways)
    pushed = tell(workspace, ways)
    looked, problem = found.looked, found.problem
    if looked is None and pushed.pushed is not None and pushed.pushed.joined.step is Step.PORTAL_BEHIND:
        looked, failed = _looked(workspace)
        problem = problem or failed
    return Round(pushed.pushed, found.pulled, found.acted, looked, pushed.problem or problem)


def closing(workspace: Workspace) -> int:
    """Return how many pages are being closed at the gateway, whose end the portal tells with an event."""
    with workspace.desk.books.query() as session:
        return awaited(session)


def is_there(workspace: Workspace) -> bool:
    """Return whether a client has a place at the portal, so that there may be something to tell or to take."""
    with workspace.desk.books.query() as session:
        return find_tenant(session) is not None


def tell(workspace: Workspace, ways: Ways | None = None) -> Round:
    """Tell the portal what is new; why that was not possible is kept and returned."""
    try:
        return Round(pushed=service(workspace, ways).push())
    except BookDeskError as error:
        note_problem(workspace.desk, str(error))
        return Round(problem=error)


def ask(workspace: Workspace, ways: Ways | None = None, *, look: bool = True) -> Round:
    """Take what the portal has to tell, act upon it, and look at the gateway where it has news, unless others do."""
    try:
        pulled = service(workspace, ways).pull()
    except BookDeskError as error:
        note_problem(workspace.desk, str(error))
        return Round(problem=error)
    acted = act(workspace.desk)
    looked, problem = _looked(workspace) if pulled.news and look else (None, None)
    workspace.serve()
    return Round(None, pulled, acted, looked, problem)


def _looked(workspace: Workspace) -> tuple[Looked | None, BookDeskError | None]:
    """Look at the gateway, which may have news; why that was not possible is returned."""
    try:
        way = reach(workspace.desk, practice=not workspace.real, others=workspace.neighbours)
        return OnlineService(workspace.desk, way).look(), None
    except BookDeskError as error:
        return None, error


def _firm(practice: OpenPractice, ways: Ways, sent: dict[str, Command]) -> dict[str, messages.Result]:
    """Send commands with the firm's own device; `NotAllowed` where the portal refuses one."""
    where = pairing(practice.file)
    memory = FirmMemory(practice.file)
    speaker = Speaker(ways.opens(where.address), where.portal_key, memory, practice.clock, _unheard)
    raw = []
    for idem, command in sent.items():
        encoded = KINDS.encode(command)
        raw.append(messages.command(idem, encoded["kind"], encoded["data"]))
    batch = messages.Batch(versions.spoken(), tuple(sorted(versions.CAPABILITIES)), tuple(raw))
    body = messages.to_json(batch)
    try:
        answer = speaker.write(COMMANDS, body, new_id())
    except OutOfStep:
        theirs = messages.from_json(messages.Standing, speaker.read(STATE))
        speaker.adopt(theirs.last_seq, theirs.last_hash)
        answer = speaker.write(COMMANDS, body, new_id())
    results = {one.idem: one for one in messages.from_json(messages.Answer, answer).results}
    for one in results.values():
        if one.outcome is Outcome.REFUSED:
            raise NotAllowed(f"The pay portal refuses it: {one.why}", "Look at what the portal's host says.")
    return results


def _unheard(_session: Session, _what: UnderWay, _body: bytes) -> None:
    """Keep nothing: what the firm sends is asked for again until it is there."""


def _paired(way: Way, asked: bytes) -> messages.Paired:
    """Show the code; what answers must hold the key that it names."""
    exchange = way.exchange("POST", _PAIR, {}, asked)
    if isinstance(exchange, Lost):
        raise Unreachable(f"The pay portal cannot be reached: {exchange.why}.", "Check its address, and try again.")
    try:
        if exchange.status == _OK:
            found = messages.from_json(messages.Paired, exchange.body)
            if is_sealed(found.portal_key, asked, exchange.status, exchange.body, exchange.seal):
                return found
            raise NotAllowed(
                "What answers at that address does not hold the key that it names.",
                "Check the address, and the portal's version.",
            )
        refused = messages.from_json(messages.Refusal, exchange.body)
    except MalformedRecord as nonsense:
        raise Unreachable("What answers at that address is no pay portal.", "Check the address.") from nonsense
    raise NotAllowed(refused.what, refused.remedy)
