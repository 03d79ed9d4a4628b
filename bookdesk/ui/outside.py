"""Papers that leave the encrypted files for another program: opened in the system's viewer, printed, saved in a folder.

What is opened lies unencrypted in a folder of its own for as long as a viewer needs to read it: for its owner alone,
removed after a quarter of an hour, when another client comes to the front and when the program ends; what a crash left
goes when somebody next comes to where papers are opened.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QWidget

from bookdesk.core.ownfiles import write_beside
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.workspace import Workspace

Named = tuple[str, bytes]
Make = Callable[[Workspace, str], Sequence[Named]]
"""Makes papers as (name, PDF); the second word says how they leave, for the history: `saved`, `printed`, `opened`."""
KEPT_SECONDS = 15 * 60
_PREFIX = "bookdesk-open-"
_ACROSS = 1654
"""Dots across a page that is printed: 200 to the inch on A4."""
_MOST_PAGES = 60
"""Pages printed at once: each takes twelve megabytes while it waits."""


class Outside(QObject):
    """Hands papers of the client in front to other programs. One of them stands behind each screen that does."""

    def __init__(self, desktop: Desktop, over: QWidget) -> None:
        """Ask in dialogs over a widget, which this lives as long as."""
        super().__init__(over)
        self._desktop, self._over = desktop, over
        self.chooser = Chooser()
        self.root = Path(tempfile.gettempdir())
        self._folders: list[Path] = []
        sweep(self.root)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEPT_SECONDS * 1000)
        self._timer.timeout.connect(self.clear)
        desktop.client_changed.connect(self.clear)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.clear)

    def open(self, make: Make) -> None:
        """Open papers in the system's viewer."""
        sweep(self.root)

        def opened(papers: Sequence[Named]) -> None:
            for path in self._put(papers):
                if not self.chooser.open_file(path):
                    remedy = "Save it, and open it from there."
                    self._desktop.tell(Message(f"Nothing here opens {path.name}.", Tone.WARN, remedy))
            self._timer.start()

        self._desktop.act(self._desktop.client_id, self, lambda workspace: make(workspace, "opened"), opened)

    def save(self, make: Make) -> None:
        """Ask for a folder, and save papers there; none that is there is replaced."""
        folder = self.chooser.folder(self._over, "Where to save it")
        if folder is None:
            return

        def work(workspace: Workspace) -> tuple[Path, ...]:
            return tuple(write_beside(folder, name, data) for name, data in make(workspace, "saved"))

        self._desktop.act(self._desktop.client_id, self, work, self._tell_saved)

    def print(self, make: Make) -> None:
        """Print papers on a printer that the person chooses."""
        if not self.chooser.can_print():
            remedy = "Open the paper or save it, and print it from there."
            self._desktop.tell(Message("There is no printer.", Tone.WARN, remedy))
            return
        pictures = self._desktop.equipment.pictures()

        def work(workspace: Workspace) -> list[tuple[bytes, int, int]]:
            pages: list[tuple[bytes, int, int]] = []
            for _name, data in make(workspace, "printed"):
                shown = pictures.show(data)
                try:
                    for number in range(1, min(len(shown.opened().pages), _MOST_PAGES - len(pages)) + 1):
                        one = shown.picture(number, _ACROSS)
                        pages.append((one.pixels, one.width, one.height))
                finally:
                    shown.close()
            return pages

        self._desktop.act(self._desktop.client_id, self, work, self._print_pages)

    def clear(self, *_: object) -> None:
        """Remove what lies unencrypted; what a viewer holds open is removed with the next try."""
        self._timer.stop()
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)
        self._folders = [folder for folder in self._folders if folder.exists()]

    def _put(self, papers: Sequence[Named]) -> list[Path]:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self.root))  # for its owner alone
        self._folders.append(folder)
        return [write_beside(folder, name, data) for name, data in papers]

    def _print_pages(self, pages: Sequence[tuple[bytes, int, int]]) -> None:
        if self.chooser.print_pages(self._over, pages):
            self._desktop.tell(Message(f"{wording.count(len(pages), 'page')} sent to the printer.", Tone.GOOD))

    def _tell_saved(self, paths: tuple[Path, ...]) -> None:
        if not paths:
            self._desktop.tell(Message("There is nothing to save: it is gone.", Tone.WARN))
            return
        names = f"{paths[0].name} and {len(paths) - 1} more" if len(paths) > 1 else paths[0].name
        folder = paths[0].parent
        open_folder = Message(
            f"Saved {names}.", Tone.GOOD, label="Open the folder", act=lambda: self.chooser.show_folder(folder)
        )
        self._desktop.tell(open_folder)


def sweep(root: Path, now: float | None = None) -> None:
    """Remove what another run left: nothing is kept longer than a quarter of an hour."""
    before = (time.time() if now is None else now) - KEPT_SECONDS
    for folder in root.glob(f"{_PREFIX}*"):
        try:
            old = folder.lstat().st_mtime < before
        except OSError:
            continue
        if old and folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)
