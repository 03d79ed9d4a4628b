"""A practice in this process, its passphrase checks cheap: the costs are handed in, as nothing but a test can do."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bookdesk.core.clock import MovableClock
from bookdesk.models.practice import Mode
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import add_client
from bookdesk.security.founding import NewPractice, found_practice
from bookdesk.security.members import add_user
from bookdesk.security.passphrase import CEILING, CostPolicy, Costs, passphrase_from
from bookdesk.security.practice import OpenPractice, open_by_recovery, open_practice
from bookdesk.security.recovery import RecoverySheet, from_text
from bookdesk.security.recoverykeys import note_confirmed
from bookdesk.security.roles import Role
from bookdesk.security.slotkeys import SlotSecret
from bookdesk.store.places import Places

CHEAP = Costs(memory_kib=32, iterations=1, lanes=1)
POLICY = CostPolicy(chosen=CHEAP, floor=CHEAP, ceiling=CEILING)
OWNER, PASSPHRASE = "Anna Å", "vier blaue Ärmel"
BEN, STAPLE = "Ben", "correct battery staple"
KOALA, DELI = Profile("Koala Kafe", "AU", "AUD", "Australia/Sydney"), Profile("Dublin Deli", "IE", "EUR")
NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)


@dataclass
class Firm:
    """A practice on disk, and the shortest ways into it."""

    places: Places
    clock: MovableClock = field(default_factory=lambda: MovableClock(NOON))
    sheet: str = ""

    def found(self, mode: Mode = Mode.NORMAL, policy: CostPolicy = POLICY) -> str:
        new = NewPractice("Firm & Partner", OWNER, mode)
        secret = passphrase_from(PASSPHRASE)
        return found_practice(self.places, new, secret, self._keep, clock=self.clock, policy=policy)

    def staff(self, *, shown: bool = True) -> None:
        """Add two clients, and Ben, who may approve for the first.

        The recovery sheet was `shown` to be kept, without which nothing is done in earnest.
        """
        with self.open() as practice:
            if shown:
                note_confirmed(practice)
            add_client(practice, KOALA)
            add_client(practice, DELI)
            add_user(practice, BEN, [Role.APPROVER], passphrase_from(STAPLE), [KOALA.name])

    def copy(self, home: Path) -> Firm:
        """Return the same practice in another place."""
        shutil.copytree(self.places.home, home)
        return Firm(Places(home), sheet=self.sheet)

    def _keep(self, sheet: RecoverySheet) -> None:
        self.sheet = sheet.text

    def open(self, user: str = OWNER, passphrase: str = PASSPHRASE, *, writes: bool = True) -> OpenPractice:
        secret = passphrase_from(passphrase)
        return open_practice(self.places, user, secret, clock=self.clock, policy=POLICY, writes=writes)

    def recover(self) -> OpenPractice:
        return open_by_recovery(self.places, from_text(self.sheet), clock=self.clock, policy=POLICY)


def slot_secret(passphrase: str = PASSPHRASE) -> SlotSecret:
    """Return what opens a slot by a passphrase, cheaply."""
    return SlotSecret(passphrase_from(passphrase), policy=POLICY)
