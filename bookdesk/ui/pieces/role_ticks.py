"""Roles to be ticked, each with a plain sentence below its name."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.office.staffing import ROLE_WORDS
from bookdesk.security.roles import Role
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.tick import Tick

_INDENT = 16 + GRID


class RoleTicks(QWidget):
    """All roles, of which any number may be on."""

    changed = Signal()

    def __init__(self) -> None:
        """Tick none."""
        super().__init__()
        self.ticks = {role: Tick(role.value.capitalize()) for role in Role}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for role, tick in self.ticks.items():
            tick.setAccessibleDescription(ROLE_WORDS[role])
            words = quiet(ROLE_WORDS[role])
            words.setContentsMargins(sized(_INDENT), 0, 0, GRID // 2)
            tick.toggled.connect(self.changed)
            column.addWidget(tick)
            column.addWidget(words)

    def roles(self) -> tuple[Role, ...]:
        """Return the roles that are ticked, in their order."""
        return tuple(role for role, tick in self.ticks.items() if tick.isChecked())

    def show_roles(self, roles: Collection[Role]) -> None:
        """Tick these and no others."""
        for role, tick in self.ticks.items():
            tick.setChecked(role in roles)
