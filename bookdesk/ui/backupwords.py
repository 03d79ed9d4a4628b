"""What the window says of backups and of room on the disk: one line at the desk, a few facts in the settings."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bookdesk.office.backupplan import WARNINGS, Plan, Record, Standing, TrialRecord, TrialStanding
from bookdesk.office.backupplan import standing as standing_of
from bookdesk.office.backupplan import trial_standing as tried
from bookdesk.store.room import MEGABYTE, Space
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.safekeeping import Known

_GIGABYTE: Final = 1_000 * MEGABYTE


def line(known: Known, now: datetime) -> Message | None:
    """Return the one line of the desk: what is wrong if anything is, else that all is well.

    A sample practice that has no folder says nothing.
    """
    stands = known.standings
    how, test = standing_of(stands.plan, stands.record, now), tried(stands.trial, now)
    if known.space.low:
        return room_words(known.space, reserve=known.reserve)
    if known.sample and how is Standing.UNKNOWN_FOLDER:
        return None
    if how in WARNINGS:
        return standing_words(how, stands.plan, stands.record)
    if test is TrialStanding.FAILED or (test is TrialStanding.LATE and how is Standing.GOOD):
        return trial_words(test, stands.trial)
    told = standing_words(how, stands.plan, stands.record)
    if test is TrialStanding.NEVER:
        return told
    return Message(f"{told.words} {trial_words(test, stands.trial).words}", told.tone, told.remedy)


def room_words(space: Space, *, reserve: bool = True) -> Message:
    """Return how little room is left, and whether the room that was kept back was let go."""
    left = f"Only {size(space.free)} free on the disk of the practice."
    if not reserve:
        left += " No reserve is left for finishing what is begun."
    if space.short:
        return Message(f"{left} Nothing new is taken in.", Tone.BAD, "Free some space on this disk.")
    return Message(left, Tone.WARN, "Free some space soon: below 500 MB nothing new is taken in.")


def standing_words(how: Standing, plan: Plan, record: Record) -> Message:
    """Return how backups stand."""
    last = f"Last backup {wording.moment(record.good_at)}." if record.good_at else "There is no backup yet."
    said = {
        Standing.UNKNOWN_FOLDER: Message(
            "No backup is made: no folder for them is chosen.", Tone.WARN, "Choose one, best on another disk."
        ),
        Standing.OFF: Message(f"Backups are switched off. {last}", Tone.WARN, "Switch them on again."),
        Standing.FAILED: Message(f"The backup failed: {record.what} {last}", Tone.BAD, record.remedy),
        Standing.LATE: Message(f"{record.what} {last}", Tone.WARN, record.remedy),
        Standing.ABSENT: Message(f"{last} The next one waits for its folder: {plan.folder}.", remedy=record.remedy),
        Standing.DUE: Message(f"{last} The next one is due."),
        Standing.GOOD: Message(last, Tone.GOOD),
    }
    return said[how]


def trial_words(test: TrialStanding, trial: TrialRecord) -> Message:
    """Return how the last test of a backup went."""
    on = wording.day(trial.at.astimezone().date()) if trial.at else ""
    if test is TrialStanding.NEVER:
        return Message("No backup was tested yet.", Tone.PLAIN)
    if test is TrialStanding.FAILED:
        return Message(f"The test of a backup failed on {on}: {trial.what}", Tone.BAD, trial.remedy)
    good = f"Backup tested on {on}: {wording.count(trial.clients, 'client')} came back equal."
    if test is TrialStanding.LATE:
        return Message(f"{good} That is more than two weeks ago.", Tone.WARN, "Test one now.")
    return Message(good, Tone.GOOD)


def size(count: int) -> str:
    """Return bytes as people read them: `27 MB`, `1.4 GB`."""
    if count >= _GIGABYTE:
        return f"{count / _GIGABYTE:.1f} GB"
    return f"{max(1, round(count / MEGABYTE))} MB"
