"""Payment runs: proposed, looked through, released once, exported as often as needed, taken back if it must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.core.failpoints import reach
from bookdesk.core.identifiers import counted
from bookdesk.core.money import Money
from bookdesk.ledger.alone import Alone, described
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.ledger.posting import base_currency
from bookdesk.ledger.sole import sole_words
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalLimit
from bookdesk.models.bank import BankAccount
from bookdesk.models.payment import Payment, PaymentRun, PaymentState, RunState
from bookdesk.payments import booking, editing, records, releasing
from bookdesk.payments.files import rail_of
from bookdesk.payments.ports import Approvals
from bookdesk.payments.proposing import propose
from bookdesk.payments.runfile import RunFile, run_file, stored_file
from bookdesk.payments.safeguards import Finding, Releaser, check
from bookdesk.payments.selection import Selection
from bookdesk.payments.selection import select as choose
from bookdesk.payments.truth import require_recorded, require_true, require_vouched
from bookdesk.payments.views import PaymentView, RunView
from bookdesk.security.putback import note_compared, put_back
from bookdesk.security.signatures import Signer
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.leaving import note_saved

_SATURDAY = 5


class PaymentService:
    """The payment runs of one client."""

    def __init__(self, desk: Desk, signer: Signer, approvals: Approvals) -> None:
        """Work at `desk`; `approvals` judges whether bills may be paid, at proposal and again at release."""
        self._desk, self._signer, self._approvals = desk, signer, approvals

    def bank_account(self, name_or_id: str) -> BankAccount:
        """Return one of the client's bank accounts by name or id."""
        with self._desk.books.query() as session:
            query = select(BankAccount).where((BankAccount.id == name_or_id) | (BankAccount.name == name_or_id))
            found = session.scalars(query).first()
            names = ", ".join(session.scalars(select(BankAccount.name).order_by(BankAccount.name)))
        if found is None:
            raise NotFound(f"There is no bank account {name_or_id}.", f"There are: {names or 'none yet'}.")
        return found

    def payable(self, bank_account_id: str, due_by: date) -> Selection:
        """Return what a run from an account would take and leave, without making one."""
        with self._desk.books.query() as session:
            return self._select(session, _bank_account(session, bank_account_id), due_by)

    def propose(
        self, bank_account_id: str, execution_date: date, *, due_by: date | None = None, net_credits: bool = False
    ) -> RunView:
        """Make a run of all approved transfer bills due by a day (the execution date by default).

        With `net_credits` approved credit notes of the same payees are netted at once.
        """
        with self._change(Action.RUN_PROPOSED, "proposed") as work:
            account = _bank_account(work.session, bank_account_id)
            if execution_date < client_today(work.session, self._desk.clock):
                raise RuleBroken(f"{execution_date.isoformat()} is past.", "Propose the run for today or a later day.")
            chosen = self._select(work.session, account, due_by or execution_date)
            if not chosen.bills:
                raise RuleBroken(
                    "No approved bill is due for a transfer from this account.",
                    chosen.why_left(),
                    command="bookdesk pay due",
                )
            require_vouched(self._desk.books, work.session, [one.bill_id for one in chosen.bills])
            run = propose(work, self._desk, account, rail_of(account), execution_date, chosen, net_credits=net_credits)
            work.commit()
        return self.show(run.id)

    def runs(self) -> Sequence[PaymentRun]:
        """Return all runs, the newest first."""
        with self._desk.books.query() as session:
            return session.scalars(select(PaymentRun).order_by(PaymentRun.number.desc())).all()

    def find(self, number_or_id: str) -> str:
        """Return the id of a run by number or id."""
        with self._desk.books.query() as session:
            query = select(PaymentRun.id)
            number = counted(number_or_id)
            found = session.scalar(
                query.where(PaymentRun.id == number_or_id if number is None else PaymentRun.number == number)
            )
        if found is None:
            raise NotFound(
                f"There is no payment run {number_or_id}.", "Choose one from the list.", command="bookdesk pay list"
            )
        return found

    def show(self, run_id: str) -> RunView:
        """Return the run as its releaser must see it: totals, each payment's findings, what is left and why."""
        with self._desk.books.query() as session:
            run = session.get(PaymentRun, run_id)
            if run is None:
                raise NotFound(
                    "There is no such payment run.", "Choose one from the list.", command="bookdesk pay list"
                )
            view = self._view(session, run)
            if run.state is RunState.DRAFT:
                require_recorded(self._desk.books, session, view)
            return view

    def payment(self, run_id: str, which: str) -> str:
        """Return the id of a payment in a run by its position, id or payee."""
        return editing.find_payment(self.show(run_id), which)

    def exclude(self, payment_id: str, reason: str) -> RunView:
        """Leave a payment out of the run; it stays visible and its bills are free again."""
        return self._edit(payment_id, f"excluded: {reason}", PaymentState.EXCLUDED, reason)

    def hold(self, payment_id: str, reason: str) -> RunView:
        """Hold a payment back; like excluding, with the intent to decide before release."""
        return self._edit(payment_id, f"held: {reason}", PaymentState.HELD, reason)

    def include(self, payment_id: str) -> RunView:
        """Put an excluded or held payment back, if no other run has taken its bills meanwhile."""
        with self._change(Action.RUN_EDITED, "included") as work:
            payment = self._editable(work, payment_id)
            editing.include(work, payment)
            work.commit()
        return self.show(payment.run_id)

    def pay_part(self, payment_id: str, bill: str, amount: Money) -> RunView:
        """Pay only `amount` of a bill (number or id) in this run; the rest stays open."""
        with self._change(Action.RUN_EDITED, f"pays {amount} in part") as work:
            payment = self._editable(work, payment_id)
            editing.pay_part(work, payment, bill, amount)
            work.commit()
        return self.show(payment.run_id)

    def net(self, payment_id: str, credit_note: str, amount: Money | None = None) -> RunView:
        """Use a credit note of the same supplier (number or id) in this payment; all that fits by default."""
        with self._change(Action.RUN_EDITED, "credit note netted") as work:
            payment = self._editable(work, payment_id)
            bills = records.open_bills(work.session)
            payables = records.payables(work.session, bills, self._approvals.standings([one.id for one in bills]))
            editing.net(work, payment, payables, credit_note, amount)
            work.commit()
        return self.show(payment.run_id)

    def release(self, run_id: str, *, version: int | None = None, rate: ExchangeRate | None = None) -> RunView:
        """Write the file once, book the payments as outstanding and settle the bills; all of it or nothing.

        Refused while any payment is blocked. `rate` is needed where the account is not in base currency.
        """
        with self._change(Action.RUN_RELEASED, "released") as work:
            run = work.get(PaymentRun, run_id, version=version)
            _require(run, RunState.DRAFT)
            view = self._view(work.session, run)
            require_true(self._desk.books, work.session, view)
            releasing.require_releasable(work.session, view, self._today(work.session), rate)
            releasing.write(work, view, self._desk, self._signer, self._approvals.alone(work.session))
            for one in view.paying:
                booking.book(work, one.payment, one.parts, view.bank_account, run.execution_date, rate)
            reach("release: before commit")
            work.commit()
        reach("release: committed")
        return self.show(run_id)

    def put_back(self) -> str:
        """Return what has to be compared first, since the client was put back from a backup; nothing otherwise."""
        with self._desk.books.query() as session:
            return " ".join(one.words for one in put_back(session))

    def compared(self) -> None:
        """Write down that bank and books were compared after the client was put back; money is released again."""
        note_compared(self._desk)

    def export(self, run_id: str) -> tuple[str, bytes]:
        """Return name and bytes of a released run's file, always the same bytes, to be compared and not to be saved.

        `Tampered` where it is not the one whose release was signed.
        """
        with self._desk.books.query() as session:
            run = session.get(PaymentRun, run_id)
            return stored_file(session, self._desk.books, run, self._approvals.people)

    def take_file(self, run_id: str) -> RunFile:
        """Hand a released run's file out to be saved, with what is held against the bank's screen.

        `NotAllowed` for who neither assembles nor releases runs, `StepUpNeeded` without a fresh proof of who is there,
        `Tampered` where it is not the file whose release was signed.
        """
        view = self.show(run_id)
        with self._desk.books.query() as session:
            file = run_file(session, self._desk.books, view, self._approvals.people)
        note_saved(self._desk, f"bank file of run {view.run.number}", Action.BANK_FILE_SAVED)
        return file

    def cancel(self, run_id: str, reason: str) -> RunView:
        """Drop a run before its release; its bills are free again."""
        with self._change(Action.RUN_CANCELLED, f"cancelled: {reason}") as work:
            run = work.get(PaymentRun, run_id)
            _require(run, RunState.DRAFT)
            run.state = RunState.CANCELLED
            work.commit()
        return self.show(run_id)

    def recall(self, run_id: str, reason: str) -> RunView:
        """Take a released run back (the bank never executed it): postings and allocations are cancelled."""
        with self._change(Action.RUN_RECALLED, f"recalled: {reason}") as work:
            run = work.get(PaymentRun, run_id)
            _require(run, RunState.RELEASED)
            view = self._view(work.session, run)
            released = [one for one in view.payments if one.payment.state is PaymentState.RELEASED]
            ids = [run.id, *(one.payment.id for one in released)]
            booking.require_unmatched(work.session, ids, f"Payment run {run.number}")
            day = max(self._today(work.session), run.execution_date)
            for one in released:
                booking.compensate(work, one.payment, one.parts, day, f"recalled: {reason}")
            run.state = RunState.RECALLED
            work.commit()
        return self.show(run_id)

    def returned(self, payment_id: str, reason: str) -> RunView:
        """Record that the bank could not pay one payment: it is cancelled in the books and its bills are open again."""
        with self._change(Action.PAYMENT_RETURNED, f"returned: {reason}") as work:
            payment = work.get(Payment, payment_id)
            if payment.state is not PaymentState.RELEASED:
                raise RuleBroken(f"This payment is {payment.state}.", "Only a released payment can come back.")
            booking.require_unmatched(work.session, [payment.id], "The payment")
            run = work.get(PaymentRun, payment.run_id)
            rows = records.parts_of(work.session, [payment.id])[payment.id]
            day = max(self._today(work.session), run.execution_date)
            booking.compensate(work, payment, rows, day, f"returned: {reason}")
            work.commit()
        return self.show(payment.run_id)

    def _change(self, action: Action, reason: str) -> Change:
        return self._desk.books.change(action, f"payment run: {reason}", actor=self._desk.actor)

    def _today(self, session: Session) -> date:
        return client_today(session, self._desk.clock)

    def _select(self, session: Session, account: BankAccount, due_by: date) -> Selection:
        bills = records.open_bills(session)
        payables = records.payables(session, bills, self._approvals.standings([bill.id for bill in bills]))
        return choose(payables, due_by=due_by, currency=account.currency, scheme=account.scheme)

    def _edit(self, payment_id: str, what: str, state: PaymentState, reason: str) -> RunView:
        with self._change(Action.RUN_EDITED, what) as work:
            payment = self._editable(work, payment_id)
            payment.state, payment.state_reason = state, reason
            work.commit()
        return self.show(payment.run_id)

    def _editable(self, work: Change, payment_id: str) -> Payment:
        payment = work.get(Payment, payment_id)
        _require(work.get(PaymentRun, payment.run_id), RunState.DRAFT)
        return payment

    def _view(self, session: Session, run: PaymentRun) -> RunView:
        account = _bank_account(session, run.bank_account_id)
        query = select(Payment).where(Payment.run_id == run.id).order_by(Payment.position)
        payments = session.scalars(query).all()
        parts = records.parts_of(session, [payment.id for payment in payments])
        findings = self._findings(session, run, payments, parts)
        views = tuple(
            PaymentView(one, tuple(parts[one.id]), editing.bank_of(one).shown, findings.get(one.id, ()))
            for one in payments
        )
        if run.state is not RunState.DRAFT:
            return RunView(run, account, views, sole=sole_words(run.release_statement))
        chosen = self._select(session, account, run.execution_date)
        mine = {bill.id for one in views for _, bill in one.parts}
        left = tuple(one for one in chosen.left if one.payable.bill_id not in mine)
        sole = described(found) if (found := self._approvals.alone(session)) else None
        behind = " ".join(one.words for one in put_back(session))
        return RunView(run, account, views, self._notes(session, run, behind), chosen.credits, left, sole, behind)

    def _findings(
        self, session: Session, run: PaymentRun, payments: Sequence[Payment], parts: Mapping[str, booking.Rows]
    ) -> dict[str, tuple[Finding, ...]]:
        """Judge the payments of a run that is not released yet, as for a release by the person at the desk."""
        if run.state is not RunState.DRAFT:
            return {}
        bill_ids = [bill.id for rows in parts.values() for _, bill in rows]
        alone = self._approvals.alone(session)
        standings = self._approvals.standings(bill_ids)
        now = None if alone is None else self._desk.clock.now()
        proposals = records.proposals(session, payments, standings, dated=now)
        releaser, day = self._releaser(session, run.currency, alone), self._today(session)
        return {payment_id: check(proposal, releaser, day) for payment_id, proposal in proposals.items()}

    def _releaser(self, session: Session, currency: str, alone: Alone | None) -> Releaser:
        """Return who is at the desk with his limit, where it is in the run's currency."""
        user = self._desk.actor.user
        limit = session.scalar(select(ApprovalLimit.limit).where(ApprovalLimit.user_id == user))
        base = base_currency(session)
        first_step = self._approvals.first_step(session)
        return Releaser(
            user,
            Money(limit, currency) if limit is not None and base == currency else None,
            Money(first_step, base) if first_step is not None else None,
            alone,
            self._desk.clock.now().astimezone(ZoneInfo(client_profile(session).zone)),
        )

    def _notes(self, session: Session, run: PaymentRun, behind: str) -> tuple[str, ...]:
        notes = [behind] if behind else []
        if run.execution_date.weekday() >= _SATURDAY:
            notes.append(f"{run.execution_date.isoformat()} is a weekend; the bank executes on its next business day.")
        if run.execution_date < self._today(session):
            notes.append(f"{run.execution_date.isoformat()} is past; propose the run again for another day.")
        return tuple(notes)


def _bank_account(session: Session, bank_account_id: str) -> BankAccount:
    found = session.get(BankAccount, bank_account_id)
    if found is None:
        raise NotFound("There is no such bank account.", "Choose one from the list.", command="bookdesk bank standing")
    return found


def _require(run: PaymentRun, state: RunState) -> None:
    if run.state is not state:
        raise RuleBroken(f"Payment run {run.number} is {run.state}.", f"This needs a run that is {state}.")
