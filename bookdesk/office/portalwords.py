"""What customers said at the pay portal, acted upon by the service whose matter it is; each word once.

An estimate is accepted or declined, an invoice disputed, a wish about mails kept. What cannot be done as it was said is
left for a person with the reason. A word that was acted upon and not marked, since the program ended, is met again:
what it wants is then there already, and counts as done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.contacts.service import ContactService
from bookdesk.core.clock import day_in
from bookdesk.core.errors import BookDeskError, NotFound
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.invoicing.service import InvoiceService
from bookdesk.ledger.owner import client_profile
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.invoice import Invoice
from bookdesk.models.portal import PortalWord, PublishedDocument, WordKind, WordState
from bookdesk.store.desk import Desk

_DONE_BY_ITSELF = "done by itself"
_GO_ON = frozenset({WordKind.DISPUTE, WordKind.ACCEPTED})
"""Words that a person goes on with after they were acted upon: what is disputed is cleared up, what is accepted billed.
"""


@dataclass(frozen=True, slots=True)
class Acted:
    """How many words were acted upon, and how many are left to a person."""

    done: int = 0
    asks: int = 0


def act(desk: Desk) -> Acted:
    """Act upon what customers said and nobody has acted upon yet, in the order in which they said it."""
    with desk.books.query() as session:
        query = select(PortalWord).where(PortalWord.state == WordState.WAITING).order_by(PortalWord.at, PortalWord.id)
        waiting = session.scalars(query).all()
    done = asks = 0
    for word in waiting:
        try:
            _ACTS[word.kind](desk, word, word.said if isinstance(word.said, Mapping) else {})
        except BookDeskError as reason:
            _mark(desk, word, WordState.ASKS, str(reason))
            asks += 1
        else:
            state = WordState.ASKS if word.kind in _GO_ON else WordState.DONE
            _mark(desk, word, state, None)
            done += 1
    for word in _billed(desk):
        _mark(desk, word, WordState.DONE, None)
    return Acted(done, asks)


def _billed(desk: Desk) -> Sequence[PortalWord]:
    """Return the acceptances that ask no more, since an invoice was made of what was accepted."""
    query = (
        select(PortalWord)
        .join(Estimate, Estimate.id == PortalWord.document_id)
        .where(
            PortalWord.state == WordState.ASKS,
            PortalWord.kind == WordKind.ACCEPTED,
            PortalWord.why.is_(None),
            Estimate.status == EstimateStatus.INVOICED,
        )
    )
    with desk.books.query() as session:
        return session.scalars(query.order_by(PortalWord.at, PortalWord.id)).all()


def _mark(desk: Desk, word: PortalWord, state: WordState, why: str | None) -> None:
    with desk.books.change(Action.PORTAL_WORD_DONE, f"{word.kind}: {state}", actor=desk.actor) as work:
        row = work.get(PortalWord, word.id)
        row.state, row.why = state, why or row.why
        if state is WordState.DONE:
            row.answer, row.done_at, row.done_by = _DONE_BY_ITSELF, desk.clock.now(), desk.actor.user
        work.commit()


def _accept(desk: Desk, word: PortalWord, said: Mapping[str, Any]) -> None:
    estimate = _estimate(desk, word, said)
    if estimate.status in {EstimateStatus.ACCEPTED, EstimateStatus.INVOICED}:
        return
    day = _day(desk, word)
    EstimateService(desk).accept(estimate.id, str(said.get("name", "")), on=day, note="accepted at the pay portal")


def _decline(desk: Desk, word: PortalWord, said: Mapping[str, Any]) -> None:
    estimate = _estimate(desk, word, said)
    if estimate.status is not EstimateStatus.DECLINED:
        note = str(said.get("reason", "")) or "declined at the pay portal"
        EstimateService(desk).decline(estimate.id, on=_day(desk, word), note=note)


def _dispute(desk: Desk, word: PortalWord, said: Mapping[str, Any]) -> None:
    with desk.books.query() as session:
        invoice = session.get(Invoice, word.document_id or "")
    if invoice is None:
        raise NotFound("The document that is disputed is no invoice of these books.", "Ask the customer what he means.")
    if not invoice.disputed:
        lines = said.get("lines") or ()
        where = f" (lines {', '.join(str(one) for one in lines)})" if lines else ""
        InvoiceService(desk).dispute(invoice.id, f"{said.get('text', '')}{where}".strip() or "disputed at the portal")


def _prefer(desk: Desk, word: PortalWord, said: Mapping[str, Any]) -> None:
    """Keep what a customer wishes: who asks for no reminders gets none, and his language is the one he chose."""
    with desk.books.query() as session:
        contact = session.get(Contact, word.contact_id or "")
    if contact is None:
        raise NotFound("Who wishes that is no customer of these books any more.", "Nothing is to be done.")
    wishes = {"language": str(said.get("locale", "")), "reminders": "yes" if said.get("reminders") else "no"}
    same = {"language": contact.language or "", "reminders": "yes" if contact.reminders else "no"}
    changed = {name: value for name, value in wishes.items() if value != same[name] and value}
    if changed:
        ContactService(desk).edit(contact.id, changed)


def _nobody(_desk: Desk, _word: PortalWord, _said: Mapping[str, Any]) -> None:
    raise NotFound("This version does not know what was said.", "Bring BookDesk up to date, or look at it yourself.")


_ACTS: Mapping[WordKind, Callable[[Desk, PortalWord, Mapping[str, Any]], None]] = {
    kind: {
        WordKind.ACCEPTED: _accept,
        WordKind.DECLINED: _decline,
        WordKind.DISPUTE: _dispute,
        WordKind.PREFERENCES: _prefer,
    }.get(kind, _nobody)
    for kind in WordKind
}


def _estimate(desk: Desk, word: PortalWord, said: Mapping[str, Any]) -> Estimate:
    """Return the estimate that is decided on; `NotFound` where another version of it is offered by now."""
    with desk.books.query() as session:
        found = session.get(Estimate, word.document_id or "")
        told = _told(session, word.document_id or "")
    if found is None:
        raise NotFound("The estimate is not in these books.", "Ask the customer which one he means.")
    if told is not None and said.get("version") not in {None, told}:
        raise NotFound(
            f"The estimate {found.number} was changed since the customer read it.", "Ask whether he means the new one."
        )
    return found


def _told(session: Session, document: str) -> int | None:
    return session.scalar(select(PublishedDocument.edition).where(PublishedDocument.document_id == document))


def _day(desk: Desk, word: PortalWord) -> date:
    with desk.books.query() as session:
        return day_in(client_profile(session).zone, word.at)
