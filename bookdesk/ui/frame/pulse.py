"""What waits for the client in front, on every screen: counts in the navigation and how its ledger stands."""

from __future__ import annotations

from PySide6.QtCore import QObject

from bookdesk.core.errors import NotFound
from bookdesk.office.overview import ClientLine
from bookdesk.reports.attention import Attention
from bookdesk.reports.content import Summary
from bookdesk.reports.figures import Figure, counts
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.frame.navigation import Navigation
from bookdesk.ui.frame.status_line import StatusLine
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Pill

_WAITING: dict[str, tuple[Figure, ...]] = {
    "bills": (Figure.OVERDUE, Figure.RETURNED),
    "payments": (Figure.DRAFT_RUNS,),
    "bank": (Figure.OPEN_LINES,),
    "sales": (
        Figure.INVOICES_OVERDUE,
        Figure.MAIL_STUCK,
        Figure.ONLINE_TO_DECIDE,
        Figure.DISPUTES_TO_ANSWER,
        Figure.CUSTOMER_WORDS,
    ),
    "contacts": (Figure.UNCONFIRMED_PAYEES,),
    "sync": (Figure.SYNC_PROBLEMS, Figure.RECONNECT),
}
"""Screen → what of it waits for a person. Bills to approve wait at all clients together, so they are left out.

The inbox has a list of all that is open, and shows its length.
"""


class Pulse(QObject):
    """Follows the client in front and every change of its books."""

    def __init__(self, desktop: Desktop, navigation: Navigation, status: StatusLine, parent: QObject) -> None:
        """Show nothing while no client is in front."""
        super().__init__(parent)
        self._desktop, self._navigation, self._status = desktop, navigation, status
        desktop.client_changed.connect(self._look)
        desktop.line_changed.connect(self._take)
        desktop.reached.connect(self._reached)
        self._unreached: set[str] = set()

    def _look(self, client_id: str) -> None:
        self._navigation.show_counts({})
        self._status.show_sync(None, "")
        self._status.show_mail("")
        if client_id:
            self._desktop.door.ask(self, lambda: self._line(client_id), self._show, lambda _: None, name="pulse")

    def _line(self, client_id: str) -> tuple[ClientLine, Attention | None] | None:
        overview = self._desktop.overview()
        try:
            line = overview.line(client_id)
        except NotFound:  # taken from this person a moment ago
            return None
        if line.summary is None:
            line = overview.refresh(client_id)
        return line, overview.attention(line)

    def _take(self, line: ClientLine) -> None:
        if str(line.client_id) == self._desktop.client_id:
            self._show((line, self._desktop.overview().attention(line)))

    def _reached(self, client_id: str, answers: bool) -> None:  # noqa: FBT001 - as the signal says it
        """Remember whether the accounting system of a client answers, and show it."""
        (self._unreached.discard if answers else self._unreached.add)(client_id)
        if client_id == self._desktop.client_id:
            self._look(client_id)

    def _show(self, found: tuple[ClientLine, Attention | None] | None) -> None:
        if found is None or str(found[0].client_id) != self._desktop.client_id or found[0].summary is None:
            return
        line, _ = found
        if line.summary is not None:
            figures = counts(line.summary, self._desktop.overview().today(line))
            waiting = {screen: sum(figures[one] for one in ones) for screen, ones in _WAITING.items()}
            self._navigation.show_counts({"inbox": line.summary.inbox.open, **waiting})
            as_of = wording.clock_time(line.taken_at) if line.taken_at is not None else ""
            pill = sync_pill(line.summary, reached=str(line.client_id) not in self._unreached)
            self._status.show_sync(pill, f"as of {as_of}" if as_of else "")
            self._status.show_mail(mail_words(figures[Figure.MAIL_WAITING], figures[Figure.MAIL_STUCK]))


def mail_words(waiting: int, stuck: int) -> str:
    """Return what is in the outbox: how many mails wait, and of how many a person has to decide."""
    waits = f"{wording.count(waiting, 'mail')} {'waits' if waiting == 1 else 'wait'}" if waiting else ""
    decide = f"{stuck} to decide" if waiting else f"{wording.count(stuck, 'mail')} to decide"
    return " · ".join(filter(None, (waits, decide if stuck else "")))


def sync_pill(summary: Summary, *, reached: bool = True) -> Pill:
    """Return how things stand between the desk and the accounting system, and whether it was `reached` last."""
    if not summary.connected:
        return Pill("offline", "Not connected")
    if not reached:
        return Pill("offline", "No connection", Tone.WARN)
    if summary.reconnect:
        return Pill("link", "Connect the accounting system again", Tone.WARN)
    if summary.sync_problems:
        return Pill("failed", f"{wording.count(summary.sync_problems, 'change')} stopped", Tone.BAD)
    if summary.sync_waiting:
        return Pill("waiting", f"{wording.count(summary.sync_waiting, 'change')} to send", Tone.INFO)
    return Pill("check", "Nothing to send", Tone.GOOD)
