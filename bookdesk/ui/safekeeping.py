"""Backups at the desk: looked after behind the window, made and tried when they are due, and told how they stand.

One timer asks the pure plan; the work itself is long work like any other, so the status line shows it and can stop it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.core.progress import Progress
from bookdesk.models.practice import Mode
from bookdesk.office.backupplan import Moment, Plan, TrialRecord
from bookdesk.office.backups import Backups, Standings
from bookdesk.office.opened import Office
from bookdesk.security.backups import BackupSet
from bookdesk.security.safety import BackupMade
from bookdesk.store.backup import Stopped
from bookdesk.store.ballast import laid, lay
from bookdesk.store.room import DiskRoom, Space
from bookdesk.ui.tasks import Door, Failed, LongWork

T = TypeVar("T")
_SETTLED: Final = 5_000
"""Milliseconds after the desk was opened until it is first asked what is due: the first screen comes first."""
_LOOKS_EVERY: Final = 60_000
_REST: Final = 3_600.0
"""Seconds in which nothing is begun by itself, after somebody stopped what was."""
MOST_WAIT: Final = 20_000
"""Milliseconds that leaving the desk waits for a backup; what is not made by then is made at the next start."""
BACKING_UP: Final = "Backing up"
TRYING: Final = "Testing the backup"


@dataclass(frozen=True, slots=True)
class Known:
    """How backups stand, and the room on the disk of the practice.

    `manages` says whether this person may choose, `sample` that the practice is one that nobody needs back, `reserve`
    whether the room that is kept back for a full disk is there.
    """

    standings: Standings
    space: Space
    manages: bool = True
    sample: bool = False
    reserve: bool = True


class Safekeeping(QObject):
    """Looks after the backups of this computer while its desk is open."""

    known = Signal(object)
    """A `Known`, whenever it was looked at anew."""

    def __init__(self, office: Office, door: Door, parent: QObject | None = None) -> None:
        """Do nothing yet."""
        super().__init__(parent)
        self._office, self._door = office, door
        self._guard = threading.Lock()
        self._backups: Backups | None = None
        self._last: Known | None = None
        self._work: LongWork | None = None
        self._written = False
        self._rests_until = 0.0
        self._kept_back = False
        """Whether room is kept back for a full disk; not before the desk is open."""
        self._bound, self._timer = QTimer(self), QTimer(self)
        self._bound.setSingleShot(True)
        self._bound.timeout.connect(self._give_up)
        self._timer.setInterval(_LOOKS_EVERY)
        self._timer.timeout.connect(lambda: self.consider(Moment.OPEN))
        office.listen(self._note)

    def begin(self) -> None:
        """Look after backups from now on: the desk is open. Where there is plenty of room, some is kept back."""
        self._kept_back = self._office.practice.practice.mode is not Mode.DEMO
        self.look()
        if self._office.practice.writes:
            QTimer.singleShot(_SETTLED, self, lambda: self.consider(Moment.OPENED))
            self._timer.start()

    def look(self) -> None:
        """Ask how backups stand; told by `known`."""
        self._door.ask(self, self._look, self._tell, name="backups")

    def consider(self, moment: Moment) -> None:
        """Make a backup, or try the newest, if it is due and nothing of the kind is under way."""
        resting = self._office.clock.monotonic() < self._rests_until
        if self._work is not None or resting or not self._office.practice.writes:
            return

        def due() -> str:
            service = self._service()
            if service.due(moment):
                return BACKING_UP
            return TRYING if service.trial_due() else ""

        def begin(what: str) -> None:
            if what == BACKING_UP and self._work is None:
                self._long(what, self, lambda progress: self._service().make(progress), _done, _done)
            elif what == TRYING and self._work is None:
                self._long(what, self, lambda progress: self._service().try_newest(progress), _done, _done)
            else:
                self.look()

        self._door.ask(self, due, begin, lambda _: self.look(), name="due")

    def sets(self, owner: QObject, then: Callable[[tuple[BackupSet, ...]], None], failed: Failed) -> None:
        """Ask which backups there are."""
        self._door.ask(owner, lambda: self._service().sets(), then, failed, name="backup sets")

    def choose(self, owner: QObject, plan: Plan, then: Callable[[Plan], None], failed: Failed) -> None:
        """Choose folder, hours, and whether at all; a folder that is new gets its first backup at once."""

        def chosen(plan: Plan) -> None:
            self.look()
            self.consider(Moment.OPEN)
            then(plan)

        self._door.change("practice", owner, lambda: self._service().choose(plan), chosen, failed)

    def make(self, owner: QObject, then: Callable[[BackupMade], None], failed: Failed) -> None:
        """Make a backup now, because the person asks for it."""
        self._long(BACKING_UP, owner, lambda progress: self._service().make(progress), then, failed)

    def test(self, owner: QObject, then: Callable[[TrialRecord], None], failed: Failed) -> None:
        """Bring the newest backup back to try it, because the person asks for it."""
        self._long(TRYING, owner, lambda progress: self._service().try_newest(progress), then, failed)

    def plan(self) -> Plan:
        """Return what was chosen, as far as it is known."""
        return self._last.standings.plan if self._last is not None else Plan()

    def at_work(self) -> bool:
        """Whether a backup is being made or tried."""
        return self._work is not None

    def leave(self) -> None:
        """Make a backup of what was written since, before the desk is left; it is given up after a while.

        A test that is under way is given up at once: another day does as well.
        """
        plan, failed = self.plan(), self._last is not None and self._last.standings.record.failed
        if self._work is not None and self._work.what == TRYING:
            self._work.cancel()
        elif self._work is None and self._written and plan.on and plan.folder and not failed:
            self._written = False  # once: whoever is asked to wait and goes on leaving is let go
            self._long(BACKING_UP, self, lambda progress: self._service().make(progress), _done, _done)
        if self._work is not None and not self._bound.isActive():
            self._bound.start(MOST_WAIT)

    # -- inside

    def _service(self) -> Backups:
        with self._guard:
            if self._backups is None:
                self._backups = Backups(self._office)
            return self._backups

    def _note(self) -> None:
        self._written = True  # from whichever thread wrote

    def _look(self) -> Known:
        practice = self._office.practice
        home, service = practice.places.home, self._service()
        sample = practice.practice.mode is Mode.DEMO
        reserve = self._kept_back and (lay(home) if practice.writes else laid(home))
        return Known(
            service.standings(), DiskRoom().space(home), service.may_choose(), sample, reserve or not self._kept_back
        )

    def _tell(self, known: Known) -> None:
        self._last = known
        self._written = self._written or known.standings.record.written_since
        self.known.emit(known)

    def _long(
        self, what: str, owner: QObject, work: Callable[[Progress], T], then: Callable[[T], None], failed: Failed
    ) -> None:
        """Do long work whose failure is told by how backups stand, besides by whoever asked."""

        def ended() -> None:
            self._work = None
            self._bound.stop()
            self.look()

        def done(answer: T) -> None:
            if what == BACKING_UP:
                self._written = False
            ended()
            then(answer)

        def undone(error: BookDeskError) -> None:
            if isinstance(error, Stopped):
                self._rests_until = self._office.clock.monotonic() + _REST
            ended()
            failed(error)

        self._work = self._door.long(what, owner, work, done, undone)

    def _give_up(self) -> None:
        if self._work is not None:
            self._work.cancel()


def _done(_: object) -> None:
    """What became of it is told by how backups stand."""
