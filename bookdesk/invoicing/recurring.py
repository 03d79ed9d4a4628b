"""Invoices that come again: schedules kept, paused and stopped, and what is due of them billed, each day once.

An invoice is dated on the day it is made, which is the day it is issued; the days it bills stand in its lines. So what
was missed for weeks is neither dated back nor late when it arrives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from bookdesk.core import dates
from bookdesk.core.errors import BookDeskError, InputError, NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import CatchUp, Every
from bookdesk.invoicing import issuing
from bookdesk.invoicing.considering import Considered, considered
from bookdesk.invoicing.custom import KEPT, agreed_terms, coins, settings_of
from bookdesk.invoicing.drafting import begun
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.filling import filled
from bookdesk.invoicing.periods import billed, period
from bookdesk.invoicing.schedules import Occurrence, Pause, Schedule, coming, due, ended
from bookdesk.invoicing.writing import Line, entered_lines, lines_of, reckoned, write_head, write_lines
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.models.schedule import InvoiceSchedule, Makes, ScheduleOccurrence
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

COMING = 3
"""Days to come that a list shows of each schedule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When a schedule bills (`invoicing/schedules.Schedule`), and how far its invoices go by themselves."""

    name: str
    first: date
    every: Every = Every.MONTH
    interval: int = 1
    until: date | None = None
    times: int | None = None
    month_end: bool = False
    catch_up: CatchUp = CatchUp.EACH
    makes: Makes = Makes.DRAFT


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """A schedule in a list: what is due of it today, its next days, and what an invoice of one day comes to.

    `total` is unknown where such an invoice would be refused now, as with a tax code that has no rate any more.
    """

    schedule: InvoiceSchedule
    customer: str
    due: tuple[Occurrence, ...]
    coming: tuple[date, ...]
    ended: bool
    total: Money | None = None


@dataclass(frozen=True, slots=True)
class ScheduleDetails:
    """A schedule in full. `made` are the days it billed, with the invoice of each."""

    view: ScheduleView
    lines: tuple[Line, ...]
    made: tuple[ScheduleOccurrence, ...]


@dataclass(frozen=True, slots=True)
class Billed:
    """What became of an occurrence. Without an invoice nothing was made; `why` says what went otherwise than wanted."""

    schedule: InvoiceSchedule
    occurrence: Occurrence
    invoice: Invoice | None
    why: BookDeskError | None = None

    @property
    def to_send(self) -> bool:
        """Whether the invoice is issued and is to be mailed."""
        wanted = self.schedule.makes is Makes.SENT
        return wanted and self.invoice is not None and self.invoice.status is InvoiceStatus.ISSUED


class ScheduleService:
    """The schedules of one client."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def schedules(self, *, stopped: bool = False) -> list[ScheduleView]:
        """Return schedules by name; stopped ones only where they are asked for."""
        query = select(InvoiceSchedule, Contact.name).join(Contact, Contact.id == InvoiceSchedule.contact_id)
        if not stopped:
            query = query.where(InvoiceSchedule.stopped.is_(False))
        with self._desk.books.query() as session:
            today = self._today(session)
            found = session.execute(query.order_by(InvoiceSchedule.name, InvoiceSchedule.id)).all()
            return [_view(session, row, name, today) for row, name in found]

    def find(self, name_or_id: str) -> str:
        """Return the id of a schedule by id, or by a name that only one has."""
        wanted = clean(name_or_id)
        with self._desk.books.query() as session:
            same = (InvoiceSchedule.id == wanted) | (InvoiceSchedule.name.collate("NOCASE") == wanted)
            found = session.scalars(select(InvoiceSchedule.id).where(same)).all()
        if len(found) != 1:
            raise NotFound(
                f"{len(found) or 'No'} schedules are called {name_or_id}.",
                "Choose it from the list, or name it by its id.",
                command="bookdesk schedule list",
            )
        return found[0]

    def show(self, schedule_id: str) -> ScheduleDetails:
        """Return one schedule in full."""
        with self._desk.books.query() as session:
            row = _schedule(session, schedule_id)
            name = session.scalar(select(Contact.name).where(Contact.id == row.contact_id)) or ""
            made = select(ScheduleOccurrence).where(ScheduleOccurrence.schedule_id == schedule_id)
            return ScheduleDetails(
                _view(session, row, name, self._today(session)),
                tuple(lines_of(session, row)),
                tuple(session.scalars(made.order_by(ScheduleOccurrence.day))),
            )

    def entered(self, schedule_id: str) -> Entered:
        """Return the template of a schedule as it would be entered."""
        with self._desk.books.query() as session:
            return _template(session, _schedule(session, schedule_id))

    def add(self, entered: Entered, rule: Rule) -> InvoiceSchedule:
        """Add a schedule; days of its template do not count, each invoice has its own."""
        with self._change(Action.SCHEDULE_EDITED, f"schedule {clean(rule.name)}") as work:
            row = InvoiceSchedule(created_by=self._desk.actor.user, pauses=[], stopped=False)
            work.add(row)
            with work.session.no_autoflush:
                self._write(work, row, entered, rule)
            work.commit()
        return row

    def edit(self, schedule_id: str, entered: Entered, rule: Rule, *, version: int | None = None) -> InvoiceSchedule:
        """Change template and rule; days that were billed are not billed again."""
        with self._change(Action.SCHEDULE_EDITED, f"schedule {clean(rule.name)} changed") as work:
            row = work.get(InvoiceSchedule, schedule_id, version=version)
            self._write(work, row, entered, rule)
            work.commit()
        return row

    def pause(
        self, schedule_id: str, first: date, last: date | None = None, *, version: int | None = None
    ) -> InvoiceSchedule:
        """Bill nothing from `first` to `last`, or until it is resumed; nothing of it is caught up later."""
        with self._change(Action.SCHEDULE_EDITED, f"paused from {first}") as work:
            row = work.get(InvoiceSchedule, schedule_id, version=version)
            _write_pauses(row, (*_pauses(row), Pause(first, last)))
            work.commit()
        return row

    def resume(self, schedule_id: str, on: date | None = None, *, version: int | None = None) -> InvoiceSchedule:
        """Bill again from `on`, today where nothing is said."""
        with self._change(Action.SCHEDULE_EDITED, "resumed") as work:
            row = work.get(InvoiceSchedule, schedule_id, version=version)
            day = on or self._today(work.session)
            if not any(one.last is None or one.last >= day for one in _pauses(row)):
                raise RuleBroken(f"{row.name} is not paused on {day}.", "Look at its days.")
            _write_pauses(row, tuple(_ended_before(_pauses(row), day)))
            work.commit()
        return row

    def stop(self, schedule_id: str, *, version: int | None = None) -> InvoiceSchedule:
        """Bill nothing more; what was made stays."""
        with self._change(Action.SCHEDULE_EDITED, "stopped") as work:
            row = work.get(InvoiceSchedule, schedule_id, version=version)
            row.stopped = True
            work.commit()
        return row

    def bill(self, schedule_id: str | None = None) -> list[Billed]:
        """Make what is due today, of one schedule or of all; each invoice is a change of its own.

        An invoice that cannot be issued becomes a draft, with the reason; one that cannot be made at all stops neither
        later ones nor other schedules, and is tried again the next time.
        """
        waiting = [one for one in self.schedules() if schedule_id in (None, one.schedule.id)]
        return [done for view in waiting for occurrence in view.due for done in self._bill(view.schedule, occurrence)]

    def _bill(self, row: InvoiceSchedule, occurrence: Occurrence) -> Iterator[Billed]:
        """Make one invoice, at first as far as it is to go; nothing where another start of the program was faster."""
        why: BookDeskError | None = None
        for issue in (True, False) if row.makes is not Makes.DRAFT else (False,):
            try:
                made = self._make(row.id, occurrence, issue=issue)
            except BookDeskError as error:
                why = why or error
                continue
            if made is not None:
                yield Billed(row, occurrence, made, why)
            return
        yield Billed(row, occurrence, None, why)

    def _make(self, schedule_id: str, occurrence: Occurrence, *, issue: bool) -> Invoice | None:
        with self._change(Action.SCHEDULE_BILLED, f"billed {', '.join(map(str, occurrence.days))}") as work:
            row, today = work.get(InvoiceSchedule, schedule_id), self._today(work.session)
            if row.stopped or occurrence not in due(rule_of(row), today, _made(work.session, schedule_id)):
                return None
            template = _template(work.session, row)
            span, times = period(rule_of(row), occurrence.days), len(occurrence.days)
            lines = billed(template.lines, span, times, template.language)
            entered = replace(template, lines=lines, served_from=span.first, served_to=span.last)
            made = begun(work, filled(work.session, entered, today), self._desk.actor.user, schedule_id=schedule_id)
            for day, key in zip(occurrence.days, occurrence.keys, strict=True):
                work.add(ScheduleOccurrence(schedule_id=schedule_id, key=key, day=day, invoice_id=made.id))
            if issue:
                issuing.issue(work, made, issuing.Issuing.at(self._desk, today))
            work.commit()
        return made

    def _write(self, work: Change, row: InvoiceSchedule, entered: Entered, rule: Rule) -> None:
        name = clean(rule.name)
        if not name:
            raise InputError("The schedule has no name.", "Say what it bills, as in Rent.")
        _write_rule(row, replace(rule, name=name))
        rule_of(row)  # refuses what never bills
        whole = filled(work.session, entered, self._today(work.session))
        write_head(row, whole)
        row.terms = KEPT[entered.terms.kind] if entered.terms else None
        row.terms_days = entered.terms.days if entered.terms else None
        row.discount_days = entered.discount.days if entered.discount else None
        row.discount_share = entered.discount.share if entered.discount else None
        row.introduction, row.note = entered.introduction, entered.note  # the client's usual words of the day are added
        work.session.flush()
        write_lines(work, row, whole.lines, self._today(work.session))
        flag_modified(row, "name")
        work.session.flush()

    def _today(self, session: Session) -> date:
        return client_today(session, self._desk.clock)

    def _change(self, action: Action, reason: str) -> Change:
        return self._desk.books.change(action, reason, actor=self._desk.actor)


def rule_of(row: InvoiceSchedule) -> Schedule:
    """Return a kept schedule as the rule that says which days it bills; `InputError` for one that never does."""
    return Schedule(
        row.id or "new",
        row.first_day,
        row.every,
        row.interval,
        row.until,
        row.times,
        _pauses(row),
        row.catch_up,
        row.month_end,
    )


def first_days_to_bill(session: Session, today: date) -> list[date]:
    """Return of each schedule that bills on the first day it has to bill still, whether that is gone or to come."""
    made: dict[str, set[str]] = defaultdict(set)
    rows = session.scalars(select(InvoiceSchedule).where(InvoiceSchedule.stopped.is_(False))).all()
    if rows:
        for schedule_id, key in session.execute(select(ScheduleOccurrence.schedule_id, ScheduleOccurrence.key)):
            made[schedule_id].add(key)
    rules = [(rule_of(row), made[row.id]) for row in rows]
    waiting = [(due(rule, today, keys), coming(rule, today, 1)) for rule, keys in rules]
    return [late[0].days[0] if late else next_[0] for late, next_ in waiting if late or next_]


def late_from_the_start(rule: Rule, today: date) -> int:
    """Return how many invoices a new schedule would owe at once, the first of them of a day that is gone; else 0."""
    return 0 if rule.first >= today else len(due(_begun(rule), today, ()))


def next_billed(desk: Desk, found: Considered, rule: Rule) -> Considered:
    """Return the document of a schedule as it would be for its next day: `{period}` says what that bills.

    As it was written where no day is left. `InputError` for a rule that never bills.
    """
    with desk.books.query() as session:
        today = client_today(session, desk.clock)
    schedule = _begun(rule)
    days = coming(schedule, today - timedelta(days=1), 1)
    if not days:
        return found
    entered, span = found.entered, period(schedule, days)
    lines = billed(entered.lines, span, 1, entered.language)
    whole = replace(entered, lines=lines, served_from=span.first, served_to=span.last)
    return considered(desk, whole, InvoiceKind.INVOICE)


def _begun(rule: Rule) -> Schedule:
    """Return the rule of a schedule that has billed nothing yet."""
    return Schedule(
        "new",
        rule.first,
        rule.every,
        rule.interval,
        rule.until,
        rule.times,
        catch_up=rule.catch_up,
        month_end=rule.month_end,
    )


def kept_rule(row: InvoiceSchedule) -> Rule:
    """Return a kept schedule as a form begins from it."""
    return Rule(
        row.name,
        row.first_day,
        row.every,
        row.interval,
        row.until,
        row.times,
        row.month_end,
        row.catch_up,
        row.makes,
    )


def _schedule(session: Session, schedule_id: str) -> InvoiceSchedule:
    found = session.get(InvoiceSchedule, schedule_id)
    if found is None:
        raise NotFound("There is no such schedule.", "Choose one from the list.", command="bookdesk schedule list")
    return found


def _view(session: Session, row: InvoiceSchedule, customer: str, today: date) -> ScheduleView:
    rule, made, total = rule_of(row), _made(session, row.id), _total(session, row, today)
    if row.stopped:
        return ScheduleView(row, customer, (), (), ended=True, total=total)
    late, next_ = due(rule, today, made), coming(rule, today, COMING)
    return ScheduleView(row, customer, late, next_, ended(rule, today, made), total)


def _total(session: Session, row: InvoiceSchedule, today: date) -> Money | None:
    step = coins(settings_of(session), row.currency, client_profile(session).base_currency)
    try:
        return reckoned(session, row, entered_lines(lines_of(session, row)), today, step)[0].total
    except BookDeskError:
        return None


def _made(session: Session, schedule_id: str) -> frozenset[str]:
    query = select(ScheduleOccurrence.key).where(ScheduleOccurrence.schedule_id == schedule_id)
    return frozenset(session.scalars(query))


def _template(session: Session, row: InvoiceSchedule) -> Entered:
    share, days = row.discount_share, row.discount_days
    return Entered(
        contact_id=row.contact_id,
        lines=entered_lines(lines_of(session, row)),
        currency=row.currency,
        language=row.language,
        reference=row.reference,
        tax_mode=row.tax_mode,
        rounded_by=row.rounded_by,
        introduction=row.introduction,
        note=row.note,
        terms=_terms(row),
        discount=None if share is None or days is None else EarlyPayment(share, days),
    )


def _terms(row: InvoiceSchedule) -> dates.Terms | None:
    return agreed_terms(row.terms, row.terms_days)


def _write_rule(row: InvoiceSchedule, rule: Rule) -> None:
    row.name, row.every, row.interval, row.first_day = rule.name, rule.every, rule.interval, rule.first
    row.until, row.times, row.month_end = rule.until, rule.times, rule.month_end
    row.catch_up, row.makes = rule.catch_up, rule.makes


def _pauses(row: InvoiceSchedule) -> tuple[Pause, ...]:
    kept = row.pauses if isinstance(row.pauses, Sequence) and not isinstance(row.pauses, str) else ()
    found = []
    for one in kept:
        if isinstance(one, Sequence) and not isinstance(one, str | Mapping):
            first, last = one
            found.append(Pause(date.fromisoformat(str(first)), date.fromisoformat(str(last)) if last else None))
    return tuple(found)


def _write_pauses(row: InvoiceSchedule, pauses: Sequence[Pause]) -> None:
    row.pauses = [[one.first.isoformat(), one.last.isoformat() if one.last else None] for one in pauses]


def _ended_before(pauses: Sequence[Pause], day: date) -> Iterator[Pause]:
    """Yield pauses that end before `day`; one that was to begin later is gone."""
    for one in pauses:
        if one.last is not None and one.last < day:
            yield one
        elif one.first < day:
            yield Pause(one.first, day - timedelta(days=1))
