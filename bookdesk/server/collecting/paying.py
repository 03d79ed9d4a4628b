"""A customer's wish to pay: one attempt under the document's lease, or the page of the one that holds it.

1. in one transaction: lock the document, see what is payable, take the lease (a row that the database lets be
   there once)
2. ask the gateway for a page, outside of any transaction
3. keep what it answered; no answer leaves the lease with an attempt of unknown state
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Database

from bookdesk.core.errors import BookDeskError, Unreachable
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.amounts import Limits, is_taken, parts
from bookdesk.gateways.catalogue import limits
from bookdesk.gateways.port import AnswerLost, NewSession, Refused
from bookdesk.gateways.references import spelled
from bookdesk.protocol.commands import SetTenant
from bookdesk.protocol.events import AttemptState, SessionOpened
from bookdesk.server import tenants
from bookdesk.server.collecting import wishes
from bookdesk.server.collecting.attempts import (
    PAGE,
    PAGE_LIFE,
    UNHEARD,
    live,
    locked_document,
    payable_now,
    want_closed,
)
from bookdesk.server.collecting.looking import Looking
from bookdesk.server.collecting.outcomes import Outcomes, Told, of_session
from bookdesk.server.collecting.putback import holds
from bookdesk.server.collecting.rereading import Rereading
from bookdesk.server.gatewaydoor import GatewayDoor, NoGateway
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.moneytables import AttemptRow
from bookdesk.server.storage.tables import DocumentRow
from bookdesk.server.telling import tell


class Result(StrEnum):
    """What became of the wish."""

    GO = "go"
    UNDER_WAY = "under way"
    CHANGED = "changed"
    NOT_PAYABLE = "not payable"
    BAD_AMOUNT = "bad amount"
    BAD_METHOD = "bad method"
    AWAY = "away"
    HELD = "held"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to pay what, by what, and where he is sent afterwards; `seen` is what his page said was payable."""

    tenant: str
    document: str
    contact: str
    locale: str
    amount: Money
    seen: Money
    done_url: str
    back_url: str
    method: PayMethod | None = None
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """The outcome, and the page to go to where there is one."""

    result: Result
    url: str | None = None


class Paying:
    """Begins, resumes and stops attempts on the gateway's page."""

    def __init__(
        self, heart: Heart, door: GatewayDoor, outcomes: Outcomes, looking: Looking, rereading: Rereading
    ) -> None:
        """Work with these parts."""
        self._heart, self._door, self._outcomes, self._looking = heart, door, outcomes, looking
        self._rereading = rereading

    def start(self, wish: Wish) -> Begun:
        """Begin an attempt, unless another holds the document or it is not to be paid so."""
        try:
            with self._heart.store.writing() as session:
                begun = self._leased(session, wish)
        except IntegrityError:  # another process took the lease in the same moment
            return Begun(Result.UNDER_WAY)
        except NoGateway:
            return Begun(Result.NOT_PAYABLE)
        return self._opened(begun) if isinstance(begun, AttemptRow) else Begun(begun)

    def resume(self, tenant: str, document: str) -> Begun:
        """Return the page of the attempt under way, read anew where it is not known."""
        with self._heart.store.reading() as session:
            row = live(session, tenant, document)
            session.expunge_all()
        if row is None:
            return Begun(Result.NOT_PAYABLE)
        if row.url is None and row.kind == PAGE and row.state in {AttemptState.CREATED, AttemptState.UNKNOWN}:
            return self._searched(row)
        return Begun(Result.GO, row.url) if row.url and not row.closing else Begun(Result.UNDER_WAY)

    def stop(self, tenant: str, document: str) -> AttemptState | None:
        """Close the attempt under way at the gateway with a last look; None where nothing is under way.

        Where the gateway does not answer, the worker closes it as soon as it does.
        """
        now = self._heart.now()
        with self._heart.store.writing() as session:
            locked_document(session, tenant, document)
            row = live(session, tenant, document)
            if row is None:
                return None
            want_closed(row, now)
        try:
            return self._looking.look(tenant, row.id)
        except BookDeskError:
            return AttemptState(row.state)

    def check(self, tenant: str, document: str) -> AttemptState | None:
        """Read the attempt under way at the gateway; None where nothing is under way.

        A portal that was put back may have forgotten it: then all of the tenant's is read.
        """
        self._rereading.read(tenant)
        with self._heart.store.reading() as session:
            row = live(session, tenant, document)
        return None if row is None else self._looking.look(tenant, row.id)

    def _searched(self, row: AttemptRow) -> Begun:
        try:
            self._looking.look(row.tenant, row.id)
        except BookDeskError:
            return Begun(Result.UNKNOWN)
        with self._heart.store.reading() as session:
            found = live(session, row.tenant, row.document)
            return Begun(Result.GO, found.url) if found and found.url else Begun(Result.UNDER_WAY)

    def _leased(self, session: Database, wish: Wish) -> AttemptRow | Result:
        tenant = tenants.held(session, wish.tenant)
        self._door.of(tenant)
        document = locked_document(session, wish.tenant, wish.document)
        if document is None:
            return Result.NOT_PAYABLE
        if live(session, wish.tenant, wish.document) is not None:
            return Result.UNDER_WAY
        settings = tenants.settings(tenant)
        payable = Money(payable_now(session, document), document.currency)
        taken = limits(tenant.gateway, document.currency)
        if (refused := judged(wish, payable, settings, taken)) is not None:
            return refused
        if holds(session, document, self._heart.now()) is not None:
            return Result.HELD
        row = self._new_row(wish, document, settings)
        session.add(row)
        document.revision += 1
        session.flush()
        now = self._heart.now()
        tell(
            session,
            row.tenant,
            [SessionOpened(row.document, row.id, row.reference, wish.amount, wish.method, now)],
            now,
        )
        return row

    def _new_row(self, wish: Wish, document: DocumentRow, settings: SetTenant) -> AttemptRow:
        now, name = self._heart.now(), self._heart.fresh()
        new = NewSession(
            key=name,
            reference=spelled(name, document.id),
            amount=wish.amount,
            description=f"{settings.display_name} {document.number}".strip()[:200],
            done_url=wish.done_url,
            back_url=wish.back_url,
            methods=(wish.method,) if wish.method else settings.methods,
            expires_at=now + PAGE_LIFE,
            language=wish.locale,
            keep_method=wish.keep and settings.auto_pay,
        )
        whose = {"tenant": wish.tenant, "document": wish.document, "contact": wish.contact, "method": wish.method}
        money = {"amount": wish.amount.minor, "currency": wish.amount.currency}
        times = {"begun": stamp(now), "changed": stamp(now), "look": stamp(now + UNHEARD)}
        kept = {"kind": PAGE, "state": AttemptState.CREATED, "live": 1, "wish": wishes.kept(new)}
        return AttemptRow(id=name, reference=new.reference, closing=0, tries=0, **whose, **money, **times, **kept)

    def _opened(self, row: AttemptRow) -> Begun:
        try:
            with self._heart.store.reading() as session:
                gateway = self._door.of(tenants.held(session, row.tenant))
            told = of_session(gateway.create_session(wishes.new_session(row.wish)))
        except Refused as refusal:
            return self._ended(row, refusal.code or "refused")
        except Unreachable:
            return self._ended(row, "the gateway could not be reached")
        except AnswerLost:
            self._outcomes.unknown(row.tenant, row.id)
            return Begun(Result.UNKNOWN)
        state = self._outcomes.attempt(row.tenant, row.id, told)
        return Begun(Result.GO, told.url) if state is AttemptState.OPEN and told.url else Begun(Result.UNDER_WAY)

    def _ended(self, row: AttemptRow, why: str) -> Begun:
        self._outcomes.attempt(row.tenant, row.id, Told(AttemptState.FAILED, why=why))
        return Begun(Result.AWAY)


def judged(wish: Wish, payable: Money, settings: SetTenant, taken: Limits | None) -> Result | None:
    """Return why a wish is not followed, None where it is; `taken` are the amounts that the gateway takes."""
    if not payable:
        return Result.NOT_PAYABLE
    if wish.seen != payable:
        return Result.CHANGED
    if wish.method is not None and wish.method not in settings.methods:
        return Result.BAD_METHOD
    if wish.amount.currency != payable.currency or not is_taken(taken, wish.amount):
        return Result.BAD_AMOUNT
    least, most = (settings.part_payment and parts(taken, payable)) or (payable, payable)
    return None if wish.amount == payable or least <= wish.amount <= most else Result.BAD_AMOUNT
