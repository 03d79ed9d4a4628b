"""The system's own dialogs for files, folders and printers, behind one small port, so that tests choose by script.

Qt's dialogs are imported when one is opened: the first page has this in its hands, and must be painted before that.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # as said
    from PySide6.QtWidgets import QWidget


class Chooser:
    """Asks the person for a place outside the program."""

    def new_file(self, over: QWidget, words: str, name: str) -> Path | None:
        """Ask where to put a new file; `name` is proposed."""
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - as said

        chosen, _kind = QFileDialog.getSaveFileName(over, words, str(_documents() / name))
        return Path(chosen) if chosen else None

    def file(self, over: QWidget, words: str) -> Path | None:
        """Ask for a file that exists."""
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - as said

        chosen, _kind = QFileDialog.getOpenFileName(over, words, str(_documents()))
        return Path(chosen) if chosen else None

    def folder(self, over: QWidget, words: str, near: str = "") -> Path | None:
        """Ask for a folder, starting at `near`."""
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - as said

        chosen = QFileDialog.getExistingDirectory(over, words, near or str(_documents()))
        return Path(chosen) if chosen else None

    def can_print(self) -> bool:
        """Whether there is a printer."""
        from PySide6.QtPrintSupport import QPrinterInfo  # noqa: PLC0415 - as said

        return bool(QPrinterInfo.availablePrinterNames())

    def print_page(self, over: QWidget, dots: bytes, across: int, down: int) -> bool:
        """Print one page of three bytes a dot on a printer the person chooses; whether he did."""
        return self.print_pages(over, [(dots, across, down)])

    def print_pages(self, over: QWidget, pages: Sequence[tuple[bytes, int, int]]) -> bool:
        """Print pages, each as its dots with how many are across and down; whether the person chose a printer."""
        from PySide6.QtCore import QRect, Qt  # noqa: PLC0415 - as said
        from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415 - as said
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - as said

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, over).exec() != QPrintDialog.DialogCode.Accepted:
            return False
        printer.setFullPage(True)
        painter = QPainter(printer)
        for place, (dots, across, down) in enumerate(pages):
            if place:
                printer.newPage()
            page = QImage(dots, across, down, 3 * across, QImage.Format.Format_RGB888)
            paper = painter.viewport()
            size = page.size().scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRect(paper.topLeft(), size), page)
        painter.end()
        return True

    def open_file(self, path: Path) -> bool:
        """Open a file in the program that the system has for it; whether there is one."""
        from PySide6.QtCore import QUrl  # noqa: PLC0415 - as said
        from PySide6.QtGui import QDesktopServices  # noqa: PLC0415 - as said

        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def show_folder(self, folder: Path) -> None:
        """Open a folder in the system's own file manager."""
        from PySide6.QtCore import QUrl  # noqa: PLC0415 - as said
        from PySide6.QtGui import QDesktopServices  # noqa: PLC0415 - as said

        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _documents() -> Path:
    """Return where a person keeps documents; a folder that is not there would be answered by the program's own."""
    from PySide6.QtCore import QStandardPaths  # noqa: PLC0415 - as said

    found = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return found if found.is_absolute() and found.is_dir() else Path.home()
