"""Approving bills: submit, approve, reject, withdraw, approvals received from outside, and the queue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.approvals import records
from bookdesk.approvals.evidence import Evidence, attach
from bookdesk.approvals.policy import refusal_of
from bookdesk.approvals.received import chosen, require_new, require_not_twice
from bookdesk.approvals.standing import Standing, standing
from bookdesk.approvals.statements import DOMAIN, statement_of, written
from bookdesk.approvals.withdrawing import require_still_mine
from bookdesk.core.errors import InputError, NotAllowed, NotFound, RuleBroken
from bookdesk.core.failpoints import reach
from bookdesk.core.identifiers import new_id
from bookdesk.ledger.alone import Alone
from bookdesk.ledger.balances import settled, still_open
from bookdesk.ledger.behind import rows_behind
from bookdesk.ledger.periods import open_day
from bookdesk.ledger.posting import base_currency, post_bill, posting_day, unpost_bill
from bookdesk.ledger.rulings import rulings
from bookdesk.ledger.sole import REACHED, People, working_alone
from bookdesk.ledger.vouched import assert_vouched
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalDecision, ApprovalLimit, Channel, Decision
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.document import Document
from bookdesk.models.history import Origin
from bookdesk.security.signatures import Signer
from bookdesk.store.books import Books
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.witness import assert_witnessed


class ApprovalService:
    """What people decide about bills, signed by each of them."""

    def __init__(self, desk: Desk, signer: Signer, people: People) -> None:
        """Work at `desk`; `signer` signs for the person there, `people` checks what others signed."""
        self._desk, self._signer, self._people = desk, signer, people

    def queue(self) -> list[Standing]:
        """Return the bills that wait for somebody, by due date: reviewed ones, and approved ones that lapsed."""
        found = [one for one in self.standings().values() if not one.approved or _status(one) is BillStatus.REVIEWED]
        return sorted(found, key=lambda one: (one.sheet.bill.due_date or date.max, one.bill_id))

    def standings(self, bill_ids: Sequence[str] | None = None) -> dict[str, Standing]:
        """Return where bills stand, by id; all reviewed and approved ones with something open where none are named.

        Bills that are named are about to be shown or paid: `Tampered` where one is not what its history says.
        """
        undecided = Bill.status.in_((BillStatus.REVIEWED, BillStatus.APPROVED)) & still_open()
        query = select(Bill).where(undecided if bill_ids is None else Bill.id.in_(bill_ids))
        with self._desk.books.query() as session:
            bills = session.scalars(query).all()
            if bill_ids is not None:
                assert_witnessed(session, self._books.metadata, rows_behind(session, [bill.id for bill in bills]))
            return {one.bill_id: one for one in self._standings(session, bills)}

    def submit(self, bill_id: str, *, version: int | None = None) -> Standing:
        """Hand a draft to its approvers; every line needs an account, a bill needs supplier and amount."""
        with self._change(Action.BILL_REVIEWED, "submitted for approval") as work:
            bill = work.get(Bill, bill_id, version=version)
            _require_complete(work.session, bill)
            bill.move_to(BillStatus.REVIEWED)
            work.commit()
        return self._one(bill_id)

    def approve(self, bill_id: str, *, comment: str | None = None, version: int | None = None) -> Standing:
        """Sign for a bill; with the last approval needed it becomes approved and is booked."""
        with self._change(Action.BILL_APPROVED, "approved") as work:
            bill = work.get(Bill, bill_id, version=version)
            _require_status(bill, BillStatus.REVIEWED, BillStatus.APPROVED)
            behind = rows_behind(work.session, [bill.id])
            assert_witnessed(work.session, self._books.metadata, behind)
            assert_vouched(self._books, work.session, behind)
            before = self._standings(work.session, [bill])[0]
            refusal = refusal_of(self._user, before.plan)
            if refusal is not None:
                raise NotAllowed(f"{_named(bill)} cannot be approved by you. {refusal}", _who_may(before))
            self._decide(work, before, Decision.APPROVED, Channel.DESK, comment=comment)
            reach("approve: signed")
            after = self._complete(work, bill)
            work.commit()
        reach("approve: committed")
        return after

    def reject(self, bill_id: str, reason: str, *, version: int | None = None) -> Standing:
        """Send a bill back to draft with a reason; earlier approvals no longer count."""
        if not reason.strip():
            raise InputError("Sending a bill back needs a reason.", "Say what is wrong, so that it can be corrected.")
        with self._change(Action.BILL_REJECTED, f"rejected: {reason}") as work:
            bill = work.get(Bill, bill_id, version=version)
            _require_status(bill, BillStatus.REVIEWED, BillStatus.APPROVED)
            self._require_limit(work.session)
            before = self._standings(work.session, [bill])[0]
            self._decide(work, before, Decision.REJECTED, Channel.DESK, comment=reason)
            self._step_back(work, bill, "rejected")
            bill.move_to(BillStatus.DRAFT)
            work.commit()
        return self._one(bill_id)

    def withdraw(self, bill_id: str, reason: str) -> Standing:
        """Take your own approval back; a bill that is then short of one is no longer approved."""
        with self._change(Action.APPROVAL_WITHDRAWN, f"approval withdrawn: {reason}") as work:
            bill = work.get(Bill, bill_id)
            before = self._standings(work.session, [bill])[0]
            mine = [
                row
                for row in before.sheet.decisions
                if row.decision is Decision.APPROVED
                and row.decided_by == self._user
                and row.payment_hash == before.sheet.payment_hash
            ]
            if self._user not in before.validity.users or not mine:
                raise NotFound(f"You have no approval of {_named(bill)} to withdraw.", "Nothing was changed.")
            self._decide(work, before, Decision.WITHDRAWN, Channel.DESK, comment=reason, about_id=mine[-1].id)
            after = self._standings(work.session, [bill])[0]
            if not after.approved:
                self._step_back(work, bill, "approval withdrawn")
            work.commit()
        return after

    def take_back(self, decision_id: str, reason: str) -> Standing:
        """Take back what you decided or entered yourself: an approval, one received, its confirmation, a rejection.

        Without its rejection a bill is what it was before, and the approvals it had count again.
        """
        with self._change(Action.APPROVAL_WITHDRAWN, f"taken back: {reason}") as work:
            row = work.get(ApprovalDecision, decision_id)
            bill = work.get(Bill, row.bill_id)
            before = self._standings(work.session, [bill])[0]
            require_still_mine(decision_id, self._user, before.decisions)
            self._decide(work, before, Decision.WITHDRAWN, Channel.DESK, comment=reason, about_id=row.id)
            if row.decision is Decision.REJECTED:
                _require_status(bill, BillStatus.DRAFT)
                bill.move_to(BillStatus.REVIEWED)
            after = self._complete(work, bill, again=True)
            if not after.approved:
                self._step_back(work, bill, "approval withdrawn")
            work.commit()
        return after

    def receive(
        self, bill_id: str, given_by: str, channel: Channel, evidence: Evidence, *, colleagues: Collection[str]
    ) -> Standing:
        """Enter an approval that came by mail or phone, its evidence attached; it counts once it is confirmed.

        At once where one person works alone for the client and the client's word is what counts (`ledger.alone`).

        None of the practice's own users (`colleagues`, by name) is entered so, and no evidence twice for a bill.
        """
        if channel is Channel.DESK or not given_by.strip() or not evidence.content:
            raise InputError(
                "An approval received needs who gave it, the channel and its evidence.",
                "Attach the mail, or a note of the call: who, when, which number was called.",
            )
        with self._change(Action.APPROVAL_RECEIVED, f"approval received from {given_by}") as work:
            bill = work.get(Bill, bill_id)
            _require_status(bill, BillStatus.REVIEWED)
            before = self._standings(work.session, [bill])[0]
            require_new(given_by, sha256(evidence.content).hexdigest(), before.decisions, colleagues)
            require_not_twice(given_by, (*before.validity.confirmed, *before.validity.waiting))
            attached = attach(work, self._desk, evidence)
            self._decide(work, before, Decision.RECEIVED, channel, given_by=given_by.strip(), evidence=attached)
            self._complete(work, bill)
            work.commit()
        return self._one(bill_id)

    def confirm_received(self, bill_id: str, given_by: str | None = None, *, comment: str | None = None) -> Standing:
        """Confirm, as a second person who looked at the evidence, the approval of `given_by` (or the only one)."""
        with self._change(Action.APPROVAL_RECEIVED, "approval received confirmed") as work:
            bill = work.get(Bill, bill_id)
            before = self._standings(work.session, [bill])[0]
            waiting = before.validity.waiting
            if not waiting:
                raise NotFound(f"No approval received for {_named(bill)} waits.", "Enter it first, with its evidence.")
            others = [one for one in waiting if one.by != self._user]
            if self._user in (bill.created_by, before.sheet.last_edited_by, *before.sheet.set_by) or not others:
                raise NotAllowed(
                    "Whoever made a bill, last edited it, set what it pays, or entered the approval never confirms it.",
                    "Ask a second person to look at it.",
                )
            one = chosen(others, given_by)
            self._decide(work, before, Decision.CONFIRMED, Channel.DESK, comment=comment, about_id=one.id)
            after = self._complete(work, bill)
            work.commit()
        return after

    @property
    def people(self) -> People:
        """Who checks what others signed; asked for releases of money, too."""
        return self._people

    def alone(self, session: Session) -> Alone | None:
        """Return who works alone for this client by an owner's signed decision, or None."""
        return working_alone(session, self._books.client_id, self._people)

    def first_step(self, session: Session) -> int | None:
        """Return from how many minor units of base currency on a bill may need several approvals; None for never."""
        return rulings(session, self._books.client_id, self._people).first_step

    def content_of(self, session: Session, bill: Bill) -> str:
        """Return the hash that approvals of a bill hold to, as the bill stands in `session`."""
        return records.sheets(session, [bill])[0].payment_hash

    def revalidate(self) -> list[str]:
        """Take back the approved state of unpaid bills whose approvals no longer count; returns their ids.

        Run after payee, account, amount or document changed; once too often does nothing. What is paid in part stays
        approved and waits for a new approval of the rest. Payment asks the signatures in any case. A bill that is
        again exactly what was signed becomes approved again, since nobody could sign it a second time.
        """
        waiting = self.queue()
        for one in waiting:
            if one.approved and _status(one) is BillStatus.REVIEWED:
                self._restore(one.bill_id)
        lapsed = [one.sheet.bill for one in waiting if _status(one) is BillStatus.APPROVED]
        if not lapsed:
            return []
        what = "what was approved has changed"
        with self._books.change(Action.APPROVAL_WITHDRAWN, what, actor=self._desk.actor, origin=Origin.JOB) as work:
            done = settled(work.session, [bill.id for bill in lapsed])
            bills = [work.get(Bill, bill.id) for bill in lapsed if bill.taken_on or not done[bill.id]]
            for bill in bills:
                self._step_back(work, bill, "approval lapsed")
            work.commit()
        return [bill.id for bill in bills]

    def _restore(self, bill_id: str) -> None:
        why = "it is again what was signed"
        with self._books.change(Action.BILL_APPROVED, why, actor=self._desk.actor, origin=Origin.JOB) as work:
            self._complete(work, work.get(Bill, bill_id), again=True)
            work.commit()

    @property
    def _user(self) -> str:
        return self._desk.actor.user

    @property
    def _books(self) -> Books:
        return self._desk.books

    def _change(self, action: Action, reason: str) -> Change:
        return self._books.change(action, reason, actor=self._desk.actor)

    def _one(self, bill_id: str) -> Standing:
        with self._books.query() as session:
            return self._standings(session, session.scalars(select(Bill).where(Bill.id == bill_id)).all())[0]

    def _standings(self, session: Session, bills: Sequence[Bill]) -> list[Standing]:
        rules = records.rules(session, self._books.client_id, self._people)
        base, sole = base_currency(session), self.alone(session)
        return [
            standing(sheet, rules, base, self._books.client_id, self._people, sole=sole)
            for sheet in records.sheets(session, bills)
        ]

    def _decide(  # noqa: PLR0913 - each is a separate part of what is signed
        self,
        work: Change,
        about: Standing,
        decision: Decision,
        channel: Channel,
        *,
        comment: str | None = None,
        given_by: str | None = None,
        evidence: Document | None = None,
        about_id: str | None = None,
    ) -> None:
        row = ApprovalDecision(
            id=new_id(),
            bill_id=about.bill_id,
            decision=decision,
            channel=channel,
            decided_by=self._user,
            decided_at=self._desk.clock.now(),
            given_by=given_by,
            comment=comment,
            payment_hash=about.sheet.payment_hash,
            accounting_hash=about.sheet.accounting_hash,
            evidence_id=evidence.id if evidence else None,
            about_id=about_id,
        )
        attached = evidence.sha256 if evidence else None
        statement = statement_of(row, self._books.client_id, self._desk.actor.device, attached)
        if later := self._people.later_than(row.decided_at):  # the clock was put back, or ran ahead before
            statement[REACHED] = " ".join(one.isoformat() for one in later)
        row.statement, row.signature = written(statement), self._signer.sign(DOMAIN, statement)
        work.add(row)
        work.session.flush()

    def _complete(self, work: Change, bill: Bill, *, again: bool = False) -> Standing:
        """Approve and book the bill where the last approval needed has been given.

        A bill that was booked before is booked `again` on the first open day after a lock, as its reversal was.
        """
        after = self._standings(work.session, [bill])[0]
        if after.approved and bill.status is BillStatus.REVIEWED:
            bill.move_to(BillStatus.APPROVED)
            if not bill.taken_on:  # it was booked with the opening balances
                day = posting_day(bill)
                post_bill(work, bill, open_day(work.session, day) if again else day)
        return after

    def _step_back(self, work: Change, bill: Bill, why: str) -> None:
        if bill.status is not BillStatus.APPROVED:
            return
        if settled(work.session, [bill.id])[bill.id] and not bill.taken_on:
            raise RuleBroken(
                f"{_named(bill)} is paid, at least in part.", "Ask the supplier for a credit note instead."
            )
        bill.move_to(BillStatus.REVIEWED)
        if not bill.taken_on:
            unpost_bill(work, bill, posting_day(bill), why)

    def _require_limit(self, session: Session) -> None:
        if session.scalar(select(ApprovalLimit.id).where(ApprovalLimit.user_id == self._user)) is None:
            raise NotAllowed("You have no approval limit for this client.", "Ask an approver of this client.")


def _require_status(bill: Bill, *allowed: BillStatus) -> None:
    if bill.status not in allowed:
        void = bill.status is BillStatus.VOID
        remedy = "Nothing more can be decided about it." if void else "Review and submit it first."
        raise RuleBroken(f"{_named(bill)} is {bill.status}.", remedy)


def _require_complete(session: Session, bill: Bill) -> None:
    lines = session.scalars(select(BillLine).where(BillLine.bill_id == bill.id)).all()
    if bill.contact_id is None or bill.total <= 0:
        raise RuleBroken(f"{_named(bill)} has no supplier or no amount.", "Complete its review first.")
    if not bill.taken_on and (not lines or any(line.account_id is None for line in lines)):
        raise RuleBroken(f"{_named(bill)} has a line without an account.", "Choose an account for every line.")


def _status(one: Standing) -> BillStatus:
    return one.sheet.bill.status


def _named(bill: Bill) -> str:
    return f"Bill {bill.number or bill.id} of {bill.supplier_name or 'an unknown supplier'}"


def _who_may(one: Standing) -> str:
    others = ", ".join(one.plan.may)
    return f"It waits for {others}." if others else one.plan.reasons[-1]
