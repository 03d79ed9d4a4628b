"""Backups: made, made again, tried and brought back, and how long others wait to write meanwhile.

A plain copy of the same folder, encrypted files as they are, stands beside them as the baseline.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bookdesk.bench.firm import POLICY, USER, BigFirm
from bookdesk.bench.measure import Measurement, absolute, against, seconds
from bookdesk.core.clock import SystemClock
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.practice import Mode
from bookdesk.office.backupplan import Plan
from bookdesk.office.backups import Backups
from bookdesk.office.opened import Office
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import add_client
from bookdesk.security.founding import NewPractice, found_practice
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.safety import by_passphrase, restore_all
from bookdesk.security.slotkeys import SlotSecret
from bookdesk.store.places import Places

_PRACTICES = ((12, 1_200, 10), (300, 20, 1))
"""Clients, suppliers of each, originals of each: a practice of one bookkeeper, and one of many small clients."""
_ORIGINAL = 100_000
_PAUSE = 0.02
"""Seconds between two writes, so fifty a second at most."""
_WRITES = 150
_TAIL = 0.99


def run(_data: Path | None = None) -> Sequence[Measurement]:
    """Measure each practice in a temporary folder."""
    return [measured for practice in _PRACTICES for measured in _measured(*practice)]


def _measured(clients: int, suppliers: int, originals: int) -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        firm = _found(Places(root / "home"))
        with firm.open() as practice:
            for number in range(clients):
                add_client(practice, Profile(f"Client {number:03}", "AU", "AUD", "Australia/Perth"))
            office = Office(practice, SystemClock())
            _fill(office, suppliers, originals)
            backups = Backups(office)
            backups.choose(Plan(str(root / "stick")))
            yield from _made(office, backups, root, clients)
            yield absolute(f"backup-tried-{clients}", "s", seconds(lambda: _tried(backups)), "none", 1)
            if clients == _PRACTICES[0][0]:
                yield _waiting(office, backups)
        yield _restored(firm, root, clients)


def _made(office: Office, backups: Backups, root: Path, clients: int) -> Iterator[Measurement]:
    copied = seconds(lambda: shutil.copytree(office.practice.places.home, root / "copy"))
    shutil.rmtree(root / "copy")
    size = sum(path.stat().st_size for path in office.practice.places.home.rglob("*") if path.is_file())
    yield absolute(f"practice-{clients}", "MB", size / 1_000_000, "none", 1)
    what = "a plain copy of the folder"
    yield against(f"backup-first-{clients}", "s", seconds(backups.make), what, copied, "none", 1)
    yield against(f"backup-again-{clients}", "s", seconds(backups.make), what, copied, "none", 1)


def _tried(backups: Backups) -> None:
    trial = backups.try_newest()
    if trial.what:
        raise RuntimeError(trial.what)


def _restored(firm: BigFirm, root: Path, clients: int) -> Measurement:
    opener = by_passphrase(USER, SlotSecret(passphrase_from(firm.passphrase), policy=POLICY), SystemClock())
    took = seconds(lambda: restore_all(root / "stick", Places(root / "again"), opener))
    return absolute(f"restored-{clients}", "s", took, "none", 1)


def _waiting(office: Office, backups: Backups) -> Measurement:
    """Measure how long a change waits while backups are made one after the other, and while nothing is done."""
    alone = _writes(office, lambda done: done.wait())
    meanwhile = _writes(office, lambda done: _until(done, backups))
    return against(
        "write-p99-during-backup", "ms", _p99(meanwhile), "while nothing else is done", _p99(alone), "<= 50 ms", _WRITES
    )


def _writes(office: Office, beside: Callable[[threading.Event], object]) -> list[float]:
    done, took = threading.Event(), list[float]()
    other = threading.Thread(target=beside, args=(done,))
    other.start()
    client = office.clients()[0].client_id
    with office.workspace(client) as workspace:
        for number in range(_WRITES):
            begun = time.perf_counter()
            with workspace.desk.books.change(Action.CONTACT_EDITED, "bench", actor=workspace.desk.actor) as work:
                work.add(Contact(name=f"Supplier {number} {secrets.token_hex(4)}"))
                work.commit()
            took.append(time.perf_counter() - begun)
            time.sleep(_PAUSE)
    done.set()
    other.join()
    return took


def _until(done: threading.Event, backups: Backups) -> None:
    while not done.is_set():
        backups.make()


def _p99(took: list[float]) -> float:
    return sorted(took)[int(len(took) * _TAIL)] * 1_000


def _found(places: Places) -> BigFirm:
    firm = BigFirm(places, secrets.token_hex(16), 0, 0)
    new = NewPractice("Bench", USER, Mode.DEMO)
    secret = passphrase_from(firm.passphrase)
    found_practice(places, new, secret, lambda _sheet: None, clock=SystemClock(), policy=POLICY)
    return firm


def _fill(office: Office, suppliers: int, originals: int) -> None:
    """Give each client suppliers, which stand in its history as well, and sealed originals."""
    for entry in office.clients():
        with office.workspace(entry.client_id) as workspace:
            with workspace.desk.books.change(Action.CONTACT_EDITED, "bench", actor=workspace.desk.actor) as work:
                work.add(*(Contact(name=f"Supplier {number}") for number in range(suppliers)))
                work.commit()
            for _ in range(originals):
                workspace.desk.books.documents.put(secrets.token_bytes(_ORIGINAL))
