"""The real program with somebody looking over its shoulder: what it says, and what its children are started with.

The program has a home, temporary folder and folders of the system's conventions of its own, so that whatever it writes
lies below one root. Linux only: children are looked at in /proc.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.program import Program

_PATIENCE = 300
_GLANCE = 0.1
"""Seconds between two looks at what runs."""
_IN_THE_MIDDLE = 2.5
"""Seconds of processor time after which a reader, whose start takes about one, is at work on its pages."""


@dataclass(frozen=True)
class Heard:
    """One command, and what it said."""

    words: tuple[str, ...]
    status: int
    out: str
    err: str


@dataclass
class OverseenProgram(Program):
    """Remembers what every command said, and every argument and variable that one of its children had."""

    heard: list[Heard] = field(default_factory=list)
    handed: dict[int, bytes] = field(default_factory=dict)
    """Process id of a child → its arguments and its environment."""
    brought: set[Path] = field(default_factory=set)
    """The person's own files."""

    def __post_init__(self) -> None:
        """Make the folders of the person, below the root like all others."""
        super().__post_init__()
        person = self.root / "person"
        places = {"HOME": "", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "XDG_CACHE_HOME": "cache"}
        places |= {"XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "runtime"}
        for name in places.values():
            (person / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        own = {variable: str(person / name) for variable, name in places.items()}
        self.environment = {**own, "BOOKDESK_DEBUG": "", "PYTHONDONTWRITEBYTECODE": "1", **self.environment}

    @property
    def kept(self) -> tuple[Path, ...]:
        """Every folder in which nothing readable may lie."""
        return (self.home, self.temporary, self.root / "person", self.root / "backups", self.root / "chosen")

    def bring(self, name: str, content: str | bytes) -> Path:
        """Write one of the person's own files."""
        path = self.own / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.brought.add(path)
        return path

    def passphrase(self, user: str, secret: str | None = None) -> Path:
        """Return the file with a user's passphrase, written first where `secret` is given."""
        path = super().passphrase(user, secret)
        self.brought.add(path)
        return path

    def kill_reading(self, *words: str | Path) -> None:
        """Start a command, and kill it and its reader while the reader is in the middle of a document."""
        process = self._started(words)
        while (reader := self._reader_at_work(process.pid)) is None:
            self._look(process.pid)
            with suppress(subprocess.TimeoutExpired):
                out, err = process.communicate(timeout=_GLANCE)
                raise AssertionError(f"it ended before it was in the middle of reading: {out}{err}")
        self._look(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):  # a child whose parent is gone ends by itself
            os.kill(reader, signal.SIGKILL)
        out, err = process.communicate(timeout=_PATIENCE)
        self._remember(words, process.returncode, out, err)

    def _done(self, words: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        process = self._started(words)
        while True:
            self._look(process.pid)
            with suppress(subprocess.TimeoutExpired):
                out, err = process.communicate(timeout=_GLANCE)
                break
        self._remember(words, process.returncode, out, err)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def _started(self, words: Sequence[str | Path]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command(words),
            env=self._environment(),
            cwd=self.own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _remember(self, words: Sequence[str | Path], status: int, out: str, err: str) -> None:
        self.said = err
        self.heard.append(Heard(tuple(map(str, words)), status, out, err))

    def _look(self, parent: int) -> None:
        for child in set(descendants(parent)) - self.handed.keys():
            seen = belongings(child)
            if seen and seen != belongings(parent):  # between its fork and its start a child is still its parent
                self.handed[child] = seen

    def _reader_at_work(self, parent: int) -> int | None:
        for child in descendants(parent):
            if b"--child\0read" in belongings(child) and _processor_seconds(child) > _IN_THE_MIDDLE:
                return child
        return None


def descendants(parent: int) -> Iterator[int]:
    """Yield the processes that a process started, and those that these started."""
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(OSError):  # it ended meanwhile
            for child in map(int, task.read_text("ascii").split()):
                yield child
                yield from descendants(child)


def belongings(process: int) -> bytes:
    """Return arguments and environment of a process; of one that may not be looked into, what may be seen."""
    seen = b""
    for name in ("cmdline", "environ"):
        with suppress(OSError):  # it is gone, or keeps its environment to itself
            seen += Path(f"/proc/{process}/{name}").read_bytes() + b"\0"
    return seen


def _processor_seconds(process: int) -> float:
    """Return the time a process has spent so far; nothing if it is gone. Fields by proc(5)."""
    with suppress(OSError):
        stat = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0
