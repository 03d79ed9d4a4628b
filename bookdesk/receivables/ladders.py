"""The ladders of a client as they are stored, and when, whether and since when they are climbed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CustomerKind
from bookdesk.models.actions import Action
from bookdesk.models.history import ChangeSet
from bookdesk.models.reminder import ReminderPolicy, ReminderSettings, ReminderStep
from bookdesk.receivables import dunningpolicy, sending_hours
from bookdesk.receivables.dunningpolicy import Conditions, Policy, Step
from bookdesk.receivables.firstday import ApprovedList, FirstDay
from bookdesk.receivables.sending_hours import SendingHours

_RESTORED: Final = ("restored ", "restored!")
"""Between these lie the origins of what puts books back (`security/putback`); they are indexed, acts are not."""


@dataclass(frozen=True, slots=True)
class Ladders:
    """Whether reminders are on, the usual ladder, those of single customers by id, hours, and the first day."""

    active: bool
    usual: Policy
    own: Mapping[str, Policy]
    hours: SendingHours
    first_day: FirstDay
    statements_day: int | None = None
    """On which day of the month statements of account go out; none by themselves where it is `None`."""
    version: int | None = None
    """Of the settings as they were read; `None` where nothing was entered yet."""


def settings_row(session: Session) -> ReminderSettings | None:
    """Return the one row of settings; `None` for a client whose reminders were never switched on."""
    return session.scalars(select(ReminderSettings)).one_or_none()


def read_ladders(session: Session, today: date) -> Ladders:
    """Return what holds for a client; `today` (in his zone) is his first day where nothing was entered yet."""
    own = {row.id: stored_policy(session, row) for row in session.scalars(select(ReminderPolicy))}
    usual = session.scalars(select(ReminderPolicy.id).where(ReminderPolicy.usual.is_(True))).first()
    policy = own[usual] if usual else dunningpolicy.USUAL
    row = settings_row(session)
    if row is None:
        return Ladders(False, policy, own, sending_hours.USUAL, FirstDay(today))  # noqa: FBT003 - off, as the field says
    first_day = _put_back(session) or first_day_of(row)
    return Ladders(row.active, policy, own, hours_of(row), first_day, row.statements_day, row.version)


def hours_of(row: ReminderSettings) -> SendingHours:
    """Return the sending hours of the settings."""
    days = frozenset(day for day in _list(row.weekdays) if isinstance(day, int))
    return SendingHours(time.fromisoformat(row.opens), time.fromisoformat(row.closes), days)


def first_day_of(row: ReminderSettings) -> FirstDay:
    """Return since when the client is connected, and the list that was approved for him."""
    if row.approved_on is None or row.approved_hash is None:
        return FirstDay(row.connected_on)
    messages = frozenset(str(one) for one in _list(row.approved_messages))
    return FirstDay(row.connected_on, ApprovedList(row.approved_on, messages, row.approved_hash))


def _put_back(session: Session) -> FirstDay | None:
    """Return the day on which the books were put back to an earlier state, unless a list was approved since.

    What was sent after that state is forgotten here, so it is a first day once more: a person looks at the list.
    """
    restored = select(ChangeSet.position, ChangeSet.made_at).where(ChangeSet.origin_id.between(*_RESTORED))
    last = session.execute(restored.order_by(ChangeSet.position.desc()).limit(1)).one_or_none()
    if last is None:
        return None
    since = select(ChangeSet.position).where(
        ChangeSet.action == Action.REMINDERS_APPROVED.value, ChangeSet.position > last.position
    )
    return FirstDay(last.made_at.date()) if session.scalars(since.limit(1)).first() is None else None


def steps_of(session: Session, policy_id: str) -> list[ReminderStep]:
    """Return the stored steps of a ladder in order."""
    query = select(ReminderStep).where(ReminderStep.policy_id == policy_id).order_by(ReminderStep.position)
    return list(session.scalars(query))


def stored_policy(session: Session, row: ReminderPolicy) -> Policy:
    """Return a stored ladder as it is climbed."""
    return Policy(tuple(_step(one) for one in steps_of(session, row.id)), row.rest_days)


def step_rows(policy_id: str, steps: Iterable[Step]) -> list[ReminderStep]:
    """Return the rows of a ladder's steps."""
    return [
        ReminderStep(
            policy_id=policy_id,
            position=position,
            step=step.id,
            days=step.days,
            counted=step.counted,
            tone=step.tone,
            charge=step.charge,
            statement=step.statement,
            escalates=step.escalates,
            part_paid=step.conditions.part_paid,
            least_open=[[least.minor, least.currency] for least in step.conditions.least_open],
            kinds=sorted(kind.value for kind in step.conditions.kinds),
        )
        for position, step in enumerate(steps, 1)
    ]


def _step(row: ReminderStep) -> Step:
    least = tuple(
        Money(int(str(one[0])), str(one[1]))
        for one in _list(row.least_open)
        if isinstance(one, list) and len(one) == 2  # noqa: PLR2004 - minor units and currency
    )
    kinds = frozenset(CustomerKind(str(one)) for one in _list(row.kinds))
    conditions = Conditions(least, row.part_paid, kinds)
    return Step(row.step, row.days, row.counted, row.tone, conditions, row.charge, row.statement, row.escalates)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
