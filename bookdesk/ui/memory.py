"""What the window remembers of how a person likes it: sizes, columns, theme. Nothing of any client.

Of files in watched folders that were told once it has marks, which nobody can read.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

_LIKED = ("scheme", "type size", "rows")


class Memory:
    """Named values in a small file of the practice's home; without a file they last as long as the program."""

    def __init__(self, file: Path | None = None) -> None:
        """Use `file`, made when first needed."""
        self._settings = QSettings(str(file), QSettings.Format.IniFormat) if file is not None else None
        self._values: dict[str, object] = {}

    def text(self, name: str, default: str = "") -> str:
        """Return a remembered text."""
        return str(self._get(name, default))

    def numbers(self, name: str) -> list[int]:
        """Return remembered whole numbers; none where nothing fit to read is remembered."""
        words = self.text(name).split(",")
        return [int(word) for word in words if word.lstrip("-").isdigit()]

    def state(self, name: str) -> QByteArray:
        """Return a state that Qt saved of a widget; empty if there is none."""
        return QByteArray.fromBase64(QByteArray(self.text(name).encode()))

    def keep(self, name: str, value: str | list[int] | QByteArray) -> None:
        """Remember a value."""
        if isinstance(value, QByteArray):
            text = bytes(value.toBase64().data()).decode()
        else:
            text = value if isinstance(value, str) else ",".join(map(str, value))
        if self._settings is not None:
            self._settings.setValue(name, text)
        self._values[name] = text

    def write_down(self) -> None:
        """Let the file hold all of it now: Qt writes behind, and another process may read it before this one ends."""
        if self._settings is not None:
            self._settings.sync()

    def copy_to(self, file: Path) -> Memory:
        """Return a memory in another file that begins with how the person likes the program."""
        copy = Memory(file)
        for name in _LIKED:
            if value := self.text(name):
                copy.keep(name, value)
        return copy

    def _get(self, name: str, default: str) -> object:
        if name in self._values:
            return self._values[name]
        return self._settings.value(name, default) if self._settings is not None else default
