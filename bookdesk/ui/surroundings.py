"""What the program of the window is started with: put together in one place and handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bookdesk.core.clock import Clock
from bookdesk.core.progress import Progress
from bookdesk.store.places import Places
from bookdesk.ui.pieces.choosing import Chooser

if TYPE_CHECKING:  # nothing of the store is imported before the first window is painted
    from bookdesk.office.entering import Threshold
    from bookdesk.security.keyring import VaultSource
    from bookdesk.security.passphrase import CostPolicy

LAST_USER: Final = "user"
"""Under which the name of who was here last is remembered."""


@dataclass(frozen=True)
class Sample:
    """A sample practice that was made: where it is, how one enters it, and where files for trying it lie.

    `serving` says that the stand-in for its accounting system runs: it does in the process that made the practice only.
    """

    places: Places
    clock: Clock
    user: str
    passphrase: str
    files: Path
    serving: bool = False


LOCKED: Final = "locked"
"""Under which it is remembered why a desk locked itself, and what was lost by it."""

MakeSample = Callable[[Progress], Sample]
"""Makes a sample practice in a temporary home; it takes its time and tells how far it is."""


@dataclass(frozen=True)
class Surroundings:
    """Where the practice lies, its clock, and the ways to the system around the program.

    `restart` starts the program again as another process, which is how a desk is locked; `make_sample` is missing where
    an installation has no sample practice, and `sample` is set where the practice is one; `policy` says what guessing a
    passphrase costs, the usual if none is given; with `crashes` faults of the system are written down, which is one
    file a process; with `hears` the desk listens to what the system tells of sleep and of its screen;
    `vault` gives another keyring than the system's.
    """

    places: Places
    clock: Clock
    restart: Callable[[Sample | None], None]
    make_sample: MakeSample | None
    policy: CostPolicy | None = None
    chooser: Chooser = field(default_factory=Chooser)
    sample: Sample | None = None
    crashes: bool = True
    hears: bool = True
    vault: VaultSource | None = None

    def practice_is_here(self) -> bool:
        """Whether there is a practice to be unlocked; otherwise this is the first day."""
        return any(path.exists() for path in self.places.key_files)

    def threshold(self) -> Threshold:
        """Return the ways into the practice; called off the window's thread, since it imports what stands behind."""
        from bookdesk.office.entering import Threshold  # noqa: PLC0415 - as said
        from bookdesk.security.keyring import system_vault  # noqa: PLC0415 - as said
        from bookdesk.security.passphrase import STANDARD  # noqa: PLC0415 - as said

        return Threshold(self.places, self.clock, self.policy or STANDARD, self.vault or system_vault)
