"""The way in for tests: surroundings whose passphrase checks are cheap, and a chooser that answers by script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from PySide6.QtWidgets import QWidget

from bookdesk.core.clock import MovableClock
from bookdesk.core.progress import Progress
from bookdesk.store.places import Places
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.surroundings import Sample, Surroundings
from tests.support.firm import NOON, POLICY


@dataclass
class ScriptedChooser(Chooser):
    """Answers with what a test prepared, and remembers what was printed and shown."""

    answers: list[Path | None] = field(default_factory=list)
    printers: bool = False
    printed: list[tuple[int, int, str]] = field(default_factory=list)
    shown: list[Path] = field(default_factory=list)
    opened: list[tuple[Path, bytes]] = field(default_factory=list)

    def new_file(self, over: QWidget, words: str, name: str) -> Path | None:
        del over, words, name
        return self.answers.pop(0)

    def file(self, over: QWidget, words: str) -> Path | None:
        del over, words
        return self.answers.pop(0)

    def folder(self, over: QWidget, words: str, near: str = "") -> Path | None:
        del over, words, near
        return self.answers.pop(0)

    def can_print(self) -> bool:
        return self.printers

    def print_page(self, over: QWidget, dots: bytes, across: int, down: int) -> bool:
        del over
        self.printed.append((across, down, sha256(dots).hexdigest()))
        return True

    def print_pages(self, over: QWidget, pages: Sequence[tuple[bytes, int, int]]) -> bool:
        return all(self.print_page(over, *page) for page in pages)

    def open_file(self, path: Path) -> bool:
        self.opened.append((path, path.read_bytes()))
        return True

    def show_folder(self, folder: Path) -> None:
        self.shown.append(folder)


def no_sample(progress: Progress) -> Sample:
    """Stand where no test makes a sample."""
    raise AssertionError(f"nobody asked for a sample ({progress})")


def around(
    home: Path,
    chooser: Chooser,
    restarts: list[Sample | None] | None = None,
    make_sample: Callable[[Progress], Sample] = no_sample,
) -> Surroundings:
    """Return surroundings of a home; a restart is only noted."""
    noted = restarts if restarts is not None else []
    made = Surroundings(Places(home), MovableClock(NOON), noted.append, make_sample, policy=POLICY, chooser=chooser)
    return replace(made, crashes=False, hears=False)
