"""Bank details of suppliers: entered by one person, confirmed by another who called back, or by him hours later.

The latter where he works alone for the client by an owner's recorded decision; he calls back all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.errors import InputError, NotAllowed, NotFound
from bookdesk.core.vocabulary import BankScheme, Provenance
from bookdesk.ledger.alone import waiting
from bookdesk.ledger.owner import client_profile
from bookdesk.ledger.sole import People, sealed_at, working_alone
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.payments.hands import hands_on
from bookdesk.security.roles import require_other_confirmer
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

_NAMED = 5
"""How many suppliers a refusal names."""


@dataclass(frozen=True, slots=True)
class PayeeView:
    """A supplier's account and whether money may go there."""

    account: PayeeAccount
    supplier: str

    @property
    def shown(self) -> str:
        """The account as people compare it."""
        return BankDetails.of(self.account).shown


class PayeeService:
    """The bank details of one client's suppliers."""

    def __init__(self, desk: Desk, people: People | None = None) -> None:
        """Work at `desk`; without `people` nobody can be known to work alone."""
        self._desk, self._people = desk, people

    def payees(self, *, unconfirmed_only: bool = False) -> list[PayeeView]:
        """Return current accounts by supplier; with `unconfirmed_only` those that stop a payment."""
        query = select(PayeeAccount, Contact.name).join(Contact, Contact.id == PayeeAccount.contact_id)
        query = query.where(PayeeAccount.archived.is_(False)).order_by(Contact.name, PayeeAccount.id)
        if unconfirmed_only:
            query = query.where(PayeeAccount.confirmed_by.is_(None))
        with self._desk.books.query() as session:
            return [PayeeView(account, name) for account, name in session.execute(query)]

    def enter(self, supplier: str, details: BankDetails, *, holder: str | None = None) -> PayeeView:
        """Enter a supplier's account, or change the one he has; either way a second person must confirm it.

        What he has already is left alone, and who only corrects the holder's name did not propose the account: nobody
        takes the place of who did.
        """
        if (defect := details.defect()) is not None:
            raise InputError(f"The bank details are wrong: {defect}.", "Copy them again from the supplier's document.")
        contact = self._supplier(supplier)
        with self._change(Action.PAYEE_ACCOUNT_EDITED, f"bank details of {contact.name} entered") as work:
            row = _current(work.session, contact, details.scheme)
            same = row is not None and BankDetails.of(row) == BankDetails.of(details)
            if row is not None and same and holder in (None, row.holder):
                return PayeeView(row, contact.name)
            if row is None:
                row = PayeeAccount(contact_id=contact.id)
                work.add(row)
            if not same:
                row.scheme, row.iban, row.bic = details.scheme, details.iban, details.bic
                row.routing, row.account_number = details.routing, details.account_number
                row.provenance, row.edited_by = Provenance.TYPED, self._desk.actor.user
                row.edited_at = self._desk.clock.now()
            row.holder = holder or contact.name
            row.confirmed_by = row.confirmed_at = row.confirmation_note = None
            work.commit()
        return PayeeView(row, contact.name)

    def confirm(self, supplier: str, note: str) -> list[PayeeView]:
        """Confirm a supplier's unconfirmed accounts; `note` says who was called, when, and on which number.

        Where all are confirmed they are confirmed anew, as after a document that showed another account.
        """
        contact = self._supplier(supplier)
        his = [one for one in self.payees() if one.account.contact_id == contact.id]
        return self._confirm(note, [one for one in his if one.account.confirmed_by is None] or his, contact.name)

    def confirm_taken_over(self, note: str) -> list[PayeeView]:
        """Confirm at once all accounts taken over from the old system, which paid them before."""
        waiting = self.payees(unconfirmed_only=True)
        return self._confirm(
            note, [one for one in waiting if one.account.provenance is Provenance.TAKEN_OVER], "taken over"
        )

    def _confirm(self, note: str, waiting: Sequence[PayeeView], what: str) -> list[PayeeView]:
        if not note.strip():
            raise InputError("A confirmation needs its note.", "Say who was called, when, and on which number.")
        if not waiting:
            raise NotFound(
                f"No bank details to confirm: {what}.",
                "Look which wait for a second person.",
                command="bookdesk payee list --unconfirmed",
            )
        with self._change(Action.PAYEE_ACCOUNT_CONFIRMED, f"bank details confirmed: {what}") as work:
            for one in waiting:
                row = work.get(PayeeAccount, one.account.id, version=one.account.version)
                proposers = hands_on(work.session, [row])[row.id].entered
                alone = self._desk.actor.user in proposers and self._waited_alone(work.session, row)
                require_other_confirmer(self._desk.actor.user, proposers=proposers, alone=alone)
                row.confirmed_by, row.confirmed_at = self._desk.actor.user, self._desk.clock.now()
                row.confirmation_note = note.strip()
            work.commit()
        return self._again(waiting)

    def _supplier(self, which: str) -> Contact:
        with self._desk.books.query() as session:
            return find_supplier(session, which)

    def _waited_alone(self, session: Session, row: PayeeAccount) -> bool:
        """Whether the person at the desk works alone here and the details lay long enough; `NotAllowed` if not yet."""
        client_id = self._desk.books.client_id
        alone = None if self._people is None else working_alone(session, client_id, self._people)
        if alone is None or alone.user != self._desk.actor.user:
            return False
        now = self._desk.clock.now().astimezone(ZoneInfo(client_profile(session).zone))
        entered = sealed_at(session, PayeeAccount.__tablename__, [row.id], now).get(row.id, now)
        until = alone.free_at((), (max(entered, row.edited_at),))
        if until is not None and now < until:
            raise NotAllowed(
                waiting(until.astimezone(now.tzinfo), now),
                "Call the supplier back on a number you know, and confirm the bank details then.",
            )
        return True

    def _again(self, before: Sequence[PayeeView]) -> list[PayeeView]:
        ids = {one.account.id for one in before}
        return [one for one in self.payees() if one.account.id in ids]

    def _change(self, action: Action, reason: str) -> Change:
        return self._desk.books.change(action, reason, actor=self._desk.actor)


def find_supplier(session: Session, which: str) -> Contact:
    """Return a supplier by id, name, or part of the name that fits one only; `NotFound` where none or several fit.

    Two of the same name are told apart by their ids: a call to one says nothing about the account of the other.
    """
    suppliers = session.scalars(select(Contact).order_by(Contact.name, Contact.id)).all()
    found = [one for one in suppliers if which == one.id] or [one for one in suppliers if which == one.name]
    found = found or [one for one in suppliers if which.strip().casefold() in one.name.casefold() and which.strip()]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"No supplier is called {which}.", "Write his name, or a part of it that no other one has.")
    if len({one.name for one in found}) == 1:
        ids = ", ".join(one.id for one in found)
        raise NotFound(f"{len(found)} suppliers are called {found[0].name}.", f"Name one by his id: {ids}.")
    names = ", ".join(one.name for one in found[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    raise NotFound(f"'{which}' fits {len(found)} suppliers: {names}{more}.", "Write the name in full.")


def _current(session: Session, contact: Contact, scheme: BankScheme) -> PayeeAccount | None:
    query = select(PayeeAccount).where(
        PayeeAccount.contact_id == contact.id, PayeeAccount.scheme == scheme, PayeeAccount.archived.is_(False)
    )
    found = session.scalars(query).all()
    if len(found) > 1:
        raise InputError(f"{contact.name} has {len(found)} accounts of this kind.", "Archive those no longer used.")
    return found[0] if found else None
