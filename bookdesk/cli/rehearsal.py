"""Runs commands one after the other on a practice of its own and tells each step: what the demo is made of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bookdesk.cli.console import Console, Row
from bookdesk.cli.main import run
from bookdesk.core.errors import BookDeskError


class WentWrong(BookDeskError):
    """A step of the demo did not end as it should."""


@dataclass
class _Retold(Console):
    """A console that keeps the rows and tells their sentences indented."""

    rows: list[Row] = field(default_factory=list)
    quiet: bool = False

    def row(self, row: Row, text: str) -> None:
        self.rows.append(row)
        if not self.quiet:
            self.out.write("".join(f"     {line}\n" for line in text.splitlines()))
            self.out.flush()

    def say(self, text: str) -> None:
        if not self.quiet:
            self.out.write("".join(f"     ! {line}\n" for line in text.splitlines()))


@dataclass
class Rehearsal:
    """The practice's home below `root`, and `root` itself for the person's own files."""

    root: Path
    steps: int = 0

    @property
    def home(self) -> Path:
        """Where the practice lies."""
        return self.root / "practice"

    def write(self, name: str, content: str | bytes) -> Path:
        """Write one of the person's own files."""
        path = self.root / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(0o600)
        return path

    def step(self, title: str) -> None:
        """Announce the next step."""
        self.steps += 1
        Console().out.write(f"\n{self.steps:2}. {title}\n")

    def by(
        self, user: str, *words: str | Path, client: str | None = None, status: int = 0, quiet: bool = False
    ) -> list[dict[str, Any]]:
        """Run a command as a user; `WentWrong` unless it ends with `status`. Returns its rows."""
        console = _Retold(quiet=quiet)
        about = ("--client", client) if client else ()
        opening = ("--user", user, "--passphrase-file", self.root / f"{user}.txt")
        ended = run([str(word) for word in (*words, *about, *opening)], console)
        if ended != status:
            raise WentWrong(
                f"'bookdesk {' '.join(map(str, words))}' ended with status {ended} instead of {status}.",
                "Report it with what stands above.",
            )
        return [dict(row) for row in console.rows]


def expect(seen: object, wanted: object) -> None:
    """Hold what a step gave against what it should; `WentWrong` where they differ."""
    if seen != wanted:
        raise WentWrong(f"The step gave {seen} instead of {wanted}.", "Report it with what stands above.")


@contextmanager
def rehearsal(root: Path) -> Iterator[Rehearsal]:
    """Yield a rehearsal below `root`; meanwhile commands of this process find its practice."""
    before = os.environ.get("BOOKDESK_HOME")
    show = Rehearsal(root)
    os.environ["BOOKDESK_HOME"] = str(show.home)
    try:
        yield show
    finally:
        if before is None:
            del os.environ["BOOKDESK_HOME"]
        else:
            os.environ["BOOKDESK_HOME"] = before
