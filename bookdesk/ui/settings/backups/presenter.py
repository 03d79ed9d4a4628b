"""What the backups in the settings do: choose, make, test, and tell how it all stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.core.progress import Progress
from bookdesk.models.practice import RegistryKind
from bookdesk.office.backupplan import Plan, Standing, TrialRecord, next_at, standing, trial_standing
from bookdesk.office.restoring import OLDER_KEYS, ClientBack, bring_back, may_bring_back
from bookdesk.security.backups import BackupSet
from bookdesk.security.safety import BackupMade
from bookdesk.ui import wording
from bookdesk.ui.backupwords import room_words, standing_words, trial_words
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.safekeeping import Known

NEVER = "0"
EVERY = (("1", "Every hour"), ("6", "Every 6 hours"), ("24", "Every day"), ("168", "Every week"), (NEVER, "Never"))
"""Hours between two backups, and how that is called."""


class BackupsPresenter(QObject):
    """Asks the safekeeping of the desk; the section shows."""

    known = Signal(object)
    """A `Known`."""
    listed = Signal(object)
    """The `BackupSet`s, newest first."""
    told = Signal(object)
    """A `Message` about what was asked for."""

    def __init__(self, desktop: Desktop) -> None:
        """Serve the backups of this desk."""
        super().__init__()
        self._desktop, self._keeping = desktop, desktop.safekeeping
        self._plan = Plan()
        self._keeping.known.connect(self._know)

    def look(self) -> None:
        """Ask how backups stand, and which there are."""
        self._keeping.look()

    def choose_folder(self, folder: Path) -> None:
        """Let backups go there from now on."""
        self._choose(replace(self._plan, folder=str(folder), on=True))

    def choose_every(self, hours: str) -> None:
        """Make one so often, or none by itself."""
        plan = replace(self._plan, on=False) if hours == NEVER else replace(self._plan, hours=int(hours), on=True)
        self._choose(plan)

    def make(self) -> None:
        """Make a backup now."""
        self._keeping.make(self, lambda made: self.told.emit(made_words(made)), self._failed)

    def test(self) -> None:
        """Bring the newest backup back now, to see that it comes back."""
        self._keeping.test(self, lambda trial: self.told.emit(self._tested(trial)), self._failed)

    def clients_in(self, one: BackupSet | None) -> list[Choice]:
        """Return the clients of a backup that this person may bring back, by name; none where he may not."""
        office = self._desktop.office
        if one is None or not may_bring_back(office):
            return []
        return [
            Choice(str(entry.client_id), entry.name) for entry in office.clients() if entry.client_id in one.clients
        ]

    def bring_back(self, one: BackupSet, client_id: str) -> None:
        """Bring one client back as it was in a backup."""
        desktop = self._desktop
        office = desktop.office

        def work(_progress: Progress) -> ClientBack:
            brought = bring_back(office, one.folder, client_id)
            desktop.overview().refresh(client_id)
            return brought

        def done(brought: ClientBack) -> None:
            desktop.books_changed.emit(client_id)
            self.told.emit(brought_words(brought))

        desktop.door.long("Bringing a client back", self, work, done, self._failed)

    def folder(self) -> str:
        """Return where backups go."""
        return self._plan.folder

    def shown_every(self, plan: Plan) -> str:
        """Return which of the choices is on; none where the command line chose hours of its own."""
        return str(plan.hours) if plan.on else NEVER

    def facts(self, known: Known) -> list[tuple[str, str]]:
        """Return how it all stands, in facts."""
        stands, now = known.standings, self._desktop.office.clock.now()
        how, tried = standing(stands.plan, stands.record, now), trial_standing(stands.trial, now)
        folder = stands.plan.folder or "None is chosen, so no backup is made."
        mind = "It lies on the same disk as the practice: a disk that breaks takes both." if stands.same_disk else ""
        said, due = standing_words(how, stands.plan, stands.record), next_at(stands.plan, stands.record, now)
        soon = "Now." if due is not None and due <= now else f"{wording.moment(due)}, or when you leave the desk."
        room = room_words(known.space).words if known.space.low else ""
        return [
            ("Folder", folder),
            ("Mind", mind),
            ("Backups", "" if how is Standing.UNKNOWN_FOLDER else " ".join(filter(None, (said.words, said.remedy)))),
            ("Next", soon if due is not None else ""),
            ("Test", trial_words(tried, stands.trial).words),
            ("Room", room),
        ]

    # -- inside

    def _choose(self, plan: Plan) -> None:
        def chosen(plan: Plan) -> None:
            self._plan = plan
            self.told.emit(None)

        def refused(error: BookDeskError) -> None:
            self._failed(error)
            self._keeping.look()

        self._keeping.choose(self, plan, chosen, refused)

    def _know(self, known: Known) -> None:
        self._plan = known.standings.plan
        self.known.emit(known)
        if self._plan.folder:
            self._keeping.sets(self, self._list, lambda _: self.listed.emit([]))
        else:
            self.listed.emit([])

    def _list(self, sets: tuple[BackupSet, ...]) -> None:
        self.listed.emit(list(reversed(sets)))

    def _tested(self, trial: TrialRecord) -> Message:
        return trial_words(trial_standing(trial, self._desktop.office.clock.now()), trial)

    def _failed(self, error: BookDeskError) -> None:
        named: Callable[[str], str] = self._desktop.office.named
        self.told.emit(Message(named(error.what), Tone.BAD, named(error.remedy)))


def brought_words(brought: ClientBack) -> Message:
    """Return what is said of a client that was brought back."""
    day = wording.moment(datetime.fromisoformat(brought.made_at))
    keys = f" {OLDER_KEYS}" if brought.older_keys else ""
    kept = f" Its folder until now was set aside: {brought.aside}." if brought.aside is not None else ""
    return Message(
        f"{brought.name} is as it was at {day}.",
        Tone.WARN if brought.older_keys else Tone.GOOD,
        f"Compare bank and books before money leaves.{keys}{kept}",
    )


def made_words(made: BackupMade) -> Message:
    """Return what is said of a backup that was made and checked."""
    clients = sum(entry.kind is RegistryKind.CLIENT for entry in made.clients)
    words = f"The practice and {wording.count(clients, 'client')} backed up, and opened again to check."
    where = f"At {wording.clock_time()}, in {made.folder}"
    if made.doubtful:
        names = ", ".join(entry.name for entry in made.doubtful)
        return Message(f"{words} An original of {names} does not open.", Tone.WARN, f"{where}. Verify the practice.")
    if made.left_out:
        left = f"{wording.count(made.left_out, 'client')} left out: you hold no key for them."
        return Message(f"{words} {left}", Tone.WARN, f"{where}. Let an owner back those up.")
    return Message(words, Tone.GOOD, f"{where}. Keep a copy in another house.")
