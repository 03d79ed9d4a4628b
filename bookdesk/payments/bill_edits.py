"""Changing a bill after its review: approvals outlive a recoding, and are asked again after an edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.ledger.balances import scheduled, settled
from bookdesk.ledger.owner import client_today
from bookdesk.ledger.periods import locked_through, open_day
from bookdesk.ledger.posting import booked_entry, post_bill, posting_day, unpost_bill
from bookdesk.models.actions import Action
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillStatus
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.ledger import LedgerEntry
from bookdesk.payments import bill_fields, bill_lines, corrections
from bookdesk.payments.ports import Approved
from bookdesk.payments.records import named
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.history import SealedSet
from bookdesk.store.undo import undoing_beside_jobs


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of a bill: `booked_on` is the day its booking was replaced, if it was, and `why` that day.

    `lapsed` says that its approvals no longer count, so that it is reviewed only and no longer booked.
    """

    bill_id: str
    booked_on: date | None = None
    why: str = ""
    lapsed: bool = False


class BillEditing:
    """Corrections of one client's bills after their review."""

    def __init__(self, desk: Desk, approvals: Approved) -> None:
        """Work at `desk`; `approvals` tells what an edit means for them."""
        self._desk, self._approvals = desk, approvals

    def recode(
        self, bill_id: str, assignments: Mapping[str, str], *, on: date | None = None, version: int | None = None
    ) -> Changed:
        """Choose other accounts or tax codes of the same rate; amounts, payee and approvals stay, paid or not.

        What is booked is reversed and booked anew `on` a day: today for the client, or the first open day after a lock.
        """
        wanted = corrections.parse(assignments)
        if wanted.fields:
            raise InputError(
                f"{', '.join(wanted.fields)} is no coding.",
                "Only account and tax code of a line are recoded; edit the bill instead.",
                command="bookdesk bill edit BILL FIELD=VALUE",
            )
        with self._change(Action.BILL_RECODED, assignments) as work:
            bill = _reviewed(work, bill_id, version)
            if bill.taken_on:
                raise bill_fields.refused_as_taken_on(bill)
            bill_lines.recode(work, bill, wanted)
            done = self._rebook(work, bill, on)
            work.commit()
        return done

    def edit(self, bill_id: str, assignments: Mapping[str, str], *, version: int | None = None) -> Changed:
        """Correct fields and lines of a bill of which nothing is paid or scheduled; sums follow its lines.

        Where payee, account or amount change, approvals no longer count: the bill is reviewed only and not booked.
        Where only the booking changes, it is replaced on the bill's posting date.
        """
        wanted = corrections.parse(assignments)
        with self._change(Action.BILL_EDITED, assignments) as work:
            bill = _reviewed(work, bill_id, version)
            _refuse_paid(work.session, bill)
            before = self._said(work.session, bill)
            bill_fields.apply(work.session, bill, wanted.fields)
            if not bill.taken_on:
                bill_lines.edit(work, bill, wanted)
            elif wanted.steps:
                raise bill_fields.refused_as_taken_on(bill)
            done = self._follow(work, bill, before)
            work.commit()
        return self._asked_again(done)

    def take_back(self, edit: SealedSet) -> Changed:
        """Give a bill back what an edit changed; refused as an edit is. Approvals that fit it then count again."""
        bill_id = next(entry.row_id for entry in edit.rows if entry.table == Bill.__tablename__)
        with self._desk.books.query() as session:
            present = session.get_one(Bill, bill_id)
            _refuse_paid(session, present)
            before = self._said(session, present)
        with undoing_beside_jobs(self._desk.books, edit, actor=self._desk.actor) as work:
            done = self._follow(work, work.get(Bill, bill_id), before)
            work.commit()
        return self._asked_again(done)

    def _said(self, session: Session, bill: Bill) -> tuple[str, tuple[object, ...]]:
        """Return what approvals of a bill hold to, and what its booking shows."""
        return self._approvals.content_of(session, bill), _booking(session, bill)

    def _follow(self, work: Change, bill: Bill, before: tuple[str, tuple[object, ...]]) -> Changed:
        """Replace the booking of a changed bill where its approvals still hold."""
        work.session.flush()
        after = self._said(work.session, bill)
        standing = None if bill.taken_on or after == before else booked_entry(work.session, bill)
        if standing is None:
            return Changed(bill.id)
        _require_open(work.session, bill)
        return _replace(work, bill, standing) if after[0] == before[0] else Changed(bill.id)

    def _asked_again(self, done: Changed) -> Changed:
        """Let approvals lapse that no longer fit, and count again that do."""
        lapsed = done.bill_id in self._approvals.revalidate()
        return Changed(done.bill_id, lapsed=True) if lapsed else done

    def _rebook(self, work: Change, bill: Bill, on: date | None) -> Changed:
        standing = booked_entry(work.session, bill)
        if standing is None:
            if on is not None:
                raise InputError(f"Bill {named(bill)} is not booked yet.", "Leave the day out; approval books it.")
            return Changed(bill.id)
        day, why = self._day(work.session, standing, on)
        posted = post_bill(work, bill, day)
        return Changed(bill.id) if posted.id == standing.id else Changed(bill.id, day, why)

    def _day(self, session: Session, standing: LedgerEntry, on: date | None) -> tuple[date, str]:
        """Return the day on which a booking is replaced, and why that one."""
        booked = standing.posting_date
        if on is not None:
            if on < booked:
                raise InputError(f"The bill was booked on {booked}, after {on}.", f"Choose {booked} or a later day.")
            return on, "as you said"
        now = client_today(session, self._desk.clock)
        wanted, why = (booked, "the day it is booked on") if booked > now else (now, "today")
        day = open_day(session, wanted)
        if day != wanted:
            why = f"the first open day, since the books are locked through {locked_through(session)}"
        return day, why

    def _change(self, action: Action, assignments: Mapping[str, str]) -> Change:
        if not assignments:
            raise InputError(
                "Nothing to change was said.",
                "Change one field or more.",
                command="bookdesk bill edit BILL FIELD=VALUE",
            )
        reason = ", ".join(f"{name}={value}" for name, value in assignments.items())
        return self._desk.books.change(action, reason, actor=self._desk.actor)


def _reviewed(work: Change, bill_id: str, version: int | None) -> Bill:
    """Return a bill that has left the inbox; one that was rejected may be corrected before it is submitted again."""
    bill = work.get(Bill, bill_id, version=version)
    if bill.status is BillStatus.VOID:
        raise RuleBroken(f"Bill {named(bill)} is void.", "Capture or enter it again.")
    document = work.session.get(Document, bill.document_id) if bill.document_id else None
    if bill.status is BillStatus.DRAFT and document is not None and document.state is not DocumentState.CONFIRMED:
        number = document.intake_number
        raise RuleBroken(
            f"Bill {named(bill)} is still in the inbox.",
            "Correct it there.",
            command=f"bookdesk inbox set {number} FIELD=VALUE",
        )
    return bill


def _refuse_paid(session: Session, bill: Bill) -> None:
    """Refuse to edit what was paid or credited, or waits in a payment run; what the old system paid does not count."""
    before = select(func.coalesce(func.sum(Allocation.amount), 0)).where(
        Allocation.bill_id == bill.id, Allocation.source == AllocationSource.TAKEN_ON
    )
    if settled(session, [bill.id])[bill.id] - int(session.scalar(before) or 0):
        raise RuleBroken(
            f"Bill {named(bill)} is settled, at least in part.",
            "Its coding may change; for its amount ask the supplier for a credit note.",
            command=f"bookdesk bill recode {bill.id} FIELD=VALUE",
        )
    if scheduled(session, [bill.id])[bill.id]:
        raise RuleBroken(
            f"Bill {named(bill)} waits in a payment run.",
            "Leave it out of the run first.",
            command="bookdesk pay list; bookdesk pay exclude RUN PAYMENT",
        )


def _booking(session: Session, bill: Bill) -> tuple[object, ...]:
    """Return everything of a bill that its entry in the books shows."""
    sides = [(line.account_id, line.tax_code_id, line.net, line.tax) for line in bill_lines.lines_of(session, bill)]
    return (posting_day(bill), bill.contact_id, bill.rate, *sides)


def _require_open(session: Session, bill: Bill) -> None:
    """Refuse to book a corrected bill in a closed period, and ask for its new day (rule 15 of the trade's rules)."""
    day, closed = posting_day(bill), locked_through(session)
    if closed is not None and day <= closed:
        raise RuleBroken(
            f"The books are locked through {closed}; the corrected bill cannot be booked on {day}.",
            f"Choose a posting date from {open_day(session, day)} on, or have the period opened.",
            command=f"bookdesk bill edit {bill.id} FIELD=VALUE posting_date={open_day(session, day)}",
        )


def _replace(work: Change, bill: Bill, standing: LedgerEntry) -> Changed:
    """Book a bill anew on its posting date and cancel the old booking where it stands."""
    unpost_bill(work, bill, standing.posting_date, "corrected")
    posted = post_bill(work, bill, posting_day(bill))
    return Changed(bill.id, posted.posting_date, "the bill's posting date")
