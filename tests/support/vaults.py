"""Keyrings to test with: one in memory, stand-ins for those of other systems, and a session with a real one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from keyring.errors import KeyringError, KeyringLocked

from bookdesk.security.keyring import KeyringUnusable
from bookdesk.security.redaction import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

ROOT = Path(__file__).resolve().parents[2]
LOCKER_BYTES = 2560
"""What Windows takes for one entry (CRED_MAX_CREDENTIAL_BLOB_SIZE), as UTF-16."""


@dataclass
class MemoryVault:
    """Keeps secrets as long as it lives; `closed` it answers nothing. Counts how often it was asked."""

    kept: dict[str, Secret] = field(default_factory=dict)
    closed: bool = False
    asked: int = 0

    def __call__(self) -> MemoryVault:
        """Be found."""
        self.asked += 1
        return self

    def name(self) -> str:
        self._ask()
        return "a keyring in memory"

    def get(self, entry: str) -> Secret | None:
        self._ask()
        return self.kept.get(entry)

    def set(self, entry: str, value: Secret) -> None:
        self._ask()
        self.kept[entry] = value

    def delete(self, entry: str) -> None:
        self._ask()
        self.kept.pop(entry, None)

    def _ask(self) -> None:
        if self.closed:
            raise KeyringUnusable("The keyring is locked.", "Type your passphrase.")


class Refused(Exception):
    """What calls of Windows fail with; it is no error of the keyring library."""


class Scripted:
    """A back end that keeps in memory and fails as it is told."""

    def __init__(self, fails: Callable[[str, str], Exception | None] = lambda _act, _text: None) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.fails = fails

    def get_password(self, service: str, username: str) -> str | None:
        self._try("get", "")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._try("set", password)
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._try("delete", "")
        del self.kept[service, username]

    def _try(self, act: str, text: str) -> None:
        if (failure := self.fails(act, text)) is not None:
            raise failure


def named(kind: str, backend: Scripted) -> KeyringBackend:
    """Return a scripted back end under the name of a real one, such as `keyring.backends.macOS.Keyring`."""
    module, _, name = kind.rpartition(".")
    backend.__class__ = type(name, (Scripted,), {"__module__": module})
    return cast("KeyringBackend", backend)


def locker() -> Scripted:
    """Return Windows' Credential Locker: what is too large is refused by an error of its own."""

    def full(act: str, text: str) -> Exception | None:
        too_large = act == "set" and len(text.encode("utf-16-le")) > LOCKER_BYTES
        return Refused(1783, "CredWrite", "The stub received bad data.") if too_large else None

    return Scripted(full)


def keychain(*, locked: bool) -> Scripted:
    """Return macOS' keychain, locked or told by its user not to answer."""
    failure = KeyringLocked("Can't get password from keychain") if locked else KeyringError("Unknown Error: -128")
    return Scripted(lambda _act, _text: failure)


def in_gnome_session(
    folder: Path, module: str, *words: str, unlocked: bool = True, patience: int = 120
) -> Mapping[str, object]:
    """Run a module of ours in a session with a bus and a GNOME Keyring of its own; returns the JSON it printed.

    Not `unlocked`, nobody is there to be asked for the keyring's password either. `patience` is in seconds.
    """
    if not all(map(shutil.which, ("dbus-run-session", "gnome-keyring-daemon"))):
        pytest.skip("this system has no GNOME Keyring or no dbus-run-session")
    home, runtime = folder / "session", folder / "runtime"
    for place in (home, runtime):
        place.mkdir(mode=0o700)
    how = 'printf "a test password" | gnome-keyring-daemon --unlock' if unlocked else "gnome-keyring-daemon --start"
    start = f'{how} --components=secrets >/dev/null; exec "$@"'
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", start, "sh", sys.executable, "-m", module, *words],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_DATA_HOME": str(home / "data"),
        },
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: Mapping[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told
