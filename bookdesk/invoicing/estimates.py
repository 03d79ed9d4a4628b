"""Estimates: drafted, offered under a number until a day, decided by the customer, and invoiced once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.limits import MEGABYTE
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import NumberedKind, PaperKind
from bookdesk.invoicing.details import codes_of
from bookdesk.invoicing.drafting import begun
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.filling import filled
from bookdesk.invoicing.papers import check_printable
from bookdesk.invoicing.writing import Line, entered_lines, lines_of, write_head, write_lines
from bookdesk.ledger.owner import client_today
from bookdesk.ledger.salesnumbers import next_number
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.invoice import Invoice, InvoiceStatus
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.papers import NewPaper, keep

MOST_EVIDENCE = 20 * MEGABYTE
VALID_DAYS = 30
"""For how long an offer holds where nothing is said."""
PAGE = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """The file that shows what the customer decided: a mail, a signed page."""

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class EstimateView:
    """An estimate in a list; `expired` is an offer whose last day is over, `drafted` one whose invoice is a draft."""

    estimate: Estimate
    customer: str
    expired: bool
    drafted: bool = False


@dataclass(frozen=True, slots=True)
class EstimateDetails:
    """An estimate in full. `invoices` were made of it; more than one only where earlier ones were cancelled."""

    view: EstimateView
    lines: tuple[Line, ...]
    codes: dict[str, str]
    invoices: tuple[Invoice, ...]


class EstimateService:
    """The estimates of one client; each act is one change."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def estimates(self, status: EstimateStatus | None = None, customer: str = "") -> Iterator[EstimateView]:
        """Yield estimates, the newest first, read a page at a time."""
        after: Estimate | None = None
        while True:
            with self._desk.books.query() as session:
                today = self._today(session)
                query = select(Estimate, Contact.name).join(Contact, Contact.id == Estimate.contact_id)
                if status is not None:
                    query = query.where(Estimate.status == status)
                if customer:
                    query = query.where(Contact.name.icontains(customer, autoescape=True))
                if after is not None:
                    query = query.where(tuple_(Estimate.document_date, Estimate.id) < (after.document_date, after.id))
                query = query.order_by(Estimate.document_date.desc(), Estimate.id.desc()).limit(PAGE)
                found = session.execute(query).all()
                drafted = _drafted(session, [one.id for one, _ in found])
                page = [EstimateView(one, name, expired(one, today), one.id in drafted) for one, name in found]
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1].estimate

    def find(self, number_or_id: str) -> str:
        """Return the id of an estimate by id, or by its number in any case."""
        same = Estimate.number.collate("NOCASE") == clean(number_or_id)
        with self._desk.books.query() as session:
            found = session.scalars(select(Estimate.id).where((Estimate.id == number_or_id) | same)).all()
        if len(found) != 1:
            raise NotFound(
                f"{len(found) or 'No'} estimates have the number {number_or_id}.",
                "Choose it from the list, or name it by its id.",
                command="bookdesk estimate list",
            )
        return found[0]

    def show(self, estimate_id: str) -> EstimateDetails:
        """Return one estimate in full."""
        with self._desk.books.query() as session:
            estimate = _estimate(session, estimate_id)
            name = session.scalar(select(Contact.name).where(Contact.id == estimate.contact_id)) or ""
            drafted = bool(_drafted(session, [estimate_id]))
            view = EstimateView(estimate, name, expired(estimate, self._today(session)), drafted)
            lines = lines_of(session, estimate)
            made = session.scalars(select(Invoice).where(Invoice.estimate_id == estimate_id).order_by(Invoice.id))
            return EstimateDetails(view, tuple(lines), codes_of(session, lines), tuple(made))

    def entered(self, estimate_id: str) -> Entered:
        """Return a kept estimate as it would be entered."""
        with self._desk.books.query() as session:
            return entered_of(session, _estimate(session, estimate_id))

    def draft(self, entered: Entered) -> Estimate:
        """Write a new draft; what is empty is filled. `entered.due_date` is the last day of the offer."""
        with self._change(Action.ESTIMATE_EDITED, "draft of estimate") as work:
            estimate = Estimate(created_by=self._desk.actor.user, status=EstimateStatus.DRAFT)
            work.add(estimate)
            with work.session.no_autoflush:
                self._write(work, estimate, entered)
            work.commit()
        return estimate

    def edit(self, estimate_id: str, entered: Entered, *, version: int | None = None) -> Estimate:
        """Change a draft; what was offered is taken back to a draft first (`revise`)."""
        with self._change(Action.ESTIMATE_EDITED, "estimate changed") as work:
            estimate = work.get(Estimate, estimate_id, version=version)
            _require_draft(estimate)
            self._write(work, estimate, entered)
            work.commit()
        return estimate

    def copy(self, estimate_id: str) -> Estimate:
        """Write a new draft with customer, lines and wording of another, of today."""
        with self._desk.books.query() as session:
            before = entered_of(session, _estimate(session, estimate_id))
        return self.draft(replace(before, document_date=None, due_date=None))

    def delete(self, estimate_id: str, *, version: int | None = None) -> None:
        """Throw a draft away that was never offered; a number that was given stays."""
        with self._change(Action.ESTIMATE_EDITED, "draft thrown away") as work:
            estimate = work.get(Estimate, estimate_id, version=version)
            _require_draft(estimate)
            if estimate.number is not None:
                raise RuleBroken(f"The estimate {estimate.number} was offered before.", "Offer it anew, or leave it.")
            for row in lines_of(work.session, estimate):
                work.delete(row)
            work.session.flush()
            work.delete(estimate)
            work.commit()

    def offer(self, estimate_id: str, *, version: int | None = None) -> Estimate:
        """Offer a draft: it gets its number, once, and holds until its last day."""
        with self._change(Action.ESTIMATE_OFFERED, "offered") as work:
            estimate = work.get(Estimate, estimate_id, version=version)
            require_offerable(work.session, estimate, self._today(work.session))
            estimate.move_to(EstimateStatus.OFFERED)
            estimate.number = estimate.number or next_number(
                work.session, NumberedKind.ESTIMATE, estimate.document_date
            )
            work.session.flush()
            check_printable(work.session, self._desk.books, estimate)
            work.commit()
        return estimate

    def revise(self, estimate_id: str, *, version: int | None = None) -> Estimate:
        """Take an offer, decided or not, back to a draft, to change it and offer it anew under the same number."""
        return self._decide(estimate_id, EstimateStatus.DRAFT, "taken back to a draft", version=version)

    def accept(  # noqa: PLR0913 - each is a separate fact of the decision
        self,
        estimate_id: str,
        by: str,
        *,
        on: date | None = None,
        note: str | None = None,
        evidence: Evidence | None = None,
        version: int | None = None,
    ) -> Estimate:
        """Note that the customer said yes: who, when, and the paper that shows it. An offer that ran out is refused."""
        who = _said(by)
        if not who:
            raise InputError("It is not said who accepted.", "Name the person at the customer's.")
        return self._decide(
            estimate_id, EstimateStatus.ACCEPTED, note, by=who, on=on, evidence=evidence, version=version
        )

    def decline(
        self, estimate_id: str, *, on: date | None = None, note: str | None = None, version: int | None = None
    ) -> Estimate:
        """Note that the customer said no."""
        return self._decide(estimate_id, EstimateStatus.DECLINED, note, on=on, version=version)

    def withdraw(self, estimate_id: str, *, note: str | None = None, version: int | None = None) -> Estimate:
        """Withdraw an offer, accepted or not, that was not invoiced."""
        return self._decide(estimate_id, EstimateStatus.WITHDRAWN, note, version=version)

    def invoice(self, estimate_id: str, *, version: int | None = None) -> Invoice:
        """Make the draft of an invoice of an accepted estimate, once; prices are those that were offered."""
        with self._change(Action.INVOICE_EDITED, "draft from estimate") as work:
            estimate = work.get(Estimate, estimate_id, version=version)
            estimate.move_to(EstimateStatus.INVOICED)
            offered = replace(entered_of(work.session, estimate), document_date=None, due_date=None, usual=True)
            words = replace(offered, introduction=None, note=None)  # an offer's are no invoice's
            whole = filled(work.session, words, self._today(work.session))
            made = begun(work, whole, self._desk.actor.user, estimate_id=estimate.id)
            work.commit()
        return made

    def _decide(  # noqa: PLR0913 - each is a separate fact of the decision
        self,
        estimate_id: str,
        to: EstimateStatus,
        note: str | None,
        *,
        by: str | None = None,
        on: date | None = None,
        evidence: Evidence | None = None,
        version: int | None = None,
    ) -> Estimate:
        with self._change(Action.ESTIMATE_DECIDED, f"{to}: {_said(note)}".removesuffix(": ")) as work:
            estimate, today = work.get(Estimate, estimate_id, version=version), self._today(work.session)
            day = on or today
            estimate.move_to(to)
            if day > today or (to is not EstimateStatus.DRAFT and day < estimate.document_date):
                raise InputError(f"{day} is no day of this offer.", "Write the day on which it was decided.")
            if to is EstimateStatus.ACCEPTED and estimate.valid_until is not None and day > estimate.valid_until:
                raise RuleBroken(
                    f"The offer ended on {estimate.valid_until}.", "Take it back to a draft and offer it anew."
                )
            decided = to is not EstimateStatus.DRAFT
            estimate.decided_on = day if decided else None
            estimate.accepted_by = by
            estimate.evidence_id = None if evidence is None else self._kept(work, estimate, evidence)
            estimate.decision_note = (_said(note) or None) if decided else None
            work.commit()
        return estimate

    def _kept(self, work: Change, estimate: Estimate, evidence: Evidence) -> str:
        name = clean(evidence.file_name)
        if not evidence.content or len(evidence.content) > MOST_EVIDENCE:
            raise InputError(f"{name} has {len(evidence.content)} bytes.", "Keep the mail or the signed page alone.")
        new = NewPaper(PaperKind.EVIDENCE, estimate.id, name or "evidence", evidence.media_type, evidence.content)
        return keep(work, self._desk, new).id

    def _write(self, work: Change, estimate: Estimate, entered: Entered) -> None:
        whole = filled(work.session, entered, self._today(work.session), offer=True)
        day = whole.document_date or self._today(work.session)
        last = entered.due_date or last_day(day)
        if last < day:
            raise InputError(f"The offer of {day} would end on {last}.", "Let it hold until a later day.")
        write_head(estimate, whole)
        estimate.document_date, estimate.valid_until = day, last
        work.session.flush()
        done = write_lines(work, estimate, whole.lines, day)
        estimate.net, estimate.tax, estimate.total = done.net.minor, done.tax.minor, done.total.minor
        flag_modified(estimate, "status")
        work.session.flush()

    def _today(self, session: Session) -> date:
        return client_today(session, self._desk.clock)

    def _change(self, action: Action, reason: str) -> Change:
        return self._desk.books.change(action, reason, actor=self._desk.actor)


def _drafted(session: Session, ids: Sequence[str]) -> frozenset[str]:
    """Return those of these estimates whose invoice waits to be issued."""
    drafts = Invoice.estimate_id.in_(ids), Invoice.status == InvoiceStatus.DRAFT
    return frozenset(filter(None, session.scalars(select(Invoice.estimate_id).where(*drafts))))


def require_offerable(session: Session, estimate: Estimate, today: date) -> None:
    """Refuse what no offer can be, as `offer` does; it may be asked before a person decides."""
    if not lines_of(session, estimate) or estimate.total <= 0:
        raise RuleBroken(f"The estimate is for {estimate.total_money}.", "Offer something for more than nothing.")
    if estimate.valid_until is not None and estimate.valid_until < today:
        raise RuleBroken(f"The offer would end on {estimate.valid_until}.", "Let it hold until a later day.")


def last_day(day: date) -> date:
    """Return until when an offer of a day holds where nothing is said."""
    return day + timedelta(days=VALID_DAYS)


def expired(estimate: Estimate, today: date) -> bool:
    """Return whether an offer ran out undecided."""
    ends = estimate.valid_until
    return estimate.status is EstimateStatus.OFFERED and ends is not None and ends < today


def entered_of(session: Session, estimate: Estimate) -> Entered:
    """Return a kept estimate as it would be entered."""
    return Entered(
        contact_id=estimate.contact_id,
        lines=entered_lines(lines_of(session, estimate)),
        document_date=estimate.document_date,
        currency=estimate.currency,
        language=estimate.language,
        reference=estimate.reference,
        tax_mode=estimate.tax_mode,
        rounded_by=estimate.rounded_by,
        introduction=estimate.introduction,
        note=estimate.note,
        due_date=estimate.valid_until,
        usual=False,
    )


def _estimate(session: Session, estimate_id: str) -> Estimate:
    found = session.get(Estimate, estimate_id)
    if found is None:
        raise NotFound("There is no such estimate.", "Choose one from the list.", command="bookdesk estimate list")
    return found


def _require_draft(estimate: Estimate) -> None:
    if estimate.status is not EstimateStatus.DRAFT:
        raise RuleBroken(
            f"The estimate {estimate.number or ''} is {estimate.status}.",
            "Take it back to a draft first, and offer it anew.",
            command="bookdesk estimate revise ESTIMATE",
        )


def _said(text: str | None) -> str:
    return clean(text or "")
