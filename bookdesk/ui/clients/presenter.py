"""All clients as they are asked for; what is known is shown at once, the rest is looked at in the background."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from bookdesk.core.progress import Progress
from bookdesk.office.erasing import WHAT_STAYS, check_name, erase, may_erase
from bookdesk.office.overview import ClientLine, Overview
from bookdesk.reports.figures import Figure, counts
from bookdesk.security.recoverykeys import recovery_confirmed
from bookdesk.ui.backupwords import line
from bookdesk.ui.clients.table import ClientRow, place_of, sort_key
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.safekeeping import Known
from bookdesk.ui.tasks import LongWork

_CALM = 200
"""Milliseconds between two looks while many clients are looked at in the background."""
NEEDS, ALL, CLEAR, UNKNOWN = "needs", "all", "clear", "unknown"


class ClientsPresenter(QObject):
    """Holds the lines of all clients, in the order that was chosen."""

    shown = Signal(object, object)
    """The rows of the list in order, and how long each list is."""
    safety_told = Signal(object)
    """A `Message` of how backups stand, or nothing."""
    sheet_told = Signal(object)
    """A `Message` for an owner while nobody has shown that the recovery sheet is kept, or nothing."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Know nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self._rows: dict[str, ClientRow] = {}
        self._looking: LongWork | None = None
        self.list, self.text, self.order, self.descending = NEEDS, "", "need", False
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM)
        self._calm.timeout.connect(self._show)
        desktop.line_changed.connect(self._changed)
        desktop.safekeeping.known.connect(self._tell_safety)

    def refresh(self) -> None:
        """Ask for what is known of every client, and look at those of whom it is not current."""
        self._desktop.door.ask(self, self._stored, self._know, name="stored")
        self._desktop.safekeeping.look()
        self._desktop.door.ask(self, self._sheet_is_due, self._tell_sheet, name="recovery sheet")

    def show(self, **changes: object) -> None:
        """Show another list, or in another order (`list`, `text`, `order`, `descending`)."""
        for name, value in changes.items():
            setattr(self, name, value)
        self._show()

    def go(self, row: ClientRow, figure: Figure) -> None:
        """Show exactly the list that a figure counts."""
        self._desktop.go(place_of(row, figure))

    def open(self, row: ClientRow) -> None:
        """Bring a client to the front: to what it needs most, else to its inbox."""
        needs = row.attention.needs if row.attention is not None else ()
        self._desktop.go(place_of(row, needs[0].figure) if needs else Place("inbox", row.id))

    def look_again(self) -> None:
        """Look at every client's books, current or not."""
        self._look(every=True)

    def rows(self) -> list[ClientRow]:
        """Return the rows of the list that is shown, in order."""
        words = self.text.casefold().split()
        found = [row for row in self._rows.values() if self._is_on(row, self.list)]
        found = [row for row in found if all(word in row.line.name.casefold() for word in words)]
        found.sort(key=lambda row: sort_key(row, self.order))
        return found[::-1] if self.descending else found

    def may_erase(self) -> bool:
        """Whether this person may erase a client for good."""
        return may_erase(self._desktop.office)

    def check_name(self, row: ClientRow, typed: str) -> None:
        """Return quietly, or raise `UsageError` where what was typed is not the client's name."""
        check_name(self._desktop.office, row.id, typed)

    def erase(self, row: ClientRow, typed: str) -> None:
        """Erase a client for good; it goes from the front and from the list."""
        office = self._desktop.office

        def erased(name: str) -> None:
            self._rows.pop(row.id, None)
            if self._desktop.client_id == row.id:
                self._desktop.choose_client("")
            self.refresh()
            self._desktop.tell(Message(f"{name} is erased: nobody here has a key of it.", Tone.WARN, WHAT_STAYS))

        self._desktop.door.change(row.id, self, lambda: erase(office, row.id, typed), erased, self._desktop.tell_error)

    def show_backups(self) -> None:
        """Go where backups are seen to."""
        self._desktop.go(Place("settings", view="backups"))

    def show_sheet(self) -> None:
        """Go where the recovery sheet is seen to."""
        self._desktop.go(Place("settings", view="security"))

    # -- inside

    def _sheet_is_due(self) -> bool:
        practice = self._desktop.office.practice
        return practice.user.root_box is not None and not recovery_confirmed(practice)

    def _tell_sheet(self, due: bool) -> None:  # noqa: FBT001 - the answer of the door
        words = "Nobody has shown yet that the recovery sheet is kept."
        remedy = "Without it a forgotten passphrase loses all books."
        self.sheet_told.emit(Message(words, Tone.WARN, remedy) if due else None)

    def _tell_safety(self, known: Known) -> None:
        self.safety_told.emit(line(known, self._desktop.office.clock.now()))

    def _stored(self) -> list[ClientRow]:
        overview = self._desktop.overview()
        return [self._row(overview, line) for line in overview.stored()]

    def _row(self, overview: Overview, line: ClientLine) -> ClientRow:
        day = overview.today(line)
        figures = counts(line.summary, day) if line.summary is not None else {}
        return ClientRow(line, overview.attention(line), figures, day)

    def _know(self, rows: list[ClientRow]) -> None:
        self._rows = {row.id: row for row in rows}
        self._show()
        if self._looking is None and any(not row.line.current for row in rows):
            self._look(every=False)

    def _look(self, *, every: bool) -> None:
        def work(progress: Progress) -> None:
            for _line in self._desktop.overview().refresh_all(progress, every=every):
                pass  # each is told through `line_changed`

        self._looking = self._desktop.door.long("Looking at clients", self, work, lambda _: self._looked())

    def _looked(self) -> None:
        self._looking = None
        self._show()

    def _changed(self, line: ClientLine) -> None:
        self._rows[str(line.client_id)] = self._row(self._desktop.overview(), line)
        if not self._calm.isActive():
            self._calm.start()

    def _show(self) -> None:
        lists = {
            name: sum(self._is_on(row, name) for row in self._rows.values()) for name in (NEEDS, ALL, CLEAR, UNKNOWN)
        }
        self.shown.emit(self.rows(), lists)

    def _is_on(self, row: ClientRow, name: str) -> bool:
        if name == NEEDS:
            return row.line.problem is not None or (row.attention is not None and bool(row.attention.needs))
        if name == CLEAR:
            return row.clear
        return row.attention is None if name == UNKNOWN else True
