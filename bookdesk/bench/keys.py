"""Changing keys: of one client as large as a busy one, of many small ones, of the practice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bookdesk.bench.firm import BigFirm, big_firm
from bookdesk.bench.measure import Measurement, absolute, against, median, seconds
from bookdesk.core.identifiers import ClientId
from bookdesk.models.practice import RegistryKind
from bookdesk.security.practice import OpenPractice
from bookdesk.security.rotation import rotate
from bookdesk.store.backup import copy_database
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.places import Places

_LARGE: Final = 6_000
"""Bills of the large client: some 30 MB."""
_SMALL: Final = 20
_CLIENTS: Final = 300
_RUNS: Final = 3


def run(data: Path | None) -> Sequence[Measurement]:
    """Make two practices in a temporary folder and change their keys."""
    del data
    return [*_large(), *_many()]


def _large() -> Iterator[Measurement]:
    with _firm(1, _LARGE) as (firm, practice):
        (client_id,) = _clients(practice)
        path = firm.places.books(client_id)
        megabytes = path.stat().st_size / 1_000_000
        copied = [seconds(lambda: _copied(practice, client_id)) for _ in range(_RUNS)]
        changed = [seconds(lambda: rotate(practice, [client_id], practice_too=False)) for _ in range(_RUNS)]
        what = f"new key for a client of {megabytes:.0f} MB"
        yield against(what, "s", median(changed), "copying it under its key", median(copied), "none", _RUNS)
        own = [seconds(lambda: rotate(practice, [])) for _ in range(_RUNS)]
        yield absolute("new key for the practice", "s", median(own), "none", _RUNS)


def _many() -> Iterator[Measurement]:
    with _firm(_CLIENTS, _SMALL) as (_, practice):
        clients = _clients(practice)
        yield absolute(
            f"new keys for {len(clients)} small clients", "s", seconds(lambda: rotate(practice, clients)), "none", 1
        )


@contextmanager
def _firm(clients: int, bills: int) -> Iterator[tuple[BigFirm, OpenPractice]]:
    with TemporaryDirectory(prefix="bookdesk-bench-") as folder:
        firm = big_firm(Places(Path(folder) / "home"), clients, bills)
        with firm.open() as practice:
            yield firm, practice


def _clients(practice: OpenPractice) -> list[ClientId]:
    return [entry.client_id for entry in practice.clients() if entry.kind is RegistryKind.CLIENT]


def _copied(practice: OpenPractice, client_id: ClientId) -> None:
    source, key = practice.places.books(client_id), practice.client_key(client_id).reveal()
    copy_database(SqlCipher(), (source, key), (source.with_name("copy.db"), key))
