"""The line above the list: what the gateway holds by its moves and by the books, as of when, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QVBoxLayout

from bookdesk.gateways.catalogue import entry
from bookdesk.receivables.online.listing import Held
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, label, quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.sales.online.standing.presenter import StandingPresenter, Stands

AGREE = Pill("check", "The books agree", Tone.GOOD)
BEHIND = Pill("waiting", "Not all is booked", Tone.WARN)
DIFFER = Pill("alert", "The books differ", Tone.BAD)
_NO_ACCOUNT = "This client is connected with no payment gateway."


class StandingLine(QFrame):
    """How the account stands."""

    def __init__(self, desktop: Desktop, acts: tuple[QAction, ...], mend: Callable[[], None]) -> None:
        """Know nothing yet; `acts` are offered beside it, `mend` leads to where a problem is mended."""
        super().__init__()
        self.setProperty("kind", "bar")
        self.presenter, self._mend = StandingPresenter(desktop, self), mend
        self.stands: Stands | None = None
        self.pill, self.words, self.problem = PillLabel(), label("", wraps=True), Banner()
        self.as_of = quiet()
        row = FlowLayout(GRID)
        row.addWidget(self.pill)
        for act in acts:
            row.addWidget(button(act, "flat", hides=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID // 2)
        for part in (self.problem, self.words, self.as_of):
            column.addWidget(part)
        column.addLayout(row)
        self.presenter.stood.connect(self._show)
        self.presenter.stale.connect(self.presenter.ask)

    def forget(self) -> None:
        """Know nothing any more."""
        self.stands = None
        self.pill.show_pill(None)
        self.problem.clear()
        for one in (self.words, self.as_of):
            one.setText("")

    def _show(self, stands: Stands) -> None:
        self.stands, found, shown = stands, stands.connected, stands.shown
        self.pill.show_pill(_pill(shown.held))
        name = entry(found.gateway).title if found is not None else "The gateway"
        self.words.setText("\n".join(_held_words(name, one) for one in shown.held) or ("" if found else _NO_ACCOUNT))
        self.words.setVisible(bool(self.words.text()))
        self.as_of.setText(self._as_of(stands))
        self.as_of.setVisible(bool(self.as_of.text()))
        problem = found.problem if found is not None else None
        if problem:
            self.problem.say(Message(problem, Tone.BAD, label="Settings…", act=self._mend))
        else:
            self.problem.clear()

    def _as_of(self, stands: Stands) -> str:
        found, shown = stands.connected, stands.shown
        if found is None:
            return ""
        mode = "" if found.account.live else "Test mode: no real money. "
        when = wording.moment(found.asked_at)
        asked = f"As of {when}." if when else "Not asked since it was connected."
        pages = f" {wording.count(shown.live, 'pay link')} open or under way." if shown.live else ""
        odd = (
            f" {wording.count(shown.quarantined, 'message')} of a version not known here." if shown.quarantined else ""
        )
        return f"{mode}{asked}{pages}{odd}"


def _pill(held: tuple[Held, ...]) -> Pill | None:
    if not held:
        return None
    if any(one.booked != one.ledger for one in held):
        return DIFFER
    return AGREE if all(one.told == one.booked for one in held) else BEHIND


def _held_words(name: str, one: Held) -> str:
    """Return what the gateway holds, and where moves, bookings and ledger differ."""
    said = f"{name} holds {wording.money(one.told)} since it was connected"
    if one.booked != one.ledger:
        odd = wording.money(one.ledger - one.booked)
        return f"{said}; the books say {wording.money(one.ledger)}, of which no move explains {odd}."
    if one.told != one.booked:
        return f"{said}; {wording.money(one.told - one.booked)} of it is not in the books yet."
    return f"{said}, and so the books say."
