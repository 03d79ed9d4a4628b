"""The sample practice, made for a picture or a measurement and opened as its owner."""

from __future__ import annotations

import gc
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

from bookdesk.core.clock import SystemClock
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice, open_practice
from bookdesk.store.places import Places

_USER, _SECRET = "ann", ".passphrase"
_MAKE = "import sys\nfrom bookdesk.bench.sample import make_sample\nmake_sample(sys.argv[1])\n"
SCREENS = ("clients", "inbox", "bills", "approvals", "payments", "bank", "contacts", "sync", "settings")
"""What is visited."""


@dataclass(frozen=True, slots=True)
class SampleAtHome:
    """Where it lies."""

    home: Path
    passphrase: str

    def open(self) -> OpenPractice:
        """Open it as Ann, who owns it."""
        clock = SystemClock()
        return open_practice(Places(self.home), _USER, passphrase_from(self.passphrase), clock=clock)


def sample_at(home: Path) -> SampleAtHome:
    """Return the sample practice at `home`, made in another process where there is none; that takes a minute."""
    if not home.exists():
        sys.stderr.write("Making the sample practice …\n")
        subprocess.run([sys.executable, "-c", _MAKE, str(home)], check=True)  # noqa: S603 - our own
    return SampleAtHome(home, home.with_suffix(_SECRET).read_text("utf-8"))


def make_sample(home: str) -> None:
    """Make the sample practice; what that takes of memory ends with the process."""
    from bookdesk.sandbox.firm import make_firm  # noqa: PLC0415 - it must not weigh on who only opens what was made

    firm = make_firm(Places(Path(home)), SystemClock())
    firm.close()
    Path(home).with_suffix(_SECRET).write_text(firm.passphrases[_USER], "utf-8")  # anybody may know it


def tell_memory(home: str) -> None:
    """Visit every screen of the sample practice at each of its clients, then write the megabytes this process holds."""
    from bookdesk.bench.seat import seated  # noqa: PLC0415 - making the sample must not be in the figure

    with seated(sample_at(Path(home))) as seat:
        for entry in seat.office.clients():
            for screen in SCREENS:
                seat.go(screen, client_id=str(entry.client_id))
        gc.collect()
        sys.stdout.write(f"{psutil.Process().memory_info().rss / 1e6:.1f}")
