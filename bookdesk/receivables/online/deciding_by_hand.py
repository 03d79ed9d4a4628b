"""What only a person can say of a move at the gateway: whose payment it is, or what it was for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound, RuleBroken, UsageError
from bookdesk.core.money import Money
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import BookedAs, EntryKind
from bookdesk.gateways.port import MoveKind
from bookdesk.ledger.customers import find_customer
from bookdesk.ledger.entry import EntryDraft, Setting
from bookdesk.ledger.posting import base_currency, post
from bookdesk.ledger.roles import refuse_following_documents
from bookdesk.models.account import Account, AccountKind
from bookdesk.models.actions import Action
from bookdesk.models.gateway import GatewayMove, MoveBooking
from bookdesk.receivables.online.booking import forget_waiting
from bookdesk.receivables.online.clearing import clearing_account
from bookdesk.receivables.online.entering import Entering
from bookdesk.receivables.online.knowing import presented_of
from bookdesk.receivables.takings import Wanted, applied_of
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Coded:
    """What a move was for: an account by its code, and why."""

    account: str
    why: str


def assign(
    desk: Desk, move: str, customer: str, invoices: Sequence[Wanted] | None = None, *, whose: str | None = None
) -> None:
    """Book a payment as a customer's, laid on invoices (the oldest first unless they are named, none if empty).

    `RuleBroken` for a move that is no payment, in the books already, or another client's (`whose`, by his name).
    """
    said = f"payment {clean(move)} of {clean(customer)}"
    with desk.books.change(Action.MOVE_DECIDED, said, actor=desk.actor) as work:
        session = work.session
        row = _open(session, move, whose)
        if row.kind != MoveKind.PAYMENT.value:
            raise RuleBroken(f"{row.move_id} is a {row.kind}, not a payment.", "Code it to an account.")
        _require_base(session, row)
        contact = find_customer(session, customer)
        applied = applied_of(session, contact.id, presented_of(row), invoices)
        receipt = Entering(work, desk).receipt(row, contact.id, applied)
        _keep(work, desk, row, MoveBooking(booked_as=BookedAs.RECEIPT, receipt_id=receipt.id))
        work.commit()


def code(desk: Desk, move: str, coded: Coded, *, whose: str | None = None) -> None:
    """Post a move between the clearing account and another one, net of nothing: what moved is what is posted.

    `RuleBroken` for a move that is in the books already or another client's (`whose`, by his name), or an account that
    follows documents or a bank.
    """
    if not coded.why.strip():
        raise UsageError("It is not said what the money was for.", "Say it in a few words.")
    with desk.books.change(Action.MOVE_DECIDED, f"move {clean(move)} coded: {coded.why}", actor=desk.actor) as work:
        session = work.session
        row = _open(session, move, whose)
        _require_base(session, row)
        account = _account(session, coded.account)
        net, setting = Money(row.net, row.currency), Setting(base_currency(session))
        clearing = clearing_account(work, row.gateway, row.merchant, row.currency)
        entering = Entering(work, desk)
        sides = (setting.side(clearing, net), setting.side(account.id, -net))
        draft = EntryDraft(EntryKind.CODING, entering.day(row), coded.why[:200], sides, source_id=row.id)
        _keep(work, desk, row, MoveBooking(booked_as=BookedAs.CODED, entry_id=post(work, draft).id))
        work.commit()


def note_entered(desk: Desk, move: str, why: str) -> None:
    """Note that a move that settles in another currency than the books' was entered by hand; nothing is booked with it.

    `RuleBroken` for one that settles in theirs, which is assigned or coded; `UsageError` without a word about where.
    """
    if not why.strip():
        raise UsageError("It is not said as what it is entered.", "Name the receipt, or say it in a few words.")
    with desk.books.change(
        Action.MOVE_DECIDED, f"move {clean(move)} is entered: {clean(why)}", actor=desk.actor
    ) as work:
        session = work.session
        row = _open(session, move, None)
        if not by_hand_only(session, row):
            raise RuleBroken(f"{row.move_id} settles in the currency of the books.", "Assign it, or code it.")
        _keep(work, desk, row, MoveBooking(booked_as=BookedAs.CODED))
        work.commit()


def by_hand_only(session: Session, row: GatewayMove) -> bool:
    """Tell whether a move settles in another currency than the books', so that a person enters it with its rate."""
    return row.currency != base_currency(session)


def _open(session: Session, wanted: str, whose: str | None) -> GatewayMove:
    """Return the move of an id, of ours or the gateway's, that is in no books yet and is nobody else's."""
    query = select(GatewayMove).where((GatewayMove.id == wanted) | (GatewayMove.move_id == wanted))
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(
            f"The gateway told of no move {wanted!r}.", "Look at what waits.", command="bookdesk online moves"
        )
    booked_as = session.scalar(select(MoveBooking.booked_as).where(MoveBooking.move_id == row.id))
    if whose is not None or booked_as is BookedAs.OTHERS:
        raise RuleBroken(
            f"{row.move_id} is money of {whose or 'another client'}, whose invoice it names: it is in his books.",
            "Leave it to him. One account at the gateway should serve one client only.",
        )
    if booked_as is not None:
        raise RuleBroken(f"{row.move_id} is in the books already.", "Look at what became of it.")
    return row


def _require_base(session: Session, row: GatewayMove) -> None:
    if by_hand_only(session, row):
        raise RuleBroken(
            f"{row.move_id} settles in {row.currency}, and the books are in {base_currency(session)}.",
            "Enter it by hand with its rate, then say that it is entered.",
            command="bookdesk online entered MOVE --why REASON",
        )


def _account(session: Session, wanted: str) -> Account:
    found = session.scalars(select(Account).where(Account.code == wanted)).one_or_none()
    if found is None:
        raise NotFound(f"The chart has no account {wanted}.", "Use a code of the chart of accounts.")
    if found.kind is AccountKind.BANK:
        raise RuleBroken(f"{found.code} is a bank account.", "Code it to another account.")
    refuse_following_documents(found)
    return found


def _keep(work: Change, desk: Desk, row: GatewayMove, booking: MoveBooking) -> None:
    booking.move_id, booking.booked_at, booking.booked_by = row.id, desk.clock.now(), desk.actor.user
    work.add(booking)
    forget_waiting(work.session, row.id)
