"""Backups that make themselves, as this computer is told to: chosen, made, thinned out, tried, and how it stands.

What is chosen is a decision of the firm (`Setting`), one for each computer; what was done is noted as chores.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

from bookdesk.core.errors import BookDeskError, NotFound, StorageError, UsageError
from bookdesk.core.identifiers import DeviceId
from bookdesk.core.progress import Progress, Silent
from bookdesk.office.backupplan import Moment, Plan, Record, TrialRecord, due, trial_due
from bookdesk.office.opened import Office
from bookdesk.office.retention import SetFacts, keep
from bookdesk.office.trial import try_backup
from bookdesk.security.anchors import present_heads
from bookdesk.security.backups import BackupSet, backups_in, prune
from bookdesk.security.roles import Permission, permitted
from bookdesk.security.safety import BackupMade, back_up_practice
from bookdesk.store.backup import Stopped
from bookdesk.store.chores import Done, chores, forget, note
from bookdesk.store.pruning import Swept
from bookdesk.store.room import DiskRoom, Room

LEAST_HOURS, MOST_HOURS = 1, 24 * 14
_MADE, _FAILED, _WRITTEN, _TRIAL = "backup", "backup failed", "written since", "backup tried"
_SETTING: Final = "backup on"


@dataclass(frozen=True, slots=True)
class Standings:
    """Everything that is known without asking the folder."""

    plan: Plan
    record: Record
    trial: TrialRecord
    made: Done | None
    same_disk: bool = False


class Backups:
    """The backups of this computer. Safe to ask from several threads; two are never made at once."""

    def __init__(self, office: Office, room: Room | None = None) -> None:
        """Hear from now on when something is written that no backup has."""
        self._office, self._practice, self._room = office, office.practice, room or DiskRoom()
        self._device = DeviceId(self._practice.actor.device)
        self._guard, self._making = threading.Lock(), threading.Lock()
        self._owed = _WRITTEN in self._chores()
        self._noted = False
        if self._practice.writes:
            office.listen(self._wrote)

    # -- what is chosen

    def plan(self) -> Plan:
        """Return what was chosen for this computer."""
        return _plan(self._practice.file.setting(self._setting))

    def choose(self, plan: Plan) -> Plan:
        """Remember what is chosen, and make its folder; `UsageError` for one that cannot serve."""
        if not LEAST_HOURS <= plan.hours <= MOST_HOURS:
            raise UsageError(f"A backup is made every {LEAST_HOURS} to {MOST_HOURS} hours.", "Choose a number between.")
        before = self.plan()
        moved = plan.folder != before.folder
        if plan.folder and moved:
            plan = replace(plan, folder=str(self._usable(Path(plan.folder))))
        chosen = replace(plan, chosen_at=self._office.clock.now() if moved else before.chosen_at)
        self._practice.file.keep_setting(self._setting, _json(chosen), actor=self._practice.actor)
        if moved:
            forget(self._practice.file, self._device, _MADE, _FAILED, _TRIAL)
        return chosen

    def may_choose(self) -> bool:
        """Whether this person may choose: whoever manages the practice."""
        return self._practice.writes and permitted(self._practice.roles(), Permission.MANAGE_USERS)

    # -- how it stands

    def standings(self) -> Standings:
        """Return what is known of backups and their tests."""
        known, plan = self._chores(), self.plan()
        return Standings(plan, self._record(known), _trial(known.get(_TRIAL)), known.get(_MADE), self._same_disk(plan))

    def due(self, moment: Moment) -> bool:
        """Return whether a backup is to be made now."""
        return due(self.plan(), self._record(self._chores()), self._office.clock.now(), moment)

    def trial_due(self) -> bool:
        """Return whether the newest backup is to be tried now."""
        known = self._chores()
        return trial_due(_trial(known.get(_TRIAL)), self._record(known), self._office.clock.now())

    def sets(self) -> tuple[BackupSet, ...]:
        """Return the backups in the chosen folder, oldest first."""
        return backups_in(self._practice, self._folder())

    # -- what is done

    def make(self, progress: Progress | None = None) -> BackupMade:
        """Make a backup in the chosen folder and let old ones go; what hinders it is noted and raised."""
        with self._making:
            begun = self._office.clock.now()
            self._noted = False
            try:
                made = self._make(progress or Silent())
            except Stopped:
                raise
            except BookDeskError as error:
                self._note_failure(begun, error)
                raise
            self._note_made(begun, made)
        with suppress(BookDeskError):  # the backup is good; what could not go now goes the next time
            self.prune()
        return made

    def prune(self, *, dry_run: bool = False) -> Swept:
        """Take away what the scheme does not keep."""
        sets = self.sets()
        facts = [SetFacts(one.folder.name, one.made_at, one.clients, one.readable) for one in sets]
        kept = keep(facts, self._office.clock.now())
        going = [one.name for one in facts if one.name not in kept]
        return prune(self._practice, self._folder(), going, dry_run=dry_run)

    def try_newest(self, progress: Progress | None = None) -> TrialRecord:
        """Bring the newest backup back beside the practice, check all of it, and note the outcome."""
        begun = self._office.clock.now()
        try:
            trial = TrialRecord(begun, try_backup(self._office, self.newest(), progress or Silent(), self._room))
        except Stopped:
            raise
        except BookDeskError as error:
            trial = TrialRecord(begun, 0, error.what, error.remedy)
        outcome = {"clients": trial.clients, "what": trial.what, "remedy": trial.remedy}
        note(self._practice.file, self._device, _TRIAL, Done(begun, self._office.clock.now(), outcome))
        return trial

    def newest(self) -> BackupSet:
        """Return the newest backup that can be opened; `NotFound` if there is none."""
        sets = [one for one in self.sets() if one.readable]
        if not sets:
            raise NotFound("There is no backup here that today's keys open.", "Make one.")
        return sets[-1]

    # -- inside

    @property
    def _setting(self) -> str:
        return f"{_SETTING} {self._device}"

    def _chores(self) -> dict[str, Done]:
        return chores(self._practice.file, self._device)

    def _make(self, progress: Progress) -> BackupMade:
        target, trial = self._folder(), _trial(self._chores().get(_TRIAL))
        return back_up_practice(self._practice, target, progress, thorough=bool(trial.what))

    def _folder(self) -> Path:
        """Return the chosen folder; `Absent` where it is not here, as a stick that is pulled out."""
        plan = self.plan()
        if not plan.folder:
            raise UsageError("No folder for backups is chosen.", "Choose one, on another disk than the practice's.")
        folder = Path(plan.folder)
        made_before = _MADE in self._chores()
        if not folder.is_dir() or (made_before and not (folder / "sets").is_dir()):
            raise Absent(f"The folder of backups is not here: {folder}.", "Put the stick in, or choose another folder.")
        return folder

    def _usable(self, folder: Path) -> Path:
        folder = folder.expanduser().absolute()
        if folder.resolve().is_relative_to(self._practice.places.home.resolve()):
            raise UsageError("This folder lies in the practice itself.", "Choose one elsewhere, best on another disk.")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = error.strerror or "the system gives no reason"
            raise UsageError(f"The folder {folder} cannot be made: {why}.", "Choose another.") from None
        try:
            with TemporaryFile(dir=folder):
                return folder
        except OSError as error:
            why = error.strerror or "the system gives no reason"
            raise UsageError(f"Nothing can be written to {folder}: {why}.", "Choose another folder.") from None

    def _same_disk(self, plan: Plan) -> bool:
        with suppress(OSError):
            return bool(plan.folder) and Path(plan.folder).stat().st_dev == self._practice.places.home.stat().st_dev
        return False

    def _record(self, known: dict[str, Done]) -> Record:
        made, failed, written = known.get(_MADE), known.get(_FAILED), known.get(_WRITTEN)
        tried = [one.begun_at for one in (made, failed) if one is not None]
        outcome = failed.outcome if failed is not None else {}
        return Record(
            good_at=made.begun_at if made is not None else None,
            tried_at=max(tried, default=None),
            absent=bool(outcome.get("absent")),
            what=str(outcome.get("what", "")),
            remedy=str(outcome.get("remedy", "")),
            written_since=written is not None or self._people_changed(made),
            owed=(self._owed and written is not None) or self._people_changed(made),
        )

    def _people_changed(self, made: Done | None) -> bool:
        """Whether the practice's own file went on since: who works here, and what is decided."""
        return made is not None and made.outcome.get("people") != self._people()

    def _people(self) -> list[str]:
        return sorted(head.hash for head in present_heads(self._practice.file))

    def _wrote(self) -> None:
        """Note once that something was written which no backup has; heard by whichever thread wrote."""
        with self._guard:
            first, self._noted = not self._noted, True
        if first:
            with suppress(StorageError):  # the age of the last backup tells as well
                note(self._practice.file, self._device, _WRITTEN, Done(self._office.clock.now(), None, {}))

    def _note_failure(self, begun: datetime, error: BookDeskError) -> None:
        outcome = {"what": error.what, "remedy": error.remedy, "absent": isinstance(error, Absent)}
        with suppress(StorageError):  # the disk of the practice itself may be the one that is full
            note(self._practice.file, self._device, _FAILED, Done(begun, self._office.clock.now(), outcome))

    def _note_made(self, begun: datetime, made: BackupMade) -> None:
        outcome = {
            "folder": made.folder.name,
            "clients": len(made.clients),
            "left_out": made.left_out,
            "doubtful": [entry.name for entry in made.doubtful],
            "people": self._people(),
        }
        note(self._practice.file, self._device, _MADE, Done(begun, self._office.clock.now(), outcome))
        with self._guard:
            gone = (_FAILED,) if self._noted else (_FAILED, _WRITTEN)
            self._owed = False
        forget(self._practice.file, self._device, *gone)


class Absent(StorageError):
    """The folder of backups is not here."""


def _trial(done: Done | None) -> TrialRecord:
    if done is None:
        return TrialRecord()
    told = done.outcome
    return TrialRecord(
        done.begun_at, int(told.get("clients", 0)), str(told.get("what", "")), str(told.get("remedy", ""))
    )


def _plan(kept: object) -> Plan:
    told: dict[str, Any] = kept if isinstance(kept, dict) else {}
    chosen = told.get("chosen_at")
    return Plan(
        folder=str(told.get("folder", "")),
        hours=int(told.get("hours", Plan().hours)),
        on=bool(told.get("on", True)),
        chosen_at=datetime.fromisoformat(chosen) if chosen else None,
    )


def _json(plan: Plan) -> dict[str, str | int | bool | None]:
    at = plan.chosen_at.isoformat() if plan.chosen_at is not None else None
    return {"folder": plan.folder, "hours": plan.hours, "on": plan.on, "chosen_at": at}
