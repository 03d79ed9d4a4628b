"""The real program, started as a person starts it: one process a command, its lines of JSON, its exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
_PATIENCE = 300


@dataclass
class Program:
    """A practice's home, a place for the person's own files, and the temporary folder its processes see."""

    root: Path
    launch: Sequence[str] = ("-m", "bookdesk")
    environment: Mapping[str, str] = field(default_factory=dict)
    said: str = ""

    def __post_init__(self) -> None:
        """Make the folders."""
        for folder in (self.own, self.temporary):
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def home(self) -> Path:
        """Where the practice lies."""
        return self.root / "home"

    @property
    def own(self) -> Path:
        """What the person brought or took out: documents, passphrases, bank files, the recovery sheet."""
        return self.root / "own"

    @property
    def temporary(self) -> Path:
        """What the processes take for the system's temporary folder."""
        return self.root / "temporary"

    def passphrase(self, user: str, secret: str | None = None) -> Path:
        """Return the file with a user's passphrase, written first where `secret` is given."""
        path = self.own / f"{user}.txt"
        if secret is not None:
            path.write_text(secret + "\n", encoding="utf-8")
            path.chmod(0o600)
        return path

    def run(self, *words: str | Path, status: int = 0) -> list[Row]:
        """Run one command; fails with everything it said unless it ends with `status`."""
        done = self._done(words)
        told = f"bookdesk {' '.join(map(str, words))}\n{done.stdout}{done.stderr}"
        assert done.returncode == status, f"status {done.returncode}, not {status}: {told}"
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    def by(self, user: str, *words: str | Path, client: str | None = None, status: int = 0) -> list[Row]:
        """Run one command as a user, on a client where one is named."""
        about = ("--client", client) if client else ()
        opening = ("--user", user, "--passphrase-file", self.passphrase(user))
        return self.run(*words, *about, *opening, "--json", status=status)

    def kill(self, seconds: float, *words: str | Path) -> int:
        """Start a command and kill it, with its children, `seconds` later; returns its status if it was faster."""
        process = subprocess.Popen(
            self._command(words),
            env=self._environment(),
            cwd=self.own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return process.wait(_PATIENCE)

    def again(self, *words: str | Path) -> int:
        """Run a command that may have been done before; returns its status, and keeps what it said."""
        return self._done(words).returncode

    def _done(self, words: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run one command to its end and keep what it said."""
        done = subprocess.run(
            self._command(words),
            env=self._environment(),
            cwd=self.own,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        self.said = done.stderr
        return done

    def _command(self, words: Sequence[str | Path]) -> list[str]:
        return [sys.executable, *self.launch, *map(str, words)]

    def _environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("BOOKDESK_")},
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            "BOOKDESK_HOME": str(self.home),
            "BOOKDESK_DEBUG": "1",
            "TMPDIR": str(self.temporary),
            **self.environment,
        }
