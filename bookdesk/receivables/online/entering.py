"""A decision about a move, entered: receipts, refunds, fees and payouts in the change of the caller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.clock import day_in
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BookedAs, EntryKind, ReceiptWay
from bookdesk.gateways.references import document_in
from bookdesk.ledger.allocating import Applied, apply_receipt
from bookdesk.ledger.discounting import follow_discounts
from bookdesk.ledger.entry import EntryDraft, Setting, Side
from bookdesk.ledger.owner import client_profile
from bookdesk.ledger.payingback import make_room
from bookdesk.ledger.periods import open_day
from bookdesk.ledger.posting import account_for, post, reverse
from bookdesk.ledger.receivable import open_invoices
from bookdesk.ledger.receiving import Fee, NewReceipt, book_receipt, unapplied_of
from bookdesk.ledger.refunding import NewRefund, book_refund, reverse_refund
from bookdesk.ledger.roles import ensure_role
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.bank import BankAccount
from bookdesk.models.contact import Contact
from bookdesk.models.gateway import GatewayMove, MoveBooking, MoveWaiting
from bookdesk.models.invoice import Invoice, InvoiceStatus
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.online import deciding
from bookdesk.receivables.online.clearing import clearing_account, settings_of
from bookdesk.receivables.online.knowing import (
    Around,
    booking_of_source,
    invoice_of_payment,
    presented_of,
    receipts_for,
    went_back,
)
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

_DISPUTED = "The customer disputes the payment at the gateway"
_PAID_BACK = "It was paid back at the gateway: credit it, or ask for it anew"
_MARKS = {BookedAs.DISPUTE: _DISPUTED, BookedAs.REFUND: _PAID_BACK}
"""What an invoice that is open again is marked with, so that nobody is reminded of it before a person decided."""
_WHY = {
    BookedAs.REFUND: "paid back at the gateway",
    BookedAs.RECEIPT_REVERSED: "the customer's bank took the debit back",
    BookedAs.DISPUTE: _DISPUTED,
}


class Entering:
    """Enters decisions about moves within one change."""

    def __init__(self, work: Change, desk: Desk) -> None:
        """Enter into `work`, in the name of whoever is at `desk`."""
        self._work, self._desk = work, desk
        profile = client_profile(work.session)
        self._zone, self._base = profile.zone, profile.base_currency
        settings = settings_of(work.session)
        self._fee_code = settings.fee_tax_code_id if settings is not None else None
        self._accounts: dict[tuple[str, str, str], Account] = {}
        self._held: list[object] = []
        self._to_mark: list[str] = []
        self.waited = frozenset(work.session.scalars(select(MoveWaiting.move_id)))
        """Moves that could not be booked before."""

    def hold(self, moves: Sequence[GatewayMove]) -> None:
        """Read at once what booking these moves will ask for one by one: invoices and their customers."""
        wanted = {document_in(one.reference) for one in moves}
        rows = select(Invoice, Contact).join(Contact, Contact.id == Invoice.contact_id).where(Invoice.id.in_(wanted))
        self._held += [part for row in self._session.execute(rows) for part in row]
        self._held += moves

    def enter(self, move: GatewayMove, decision: deciding.Decision, around: Around) -> MoveBooking:
        """Enter what was decided by what is around a move, and keep that it was."""
        booking = self._entered(move, decision, around)
        booking.move_id = move.id
        booking.booked_at, booking.booked_by = self._desk.clock.now(), self._desk.actor.user
        self._work.add(booking)
        for invoice_id in dict.fromkeys(self._to_mark):
            self._remark(self._work.get(Invoice, invoice_id))
        self._to_mark.clear()
        return booking

    def _entered(self, move: GatewayMove, decision: deciding.Decision, around: Around) -> MoveBooking:
        match decision:
            case deciding.BookPayment(applied):
                booking = self._payment(move, applied, around.invoice)
            case deciding.PayBack(booked_as):
                booking = self._pay_back(move, booked_as, around.receipt)
            case deciding.Offset(booked_as):
                booking = MoveBooking(booked_as=booked_as, fee_entry_id=self._fee(move, move.fee))
            case deciding.UndoPayBack(booked_as):
                booking = self._again(move, booked_as)
            case deciding.BookFee():
                booking = MoveBooking(booked_as=BookedAs.FEE, fee_entry_id=self._fee(move, -move.net))
            case deciding.BookPayout(share):
                booking = self._payout(move, around.bank, share)
            case deciding.UndoPayout():
                booking = self._payout_back(move)
            case deciding.BookNothing(booked_as):
                booking = MoveBooking(booked_as=booked_as)
            case deciding.Wait() | deciding.Ask():
                raise ValueError("what is not decided is not entered")
        return booking

    @property
    def _session(self) -> Session:
        return self._work.session

    def day(self, move: GatewayMove) -> date:
        """Return the day of a move in the client's zone, or the first open one after it."""
        return open_day(self._session, day_in(self._zone, move.created))

    def _clearing(self, move: GatewayMove) -> str:
        who = (move.gateway, move.merchant, move.currency)
        if who not in self._accounts:  # kept, so that booking does not read it again for each receipt
            self._accounts[who] = self._session.get_one(Account, clearing_account(self._work, *who))
        return self._accounts[who].id

    def _payment(self, move: GatewayMove, applied: Money, invoice: Invoice | None) -> MoveBooking:
        assert invoice is not None  # noqa: S101 - decided by it
        receipt = self.receipt(move, invoice.contact_id, (Applied(invoice.id, applied),) if applied else ())
        self._unmark(invoice)
        return MoveBooking(booked_as=BookedAs.RECEIPT, receipt_id=receipt.id)

    def receipt(self, move: GatewayMove, contact_id: str, applied: tuple[Applied, ...]) -> Receipt:
        """Book a payment as a receipt of a customer, laid on what it settles."""
        new = NewReceipt(
            contact_id,
            self.day(move),
            presented_of(move),
            ReceiptWay.ONLINE,
            self._clearing(move),
            banked=Money(move.net, move.currency),
            fee=self._fee_of(move),
            applied=applied,
            payment_reference=move.payment_id,
        )
        return book_receipt(self._work, new, by=self._desk.actor.user, at=self._desk.clock.now())

    def _fee_of(self, move: GatewayMove) -> Fee | None:
        if not move.fee:
            return None
        return Fee(
            Money(move.fee, move.currency),
            Money(move.fee_tax or 0, move.currency),
            ensure_role(self._work, AccountRole.MERCHANT_FEES),
            self._fee_code,
        )

    def _pay_back(self, move: GatewayMove, booked_as: BookedAs, receipt: Receipt | None) -> MoveBooking:
        assert receipt is not None  # noqa: S101 - decided by it
        day, why, amount = max(self.day(move), receipt.day), _WHY[booked_as], -presented_of(move)
        freed = make_room(self._work, receipt, amount, day, why)
        refund = book_refund(
            self._work,
            NewRefund(
                day,
                amount,
                ReceiptWay.ONLINE,
                self._clearing(move),
                why,
                receipt_id=receipt.id,
                paid=Money(-move.amount, move.currency),
                payment_reference=move.source_id,
            ),
            by=self._desk.actor.user,
            at=self._desk.clock.now(),
        )
        for one in freed:
            self._settle_otherwise(one, day)
        paid = invoice_of_payment(self._session, move)
        self._to_mark += [*freed, paid.id] if paid is not None else freed
        return MoveBooking(booked_as=booked_as, refund_id=refund.id, fee_entry_id=self._fee(move, move.fee))

    def _again(self, move: GatewayMove, booked_as: BookedAs) -> MoveBooking:
        """Take a paying-back back: the money is the receipt's again and settles what it did, as far as that is open."""
        booking = booking_of_source(self._session, move)
        assert booking is not None  # noqa: S101 - decided by it
        refund = self._work.get(Refund, booking.refund_id or "")
        day = max(self.day(move), refund.day)
        reverse_refund(self._work, refund, day, "it came again at the gateway")
        self._difference(move, refund, day)
        self._settle_again(move, day)
        return MoveBooking(booked_as=booked_as, refund_id=refund.id, fee_entry_id=self._fee(move, move.fee))

    def _settle_otherwise(self, invoice_id: str, day: date) -> None:
        """Lay money that came online for an invoice, and was too much then, on it now that it is open again.

        So it makes no difference which of two payments was heard of first.
        """
        invoice = self._work.get(Invoice, invoice_id)
        if invoice.status is not InvoiceStatus.ISSUED:
            return
        for receipt in receipts_for(self._session, invoice_id):
            now = min(open_invoices(self._session, [invoice])[invoice_id], unapplied_of(self._session, receipt))
            if now.minor > 0:
                apply_receipt(self._work, receipt, Applied(invoice_id, now), day)
        follow_discounts(self._work, [invoice_id], day)

    def _settle_again(self, move: GatewayMove, day: date) -> None:
        paid = invoice_of_payment(self._session, move)
        if paid is None:
            return
        self._settle_otherwise(paid.id, day)
        self._to_mark.append(paid.id)

    def _unmark(self, invoice: Invoice) -> None:
        """Take our own mark off an invoice that is settled after all."""
        ours = invoice.disputed and invoice.dispute_reason in set(_MARKS.values())
        if ours and not open_invoices(self._session, [invoice])[invoice.id]:
            invoice.disputed, invoice.dispute_reason = False, None

    def _remark(self, invoice: Invoice) -> None:
        """Mark an invoice that is open while money of it went back: nobody is reminded before a person decided.

        By what stands, not by what came last: so the order in which we hear of things changes nothing.
        """
        back = went_back(self._session, invoice.id)
        why = next((said for booked_as, said in _MARKS.items() if booked_as in back), None)
        is_open = bool(open_invoices(self._session, [invoice])[invoice.id])
        if is_open and why is not None and not invoice.disputed:
            invoice.disputed, invoice.dispute_reason = True, why
        elif invoice.dispute_reason in set(_MARKS.values()):
            invoice.disputed = is_open and why is not None
            invoice.dispute_reason = why if invoice.disputed else None

    def _difference(self, move: GatewayMove, refund: Refund, day: date) -> None:
        """Post what the same money was worth more or less when it came again, where another currency lies between."""
        booked = booking_of_source(self._session, move)
        before = self._session.get_one(GatewayMove, booked.move_id) if booked is not None else None
        if before is None or before.amount + move.amount == 0:
            return
        more = Money(before.amount + move.amount, move.currency)
        setting = Setting(self._base)
        sides = (
            setting.side(self._clearing(move), more, contact_id=refund.contact_id),
            setting.side(account_for(self._session, AccountRole.EXCHANGE_DIFFERENCES), -more),
        )
        narration = f"exchange difference on {move.source_id}"
        post(self._work, EntryDraft(EntryKind.EXCHANGE_DIFFERENCE, day, narration, sides, source_id=move.id))

    def _fee(self, move: GatewayMove, minor: int) -> str | None:
        """Post a fee that is not part of a payment, and return its entry; one that is given back is below zero."""
        if not minor:
            return None
        gross, tax = Money(minor, move.currency), Money(move.fee_tax or 0, move.currency)
        sides = tuple(self._fee_sides(move, gross, tax, self._fee_code))
        narration = f"fee of {move.gateway}: {move.said or move.source_id or move.move_id}"[:200]
        return post(
            self._work, EntryDraft(EntryKind.GATEWAY_FEE, self.day(move), narration, sides, source_id=move.id)
        ).id

    def _fee_sides(self, move: GatewayMove, gross: Money, tax: Money, code: str | None) -> Iterator[Side]:
        setting = Setting(self._base)
        yield setting.side(ensure_role(self._work, AccountRole.MERCHANT_FEES), gross - tax, tax_code_id=code)
        if tax:
            on_purchases = account_for(self._session, AccountRole.TAX_ON_PURCHASES)
            yield setting.side(on_purchases, tax, tax_code_id=code, is_tax=True)
        yield setting.side(self._clearing(move), -gross)

    def _payout(self, move: GatewayMove, bank: BankAccount | None, share: Money | None) -> MoveBooking:
        assert bank is not None  # noqa: S101 - decided by it
        setting, sum_ = Setting(self._base), Money(-move.amount, move.currency) if share is None else -share
        sides = (setting.side(bank.account_id, sum_), setting.side(self._clearing(move), -sum_))
        day = open_day(self._session, max(move.available, day_in(self._zone, move.created)))
        part = "" if share is None else f", this client's part of {Money(-move.amount, move.currency)}"
        narration = f"payout {move.source_id or move.move_id} of {move.gateway}{part}"
        entry = post(self._work, EntryDraft(EntryKind.PAYOUT, day, narration, sides, source_id=move.id))
        if share is not None:  # who bears the fee of what was paid out together is agreed, and coded
            return MoveBooking(booked_as=BookedAs.PAYOUT, entry_id=entry.id, share=share.minor)
        fee = self._fee(move, move.fee)
        return MoveBooking(booked_as=BookedAs.PAYOUT, entry_id=entry.id, fee_entry_id=fee)

    def _payout_back(self, move: GatewayMove) -> MoveBooking:
        booking = booking_of_source(self._session, move)
        assert booking is not None  # noqa: S101 - decided by it
        entry_id = booking.entry_id or ""
        paid = self._session.get_one(GatewayMove, booking.move_id)
        day = open_day(self._session, max(self.day(move), paid.available))
        entry = reverse(self._work, entry_id, day, "the payout came back")
        if booking.share is not None:
            return MoveBooking(booked_as=BookedAs.PAYOUT_RETURNED, entry_id=entry.id, share=-booking.share)
        return MoveBooking(
            booked_as=BookedAs.PAYOUT_RETURNED, entry_id=entry.id, fee_entry_id=self._fee(move, move.fee)
        )
