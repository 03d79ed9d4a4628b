"""BookDesk on a screen of its own, used from outside: what is done comes through X, what is seen is told by it."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bookdesk.sandbox.firm.facts import ANN, PASSPHRASES
from tests.support.screen import PATIENCE, Box, Screen, until

TITLE = "BookDesk"
Row = dict[int, str]
"""Column → what a cell says."""


@dataclass(frozen=True)
class Part:
    """A widget that is seen: its kind (field, button, label, else its class), its names, its text, its place."""

    kind: str
    place: str
    name: str
    text: str
    box: Box
    enabled: bool
    keyboard: bool


@dataclass(frozen=True)
class Cell:
    """A cell of a table, or the heading of a column (row -1)."""

    table: str
    row: int
    column: int
    text: str
    box: Box
    current: bool = False


@dataclass(frozen=True)
class Seen:
    """What could be seen in the program's window at one moment."""

    title: str
    box: Box
    parts: Sequence[Part]
    cells: Sequence[Cell]
    words: Sequence[tuple[str, Box]]
    """The words of the page."""
    hits: Sequence[str]
    """What a finder found."""
    quiet: bool
    """Whether every question of the window was answered."""

    def keyboard(self) -> str:
        """Return how what has the keyboard is called."""
        return next((one.name for one in self.parts if one.keyboard), "")

    def part(self, name: str, kind: str = "button") -> Part:
        """Return the part of a kind that is called or says so, or has its place in the program under this name."""
        return next(one for one in self.parts if one.kind == kind and name in (one.name, one.text, one.place))

    def field(self, name: str) -> str:
        """Return what stands in a field."""
        return self.part(name, "field").text

    def says(self, words: str) -> bool:
        """Whether a part says so."""
        return any(words in one.text for one in self.parts)

    def rows(self, table: str) -> list[Row]:
        """Return what the rows of a table say."""
        rows: dict[int, Row] = {}
        for cell in self.cells:
            if cell.table == table and cell.row >= 0:
                rows.setdefault(cell.row, {})[cell.column] = cell.text
        return [rows[row] for row in sorted(rows)]

    def heading(self, table: str, text: str) -> Cell:
        """Return the heading of a column."""
        return next(one for one in self.cells if (one.table, one.row, one.text) == (table, -1, text))

    def cell(self, table: str, text: str) -> Cell:
        """Return the first cell of a table that says so."""
        return next(one for one in self.cells if one.table == table and one.row >= 0 and text in one.text)

    def current(self, table: str) -> Row:
        """Return the current row of a table."""
        return {one.column: one.text for one in self.cells if one.table == table and one.current}


@dataclass
class Desk:
    """The program in its window, and hands that reach it through the screen only."""

    screen: Screen
    process: subprocess.Popen[str]
    errors: Path

    def look(self) -> Seen:
        """Look at the window."""
        told = self._ask("look")
        headings = [{**one, "row": -1} for one in told["headings"]]
        return Seen(
            told.get("title", ""),
            Box(*told.get("box", (0, 0, 0, 0))),
            [Part(**{**one, "box": Box(*one["box"])}) for one in told["parts"]],
            [Cell(**{**one, "box": Box(*one["box"])}) for one in (*headings, *told["cells"])],
            [(one["text"], Box(*one["box"])) for one in told["words"]],
            told["hits"],
            told["quiet"],
        )

    def complaints(self) -> list[str]:
        """Return what is cut off or lies on something else."""
        found: list[str] = self._ask("complaints")
        return found

    def pass_by(self, seconds: float) -> None:
        """Let so much time pass at once, as it does while a computer sleeps."""
        self._ask(f"pass {seconds}")

    def until(self, seen: Callable[[Seen], object], *, quiet: bool = True) -> Seen:
        """Wait until something is seen, and the window is quiet unless it need not be; what is seen then."""
        kept: list[Seen] = []

        def look() -> bool:
            now = self.look()
            kept[:] = [now]
            return (now.quiet or not quiet) and bool(seen(now))

        try:
            until(look)
        except AssertionError:
            said = sorted({one.text or one.name for now in kept for one in now.parts})
            raise AssertionError(f"this was never seen; at the end there was {said}") from None
        return kept[0]

    def until_dragged(self, drag: Callable[[Box], None], seen: Callable[[Seen], object]) -> Seen:
        """Drag what is held over the middle of the window, to and fro, until something is seen."""
        window = self.look().box
        beside = Box(window.left + 40, window.top + 40, window.width, window.height)
        drag(window)

        def look(now: Seen) -> bool:
            drag(beside)
            drag(window)
            return bool(seen(now))

        return self.until(look, quiet=False)

    def until_led_from(self, name: str) -> Seen:
        """Wait until the keyboard is no longer where it was."""
        return self.until(lambda seen: seen.keyboard() != name)

    def settle(self) -> Seen:
        """Wait until every question of the window was answered."""
        return self.until(lambda seen: seen.title)

    # -- hands

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        self.screen.press(*keys)

    def write(self, text: str) -> None:
        """Type a text."""
        self.screen.write(text)

    def click(self, name: str, kind: str = "button") -> None:
        """Click on what is called or says so."""
        self.screen.click(self.settle().part(name, kind).box)

    # -- beginning and end

    def unlock(self, user: str = ANN) -> Seen:
        """Type a name where none is remembered, the passphrase and Enter, and wait for the desk."""
        if self.settle().keyboard() == "Your name":
            self.write(user)
            self.press("Return")
        self.until(lambda seen: seen.keyboard() == "Passphrase")
        self.write(PASSPHRASES[user])
        self.press("Return")
        return self.until(lambda seen: seen.keyboard() and seen.says("Search everything"))

    def go(self, client: str, key: str) -> Seen:
        """Put a client in front by a part of its name, and go to a screen by its key."""
        self.press("Ctrl+P")
        self.until(lambda seen: seen.keyboard() == "Switch client")
        self.write(client)
        self.until(lambda seen: len(seen.hits) == 1)
        self.press("Return")
        self.until(lambda seen: any(client in one.text for one in seen.parts if one.name.endswith(": switch")))
        self.press(key)
        return self.settle()

    def close(self) -> None:
        """Close the window as its manager does, and wait until every process of it ended well."""
        self.screen.bring(TITLE)
        self.press("Alt+F4")
        self.ended()

    def ended(self) -> None:
        """Wait until every process of it ended well."""
        assert self._line(PATIENCE) == "", "it went on"
        assert self.process.wait(PATIENCE) == 0, self.errors.read_text("utf-8")

    def _ask(self, what: str) -> Any:  # noqa: ANN401 - as JSON has it
        assert self.process.stdin is not None
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        line = self._line(PATIENCE)
        assert line, f"the program is not there any more: {self.errors.read_text('utf-8')}"
        return json.loads(line)

    def _line(self, seconds: int) -> str:
        out = self.process.stdout
        assert out is not None
        ready, _, _ = select.select([out], [], [], seconds)
        assert ready, f"the program does not answer: {self.errors.read_text('utf-8')}"
        return out.readline()


@contextmanager
def started(screen: Screen, home: Path) -> Iterator[Desk]:
    """Yield the program on a practice, at its first page; whatever is left of it is ended."""
    screen.rest()
    errors = home.with_suffix(".errors")
    with errors.open("a", encoding="utf-8") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.watched"],
            env=around(screen, home),
            cwd=screen.home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
        )
    desk = Desk(screen, process, errors)
    try:
        desk.until(lambda seen: seen.title and seen.keyboard())
        yield desk
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
    assert wrong(home) == []


def wrong(home: Path) -> list[str]:
    """Return what the log of a practice's window has of mistakes."""
    log = home / "log" / "bookdesk.log"
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return [line for line in lines if " WARNING " in line or " ERROR " in line]


def around(screen: Screen, home: Path) -> Mapping[str, str]:
    """Return the environment of the program on a screen and a practice."""
    return screen.environment(BOOKDESK_HOME=str(home), TMPDIR=str(screen.home), LANG="C.UTF-8")
