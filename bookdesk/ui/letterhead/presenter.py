"""The settings of how the client in front invoices, as they are asked for, tried and kept; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.core.vocabulary import NumberedBy, NumberedKind
from bookdesk.formats.paper.colours import contrast, palette
from bookdesk.invoicing.logo import Logo, read_logo
from bookdesk.invoicing.sample import sample
from bookdesk.invoicing.settings import SettingsService
from bookdesk.invoicing.settingview import SettingsOpened, opened, problems
from bookdesk.ledger.numbering import Series
from bookdesk.security.roles import Permission, permitted
from bookdesk.takeon.completing import add_missing_codes
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.drawing import Drawer
from bookdesk.ui.messages import Place
from bookdesk.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True)
class Ink:
    """How a colour is printed: as it is, or darker, so that it can be read; with its contrast on its own tint."""

    colour: str
    darkened: bool
    contrast: float


class LetterheadPresenter(QObject):
    """Holds the settings that are in front."""

    opened = Signal(object)
    """The `SettingsOpened`, read anew."""
    judged = Signal(object)
    """By name what would be refused of what is typed."""
    kept = Signal(object)
    """What was typed is in the books: by name, as it was kept."""
    refused = Signal(object)
    """By name why nothing was kept."""
    failed = Signal(object)
    """Why nothing was kept, where it is no single field's fault."""
    logo_read = Signal(object)
    """A `Logo` that was chosen and is fit for paper; it is kept with the other settings."""
    logo_refused = Signal(object)
    follow = Signal(object)
    """The next number of each kind, if series were as they are typed."""
    alike = Signal(object)
    """Why they cannot be."""
    added = Signal(object)
    """The codes that were added."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self.front: SettingsOpened | None = None
        self.back: Place | None = None
        self.typing = False
        """Whether something is typed that is not kept: it is held against what it was begun from."""
        self._busy = False
        """Whether something is being kept: a second press would be held against what the first one made of it."""
        self.paper = Drawer(desktop, self)
        desktop.books_changed.connect(self._books_changed)

    def open(self) -> None:
        """Read the settings anew."""
        self._ask("settings", lambda workspace: opened(workspace.desk), self._opened)

    def close(self) -> None:
        """Let go of them."""
        self.front, self.typing, self._busy = None, False, False
        self.paper.close()

    def may_decide(self) -> bool:
        """Whether the person may change these settings."""
        return permitted(self._desktop.office.entry(self._desktop.client_id).roles, Permission.POST)

    def try_out(self, typed: Mapping[str, str]) -> None:
        """Ask what would be refused of what is typed."""
        assignments = dict(typed)
        self._ask("judged", lambda workspace: problems(workspace.desk, assignments), self.judged.emit)

    def draw(self, typed: Mapping[str, str], locale: str, logo: Logo | None) -> None:
        """Draw the sample as it would be with what is typed."""
        assignments = dict(typed)
        self.paper.draw(
            "sample",
            lambda workspace: sample(workspace.desk, assignments, locale=locale, logo=logo).pdf,
            self.paper.page(),
        )

    def read_logo(self, path: Path) -> None:
        """Read a picture and make it fit; nothing is kept yet."""
        self._ask("logo", lambda _: read_logo(path), self.logo_read.emit, self.logo_refused.emit)

    def keep(self, typed: Mapping[str, str], logo: Logo | None = None) -> None:
        """Keep what is typed, all of it or nothing; what is refused is told by field."""
        front, assignments = self.front, dict(typed)
        if front is None or self._busy:
            return

        def work(workspace: Workspace) -> Mapping[str, BookDeskError]:
            workspace.require(Permission.POST)
            found = problems(workspace.desk, assignments)
            if not found:
                SettingsService(workspace.desk).edit(assignments, version=front.version, logo=logo)
            return found

        self._keep(work, assignments)

    def number(self, wanted: Mapping[NumberedKind, Series], by: NumberedBy | None) -> None:
        """Keep how numbers look and who gives them."""
        front, series = self.front, dict(wanted)
        if front is None or self._busy:
            return

        def work(workspace: Workspace) -> Mapping[str, BookDeskError]:
            workspace.require(Permission.POST)
            service = SettingsService(workspace.desk)
            service.number(series, by, known=front.shown.series, version=front.version)
            return {}

        self._keep(work, {"numbered_by": by.value} if by is not None else {})

    def would_follow(self, wanted: Mapping[NumberedKind, Series]) -> None:
        """Ask which numbers come next if series were so."""
        series = dict(wanted)
        self._ask(
            "follow",
            lambda workspace: SettingsService(workspace.desk).would_follow(series),
            self.follow.emit,
            self.alike.emit,
        )

    def add_codes(self) -> None:
        """Add the tax codes of the country that the client has not."""

        def work(workspace: Workspace) -> tuple[str, ...]:
            workspace.require(Permission.POST)
            return add_missing_codes(workspace.desk)

        self._desktop.act(self._desktop.client_id, self, work, self.added.emit, self.failed.emit)

    def go_back(self) -> None:
        """Go back to where the person came from."""
        self._desktop.go(self.back or Place("sales"))

    # -- inside

    def _keep(self, work: Callable[[Workspace], Mapping[str, BookDeskError]], assignments: Mapping[str, str]) -> None:
        """Keep something once; afterwards what is typed is held against what is in the books then."""

        def done(found: Mapping[str, BookDeskError]) -> None:
            self._busy = False
            if found:
                self.refused.emit(found)
                return
            self.kept.emit(assignments)
            self._ask("settings", lambda workspace: opened(workspace.desk), self._show)

        def undone(error: BookDeskError) -> None:
            self._busy = False
            self.failed.emit(error)

        self._busy = True
        self._desktop.act(self._desktop.client_id, self, work, done, undone)

    def _opened(self, found: SettingsOpened) -> None:
        if not self.typing or self.front is None:
            self._show(found)

    def _show(self, found: SettingsOpened) -> None:
        self.front = found
        self.opened.emit(found)

    def _books_changed(self, client_id: str) -> None:
        """Look again, whoever changed something, as when an act was taken back; not while something is typed."""
        if client_id == self._desktop.client_id and self.front is not None and not self.typing:
            self.open()

    def _ask(
        self,
        name: str,
        work: Callable[[Workspace], T],
        then: Callable[[T], None],
        failed: Callable[[BookDeskError], None] | None = None,
    ) -> None:
        client_id = self._desktop.client_id
        if client_id:
            self._desktop.ask(client_id, self, work, then, failed or self.failed.emit, name=name)


def ink(colour: str) -> Ink:
    """Return how a colour (`#1f5f8b`) is printed."""
    inks = palette(colour)
    printed = "#" + "".join(f"{round(part * 255):02x}" for part in inks.accent)
    return Ink(printed, printed != colour.lower(), contrast(inks.accent, inks.tint))
