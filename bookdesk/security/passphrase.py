"""From a passphrase to a key: Argon2id (RFC 9106), with a floor against downgrades and a ceiling against stalls."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bookdesk.core.errors import StorageError, UsageError
from bookdesk.security.redaction import Secret
from bookdesk.security.sealing import KEY_BYTES, derive
from bookdesk.security.strength import SHORTEST


@dataclass(frozen=True, slots=True, order=False)
class Costs:
    """What one guess costs: `memory_kib` KiB of memory, `iterations` passes over it, `lanes` in parallel."""

    memory_kib: int
    iterations: int
    lanes: int

    def covers(self, other: Costs) -> bool:
        """Return whether each figure is at least `other`'s."""
        own, theirs = (self.memory_kib, self.iterations, self.lanes), (other.memory_kib, other.iterations, other.lanes)
        return all(mine >= its for mine, its in zip(own, theirs, strict=True))

    @property
    def work(self) -> int:
        """How much is written in all, in KiB: lanes share the work and do not add to it."""
        return self.memory_kib * self.iterations


Measure = Callable[[Costs], float]
"""Tells how many seconds one guess takes."""

FLOOR: Final = Costs(memory_kib=64 * 1024, iterations=3, lanes=4)
"""RFC 9106, 4: the second recommended option, for machines with little memory."""
CEILING: Final = Costs(memory_kib=1024 * 1024, iterations=16, lanes=16)


@dataclass(frozen=True, slots=True)
class CostPolicy:
    """The costs of new slots and the bounds within which existing ones are accepted.

    `measure` settles the costs of new slots for this machine (`machine.settled`); without, `chosen` stands. Tests hand
    in cheap ones; neither a setting nor an environment variable reaches this.
    """

    chosen: Costs = field(default=FLOOR)
    floor: Costs = field(default=FLOOR)
    ceiling: Costs = field(default=CEILING)
    measure: Measure | None = None

    def check(self, costs: Costs) -> Costs:
        """Return `costs`, or refuse them: below the floor guessing is cheap, above the ceiling opening would hang."""
        if not costs.covers(self.floor):
            raise StorageError(
                "The key file asks for a cheaper passphrase check than is safe.", "Restore the key file from a backup."
            )
        if not self.ceiling.covers(costs):
            raise StorageError(
                "The key file asks for more memory or time than is sensible.", "Restore the key file from a backup."
            )
        return costs


def passphrase_from(text: str) -> Secret:
    """Return what was typed or stands in a file: one line, its line end dropped, as NFC UTF-8.

    NFC, so that every keyboard gives the same key; `UsageError` for several lines or none.
    """
    line = text.removesuffix("\n").removesuffix("\r")
    if not line or "\n" in line or "\r" in line:
        raise UsageError("A passphrase is one line of text.", "Put it alone on the first line of the file.")
    return Secret(unicodedata.normalize("NFC", line).encode("utf-8"))


def check_new(passphrase: Secret) -> Secret:
    """Return the passphrase if it may protect a practice; `UsageError` if it is too short."""
    if len(passphrase.reveal().decode("utf-8")) < SHORTEST:
        raise UsageError(
            f"The passphrase is shorter than {SHORTEST} characters.", "Choose four or more words that nobody connects."
        )
    return passphrase


def stretch(passphrase: Secret, salt: bytes, costs: Costs) -> bytes:
    """Return 32 bytes by Argon2id, version 0x13; `salt` has 16 bytes."""
    hasher = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=costs.iterations, lanes=costs.lanes, memory_cost=costs.memory_kib
    )
    return hasher.derive(passphrase.reveal())


def guess_seconds(costs: Costs) -> float:
    """Return how many seconds one guess at these costs takes here and now."""
    begun = time.perf_counter()
    stretch(Secret(b"a guess"), bytes(16), costs)
    return time.perf_counter() - begun


STANDARD: Final = CostPolicy(measure=guess_seconds)


def key_encryption_key(stretched: bytes, practice: bytes, device_secret: Secret | None = None) -> bytes:
    """Return the key that opens a slot: HKDF over the stretched secret and, if the slot says so, a device secret.

    `practice` is the practice's 16-byte id: the same passphrase opens two practices by two keys.
    """
    mixed = stretched + (device_secret.reveal() if device_secret is not None else b"")
    return derive(mixed, "slot-key", salt=practice)
