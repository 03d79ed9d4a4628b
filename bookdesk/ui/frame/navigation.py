"""The navigation at the left: one place a screen, with what waits there; icons only in a narrow window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QLayout, QPushButton, QVBoxLayout, QWidget

from bookdesk.ui.frame.places import ScreenEntry
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.style import PLACE
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, NARROW_NAVIGATION, NAVIGATION
from bookdesk.ui.pieces.labels import set_kind
from bookdesk.ui.pieces.tips import plain_tip


class Navigation(QFrame):
    """Buttons, of which one is down."""

    chosen = Signal(str)

    def __init__(self, screens: Sequence[ScreenEntry], parent: QWidget | None = None) -> None:
        """Offer the screens that are not hidden."""
        super().__init__(parent)
        self.setProperty("kind", "navigation")
        self._entries = {one.name: one for one in screens if not one.hidden}
        self._counts: dict[str, int] = {}
        self._narrow = self._tight = False
        self._shown = ""
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID // 2)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # places that have no room come closer
        for name, one in self._entries.items():
            if name == "settings":
                column.addStretch(1)
            column.addWidget(self._button(one))
        self.set_narrow(narrow=False)

    def show_screen(self, name: str) -> None:
        """Mark the screen that is shown; a hidden one marks none."""
        self._shown = name
        self._group.setExclusive(False)
        for one, made in self._buttons.items():
            made.setChecked(one == name)
        self._group.setExclusive(name in self._buttons)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how much waits on each screen; nothing is no number."""
        self._counts = dict(counts)
        self._write()

    def count(self, name: str) -> int:
        """Return how much is said to wait on a screen."""
        return self._counts.get(name, 0)

    def set_narrow(self, *, narrow: bool) -> None:
        """Show icons only, or words too."""
        self._narrow = narrow
        self.setFixedWidth(sized(NARROW_NAVIGATION if narrow else NAVIGATION))
        self._suit()
        self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look how much room there is."""
        super().resizeEvent(event)
        self._suit()

    def minimumSizeHint(self) -> QSize:
        """Return the width; the height is the window's."""
        return QSize(self.width(), 0)

    def _suit(self) -> None:
        """Draw the places closer together where not all of them have their usual room."""
        tight = self.height() < self._roomy()
        if tight == self._tight:
            return
        self._tight = tight
        for made in self._buttons.values():
            set_kind(made, "true" if tight else "false", "tight")

    def _roomy(self) -> int:
        """Return the height in which each place has its usual room, in pixels: as the style sheet gives it."""
        places = len(self._buttons)
        return places * (sized(PLACE) + GRID + 2) + (places - 1) * GRID // 2 + 2 * GRID

    def _button(self, one: ScreenEntry) -> QPushButton:
        made = QPushButton()
        made.setProperty("kind", "place")
        made.setCheckable(True)
        made.setIcon(icon(one.icon, "text"))
        made.setIconSize(QSize(sized(20), sized(20)))
        made.clicked.connect(lambda: self._choose(one.name))
        self._group.addButton(made)
        self._buttons[one.name] = made
        return made

    def _choose(self, name: str) -> None:
        """Tell where somebody wants to go, and mark where he is then: what is half typed may have kept him."""
        self.chosen.emit(name)
        self.show_screen(self._shown)

    def _write(self) -> None:
        for name, made in self._buttons.items():
            one, waiting = self._entries[name], self.count(name)
            made.setText("" if self._narrow else f"  {one.words}" + (f"   {waiting:,}" if waiting else ""))
            spoken = f"{one.words}, {waiting} waiting" if waiting else one.words
            made.setAccessibleName(spoken)
            made.setToolTip(plain_tip(f"{spoken} ({one.key})"))
