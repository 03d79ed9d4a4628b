"""Opening a practice by passphrase at the costs that this machine settles on, beside the floor."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bookdesk.bench.measure import Measurement, absolute, against, median, seconds
from bookdesk.core.clock import SystemClock
from bookdesk.models.practice import Mode
from bookdesk.security.founding import NewPractice, found_practice
from bookdesk.security.keyring import VaultSource
from bookdesk.security.keyringslots import switch_keyring_on
from bookdesk.security.machine import settled
from bookdesk.security.passphrase import STANDARD, CostPolicy, passphrase_from
from bookdesk.security.practice import open_by_keyring, open_practice
from bookdesk.security.redaction import Secret
from bookdesk.store.places import Places

_USER, _WORDS = "Bench", "orchard lantern vivid mosaic 41"
_ROUNDS = 7
_AIM = "a guess in 0.5 to 1 s"


def run(_data: Path | None = None) -> Sequence[Measurement]:
    """Measure in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        return list(_measured(Path(folder)))


def _measured(folder: Path) -> Iterator[Measurement]:
    settling = seconds(lambda: settled(STANDARD, Mode.NORMAL))
    chosen = settled(STANDARD, Mode.NORMAL)
    floor = replace(STANDARD, measure=None)
    dear, cheap = _practice(folder / "chosen", chosen), _practice(folder / "floor", floor)
    times = [(seconds(lambda: _unlock(dear, chosen)), seconds(lambda: _unlock(cheap, floor))) for _ in range(_ROUNDS)]
    opened, at_floor = (median(column) for column in zip(*times, strict=True))
    yield against("unlock-by-passphrase", "s", opened, "unlock at the floor", at_floor, _AIM, _ROUNDS)
    yield against("guess-memory", "MiB", _mib(chosen), "floor", _mib(floor), "<= a quarter of the machine's", 1)
    yield against("guess-passes", "", chosen.chosen.iterations, "floor", floor.chosen.iterations, "<= 16", 1)
    yield absolute("settling-the-costs", "s", settling, "once in a process that makes a slot", 1)
    vault = _Kept()
    with open_practice(dear, _USER, passphrase_from(_WORDS), clock=SystemClock(), vault=vault) as practice:
        switch_keyring_on(practice)
    quick = median([seconds(lambda: _by_keyring(dear, vault)) for _ in range(_ROUNDS)])
    yield against("unlock-by-keyring", "s", quick, "unlock by passphrase", opened, "without a guess", _ROUNDS)


def _mib(policy: CostPolicy) -> float:
    return policy.chosen.memory_kib / 1024


def _practice(home: Path, policy: CostPolicy) -> Places:
    places, new = Places(home), NewPractice("Bench", _USER)
    secret, fixed = passphrase_from(_WORDS), replace(policy, measure=None)
    found_practice(places, new, secret, lambda _sheet: None, clock=SystemClock(), policy=fixed)
    return places


def _unlock(places: Places, policy: CostPolicy) -> None:
    fixed = replace(policy, measure=None)
    open_practice(places, _USER, passphrase_from(_WORDS), clock=SystemClock(), policy=fixed).close()


def _by_keyring(places: Places, vault: VaultSource) -> None:
    open_by_keyring(places, _USER, clock=SystemClock(), vault=vault).close()


class _Kept:
    """A keyring in memory: what one of the system takes is not ours to measure."""

    def __init__(self) -> None:
        self._kept: dict[str, Secret] = {}

    def __call__(self) -> _Kept:
        return self

    def name(self) -> str:
        return "memory"

    def get(self, entry: str) -> Secret | None:
        return self._kept.get(entry)

    def set(self, entry: str, value: Secret) -> None:
        self._kept[entry] = value

    def delete(self, entry: str) -> None:
        self._kept.pop(entry, None)
