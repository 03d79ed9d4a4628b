"""A program that remembers its practice before every command, so that each can be tried again and killed on the way."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.program import Program, Row

READ_ONLY = frozenset({"list", "show", "queue", "lines", "status", "preview", "verify", "history"})


@dataclass(frozen=True)
class Remembered:
    """One command that changed something: its words, the home before it, and how long it took (seconds)."""

    name: str
    words: tuple[str, ...]
    before: Path
    seconds: float


@dataclass
class RecordingProgram(Program):
    """Copies the home before each command that may change it."""

    remembered: list[Remembered] = field(default_factory=list)

    def run(self, *words: str | Path, status: int = 0) -> list[Row]:
        """Run one command, remembering what was there before."""
        plain = tuple(map(str, words))
        if status != 0 or not self.home.exists() or READ_ONLY & set(plain[:2]):
            return super().run(*words, status=status)
        before = self.root / "before" / f"{len(self.remembered):03d}"
        shutil.copytree(self.home, before)
        started = time.monotonic()
        rows = super().run(*words)
        name = " ".join(word for word in plain[:2] if "/" not in word and "\\" not in word)
        self.remembered.append(Remembered(name, plain, before, time.monotonic() - started))
        return rows

    def elsewhere(self, root: Path, remembered: Remembered) -> Program:
        """Return a program on a copy of the practice as it was before a remembered command."""
        other = Program(root, self.launch, self.environment)
        shutil.copytree(remembered.before, other.home)
        shutil.copytree(self.own, other.own, dirs_exist_ok=True)
        return other
