"""The recovery sheet before a practice is made: shown, saved or printed, and two of its groups typed back from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QMimeData, QSize, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import SMALL
from bookdesk.ui.pieces.clipboard import marked
from bookdesk.ui.pieces.form import FormRow, foot, push, stacked
from bookdesk.ui.pieces.labels import heading, label, quiet, set_kind
from bookdesk.ui.pieces.pages import Pages


class _Paper(QPlainTextEdit):
    """As high as the sheet is: the style sheet of editors sets no height that holds. What is copied is a secret."""

    def createMimeDataFromSelection(self) -> QMimeData:
        """Mark what is copied or dragged from here."""
        return marked(self.textCursor().selectedText().replace("\u2029", "\n"))

    def sizeHint(self) -> QSize:
        """Return the height of some fifteen small lines."""
        return QSize(super().sizeHint().width(), sized(226))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()


class SheetKeeper(Pages):
    """First the sheet itself, which has to be kept; then, without it in sight, two groups that only its paper tells."""

    save_asked = Signal()
    print_asked = Signal()
    back_asked = Signal()
    proved = Signal()

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._asked: tuple[int, ...] = ()
        self._fits: Callable[[int, str], bool] = lambda _place, _typed: False
        self.text = _Paper()
        self.save, self.print = push("Save as a file…", "primary"), push("Print…")
        self.back, self.go_on = push("Back", "flat"), push("I have kept it")
        self.kept_as = label("", "muted", wraps=True)
        self.again, self.make = push("Show the sheet again", "flat"), push("Make the practice", "primary")
        self.proofs = [QLineEdit(), QLineEdit()]
        self._rows = [FormRow("", field) for field in self.proofs]
        self.addWidget(self._sheet_page())
        self.addWidget(self._proof_page())
        self._connect()

    def show_sheet(
        self, text: str, asked: Mapping[int, str], fits: Callable[[int, str], bool], *, printer: bool
    ) -> None:
        """Show a sheet; the groups `asked` (place and name) are typed back, and `fits` tells whether one is right."""
        self._asked, self._fits = tuple(asked), fits
        self.text.setPlainText(text)
        self.print.setVisible(printer)
        self.show_kept("")
        for row, name in zip(self._rows, asked.values(), strict=True):
            row.rename(name)
        for field in self.proofs:
            field.clear()
        self.setCurrentIndex(0)
        self.save.setFocus()

    def show_kept(self, words: str, kind: str = "good") -> None:
        """Say where the sheet is kept; from then on one may go on."""
        kept = bool(words) and kind == "good"
        set_kind(self.kept_as, kind if words else "muted")
        how = "or print it" if self.print.isVisibleTo(self) else "to print it elsewhere: there is no printer here"
        self.kept_as.setText(words or f"Save it to a stick {how}. Without it nobody can help you, by design.")
        self.go_on.setEnabled(kept)
        set_kind(self.go_on, "primary" if kept else "")
        set_kind(self.save, "" if kept else "primary")
        self.save.setIcon(icon("export", "text" if kept else "on_accent"))
        if kept:
            self.go_on.setFocus()

    def prove(self) -> None:
        """Ask for the two groups, the sheet out of sight."""
        self.setCurrentIndex(1)
        for row in self._rows:
            row.say()
        self.proofs[0].setFocus()

    def _sheet_page(self) -> QWidget:
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Recovery sheet")
        self.text.setTabChangesFocus(True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(sized(SMALL))
        self.text.setFont(font)
        self.print.setIcon(icon("print", "text"))
        return stacked(
            heading("Keep this sheet"),
            quiet("It opens the practice when a passphrase or a computer is lost. Nothing else does."),
            self.text,
            self.kept_as,
            foot(self.save, self.print, self.go_on, left=self.back),
        )

    def _proof_page(self) -> QWidget:
        return stacked(
            heading("Take your sheet in hand"),
            quiet("Type two of its groups, so that both of us know that it is kept and can be read."),
            *self._rows,
            foot(self.make, left=self.again),
        )

    def _connect(self) -> None:
        self.save.clicked.connect(self.save_asked)
        self.print.clicked.connect(self.print_asked)
        self.back.clicked.connect(self.back_asked)
        self.go_on.clicked.connect(self.prove)
        self.again.clicked.connect(lambda: self.setCurrentIndex(0))
        self.make.clicked.connect(self._check)
        self.proofs[0].returnPressed.connect(self.proofs[1].setFocus)
        self.proofs[1].returnPressed.connect(self.make.click)

    def _check(self) -> None:
        for row, field, place in zip(self._rows, self.proofs, self._asked, strict=True):
            if not self._fits(place, field.text()):
                row.say("That is not what the sheet says here. Compare it sign by sign.")
                field.setFocus()
                field.selectAll()
                return
            row.say("", "good")
        self.proved.emit()
