"""Money of customers by hand: taken in, laid on invoices, held as credit, paid back, written off, and taken back.

What bank lines bring is booked as they are matched; both make the same receipts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import Conflict, InputError, NotAllowed, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import EntryKind, ReceiptWay
from bookdesk.ledger.allocating import Applied, allocate_credit, apply_receipt, release
from bookdesk.ledger.customers import find_customer
from bookdesk.ledger.discounting import follow_discounts, write_off
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.owner import client_today
from bookdesk.ledger.posting import standing_entry
from bookdesk.ledger.receivable import open_invoices, standing_allocations, starts_on
from bookdesk.ledger.receiving import (
    NewReceipt,
    book_receipt,
    free_receipt,
    receipt_in_words,
    reverse_receipt,
    unapplied_of,
)
from bookdesk.ledger.refunding import NewRefund, book_refund, reverse_refund
from bookdesk.models.actions import Action
from bookdesk.models.bank import Match, MatchPart
from bookdesk.models.contact import Contact
from bookdesk.models.gateway import GatewayConnection
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.foresight import Foreseen, foreseen
from bookdesk.receivables.online.foretelling import before_act
from bookdesk.receivables.receiptlists import (
    ReceiptDetails,
    ReceiptQuery,
    ReceiptRow,
    details_of,
    document_named,
    receipt_named,
    receipt_rows,
    refund_named,
)
from bookdesk.receivables.receiptshown import Posted, posted_for
from bookdesk.receivables.takings import (
    KeptBack,
    Taken,
    Wanted,
    account_of,
    applied_of,
    bank_named,
    fee_of,
    pay_in,
    take_out,
)
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.errors import StaleRecord

_LONGEST = 140
_NAMED = 3


@dataclass(frozen=True, slots=True)
class PaidBack:
    """What a person says of money that was paid back, of a receipt or a credit note (one of them, by number or id)."""

    amount: Money
    reason: str
    receipt: str | None = None
    credit_note: str | None = None
    day: date | None = None
    way: ReceiptWay = ReceiptWay.BANK
    out_of: str | None = None
    paid: Money | None = None
    rate: Decimal | None = None
    reference: str | None = None


class ReceiptService:
    """The receipts of one client. Each act is one change set."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def take(self, taken: Taken, mark: str | None = None) -> ReceiptDetails:
        """Book a receipt and lay it on invoices; `Conflict` where an equal one is there already.

        With the `mark` of what was foreseen nothing else is booked: `StaleRecord` where it would be another by now.
        """
        with self._change(Action.RECEIPT_BOOKED, f"receipt of {taken.amount} from {clean(taken.customer)}") as work:
            new = self._new(work, taken)
            if not taken.again:
                _refuse_twice(work.session, new)
            made = self._book(work, new)
            if mark is not None and foreseen(work.session, made).mark != mark:
                raise StaleRecord(
                    "The books changed meanwhile: this would be booked otherwise than it was shown.",
                    "Look at it once more, then book it.",
                )
            work.commit()
        return self.show(made.id)

    def foresee(self, taken: Taken) -> Foreseen:
        """Return what `take` would book now, by booking it in a change that is dropped; raises as `take` does."""
        with self._change(Action.RECEIPT_BOOKED, "looked at before it is booked") as work:
            found = foreseen(work.session, self._book(work, self._new(work, taken)))
            return replace(found, warnings=before_act(work.session, {one.invoice_id for one in found.parts}))

    def apply(
        self, receipt: str, invoices: Sequence[Wanted] | None = None, *, day: date | None = None
    ) -> ReceiptDetails:
        """Lay what is left of a receipt on invoices, the oldest first unless they are named."""
        with self._change(Action.RECEIPT_ALLOCATED, f"receipt {clean(receipt)} applied") as work:
            row = self._apply(work, receipt, invoices, day)
            work.commit()
        return self.show(row.id)

    def apply_credit_note(
        self, note: str, invoices: Sequence[Wanted] | None = None, *, day: date | None = None
    ) -> list[InvoiceAllocation]:
        """Lay what is left of a credit note on invoices, the oldest first unless they are named."""
        with self._change(Action.RECEIPT_ALLOCATED, f"credit note {clean(note)} applied") as work:
            rows = self._apply_note(work, note, invoices, day)
            work.commit()
        return rows

    def foresee_discount(self, credit: str, invoices: Sequence[Wanted], *, is_note: bool = False) -> Money | None:
        """Return the discount that comes with a receipt or credit note once it is laid on invoices (named by id).

        None where none does. It is applied in a change that is dropped; raises as `apply` does.
        """
        with self._change(Action.RECEIPT_ALLOCATED, "looked at before it is applied") as work:
            ids = [one.invoice for one in invoices]
            before = _discounted(work.session, ids)
            (self._apply_note if is_note else self._apply)(work, credit, invoices, None)
            work.session.flush()
            more = _discounted(work.session, ids) - before
            return Money(more, work.get(Invoice, ids[0]).currency) if more else None

    def free(self, receipt: str, invoice: str | None = None, *, why: str, day: date | None = None) -> ReceiptDetails:
        """Take a receipt off one invoice, or off all it settles: the money is the customer's credit again."""
        with self._change(Action.RECEIPT_RELEASED, f"receipt {clean(receipt)} freed: {_said(why)}") as work:
            row = receipt_named(work.session, receipt)
            of = document_named(work.session, invoice, InvoiceKind.INVOICE).id if invoice else None
            if day is not None:
                its = (InvoiceAllocation.source_id == row.id, InvoiceAllocation.source == InvoiceSource.RECEIPT)
                for one in standing_allocations(work.session, *its):
                    if of in {None, one.invoice_id}:
                        _require_not_before(day, f"What the {receipt_in_words(row)} settles", one.day)
            free_receipt(work, row, of, day or client_today(work.session, self._desk.clock), _said(why))
            work.commit()
        return self.show(row.id)

    def reverse(self, receipt: str, *, why: str, day: date | None = None) -> ReceiptDetails:
        """Take a receipt back: all that it settled is open again. Refused while a bank line shows it."""
        with self._change(Action.RECEIPT_REVERSED, f"receipt {clean(receipt)} reversed: {_said(why)}") as work:
            row = receipt_named(work.session, receipt)
            _require_not_online(row.way, f"The {receipt_in_words(row)}")
            _require_not_matched(work.session, row.match_id, [row.id], EntryKind.RECEIPT, EntryKind.TRANSFER)
            on = day or client_today(work.session, self._desk.clock)
            _require_not_before(on, f"The {receipt_in_words(row)}", row.day)
            reverse_receipt(work, row, on, _said(why))
            work.commit()
        return self.show(row.id)

    def refund(self, paid: PaidBack) -> Refund:
        """Book money that was paid back; never more than is left of the receipt or credit note."""
        source = paid.receipt or paid.credit_note or ""
        with self._change(Action.REFUNDED, f"{paid.amount} paid back of {clean(source)}: {_said(paid.reason)}") as work:
            made = self._refund(work, paid)
            work.commit()
        return made

    def foresee_refund(self, paid: PaidBack) -> tuple[Posted, ...]:
        """Return what `refund` would post now, by booking it in a change that is dropped; raises as `refund` does."""
        with self._change(Action.REFUNDED, "looked at before it is booked") as work:
            return posted_for(work.session, [self._refund(work, paid).id])

    def reverse_refund(self, refund: str, *, why: str, day: date | None = None) -> Refund:
        """Take a refund back: what it was paid from is the customer's credit again."""
        with self._change(Action.REFUND_REVERSED, f"refund reversed: {_said(why)}") as work:
            row = refund_named(work.session, refund)
            _require_not_online(row.way, f"The refund of {row.money}")
            _require_not_matched(work.session, row.match_id, [row.id], EntryKind.REFUND)
            on = day or client_today(work.session, self._desk.clock)
            _require_not_before(on, f"The refund of {row.money}", row.day)
            reverse_refund(work, row, on, _said(why))
            work.commit()
        return row

    def write_off(
        self,
        invoice: str,
        amount: Money | None = None,
        *,
        why: str,
        day: date | None = None,
        with_tax: bool = False,
    ) -> InvoiceAllocation:
        """Write an invoice off to bad debts, all that is open by default; `with_tax` lowers tax on sales as well."""
        with self._change(Action.WRITTEN_OFF, f"invoice {clean(invoice)} written off: {_said(why)}") as work:
            row = document_named(work.session, invoice, InvoiceKind.INVOICE)
            left = amount or open_invoices(work.session, [row])[row.id]
            made = write_off(work, row, left, self._day(work.session, day), _said(why), with_tax=with_tax)
            work.commit()
        return made

    def reverse_write_off(self, invoice: str, *, why: str, day: date | None = None) -> int:
        """Take back all that was written off of an invoice, for money that came after all; returns how many entries."""
        with self._change(Action.WRITE_OFF_REVERSED, f"write-off of {clean(invoice)} reversed: {_said(why)}") as work:
            row = document_named(work.session, invoice, InvoiceKind.INVOICE)
            rows = standing_allocations(
                work.session,
                InvoiceAllocation.invoice_id == row.id,
                InvoiceAllocation.source == InvoiceSource.WRITE_OFF,
            )
            if not rows:
                raise RuleBroken(
                    f"Nothing of invoice {row.number or row.id} is written off.", "Look at what settles it."
                )
            on = day or client_today(work.session, self._desk.clock)
            for one in rows:
                if day is not None:
                    _require_not_before(day, f"What was written off of {row.number or row.id}", one.day)
                release(work, one, on, _said(why))
            work.commit()
        return len(rows)

    def pay_in(self, receipts: Sequence[str], into: str, *, day: date | None = None) -> list[Receipt]:
        """Pay cash and cheques in hand in at a bank: each is an entry there, which the bank's line then clears."""
        with self._desk.books.query() as session:
            said = f"{_named(session, receipts)} paid in at {bank_named(session, into).name}"
        with self._change(Action.RECEIPTS_PAID_IN, said) as work:
            session = work.session
            bank = bank_named(session, into)
            on = self._day(session, day)
            rows = [receipt_named(session, one) for one in dict.fromkeys(receipts)]
            for row in rows:
                pay_in(work, row, bank, on)
            work.commit()
        return rows

    def reverse_paying_in(self, receipts: Sequence[str], *, why: str, day: date | None = None) -> list[Receipt]:
        """Take back that receipts were paid in: the money is in hand again. Refused once a bank line shows it."""
        with self._desk.books.query() as session:
            said = f"paying in of {_named(session, receipts)} taken back: {_said(why)}"
        with self._change(Action.PAYING_IN_REVERSED, said) as work:
            session = work.session
            on = self._day(session, day)
            rows = [receipt_named(session, one) for one in dict.fromkeys(receipts)]
            for row in rows:
                _require_not_matched(session, None, [row.id], EntryKind.TRANSFER)
                take_out(work, row, on, _said(why))
            work.commit()
        return rows

    def find(self, query: ReceiptQuery | None = None) -> list[ReceiptRow]:
        """Return the receipts that are asked for, newest first."""
        with self._desk.books.query() as session:
            return receipt_rows(session, query or ReceiptQuery())

    def refunds(self, customer: str | None = None) -> list[tuple[Refund, str]]:
        """Return what was paid back, newest first, each with the customer's name; reversed ones are among them."""
        with self._desk.books.query() as session:
            query = select(Refund, Contact.name).join(Contact, Contact.id == Refund.contact_id)
            if customer is not None:
                query = query.where(Refund.contact_id == find_customer(session, customer).id)
            rows = session.execute(query.order_by(Refund.day.desc(), Refund.id.desc())).all()
            return [(row.Refund, row.name) for row in rows]

    def show(self, receipt: str) -> ReceiptDetails:
        """Return one receipt in full, by number or id."""
        with self._desk.books.query() as session:
            return details_of(session, receipt_named(session, receipt))

    def currency_of(self, wanted: str, kind: InvoiceKind | None = None) -> str:
        """Return the currency of an invoice or credit note by number or id; without a kind, of a receipt."""
        with self._desk.books.query() as session:
            row = receipt_named(session, wanted) if kind is None else document_named(session, wanted, kind)
            return row.currency

    def _book(self, work: Change, new: NewReceipt) -> Receipt:
        return book_receipt(work, new, by=self._desk.actor.user, at=self._desk.clock.now())

    def _refund(self, work: Change, paid: PaidBack) -> Refund:
        session = work.session
        day = self._day(session, paid.day)
        _require_not_at_gateway(session, paid)
        account, bank = account_of(work, paid.way, paid.out_of)
        new = NewRefund(
            day,
            paid.amount,
            paid.way,
            account.id,
            _said(paid.reason),
            receipt_named(session, paid.receipt).id if paid.receipt else None,
            document_named(session, paid.credit_note, InvoiceKind.CREDIT_NOTE).id if paid.credit_note else None,
            paid=paid.paid,
            bank_account_id=bank.id if bank else None,
            rate=ExchangeRate(paid.rate, "typed", day) if paid.rate else None,
            payment_reference=_short(paid.reference),
        )
        return book_refund(work, new, by=self._desk.actor.user, at=self._desk.clock.now())

    def _new(self, work: Change, taken: Taken) -> NewReceipt:
        session = work.session
        customer = find_customer(session, taken.customer)
        day = self._day(session, taken.day)
        account, bank = account_of(work, taken.way, taken.into)
        banked = (taken.banked or taken.amount).currency
        return NewReceipt(
            customer.id,
            day,
            taken.amount,
            taken.way,
            account.id,
            banked=taken.banked,
            fee=fee_of(work, taken.fee, day, banked) if taken.fee else None,
            applied=applied_of(session, customer.id, taken.amount, taken.invoices),
            bank_account_id=bank.id if bank else None,
            rate=ExchangeRate(taken.rate, "typed", day) if taken.rate else None,
            payment_reference=_short(taken.reference),
            note=_short(taken.note),
            discounts=taken.discounts,
        )

    def _day(self, session: Session, day: date | None) -> date:
        """Return the day, today where none is said; one that is still to come is refused."""
        today = client_today(session, self._desk.clock)
        if day is not None and day > today:
            raise RuleBroken(f"{day.isoformat()} is still to come.", "Give the day on which the money moved.")
        return day or today

    def _require_there(
        self, work: Change, day: date | None, source: str, since: date, applied: Sequence[Applied]
    ) -> None:
        """Refuse a day that is said and on which the credit, or an invoice it is laid on, was not there yet."""
        if day is None:
            return
        self._day(work.session, day)
        _require_not_before(day, source, since)
        for one in applied:
            invoice = work.get(Invoice, one.invoice_id)
            _require_not_before(day, f"Invoice {invoice.number or invoice.id}", starts_on(invoice))

    def _apply(self, work: Change, receipt: str, invoices: Sequence[Wanted] | None, day: date | None) -> Receipt:
        row = receipt_named(work.session, receipt)
        left = unapplied_of(work.session, row)
        if not left:
            raise RuleBroken(f"Nothing is left of the {receipt_in_words(row)}.", "Free it first, if it was misapplied.")
        applied = applied_of(work.session, row.contact_id, left, invoices)
        if not applied:
            raise RuleBroken("This customer has no open invoice in that currency.", "It stays his credit.")
        self._require_there(work, day, f"The {receipt_in_words(row)}", row.day, applied)
        for one in applied:
            apply_receipt(work, row, one, day)
        follow_discounts(work, [one.invoice_id for one in applied], day or row.day)
        return row

    def _apply_note(
        self, work: Change, note: str, invoices: Sequence[Wanted] | None, day: date | None
    ) -> list[InvoiceAllocation]:
        row = document_named(work.session, note, InvoiceKind.CREDIT_NOTE)
        left = open_invoices(work.session, [row])[row.id]
        applied = applied_of(work.session, row.contact_id, left, invoices)
        if not applied:
            raise RuleBroken("This customer has no open invoice in that currency.", "It stays his credit.")
        self._require_there(work, day, f"The credit note {row.number or row.id}", starts_on(row), applied)
        rows = [allocate_credit(work, row, one, day) for one in applied]
        follow_discounts(work, [one.invoice_id for one in applied], day or row.document_date)
        return rows

    def _change(self, action: Action, reason: str) -> Change:
        return self._desk.books.change(action, reason, actor=self._desk.actor)


def _refuse_twice(session: Session, new: NewReceipt) -> None:
    """Refuse what looks like the same money entered twice."""
    same = session.scalars(
        select(Receipt).where(
            Receipt.contact_id == new.contact_id,
            Receipt.day == new.day,
            Receipt.currency == new.amount.currency,
            Receipt.amount == new.amount.minor,
            Receipt.reversed_on.is_(None),
        )
    ).first()
    if same is not None:
        raise Conflict(
            f"There is a receipt of {same.money} from this customer on {same.day.isoformat()} already: {same.number}.",
            "If it came twice, say so.",
            command="--again",
        )


def _require_not_before(day: date, what: str, since: date) -> None:
    """Refuse a day on which something was not there yet, rather than to take another one in silence."""
    if day < since:
        raise RuleBroken(f"{what} is of {since.isoformat()}, which is later.", "Correct the day.")


def _require_not_matched(session: Session, match_id: str | None, ids: Sequence[str], *kinds: EntryKind) -> None:
    """Refuse to take back what a bank line shows: the match is undone first, or the line would clear nothing."""
    entries = [entry.id for one in ids for kind in kinds if (entry := standing_entry(session, one, kind))]
    shown = session.scalar(select(MatchPart.id).where(MatchPart.target_id.in_(entries)).limit(1))
    if shown is not None or (match_id is not None and session.get(Match, match_id) is not None):
        raise RuleBroken(
            "A bank line was matched with this.",
            "Undo that match first; where the bank took the money back, free the receipt and match that line with it.",
            command="bookdesk bank undo LINE",
        )


def _require_not_online(way: ReceiptWay, what: str) -> None:
    """Refuse to take back by hand what a gateway moved: the books follow its moves, and it moved nothing back."""
    if way is ReceiptWay.ONLINE:
        raise NotAllowed(
            f"{what} was moved by the payment gateway, and the books follow what it moves.",
            "Let the gateway pay it back; that is booked when it says so.",
            command="bookdesk online refund",
        )


def _require_not_at_gateway(session: Session, paid: PaidBack) -> None:
    """Refuse a refund by hand where the gateway can pay back: its own refund would be booked beside it."""
    _require_not_online(paid.way, f"A refund of {paid.amount}")
    row = receipt_named(session, paid.receipt) if paid.receipt else None
    connected = session.scalars(select(GatewayConnection.id).limit(1)).first() is not None
    if row is not None and connected:
        _require_not_online(row.way, f"The {receipt_in_words(row)}")


def _named(session: Session, receipts: Sequence[str]) -> str:
    """Return receipts by their numbers, as the history tells of them."""
    numbers = [receipt_in_words(receipt_named(session, one)) for one in dict.fromkeys(receipts)]
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    return ", ".join(numbers[:_NAMED]) + more


def _said(text: str) -> str:
    """Return a reason on one line; `InputError` where nothing is said."""
    found = clean(text)
    if not found:
        raise InputError("It is not said why.", "Say it in words: the history keeps it.")
    return found[:_LONGEST]


def _short(text: str | None) -> str | None:
    return clean(text)[:_LONGEST] or None if text else None


__all__ = ["KeptBack", "PaidBack", "ReceiptService", "Taken", "Wanted"]


def _discounted(session: Session, invoice_ids: Sequence[str]) -> int:
    """Return in minor units what discounts settle of invoices of one currency."""
    of_them = InvoiceAllocation.invoice_id.in_(invoice_ids), InvoiceAllocation.source == InvoiceSource.DISCOUNT
    return session.scalar(select(func.sum(InvoiceAllocation.amount)).where(*of_them)) or 0
