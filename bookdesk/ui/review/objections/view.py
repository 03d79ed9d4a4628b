"""What speaks against confirming a document, one banner each, with what a person may say to overrule it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.capture.readiness import Objection
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.review.table import OVERRULES


class ObjectionsPane(QWidget):
    """Nothing where nothing speaks against it."""

    overruled = Signal(str, str)
    """The person says otherwise: the word and its value."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._shown: tuple[Objection, ...] = ()
        self._banners: list[Banner] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)

    def show_objections(self, objections: Sequence[Objection]) -> bool:
        """Show these, also such as the person closed, for they speak against it still; whether one is new."""
        if tuple(objections) == self._shown:
            self.show_again()
            return False
        before, self._shown = self._shown, tuple(objections)
        for old in self._banners:
            old.hide()
            self._column.removeWidget(old)
            old.deleteLater()
        self._banners = [Banner(self) for _ in self._shown]
        for one, banner in zip(self._shown, self._banners, strict=True):
            self._column.addWidget(banner)  # first: shown without a place it would be a window over the fields
            banner.say(self._message(one, Tone.WARN))
        return not set(self._shown) <= set(before)

    def show_again(self) -> None:
        """Show what was closed, and is not answered."""
        for one, banner in zip(self._shown, self._banners, strict=True):
            if banner.message() is None:
                banner.say(self._message(one, Tone.WARN))

    def banners(self) -> list[Banner]:
        """Return what is shown, in order."""
        return self._banners

    def out_of_sight(self) -> bool:
        """Whether something that is told here cannot be seen, since the person looks at another place."""
        return any(one.message() is not None and one.visibleRegion().isEmpty() for one in self._banners)

    def refuse(self, what: str) -> tuple[Banner, Objection] | None:
        """Let the objection that says so stand out, as the reason of a refusal; none where it is none of these."""
        for one, banner in zip(self._shown, self._banners, strict=True):
            if one.what == what:
                banner.say(self._message(one, Tone.BAD))
                return banner, one
        return None

    def _message(self, one: Objection, tone: Tone) -> Message:
        return Message(one.what, tone, one.remedy, *self._overruling(one))

    def _overruling(self, one: Objection) -> tuple[str, Callable[[], object] | None]:
        if one.word is None:
            return ("", None)
        name, _, value = one.word.partition("=")
        return (OVERRULES.get(name, "It is right so"), partial(self.overruled.emit, name, value))
