"""When a backup is made by itself, and how things stand with it. Pure.

A stick that is not here makes a backup due, not failed: it is told as a warning once it is missing for three days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HOURS = 24
"""How often a backup is made if nothing else is chosen."""
_RETRY = timedelta(minutes=15)
"""How long after an attempt that failed the next one waits: what stands in the way seldom goes sooner."""
PATIENCE = timedelta(days=3)
TRIAL_EVERY = timedelta(days=7)
TRIAL_LATE = timedelta(days=14)


class Moment(StrEnum):
    """When it is asked whether a backup is due."""

    OPENED = "opened"
    OPEN = "open"
    LEAVING = "leaving"


class Standing(StrEnum):
    """How things stand with the backups of this computer."""

    UNKNOWN_FOLDER = "no folder"
    OFF = "off"
    GOOD = "good"
    DUE = "due"
    ABSENT = "absent"
    """The folder is not here: a stick that is pulled out. It is due, and nothing is wrong yet."""
    LATE = "late"
    """The folder was not here for more than three days."""
    FAILED = "failed"


WARNINGS = frozenset({Standing.UNKNOWN_FOLDER, Standing.OFF, Standing.LATE, Standing.FAILED})


class TrialStanding(StrEnum):
    """How things stand with the weekly test of a backup."""

    NEVER = "never"
    GOOD = "good"
    LATE = "late"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Plan:
    """What was chosen on this computer: a folder (none on the first day), every how many hours, and whether at all."""

    folder: str = ""
    hours: int = HOURS
    on: bool = True
    chosen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What is known: the last good backup, the last attempt and what became of it, and what was written since.

    `what` and `remedy` tell of an attempt that failed, `absent` that the folder was not there.
    """

    good_at: datetime | None = None
    tried_at: datetime | None = None
    absent: bool = False
    what: str = ""
    remedy: str = ""
    written_since: bool = False
    """Whether something was written that no backup has."""
    owed: bool = False
    """Whether that was so when the desk was left the last time."""

    @property
    def failed(self) -> bool:
        """Whether the last attempt came to nothing."""
        return bool(self.what)


def due(plan: Plan, record: Record, now: datetime, moment: Moment) -> bool:
    """Return whether a backup is to be made now."""
    if not plan.on or not plan.folder or _just_failed(record, now):
        return False
    if moment is Moment.LEAVING:
        return record.written_since or record.good_at is None
    return _old(plan, record, now) or (moment is Moment.OPENED and record.owed)


def next_at(plan: Plan, record: Record, now: datetime) -> datetime | None:
    """Return when the next one is due by its age; None where none is made by itself. It may be made before."""
    if not plan.on or not plan.folder:
        return None
    if _old(plan, record, now) or record.good_at is None:
        waits = record.tried_at is not None and _just_failed(record, now)
        return record.tried_at + _RETRY if waits and record.tried_at is not None else now
    return record.good_at + timedelta(hours=plan.hours)


def _just_failed(record: Record, now: datetime) -> bool:
    return record.failed and record.tried_at is not None and timedelta() <= now - record.tried_at < _RETRY


def _old(plan: Plan, record: Record, now: datetime) -> bool:
    """A backup of the future tells of a clock that was wrong, so nothing is known of its age."""
    return record.good_at is None or not timedelta() <= now - record.good_at < timedelta(hours=plan.hours)


def standing(plan: Plan, record: Record, now: datetime) -> Standing:
    """Return how things stand."""
    if not plan.folder:
        return Standing.UNKNOWN_FOLDER
    if not plan.on:
        return Standing.OFF
    if record.failed and not record.absent:
        return Standing.FAILED
    if record.failed:
        return Standing.LATE if _patience_ends(plan, record, now) else Standing.ABSENT
    return Standing.DUE if _old(plan, record, now) else Standing.GOOD


def _patience_ends(plan: Plan, record: Record, now: datetime) -> bool:
    since = record.good_at or plan.chosen_at
    return since is None or now - since > timedelta(hours=plan.hours) + PATIENCE


@dataclass(frozen=True, slots=True)
class TrialRecord:
    """The last test of a backup by bringing it back, if there was one; `what` tells what was wrong."""

    at: datetime | None = None
    clients: int = 0
    what: str = ""
    remedy: str = ""


def trial_due(trial: TrialRecord, record: Record, now: datetime) -> bool:
    """Return whether the newest backup is to be brought back now, to see that it comes back.

    One that failed is tried again with the next backup.
    """
    if record.good_at is None:
        return False
    if trial.at is None or trial.at > now:
        return True
    return now - trial.at >= TRIAL_EVERY or (bool(trial.what) and record.good_at > trial.at)


def trial_standing(trial: TrialRecord, now: datetime) -> TrialStanding:
    """Return how things stand with the test."""
    if trial.at is None:
        return TrialStanding.NEVER
    if trial.what:
        return TrialStanding.FAILED
    return TrialStanding.LATE if now - trial.at > TRIAL_LATE else TrialStanding.GOOD
