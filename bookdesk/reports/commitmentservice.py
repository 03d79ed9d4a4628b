"""What is paid again and again, entered once: wages, tax, loans, rent. The forecast reads it, nothing is posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import Conflict, InputError, NotFound
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import CommitmentSort, Rhythm, Shift
from bookdesk.ledger.owner import client_today
from bookdesk.models.actions import Action
from bookdesk.models.commitment import RecurringCommitment
from bookdesk.reports.commitments import Commitment, paid_days
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

_LONGEST_NAME = 200
_YEARS = 50
"""Years around today within which days make sense: another is a slip."""
_LOOK_AHEAD = 400
"""Days ahead within which the next payment of a yearly one is found."""


@dataclass(frozen=True, slots=True)
class EnteredCommitment:
    """A regular payment as a person enters it; `amount` is negative where money is paid out."""

    name: str
    sort: CommitmentSort
    amount: Money
    first_day: date
    rhythm: Rhythm
    last_day: date | None = None
    month_end: bool = False
    shift: Shift = Shift.BEFORE


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """A regular payment in a list, with the next day on which it moves; None where it has ended."""

    id: str
    version: int
    entered: EnteredCommitment
    next_day: date | None
    archived: bool


class CommitmentService:
    """The regular payments of one client. Each act is one change, which undo takes back."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def commitments(self, *, archived: bool = False) -> tuple[CommitmentView, ...]:
        """Return those that go on, by their next day; with `archived` those put away, too."""
        with self._desk.books.query() as session:
            today = client_today(session, self._desk.clock)
            rows = session.scalars(select(RecurringCommitment)).all()
        views = (_view(row, today) for row in rows if archived or not row.archived)
        return tuple(sorted(views, key=lambda one: (one.next_day or date.max, one.entered.name.casefold())))

    def find(self, name_or_id: str) -> CommitmentView:
        """Return one by its id, or by a name that only one has that goes on."""
        wanted = clean(name_or_id).casefold()
        known = self.commitments(archived=True)
        found = [one for one in known if one.id == name_or_id] or [
            one for one in known if not one.archived and one.entered.name.casefold() == wanted
        ]
        if len(found) != 1:
            raise NotFound(
                f"There is no regular payment {name_or_id!r}.",
                "Choose one from the list.",
                command="bookdesk commitment list",
            )
        return found[0]

    def add(self, entered: EnteredCommitment) -> CommitmentView:
        """Enter a regular payment.

        Raises:
            InputError: it has no name or amount, or its days make no sense.
            Conflict: one of that name is there.
        """
        with self._change(f"{clean(entered.name)} entered") as work:
            row = RecurringCommitment(id=new_id(), archived=False)
            today = client_today(work.session, self._desk.clock)
            _write(work.session, row, entered, today)
            work.add(row)
            work.commit()
        return _view(row, today)

    def edit(self, commitment_id: str, entered: EnteredCommitment, *, version: int | None = None) -> CommitmentView:
        """Change a regular payment; it was to move on its former days as the forecast knew it then. As `add`."""
        with self._change(f"{clean(entered.name)} changed") as work:
            row = work.get(RecurringCommitment, commitment_id, version=version)
            today = client_today(work.session, self._desk.clock)
            with work.session.no_autoflush:
                _write(work.session, row, entered, today)
            work.commit()
        return _view(row, today)

    def end(self, commitment_id: str, last_day: date, *, version: int | None = None) -> CommitmentView:
        """Let a regular payment move on `last_day` for the last time, or not any more after it. As `add`."""
        entered = self._entered(commitment_id)
        if last_day < entered.first_day:
            return self.archive(commitment_id, version=version)
        return self.edit(commitment_id, replace(entered, last_day=last_day), version=version)

    def archive(self, commitment_id: str, *, version: int | None = None) -> CommitmentView:
        """Put one away that was entered by mistake or never came: the forecast does not know it any more."""
        with self._change("put away") as work:
            row = work.get(RecurringCommitment, commitment_id, version=version)
            row.archived = True
            today = client_today(work.session, self._desk.clock)
            work.commit()
        return _view(row, today)

    def _entered(self, commitment_id: str) -> EnteredCommitment:
        with self._desk.books.query() as session:
            row = session.get(RecurringCommitment, commitment_id)
            if row is None:
                raise NotFound("There is no such regular payment.", "Refresh the list.")
            return _kept(row)

    def _change(self, reason: str) -> Change:
        return self._desk.books.change(Action.COMMITMENT_EDITED, reason, actor=self._desk.actor)


def read_commitments(session: Session) -> Sequence[Commitment]:
    """Return the regular payments that were not put away, as the forecast reckons with them."""
    rows = session.scalars(select(RecurringCommitment).where(RecurringCommitment.archived.is_(False)))
    return [_pure(row.id, _kept(row)) for row in rows]


def _kept(row: RecurringCommitment) -> EnteredCommitment:
    return EnteredCommitment(
        name=row.name,
        sort=row.sort,
        amount=Money(row.amount, row.currency),
        first_day=row.first_day,
        rhythm=row.rhythm,
        last_day=row.last_day,
        month_end=row.month_end,
        shift=row.shift,
    )


def _pure(key: str, one: EnteredCommitment) -> Commitment:
    return Commitment(
        key, one.name, one.sort, one.amount, one.first_day, one.rhythm, one.last_day, one.month_end, one.shift
    )


def _view(row: RecurringCommitment, today: date) -> CommitmentView:
    entered = _kept(row)
    start = max(entered.first_day, today)
    ahead = paid_days(_pure(row.id, entered), today, start + timedelta(days=_LOOK_AHEAD))
    return CommitmentView(row.id, row.version, entered, None if row.archived else next(ahead, None), row.archived)


def _write(session: Session, row: RecurringCommitment, entered: EnteredCommitment, today: date) -> None:
    name = clean(entered.name)
    _pure("", replace(entered, name=name))  # refuses what never is
    _refuse_slips(name, entered, today)
    same = select(RecurringCommitment).where(RecurringCommitment.archived.is_(False), RecurringCommitment.id != row.id)
    if any(one.name.casefold() == name.casefold() for one in session.scalars(same)):
        raise Conflict(f"There is a regular payment {name} already.", "Change that one, or give this another name.")
    row.name, row.sort = name, entered.sort
    row.currency, row.amount = entered.amount.currency, entered.amount.minor
    row.first_day, row.last_day, row.rhythm = entered.first_day, entered.last_day, entered.rhythm
    row.month_end, row.shift = entered.month_end, entered.shift


def _refuse_slips(name: str, entered: EnteredCommitment, today: date) -> None:
    if not name or len(name) > _LONGEST_NAME:
        raise InputError("A regular payment needs a name that fits a line.", "Say whom or what it pays.")
    if not entered.amount:
        raise InputError(f"{name} moves nothing.", "Give the amount that is paid each time.")
    for day in (entered.first_day, entered.last_day):
        if day is not None and abs(day.year - today.year) > _YEARS:
            raise InputError(f"{day.isoformat()} is far from now.", "Check the year.")
