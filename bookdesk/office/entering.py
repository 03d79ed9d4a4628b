"""The ways into a practice: a passphrase, the recovery sheet, founding one. Each ends with an opened office."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bookdesk.core.clock import Clock
from bookdesk.office.opened import Office
from bookdesk.security.founding import NewPractice, found_practice
from bookdesk.security.keyring import KeyringUnusable, VaultSource, system_vault
from bookdesk.security.keyringslots import offered
from bookdesk.security.members import renew_user
from bookdesk.security.passphrase import STANDARD, CostPolicy, passphrase_from
from bookdesk.security.practice import OpenPractice, open_by_keyring, open_by_recovery, open_practice
from bookdesk.security.putback import SINCE_THEN
from bookdesk.security.recovery import RecoverySheet, from_text
from bookdesk.security.recoverykeys import note_confirmed
from bookdesk.security.safety import by_passphrase, by_recovery_key, restore_all
from bookdesk.security.slotfile import read_slots
from bookdesk.security.slotkeys import SlotSecret
from bookdesk.store.ballast import relieving
from bookdesk.store.lock import ReadOnlyHome
from bookdesk.store.places import Places

__all__ = ["SINCE_THEN", "Recovered", "Threshold"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """The practice that is to be entered: where it lies, by which clock it lives, what guessing a passphrase costs."""

    places: Places
    clock: Clock
    policy: CostPolicy = STANDARD
    vault: VaultSource = system_vault

    def unlock(self, user: str, passphrase: str) -> Office:
        """Open the practice, only to read where its folder cannot be written to.

        `Locked` for a wrong passphrase and an unknown user alike, `InUse` if it is open.
        """
        with relieving(self.places.home):
            return Office(self._open(user, passphrase), self.clock)

    def keyring_offered(self, user: str) -> bool:
        """Return whether the keyring of this computer may open the practice for this user just now.

        A folder that was copied here may offer it, too, where there is no keyring, or none to be trusted.
        """
        if offered(read_slots(self.places).table, user, self.clock.now()):
            with suppress(KeyringUnusable):
                self.vault()
                return True
        return False

    def unlock_by_keyring(self, user: str) -> Office:
        """Open the practice without a passphrase; `Locked` where that is over or the keyring does not answer."""
        with relieving(self.places.home):
            opened = open_by_keyring(self.places, user, clock=self.clock, policy=self.policy, vault=self.vault)
            return Office(opened, self.clock)

    def found(self, new: NewPractice, passphrase: str, keep_sheet: Callable[[RecoverySheet], None]) -> Office:
        """Make a practice, once `keep_sheet` has kept its recovery sheet, and open it as its first user."""
        secret = passphrase_from(passphrase)
        found_practice(self.places, new, secret, keep_sheet, clock=self.clock, policy=self.policy)
        office = self.unlock(new.user, passphrase)
        note_confirmed(office.practice)  # the window keeps no sheet of which nothing was typed back
        return office

    def recover(self, sheet: str) -> Recovered:
        """Open the practice by its recovery sheet, or the key alone; `InputError` names the group that is wrong."""
        return Recovered(self, open_by_recovery(self.places, from_text(sheet), clock=self.clock, policy=self.policy))

    def restore(self, source: Path, user: str, secret: str) -> str:
        """Bring a practice back into this empty home and return when it was backed up.

        `secret` is the passphrase `user` had then, or the recovery sheet where no user is named.
        """
        if user:
            opener = by_passphrase(user, SlotSecret(passphrase_from(secret), policy=self.policy), self.clock)
        else:
            opener = by_recovery_key(from_text(secret))
        return restore_all(source, self.places, opener).made_at

    def _open(self, user: str, passphrase: str) -> OpenPractice:
        secret = passphrase_from(passphrase)
        with suppress(ReadOnlyHome):
            return open_practice(self.places, user, secret, clock=self.clock, policy=self.policy, vault=self.vault)
        return open_practice(
            self.places, user, secret, clock=self.clock, policy=self.policy, vault=self.vault, writes=False
        )


class Recovered:
    """A practice opened by its recovery sheet, to give somebody a new passphrase. It is closed afterwards."""

    def __init__(self, threshold: Threshold, practice: OpenPractice) -> None:
        """Take over an opened practice."""
        self._threshold, self._practice = threshold, practice
        self.users = tuple(user.name for user in practice.file.users())
        """The names of the people, of whom one gets a new passphrase."""

    def renew(self, user: str, passphrase: str) -> Office:
        """Give a person a new passphrase and enter as him; his old one opens nothing any more."""
        renew_user(self._practice, user, passphrase_from(passphrase))
        self.close()
        return self._threshold.unlock(user, passphrase)

    def close(self) -> None:
        """Close the practice again."""
        self._practice.close()
