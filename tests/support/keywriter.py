"""A process that changes a key file until it is done, or until it is killed: `python -m tests.support.keywriter`.

    … HOME NAME COUNT           adds COUNT slots and as many anchors, all named by NAME
    … HOME NAME COUNT POINT     stops at that point of its first writing, in its turn, until it is killed

It says `ready` before the first change and waits for a line, so that several begin together, and `held` at the point.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from uuid import NAMESPACE_DNS, UUID, uuid5

from bookdesk.core import failpoints
from bookdesk.core.clock import SystemClock
from bookdesk.security.keyfile import KeyFile
from bookdesk.security.passphrase import Costs
from bookdesk.security.redaction import Secret
from bookdesk.security.slotfile import read_slots
from bookdesk.security.slots import Kdf, Slot, SlotHeader, SlotKind
from bookdesk.store.history import Head
from bookdesk.store.places import Places

KEY = Secret(bytes(range(32)))
CHECKOUT = Path(__file__).parents[2]


def opened(home: Path) -> KeyFile:
    """Return the key file as one more opening knows it."""
    places = Places(home)
    return KeyFile(places, read_slots(places).verify(KEY.reveal()), KEY, SystemClock(), writes=True)


def slot_named(name: str, number: int) -> Slot:
    """Return a slot that nobody opens, to be found again by its id."""
    header = SlotHeader(
        slot_id=uuid5(NAMESPACE_DNS, f"{name} {number}"),
        kind=SlotKind.PASSPHRASE,
        flags=0,
        user_id=UUID(int=number),
        name_tag=bytes(16),
        kdf=Kdf.HKDF,
        costs=Costs(0, 0, 0),
        salt=bytes(16),
    )
    return Slot(header, bytes(12), b"ciphertext", b"box")


def head(name: str, counter: int) -> Head:
    """Return a head of the device of this name."""
    return Head(name, counter, f"{counter:064x}")


def add(keys: KeyFile, name: str, number: int) -> None:
    """Add one slot, then one later anchor in a client that all writers share."""
    slot = slot_named(name, number)
    keys.edit(lambda now: now.with_slots([*now.slots, slot]))
    keys.anchor({"shared": [head(name, number)]})


def started(home: Path, *words: object) -> subprocess.Popen[str]:
    """Return such a process, which has said that it is ready."""
    command = [sys.executable, "-m", "tests.support.keywriter", str(home), *map(str, words)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=CHECKOUT)
    assert says(process) == "ready"
    return process


def says(process: subprocess.Popen[str]) -> str:
    """Return the next line it says."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str]) -> None:
    """Let it begin."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _hold(point: str) -> None:
    def hook(name: str) -> None:
        if name == point:
            _say("held")
            sys.stdin.read()

    failpoints.install(hook)


def main(home: str, name: str, count: str, point: str = "") -> None:
    """Change the key file in `home`."""
    keys = opened(Path(home))
    _say("ready")
    sys.stdin.readline()
    if point:
        _hold(point)
    for number in range(1, int(count) + 1):
        add(keys, name, number)


if __name__ == "__main__":
    main(*sys.argv[1:])
