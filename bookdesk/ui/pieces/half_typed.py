"""What is half typed in a form: it is known, it is not left behind, and it is dropped only by who was told of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QWidget

from bookdesk.ui.pieces.choice_field import ChoiceField


class HalfTyped(QObject):
    """Belongs to a form and is found there by its screen.

    Something is half typed while the form is open, a person typed or chose something, and it reads otherwise than at
    the beginning: what was only proposed is no loss. A form that knows better says so with `changed`.
    """

    def __init__(
        self,
        form: QWidget,
        holds: str,
        say: Callable[[str], object],
        act: Callable[[], str],
        *,
        changed: Callable[[], object] | None = None,
    ) -> None:
        """`holds` is what would be lost, in words that anybody may read; where it is nothing, nothing ever is.

        `say` puts words into the form, or takes them away where they are nothing; `act` is what its button says.
        """
        super().__init__(form)
        self._form, self._holds, self._say, self._act = form, holds, say, act
        self._changed = changed
        self._touched = self._sure = False
        self._begun: tuple[object, ...] = ()
        self._told: tuple[object, ...] | None = None

    def listen(self) -> None:
        """Hear what a person does in the parts of the form that are there by now."""
        for line in self._form.findChildren(QLineEdit):
            line.textEdited.connect(lambda _: self.touch())
            if isinstance(line, ChoiceField):
                line.picked.connect(self.touch)
        for button in self._form.findChildren(QAbstractButton):
            if button.isCheckable():
                button.clicked.connect(lambda _: self.touch())

    def begin(self) -> None:
        """Take what stands here now for what is proposed."""
        self._touched = self._sure = False
        self._told = None
        for line in self._form.findChildren(QLineEdit):
            line.setModified(False)
        for text in self._form.findChildren(QPlainTextEdit):
            text.document().setModified(False)
        self._begun = self._texts()

    def touch(self, *, surely: bool = False) -> None:
        """Know that a person did something; `surely` where no field of the form shows it."""
        self._touched, self._sure = True, self._sure or surely
        if self._told is not None:
            self._told = None
            self._say("")

    def half(self) -> bool:
        """Whether something is half typed."""
        if not self._holds or self._form.isHidden():
            return False
        if self._changed is not None:
            return bool(self._changed())
        touched = self._touched or any(line.isModified() for line in self._form.findChildren(QLineEdit))
        return self._sure or self._written() or (touched and self._texts() != self._begun)

    def words(self) -> str:
        """Return what would be lost, or nothing."""
        return self._holds if self.half() else ""

    def hold_back(self) -> bool:
        """Keep the person here where something is half typed, and say so; whether that is so."""
        half = self.half()
        if half:
            self._tell("Escape drops it.")
        return half

    def lets_go(self) -> bool:
        """Whether the form may be closed: at once where nothing is half typed, else once that was said."""
        if not self.half() or self._told == self._texts():
            return True
        self._tell("Escape once more drops it.")
        return False

    def _tell(self, drops: str) -> None:
        what = f"{self._holds[:1].upper()}{self._holds[1:]}"
        self._say(f"{what} is typed and not saved. “{self._act()}” keeps it. {drops}")
        self._told = self._texts()
        inside: QWidget | None = self._form.focusWidget()
        if inside is not None and inside.isVisible():
            inside.setFocus()

    def _written(self) -> bool:
        return any(one.document().isModified() for one in self._form.findChildren(QPlainTextEdit))

    def _texts(self) -> tuple[object, ...]:
        """Return what stands in the fields: of a table that is being typed into, its cell as well."""
        lines = [one.text() for one in self._form.findChildren(QLineEdit)]
        texts = [one.toPlainText() for one in self._form.findChildren(QPlainTextEdit)]
        ticks = [one.isChecked() for one in self._form.findChildren(QAbstractButton) if one.isCheckable()]
        return (*lines, *texts, *ticks)
