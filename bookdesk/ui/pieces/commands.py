"""Commands: one table says what a key does, and menu, palette, shortcut sheet and handler all come from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from bookdesk.ui.look.icons import icon
from bookdesk.ui.pieces.held_keys import KEYBOARD
from bookdesk.ui.pieces.tips import plain_tip


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do: `keys` as Qt writes them (`Ctrl+Return`, `A`); the first is shown beside its words.

    A letter alone acts only while no editor has the focus, since editors take letters for themselves. Held down, a key
    acts once, unless the command `repeats`: who leans on a key looks on, but does nothing twice.
    """

    name: str
    words: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    group: str = "Here"
    repeats: bool = False


GROUP = "command group"
"""The property of an action that names its group on the shortcut sheet."""


PICTURE = "picture"
"""The property that keeps the name of an action's icon, for buttons on other grounds."""


def bind(
    widget: QWidget,
    commands: Sequence[Command],
    handlers: Mapping[str, Callable[[], object]],
    *,
    everywhere: bool = False,
) -> dict[str, QAction]:
    """Give a widget its commands; `KeyError` unless table and handlers name the same ones."""
    known, handled = {command.name for command in commands}, set(handlers)
    if known != handled:
        raise KeyError(f"commands without their other half: {sorted(known ^ handled)}")
    return {
        command.name: _action(widget, command, handlers[command.name], everywhere=everywhere) for command in commands
    }


def _action(widget: QWidget, command: Command, handler: Callable[[], object], *, everywhere: bool) -> QAction:
    action = QAction(command.words, widget)
    action.setObjectName(command.name)
    action.setProperty(GROUP, command.group)
    action.setShortcuts([QKeySequence(key) for key in command.keys])
    here, window = Qt.ShortcutContext.WidgetWithChildrenShortcut, Qt.ShortcutContext.WindowShortcut
    action.setAutoRepeat(command.repeats)
    action.setShortcutContext(window if everywhere else here)
    action.setToolTip(plain_tip(f"{command.words} ({shown_keys(action)})" if command.keys else command.words))
    if command.icon:
        action.setIcon(icon(command.icon))
        action.setProperty(PICTURE, command.icon)
    action.triggered.connect(lambda _checked: handler() if command.repeats or not KEYBOARD.repeating else None)
    widget.addAction(action)
    return action


def excused(widget: QWidget, action: QAction, say: Callable[[], object]) -> None:
    """Let the keys of an action `say` why it cannot be done just now, where it cannot: no key is without an answer."""
    for key in action.shortcuts():
        answer = QShortcut(key, widget, context=action.shortcutContext())
        answer.setObjectName(action.objectName())
        answer.setAutoRepeat(False)
        answer.activated.connect(say)

        def follow(answer: QShortcut = answer) -> None:
            answer.setEnabled(not action.isEnabled())

        action.changed.connect(follow)
        follow()


def shown_keys(action: QAction) -> str:
    """Return the keys of an action as this system writes them, the first two at most."""
    keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()[:2]]
    return " or ".join(keys)


class _Button(QPushButton):
    """A button that takes a double click for one, unless its act repeats: what came meanwhile was not looked at."""

    _repeats = True

    def follow(self, action: QAction) -> None:
        """Do what an action does."""
        self._repeats = action.autoRepeat()
        self.clicked.connect(action.trigger)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Let the second click be none."""
        if self._repeats:
            super().mouseDoubleClickEvent(event)
        else:
            event.accept()


def button(action: QAction, kind: str = "", *, hides: bool = False) -> QPushButton:
    """Return a button that does what an action does, and is enabled when it is; one that `hides` is there only then."""
    picture = str(action.property(PICTURE) or "")
    made = _Button(icon(picture, "on_accent" if kind == "primary" else "muted") if picture else QIcon(), action.text())
    made.setObjectName(f"button {action.objectName()}")
    made.setProperty("kind", kind)
    made.follow(action)
    made.setAutoDefault(True)  # Enter presses it, as people expect

    def follow() -> None:
        if not made.property("bare"):
            made.setText(action.text())
        made.setEnabled(action.isEnabled())
        made.setVisible(action.isVisible() and (action.isEnabled() or not hides))
        made.setToolTip(plain_tip(action.toolTip()))

    action.changed.connect(follow)
    made.setToolTip(plain_tip(action.toolTip()))
    made.setEnabled(action.isEnabled())
    if hides and not action.isEnabled():
        made.hide()
    return made
